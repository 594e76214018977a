"""Three ways: what a person changed in a dump, over what people decided before, over the record as it is now.

The person wins in words and choice. Whatever stood in no dump stays as it was decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from timeline.curation.arranged import Anchors
from timeline.curation.choosing import Choosing, number_of
from timeline.curation.editing import Dump
from timeline.curation.paper import same
from timeline.curation.reading import Comparison, Piece, Shown
from timeline.curation.store import Choice, Curation, Own, together
from timeline.curation.written import own as written_own

if TYPE_CHECKING:
    from timeline.record import Timeline


@dataclass(frozen=True, slots=True)
class _Sitting:
    """Where a piece of a document stands.

    Attributes:
        piece: what it is.
        heading: the heading above it.
        after: the event that leads the line above it.
    """

    piece: Piece
    heading: str | None
    after: str | None


class Merging:
    """Makes a curation of a document.

    Args:
        record: as it is now, with what was decided before.
        dump: what the document was.
        comparison: of both.
        shown: what the document shows.
    """

    def __init__(self, record: Timeline, dump: Dump, comparison: Comparison, shown: Shown) -> None:
        self._record = record
        self._dump = dump
        self._both = comparison
        self._shown = shown
        self._before = record.curation or Curation()
        self._choosing = Choosing(record, dump, comparison)
        self._all_headings = self._has_new_heading()

    def merged(self) -> Curation:
        """The curation; that which there was, where the document changes nothing."""
        chosen = self._choosing.choices(self._shown)
        sat = list(self._sitting(chosen))
        lines = self._ordered(self._headed(chosen, sat))
        own = tuple(self._own(sat))
        made = self._before.but(lines=tuple(lines), own=own, not_placed=tuple(self._not_placed()))
        made = self._renamed(made)
        if self._is_same(made):
            return self._before
        known = self._before.known | self._dump.known if self._before else self._dump.known
        return replace(made, known=known)

    def _is_same(self, made: Curation) -> bool:
        """Whether nothing was decided that did not hold before."""
        was = self._before
        own, there = (sorted(each.own, key=self._place) for each in (made, was))
        if self._moved() or (own, made.not_placed) != (there, was.not_placed):
            return False
        return all(self._held(each) for each in made.lines)

    def _held(self, choice: Choice) -> bool:
        """Whether a choice held before: or was none, and the line is shown as it would have been."""
        was = self._before.choice(choice.id)
        if was is None:
            return choice.shown and not choice.touched and (choice.heading or "") == self._displayed.get(choice.id, "")
        told = attrgetter("shown", "heading", "words", "original", "facts", "time", "guessed")
        return bool(told(was) == told(choice))

    @cached_property
    def _displayed(self) -> Mapping[str, str]:
        """By the event that leads a line, the heading that it is shown under now."""
        return {line.first.id: line.curated.heading if line.curated else "" for line in self._record.lines()}

    def _sitting(self, chosen: Mapping[int, Choice]) -> Iterator[_Sitting]:
        """Every piece with the heading and the line above it."""
        heading: str | None = None
        after: str | None = None
        for number, piece in enumerate(self._shown.pieces):
            if piece.sort == "heading":
                found = self._heading(piece, number)
                if found is None or found:
                    heading = found or heading
                    continue
                if not piece.fresh and piece.text not in self._own_texts:
                    heading = None
            yield _Sitting(piece, heading, after)
            if piece.sort == "line":
                after = chosen[number_of(piece)].id

    @cached_property
    def _own_texts(self) -> frozenset[str]:
        return frozenset(own.text for own in self._before.own)

    def _heading(self, piece: Piece, number: int) -> str | None:
        """A heading that lines stand under; empty for one that ends it, or that is but words; None for a date."""
        item = self._both.now.items[piece.place]
        text = self._both.heading_of(piece)
        if not piece.fresh and self._both.is_structure(piece):
            return "" if not self._both.is_day(piece) else None
        if not piece.fresh and not self._both.is_people(item.text) and not self._all_headings:
            return ""
        return self._stored(text) if self._leads(number) else ""

    def _stored(self, text: str) -> str:
        """A heading as it is kept already, where a formatter has only written it in another way."""
        known = (each for each in self._before.headings if same(each.lstrip("# ")) == same(text.lstrip("# ")))
        return next(known, text)

    def _leads(self, number: int) -> bool:
        """Whether a line stands below that heading, before the next."""
        for piece in self._shown.pieces[number + 1 :]:
            if piece.sort == "line":
                return True
            if piece.sort == "heading" and not (not piece.fresh and self._both.is_day(piece)):
                return False
        return False

    def _has_new_heading(self) -> bool:
        found = enumerate(self._shown.pieces)
        return any(piece.sort == "heading" and piece.fresh and self._leads(number) for number, piece in found)

    def _headed(self, chosen: Mapping[int, Choice], sat: Iterable[_Sitting]) -> list[tuple[int, Choice]]:
        """The lines in the document's order, under its headings where it changes any."""
        lines = (each for each in sat if each.piece.sort == "line")
        there = {number_of(each.piece): each for each in lines}
        made = [(number, replace(chosen[number], heading=each.heading)) for number, each in there.items()]
        return [*made, *((number, each) for number, each in chosen.items() if number not in there)]

    def _moved(self) -> bool:
        """Whether the lines stand in another order than in the dump."""
        order = [piece.lines[0] for piece in self._shown.pieces if piece.sort == "line" and piece.lines]
        return order != sorted(order)

    def _ordered(self, made: Sequence[tuple[int, Choice]]) -> list[Choice]:
        """The lines in the document's order; what it does not show stays behind what was before it."""
        if not self._moved() and not any(number < 0 for number, _ in made):
            made = sorted(made, key=lambda each: each[0])
        else:
            made = list(_beside(made))
        rows = [choice for _, choice in made]
        taken = {key for each in rows for key in each.all}
        return list(_with_others(rows, self._before.lines, taken))

    def _own(self, sat: Iterable[_Sitting]) -> Iterator[Own]:
        """People's own words: those of the document, and those that did not stand in its dump."""
        was: dict[str, list[Own]] = defaultdict(list)
        for own in self._before.own:
            was[same(written_own(own.text).plain)].append(own)
        for each in sat:
            if each.piece.sort not in ("own", "heading"):
                continue
            said = same(written_own(each.piece.text).plain)
            kept = self._taken(was[said], each)
            if kept is None and not each.piece.fresh:
                continue  # ours, or somebody took it away since
            now = Own(kept.text if kept else each.piece.text, each.after, each.heading)
            is_there = kept and kept.heading == now.heading and self._place(kept) == self._place(now)
            yield kept if kept and is_there else now
        yield from (own for left in was.values() for own in left if not self._stood(own.text))

    def _taken(self, was: list[Own], each: _Sitting) -> Own | None:
        """That of several equal texts which stood under the same heading, else the first; it is taken once."""
        kept = next((own for own in was if own.heading == each.heading), next(iter(was), None))
        if kept:
            was.remove(kept)
        return kept

    @cached_property
    def _place(self) -> Callable[[Own], tuple[int, bool]]:
        """Where something is shown now: at another line, where that of its event is not there any more."""
        return Anchors(self._record.lines(), self._before).place

    def _stood(self, text: str) -> bool:
        """Whether the dump had that text."""
        return f"\n{text.strip(chr(10))}\n" in f"\n{self._dump.text}\n"

    def _not_placed(self) -> Iterator[str]:
        """What is not placed: what was not before and still is not, and what the document holds."""
        now = [piece for piece in self._shown.pieces if piece.sort == "not placed"]
        still = {same(written_own(piece.text).plain) for piece in now if not piece.fresh}
        told = []
        for text in self._before.not_placed:
            parts = {same(line) for line in written_own(text).plain.split("\n")}
            if not self._stood(text) or parts & still:
                told.append(text)
        fresh = [piece.text for piece in now if piece.fresh]
        yield from together(together(told, fresh), self._choosing.lost)

    def _renamed(self, made: Curation) -> Curation:
        """The headings in the order in which they stand."""
        order = dict.fromkeys(each.heading for each in made.lines if each.heading)
        return replace(made, headings=()).but(headings=tuple(order))


def _beside(made: Sequence[tuple[int, Choice]]) -> Iterator[tuple[int, Choice]]:
    """The shown lines in their order, each left-out one behind the line that was before it."""
    hidden = sorted(each for each in made if not each[1].shown)
    behind: dict[int, list[tuple[int, Choice]]] = defaultdict(list)
    numbers = sorted(number for number, each in made if each.shown and number >= 0)
    for number, choice in hidden:
        before = max((each for each in numbers if each < number), default=-1)
        behind[before].append((number, choice))
    yield from behind.pop(-1, [])
    for number, choice in made:
        if choice.shown:
            yield number, choice
            yield from behind.pop(number, [])


def _with_others(rows: Sequence[Choice], before: Sequence[Choice], taken: set[str]) -> Iterator[Choice]:
    """The rows, with what was decided of other lines behind the row that it stood behind."""
    places = {key: number for number, row in enumerate(rows) for key in row.all}
    behind: dict[int, list[Choice]] = defaultdict(list)
    last = -1
    for each in before:
        if taken.isdisjoint(each.all):
            behind[last].append(each)
        else:
            last = next(places[key] for key in each.all if key in places)
    yield from behind[-1]
    for number, row in enumerate(rows):
        yield row
        yield from behind[number]
