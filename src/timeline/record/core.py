"""What a record is made of: its window, events and coverage, what joins them, and the copies that are made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from timeline.joining.happenings import Happenings, Joined
from timeline.joining.rules import Link
from timeline.model.collector import collector_paused
from timeline.model.coverage import Coverage
from timeline.model.event import Event, sort_key
from timeline.model.secrets import masked
from timeline.model.window import Window, utc_text

if TYPE_CHECKING:
    from timeline.bundle.manifest import Manifest
    from timeline.curation.work import Work
    from timeline.facts.histories import Histories
    from timeline.model.profile import Profile
    from timeline.people.rules import Rules
    from timeline.people.table import People
    from timeline.reading.about import About
    from timeline.record import Timeline
    from timeline.redaction.redaction import Redaction

Made = TypeVar("Made")
#: How the events and the rows of coverage stand.
_ORDER: dict[str, Callable[[Any], Any]] = {"events": sort_key, "coverage": attrgetter("source")}
#: What says who is who: where it changes, people are named anew.
_WHO = {"joined", "profiles", "rules"}


class Core(Sequence[Event]):
    """What every part of the class `Timeline` stands on; no object is made of this alone."""

    __slots__ = (
        "_about", "_apart", "_coverage", "_events", "_folder", "_history", "_joined", "_manifest", "_people",
        "_profiles", "_redaction", "_rules", "_window", "_work",
    )  # fmt: skip

    def __init__(
        self,
        window: Window,
        events: Iterable[Event],
        coverage: Iterable[Coverage] = (),
        *,
        found: Sequence[Link] | None = None,
        profiles: Iterable[Profile] = (),
        rules: Rules | None = None,
        manifest: Manifest | None = None,
        folder: Path | None = None,
    ) -> None:
        self._window = window
        self._events: tuple[Event, ...] = _in_order("events", events)
        self._joined = Joined(self._events, found)
        self._coverage: tuple[Coverage, ...] = _in_order("coverage", coverage)
        self._manifest = manifest
        self._folder = folder
        self._history: Histories | None = None
        self._about: About | None = None
        self._apart: frozenset[str] | None = None
        self._redaction: Redaction | None = None
        self._work: Work | None = None
        self._profiles = tuple(profiles)
        self._rules = rules
        self._people: People | None = None
        self._name_people()

    @property
    def window(self) -> Window:
        """The span it is about."""
        return self._window

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """What was asked of every source, what came back and what is missing."""
        return self._coverage

    @property
    def complete(self) -> bool:
        """Whether every source was read whole."""
        return all(row.status == "complete" for row in self._coverage)

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Core):
            return NotImplemented
        return (self._window, self._events, self._coverage) == (other._window, other._events, other._coverage)

    def __hash__(self) -> int:
        return hash((self._window, self._events))

    def __repr__(self) -> str:
        gaps = sum(len(row.gaps) for row in self._coverage)
        pulled = sum(row.events for row in self._coverage)
        events = f"{len(self)} of {pulled} events" if len(self) < pulled else _many(len(self), "event")
        counts = f"{events}, {_many(len(self._coverage), 'source')}, {_many(gaps, 'gap')}"
        start, end = utc_text(self._window.start), utc_text(self._window.end)
        return f"Timeline({counts}, {start} to {end})"

    @property
    def pulled(self) -> Joined:
        """All events of the pull that this record is a part of, and what joins them."""
        return self._joined

    @property
    def folder(self) -> Path | None:
        """Its bundle, where that keeps the past of its alerts."""
        return self._folder

    @property
    def manifest(self) -> Manifest | None:
        """What its bundle says of it: the sources as they were set, the time of the pull; None where it has none."""
        return self._manifest

    @property
    def happenings(self) -> Happenings:
        """The happenings with more than one witness among these events: members, joining keys and lags."""
        with collector_paused():
            return self._joined.of(self._events)

    @property
    def skews(self) -> dict[str, list[Link]]:
        """By event id, the links to causes that are stamped after it: one of the two clocks is off by that."""
        if not self._joined.early:
            return {}
        own = {event.id for event in self._events}
        found = {key: [link for link in each if link.cause.id in own] for key, each in self._joined.early.items()}
        return {key: each for key, each in found.items() if each and key in own}

    def why(self, first: Event | str, last: Event | str) -> str:
        """What makes two events (or their ids) the same happening, one line a link; empty when they are not.

        Raises:
            KeyError: an event is not in this record.
        """
        one, other = self._found(first), self._found(last)
        if not one.happening or one.happening != other.happening:
            return ""
        steps = self._joined.path(one, other)
        return masked("\n".join(f"{step.cause.id} and {step.effect.id} both carry {step.key}" for step in steps))

    @property
    def redaction(self) -> Redaction | None:
        """What took the names out of this record; None where nothing did."""
        return self._redaction

    def checked(self, form: str, pieces: Iterable[str]) -> Iterator[str]:
        """What was written of it, piece by piece: of a record without names not before no name was found in the whole.

        Raises:
            LeakError: a name is left.
        """
        return iter((self._checked(form, "".join(pieces)),)) if self._redaction else iter(pieces)

    def _checked(self, form: str, made: Made) -> Made:
        """What was made of it, if no name is left in it."""
        if self._redaction:
            self._redaction.check(form, made)
        return made

    def _found(self, wanted: Event | str) -> Event:
        key = wanted.id if isinstance(wanted, Event) else wanted
        for event in self._events:
            if event.id == key:
                return event
        raise KeyError(masked(f"no event {key!r} in this record"))

    @property
    def _own(self) -> Timeline:
        """Itself, as what takes a record wants it."""
        return cast("Timeline", self)

    def _but(self, **changed: Any) -> Timeline:
        """The same record but for what is given, each by the name of its field; events and coverage in any order."""
        made = object.__new__(type(self))
        for slot in Core.__slots__:
            name = slot[1:]
            value = _in_order(name, changed[name]) if name in changed else getattr(self, slot)
            setattr(made, slot, value)
        if _WHO & changed.keys():
            made._name_people()
        return made._own

    def _anew(self, window: Window, events: Iterable[Event], rows: Iterable[Coverage], **known: Any) -> Timeline:
        """Another record, of which that is known; nothing of this one is in it."""
        made: Core = type(self)(window, events, rows)
        return made._but(**known)

    def _with(self, events: Iterable[Event], **changed: Any) -> Timeline:
        """The same record with these of its events; what joined two does not depend on which others are selected."""
        return self._but(events=events, **{"about": self._about and self._about.part(), **changed})

    def _name_people(self) -> None:
        """Show one name for one person, where anything says who is who."""
        self._people = None
        if not (self._profiles or self._rules):
            return
        from timeline.people.directory import people_of  # noqa: PLC0415 - people stand beside the record
        from timeline.people.showing import shown  # noqa: PLC0415

        with collector_paused():
            self._people = people_of(self._own, self._rules)
            self._events = shown(self._events, self._people, self._rules)

    def _keep(self, test: Callable[[Event], bool]) -> Timeline:
        return self._with(event for event in self._events if test(event))


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _in_order(name: str, value: Any) -> Any:
    return tuple(sorted(value, key=_ORDER[name])) if name in _ORDER else value
