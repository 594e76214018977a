"""To which claims a time belongs that stands before them, in a column or a heading; and which times are of none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from timeline.claims.clause import Clause
from timeline.claims.marks import Marks
from timeline.claims.phrases import one_of, phrase
from timeline.claims.sides import STATES
from timeline.claims.standing import takes_up
from timeline.claims.times import ABOUT, When
from timeline.claims.verdict import Part

#: What joins claims that one time stands before; and what says that one of them was later.
_TOGETHER = ("", "and", ",")
_LATER = phrase("later|then|eventually|finally|soon|subsequently|after(?:wards?)?|since|until|in the end")
#: How a sentence begins that first says after or before what: "Less than a minute after the page, Ada …".
_HOW_FAR = one_of("just|only|exactly|shortly|soon|right|immediately|directly|moments|minutes|seconds|not long|long|and")
_LEADS_IN = re.compile(
    rf"(?:{_HOW_FAR} ){{0,4}}(?:after|before|once|when|while|until|as soon as|by the time|no sooner|of)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_BEGINS = re.compile(r"\W{0,60}(?:(?:at|around|about|by|from|since|on) )?", re.IGNORECASE)
_STATE = re.compile(
    r"(?:(?:which|it|this|that|and) ){0,3}(?:(?:was|were|is|are|had been|has been) )?"
    rf"(?:(?:still|already|then|also) ){{0,3}}{STATES}(?: (?:already|again|still|then))?"
    r"(?: since| until| at| from| by)?",
    re.IGNORECASE,
)
#: What was so for a while.
_LASTING = re.compile(r"\b(?:in alert|firing|ongoing|active|unresolved|down|open|red)\b", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|between)\b[^,;]{0,80} at $", re.IGNORECASE)
_TO = re.compile(r" (?:to|until|and) [^,;]{0,80} at $", re.IGNORECASE)
_INSERTED = re.compile(r", ?[a-z]{2,20}ed (?:by|at|on) ", re.IGNORECASE)
_PARTS = re.compile(r"[,;()|\u00b7]| -+ ")
_APART = "what was so then is in no word that the record has a kind for"


def led(told: Sequence[Clause], marks: Marks, lead: When | None) -> list[Clause]:
    """The claims with the time that stands before them: it is the main one's, not of what leads in to it."""
    if not told:
        return []
    made = list(told)
    first = next((when for when in made[0].times if _BEGINS.fullmatch(marks.text[: when.begin])), None)
    leads_in = len(made) > 1 and made[1].joined in ("", ",") and _leads_in(made[0], first, marks)
    main = int(leads_in or (len(made) > 1 and _is_inserted(made[0], made[1])))
    if main and first and not made[1].times:
        made[0] = replace(made[0], times=tuple(when for when in made[0].times if when is not first))
        made[1] = replace(made[1], times=(first,))
    made = [made[0], *(_of_nobody(clause) for clause in made[1:])]
    return [_timed(clause, lead, place - main) for place, clause in enumerate(made)]


def _words(text: str) -> str:
    """The words of a text, one space between two."""
    return " ".join(_WORD.findall(text))


def _is_inserted(one: Clause, two: Clause) -> bool:
    """Whether the act of the first claim is only inserted in the second: "the tests, started by Ada, failed"."""
    return two.joined == "," and two.verb is not None and bool(_INSERTED.search(one.left))


def _of_nobody(clause: Clause) -> Clause:
    """A claim of how something was: nobody did that: "Linus snoozes it, open since 18:55"."""
    return replace(clause, agents=(), targets=()) if clause.times and _STATE.fullmatch(_words(clause.left)) else clause


def _leads_in(clause: Clause, first: When | None, marks: Marks) -> bool:
    """Whether it only says after or before what the next claim happened, behind the time that it begins with."""
    return bool(_LEADS_IN.match(_words(marks.left[first.end if first else clause.begin : clause.end])))


def _timed(clause: Clause, lead: When | None, place: int) -> Clause:
    """The claim with the time that stands before it; those before the main one have none of it."""
    if not lead or clause.times or place < 0:
        return clause
    if place == 0:
        return replace(clause, times=(lead,))
    shares = clause.verb and clause.verb.acts and not clause.lengths and clause.joined in _TOGETHER
    return replace(clause, times=(_onwards(lead),)) if shares and not _LATER.search(clause.left) else clause


def _onwards(lead: When) -> When:
    """The time of what else stands behind a time: then, or a little later."""
    return lead._replace(spans=tuple((start, end + ABOUT) for start, end in lead.spans))


def lasts(clause: Clause) -> bool:
    """Whether it says from when or until when something was so, with no verb that a record holds to both ends."""
    if clause.verb and clause.verb.lasting:
        return False
    spans = any(not when.exact or any(end - start > ABOUT for start, end in when.spans) for when in clause.times)
    state = _LASTING.search(clause.left) if spans and not any(when.about for when in clause.times) else None
    # Its end in brackets: "alerted at 18:46 (until 19:12)".
    aside = any(not when.exact and clause.left[: when.begin - clause.begin].endswith("(") for when in clause.times)
    return bool(state) or aside


def apart(clause: Clause, marks: Marks, lead: When | None) -> tuple[Clause, list[Part]]:
    """The claim without the times that are of something else: "fired at 18:46, good again at 19:12"."""
    if _from_to(clause, marks):
        why = "from what to what the times reach is not read"
        return replace(clause, times=()), [Part(clause.text, "not_checkable", (), why)]
    others = [when for when in clause.times if when.begin and _is_of_another(when, clause, marks)]
    kept = tuple(when for when in clause.times if when not in others) or ((lead,) if lead else ())
    if not others or not kept or clause.sort:
        return clause, []
    parts = [Part(_part(when, clause, marks), "not_checkable", (), _APART) for when in others]
    left = clause.left
    for when in others:
        begin, end = _begin(when, clause, marks) - clause.begin, when.end - clause.begin
        left = left[:begin] + " " * (end - begin) + left[end:]
    return replace(clause, times=kept, left=left), parts


def _from_to(clause: Clause, marks: Marks) -> bool:
    """Whether its times are of a beginning and an end that it names: "from the alert at 18:46 to the end at 19:12"."""
    if len(clause.times) != 2 or clause.agents or clause.targets:  # noqa: PLR2004 - two ends
        return False
    before = marks.left[clause.begin : clause.times[0].begin]
    between = marks.left[clause.times[0].end : clause.times[1].begin]
    return bool(_FROM.search(before) and _TO.search(between))


def _is_of_another(when: When, clause: Clause, marks: Marks) -> bool:
    """Whether words stand before a time, behind a comma, that say something else: neither the act nor of whom it is."""
    begin = _begin(when, clause, marks)
    if begin == clause.begin or takes_up(marks.left[begin : when.begin].replace("\ufffc", " ")):
        return False
    pieces = (marks.verbs, marks.people, marks.things, marks.quotes, marks.lengths, marks.counts)
    return not any(begin <= piece.begin < when.end for sort in pieces for piece in sort)


def _begin(when: When, clause: Clause, marks: Marks) -> int:
    """Where the part of the claim begins in which a time stands."""
    return max(
        (found.end() for found in _PARTS.finditer(marks.left, clause.begin, max(when.begin, clause.begin))),
        default=clause.begin,
    )


def _part(when: When, clause: Clause, marks: Marks) -> str:
    return marks.text[_begin(when, clause, marks) : when.end].strip(" ,;")
