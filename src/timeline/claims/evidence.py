"""The events that a clause may be about: of its time or of all times, or only those that its sentence cites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from timeline.claims.clause import Clause
from timeline.claims.ground import Ground
from timeline.claims.matching import Test, matches, quotes
from timeline.claims.seen import Seen, said
from timeline.claims.spans import ORDERING

#: All that an event must be but of the kind that the verb states.
VERB: tuple[Test, ...] = ("verb",)
_SPOKEN = ("message.", "post.", "note.")


@dataclass(frozen=True)
class Evidence:
    """What clauses are held against.

    Attributes:
        ground: the record.
        cited: the events that the sentence cites, against which alone it is checked; None where it cites none.
    """

    ground: Ground
    cited: Sequence[Seen] | None = None

    def among(self, clause: Clause, *, timed: bool = True) -> Sequence[Seen]:
        """The events among which it is looked for."""
        if self.cited is not None:
            return self.cited
        if timed and clause.times:
            spans = [span for when in clause.times for span in when.spans]
            found = [seen for start, end in spans for seen in self.ground.between(start, end)]
            return found if len(spans) == 1 else list(dict.fromkeys(found))
        return self.ground.seen

    def found(self, clause: Clause) -> list[Seen]:
        """The events that are what it says; its verb may stand in the words that it cites."""
        if not clause.verb and not clause.is_anchored:
            return []
        found = matches(clause, self.among(clause), self.ground)
        if not found and clause.counted:
            found = matches(clause, self.among(clause), self.ground, without=VERB)
        if found or self.cited is None or not clause.word or clause.joined in ORDERING:
            return found
        words = said(clause.word)
        return [
            seen
            for seen in matches(clause, self.cited, self.ground, without=VERB)
            if seen.act.startswith(_SPOKEN) and words in seen.spoken
        ]

    def areas(self, clause: Clause) -> set[str]:
        """The sorts of events that are about the things that it names."""
        if clause.quotes and not clause.things:
            found = [seen for seen in self.ground.seen if all(quotes(quote, seen) for quote in clause.quotes)]
        elif clause.things:
            found = matches(Clause("", 0, 0, things=clause.things), self.ground.seen, self.ground)
        else:
            found = []
        return {seen.act.partition(".")[0] for seen in found}
