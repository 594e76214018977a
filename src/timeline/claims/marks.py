"""What stands in a sentence: quotations, times, lengths, things, people, verbs, numbers; each letter in one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from timeline.claims import amounts, shapes, verbs
from timeline.claims.dated import Dated, dated
from timeline.claims.ground import Ground
from timeline.claims.lengths import lengths
from timeline.claims.people import Named
from timeline.claims.pieces import Count, Length, Piece, Said, Thing
from timeline.claims.planned import planned
from timeline.claims.standing import stands
from timeline.claims.times import Times, When
from timeline.claims.verbs import Verb
from timeline.prose.places import BEHIND

#: Stands for a letter that is in a mark already.
TAKEN = "\ufffc"
_STRAIGHT = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
    | dict.fromkeys("\u00a0\u202f\t", " ")
    | {"\u2019": "'", "\u2018": "'"}
)
_QUOTES = re.compile(r"\"([^\"]{1,4000})\"|(?<![\w'])'((?=[^ '])(?:[^']|(?<=\w)'(?=\w)){2,4000})'(?!\w)")
_OUTLINE = re.compile(r"\W{0,3}(?P<n>(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}[.)]|\(\w{1,2}\)|[a-z]\)))(?= [A-Z\ufffc])")
_PAST = re.compile(r"\b[A-Za-z]{1,24}ed\b")
Stands = TypeVar("Stands", Piece, When, Dated, Length, Thing, Named, Count, Said)


@dataclass
class Marks:
    """What stands in a sentence.

    Attributes:
        text: the sentence, quotation marks and dashes made plain.
        left: the same with every letter of a mark taken out, of equal length.
        planned: times that were still to come when it was said.
        words: words of the record that are nobody's name.
        names: words that stand in names of its repositories, services, monitors …
    """

    text: str
    left: str
    quotes: list[Piece] = field(default_factory=list)
    planned: list[Piece] = field(default_factory=list)
    times: list[When] = field(default_factory=list)
    lengths: list[Length] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    people: list[Named] = field(default_factory=list)
    verbs: list[Said] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    counted: list[Piece] = field(default_factory=list)
    numbers: list[Piece] = field(default_factory=list)
    words: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def taken(self, pieces: Iterable[Stands]) -> list[Stands]:
        """Those pieces, whose letters are taken out of what is left."""
        found = list(pieces)
        for piece in found:
            self.left = self.left[: piece.begin] + TAKEN * (piece.end - piece.begin) + self.left[piece.end :]
        return found


def marks(text: str, ground: Ground, times: Times) -> Marks:
    """What stands in a sentence; what is found first is looked at by nothing behind it."""
    plain = text.translate(_STRAIGHT)
    found = Marks(plain, plain, words=ground.words, names=ground.name_words)
    quoted = [Piece(m.start(), m.end(), m[1] or m[2]) for m in _QUOTES.finditer(found.left)]
    titles = {each: thing for each in quoted if (thing := shapes.titled(each, ground))}
    found.things += found.taken(titles.values())
    found.quotes += found.taken(each for each in quoted if each not in titles)
    found.taken(Piece(m.start(), m.end(), m[0]) for m in BEHIND.finditer(found.left))
    found.planned += found.taken(planned(found.left))
    found.times += found.taken(times.found(found.left))
    dates = found.taken(dated(found.left))
    found.times += [] if found.times else [when for date in dates if (when := times.day(plain, date))]
    found.taken(outline(found.left))
    found.counted += found.taken(amounts.counted(found.left))
    found.counts += found.taken(amounts.counts(found.left))
    found.lengths += found.taken(lengths(found.left))
    counts = amounts.counts_of(found.left)
    found.counts += found.taken(each for each in counts if (f"#{each.least}",) not in ground.things)
    found.counts += amounts.counts_of_others(found.left)
    found.things += found.taken(shapes.named(found.left, ground))
    for shape in shapes.SHAPES:
        found.things += found.taken(shapes.shaped(found.left, shape, ground))
    found.things += found.taken(shapes.bare(found.left, ground))
    found.people += found.taken(ground.names.find(found.left))
    found.things += found.taken(shapes.places(found.left))
    found.verbs += sorted((*_verbs(found.left), *_own_verbs(found.left, ground)), key=lambda said: said.begin)
    found.verbs = [said for said in found.verbs if not _passes(said, found)]
    found.things += shapes.small_states(found.left)
    found.numbers += amounts.numbers(found.left)
    found.counted += amounts.mixed(found.left)
    return found


def _passes(said: Said, found: Marks) -> bool:
    """Whether it is time that passes: "two minutes passed"."""
    return said.text.lower().startswith("pass") and any(length.end == said.begin - 1 for length in found.lengths)


def outline(left: str) -> Iterator[Piece]:
    """The number of a paragraph: `2.1 …`, `(3) …`."""
    if match := _OUTLINE.match(left):
        yield Piece(match.start("n"), match.end("n"), match["n"])


def _verbs(left: str) -> Iterator[Said]:
    """Verbs and nouns of the table."""
    table = verbs.table()
    for match in verbs.pattern().finditer(left):
        verb = table[match[0].lower()]
        if stands(match, verb):
            yield Said(match.start(), match.end(), match[0], verb)


def _own_verbs(left: str, ground: Ground) -> Iterator[Said]:
    """Verbs that are not in the table, but in events that say in words of their own what happened."""
    for match in _PAST.finditer(left):
        word = verbs.stem(match[0])
        if word in ground.own_stems and not verbs.pattern().fullmatch(match[0]):
            yield Said(match.start(), match.end(), match[0], Verb(frozenset(), word))
