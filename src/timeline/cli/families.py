"""The commands in families, as the help shows them, each family in a file of its own."""

from __future__ import annotations

from typing import Any

import click

from timeline.cli.sharing import with_ways

#: In the order in which people come by them.
_FAMILIES = ("get", "read", "prepare", "analyse", "share")


class Families(click.Group):
    """A group whose help lists its commands by family."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._members: dict[str, list[str]] = {family: [] for family in _FAMILIES}

    def add(self, family: str, command: click.Command) -> None:
        """Put a command into a family."""
        self.add_command(command)
        self._members[family].append(str(command.name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command and its arguments, in which an option with a value by choice has one."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command, with_ways(rest)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands, by family and then as they were added."""
        return [name for members in self._members.values() for name in members]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """A section a family that has commands; every line is a full sentence."""
        width = max(map(len, self.commands), default=0)
        for family, members in self._members.items():
            if members:
                with formatter.section(family.capitalize()):
                    formatter.write_dl([(name.ljust(width), _sentence(self.commands[name])) for name in members])


def _sentence(command: click.Command) -> str:
    """The first paragraph of a command's help."""
    return " ".join((command.help or "").split("\n\n")[0].split())
