"""The record: an immutable sequence of events in the one order, with its window and coverage."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from timeline.joining.happenings import Happenings, Joined
from timeline.joining.rules import Link
from timeline.model.collector import collector_paused
from timeline.model.coverage import Coverage
from timeline.model.errors import ConfigError
from timeline.model.event import Event, sort_key
from timeline.model.filter import Test, Words, fits
from timeline.model.secrets import masked
from timeline.model.window import Window, parse_span, parse_time, utc_text

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from timeline.bundle.diff import Difference
    from timeline.bundle.manifest import Manifest
    from timeline.curation.store import Curation
    from timeline.curation.work import Work
    from timeline.facts.facts import Facts
    from timeline.facts.histories import Histories
    from timeline.formats.chart import Chart
    from timeline.formats.grouping import By
    from timeline.model.profile import Profile
    from timeline.people.rules import Rules
    from timeline.people.table import People
    from timeline.reading.about import About, Reason
    from timeline.reading.lines import Folding, Line
    from timeline.redaction.policy import How, Redactor
    from timeline.redaction.redaction import Redaction


Style = Literal["record", "table", "compact"]
Made = TypeVar("Made")
_TIME = attrgetter("time")


class Timeline(Sequence[Event]):
    """The objective record of one window.

    Args:
        window: the half-open span it is about.
        events: in any order; they are put into the one order.
        coverage: one row for every source that was asked.
        found: what joined the events, where that is known already.
        profiles: what the sources state of the people whom they name.
        rules: what a file says of them.
        manifest: what its bundle says of it, where it has one.
        folder: its bundle, where that keeps the past of its alerts.
    """

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
        self._events = tuple(sorted(events, key=sort_key))
        self._joined = Joined(self._events, found)
        self._coverage = tuple(sorted(coverage, key=lambda row: row.source))
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
        if self._profiles or rules:
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

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Timeline):
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

    def _repr_html_(self) -> str:
        from timeline.formats import html  # noqa: PLC0415

        with collector_paused():
            return self._checked("notebook", html.in_notebook(self))

    def _repr_markdown_(self) -> str:
        from timeline.formats import html, markdown  # noqa: PLC0415

        # A notebook keeps every form of an output: a long record would be in its file twice.
        with collector_paused():
            return self._checked("md", markdown.render(self, most=html.LINES_IN_NOTEBOOK))

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
        if not isinstance(other, Timeline):
            return NotImplemented
        if self._redaction or other._redaction:
            raise ConfigError("each has roles of its own: put the records together first, then take the names out")
        from timeline.reading import sets  # noqa: PLC0415 - reading stands above the record

        window = sets.window_of(self, other)
        failed: list[str] = []
        events, pulled = sets.together(self.stated, other.stated, failed.append)
        made = Timeline(window, events, (row.noting(*failed) for row in sets.coverage_of(self, other, window)))
        made._joined = Joined(*pulled)
        made._profiles = tuple(dict.fromkeys((*self._profiles, *other._profiles)))
        made._rules = self._rules or other._rules
        made._name_people()
        return made

    def __and__(self, other: Timeline) -> Timeline:
        """The events that the other has, too."""
        if not isinstance(other, Timeline):
            return NotImplemented
        there = {event.id for event in other}
        return self._keep(lambda event: event.id in there)

    def __sub__(self, other: Timeline) -> Timeline:
        """The events that the other has not."""
        if not isinstance(other, Timeline):
            return NotImplemented
        there = {event.id for event in other}
        return self._keep(lambda event: event.id not in there)

    @property
    def pulled(self) -> Joined:
        """All events of the pull that this record is a part of, and what joins them."""
        return self._joined

    @property
    def manifest(self) -> Manifest | None:
        """What its bundle says of it: the sources as they were set, the time of the pull; None where it has none."""
        return self._manifest

    @property
    def folder(self) -> Path | None:
        """Its bundle, where that keeps the past of its alerts."""
        return self._folder

    @property
    def history(self) -> Histories | None:
        """How often its alerts and pages fired before, where that was asked; see `timeline.history`.

        Raises:
            ConfigError: its bundle keeps it, and it cannot be read.
        """
        if self._history is None and self._folder:
            from timeline.facts.asking import kept  # noqa: PLC0415 - facts stand above the record

            with collector_paused():
                self._history = kept(self, self._folder)
        return self._history

    def with_history(self, found: Histories) -> Timeline:
        """The same record, with what its alerts and pages were before beside their lines."""
        return self._with(self._events, history=found)

    @property
    def people(self) -> People:
        """Who is who in the whole record, of which this may be a part: one row a person, joined by stated keys."""
        if self._people is None:
            from timeline.people.directory import people_of  # noqa: PLC0415 - people stand beside the record

            self._people = people_of(self, self._rules)
        return self._people

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """What the sources state of the people whom they name."""
        return self._profiles

    @property
    def stated(self) -> Timeline:
        """The same events in the sentences that the services' own statements give, whoever is who."""
        if not (self._profiles or self._rules):
            return self
        own = {event.id: event for event in self._joined.events}
        return self._with(own[event.id] for event in self._events)

    def with_people(self, *given: str | Path | Mapping[str, Any] | Rules) -> Timeline:
        """The same record, with a file's word for who is who; nothing of it is written into the events.

        Args:
            given: paths of a `people.toml`, or what stands in one: `{"Ada Lovelace": ["github:ada-l", "slack:U1"]}`.

        Raises:
            ConfigError: a file cannot be read, or names an id twice.
        """
        from timeline.people.rules import read_rules  # noqa: PLC0415 - people stand beside the record

        return self._with(self.stated, rules=read_rules(*given))

    def _name_people(self) -> None:
        """Show one name for one person."""
        from timeline.people.showing import shown  # noqa: PLC0415 - people stand beside the record

        self._people = None
        with collector_paused():
            self._events = shown(self._events, self.people, self._rules)

    def lines(self, fold: Folding = "default") -> tuple[Line, ...]:
        """The lines that people read.

        Args:
            fold: `"default"` (happenings, and repeats by rule), `"threads"` (replies under their parent, too),
                `"happenings"`, or `"none"` (a line an event).

        Raises:
            ConfigError: no such folding.
        """
        from timeline.reading import lines  # noqa: PLC0415

        if self.curation:
            from timeline.curation import arranged  # noqa: PLC0415 - people's work stands above the record

            return lines.with_past(arranged.lines(self, fold), self.history)
        if self._apart is None:
            return lines.with_past(lines.lines(self, fold), self.history)
        inside = self._apart
        parts = (self._keep(lambda event: event.id in inside), self._keep(lambda event: event.id not in inside))
        return lines.with_past(lines.apart(*(lines.lines(part, fold) for part in parts)), self.history)

    def apart(self, part: Timeline) -> Timeline:
        """The same record, of which that part and the rest are folded apart.

        Its lines are those of the part and those that the part left out: the counts of both add up.
        """
        return self._with(self._events, apart=frozenset(event.id for event in part))

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
            events, found = about.about(self, what)
            return self._with(events, about=found)

    def facts(self, *, tz: str = "UTC") -> Facts:
        """What fixed rules find for a systems analysis, each with the ids of the events that it rests on.

        Of a part, those about its events; they are looked for in the whole record.

        Args:
            tz: the zone that times are said in.

        Raises:
            WindowError: no such zone is known.
        """
        from timeline.facts import facts  # noqa: PLC0415

        with collector_paused():
            return facts.facts(self, tz=tz)

    def postmortem(
        self,
        folder: str | Path | None = None,
        *,
        form: Literal["md", "html"] = "md",
        template: str | Path | None = None,
        tz: str = "UTC",
    ) -> str:
        """The post-mortem of it: the record, its facts and coverage, and what people wrote, each in its place.

        Args:
            folder: the record's folder, in whose `work/` people's words are kept; without it there are none.
            form: Markdown, or an HTML page of it.
            template: a file of Markdown with places such as `{{record}}`.
            tz: the zone that times are shown in.

        Raises:
            ConfigError: the template cannot be read, or names a part that there is not; the folder is none.
            LeakError: of a record without names, one is left.
        """
        from timeline.postmortem.document import postmortem  # noqa: PLC0415 - it stands above the record

        with collector_paused():
            return self._checked(form, postmortem(self, folder, template, tz=tz).formed(form))

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

    def annotate(self, event: Event | str, text: str) -> Timeline:
        """The record with a person's note about an event (or its id), at that event's time.

        The note is marked as one everywhere; it is nobody's fact. This record stays as it is.

        Raises:
            KeyError: the event is not in this record.
            ConfigError: the note says nothing.
        """
        from timeline.prose.notes import annotated  # noqa: PLC0415 - what people write stands beside the record

        return self.with_notes([annotated(self._found(event), text, self.pulled.events)])

    def with_notes(self, notes: Iterable[Event], row: Coverage | None = None) -> Timeline:
        """The record with people's notes among its facts, which stay joined as they were.

        Args:
            notes: events of kinds `note.*`.
            row: what was read of them, and what could not be; without it, one that counts them.
        """
        from timeline.prose.notes import covered  # noqa: PLC0415 - what people write stands beside the record

        stated, added = self.stated, tuple(notes)
        joined = Joined(tuple(sorted((*self.pulled.events, *added), key=sort_key)), self.pulled.found)
        made = Timeline(self._window, (*stated, *added), covered(self._coverage, added, row))
        made._profiles, made._rules = self._profiles, self._rules
        made._joined, made._about, made._apart, made._work = joined, self._about, self._apart, self._work
        made._manifest = self._manifest
        made._folder, made._history = self._folder, self._history
        if made._profiles or made._rules:
            made._name_people()
        return made

    @property
    def work(self) -> Work:
        """What people made of it: their notes and their curation, with the seal of the bundle that it was read from."""
        from timeline.curation.work import Work  # noqa: PLC0415 - people's work stands above the record

        return self._work or Work()

    def with_work(self, folder: Path) -> Timeline:
        """The record with what people keep in `work/` of that bundle's folder: their notes, and their curation.

        Raises:
            ConfigError: a file of theirs cannot be read.
        """
        from timeline.curation.work import loaded  # noqa: PLC0415 - people's work stands above the record

        return loaded(self, folder)

    def worked(self, work: Work) -> Timeline:
        """The same record, of which people made that."""
        return self._with(self._events, work=work)

    @property
    def curation(self) -> Curation | None:
        """What people decided of its lines: which are shown, in which order, in whose words; None where nothing."""
        return self._work.curation if self._work else None

    def curated(self, curation: Curation | None) -> Timeline:
        """The same record with what people decided of it in place of what they had; `None` shows all of it."""
        return self.worked(self.work.curated(curation))

    @property
    def shown(self) -> Timeline:
        """The part whose lines people left to be read; all of it where nobody decided anything."""
        if not self.curation:
            return self
        from timeline.curation import arranged  # noqa: PLC0415 - people's work stands above the record

        hidden = arranged.hidden(self)
        return self._keep(lambda event: event.id not in hidden)

    def unplaced(self, made: Sequence[Line]) -> tuple[str, ...]:
        """What people wrote about it and stands at none of its lines."""
        if not self.curation:
            return ()
        from timeline.curation import arranged  # noqa: PLC0415 - people's work stands above the record

        return arranged.unplaced(self, made)

    @property
    def sealed(self) -> Timeline:
        """The same record without what people keep beside it: the facts alone."""
        if not self._work:
            return self
        from timeline.curation.work import Work, without  # noqa: PLC0415 - people's work stands above the record

        noted, rows = self._work.noted, without(self._coverage, self._work)
        return self._with((each for each in self._events if each.id not in noted), rows, work=Work())

    def keep(self, *events: Event | str) -> Timeline:
        """The record with the lines of these events (or ids) shown; a line that nobody decided about is left out.

        A new record; `save` keeps what was decided in `work/` of its folder. So with the other three.

        Raises:
            KeyError: an event is not in this record.
        """
        from timeline.curation import doors  # noqa: PLC0415 - people's work stands above the record

        return doors.keep(self, [self._found(each) for each in events])

    def leave_out(self, *events: Event | str) -> Timeline:
        """The record without the lines of these events (or ids); they stay in the record, and `curated(None)` has them.

        Raises:
            KeyError: an event is not in this record.
        """
        from timeline.curation import doors  # noqa: PLC0415 - people's work stands above the record

        return doors.leave_out(self, [self._found(each) for each in events])

    def reword(self, event: Event | str, words: str) -> Timeline:
        """The record with the line of an event (or id) in a person's words, beside which stands what was recorded.

        Raises:
            KeyError: the event is not in this record.
            ConfigError: there are no words.
        """
        from timeline.curation import doors  # noqa: PLC0415 - people's work stands above the record

        return doors.reword(self, self._found(event), words)

    def under(self, heading: str, *events: Event | str) -> Timeline:
        """The record with the lines of these events (or ids) under a heading; the lines under no heading come first.

        Raises:
            KeyError: an event is not in this record.
            ConfigError: the heading says nothing.
        """
        from timeline.curation import doors  # noqa: PLC0415 - people's work stands above the record

        return doors.under(self, heading, [self._found(each) for each in events])

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

    def _found(self, wanted: Event | str) -> Event:
        key = wanted.id if isinstance(wanted, Event) else wanted
        for event in self._events:
            if event.id == key:
                return event
        raise KeyError(masked(f"no event {key!r} in this record"))

    def to_markdown(
        self,
        *,
        tz: str = "UTC",
        seconds: bool = False,
        style: Style = "record",
        fold: Folding = "default",
    ) -> str:
        """The record as Markdown, in the lines that `lines` gives.

        Args:
            tz: the zone that times are shown in.
            seconds: show seconds.
            style: `"record"` (a list), `"table"`, or `"compact"` (a list without links).
            fold: as for `lines`.

        Raises:
            ConfigError: no such folding.
        """
        return self._whole("md", tz=tz, seconds=seconds, style=style, fold=fold)

    def to_json(self, *, raw: bool = False) -> str:
        """The record as the JSON document of schema `timeline/1`; with `raw`, native payloads too."""
        return self._whole("json", raw=raw)

    def to_jsonl(self, *, raw: bool = False) -> str:
        """The record as JSON Lines: a header, then one event a line."""
        return self._whole("jsonl", raw=raw)

    def to_csv(self) -> str:
        """The record as CSV, one row an event."""
        return self._whole("csv")

    def to_html(self, *, fold: Folding = "default") -> str:
        """The record and its facts as a self-contained HTML file to filter and zoom; works from disk, loads nothing.

        Args:
            fold: as for `lines`; what is folded is a click away.

        Raises:
            ConfigError: no such folding.
        """
        return self._whole("html", fold=fold)

    def to_timesketch(self) -> str:
        """The record as JSON Lines for Timesketch: `message`, `datetime`, `timestamp_desc` and our own fields."""
        return self._whole("timesketch")

    def to_mermaid(self, *, fold: Folding = "default") -> str:
        """The record as a Mermaid diagram for pasting into Markdown: the first fifty lines, a section a source.

        Args:
            fold: as for `lines`.

        Raises:
            ConfigError: no such folding.
        """
        return self._whole("mermaid", fold=fold)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The events as the JSON objects that `to_json` writes."""
        return self._checked("dicts", [event.to_dict() for event in self._events])

    def pieces(self, form: str, **options: Any) -> Iterator[str]:
        """The record in a text format, piece by piece, for writing a long one to a file.

        Args:
            form: what `--format` calls it: `"md"`, `"json"`, `"jsonl"`, `"csv"`, `"html"`, …
            options: what that format takes: `raw`, `tz` …

        Raises:
            ConfigError: there is no such format, or it is no text.
        """
        from timeline.formats import table  # noqa: PLC0415

        return table.named(form).pieces(self, **options)

    def _whole(self, form: str, **options: Any) -> str:
        with collector_paused():
            return "".join(self.pieces(form, **options))

    def save(self, folder: str | Path) -> Path:
        """Keep the record with its native payloads in a folder, for `timeline.load`.

        Into the bundle that it was read from, only what people made of it is written: its `work/`.

        Raises:
            ConfigError: it cannot be written.
        """
        from timeline.curation import work  # noqa: PLC0415 - people's work stands above the record

        if self._redaction:
            self._redaction.check_folder(lambda place: work.save(self, place), Path(folder))
        return work.save(self, Path(folder))

    def diff(self, other: Timeline) -> Difference:
        """What another record of the same tells differently, and why where that is known; this is the earlier one.

        It is the object that `timeline diff --format json` writes, shows itself as text, and has `to_markdown()`.
        """
        from timeline.bundle.diff import diff  # noqa: PLC0415

        return diff(self, other)

    def to_frame(self) -> pd.DataFrame:
        """The events as a pandas DataFrame with explicit types; coverage is in its `attrs`.

        Raises:
            MissingExtra: pandas is not installed.
        """
        from timeline.formats import pandas as frames  # noqa: PLC0415

        return self._checked("frame", frames.to_frame(self))

    def coverage_frame(self) -> pd.DataFrame:
        """The coverage as a pandas DataFrame, one row a source, its gaps counted and told.

        Raises:
            MissingExtra: pandas is not installed.
        """
        from timeline.formats import pandas as frames  # noqa: PLC0415

        return self._checked("frame", frames.coverage_frame(self))

    def to_arrow(self) -> pa.Table:
        """The events as an Arrow table of schema `timeline/1`, with the coverage in its metadata.

        Raises:
            MissingExtra: pyarrow is not installed.
        """
        from timeline.formats import arrow  # noqa: PLC0415

        return self._checked("arrow", arrow.to_arrow(self))

    def to_parquet(self, path: str | Path) -> Path:
        """Write the Arrow table as a Parquet file, for DuckDB, Spark and the like.

        Raises:
            MissingExtra: pyarrow is not installed.
            ConfigError: it cannot be written.
        """
        from timeline.formats import table  # noqa: PLC0415

        return table.named("parquet").save(self, Path(path))

    def plot(self, *, by: By = "source") -> Chart:
        """A chart that shows itself in a notebook, offline too: lanes over time, happenings joined, gaps boxed.

        It has `save(path)` and `to_html()`; `.chart` is Altair's own chart of the same.

        Args:
            by: what makes a lane: `source`, `service`, `actor` or `kind`.

        Raises:
            ConfigError: there are no such lanes.
        """
        from timeline.formats.chart import Chart  # noqa: PLC0415

        return Chart(self, by)

    def redacted(
        self,
        how: How = "role",
        *,
        customers: Sequence[str | Sequence[str]] = (),
        terms: Sequence[str] = (),
        hosts: Sequence[str] = (),
        people: People | None = None,
        also: Redactor | None = None,
    ) -> Timeline:
        """The same record, pseudonymised: people have roles, and whatever is written of it is checked for names first.

        Its `redaction` holds the map of roles, which stands in no export, and `text` for what people wrote beside it.

        Args:
            how: `"role"` (`responder A`, in the order of first acts), or `"mark"` (`[REDACTED]`).
            customers: become `customer 1` and so on; one with several names is a list of them.
            terms: become `[REDACTED]`.
            hosts: whose links lead nowhere any more.
            people: who is who, if not as the record has it.
            also: finds names that we do not; it takes nothing of ours back.

        Raises:
            ConfigError: there is no such way, or something else than texts was given.
        """
        from timeline.redaction import records  # noqa: PLC0415 - redaction stands above the record
        from timeline.redaction.policy import Policy  # noqa: PLC0415

        policy = Policy.of(how, {"customers": customers, "terms": terms, "hosts": hosts})
        with collector_paused():
            return records.redacted(self, policy, people, also)

    @property
    def redaction(self) -> Redaction | None:
        """What took the names out of this record; None where nothing did."""
        return self._redaction

    def renamed(self, redaction: Redaction, made: Mapping[str, Event], joined: Joined) -> Timeline:
        """The same part of a record whose events are these now, by the ids that they had."""
        rows = map(redaction.coverage, self._coverage)
        part = Timeline(self._window, (made[event.id] for event in self._events), rows)
        part._joined, part._redaction = joined, redaction
        if self._about:
            rest = self._about.rest and self._about.rest.renamed(redaction, made, joined)
            part._about = self._about.under(redaction.text, made, rest)
        part._apart = self._apart and frozenset(map(redaction.key, self._apart))
        if self._work:
            from timeline.curation.renamed import renamed  # noqa: PLC0415 - people's work stands above the record

            part._work = renamed(self._work, redaction)
        part._history = self.history and self.history.under(redaction)
        return part

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

    def _named(self, name: str) -> Event | Timeline:
        rows = [row for row in self._coverage if row.source == name]
        if rows:
            return self._with((event for event in self._events if event.source == name), rows)
        found = next((event for event in self._events if event.id == name), None)
        if found is None:
            known = ", ".join(row.source for row in self._coverage) or "none"
            raise KeyError(masked(f"no source and no event {name!r} in this record; its sources are {known}"))
        return found

    def _keep(self, test: Callable[[Event], bool]) -> Timeline:
        return self._with(event for event in self._events if test(event))

    def _with(
        self,
        events: Iterable[Event],
        coverage: Iterable[Coverage] | None = None,
        *,
        about: About | None = None,
        apart: frozenset[str] | None = None,
        rules: Rules | None = None,
        work: Work | None = None,
        history: Histories | None = None,
    ) -> Timeline:
        made = Timeline(self._window, events, self._coverage if coverage is None else coverage)
        made._profiles, made._rules, made._people = self._profiles, rules or self._rules, self._people
        made._manifest = self._manifest
        made._folder, made._history = self._folder, history or self._history
        made._joined = self._joined  # what joined two events does not depend on which others are selected
        made._about = about or (self._about and self._about.part())
        made._apart = apart or self._apart
        made._redaction, made._work = self._redaction, work or self._work
        if rules:
            made._name_people()
        return made


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
