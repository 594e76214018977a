"""The verdict on one clause: borne out, contradicted by an event of the same thing, not there, or out of reach."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from timeline.claims.asked import asked
from timeline.claims.clause import Clause
from timeline.claims.ground import Ground
from timeline.claims.matching import Test, matches, quotes
from timeline.claims.nearest import nearest
from timeline.claims.reach import NO_WORD, is_told, out_of_reach
from timeline.claims.seen import Seen, said, side_by_side
from timeline.claims.spans import ORDERING
from timeline.claims.times import When
from timeline.claims.turns import edges, turns
from timeline.claims.understood import unread
from timeline.claims.verbs import Verb, stem
from timeline.claims.verdict import Part, Read, Verdict

_SHOWN = 4
_REASONS: dict[str, str] = {
    "cause": "a cause is nothing that a record holds",
    "judgement": "a judgement is nothing that a record holds",
    "impact": "an impact is nothing that the record's sources tell",
    "intention": "what was meant or wanted is nothing that a record holds",
    "report": "what somebody said of it is checked where it is quoted",
}


@dataclass(frozen=True)
class Judged:
    """A clause, its verdict, and the events that are what it says."""

    clause: Clause
    part: Part
    events: tuple[Seen, ...] = ()


class Judge:
    """Holds clauses against a record.

    Args:
        ground: the record.
        cited: the events that the sentence cites, against which alone it is checked; None where it cites none.
    """

    def __init__(self, ground: Ground, cited: Sequence[Seen] | None = None) -> None:
        self._ground = ground
        self._cited = cited

    def judged(self, clause: Clause) -> Judged:
        """The verdict on a clause."""
        if clause.sort == "report" and self._cited:
            return self._reported(clause)
        if clause.sort:
            return self._verdict(clause, "not_checkable", why=_REASONS[clause.sort])
        if wrong := next((when.wrong for when in clause.times if when.wrong), ""):
            return self._verdict(clause, "not_checkable", why=wrong)
        if clause.strangers and (self._ground.redacted or self._ground.names.is_redacted):
            return self._verdict(
                clause, "not_checkable", why="names are taken out of this record: people have roles in it"
            )
        return self._of_several(clause)

    def _reported(self, clause: Clause) -> Judged:
        """What somebody said of it, which the sentence cites: it is held against that, and not borne out by it."""
        judged = self.judged(replace(clause, sort=""))
        if judged.part.verdict == "contradicted" and all(when.exact for when in clause.times):
            return judged
        return self._verdict(clause, "not_checkable", judged.events, _REASONS["report"])

    def _of_several(self, clause: Clause) -> Judged:
        """A clause of two people or two times is two claims."""
        single = list(turns(clause))
        if len(single) == 1:
            return self._of_things(clause)
        judged = [self._one(each) for each in single]
        worst = min(judged, key=lambda each: _PLACE[each.part.verdict])
        events = tuple(dict.fromkeys(seen for each in judged for seen in each.events))
        shown = tuple(dict.fromkeys(key for each in judged for key in each.part.events))
        return Judged(clause, replace(worst.part, events=shown, text=clause.text), events)

    def _of_things(self, clause: Clause) -> Judged:
        """A clause of several things is about one event that has them all, or of each it is told."""
        whole = self._one(clause)
        if whole.part.verdict == "supported" or len(clause.things) == 1 or clause.negated:
            return whole
        each = [self._one(replace(clause, things=(thing,))) for thing in clause.things]
        if not each or any(judged.part.verdict != "supported" for judged in each):
            return whole
        events = tuple(dict.fromkeys(seen for judged in each for seen in judged.events))
        return self._verdict(clause, "supported", events, side_by_side(events))

    def _one(self, clause: Clause) -> Judged:
        if clause.negated:
            return self._denied(clause)
        clause = self._with_thing(clause)
        if clause.verb and clause.verb.lasting and (span := edges(clause)):
            return self._spanned(clause, span)
        if found := self._found(clause):
            return self._borne_out(clause, found)
        return self._missing(clause)

    def _spanned(self, clause: Clause, edges: tuple[When, When]) -> Judged:
        """What lasted from one minute to another began in the one and ended in the other."""
        start = replace(clause, verb=Verb(_BEGUN, "last"), times=(edges[0],), lengths=())
        end = replace(clause, times=(edges[1],), lengths=())
        judged = [
            self._borne_out(each, found) if (found := self._found(each)) else self._missing(each)
            for each in (start, end)
        ]
        worst = min(judged, key=lambda each: _PLACE[each.part.verdict])
        return Judged(clause, worst.part, tuple(seen for each in judged for seen in each.events))

    def _with_thing(self, clause: Clause) -> Clause:
        """The clause with its neighbour's things, where that can have happened to them; else it is about others."""
        if not clause.taken or not clause.verb or clause.things:
            return clause
        taken = replace(clause, things=clause.taken)
        every: tuple[Test, ...] = ("time", "agent", "target", "stranger", "quote", "number", "state")
        return taken if matches(taken, self._ground.seen, self._ground, without=every) else clause

    def _found(self, clause: Clause) -> list[Seen]:
        if not clause.verb and not clause.is_anchored:
            return []
        found = matches(clause, self._among(clause), self._ground)
        if not found and clause.counted:
            found = matches(clause, self._among(clause), self._ground, without=_VERB)
        if found or self._cited is None or not clause.word or clause.joined in ORDERING:
            return found
        words = said(clause.word)
        return [
            seen
            for seen in matches(clause, self._cited, self._ground, without=_VERB)
            if seen.act.startswith(_SPOKEN) and words in seen.spoken
        ]

    def _among(self, clause: Clause, *, timed: bool = True) -> Sequence[Seen]:
        """The events among which it is looked for."""
        if self._cited is not None:
            return self._cited
        ground = self._ground
        if timed and clause.times:
            spans = [span for when in clause.times for span in when.spans]
            found = [seen for start, end in spans for seen in ground.between(start, end)]
            return found if len(spans) == 1 else list(dict.fromkeys(found))
        return ground.seen

    def _borne_out(self, clause: Clause, found: list[Seen]) -> Judged:
        verb = clause.verb
        if verb is None and not clause.quotes:
            if clause.left and _says_more(clause, found):
                return self._verdict(clause, "not_checkable", found, NO_WORD)
        elif verb and verb.speech and not clause.quotes:
            if not any(is_told(verb, seen) for seen in found):
                return self._verdict(clause, "not_checkable", found, "what was said is not quoted")
            found = [seen for seen in found if is_told(verb, seen)]
        if before := self._overtaken(clause, found):
            return self._verdict(clause, "contradicted", before, f"not the first: {side_by_side(before)}")
        if ambiguous := self._ambiguous(clause, found):
            return self._verdict(clause, "not_checkable", found, ambiguous)
        if not clause.is_anchored and not clause.areas and not clause.counts:
            return self._verdict(clause, "not_checkable", found, "it names nothing that the record has")
        if words := unread(clause, self._ground, found):
            return self._verdict(clause, "not_checkable", found, f"{_MORE}: {', '.join(map(repr, words))}")
        told = "" if all(when.zoned for when in clause.times) else "; no zone is said, it was read as UTC"
        return self._verdict(clause, "supported", found, f"{side_by_side(found)}{told}")

    def _overtaken(self, clause: Clause, found: list[Seen]) -> list[Seen]:
        """What happened before what is said to be the first."""
        if not _FIRST.search(clause.left) or not (clause.things or clause.times):
            return []
        among = matches(clause, self._ground.seen, self._ground, without=("agent", "time", "stranger"))
        return (
            [seen for seen in among if seen.event.time < found[0].event.time][:1] + found
            if among and among[0].event.time < found[0].event.time
            else []
        )

    def _ambiguous(self, clause: Clause, found: list[Seen]) -> str:
        """Why it is not known who is meant, where nothing decides it."""
        for who in (*clause.agents, *clause.targets):
            if len(who.who) == 1 or who.kind == "service":
                continue
            met = {name for name in who.who for seen in found if name in seen.actor | seen.others}
            if len(met) > 1 or not any(when.exact for when in clause.times):
                return f"{who.text!r} may be one of several: {', '.join(sorted(name.title() for name in who.who))}"
        return ""

    def _denied(self, clause: Clause) -> Judged:
        """That something did not happen is borne out where nothing is lost."""
        told = replace(clause, negated=False, things=clause.things or clause.taken)
        if not clause.verb or not clause.verb.acts or clause.verb.speech:
            return self._verdict(
                clause, "not_checkable", why="that something was not so is nothing that a record tells"
            )
        if not (told.things or told.agents or told.quotes or any(when.exact for when in told.times)):
            return self._verdict(clause, "not_checkable", why="of what it did not happen is not said")
        found = matches(told, self._among(told), self._ground)
        read = asked(told, self._ground, self._areas(told))
        if found:
            return self._verdict(clause, "contradicted", found, f"it did: {side_by_side(found)}")
        if self._cited is None and read.read == "complete" and (told.things or told.areas):
            return self._verdict(clause, "supported", (), f"no event says so, and {read.words}")
        return self._verdict(clause, "not_checkable", (), read.words)

    def _missing(self, clause: Clause) -> Judged:
        """Why no event is what the clause says."""
        if why := out_of_reach(clause, self._ground, self._cited, self._among(clause)):
            return self._verdict(clause, "not_checkable", why=why)
        return self._without_zone(clause) or self._spoken(clause) or self._against(clause)

    def _spoken(self, clause: Clause) -> Judged | None:
        """Words that stand in the record as they are quoted, in a claim that says something else of them."""
        if not clause.quotes or not clause.verb or clause.verb.speech:
            return None
        found = matches(clause, self._among(clause), self._ground, without=_VERB)
        return (
            self._verdict(clause, "not_checkable", found, "what is quoted was said; what is said of it is not read")
            if found
            else None
        )

    def _without_zone(self, clause: Clause) -> Judged | None:
        """A time without a zone contradicts nothing: it is checked without it."""
        if all(when.zoned for when in clause.times):
            return None
        judged = self._one(replace(clause, times=()))
        if judged.part.verdict != "supported":
            return judged
        why = 'no zone is said: write it, as in 18:43 Z, or once, "All times in UTC", or give the zone'
        return self._verdict(clause, "not_checkable", judged.events, why)

    def _against(self, clause: Clause) -> Judged:
        """What speaks against it, if anything does."""
        verb = clause.verb
        if self._cited is not None and not self._cited:
            return self._verdict(
                clause, "not_in_record", why="what it cites is not in the record", read=asked(clause, self._ground).read
            )
        near, how = self._nearest(clause)
        if not self._is_certain(clause, near, how):
            words = ", ".join(map(repr, unread(clause, self._ground, near)))
            return self._verdict(clause, "not_checkable", near, f"{_MORE}: {words}")
        timed = any(when.exact for when in clause.times)
        is_same = how == "at another time" or (how == "by another" and timed)
        if verb and not verb.acts and not is_same and (verb.stem in _EVERYDAY or "state" in how):
            return self._verdict(clause, "not_checkable", near, "it is in no word that the record has a kind for")
        read = asked(clause, self._ground, self._areas(clause))
        if self._cited and verb and not verb.speech and "state" in how and all(_is_words(seen) for seen in self._cited):
            return self._verdict(clause, "not_checkable", near, "what it cites is somebody's words, not what happened")
        if self._cited is not None and (near or clause.verb or clause.agents):
            return self._verdict(
                clause,
                "contradicted",
                near or self._cited,
                f"what it cites says it {how or 'otherwise'}: {side_by_side(near or self._cited)}",
            )
        if near and read.read == "complete" and self._is_same(clause, how):
            return self._verdict(clause, "contradicted", near, f"the record has it {how}: {side_by_side(near)}")
        beside = f"; nearest: {side_by_side(near)}" if near else ""
        who = f"{clause.strangers[0].text} is nobody in the record; " if clause.strangers else ""
        return self._verdict(clause, "not_in_record", near, f"{who}no event says so; {read.words}{beside}", read.read)

    def _is_certain(self, clause: Clause, near: Sequence[Seen], how: str) -> bool:
        """Whether it is wrong whatever else it says: all of it is read, or what is wrong stands by itself."""
        if clause.quotes or clause.strangers or not unread(clause, self._ground, near):
            return True
        if self._cited is not None and how == "at another time" and len(clause.times) == 1:
            return True
        return any(
            thing.type and not matches(Clause("", 0, 0, things=(thing,)), self._ground.seen, self._ground)
            for thing in clause.things
        )

    def _nearest(self, clause: Clause) -> tuple[list[Seen], str]:
        """The events that differ from it in as little as possible, and in what."""
        return nearest(clause, self._among(clause), self._among(clause, timed=False), self._ground)

    def _is_same(self, clause: Clause, how: str) -> bool:
        """Whether the nearest event is of the same thing: by its name, by a quotation, or by who did what."""
        anchored = clause.is_of_thing and how != "of another thing"
        if how == "otherwise" and clause.verb and clause.verb.speech:
            return False
        return anchored or (bool(clause.quotes) and "words" not in how)

    def _areas(self, clause: Clause) -> set[str]:
        """The sorts of events that are about the things that it names."""
        if clause.quotes and not clause.things:
            return {
                seen.act.partition(".")[0]
                for seen in self._ground.seen
                if all(quotes(quote, seen) for quote in clause.quotes)
            }
        if not clause.things:
            return set()
        return {
            seen.act.partition(".")[0]
            for seen in matches(Clause("", 0, 0, things=clause.things), self._ground.seen, self._ground)
        }

    def _verdict(
        self, clause: Clause, verdict: Verdict, found: Sequence[Seen] = (), why: str = "", read: Read = ""
    ) -> Judged:
        shown = tuple(seen.event.id for seen in found[:_SHOWN])
        part = Part(clause.text, verdict, shown, why, read)
        return Judged(clause, part, tuple(found))


