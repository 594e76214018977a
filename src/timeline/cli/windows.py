"""Which window a call means: from its times, around one, or that of an incident."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from timeline.cli.times import time
from timeline.model.errors import ConfigError, StoppedError
from timeline.model.window import Window
from timeline.porting.hooks import knows_incidents, takes_zone
from timeline.porting.run import Run
from timeline.porting.source import Source
from timeline.porting.within import within


def stated(
    start: str | None, end: str | None, incident: str | None, *, around: str | None, span: str, tz: str | None
) -> Window | None:
    """The window that the options name themselves; None where it is that of the incident.

    Raises:
        ConfigError: they name none, or two.
        WindowError: a time cannot be read.
    """
    if incident and start:
        raise ConfigError("give --incident or --from, not both: each says which window")
    if incident:
        return None
    if start:
        return between(start, end, tz)
    if around:
        return Window.around(time("--around", around, tz), span)
    raise ConfigError("say which window: --from T [--to T], --around T --span 30m, or --incident ID")


def between(start: str, end: str | None, tz: str | None) -> Window:
    """The window of `--from` and `--to`; without an end it ends now.

    Raises:
        WindowError: a time cannot be read, or the window is empty.
    """
    return Window(time("--from", start, tz), time("--to", end or "now", tz))


def zoned(sources: Sequence[Source], tz: str | None) -> list[Source]:
    """The sources, those that read times of no zone reading them in that one."""
    return [source.in_zone(tz) if tz and takes_zone(source) else source for source in sources]


def of_incident(incident: str, sources: Sequence[Source], seconds: float) -> Window:
    """The window of an incident, from the first source that knows incidents.

    Raises:
        ConfigError: none does.
        SourceError: it cannot be had.
    """
    for source in sources:
        run = Run(source.name, Window("15m", "now"), deadline=seconds)
        if knows_incidents(source):
            return _asked(source.span_of, incident, run)
    raise ConfigError("--incident needs a pagerduty source in the configuration")


def _asked(ask: Callable[..., Window], incident: str, run: Run) -> Window:
    try:
        return within(run.remaining(), lambda: ask(incident, run))
    except TimeoutError:
        raise StoppedError("not read before the deadline", source=run.source, call=f"incident {incident}") from None
    finally:
        run.stop.set()
        run.close()
