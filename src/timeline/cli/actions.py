"""`timeline actions`: the action items of a record, with what became of their tickets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timeline.cli.output import COMPLETE, PARTIAL
from timeline.cli.say import say, show
from timeline.config.load import find, load_sources
from timeline.formats.inline import in_cell, markdown
from timeline.formats.text import address, cell
from timeline.model.errors import ConfigError, SourceError
from timeline.model.secrets import masked
from timeline.model.window import Window, parse_span
from timeline.porting.hooks import Tickets, knows_tickets
from timeline.porting.run import Run
from timeline.porting.source import Source
from timeline.porting.within import Aside

if TYPE_CHECKING:
    from timeline.postmortem.actions import Action

_GRACE_S = 0.5
_HEAD = ("name", "owner", "details", "ticket", "state")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(("md", "csv", "json")), default="md", show_default=True,
              help="Write them so.")  # fmt: skip
@click.option("--config", type=click.Path(path_type=Path), help="Default: ./timeline.toml, then the user's folder.")
@click.option("--deadline", metavar="SPAN", default="1m", show_default=True, help="How long to ask for tickets.")
def actions(folder: Path, form: str, config: Path | None, deadline: str) -> int:
    """List the action items of a record, with the present state of their tickets.

    The action items are the tables of DIR/work/actions.md, which anybody may edit. States are asked of the Jira
    sources of the configuration; without one they are not known.

    \b
    Example:
      timeline actions incident-4172
      timeline actions incident-4172 --format csv > actions.csv
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.postmortem.actions import actions_of, with_states  # noqa: PLC0415 - only where it is used
    from timeline.postmortem.folder import ACTIONS, Folder  # noqa: PLC0415

    seconds = parse_span(deadline).total_seconds()
    work = Folder.of(folder)
    found = actions_of(work.text(ACTIONS))
    keys = list(dict.fromkeys(key for action in found.actions for key in action.keys))
    asked = _Asked(keys, config, seconds)
    show(_FORMS[form](list(with_states(found.actions, asked.states))))
    if not found.actions:
        say(f"no action items: write a table into {work.path / ACTIONS}", err=True)
    if found.beside:
        say(f"{ACTIONS}: {len(found.beside)} lines are in no table of action items and stay as they are", err=True)
    return COMPLETE if asked.whole else PARTIAL


class _Asked:
    """What the sources that know tickets say of some.

    Attributes:
        states: the state of each that was told.
        whole: whether all that were to be asked have answered.
    """

    def __init__(self, keys: Sequence[str], config: Path | None, seconds: float) -> None:
        self.states: dict[str, str] = {}
        self.whole = True
        configured = [(each.name, each) for each in _configured(config)] if keys else []
        knowing = [(name, source) for name, source in configured if knows_tickets(source)]
        if keys and not knowing:
            say("no Jira source is configured: the states of the tickets are not known", err=True)
        for name, source in knowing:
            self._ask(name, source, keys, seconds)
        if unseen := [key for key in keys if key not in self.states] if knowing and self.whole else []:
            say(f"not seen by {', '.join(name for name, _ in knowing)}: {', '.join(unseen)}", err=True)

    def _ask(self, name: str, source: Tickets, keys: Sequence[str], seconds: float) -> None:
        run = Run(name, Window("15m", "now"), deadline=seconds)
        try:
            self.states |= Aside(lambda: dict(source.states(keys, run))).result(seconds + _GRACE_S)
        except TimeoutError:
            run.stop.set()
            self._lacks(f"{name}: no answer before the deadline")
        except SourceError as error:
            error.source = error.source or name
            self._lacks(str(error))
        except Exception as error:  # noqa: BLE001 - a stranger's hook may raise anything; its words may hold a secret
            self._lacks(f"{name} stopped with {type(error).__name__}")
        finally:
            run.close()

    def _lacks(self, why: str) -> None:
        self.whole = False
        say(f"the states of the tickets are not known: {why}", err=True)


def _configured(config: Path | None) -> list[Source]:
    """The sources of the configuration; none where there is no file and none is asked for."""
    try:
        find(config)
    except ConfigError:
        if config is not None:
            raise
        return []
    return load_sources(config)


def _markdown(found: Sequence[Action]) -> str:
    head = ["| Improvement name | Owner | Details | Bug/ticket link | State |", "|---|---|---|---|---|"]
    return "\n".join([*head, *(_row(action) for action in found)])


def _row(action: Action) -> str:
    told = (action.name, action.owner, action.details, None, action.state)
    cells = [in_cell(markdown(words or "")) for words in told]
    cells[3] = " ".join(_linked(each) for each in (action.ticket or "").split())
    return f"| {' | '.join(cells)} |"


def _linked(ticket: str) -> str:
    link = address(ticket) if "://" in ticket else None
    return f"[{in_cell(markdown(link.rstrip('/').rpartition('/')[2]))}]({link})" if link else in_cell(markdown(ticket))


def _csv(found: Sequence[Action]) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(_HEAD)
    rows.writerows([cell(masked(value or "")) for value in action.to_dict().values()] for action in found)
    return out.getvalue().rstrip("\n")


def _json(found: Sequence[Action]) -> str:
    told = [{name: value and masked(value) for name, value in action.to_dict().items()} for action in found]
    return json.dumps({"actions": told}, indent=2, ensure_ascii=False)


_FORMS: dict[str, Callable[[Sequence[Action]], str]] = {"md": _markdown, "csv": _csv, "json": _json}
COMMANDS = (actions,)
