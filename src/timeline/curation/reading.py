"""What a document shows, in its order: lines of the dump that it was, people's own words, and their headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from timeline.curation.ids import Ids
from timeline.curation.match import By, Line, Match, Matched, match
from timeline.curation.paper import Known, Paper, dumped_lines, is_day, is_structure, lines_of, same
from timeline.prose.items import alike, without_ids

Sort = Literal["line", "own", "heading", "not placed"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a document.

    Attributes:
        sort: what it is.
        place: of its item.
        lines: the numbers of the dump's lines that it is; several where a person made one of them.
        guessed: how they were recognised, where that leaves a doubt.
        fresh: whether a person wrote it: it did not stand in the dump.
        events: of a line that stood in no dump, the ids of its events.
        text: as it was written.
    """

    sort: Sort
    place: int
    lines: tuple[int, ...] = ()
    guessed: By | None = None
    fresh: bool = True
    events: tuple[str, ...] = ()
    text: str = ""


@dataclass(slots=True)
class Shown:
    """What a document shows.

    Attributes:
        pieces: in its order.
        left_out: the numbers of the dump's lines that it does not show.
        found: how many lines were recognised.
    """

    pieces: list[Piece] = field(default_factory=list)
    left_out: tuple[int, ...] = ()
    found: int = 0


class Comparison:
    """A document beside the dump that it was.

    Args:
        before: the dump.
        now: the document.
        events: of each line of the dump, the ids of its events.
        shorts: of each line of the dump, its short id.
        others: the events of the lines that did not stand in the dump, by the one that leads.
        people: people's headings in the dump.
    """

    def __init__(
        self,
        before: Paper,
        now: Paper,
        *,
        events: Sequence[tuple[str, ...]],
        shorts: Sequence[str],
        others: Mapping[str, tuple[str, ...]],
        people: Sequence[str] = (),
    ) -> None:
        self.before, self.now = before, now
        self.places = lines_of(before, shorts)
        self._lines = list(dumped_lines(before, self.places, events))
        self._told = {
            same(before.items[place].words): self._lines[number].text for number, place in self.places.items()
        }
        self._shorts = frozenset(shorts)
        self._others = list(others.values())
        self._people = {alike(each.lstrip("# ")) for each in people}

    def shown(self, *, guesses: bool = True) -> Shown:
        """What the document shows; without guesses, what is recognised with a doubt is not placed."""
        known = self._known()
        asked = [place for place in range(len(self.now.items)) if place not in known and self.now.is_line(place)]
        made = match(self._lines, [self._line(place) for place in asked])
        told = _Told(made, asked, guesses=guesses)
        shown = Shown(left_out=tuple(number for number in made.left_out if number not in told.doubted))
        for place in range(len(self.now.items)):
            if piece := self._piece(place, known, told):
                shown.pieces.append(piece)
        shown.found = len(made.found) + sum(bool(piece.events) for piece in shown.pieces)
        return shown

    def _line(self, place: int) -> Line:
        """An item as a line; where all its links are gone, their names are no words of it."""
        line = self.now.line(place)
        told = None if line.links else self._told.get(same(self.now.items[place].words))
        return line if told is None else replace(line, text=told)

    def _known(self) -> frozenset[int]:
        """The places of what stood in the dump and is no line of it."""
        found = Known(self.before, frozenset(self.places.values()))
        items = self.now.items
        return frozenset(
            place
            for place, item in enumerate(items)
            if (place > self.now.end or self._shorts.isdisjoint(item.ids))
            and found.takes(item, below=place > self.now.end)
        )

    def _piece(self, place: int, known: frozenset[int], told: _Told) -> Piece | None:
        if place in told.lines:
            lines, guessed = told.lines[place]
            return Piece("line", place, lines, guessed)
        if place == self.now.end:
            return None
        if place in told.copies:
            return self._copy(place, told.copies[place])
        if place in told.unplaced:
            events = self._other(self.now.items[place].ids)
            text = self.now.verbatim(place)
            return Piece("line", place, events=events) if events else Piece("not placed", place, text=text)
        return self._words(place, fresh=place not in known)

    def _words(self, place: int, *, fresh: bool) -> Piece:
        """Words that are no line."""
        of_heading: Sort = "heading" if self.now.items[place].sort == "heading" else "own"
        return Piece(
            "not placed" if place > self.now.end else of_heading, place, fresh=fresh, text=self.now.verbatim(place)
        )

    def _copy(self, place: int, number: int) -> Piece:
        """A second line with one id: with other words it is a person's own, with the same it is told."""
        now, before = self.now.line(place).text, self._lines[number].text
        text = without_ids(self.now.verbatim(place), frozenset(self.now.items[place].ids))
        return Piece("not placed" if alike(now) == alike(before) else "own", place, text=text)

    def _other(self, ids: Sequence[str]) -> tuple[str, ...]:
        """The events of the line that has one of these ids and stood in no dump."""
        finder = Ids(dict(enumerate(self._others)))
        found = {number for short in ids for number in finder.lines(short)}
        return self._others[found.pop()] if len(found) == 1 else ()

    def heading_of(self, piece: Piece) -> str:
        """A heading's words; with its level, where it is not that of ours."""
        item = self.now.items[piece.place]
        said = without_ids(item.written.replace("\n", " "))
        return said if item.level == 3 and not said.startswith("#") else f"{'#' * item.level} {said}"  # noqa: PLR2004

    def is_structure(self, piece: Piece) -> bool:
        """Whether it is a heading of every dump, or a date's."""
        item = self.now.items[piece.place]
        return is_structure(item) or is_day(item)

    def is_day(self, piece: Piece) -> bool:
        """Whether it is a date's heading."""
        return is_day(self.now.items[piece.place])

    def is_people(self, text: str) -> bool:
        """Whether the dump had that heading as one of people's."""
        return alike(text) in self._people


class _Told:
    """What became of the lines of a document, by their places among its items."""

    def __init__(self, made: Matched, asked: Sequence[int], *, guesses: bool) -> None:
        self.lines: dict[int, tuple[tuple[int, ...], By | None]] = {}
        self.doubted: set[int] = set()
        self.unplaced = {asked[place] for place in made.not_placed}
        for each in made.found:
            if each.certain or guesses:
                self._take(asked[each.place], each)
            else:
                self.unplaced.add(asked[each.place])
                self.doubted.add(each.line)
        self.unplaced -= self.lines.keys()
        self.copies = {asked[place]: number for place, number in made.copies.items()}

    def _take(self, place: int, found: Match) -> None:
        lines, guessed = self.lines.get(place, ((), None))
        self.lines[place] = ((*lines, found.line), guessed if found.certain else found.by)
