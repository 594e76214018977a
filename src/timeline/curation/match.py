"""Which line of an earlier dump an item of an edited document is: by id, then by tests of falling certainty.

A tie between two candidates is never decided: what could be either is not placed, and no line of the tie counts as
left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from timeline.curation.ids import LEAST, Ids
from timeline.prose.items import Item, alike, without_ids

By = Literal[
    "id",
    "equal",
    "words",
    "links, minute",
    "links, words",
    "part of an id",
    "links",
    "a link, minute",
    "minute, like words",
]
#: What is found by any other test is a guess.
CERTAIN: frozenset[By] = frozenset({"id", "equal", "words", "links, minute", "links, words"})
# `google.com/url?q=`, `safelinks.protection.outlook.com/?url=`, `slack-redir.net/link?url=` and their like.
_LEADS_ON, _LED = frozenset({"", "/", "/url", "/link", "/l.php"}), frozenset({"q", "url", "u", "a"})
_ALIKE, _CLEARLY, _WHOLE = 0.6, 0.15, 2.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line: of the dump, or of the document.

    Attributes:
        minute: when it is said to have happened, to the minute; None where no time is read.
        text: its words without time, evidence and ids.
        links: where it leads.
        events: of a line of the dump, the ids of its events, the one that leads first.
        ids: of a line of the document, the short ids in it.
    """

    minute: datetime | None
    text: str
    links: frozenset[str] = frozenset()
    events: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A line of the document that is one of the dump.

    Attributes:
        line: the number of the dump's line.
        place: the number of the document's.
        by: how it was found.
        certain: whether that leaves no doubt.
    """

    line: int
    place: int
    by: By
    certain: bool = True


@dataclass(slots=True)
class Matched:
    """What became of two lists of lines.

    Attributes:
        found: the pairs, in the order of the document.
        copies: by a line of the document, the dump's line that stands elsewhere in it, too.
        own: lines of the document that no test finds in the dump.
        not_placed: by a line of the document, the dump's lines of which it may be any; none where its id is unknown.
        left_out: lines of the dump that the document does not show, and that no tie is about.
    """

    found: list[Match] = field(default_factory=list)
    copies: dict[int, int] = field(default_factory=dict)
    own: list[int] = field(default_factory=list)
    not_placed: dict[int, tuple[int, ...]] = field(default_factory=dict)
    left_out: list[int] = field(default_factory=list)


def line_of(item: Item, time: datetime | None) -> Line:
    """An item of a document as a line; its time is the one that was read of it."""
    minute = time.replace(second=0, microsecond=0) if time else None
    links = frozenset(address(link.address) for link in item.links)
    return Line(minute, without_ids(item.bare), links, ids=item.ids)


def address(url: str) -> str:
    """An address as it compares: what those who share it add to it is left out."""
    try:
        parts = urlsplit(_straight(url.strip()))
        query = urlencode(
            [
                (name, value)
                for name, value in parse_qsl(parts.query, keep_blank_values=True)
                if not name.startswith("utm_")
            ]
        )
    except ValueError:
        return url
    return parts._replace(netloc=parts.netloc.lower(), query=query).geturl().rstrip("/")


def _straight(url: str) -> str:
    """The address to which one leads on that mail and chat put before it, to watch over people's clicks."""
    parts = urlsplit(url)
    if parts.path not in _LEADS_ON:
        return url
    return next((value for name, value in parse_qsl(parts.query) if name in _LED and "://" in value), url)


def match(dump: Sequence[Line], document: Sequence[Line]) -> Matched:
    """Each line of the document as one of the dump, where that can be told.

    Args:
        dump: the lines that were written.
        document: what a person made of them, and their own lines.
    """
    return _Matching(dump, document).done()


