"""Notes as events: each line of a document with a time, and what of it could not be read."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import PurePath

from timeline.model.collector import collector_paused
from timeline.model.coverage import Coverage, Gap, in_order
from timeline.model.errors import ConfigError
from timeline.model.event import Actor, Event
from timeline.model.secrets import masked
from timeline.model.window import Instant, Window, utc_text
from timeline.prose.document import Document, read
from timeline.prose.items import Item
from timeline.prose.sorts import Sorted, sort
from timeline.prose.times import whole
from timeline.prose.when import Timed, timed
from timeline.prose.zones import zone_named

#: How notes are called where they stand among sources: the source type's name.
SOURCE = "notes"
_SENTENCE = 1000  # letters of a note that stand in its line; more is its body
_COUNTED = ("events", "raw_rows", "duplicates", "out_of_window", "undated", "rejected")
_LINES_NAMED = 40
_SAYS_NOTHING = "it says a time and nothing else"


@dataclass(slots=True)
class Notes:
    """What was read of a document.

    Attributes:
        events: its notes of the window, in the order of the text.
        gaps: the lines that were refused, by reason, with the file and the numbers of the lines.
        listed: what is to be known of lines that were read.
        rows: how many lines have a time; of these
        outside: those that are of no time in the window,
        undated: those whose time was refused, and
        rejected: those that say nothing.
    """

    events: list[Event] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    rows: int = 0
    outside: int = 0
    undated: int = 0
    rejected: int = 0

    def row(self, source: str = SOURCE) -> Coverage:
        """What was read, as a source's row of the coverage."""
        return Coverage(
            source=source,
            type=SOURCE,
            status="partial" if self.gaps else "complete",
            events=len(self.events),
            raw_rows=self.rows,
            out_of_window=self.outside,
            undated=self.undated,
            rejected=self.rejected,
            gaps=in_order(self.gaps),
            notes=tuple(self.listed),
        )


def notes_of(
    text: str,
    window: Window,
    zone: str | tzinfo | None = None,
    path: str = "notes.md",
    *,
    source: str = SOURCE,
    seen: Counter[str] | None = None,
) -> Notes:
    """The notes that a document holds.

    Args:
        text: the document.
        window: the span that the notes are about.
        zone: the zone of times that name none; without it they are refused.
        path: what the document is called in gaps.
        source: whose notes they are.
        seen: the notes that were read before, of other documents of the same source.

    Raises:
        WindowError: there is no such zone.
    """
    where = zone_named(zone) if isinstance(zone, str) else zone
    with collector_paused():
        document = read(text)
        made = _Made(document, window, path, source, Counter() if seen is None else seen)
        for line in timed(document, window, where):
            made.take(line)
        return made.ended()


def annotated(event: Event, text: str, there: Iterable[Event], *, source: str = SOURCE) -> Event:
    """A person's note about an event: at its time, with its keys, so that it is found with it.

    Args:
        event: what it is about.
        text: the note.
        there: the events of the record, among them notes that say the same.
        source: whose notes these are.

    Raises:
        ConfigError: it says nothing.
    """
    words = " ".join(text.split())
    if not words:
        raise ConfigError("a note says something: its text is empty")
    note = sort(words)
    time = Instant(event.time, event.precision)
    seen = Counter(said_of(each) for each in there if each.source == source)
    return Event(
        id=f"{source}:{_key(note.text or words, time, seen)}",
        time=event.time,
        precision=event.precision,
        source=source,
        kind=note.kind,
        summary=_sentence(note.text or words),
        actor=Actor(name=note.who, kind="person") if note.who else None,
        body=text.strip() if text.strip() != _sentence(note.text or words) else None,
        keys=event.keys,
        tags={**_tags(note, note.about, None), "about": event.id},
    )


def said_of(note: Event) -> str:
    """What it shares with any other note that says the same at the same time."""
    return _said(note.summary, Instant(note.time, note.precision))


def covered(rows: Iterable[Coverage], notes: Iterable[Event], row: Coverage | None = None) -> list[Coverage]:
    """The rows of a record that has those notes, too: with the row that is given, or one that counts them."""
    counts = Counter(note.source for note in notes)
    made = {each.source: each for each in rows}
    for source, count in counts.items() if row is None else [(row.source, 0)]:
        here = made.get(source)
        more = row or Coverage(source=source, type=SOURCE, status="complete", events=count, raw_rows=count)
        made[source] = _added(here, more) if here else more
    return list(made.values())


def _added(row: Coverage, more: Coverage) -> Coverage:
    """Two rows of one source, as one."""
    counts = {name: getattr(row, name) + getattr(more, name) for name in _COUNTED}
    gaps = in_order((*row.gaps, *more.gaps))
    status = "complete" if row.status == more.status == "complete" else "partial"
    return row.noting(*more.notes).model_copy(update={**counts, "gaps": gaps, "status": status})


def _key(text: str, time: Instant, seen: Counter[str]) -> str:
    """A hash of what a note says and when, so that a line more elsewhere changes no other's."""
    said = _said(text, time)
    seen[said] += 1
    return hashlib.sha256(f"{said} {seen[said]}".encode("utf-8", "replace")).hexdigest()[:20]


def _said(text: str, time: Instant) -> str:
    """What two notes share that say the same at the same time."""
    return f"{utc_text(time.time, time.precision)} {text}"


