"""The commands that read what is here already: the bundled incident, and what this installation knows."""

from __future__ import annotations

from collections.abc import Sequence

import click

from timeline.cli import evidence, new_source, people, values
from timeline.cli.output import COMPLETE, Output, options
from timeline.cli.pulling import record
from timeline.cli.say import say, show
from timeline.config.load import chosen, fields_of
from timeline.model.errors import ConfigError, TimelineError
from timeline.people.rules import read_rules
from timeline.porting.source import source_type, source_types


@click.command()
@click.option("--source", "names", multiple=True, metavar="NAME", shell_complete=values.sources,
              help="Ask only this source; repeatable.")  # fmt: skip
@options
def demo(names: Sequence[str], output: Output) -> int:
    """Show the bundled incident, pulled from a local stand-in of the services."""
    from timeline import demo as incident  # noqa: PLC0415 - only this command needs it

    output.check()
    with incident.served() as sources:
        asked = chosen(sources, names)
        incident.check_installed(source.name for source in asked)
        rules = read_rules(output.people) if output.people else None
        return record(incident.WINDOW, asked, output, rules=rules)


@click.command()
def sources() -> int:
    """List the installed source types and their configuration keys."""
    for name in source_types():
        try:
            keys = [key for key in fields_of(source_type(name)) if key != "name"]
        except TimelineError as error:
            say(f"{name}: {error}")
        else:
            say(f"{name}: {', '.join(keys)}")
    return COMPLETE


@click.command()
def schema() -> int:
    """Print the JSON Schema of the JSON and JSON Lines output."""
    import json  # noqa: PLC0415

    from timeline.formats.schema import json_schema  # noqa: PLC0415

    show(json.dumps(json_schema(), indent=2))
    return COMPLETE


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print what makes a shell complete commands, options and their values.

    For bash: eval "$(timeline completion bash)"
    """
    from click.shell_completion import get_completion_class  # noqa: PLC0415

    made = get_completion_class(shell)
    if made is None:
        raise ConfigError(f"no completion for {shell}")
    show(made(context.find_root().command, {}, "timeline", "_TIMELINE_COMPLETE").source())
    return COMPLETE


COMMANDS = (demo, *people.COMMANDS, *evidence.COMMANDS, sources, *new_source.COMMANDS, schema, completion)
