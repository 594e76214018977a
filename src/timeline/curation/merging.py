"""Three ways: what a person changed in a dump, over what people decided before, over the record as it is now.

The person wins in words and choice. Whatever stood in no dump stays as it was decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from timeline.curation.arranged import Anchors
from timeline.curation.editing import Dump
from timeline.curation.edits import is_reworded, is_unread, retimed, reworded, words_of
from timeline.curation.facts import facts_of
from timeline.curation.paper import Paper, same
from timeline.curation.reading import Comparison, Piece, Shown
from timeline.curation.store import Choice, Curation, Own
from timeline.curation.written import own as written_own
from timeline.curation.written import words as written_words
from timeline.formats.lines import AGAIN
from timeline.reading.lines import Line

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
        self._facts = facts_of(record)
        self._lines = {event.id: line for line in record.curated(None).lines() for event in line.events}
        self._lost: list[str] = []
        self._all_headings = self._has_new_heading()

    def merged(self) -> Curation:
        """The curation; that which there was, where the document changes nothing."""
        chosen = self._choices()
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
        if self._moved() or (made.own, made.not_placed) != (was.own, was.not_placed):
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

    def _choices(self) -> dict[int, Choice]:
        """By the number of a line, a negative one where it stood in no dump, what holds of it."""
        made: dict[int, Choice] = {}
        for piece in self._shown.pieces:
            if piece.events:
                made[_number(piece)] = replace(self._choice(piece.events), shown=True)
            elif piece.sort == "line":
                made[_number(piece)] = self._edited(piece)
        for number in self._shown.left_out:
            made[number] = replace(self._choice(self._dump.lines[number].events), shown=False)
        return made

    def _choice(self, events: Sequence[str]) -> Choice:
        """What was decided of these events before; several decisions are one where they stood in one line."""
        found = list(dict.fromkeys(filter(None, map(self._before.choice, events))))
        keys = tuple(dict.fromkeys((*(key for each in found for key in each.all), *events)))
        return replace(found[0], events=keys) if found else Choice(events[0], keys)

    def _edited(self, piece: Piece) -> Choice:
        """What holds of a line of the document."""
        events = [key for number in piece.lines for key in self._dump.lines[number].events]
        choice = self._choice(events)
        if piece.guessed:
            choice = replace(choice, guessed=piece.guessed)
        return self._timed(self._worded(choice, piece), piece)

    def _worded(self, choice: Choice, piece: Piece) -> Choice:
        number = piece.lines[0]
        dumped = self._dump.lines[number]
        before = self._both.places.get(number)
        if before is None:
            return choice
        item = self._both.before.items[before]
        if not self._is_reworded(piece, before, dumped.beside):
            return self._seen(choice, piece, before)
        words = reworded(self._both.now.items[piece.place], dumped.beside, unread=self._is_unread(piece, before))
        said = written_words(words).plain
        if choice.words is not None and same(written_words(choice.words).plain) not in (
            same(words_of(item, dumped.beside)),
            same(said),
        ):
            self._lost.append(choice.words)  # somebody else wrote them, since the dump was made
        if same(said) == same(dumped.recorded) and len(piece.lines) == 1:
            return replace(choice, words=None, original=None, facts=None)
        original = self._recorded(choice, dumped.facts, dumped.recorded)
        return replace(choice, words=words, original=original, facts=dumped.facts)

    def _recorded(self, choice: Choice, facts: str, recorded: str) -> str:
        """What the person saw when they wrote their words."""
        line = self._line(choice)
        return line.recorded(UTC) if line and self._facts(event.id for event in line.events) == facts else recorded

    def _line(self, choice: Choice) -> Line | None:
        return next((self._lines[key] for key in choice.all if key in self._lines), None)

    def _is_reworded(self, piece: Piece, before: int, beside: str) -> bool:
        """Whether a line has other words, or a time that cannot be read, which is kept among its words."""
        unread = self._is_unread(piece, before)
        now, then = self._both.now.items[piece.place], self._both.before.items[before]
        return unread or len(piece.lines) > 1 or is_reworded(now, then, beside)

    def _is_unread(self, piece: Piece, before: int) -> bool:
        return is_unread(self._both.now.times.get(piece.place), self._both.before.times.get(before))

    def _seen(self, choice: Choice, piece: Piece, before: int) -> Choice:
        """A line whose words stay; that the record says something else since is known where a person took that away."""
        dumped = self._dump.lines[piece.lines[0]]
        if choice.words is None or not _is_told_again(self._both.before, before):
            return choice
        if _is_told_again(self._both.now, piece.place):
            return choice
        return replace(choice, original=dumped.recorded, facts=dumped.facts)

    def _timed(self, choice: Choice, piece: Piece) -> Choice:
        before = self._both.places.get(piece.lines[0])
        was = None if before is None else self._both.before.times.get(before)
        time = retimed(self._both.now.times.get(piece.place), was)
        if time is None:
            return choice
        line = self._line(choice)
        if line is not None and time == f"{line.time:%Y-%m-%dT%H:%M}Z":
            return replace(choice, time=None)
        dumped = self._dump.lines[piece.lines[0]]
        return replace(
            choice, time=time, original=choice.original or dumped.recorded, facts=choice.facts or dumped.facts
        )

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
                after = chosen[_number(piece)].id

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
        there = {_number(each.piece): each for each in lines}
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
            kept = was[said].pop(0) if was.get(said) else None
            if kept is None and not each.piece.fresh:
                continue  # ours, or somebody took it away since
            if kept and kept.heading == each.heading and self._at(kept.after) == self._at(each.after):
                yield kept
            else:
                yield Own(kept.text if kept else each.piece.text, each.after, each.heading)
        yield from (own for left in was.values() for own in left if not self._stood(own.text))

    def _at(self, after: str | None) -> int:
        """The line behind which something is shown now: another one, where that of the event is not there any more."""
        return self._anchors.find(after)

    @cached_property
    def _anchors(self) -> Anchors:
        return Anchors(self._record.lines(), self._before)

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
        fresh = (piece.text for piece in now if piece.fresh)
        yield from dict.fromkeys((*told, *fresh, *self._lost))

    def _renamed(self, made: Curation) -> Curation:
        """The headings in the order in which they stand."""
        order = dict.fromkeys(each.heading for each in made.lines if each.heading)
        return replace(made, headings=()).but(headings=tuple(order))


def _number(piece: Piece) -> int:
    """The number of the dump's line that a piece is; a negative one where it is none of them."""
    return piece.lines[0] if piece.lines else -1 - piece.place


def _is_told_again(paper: Paper, place: int) -> bool:
    """Whether the line behind is what the record says since."""
    near = paper.items[place + 1 : place + 2]
    return any(AGAIN in item.text for item in near)


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