_MORE = "it says more than is read here"
_VERB: tuple[Test, ...] = ("verb",)
_SPOKEN = ("message.", "post.", "note.")
_FIRST = re.compile(r"\bfirst (?:one |person )?to\b", re.IGNORECASE)
_BEGUN = frozenset(("alert.triggered", "alert.warned", "incident.triggered", "note.impact_started"))
#: What is done so often that a record has it of few things: that it has it of none says nothing.
_EVERYDAY = frozenset(
    map(stem, ("join", "leave", "left", "start", "create", "update", "set", "change", "add", "flag", "lock"))
)
_PLACE = {"contradicted": 0, "not_in_record": 1, "not_checkable": 2, "supported": 3}


def _is_words(seen: Seen) -> bool:
    """Whether an event is what a person said."""
    return seen.act.startswith(("message.", "note."))


def _says_more(clause: Clause, found: Sequence[Seen]) -> bool:
    """Whether words are left that stand in none of the events."""
    told = (word.strip(",.;:()[]<>-|·!?'") for word in clause.left.lower().replace("\ufffc", " ").split())
    words = [word for word in told if word.isalpha() and word not in _EMPTY]
    return any(not any(word in seen.text for seen in found) for word in words)


_EMPTY_WORDS = """
    a an the at on in of to and by with for from as is was were it its this that about around then after before
    until since also
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
