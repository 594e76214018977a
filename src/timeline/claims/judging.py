"""The verdict on a sentence's clauses, of which each may be several claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from timeline.claims.against import against
from timeline.claims.asked import SPOKEN, asked
from timeline.claims.borne_out import borne_out
from timeline.claims.clause import Clause
from timeline.claims.evidence import Evidence
from timeline.claims.ground import Ground
from timeline.claims.judged import Judged, judged, unsure
from timeline.claims.matching import Test, matches
from timeline.claims.seen import Seen, side_by_side
from timeline.claims.times import When
from timeline.claims.turns import edges, turns
from timeline.claims.verbs import Verb

_REASONS: dict[str, str] = {
    "cause": "a cause is nothing that a record holds",
    "judgement": "a judgement is nothing that a record holds",
    "impact": "an impact is nothing that the record's sources tell",
    "intention": "what was meant or wanted is nothing that a record holds",
    "report": "what somebody said of it is checked where it is quoted",
}
_NO_NAMES = "names are taken out of this record: people have roles in it"
_NO_ZONE = 'no zone is said: write it, as in 18:43 Z, or once, "All times in UTC", or give the zone'
_SEVERAL = "which of its times is of what is not said"
_UNSURE = 2  # from which place on a verdict accuses nobody
_WORDS = ("message.", "note.", "post.")
_BEGUN = frozenset(("alert.triggered", "alert.warned", "incident.triggered", "note.impact_started"))
_EVERY: tuple[Test, ...] = ("time", "agent", "target", "stranger", "quote", "number", "state")


class Judge:
    """Holds clauses against a record.

    Args:
        ground: the record.
        cited: the events that the sentence cites, against which alone it is checked; None where it cites none.
    """

    def __init__(self, ground: Ground, cited: Sequence[Seen] | None = None) -> None:
        self._ground = ground
        self._evidence = Evidence(ground, cited)

    def judged(self, clause: Clause) -> Judged:
        """The verdict on a clause."""
        if clause.sort == "report" and self._evidence.cited:
            return self._reported(clause)
        if clause.sort:
            return unsure(clause, _REASONS[clause.sort])
        if wrong := next((when.wrong for when in clause.times if when.wrong), ""):
            return unsure(clause, wrong)
        if clause.strangers and (self._ground.redacted or self._ground.names.is_redacted):
            return unsure(clause, _NO_NAMES)
        return self._of_several(clause)

    def _reported(self, clause: Clause) -> Judged:
        """What somebody said of it, which the sentence cites: it is held against that, and not borne out by it."""
        found = self.judged(replace(clause, sort=""))
        words = all(seen.act in SPOKEN or seen.act.startswith(_WORDS) for seen in self._evidence.cited or ())
        if found.part.verdict == "contradicted" and not words and all(when.exact for when in clause.times):
            return found
        return unsure(clause, _REASONS["report"], found.events)

    def _of_several(self, clause: Clause) -> Judged:
        """A clause of two people or two times is two claims."""
        single = list(turns(clause))
        if len(single) == 1:
            return self._of_things(clause)
        told = self._worst(clause, [self._one(each) for each in single])
        is_uncertain = clause.verb.lasting if clause.verb else not clause.quotes
        return unsure(clause, _SEVERAL, told.events) if is_uncertain and told.place < _UNSURE else told

    @staticmethod
    def _worst(clause: Clause, found: Sequence[Judged]) -> Judged:
        """The worst verdict of several claims, with the events of all."""
        worst = min(found, key=lambda each: each.place)
        events = tuple(dict.fromkeys(seen for each in found for seen in each.events))
        shown = tuple(dict.fromkeys(key for each in found for key in each.part.events))
        return Judged(clause, replace(worst.part, events=shown, text=clause.text), events)

    def _of_things(self, clause: Clause) -> Judged:
        """A clause of several things is about one event that has them all, or of each it is told."""
        whole = self._one(clause)
        ways = [thing for thing in clause.things if thing.type == "means"]
        if len(ways) > 1:
            kept = tuple(thing for thing in clause.things if thing not in ways)
            return self._worst(clause, [self._of_things(replace(clause, things=(*kept, way))) for way in ways])
        named = [thing for thing in clause.things if not thing.qualifies]
        if whole.part.verdict == "supported" or len(named) <= 1 or clause.negated:
            return whole
        if clause.verb and clause.verb.lasting:
            return unsure(clause, _SEVERAL, whole.events)
        how = tuple(thing for thing in clause.things if thing.qualifies)
        each = [self._one(replace(clause, things=(thing, *how))) for thing in named]
        if any(found.part.verdict != "supported" for found in each):
            return whole
        events = tuple(dict.fromkeys(seen for found in each for seen in found.events))
        return judged(clause, "supported", events, side_by_side(events))

    def _one(self, clause: Clause) -> Judged:
        if clause.negated:
            return self._denied(clause)
        clause = self._with_thing(clause)
        if clause.verb and clause.verb.lasting and (span := edges(clause)):
            return self._spanned(clause, span)
        told = self._told(clause)
        if clause.verb and clause.verb.lasting and clause.lengths and told.place < _UNSURE:
            return unsure(clause, "how long it lasted is said, not when it ended", told.events)
        return told

    def _told(self, clause: Clause) -> Judged:
        """What the record has of it, or against it; a time without a zone contradicts nothing."""
        if found := self._evidence.found(clause):
            return borne_out(clause, found, self._evidence)
        if not all(when.zoned for when in clause.times):
            without = self._one(replace(clause, times=()))
            return unsure(clause, _NO_ZONE, without.events) if without.part.verdict == "supported" else without
        return against(clause, self._evidence)

    def _spanned(self, clause: Clause, edges: tuple[When, When]) -> Judged:
        """What lasted from one minute to another began in the one and ended in the other."""
        start = replace(clause, verb=Verb(_BEGUN, "last"), times=(edges[0],), lengths=())
        end = replace(clause, times=(edges[1],), lengths=())
        both = [self._told(each) for each in (start, end)]
        worst = min(both, key=lambda each: each.place)
        return Judged(clause, worst.part, tuple(seen for each in both for seen in each.events))

    def _with_thing(self, clause: Clause) -> Clause:
        """The clause with its neighbour's things, where that can have happened to them; else it is about others."""
        if not clause.taken or not clause.verb or clause.is_of_thing:
            return clause
        taken = replace(clause, things=(*clause.taken, *clause.things))
        return taken if matches(taken, self._ground.seen, self._ground, without=_EVERY) else clause

    def _denied(self, clause: Clause) -> Judged:
        """That something did not happen is borne out where nothing is lost."""
        told = replace(clause, negated=False, things=clause.things or clause.taken)
        if not clause.verb or not clause.verb.acts or clause.verb.speech or clause.verb.lasting:
            return unsure(clause, "that something was not so is nothing that a record tells")
        if not (told.things or told.agents or told.quotes or any(when.exact for when in told.times)):
            return unsure(clause, "of what it did not happen is not said")
        found = matches(told, self._evidence.among(told), self._ground)
        read = asked(told, self._ground, self._evidence.areas(told))
        if found:
            return judged(clause, "contradicted", found, f"it did: {side_by_side(found)}")
        if self._evidence.cited is None and read.read == "complete" and (told.things or told.areas):
            return judged(clause, "supported", (), f"no event says so, and {read.words}")
        return unsure(clause, read.words)