class _Made:
    def __init__(self, document: Document, window: Window, path: str, source: str, seen: Counter[str]) -> None:
        self._document, self._window, self._path, self._source, self._seen = document, window, path, source, seen
        self._notes = Notes()
        self._refused: dict[str, list[int]] = {}
        self._listed: dict[str, list[int]] = {}

    def take(self, line: Timed) -> None:
        """Make an event of a line, or say why there is none."""
        below = [self._document.items[place] for place in _below(self._document.items, line.place)]
        words = line.item.words or next((each.text for each in below if each.text), "")
        if not words and line.item.sort == "heading" and self._leads(line.place):
            return  # a heading over lines with times of their own
        self._notes.rows += 1
        if line.refused or not words:
            self._notes.undated += bool(line.refused)
            self._notes.rejected += not line.refused
            self._refused.setdefault(line.refused or _SAYS_NOTHING, []).append(line.item.first)
        elif line.time is None or line.time.time not in self._window:
            self._notes.outside += 1
        else:
            self._notes.events.append(self._event(line, line.time, words, below))
            for each in filter(None, line.listed.split("; ")):
                self._listed.setdefault(each, []).append(line.item.first)

    def ended(self) -> Notes:
        """All of it."""
        self._notes.gaps = [self._gap(why, lines) for why, lines in self._refused.items()]
        self._notes.listed = [f"{self._path}, {_lines(lines)}: {why}" for why, lines in self._listed.items()]
        return self._notes

    def _leads(self, place: int) -> bool:
        """Whether the next line that says anything has a time of its own."""
        after = (item for item in self._document.items[place + 1 :] if item.sort not in ("mark", "head"))
        item = next(after, None)
        return item is not None and item.said is not None

    def _gap(self, why: str, lines: Sequence[int]) -> Gap:
        reason = "rejected" if why == _SAYS_NOTHING else "undated"
        number = lines[0] if len(lines) == 1 else f"{lines[0]}-{lines[-1]}"
        return Gap.of(self._window, reason, f"{self._path}, {_lines(lines)}: {why}", where=f"{self._path}:{number}")

    def _event(self, line: Timed, time: Instant, words: str, below: Sequence[Item]) -> Event:
        note = sort(words)
        text = note.text or words
        whole_text = "\n\n".join([line.item.words or "", *(each.text for each in below)]).strip() if below else text
        found = (link.address for link in line.item.links)
        name = PurePath(self._path).name
        return Event(
            id=f"{self._source}:{_key(text, time, self._seen)}",
            time=time.time,
            precision=time.precision,
            source=self._source,
            kind=note.kind,
            summary=_sentence(text),
            actor=Actor(name=note.who, kind="person") if note.who else None,
            url=next((link for link in found if link.startswith(("https://", "http://"))), None),
            body=whole_text if whole_text != _sentence(text) else None,
            tags={**_tags(note, line.about, line.until or self._shown_end(note, time, line)), "file": name},
            raw={"file": self._path, "lines": [line.item.first, line.item.last], "text": self._source_text(line.item)},
        )

    def _shown_end(self, note: Sorted, time: Instant, line: Timed) -> datetime | None:
        """The end that the mark of a record says, `[note, until 18:52 Z]`."""
        said = whole(note.until) if note.until else None
        if not said or not said.zone or not said.zone.meant:
            return None
        day = time.time.astimezone(said.zone.meant)
        until = day.replace(
            hour=said.clock.hour, minute=said.clock.minute, second=said.clock.second or 0, microsecond=0
        )
        return until if until >= time.time and not line.until else None

    def _source_text(self, item: Item) -> str:
        return "\n".join(self._document.lines[item.first - 1 : item.last])


def _tags(note: Sorted, about: bool, until: datetime | None) -> dict[str, str]:
    made = {
        "approximate": "true" if about or note.about else "",
        "until": utc_text(until) if until else "",
        "value": note.value,
        "unit": note.unit,
    }
    return {name: value for name, value in made.items() if value}


def _sentence(text: str) -> str:
    """As much as a line holds. What is cut is masked first, while the whole of a credential is there to be known by."""
    line = " ".join(text.split())
    return line if len(line) <= _SENTENCE else f"{' '.join(masked(text).split())[: _SENTENCE - 1]}…"


def _below(items: Sequence[Item], place: int) -> Iterator[int]:
    """The places of the items that say more of a line: under its heading, or inside its list item."""
    item = items[place]
    if item.sort not in ("heading", "item") and item.words:
        return
    kin = {place}
    for number in range(place + 1, len(items)):
        other = items[number]
        if other.sort in ("mark", "head"):
            continue
        if other.sort == "heading" or (item.sort == "heading" and other.said):
            return
        if item.sort == "item":
            if other.inside not in kin:
                return
            if other.said:
                continue
            kin.add(number)
        elif other.said or (item.sort == "paragraph" and len(kin) > 1):
            return
        else:
            kin.add(number)
        yield number


def _lines(numbers: Iterable[int]) -> str:
    """`line 14`, `lines 14, 15 and 20`."""
    told = sorted(set(numbers))
    if len(told) == 1:
        return f"line {told[0]}"
    more = len(told) - _LINES_NAMED
    named = list(map(str, told[:_LINES_NAMED]))
    return (
        f"lines {', '.join(named)} and {more} more up to {told[-1]}"
        if more > 0
        else f"lines {', '.join(named[:-1])} and {named[-1]}"
    )
