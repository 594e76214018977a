"""The incidents of a span, one a line: from all sources that know incidents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo

from timeline.cli import status
from timeline.cli.output import COMPLETE, PARTIAL
from timeline.cli.say import say
from timeline.model.coverage import Gap
from timeline.model.errors import ConfigError, StoppedError
from timeline.model.window import Window, utc_text
from timeline.porting.hooks import lists_incidents
from timeline.porting.incident import Incident
from timeline.porting.run import Run
from timeline.porting.source import Source
from timeline.porting.within import within

Ask = Callable[[Window, Run], Iterable[Incident | Gap]]
_TO = "\N{EN DASH}"


def listed(sources: Sequence[Source], span: Window, seconds: float, where: tzinfo) -> int:
    """Print them in the order of their beginning, what could not be listed on stderr; the exit code.

    Raises:
        ConfigError: no source knows incidents.
        SourceError: a source refused.
    """
    asked = dict(filter(None, map(_hook, sources)))
    if not asked:
        raise ConfigError("incidents are listed from PagerDuty: add a table [sources.pagerduty] to the configuration")
    say(f"window {utc_text(span.start)} to {utc_text(span.end)}", err=True)
    with status.lines(list(asked), quiet=False) as progress:
        runs = {name: Run(name, span, deadline=seconds, progress=progress) for name in asked}
        found = [(name, each) for name, ask in asked.items() for each in _asked(ask, span, runs[name])]
    incidents = [(name, each) for name, each in found if isinstance(each, Incident)]
    incidents.sort(key=lambda pair: (pair[1].began, pair[0], pair[1].id))
    for _, incident in incidents:
        say(_line(incident, span, where))
    gaps = [each for _, each in found if isinstance(each, Gap)]
    for gap in gaps:
        say(f"gap: {gap.detail}", err=True)
    for note in (note for run in runs.values() for note in run.notes):
        say(note, err=True)
    say(_end(len(incidents), incidents[0][1] if incidents else None), err=True)
    return PARTIAL if gaps else COMPLETE


def _hook(source: Source) -> tuple[str, Ask] | None:
    name = source.name
    return (name, source.incidents) if lists_incidents(source) else None


def _asked(ask: Ask, span: Window, run: Run) -> list[Incident | Gap]:
    try:
        return within(run.remaining() + 0.5, lambda: list(ask(span, run)))
    except TimeoutError:
        raise StoppedError("not listed before the deadline", source=run.source, call="incidents") from None
    finally:
        run.stop.set()
        run.close()


def _end(count: int, first: Incident | None) -> str:
    """How many there are, and how to go on."""
    if first is None:
        return "no incident was open in this span"
    return f"{count} incident{'s' * (count != 1)}; go on with: timeline dump --incident {first.number or first.id}"


def _line(incident: Incident, span: Window, where: tzinfo) -> str:
    """Number, priority, times, service, title, who acted, id: `4172 · P1 · … · hooks · hook publish volume · …`."""
    told = (
        incident.number,
        incident.priority,
        _times(incident, where),
        incident.service,
        incident.title,
        ", ".join(incident.people),
        incident.id,
    )
    mark = " · only open in this span" if incident.began < span.start else ""
    return " · ".join(cell or "-" for cell in told) + mark


def _times(incident: Incident, where: tzinfo) -> str:
    """When it began and ended; the date of the end only where it is another one."""
    began = incident.began.astimezone(where)
    if incident.ended is None:
        return f"{_minute(began)}{_TO}still open {_named(began)}"
    ended = incident.ended.astimezone(where)
    last = f"{ended:%H:%M}" if ended.date() == began.date() else _minute(ended)
    return f"{_minute(began)}{_TO}{last} {_named(began)}"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _named(moment: datetime) -> str:
    """The zone's name, as the record writes it."""
    return "Z" if moment.tzname() == "UTC" else moment.tzname() or ""
