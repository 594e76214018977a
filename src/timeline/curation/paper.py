"""A document as it compares: its items with their times, and which of them stood in the dump that it was."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import zip_longest

from timeline.curation.match import Line, address, line_of
from timeline.model.window import Window
from timeline.prose.document import Document, inline, read
from timeline.prose.items import Item, alike, without_ids
from timeline.prose.when import Timed, timed
from timeline.prose.zones import zone_named

#: The last heading of a dump: whatever stands below it was not placed.
NOT_PLACED = "not placed"
_EVENTS = "events"
_STRUCTURE = frozenset({"timeline", _EVENTS, "coverage", "left out", NOT_PLACED})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DEFINED = re.compile(r"^[ \t]{0,40}\[[^\]\n]{1,400}\]:[ \t]{1,40}<?([^\s>]{1,2000})>?(?:\s|$)", re.MULTILINE)
_WORDS = re.compile(r"\w+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LEADING = re.compile(
    r"^(?P<before>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|\|[ \t]*)?)"
    r"(?P<id>\\?\^[A-Za-z2-7]{4,52})(?P<rest>[ \t|]+.*?)(?P<end>[ \t|]*)$",
    re.MULTILINE,
)
_BULLET = re.compile(r"^[ \t>]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_ENDS = re.compile(r"\\?\^[A-Za-z2-7]{4,52}[ \t]*$")
_FENCE, _ROW, _DRAWN = re.compile(r"^[ \t>]*(?:```|~~~)"), re.compile(r"^\s*\|.*\|\s*$"), re.compile(r"^[ \t>]*[|+]")
_WHOLE = re.compile(
    r"^\s*(?P<fence>`{3,9}|~{3,9})[\w-]{0,20}[ \t]*\n(?P<text>(?:(?![ \t]*(?:```|~~~)).*\n)+)[ \t]*(?P=fence)\s*"
)
_RULES = "-=_*+|:~<>!. \t\n"
_COLUMNS = frozenset(
    [
        "time",
        "times",
        "when",
        "date",
        "day",
        "utc",
        "z",
        "cet",
        "cest",
        "local",
        "what",
        "happened",
        "happens",
        "event",
        "events",
        "evidence",
        "who",
        "source",
        "sources",
        "link",
        "links",
        "description",
        "action",
        "notes",
        "note",
        "details",
    ]
)
_FEW = 4  # documents: a dump and what became of it are read again and again
_PART = 5  # words of ours that are known wherever they stand: a converter may have torn our tables
_LINES = ("item", "row", "heading", "paragraph")


@dataclass(frozen=True)
class Paper:
    """A document.

    Attributes:
        document: its items.
        times: by an item's place, its time.
        window: what it is about.
    """

    document: Document
    times: dict[int, Timed]

    @classmethod
    def of(cls, document: Document, window: Window, tz: str) -> Paper:
        """The document with its times; those that name no zone are of the zone of its dump."""
        zone = zone_named(tz)
        found = {each.place: each for each in timed(document, window, zone)}
        if any(each.refused for each in found.values()):
            # People put lines in an order of their own: what is refused for the lines above it is read without them.
            alone = {each.place: each for each in timed(document, window, zone, alone=True)}
            found |= {place: alone[place] for place, each in found.items() if each.refused and not alone[place].refused}
        return cls(document, found)

    @property
    def items(self) -> Sequence[Item]:
        """What it is made of."""
        return self.document.items

    @cached_property
    def end(self) -> int:
        """The place of the heading below which stands what was not placed; behind the last item where there is none."""
        found = (
            place for place, item in enumerate(self.items) if item.sort == "heading" and alike(item.text) == NOT_PLACED
        )
        return next(found, len(self.items))

    def line(self, place: int) -> Line:
        """An item as a line that is compared."""
        time = self.times.get(place)
        return line_of(self.items[place], time.time.time if time and time.time else None)

    def is_line(self, place: int) -> bool:
        """Whether an item may be a line of a record: it says when, links evidence, or has an id."""
        item = self.items[place]
        return item.sort in _LINES and bool(place in self.times or item.ids or item.links)

    def verbatim(self, place: int) -> str:
        """An item as its author wrote it; what is no Markdown as the Markdown that says the same."""
        item = self.items[place]
        source = "\n".join(self.document.lines[item.first - 1 : item.last])
        if item.sort != "row" and same(" ".join(each.text for each in read(source).items)) == same(item.text):
            return source.rstrip()
        if item.sort == "row":
            return f"- {_with_links(item.written.replace(' | ', ' · ').strip(' |'), item)}"
        if item.sort == "item":
            return f"- {_with_links(item.written, item)}"
        return f"{'#' * item.level} {item.written}" if item.sort == "heading" else item.written.strip("\n")


def _with_links(written: str, item: Item) -> str:
    """The Markdown of an item, with the links that stood in it and are no part of that: those of a piece of HTML."""
    there = {link.address for link in inline(written).links}
    more = (f"[{link.text}](<{link.address}>)" for link in item.links if link.address not in there)
    return " ".join((written, *more))


@lru_cache(_FEW)
def document_of(text: str) -> Document:
    """The document of that text; ids stand at the ends of its lines, and what follows one is no part of that line."""
    whole = _WHOLE.fullmatch(text)  # a chat or an assistant gives a document as one block of code
    text = whole["text"] if whole else text
    return read("\n".join(_parted(_LEADING.sub(r"\g<before>\g<rest> \g<id>\g<end>", text).splitlines())))


def _parted(lines: Sequence[str]) -> Iterator[str]:
    """The lines, with an empty one behind each item that ends with an id, where a paragraph follows at once, and before
    rows that follow other words at once: no table goes on with them.
    """
    inside = fenced = False
    for line, after in zip_longest(lines, lines[1:], fillvalue=""):
        fenced ^= bool(_FENCE.match(line))
        inside = bool(line.strip()) and (inside or bool(_BULLET.match(line)))
        yield line
        if fenced or not line.strip() or not after.strip():
            continue
        is_ended = inside and _ENDS.search(line) and not _BULLET.match(after)
        if is_ended or (_ROW.fullmatch(after) and not _DRAWN.match(line)):
            yield ""


def same(text: str) -> str:
    """A text as it compares: what marks it is no part of it."""
    return " ".join(re.sub(r"[`*\\|\u00b7]", "", alike(without_ids(text))).split())


def key(item: Item) -> str:
    """The words of an item, by which it is known again in whatever form."""
    return " ".join(_WORDS.findall(same(item.written if item.sort == "mark" else item.text)))


def says_nothing(item: Item) -> bool:
    """Whether it is a rule, an empty item, or the head of a table, which says what its columns are called."""
    if item.sort == "head":
        return all(word in _COLUMNS for word in _WORDS.findall(alike(item.text)))
    written = _TAG.sub("", item.written) if item.sort == "mark" else item.written
    return not written.strip(_RULES)


def is_structure(item: Item) -> bool:
    """Whether it is a heading of every dump."""
    return item.sort == "heading" and alike(item.text) in _STRUCTURE


def is_day(item: Item) -> bool:
    """Whether it is a heading that says a date."""
    return item.sort == "heading" and bool(_DAY.fullmatch(item.text))


class Known:
    """What stood in a dump beside its lines, each piece of which is known once in the document that became of it.

    Args:
        paper: the dump.
        lines: the places of its lines.
    """

    def __init__(self, paper: Paper, lines: frozenset[int]) -> None:
        self._left: dict[bool, Counter[str]] = defaultdict(Counter)
        self._links = {address(link.address) for item in paper.items for link in item.links}
        told = []
        part = ""
        for place, item in enumerate(paper.items):
            part = alike(item.text) if is_structure(item) else part
            if place not in lines and (words := key(item)):
                self._left[place > paper.end][words] += 1
                # What people wrote among the events, and have cut since, is theirs.
                told += [words] if place <= paper.end and part != _EVENTS else []
        self._all = f" {' '.join(told)} "
        self._sets = Counter(_sorted(words) for words in told)

    def takes(self, item: Item, *, below: bool) -> bool:
        """Whether the item says nothing, or stood in the dump and was not met yet.

        Args:
            item: of the document.
            below: whether it stands below the heading of what was not placed.
        """
        if says_nothing(item) or self._defines(item):
            return True
        words = key(item)
        whole = self._left[below][words] > 0
        self._left[below][words] -= whole
        if whole and not below:  # what is met is met once, in whatever form
            self._torn(words)
            self._laid_out(words)
        return whole or (not below and words.count(" ") >= _PART - 1 and (self._torn(words) or self._laid_out(words)))

    def _defines(self, item: Item) -> bool:
        """Whether it defines links of ours, which a formatter has put at the end."""
        found = _DEFINED.findall(item.written) if item.sort == "mark" else []
        return bool(found) and all(address(each) in self._links for each in found)

    def _laid_out(self, words: str) -> bool:
        """Whether it is a row of ours whose cells a converter has wrapped."""
        there = self._sets[_sorted(words)] > 0
        self._sets[_sorted(words)] -= there
        return there

    def _torn(self, words: str) -> bool:
        place = self._all.find(f" {words} ")
        if place < 0:
            return False
        # What is met is met once: the same words again are a person's.
        self._all = f"{self._all[:place]} \0 {self._all[place + len(words) + 1 :].lstrip()}"
        return True


def _sorted(words: str) -> str:
    return " ".join(sorted(words.split()))


def lines_of(paper: Paper, shorts: Sequence[str]) -> dict[int, int]:
    """By the number of a dump's line, the place of its item."""
    numbers = {short: number for number, short in enumerate(shorts)}
    found: dict[int, int] = {}
    for place in range(paper.end):
        for short in paper.items[place].ids:
            if short in numbers:
                found.setdefault(numbers[short], place)
    return found


def dumped_lines(paper: Paper, places: dict[int, int], events: Sequence[tuple[str, ...]]) -> Iterator[Line]:
    """The lines of a dump, as they are compared, with the ids of their events."""
    for number, each in enumerate(events):
        line = paper.line(places[number]) if number in places else Line(None, "")
        yield replace(line, events=each, ids=())
