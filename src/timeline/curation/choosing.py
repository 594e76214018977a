"""What a person decided of each line of a document: whether it is shown, in whose words, at what time.

The person wins in words and choice. What somebody else wrote meanwhile is kept beside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from timeline.curation.editing import Dump
from timeline.curation.edits import Around, is_marked, is_reworded, is_unread, retimed, reworded, words_of
from timeline.curation.facts import facts_of
from timeline.curation.paper import Paper, same
from timeline.curation.reading import Comparison, Piece, Shown
from timeline.curation.store import Choice, Curation
from timeline.curation.written import words as written_words
from timeline.formats.lines import AGAIN
from timeline.prose.items import Item
from timeline.reading.lines import Line

if TYPE_CHECKING:
    from timeline.record import Timeline


class Choosing:
    """Finds what a document makes of lines.

    Args:
        record: as it is now, with what was decided before.
        dump: what the document was.
        comparison: of both.

    Attributes:
        lost: words that were written over here, and have to be kept elsewhere.
    """

    def __init__(self, record: Timeline, dump: Dump, comparison: Comparison) -> None:
        self.lost: list[str] = []
        self._dump = dump
        self._both = comparison
        self._before = record.curation or Curation()
        self._facts = facts_of(record)
        self._leads = {key: line.events[0] for line in dump.lines for key in line.events}
        self._lines = {event.id: line for line in record.curated(None).lines() for event in line.events}

    def choices(self, shown: Shown) -> dict[int, Choice]:
        """By the number of a line, a negative one where it stood in no dump, what holds of it."""
        made: dict[int, Choice] = {}
        for piece in shown.pieces:
            if piece.events:
                made[number_of(piece)] = replace(self._choice(piece.events), shown=True)
            elif piece.sort == "line":
                made[number_of(piece)] = self._edited(piece)
        for number in shown.left_out:
            made[number] = replace(self._choice(self._dump.lines[number].events), shown=False)
        return made

    def _choice(self, events: Sequence[str]) -> Choice:
        """What was decided of these events before: several decisions are one where they stood in one line, and one is
        several where its events stood in several.
        """
        found = list(dict.fromkeys(filter(None, map(self._before.choice, events))))
        first = found[0].id if found else events[0]
        # Events that are gone, None here, go with the line that leads.
        mine: set[str | None] = {*events, None} if first in events or first not in self._leads else {*events}
        keys = dict.fromkeys((*(key for each in found for key in each.all if self._leads.get(key) in mine), *events))
        if not found:
            return Choice(events[0], tuple(keys))
        return replace(found[0], id=first if first in keys else events[0], events=tuple(keys))

    def _edited(self, piece: Piece) -> Choice:
        """What holds of a line of the document."""
        events = [key for number in piece.lines for key in self._dump.lines[number].events]
        choice = self._choice(events)
        self.lost += self._others(choice, piece)
        if piece.guessed:
            choice = replace(choice, guessed=piece.guessed)
        return self._timed(self._worded(choice, piece), piece)

    def _others(self, choice: Choice, piece: Piece) -> Iterator[str]:
        """Words of the lines of which one was made, where the person who did that had not read them."""
        for number in piece.lines:
            dumped = self._dump.lines[number]
            said = same(dumped.said or dumped.recorded)
            for was in dict.fromkeys(filter(None, map(self._before.choice, dumped.events))):
                if was.words and was.words != choice.words and same(written_words(was.words).plain) != said:
                    yield was.words

    def _items(self, piece: Piece) -> Iterator[Item]:
        """The lines of the dump that it is."""
        return (self._both.before.items[self._both.places[n]] for n in piece.lines if n in self._both.places)

    def _worded(self, choice: Choice, piece: Piece) -> Choice:
        number = piece.lines[0]
        dumped = self._dump.lines[number]
        before = self._both.places.get(number)
        if before is None:
            return choice
        item = self._both.before.items[before]
        around = Around.of(item, dumped.said or dumped.recorded, dumped.beside).also(self._items(piece))
        if not self._is_reworded(piece, before, around):
            return self._seen(choice, piece, before)
        words = reworded(self._both.now.items[piece.place], around, unread=self._is_unread(piece, before))
        said = written_words(words).plain
        if not said:
            return choice  # a line says something: what was taken away are all words of it
        if choice.words is not None and same(written_words(choice.words).plain) not in (
            same(words_of(item, around)),
            same(said),
        ):
            self.lost.append(choice.words)  # somebody else wrote them, since the dump was made
        if same(said) == same(dumped.recorded) and len(piece.lines) == 1 and not is_marked(words):
            return replace(choice, words=None, original=None, facts=None)
        original = self._recorded(choice, dumped.facts, dumped.recorded)
        return replace(choice, words=words, original=original, facts=dumped.facts)

    def _recorded(self, choice: Choice, facts: str, recorded: str) -> str:
        """What the person saw when they wrote their words."""
        line = self._line(choice)
        return line.recorded(UTC) if line and self._facts(event.id for event in line.events) == facts else recorded

    def _line(self, choice: Choice) -> Line | None:
        return next((self._lines[key] for key in choice.all if key in self._lines), None)

    def _is_reworded(self, piece: Piece, before: int, around: Around) -> bool:
        """Whether a line has other words, or a time that cannot be read, which is kept among its words."""
        unread = self._is_unread(piece, before)
        now, then = self._both.now.items[piece.place], self._both.before.items[before]
        return unread or len(piece.lines) > 1 or is_reworded(now, then, around)

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


def number_of(piece: Piece) -> int:
    """The number of the dump's line that a piece is; a negative one where it is none of them."""
    return piece.lines[0] if piece.lines else -1 - piece.place


def _is_told_again(paper: Paper, place: int) -> bool:
    """Whether the line behind is what the record says since."""
    near = paper.items[place + 1 : place + 2]
    return any(AGAIN in item.text for item in near)
