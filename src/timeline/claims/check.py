"""Every sentence of a text, held against a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from timeline.claims.cited import Citations, Cited
from timeline.claims.claims import Claims
from timeline.claims.clause import Clause
from timeline.claims.clauses import clauses
from timeline.claims.ground import Ground
from timeline.claims.judged import Judged
from timeline.claims.judging import Judge
from timeline.claims.lasting import Anchor
from timeline.claims.leads import apart, lasts, led
from timeline.claims.marks import Marks, marks
from timeline.claims.own import Own
from timeline.claims.pieces import Piece
from timeline.claims.planned import is_told
from timeline.claims.relations import anchor, relations, unaccused
from timeline.claims.sentences import Sentence, Text
from timeline.claims.spans import ORDERING
from timeline.claims.times import Times, When
from timeline.claims.verdict import Claim, Part, Read
from timeline.model.window import zone as zone_of

if TYPE_CHECKING:
    from timeline.record import Timeline


#: Sections of what is to be done, and what begins such a sentence.
_PLANS = re.compile(
    r"\b(?:action items?|actions|follow[- ]?ups?|next steps?|to[- ]?dos?|improvements?|recommendations?"
    r"|remediations?|preventi\w+)\b",
    re.IGNORECASE,
)


_BEGINNING = 4  # letters before a time that leads an item
#: What was done, wherever it stands.
_PAST = re.compile(r"\b(?:was|were|had been) [a-z]+ed\b", re.IGNORECASE)


def _is_planned(sentence: Sentence) -> bool:
    """Whether a sentence stands among what is to be done."""
    return bool(_PLANS.match(sentence.text) or any(_PLANS.search(heading) for heading in sentence.item.path))


def check(record: Timeline, text: str, *, tz: str | None = None) -> Claims:
    """The verdict on every sentence of a text.

    Args:
        record: what the text is held against; of a part, the whole that it was pulled with.
        text: a post-mortem, or any other text; Markdown.
        tz: the zone of times that name none.

    Raises:
        WindowError: no such zone is known.
    """
    return Claims(Checker(record, zone_of(tz) if tz else None).claims(text), record)


#: The head of another part of the record, or of an earlier pull.
_OF_ITSELF = re.compile(
    r"left out: .{1,300} shows them|(?:Window|About|Sources|To be edited): |"
    r"\d{1,9} (?:facts? by fixed rules|events? in \d)"
)


def _from_lead(sentence: Sentence, judged: Sequence[Judged], lead: When | None) -> Anchor | None:
    """The time that a row or an item begins with: what is "later" there came after that."""
    begins = [when for each in judged[:1] for when in each.clause.times if when.begin <= _BEGINNING]
    first = lead or next(iter(begins), None)
    told = sentence.item.sort in ("row", "item") and first is not None and first.exact and first.zoned
    return Anchor((), first.spans) if told and first else None


def _spare(judged: Iterable[Judged], cited: Cited) -> bool:
    """Whether anything is cited that none of the claims is that are borne out."""
    used = {seen.one for each in judged if each.part.verdict == "supported" for seen in each.events}
    return any(seen.one not in used for seen in cited.events)


def _names_its_own(clause: Clause) -> bool:
    """Whether it says of what it is, or only in which order another stands to it."""
    only_orders = clause.joined in ORDERING and clause.verb is not None and (clause.verb.noun or clause.verb.either)
    return bool(clause.things or clause.quotes or clause.taken or only_orders)


class Checker:
    """Holds texts against one record.

    Args:
        record: the record.
        zone: the zone of times that name none.
    """

    def __init__(self, record: Timeline, zone: tzinfo | None = None) -> None:
        self._ground = Ground(record)
        self._zone = zone
        self._citations = Citations(self._ground)
        self._own = Own(self._ground)
        self._before = Anchor()

    def claims(self, text: str) -> Iterator[Claim]:
        """The sentences of a text, each with its verdict."""
        told = Text(text)
        times = Times(told.document, self._ground.window, self._zone)
        entered = None
        stands: When | None = None
        self._before = Anchor()
        for sentence in told.sentences():
            if sentence.item is not entered:
                times.enter(sentence.item)
                entered = sentence.item
                if sentence.item.sort == "heading":
                    stands = times.leading(sentence.item)
                elif sentence.item.sort != "paragraph":
                    stands = None
            if sentence.item.sort == "heading" and not sentence.item.said:
                continue
            lead = times.leading(sentence.item) if sentence.item.sort == "row" else stands
            yield self._claim(sentence, times, lead)

    def _claim(self, whole: Sentence, times: Times, lead: When | None) -> Claim:
        text, past = self._own.without_past(whole.text)
        sentence = replace(whole, text=text)
        cited = self._citations.of(sentence)
        found = marks(sentence.text, self._ground, times)
        parts, told = self._parts(sentence, found, cited, lead)
        if any(part.verdict != "supported" for part in parts) and (
            own := self._own.stated(sentence, found, cited, lead)
        ):
            parts = [Part(sentence.text, "supported", own, "the record's own line")]
            told = Anchor([self._ground.by_id[key] for key in own if key in self._ground.by_id])
        elif any(part.verdict != "supported" for part in parts) or "Coverage" in sentence.item.path:
            parts = self._of_itself(sentence, cited) or parts
        parts += [
            Part(lost, "not_in_record", (), f"{lost} leads to nothing in the record", self._read())
            for lost in cited.lost
        ]
        self._before = told
        return Claim(whole.line, whole.text, (*parts, *filter(None, [past])), cited.any)

    def _of_itself(self, sentence: Sentence, cited: Cited) -> list[Part]:
        """What is said of a sentence in which a record tells of itself: its head, its coverage."""
        if self._own.is_head(sentence):
            return [Part(sentence.text, "supported", (), "what the record says of itself")]
        is_told = "Coverage" in sentence.item.path or _OF_ITSELF.match(sentence.text)
        if is_told and not sentence.item.said and not cited.any:
            return [Part(sentence.text, "not_checkable", (), "what a record says of itself is no event")]
        return []

    def _read(self) -> Read:
        """How well everything was read: what a citation leads to may be of any source."""
        return "complete" if self._ground.record.complete else "gap"

    def _parts(self, sentence: Sentence, found: Marks, cited: Cited, lead: When | None) -> tuple[list[Part], Anchor]:
        if self._names_somebody(sentence.text):
            why = "names are taken out of this record: people have roles in it"
            return [Part(sentence.text, "not_checkable", (), why)], Anchor()
        told, unsaid = self._told(found, lead)
        if _is_planned(sentence) and not (found.times or lead or cited.any or _PAST.search(found.left)):
            told = [replace(clause, sort=clause.sort or "intention") for clause in told]
        if sentence.quoted and not found.quotes and not any(clause.verb for clause in told) and not cited.any:
            told = [Clause(sentence.text, 0, len(sentence.text), quotes=(Piece(0, len(sentence.text), sentence.text),))]
        judge = Judge(self._ground, cited.events if cited.any else None)
        judged = [unaccused(self._unplanned(self._judged(judge, clause, cited), found)) for clause in told]
        if cited.any and len(judged) > 1 and any(each.part.verdict == "supported" for each in judged):
            spare = _spare(judged, cited)
            judged = [self._elsewhere(each, spare=spare) for each in judged]
        parts = [*(each.part for each in judged), *unsaid]
        before = _from_lead(sentence, judged, lead) or self._before
        parts += relations(judged, found, self._ground, before, cited=cited.any)
        return parts, anchor(judged)

    @staticmethod
    def _told(found: Marks, lead: When | None) -> tuple[list[Clause], list[Part]]:
        """The claims of a sentence, each with its times; and what is said of times that are of none."""
        every = [apart(clause, found, lead) for clause in led(clauses(found), found, lead)]
        return [clause for clause, _ in every], [part for _, parts in every for part in parts]

    @staticmethod
    def _unplanned(judged: Judged, found: Marks) -> Judged:
        """The verdict; a time still to come is borne out only by what names it, a span of a state by nothing."""
        clause = judged.clause
        times = [time for time in found.planned if clause.begin <= time.begin < clause.end]
        if judged.part.verdict != "supported":
            return judged
        why = ""
        if times and not any(is_told(times, seen) for seen in judged.events):
            why = "a time that was announced or planned is none of the act"
        elif lasts(clause):
            why = "from when to when something was so is not held to its events"
        return replace(judged, part=replace(judged.part, verdict="not_checkable", why=why)) if why else judged

    def _judged(self, judge: Judge, clause: Clause, cited: Cited) -> Judged:
        """The verdict; what a fold tells is told by each of its events, and at the time of the first."""
        judged = judge.judged(clause)
        if judged.part.verdict in ("supported", "not_checkable") or not cited.lines:
            return judged
        for line in cited.lines:
            wide = Judge(self._ground, [self._ground.by_id[e.id] for e in line.events if e.id in self._ground.by_id])
            told = [clause]
            if all(when.holds(line.time) for when in clause.times):
                told.append(replace(clause, times=()))
            for each in told:
                again = wide.judged(each)
                if again.part.verdict == "supported":
                    return again
        return judged

    def _elsewhere(self, judged: Judged, *, spare: bool) -> Judged:
        """Of several clauses another may be borne out by what is not cited; it must be, where all that is is spent."""
        clause = judged.clause
        if judged.part.verdict in ("supported", "not_checkable"):
            return judged
        again = Judge(self._ground).judged(clause)
        if not spare and not clause.strangers and again.part.verdict != "supported":
            return again
        if again.part.verdict != "supported" or (spare and not _names_its_own(clause)):
            return judged
        return replace(again, part=replace(again.part, why=f"not by what is cited, but: {again.part.why}"))

    def _names_somebody(self, text: str) -> bool:
        """Whether a text names one of those whose names were taken out."""
        redaction = self._ground.record.redaction
        if redaction is None:
            return False
        return re.sub(r"\W+", " ", redaction.text(text)).strip() != re.sub(r"\W+", " ", text).strip()
