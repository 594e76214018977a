"""The record for a terminal: fitted to its width, a mark for each severity, links behind the names of sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from timeline.formats.fitted import Word, columns, fitted, words
from timeline.formats.lanes import WORDS
from timeline.formats.lines import (
    Clockface,
    beside,
    extent,
    lines_shown,
    marks,
    names,
    parts,
    shares_of,
    shown,
    witnesses,
)
from timeline.formats.noted import LEGEND, is_note, mark
from timeline.formats.text import address, one_line
from timeline.model.coverage import Coverage
from timeline.reading.lines import Folding, Line, counted
from timeline.reading.notes import folded
from timeline.reading.objects import many

if TYPE_CHECKING:
    from timeline.record import Timeline

_COLOURS = {"error": "31", "warning": "33", "ok": "32", "info": "34", "bold": "1", "dim": "2"}
_ESC = "\x1b"
_OFF = f"{_ESC}[0m"
#: What terminals say of themselves that follow links: a variable, and how its value begins.
_LINKING = (
    ("TERM_PROGRAM", ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio")),
    ("TERM", ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour", "wezterm")),
    ("WT_SESSION", ("",)),
    ("KONSOLE_VERSION", ("2", "3")),
)
_VTE_LINKS = 5000


def coloured(environ: Mapping[str, str]) -> bool:
    """Whether a terminal may be told colours: not by NO_COLOR, and not where it is dumb."""
    return not environ.get("NO_COLOR") and environ.get("TERM", "dumb") != "dumb"


def links_work(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is known to follow links; of one behind tmux or screen it is not known."""
    if not environ.get("TERM") or environ["TERM"].startswith(("dumb", "screen", "tmux")):
        return False
    vte = environ.get("VTE_VERSION", "")
    known = (environ[name].startswith(values) for name, values in _LINKING if name in environ)
    return any(known) or (vte.isdigit() and int(vte) >= _VTE_LINKS)


def pieces(
    record: Timeline,
    *,
    width: int = 80,
    colour: bool = False,
    links: bool = False,
    tz: str = "UTC",
    seconds: bool = False,
    fold: Folding = "default",
) -> Iterator[str]:
    """The record, piece by piece, each of whole lines.

    Args:
        record: what is shown.
        width: how many columns a line may take.
        colour: whether severities have their colour.
        links: whether a source's name leads to its evidence, as OSC 8 has it.
        tz: the zone that times are shown in.
        seconds: show seconds.
        fold: as for `Timeline.lines`.
    """
    clock = Clockface(tz, seconds=seconds)
    made = record.lines(fold)
    paper = _Paper(width, clock, {source: one_line(name) for source, name in names(record).items()}, colour, links)
    gaps = any(row.gaps for row in record.coverage)
    coverage = [paper.coverage(record.coverage)]
    # What is missing is read first.
    first, last = (coverage, []) if gaps else ([], coverage)
    blocks = chain(
        [paper.head(record, made, fold)],
        first,
        paper.blocks(record, made),
        [paper.left(record, fold)],
        last,
        [paper.unplaced(record, made)],
    )
    for number, text in enumerate(filter(None, map("\n".join, blocks))):
        yield f"\n{text}\n" if number else f"{text}\n"


