"""What is shown of a record: the part that is about something, what is near a time, and what fits the filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import click

from timeline.cli import values
from timeline.cli.times import time
from timeline.model.errors import ConfigError
from timeline.model.window import parse_span
from timeline.reading.nearest import nearest
from timeline.reading.what import Index, seeds
from timeline.record import Timeline


class Filter(NamedTuple):
    """An option that asks something of every event.

    Attributes:
        name: as `Timeline.where` has it.
        option: as it is written.
        metavar: what stands behind it.
        words: what it says of itself.
    """

    name: str
    option: str
    metavar: str
    words: str


FILTERS = (
    Filter("kind", "--kind", "GLOB", "Show only events of this kind, such as 'alert.*'."),
    Filter("channel", "--channel", "NAME", "Show only what stands in this channel."),
    Filter("actor", "--actor", "NAME", "Show only what this person or bot did."),
    Filter("severity", "--severity", "WORD", "Show only error, warning, info or ok."),
    Filter("service", "--service", "NAME", "Show only what names this service."),
    Filter("text", "--grep", "TEXT", "Show only events that say this."),
    Filter("key", "--key", "KEY", "Show only what is about this, such as 'pagerduty:incident:*'."),
    Filter("id", "--id", "ID", "Show only the event of this id."),
    Filter("not_kind", "--not-kind", "GLOB", "Leave out events of this kind."),
    Filter("not_source", "--not-source", "NAME", "Leave out events of this source."),
)
#: Which sources are asked; of a saved record, which are shown.
_SOURCE = Filter("source", "--source", "NAME", "")
_COMPLETED = {"kind": values.kinds, "not_kind": values.kinds, "channel": values.channels,
              "not_source": values.sources, "severity": values.severities}  # fmt: skip


class Chosen(NamedTuple):
    """The part that was chosen.

    Attributes:
        record: the part.
        remarks: what a person should know of the choice: names that the record does not have.
        is_about: whether it is about something, and leaves out the rest.
    """

    record: Timeline
    remarks: tuple[str, ...]
    is_about: bool


@dataclass(frozen=True)
class Selection:
    """The part of a record that is shown.

    Attributes:
        about: what people named, in their words.
        implied: the incident that the window was taken from; it is about that one where the record knows it.
        whole: show the whole window, whatever it is about.
        around: a time near which it is.
        span: how near.
        filters: by name of `Timeline.where`, the values of which one must fit.
    """

    about: tuple[str, ...] = ()
    implied: str | None = None
    whole: bool = False
    around: str | None = None
    span: str = "10m"
    filters: Mapping[str, tuple[str, ...]] | None = None

    @classmethod
    def taken(cls, given: dict[str, Any]) -> Selection:
        """The selection that these options make; they are taken out."""
        asked = {each.name: given.pop(each.name) for each in FILTERS}
        named = {name: given.pop(name) for name in ("about", "whole", "around", "span")}
        return cls(**named, filters={name: words for name, words in asked.items() if words})

    def also(self, name: str, words: tuple[str, ...]) -> Selection:
        """The same with a filter more."""
        return replace(self, filters={**(self.filters or {}), name: words}) if words else self

    def named(self, incident: str | None) -> Selection:
        """The same, with that incident named, not implied: nothing is lost by refusing it."""
        return replace(self, implied=None, about=(*self.about, incident)) if incident else self

    def of_pull(self, record: Timeline) -> Selection:
        """The same, about the incident that the record was pulled for, where nothing is named."""
        incident = record.manifest.incident if record.manifest else None
        return self if self.about or self.implied else replace(self, implied=incident)

    def check(self, tz: str | None) -> None:
        """Refuse what cannot be, before anything is asked.

        Raises:
            WindowError: a time or a span that cannot be read.
        """
        parse_span(self.span)
        if self.around:
            time("--around", self.around, tz)

    @property
    def is_about(self) -> bool:
        """Whether it shows the part that is about something."""
        return not self.whole and bool(self.about or self.implied)

    def __bool__(self) -> bool:
        """Whether a part is asked for; what is shown is then told beside what there is, even if it is all."""
        return self.is_about or bool(self.around or self.filters)

    def of(self, record: Timeline, *, tz: str | None, remarks: bool = True) -> Chosen:
        """The part that is shown, and what to say of the choice.

        Raises:
            ConfigError: nothing in the record is called as it was named.
        """
        lost = self.implied is not None and not _knows(record, self.implied)
        named = (*self.about, *([] if lost or not self.implied else [self.implied]))
        if self.whole:
            record = record.curated(None)
        part = record.about(*named) if named else record
        if self.whole:
            # The lines of the whole are those of the part and those that it leaves out.
            part, lost, named = record.apart(part) if named else record, False, ()
        shown = "" if named else ": the whole window is shown"
        said = [f"no event here belongs to incident {self.implied}{shown}"] if lost else []
        said += self._unmatched(record, part) if remarks else []
        # What is left out of a part of a part is not counted any more, so that no part is made without need.
        near = part.around(self.around, self.span, tz=tz) if self.around else part
        return Chosen(near.where(**_conditions(self.filters)) if self.filters else near, tuple(said), bool(named))

    def _unmatched(self, record: Timeline, part: Timeline) -> Iterator[str]:
        """A remark on every value that fits no event."""
        for each in (*FILTERS, _SOURCE):
            for value in (self.filters or {}).get(each.name, ()):
                yield from _unmatched(each, value, record, part)


def _knows(record: Timeline, word: str) -> bool:
    try:
        return bool(seeds(Index(tuple(record)), [word]))
    except ConfigError:
        return False


def _conditions(filters: Mapping[str, tuple[str, ...]]) -> Any:
    """The filters as `where` takes them: their names are its own."""
    return filters


def _unmatched(asked: Filter, value: str, record: Timeline, part: Timeline) -> Iterator[str]:
    """The remark on a value that fits no event, with the nearest that there is."""
    name = asked.name.removeprefix("not_")
    condition = _conditions({name: (value,)})
    if part.where(**condition):
        return
    said = f"{asked.option} {value!r} matches nothing"
    elsewhere = len(record.where(**condition))
    if elsewhere:
        yield f"{said} of this part; --all has {elsewhere}"
        return
    near = None if name == "text" else nearest(record, name, value)
    yield f"{said}; the nearest there is: {near!r}" if near else said


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that select, for `Selection.taken`."""
    made = [
        click.option("--about", multiple=True, metavar="WHAT",
                     help="Show what belongs to this incident, monitor, pull request, run, thread or #channel."),
        click.option("--all", "whole", is_flag=True, help="Show the whole window, and what people left out."),
        *(click.option(each.option, each.name, multiple=True, metavar=each.metavar, help=each.words,
                       shell_complete=_COMPLETED.get(each.name)) for each in FILTERS),
        click.option("--around", metavar="T", help="Show only what is near this time."),
        click.option("--span", metavar="SPAN", default="10m", show_default=True, help="How near."),
    ]  # fmt: skip
    for option in reversed(made):
        command = option(command)
    return command
