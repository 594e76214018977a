"""The record for a chat: a sentence and one address a line in Slack's own mark-up, as much as a message holds.

Slack reads a message's text with three characters written as entities and none other; there is no way to take their
meaning from its marks. What would mark or tell somebody stands in code, as in Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from timeline.formats.acting import Span, between, code_spans, spans
from timeline.formats.lines import Clockface, beside, extent, lines_shown, marks, names, parts, shown
from timeline.formats.noted import mark
from timeline.formats.text import address, one_line
from timeline.reading.lines import Folding, Line, counted
from timeline.reading.objects import many

if TYPE_CHECKING:
    from timeline.record import Timeline

#: Slack's own field for typing takes so many letters; what a program posts is cut at 40,000.
HOLDS = 12_000
_SOURCES, _WORDS = 10, 200  # with gaps that are named, and letters of a name
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_RUN = re.compile(r"\*+|_+|~+")
#: Of what acts somewhere, what acts in Slack: mentions and addresses.
_ACTS = re.compile(r"@|//|www|mailto|xmpp|\.[^\W\d_]", re.IGNORECASE)


def pieces(record: Timeline, *, tz: str = "UTC", seconds: bool = False, fold: Folding = "default") -> Iterator[str]:
    """The message; it says how many lines stand in the document only."""
    clock, called, made = Clockface(tz, seconds=seconds), names(record), record.lines(fold)
    head, foot = "\n".join(_head(record, made, clock, fold)), list(_foot(record, fold, called))
    rest = "\n".join(("", *foot)) if foot else ""
    room = HOLDS - _length(head) - _length(rest) - len("\nand 1,000,000,000 more in the document\n")
    yield head
    left = len(made)
    for text, lines in _lines(record, made, clock, called):
        room -= _length(text) + 1
        if room < 0:
            break
        yield f"\n{text}"
        left -= lines
    if left:
        yield f"\nand {left:,} more in the document"
    yield f"{rest}\n"


def inert(words: str) -> str:
    """Others' words, in which nothing marks, links or tells: what would stands in code."""
    plain = one_line(words)
    own = list(code_spans(plain))
    acting = (span for span in spans(plain, "") if span in own or _ACTS.search(plain, *span))
    made = _together([*own, *acting, *_marked(plain, own)])
    written: list[str] = []
    for (first, last), span in zip(between(plain, made), [*made, None], strict=True):
        # A back-tick alone would find its fellow in what we write.
        written.append(plain[first:last].replace("`", "'").translate(_ENTITIES))
        if span:
            inside = plain[span[0] : span[1]].strip("`") if span in own else plain[span[0] : span[1]]
            written.append(f"`{inside.replace('`', chr(39)).translate(_ENTITIES)}`")
    return "".join(written)


def _marked(plain: str, code: list[Span]) -> Iterator[Span]:
    """What Slack may set bold, italic or struck: from a mark at a word's beginning to the next at a word's end."""
    opened: dict[str, int] = {}
    for first, last in between(plain, code):
        for found in _RUN.finditer(plain, first, last):
            mark, (begin, end) = found[0][0], found.span()
            before, after = plain[begin - 1 : begin] or " ", plain[end : end + 1] or " "
            several = end - begin > 1  # of which each stands beside a mark, and beside no letter
            if mark in opened and not before.isspace() and (several or not after.isalnum()):
                yield opened.pop(mark), end
            elif not after.isspace() and (several or not before.isalnum()):
                opened.setdefault(mark, begin)


def _together(found: Sequence[Span]) -> list[Span]:
    """The spans in order; what overlaps or touches is one."""
    made: list[Span] = []
    for begin, end in sorted(found):
        if made and begin <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((begin, end))
    return made


def _head(record: Timeline, made: Sequence[Line], clock: Clockface, fold: Folding) -> Iterator[str]:
    about = f" about {inert(', '.join(record.selected.named)[:_WORDS])}" if record.selected else ""
    yield f"*Timeline{about}* {clock.full(record.window.start)} to {clock.full(record.window.end)}"
    part = f"; {said}" if (said := shown(record)).endswith("shown") else ""
    people = f"; {said}" if (said := lines_shown(record, made, fold)) else ""
    yield f"{counted(made)}{part}{people}"
    gaps = sum(len(row.gaps) for row in record.coverage)
    if record.coverage:
        yield "Complete: every source was read whole" if record.complete else f"*Incomplete: {many(gaps, 'gap')}*"


def _foot(record: Timeline, fold: Folding, called: dict[str, str]) -> Iterator[str]:
    left = record.selected.left(fold) if record.selected else ()
    if left:
        yield f"left out: {', '.join(each.text for each in left)}"
    missing = [row for row in record.coverage if row.gaps]
    for row in missing[:_SOURCES]:
        yield f"{many(len(row.gaps), 'gap')} in {inert(called[row.source][:_WORDS])}"
    if len(missing) > _SOURCES:
        yield f"and gaps in {many(len(missing) - _SOURCES, 'more source')}"


def _lines(
    record: Timeline, made: Sequence[Line], clock: Clockface, called: dict[str, str]
) -> Iterator[tuple[str, int]]:
    """The text of a line or of a heading or date, and whether it is a line."""
    several, day = clock.several_days(made), None
    for heading, lines in parts(record, made) if made else ():
        if heading:
            yield f"*{inert(heading.lstrip('# '))}*", 0
        for line in lines:
            if several and clock.day(line.at) != day:
                day = clock.day(line.at)
                yield f"*{day}*", 0
            above, below = (line.curated.above, line.curated.below) if line.curated else ((), ())
            yield from ((inert(each.plain), 0) for each in above)
            yield _line(line, clock, called), 1
            yield from ((inert(each.plain), 0) for each in below)


def _line(line: Line, clock: Clockface, called: dict[str, str]) -> str:
    """`18:46 Z: …` and the address of the first that told it."""
    extras = [*filter(None, [beside(line, clock), extent(line)]), *marks(line, called)]
    extra = f" ({inert(', '.join(extras))})" if extras else ""
    link = next(filter(None, (address(event.url, plain=event.plain) for event in line.events)), None)
    told = f" <{link.translate(_ENTITIES)}>" if link else ""
    return f"{clock.at(line)}: {mark(line.first, clock.zone)}{inert(line.said(clock.zone))}{extra}{told}"


def _length(text: str) -> int:
    """As Slack may count it: a character beyond the first plane is two."""
    return len(text) + sum(char > "\uffff" for char in text)
