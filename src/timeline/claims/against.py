"""What speaks against a clause that no event bears out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from timeline.claims.asked import asked
from timeline.claims.clause import Clause
from timeline.claims.evidence import VERB, Evidence
from timeline.claims.judged import Judged, judged, unsure
from timeline.claims.matching import matches
from timeline.claims.nearest import nearest
from timeline.claims.reach import out_of_reach
from timeline.claims.seen import Seen, side_by_side
from timeline.claims.understood import more, unread
from timeline.claims.verbs import stem

#: What is done so often that a record has it of few things: that it has it of none says nothing.
_EVERYDAY = frozenset(
    map(stem, ("join", "leave", "left", "start", "create", "update", "set", "change", "add", "flag", "lock"))
)
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
    verb = clause.verb
    if (
        clause.quotes
        and verb
        and not verb.speech
        and matches(clause, evidence.among(clause), evidence.ground, without=VERB)
    ):
        return "what is quoted was said; what is said of it is not read"
    if not _is_certain(clause, near, how, evidence):
        return more(unread(clause, evidence.ground, near))
    timed = any(when.exact for when in clause.times)
    is_same = how == "at another time" or (how == "by another" and timed)
    if verb and not verb.acts and not is_same and (verb.stem in _EVERYDAY or "state" in how):
        return "it is in no word that the record has a kind for"
    if evidence.cited and verb and not verb.speech and not _TOLD.search(how) and all(map(_is_words, evidence.cited)):
        return "what it cites is somebody's words, not what happened"
    return ""


def _is_certain(clause: Clause, near: Sequence[Seen], how: str, evidence: Evidence) -> bool:
    """Whether it is wrong whatever else it says: all of it is read, or what is wrong stands by itself."""
    if clause.quotes or clause.strangers or not unread(clause, evidence.ground, near):
        return True
    if evidence.cited is not None and how == "at another time" and len(clause.times) == 1:
        return True
    return any(thing.type and not evidence.areas(Clause("", 0, 0, things=(thing,))) for thing in clause.things)


def _is_same(clause: Clause, how: str) -> bool:
    """Whether the nearest event is of the same thing: by its name, by a quotation, or by who did what."""
    anchored = clause.is_of_thing and how != "of another thing"
    if how == "otherwise" and clause.verb and clause.verb.speech:
        return False
    return anchored or (bool(clause.quotes) and "words" not in how)


def _is_words(seen: Seen) -> bool:
    """Whether an event is what a person said."""
    return seen.act.startswith(("message.", "note."))
