"""The commands with which people work on a record."""

from __future__ import annotations

from timeline.cli import notes

COMMANDS = (*notes.COMMANDS,)