class _Paper:
    """How wide it is, and how things are written on it."""

    def __init__(self, width: int, clock: Clockface, called: Mapping[str, str], colour: bool, links: bool) -> None:
        self._width = width
        self._clock = clock
        self._called = called
        self._colour = colour
        self._links = links

    def head(self, record: Timeline, made: tuple[Line, ...], fold: Folding) -> Iterator[str]:
        """Window, sources, counts, and whether all was read."""
        about = f" about {', '.join(record.selected.named)}" if record.selected else ""
        span = f"{self._clock.full(record.window.start)} to {self._clock.full(record.window.end)}"
        yield from self._said(f"Timeline{about}, {span}", "bold")
        part = f"; {said}" if (said := shown(record)).endswith("shown") else ""
        people = f"; {said}" if (said := lines_shown(record, made, fold)) else ""
        yield from self._said(f"{counted(made)}{part}{people}")
        shares = shares_of(record).items()
        yield from self._said(", ".join(f"{self._called[source]} {share}" for source, share in shares), "dim")
        if any(is_note(line.first) for line in made):
            yield from self._said(LEGEND, "dim")
        gaps = sum(len(row.gaps) for row in record.coverage)
        if record.complete and record.coverage:
            yield from self._said("Complete: every source was read whole", "ok")
        elif record.coverage:
            yield from self._said(f"Incomplete: {many(gaps, 'gap')}", "error")

    def blocks(self, record: Timeline, made: tuple[Line, ...]) -> Iterator[Iterator[str]]:
        """The lines, under headings and dates where there are any."""
        if not made:
            yield self._said("No events.")
        several, day = self._clock.several_days(made), None
        for heading, lines in parts(record, made) if made else ():
            if heading:
                yield self._said(heading.lstrip("# "), "bold")
            of_day: list[Line] = []
            for line in lines:
                if several and self._clock.day(line.at) != day:
                    yield self._lines(of_day)
                    day, of_day = self._clock.day(line.at), []
                    yield self._said(str(day), "bold")
                of_day.append(line)
            yield self._lines(of_day)

    def left(self, record: Timeline, fold: Folding) -> Iterator[str]:
        """What is left out, by reason, each with the option that shows it."""
        for each in record.selected.left(fold) if record.selected else ():
            yield from self._said(f"left out: {each.text}; {each.option} shows them", "dim")

    def unplaced(self, record: Timeline, made: tuple[Line, ...]) -> Iterator[str]:
        """What people wrote and stands at no line."""
        for number, text in enumerate(record.unplaced(made)):
            if not number:
                yield from self._said("Not placed", "bold")
            yield from self._own(text)

    def coverage(self, rows: tuple[Coverage, ...]) -> Iterator[str]:
        """Gaps, and what was not asked for."""
        for row in rows:
            name = self._called[row.source]
            for gap in row.gaps:
                where = f" ({gap.where})" if gap.where else ""
                span = f"{self._clock.full(gap.start)} to {self._clock.full(gap.end)}"
                yield from self._said(f"Gap in {name}{where}, {span}: {gap.detail}", "error")
            if row.provisional_until:
                until = self._clock.full(row.provisional_until)
                yield from self._said(f"{name} may still receive events of this window until {until}", "warning")
            for note in folded(row.notes):
                yield from self._said(f"{name}: {note}", "dim")

    def _lines(self, lines: list[Line]) -> Iterator[str]:
        for line in lines:
            above, below = (line.curated.above, line.curated.below) if line.curated else ((), ())
            for each in above:
                yield from self._own(each.plain)
            yield from self._line(line)
            for each in below:
                yield from self._own(each.plain)

    def _own(self, text: str) -> Iterator[str]:
        """A person's words."""
        for each in text.split("\n"):
            yield from self._said(f"  {each}")

    def _line(self, line: Line) -> Iterator[str]:
        """Time, severity, sentence and evidence; the sentence's other lines stand under its beginning."""
        time = self._clock.at(line)
        sign = WORDS[line.severity][0] if line.severity else " "
        told = words(
            one_line(line.said(self._clock.zone), plain=line.plain),
            *self._told("bold" if line.severity == "error" else ""),
        )
        noted = words(mark(line.first, self._clock.zone).strip(), *self._told("dim")) if is_note(line.first) else ()
        said = [Word(time), Word(sign, *self._told(line.severity or "")), *noted, *told, *self._evidence(line)]
        for each in (*filter(None, [beside(line, self._clock)]), *marks(line, self._called)):
            said += words(f"({each})", *self._told("dim"))
        yield from fitted(said, self._width, columns(time) + 3)

    def _evidence(self, line: Line) -> Iterator[Word]:
        if is_note(line.first) and not address(line.first.url):
            return
        between = "…" if line.members else "·"
        for number, (name, event) in enumerate(witnesses(line, self._called)):
            if number:
                yield Word(between, *self._told("dim"))
            before, after = self._told("dim")
            link = address(event.url, plain=event.plain) if self._links else None
            if link:
                before, after = f"{_ESC}]8;;{link}{_ESC}\\{before}", f"{after}{_ESC}]8;;{_ESC}\\"
            yield Word(name, before, after)
        if line.members:
            yield from words(f"({extent(line)})", *self._told("dim"))

    def _said(self, text: str, look: str = "") -> Iterator[str]:
        yield from fitted(words(one_line(text), *self._told(look)), self._width, 2)

    def _told(self, look: str) -> tuple[str, str]:
        """What makes words look so, and what ends it."""
        return (f"{_ESC}[{_COLOURS[look]}m", _OFF) if self._colour and look else ("", "")
