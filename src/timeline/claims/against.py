"""What speaks against a clause that no event bears out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from timeline.claims.acts import BY_ITSELF
from timeline.claims.asked import asked
from timeline.claims.clause import Clause
from timeline.claims.evidence import VERB, Evidence
from timeline.claims.judged import Judged, judged, unsure
from timeline.claims.matching import matches
from timeline.claims.nearest import nearest
from timeline.claims.pieces import Length
from timeline.claims.reach import out_of_reach
from timeline.claims.seen import Seen, side_by_side
from timeline.claims.spans import WHO_FOLLOWS
from timeline.claims.understood import more, unread
from timeline.claims.verbs import stem

#: What is done so often that a record has it of few things: that it has it of none says nothing.
_EVERYDAY = frozenset(
    map(stem, ("join", "leave", "left", "start", "create", "update", "set", "change", "add", "flag", "lock"))
)
#: What sets a length of time between the act and another.
_RELATES = re.compile(r" ?,? ?(?:$|(?:later|earlier|after|before|afterwards|thereafter)\b)", re.IGNORECASE)
#: "took Ada two minutes to acknowledge it".
_TO_DO = re.compile(r" ?to [a-z]", re.IGNORECASE)
#: "she still gets these pages".
_MANY = re.compile(r"\b(?:these|those|such|many|most|other|more) (?:\w+ )?[a-z]+s$", re.IGNORECASE)
_NAME = 2  # words between quotation marks that may be a name
#: What begins something new between two things.
_PARTED = re.compile(r",[^,]{0,99}[A-Za-z\ufffc]")
_ASIDE = re.compile(r"\([^()]{0,200}\)")
_LASTED = re.compile(r"\b(?:for|in|within|took|lasted|lasting|over) $", re.IGNORECASE)
#: What a message that is cited for something else may contradict nevertheless.
_TOLD = re.compile(r"time|number|words")


def against(clause: Clause, evidence: Evidence) -> Judged:
    """The verdict on a clause that no event is: nothing is accused that is not wholly understood."""
    ground, cited = evidence.ground, evidence.cited
    if why := out_of_reach(clause, ground, cited, evidence.among(clause)):
        return unsure(clause, why)
    if cited is not None and not cited:
        read = asked(clause, ground).read
        return judged(clause, "not_in_record", why="what it cites is not in the record", read=read)
    near, how = nearest(clause, evidence.among(clause), evidence.among(clause, timed=False), ground)
    if why := _doubt(clause, near, how, evidence):
        return unsure(clause, why, near)
    if cited is not None and (near or clause.verb or clause.agents):
        told = f"what it cites says it {how or 'otherwise'}: {side_by_side(near or cited)}"
        return judged(clause, "contradicted", near or cited, told)
    read_ = asked(clause, ground, evidence.areas(clause))
    if near and read_.read == "complete" and _is_same(clause, how):
        return judged(clause, "contradicted", near, f"the record has it {how}: {side_by_side(near)}")
    beside = f"; nearest: {side_by_side(near)}" if near else ""
    who = f"{clause.strangers[0].text} is nobody in the record; " if clause.strangers else ""
    return judged(clause, "not_in_record", near, f"{who}no event says so; {read_.words}{beside}", read_.read)


def _doubt(clause: Clause, near: Sequence[Seen], how: str, evidence: Evidence) -> str:
    """Why it may be right all the same; empty where it cannot."""
    verb, cited, in_state = clause.verb, evidence.cited, "state" in how
    silent, does = bool(verb and verb.speech and not clause.quotes), bool(verb and not verb.speech)
    timed = any(when.exact for when in clause.times)
    is_same = how == "at another time" or (how == "by another" and timed)
    reasons = {
        "what is quoted was said; what is said of it is not read": does and _is_quoted(clause, evidence),
        "each of what is quoted was said, not all of it at once": _are_of_several(clause, evidence),
        more(unread(clause, evidence.ground, near)) or "it says more than one thing": not _is_certain(
            clause, near, how, evidence
        ),
        "nobody does that: it happens": bool(does and verb and clause.agents and verb.acts and verb.acts <= BY_ITSELF),
        "to which it happened is not said": does and clause.joined == "," and not _is_of_its_own(clause),
        "of which of its things that is said is not sure": _names_several(clause),
        "what many of them did is not read": does and _are_many(clause),
        "of what there is such a number is not said": "number" in how and not clause.counted,
        "what was said is not quoted": silent and in_state,
        "it is in no word that the record has a kind for": bool(
            verb and not verb.acts and not is_same and (verb.stem in _EVERYDAY or in_state)
        ),
        "what it cites is somebody's words, not what happened": bool(
            cited and does and not _TOLD.search(how) and all(map(_is_words, cited))
        ),
    }
    return next((why for why, holds in reasons.items() if holds), "")


def _is_of_its_own(clause: Clause) -> bool:
    """Whether it says itself to what or when it happened."""
    return bool(clause.is_of_thing or clause.quotes or clause.times or clause.taken or clause.counted)


def _are_many(clause: Clause) -> bool:
    """Whether only the plural of an act stands there, of which nothing is counted: "she gets these pages"."""
    return bool(_MANY.search(clause.left[: clause.left.find(clause.word) + len(clause.word)])) and not clause.counts


def _names_several(clause: Clause) -> bool:
    """Whether it names things of two sorts, parted by a comma, of which each may be told something else."""
    named = sorted((thing for thing in clause.things if not thing.qualifies), key=lambda thing: thing.begin)
    if clause.counted:
        return False
    left = _ASIDE.sub(lambda found: " " * len(found[0]), clause.left)
    between = (left[a.end - clause.begin : b.begin - clause.begin] for a, b in pairwise(named))
    return len({thing.type for thing in named}) > 1 and any(_PARTED.search(words) for words in between)


def _is_quoted(clause: Clause, evidence: Evidence) -> bool:
    """Whether what it quotes stands there, whatever is said of it."""
    if not any(len(quote.text.split()) > _NAME for quote in clause.quotes):
        return False
    return bool(matches(clause, evidence.among(clause), evidence.ground, without=VERB))


def _are_of_several(clause: Clause, evidence: Evidence) -> bool:
    """Whether each of several quotations stands in an event of its own."""
    each = (replace(clause, quotes=(quote,)) for quote in clause.quotes)
    return len(clause.quotes) > 1 and all(
        matches(told, evidence.among(told), evidence.ground, without=VERB) for told in each
    )


def _is_certain(clause: Clause, near: Sequence[Seen], how: str, evidence: Evidence) -> bool:
    """Whether it is wrong whatever else it says: all of it is read, or what is wrong stands by itself."""
    if clause.strangers or (clause.quotes and not _lasts(clause)):
        return True
    lasting = (clause.verb and clause.verb.lasting) or (clause.lengths and _says_more(clause))
    if evidence.cited is not None and how == "at another time" and len(clause.times) == 1 and not lasting:
        return True
    if any(thing.type and not evidence.areas(Clause("", 0, 0, things=(thing,))) for thing in clause.things):
        return True
    return not unread(clause, evidence.ground, near) and not _says_more(clause)


def _says_more(clause: Clause) -> bool:
    """Whether it says something beside who did what and when: another act, how long or how often."""
    counts = clause.counts and not (clause.things and clause.verb and all(each.countable for each in clause.counts))
    lasting = _lasts(clause)
    return bool(clause.also or counts or lasting or WHO_FOLLOWS.search(clause.left))


def _lasts(clause: Clause) -> bool:
    """Whether it says how long something was: such a length lies between no two acts that it names."""
    return any(not length.way and not _relates(clause, length) for length in clause.lengths)


def _relates(clause: Clause, length: Length) -> bool:
    """Whether a length of time lies between the act and another: "two minutes later", "two minutes" before "after"."""
    begin, end = length.begin - clause.begin, length.end - clause.begin
    if _TO_DO.match(clause.left, end):
        return True
    return bool(_RELATES.match(clause.left, end)) and not _LASTED.search(clause.left[:begin])


def _is_same(clause: Clause, how: str) -> bool:
    """Whether the nearest event is of the same thing: by its name, by a quotation, or by who did what."""
    anchored = clause.is_of_thing and how != "of another thing"
    if how == "otherwise" and clause.verb and clause.verb.speech:
        return False
    return anchored or (bool(clause.quotes) and "words" not in how)


def _is_words(seen: Seen) -> bool:
    """Whether an event is what a person said."""
    return seen.act.startswith(("message.", "note."))
