"""The parts of a record: by position, time, condition, incident, and the sets of two."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, overload

from timeline.joining.happenings import Joined
from timeline.model.collector import collector_paused
from timeline.model.errors import ConfigError
from timeline.model.event import Event
from timeline.model.filter import Test, Words, fits
from timeline.model.secrets import masked
from timeline.model.window import Window, parse_span, parse_time
from timeline.record.core import Core

if TYPE_CHECKING:
    from timeline.reading.about import About, Reason
    from timeline.record import Timeline

_TIME = attrgetter("time")


class Choosing(Core):
    """Part of the class `Timeline`."""

    __slots__ = ()

    @overload
    def __getitem__(self, key: int) -> Event: ...
    @overload
    def __getitem__(self, key: slice) -> Timeline: ...
    @overload
    def __getitem__(self, key: str) -> Any: ...
    def __getitem__(self, key: int | slice | str) -> Event | Timeline:
        """An event by position or id, a part by slice, or one source's part by its name.

        A slice is of positions, or of times: `record["2019-06-20T18:40Z":"2019-06-20T18:50Z"]`.

        Raises:
            KeyError: no source of that name was asked, and no event has that id.
        """
        if isinstance(key, str):
            return self._named(key)
        if isinstance(key, slice):
            if isinstance(key.start, (str, datetime)) or isinstance(key.stop, (str, datetime)):
                return self.between(key.start or self._window.start, key.stop or self._window.end)[:: key.step]
            return self._with(self._events[key])
        return self._events[key]

    def _named(self, name: str) -> Event | Timeline:
        rows = [row for row in self._coverage if row.source == name]
        if rows:
            return self._with((event for event in self._events if event.source == name), coverage=rows)
        found = next((event for event in self._events if event.id == name), None)
        if found is None:
            known = ", ".join(row.source for row in self._coverage) or "none"
            raise KeyError(masked(f"no source and no event {name!r} in this record; its sources are {known}"))
        return found

    def _ipython_key_completions_(self) -> list[str]:
        return [row.source for row in self._coverage]

    def where(
        self,
        *,
        kind: Words | None = None,
        source: Words | None = None,
        actor: Words | None = None,
        text: Words | None = None,
        channel: Words | None = None,
        service: Words | None = None,
        severity: Words | None = None,
        key: Words | None = None,
        id: Words | None = None,  # noqa: A002 - it is the field's name
        not_kind: Words | None = None,
        not_source: Words | None = None,
        test: Test | None = None,
    ) -> Timeline:
        """The events that fit every condition given; of several values of one condition, one must fit.

        Args:
            kind: a kind or a pattern such as `"alert.*"`.
            source: a configured source's name or a pattern.
            actor: part of an actor's name, or an actor's id; capitals do not matter.
            text: part of the summary or the body; capitals do not matter.
            channel: a channel's name (with or without `#`) or a pattern.
            service: a service that the event's tag names, or a pattern.
            severity: `"error"`, `"warning"`, `"info"` or `"ok"`.
            key: what it is about, as `"pagerduty:incident:*"`.
            id: an event's id, or a pattern.
            not_kind: a kind or a pattern that must not fit.
            not_source: a source's name or a pattern that must not fit.
            test: any other question, asked of each event.

        Raises:
            ConfigError: a value is no text, or `test` cannot be called.
        """
        return self._keep(
            fits(
                kind=kind, source=source, actor=actor, text=text, channel=channel, service=service, severity=severity,
                key=key, id=id, not_kind=not_kind, not_source=not_source, test=test,
            )
        )  # fmt: skip

    def __or__(self, other: Timeline) -> Timeline:
        """The events of both, joined as if they had been pulled together; what neither asked is a gap."""
        if not isinstance(other, Core):
            return NotImplemented
        if self._redaction or other._redaction:
            raise ConfigError("each has roles of its own: put the records together first, then take the names out")
        from timeline.reading import sets  # noqa: PLC0415 - reading stands above the record

        window = sets.window_of(self._own, other)
        failed: list[str] = []
        events, pulled = sets.together(self._own.stated, other.stated, failed.append)
        rows = (row.noting(*failed) for row in sets.coverage_of(self._own, other, window))
        return self._anew(
            window,
            events,
            rows,
            joined=Joined(*pulled),
            profiles=tuple(dict.fromkeys((*self._profiles, *other.profiles))),
            rules=self._rules or other._rules,
        )

    def __and__(self, other: Timeline) -> Timeline:
        """The events that the other has, too."""
        if not isinstance(other, Core):
            return NotImplemented
        there = {event.id for event in other}
        return self._keep(lambda event: event.id in there)

    def __sub__(self, other: Timeline) -> Timeline:
        """The events that the other has not."""
        if not isinstance(other, Core):
            return NotImplemented
        there = {event.id for event in other}
        return self._keep(lambda event: event.id not in there)

    def between(self, start: str | datetime, end: str | datetime, *, tz: str | None = None) -> Timeline:
        """The events of `[start, end)`."""
        span = Window(start, end, tz=tz)
        first, last = (bisect_left(self._events, moment, key=_TIME) for moment in (span.start, span.end))
        return self._with(self._events[first:last])

    def around(self, time: str | datetime | Event, span: str | timedelta = "10m", *, tz: str | None = None) -> Timeline:
        """The events from `span` before a time (or an event) to `span` after it, both ends included."""
        middle = time.time if isinstance(time, Event) else parse_time(time, tz=tz)
        half = parse_span(span)
        # The distance is compared, not the ends: a span may reach beyond the calendar.
        first = bisect_left(self._events, -half, key=lambda event: event.time - middle)
        last = bisect_right(self._events, half, key=lambda event: event.time - middle)
        return self._with(self._events[first:last])

    def about(self, *what: str) -> Timeline:
        """The part that belongs to an incident, by fixed rules; `why_about` says by which.

        Args:
            what: an incident, monitor, pull request, run, commit, ticket, error, thread or message (number, id, key
                or URL), or a `"#channel"`; several are put together.

        Raises:
            ConfigError: nothing is named, or nothing of that name is in the record.
        """
        from timeline.reading import about  # noqa: PLC0415

        with collector_paused():
            events, found = about.about(self._own, what)
            return self._with(events, about=found)

    def apart(self, part: Timeline) -> Timeline:
        """The same record, of which that part and the rest are folded apart.

        Its lines are those of the part and those that the part left out: the counts of both add up.
        """
        return self._but(apart=frozenset(event.id for event in part))

    @property
    def selected(self) -> About | None:
        """What `about` chose this part by; None for a record that it did not make."""
        return self._about

    def why_about(self, event: Event | str) -> Reason | None:
        """Why an event (or its id) is in this part: `"key"`, `"channel"` or `"service"`; None where it is not."""
        key = event.id if isinstance(event, Event) else event
        return self._about.reasons.get(key) if self._about else None

    @property
    def left_out(self) -> list[dict[str, Any]]:
        """What `about` left out, counted by reason, each with the option that shows it."""
        return [{**each.to_dict(), "option": each.option} for each in self._about.left()] if self._about else []
