"""One claim of a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

from timeline.claims.people import Named
from timeline.claims.pieces import Count, Length, Piece, Thing
from timeline.claims.times import When
from timeline.claims.verbs import Verb


@dataclass(frozen=True)
class Clause:
    """One claim.

    Attributes:
        text: its words.
        begin, end: where it stands in the sentence.
        verb: what is said to have happened; None where no verb of the table stands there.
        word: its verb as it is written.
        areas: what its nouns mean: a pull request, a deployment …
        agents: who is said to have acted.
        targets: to whom it was done.
        beside: others whom it names.
        strangers: names that are none of the record's people.
        things, quotes, numbers, counted, times, lengths, counts: what else stands in it.
        joined: how it hangs on the clause before: `and`, `before`, `after`, …
        negated: whether it says that this did not happen.
        softly: things and times that it takes over from its neighbours, where that fits.
        assumed: whether its verb is another claim's, or only follows from what is said: it accuses nobody.
        sort: `cause`, `impact`, `intention`, `judgement` or `report`, of which nothing can be checked.
    """

    text: str
    begin: int
    end: int
    verb: Verb | None = None
    areas: frozenset[str] = frozenset()
    agents: tuple[Named, ...] = ()
    targets: tuple[Named, ...] = ()
    beside: tuple[Named, ...] = ()
    strangers: tuple[Piece, ...] = ()
    things: tuple[Thing, ...] = ()
    quotes: tuple[Piece, ...] = ()
    numbers: tuple[Piece, ...] = ()
    counted: tuple[Piece, ...] = ()
    times: tuple[When, ...] = ()
    lengths: tuple[Length, ...] = ()
    counts: tuple[Count, ...] = ()
    joined: str = ""
    negated: bool = False
    sort: str = ""
    taken: tuple[Thing, ...] = field(default=())
    left: str = ""
    word: str = ""
    assumed: bool = False

    @property
    def is_anchored(self) -> bool:
        """Whether it names anything of the record's."""
        return bool(self.agents or self.targets or self.is_of_thing or self.quotes or self.times or self.strangers)

    @property
    def is_of_thing(self) -> bool:
        """Whether it names a thing of its own: an environment, a branch or a state is where or what it became."""
        return any(not thing.qualifies for thing in self.things)
