"""The commands with which people work on a record."""

from __future__ import annotations

from timeline.cli import actions, lint, notes, postmortem

COMMANDS = (*notes.COMMANDS, *postmortem.COMMANDS, *actions.COMMANDS, *lint.COMMANDS)
