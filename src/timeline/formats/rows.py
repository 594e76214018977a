"""A line of the record as a row of an HTML table: its sentence, its evidence, and all that it folds a click away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from timeline.formats.lanes import WORDS, Drawing
from timeline.formats.lines import Clockface, beside, extent, marks, witnesses
from timeline.formats.noted import is_note, mark
from timeline.formats.text import address, in_html, visible
from timeline.joining import keys
from timeline.model.event import Event
from timeline.reading import objects
from timeline.reading.curated import Written
from timeline.reading.lines import Line
from timeline.reading.objects import many

if TYPE_CHECKING:
    from timeline.record import Timeline

_CLOCK, _MINUTES = Clockface(seconds=True), Clockface()
#: Of a page's lines what they share, as its script calls it: the first letter says of which sort it is.
_SHARED = ("monitor", "incident", "thread")


@dataclass(frozen=True)
class Rows:
    """How lines become rows.

    Attributes:
        record: what they are of.
        called: how each source is called.
        words: how many letters of a text are shown; all of them if None.
        drawing: the lanes above the table to which they lead, if they do.
        shared: by line, what others have, too.
    """

    record: Timeline
    called: Mapping[str, str]
    words: int | None = None
    drawing: Drawing | None = None
    shared: Mapping[int, str] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """What the table's columns are called."""
        why = ["why"] if self.record.selected else []
        return ["time", "severity", "what happened", *why, "evidence"]

    def row(self, line: Line, number: int) -> str:
        """The line that has that number."""
        severity = line.severity or "none"
        sources = " ".join(sorted({token(event.source) for event in line.events}))
        kinds = " ".join(sorted({objects.area(event) for event in line.events}))
        data = f'data-source="{sources}" data-severity="{severity}" data-kind="{kinds}"{self._drawn(line, number)}'
        cells = "".join(self._cells(line))
        if line.curated is None:
            return f"<tr {data}>{cells}</tr>"
        reworded = ' class="reworded"' if line.curated.words else ""
        above, below = ("".join(map(self._own, texts)) for texts in (line.curated.above, line.curated.below))
        return f"{above}<tr{reworded} {data}>{cells}</tr>{below}"

    def _own(self, text: Written) -> str:
        """What a person wrote between the lines."""
        wide = len(self.columns) - 2
        return (
            f"<tr class='own'><td></td><td></td><td colspan='{wide}'><p dir='auto'>{in_html(text.plain)}</p></td></tr>"
        )

    def _drawn(self, line: Line, number: int) -> str:
        """What the page's script draws of the line, and chooses it by."""
        if not self.drawing:
            return ""
        at = "|".join(" ".join(map(self.drawing.at, each.events)) for each in line.members or (line,))
        return f' data-at="{at}" data-shared="{self.shared.get(number, "")}" id="l{number}"'

    def _cells(self, line: Line, *, member: bool = False) -> Iterator[str]:
        time = _MINUTES.at(line) if line.curated and line.curated.when else _time(line.first)
        if self.drawing and not member:
            time = f'<a href="#m{self.drawing.mark(line.first)}">{time}</a>'
        severity = line.severity or "none"
        yield f"<td>{time}</td><td class='{severity}'>{WORDS[severity] if line.severity else ''}</td>"
        more = "".join(self._more(line))
        said = self._said(line)
        words = _words(line.curated.words) if line.curated and line.curated.words else ""
        yield f"<td>{words}{f'<details><summary>{said}</summary>{more}</details>' if more else said}</td>"
        if self.record.selected and not member:
            yield f"<td>{self.record.why_about(line.first) or ''}</td>"
        yield f"<td>{self._evidence(line)}</td>"

    def _said(self, line: Line) -> str:
        said = (*filter(None, [_beside(line)]), *marks(line, self.called))
        more = (f" <i>({in_html(each)})</i>" for each in said)
        noted = f"<b class='note'>{in_html(mark(line.first).strip())}</b> " if is_note(line.first) else ""
        return noted + in_html(line.recorded(_CLOCK.zone), plain=line.plain) + "".join(more)

    def _evidence(self, line: Line) -> str:
        linked = (_linked(in_html(name), event) for name, event in witnesses(line, self.called))
        if not line.members:
            return " · ".join(linked)
        return f"{' … '.join(linked)} <span class='extent'>{extent(line)}</span>"

    def _more(self, line: Line) -> Iterator[str]:
        """What a line folds: the lines of a fold; else what the other witnesses say, and the texts of all."""
        if line.members:
            rows = ("".join(self._cells(each, member=True)) for each in line.members)
            yield f"<table class='record'>{columns(['time', 'severity', 'what happened', 'evidence'])}"
            yield "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
            return
        for event in line.events:
            if event is not line.first:
                told = in_html(event.summary, plain=event.plain)
                yield f"<p>{_time(event)} <b>{in_html(self.called[event.source])}</b> {told}</p>"
            if event.body and len(event.body) > len(event.summary):
                yield f"<pre>{self._text(event.body, plain=event.plain)}</pre>"

    def _text(self, body: str, *, plain: bool) -> str:
        whole = visible(body, plain=plain)  # before it is cut: half of a credential is not recognised as one
        left = len(whole) - (self.words or len(whole))
        return in_html(whole[: self.words], plain=plain) + (
            f"\n… and {many(left, 'more character')}" if left > 0 else ""
        )


def columns(named: Iterable[str]) -> str:
    """The columns of a table, by whose names the style gives them their width."""
    return "<colgroup>" + "".join(f"<col class='{name.partition(' ')[0]}'>" for name in named) + "</colgroup>"


def token(source: str) -> str:
    """A source's name as one word, in a list of such words that the page's script takes apart."""
    return quote(visible(source))


def shared(made: Sequence[Line]) -> dict[int, str]:
    """By a line's number, the monitors, incidents and threads that another line is about, too; each as a short word."""
    found = [dict.fromkeys(each for event in line.events for each in _about(event)) for line in made]
    counts = Counter(each for keys in found for each in keys)
    words = {each: f"{each[0][0]}{number}" for number, each in enumerate(counts)}
    return {number: " ".join(words[each] for each in keys if counts[each] > 1) for number, keys in enumerate(found)}


def _about(event: Event) -> Iterator[tuple[str, object]]:
    monitor, thread = objects.monitor(event), objects.thread(event)
    incident = None if objects.is_message(event) else keys.first(event, keys.INCIDENT)
    found = (monitor and monitor[:2], incident, thread and (event.source, thread))
    yield from ((sort, each) for sort, each in zip(_SHARED, found, strict=True) if each)


def _beside(line: Line) -> str:
    """What is said beside a line that people decided about; what was recorded stands there, under their words."""
    if line.curated and line.curated.words:
        line = replace(line, curated=replace(line.curated, words=None))
    return beside(line, _MINUTES)


def _words(said: Written) -> str:
    """A person's words, beside which stand those of the record."""
    return f"<b class='words' dir='auto'>{in_html(said.plain)}</b>"


def _time(event: Event) -> str:
    return (_MINUTES if event.precision == "min" else _CLOCK).time(event.time)


def _linked(name: str, event: Event) -> str:
    link = address(event.url, plain=event.plain)
    return (
        f'<a href="{in_html(link, plain=event.plain)}" rel="noreferrer">{name}</a>' if link else f"<span>{name}</span>"
    )
