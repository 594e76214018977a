"""The command: one file a family of commands."""

from timeline.cli.commands import cli, main

__all__ = ["cli", "main"]
