"""The commands with which people work on a record."""

from __future__ import annotations

from timeline.cli import actions, curation, lint, notes, postmortem

COMMANDS = (*notes.COMMANDS, *curation.COMMANDS, *postmortem.COMMANDS, *actions.COMMANDS, *lint.COMMANDS)
