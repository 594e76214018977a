"""The commands with which people work on a record."""

from __future__ import annotations

from timeline.cli import curation, notes

COMMANDS = (*notes.COMMANDS, *curation.COMMANDS)