class _Matching:
    def __init__(self, dump: Sequence[Line], document: Sequence[Line]) -> None:
        self._dump, self._document = dump, document
        self._made = Matched()
        self._lines = dict(enumerate(dump))
        self._places = dict(enumerate(document))
        self._ties: dict[int, set[int]] = defaultdict(set)

    def done(self) -> Matched:
        self._by_id()
        for by, key in _TESTS:
            self._by_key(by, key)
        self._by_shared_link()
        self._by_like_words()
        return self._ended()

    def _take(self, line: int, place: int, by: By) -> None:
        self._made.found.append(Match(line, place, by, by in CERTAIN))
        self._lines.pop(line, None)
        self._places.pop(place, None)

    def _by_id(self) -> None:
        """By the ids in a line; of two lines with one id, one is a copy: not the one whose words are the dump's."""
        claims, parts = self._claims()
        for number, places in claims.items():
            words = alike(self._dump[number].text)
            first = next((place for place in places if alike(self._document[place].text) == words), places[0])
            self._take(number, first, "id")
            self._made.copies |= {place: number for place in places if place != first}
        taken = {each.place for each in self._made.found}
        self._made.copies = {place: number for place, number in self._made.copies.items() if place not in taken}
        for place in self._made.copies:
            self._places.pop(place, None)
        for place, number in parts.items():
            if place in self._places and number in self._lines:
                self._take(number, place, "part of an id")

    def _claims(self) -> tuple[dict[int, list[int]], dict[int, int]]:
        """By the dump's lines, the document's with their id; by the document's lines, of which they have half an id."""
        ids = Ids({number: line.events for number, line in self._lines.items()})
        claims: dict[int, list[int]] = defaultdict(list)
        parts: dict[int, int] = {}
        for place, line in self._places.items():
            for short in dict.fromkeys(line.ids):
                found = ids.lines(short)
                if len(found) > 1:
                    self._ties[place] |= set(found)
                elif found and len(short) >= LEAST:
                    claims[found[0]].append(place)
                elif found:
                    parts[place] = found[0]
        return claims, parts

    def _by_key(self, by: By, key: Callable[[Line], Hashable | None]) -> None:
        """What has a key that no other line has on its side; of equal lines, as many as there are, in their order."""
        lines, places = _grouped(self._lines, key), _grouped(self._places, key)
        gone = Counter(key(self._dump[each.line]) for each in self._made.found)
        for shared in lines.keys() & places.keys():
            here, there = lines[shared], places[shared]
            if by == "equal":
                self._equal(here, there)
            elif len(here) == len(there) == 1 and not (by == "links, words" and gone[shared]):
                self._take(here[0], there[0], by)
            else:
                for place in there:
                    self._ties[place] |= set(here)

    def _equal(self, here: list[int], there: list[int]) -> None:
        if len(there) < len(here):
            for place in there:
                self._ties[place] |= set(here)
            return
        for number, place in zip(here, there, strict=False):
            self._take(number, place, "equal")
        for place in there[len(here) :]:
            self._made.copies[place] = here[-1]
            self._places.pop(place)

    def _by_shared_link(self) -> None:
        self._best("a link, minute", lambda line, item: float(bool(line.links & item.links)))

    def _by_like_words(self) -> None:
        self._best("minute, like words", lambda line, item: _likeness(line.text, item.text))

    def _best(self, by: By, score: Callable[[Line, Line], float]) -> None:
        """The pairs of one minute of which each is clearly the other's best."""
        minutes = _grouped(self._lines, lambda line: line.minute)
        scores = {
            (number, place): value
            for place, item in self._places.items()
            for number in minutes.get(item.minute, ())
            if (value := score(self._lines[number], item)) >= _ALIKE
        }
        rivals: dict[tuple[str, int], list[tuple[tuple[int, int], float]]] = defaultdict(list)
        for pair, value in scores.items():
            rivals["line", pair[0]].append((pair, value))
            rivals["place", pair[1]].append((pair, value))
        for pair, value in scores.items():
            number, place = pair
            beside = (*rivals["line", number], *rivals["place", place])
            others = [other for each, other in beside if each != pair]
            if all(value - other >= _CLEARLY for other in others):
                self._take(number, place, by)
            elif any(abs(value - other) < _CLEARLY for other in others):
                self._ties[place].add(number)

    def _ended(self) -> Matched:
        made = self._made
        made.found.sort(key=lambda each: (each.place, each.line))
        tied: set[int] = set()
        for place, item in self._places.items():
            left = tuple(sorted(self._ties.get(place, set()) & self._lines.keys()))
            if left or item.ids:
                made.not_placed[place] = left
                tied |= set(left)
            else:
                made.own.append(place)
        made.left_out = sorted(self._lines.keys() - tied)
        return made


def _grouped(lines: dict[int, Line], key: Callable[[Line], Hashable | None]) -> dict[Hashable, list[int]]:
    """The numbers of the lines by their key; a line that has none is in no group."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    for number, line in lines.items():
        if (own := key(line)) is not None:
            found[own].append(number)
    return found


def _likeness(one: str, other: str) -> float:
    """How like a document's words are to the dump's: whole, with the names of lost links behind them, or about so."""
    first, second = alike(one), alike(other)
    if not first or not second:
        return 0.0
    if second.startswith(first) and not second[len(first) :][:1].isalnum():
        return _WHOLE
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


_TESTS: tuple[tuple[By, Callable[[Line], Hashable | None]], ...] = (
    ("equal", lambda line: (line.minute, alike(line.text), line.links) if line.minute else None),
    ("words", lambda line: (line.minute, alike(line.text)) if line.minute and line.text else None),
    ("links, words", lambda line: (line.links, alike(line.text)) if line.links and line.text else None),
    ("links, minute", lambda line: (line.links, line.minute) if line.links and line.minute else None),
    ("links", lambda line: line.links or None),
)
