"""The commands with which people work on a record."""

from __future__ import annotations

from timeline.cli import lint, notes

COMMANDS = (*notes.COMMANDS, *lint.COMMANDS)
