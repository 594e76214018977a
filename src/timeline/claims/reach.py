"""Which claims no record could bear out or contradict, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence

from timeline.claims.asked import SPOKEN
from timeline.claims.clause import Clause
from timeline.claims.ground import Ground
from timeline.claims.matching import Test, matches, parts
from timeline.claims.pieces import Thing
from timeline.claims.seen import Seen
from timeline.claims.shapes import shape_of
from timeline.claims.standing import is_state
from timeline.claims.verbs import Verb, stem

NO_WORD = "what is said to have happened is in no word that the record has a kind for"
_SET_APART = 2  # words between quotation marks that may be no quotation
_NUMBER: tuple[Test, ...] = ("number",)
_PEOPLE: tuple[Test, ...] = ("agent", "target", "stranger")
#: What is said of all sorts of things.
_GENERAL_WORDS = """
    start begin began begun kick finish complete succeed pass done end ended fail break broke create open opened close
    resolve raise set move submit was were is goes
"""
#: What is handed on may be a shift as well as an incident.
_HANDING = frozenset(
    ("hand_over", "handed_over", "hand_to", "handed_to", "went_to", "goes_to", "landed_with", "landed_on")
)
_GENERAL = frozenset(stem(word) for word in _GENERAL_WORDS.split())
#: To what sorts of things that which happens to one of a shape may be said to happen.
_CHANGES = frozenset(("pull", "run", "code", "deploy", "build", "release", "event", "recorded"))
_ALARMS = frozenset(("alert", "incident", "event", "recorded"))
_ALIKE = {
    **dict.fromkeys(("pull", "run", "code", "deploy", "build", "release"), _CHANGES),
    **dict.fromkeys(("alert", "incident"), _ALARMS),
}
#: What is nothing but words, and things that have no shape of their own.
_WORDS = frozenset(("message", "post", "note", ""))
_NAMES_SERVICE = re.compile(r"\b(?:terraform|hcp|datadog|pagerduty|github|sentry|jira|ci)\b", re.IGNORECASE)


def out_of_reach(clause: Clause, ground: Ground, cited: Sequence[Seen] | None, among: Sequence[Seen]) -> str:
    """Why a clause that no event bears out says nothing that one could; empty where it says something.

    Args:
        clause: what is claimed.
        ground: the record.
        cited: the events that the sentence cites, if it cites any.
        among: those among which it was looked for.
    """
    verb, meant = clause.verb, (*clause.agents, *clause.targets)
    of_several = next((who.text for who in meant if len(who.who) > 1 and who.kind == "person"), "")
    exact = any(when.exact for when in clause.times)
    reasons = {
        "nothing in it can be held against the record": not verb and not clause.is_anchored,
        f"{of_several!r} may be one of several people": bool(of_several),
        NO_WORD: verb is None and not _is_telling(clause, ground, among) and not _is_of_others(clause, ground, cited),
        "what was said is not quoted": bool(verb and verb.speech and not clause.quotes and not exact),
        "it is in no word that the record has a kind for": bool(
            verb and not verb.acts and not clause.times and not clause.agents
        ),
        "it names nothing that the record has": not clause.is_anchored and not (clause.areas and not clause.things),
        "to what it happened is not said": cited is None and not clause.taken and _is_vague(clause),
        "that is said of another sort of thing": _is_idiom(clause, ground),
    }
    return next((why for why, holds in reasons.items() if holds), "")


def _is_of_others(clause: Clause, ground: Ground, cited: Sequence[Seen] | None) -> bool:
    """Whether it is about what the sentence cites, and names somebody who had no part in it."""
    named = clause.agents or clause.targets or clause.strangers
    if not cited or not named or not clause.things:
        return False
    return bool(matches(clause, cited, ground, without=_PEOPLE))


def _is_telling(clause: Clause, ground: Ground, among: Sequence[Seen]) -> bool:
    """Whether a clause without a verb of ours says enough to be missed."""
    if clause.quotes:
        words = (len(part.split()) for quote in clause.quotes for part in parts(quote))
        return bool(clause.agents) or any(count > _SET_APART for count in words)
    exact = [when for when in clause.times if when.exact]
    if clause.counted and clause.things:
        return True
    if not exact or is_state(clause.left):
        return False
    return bool(clause.agents or clause.things or clause.strangers) or not matches(
        clause, among, ground, without=_NUMBER
    )


def is_told(verb: Verb, seen: Seen) -> bool:
    """Whether a verb of speech says just what the event is, with no word of what was said: "commented on it"."""
    own = seen.act.partition(".")[2].startswith(verb.stem) or (verb.stem == "not" and seen.act == "incident.annotated")
    return own or verb.stem in seen.stems or seen.act in verb.acts - SPOKEN


def _is_vague(clause: Clause) -> bool:
    """Whether a verb that many sorts of things have stands without any of them: "the investigation started"."""
    verb = clause.verb
    if verb is None or not verb.acts or verb.speech or clause.things or clause.quotes or clause.counted:
        return False
    told = {act.partition(".")[0] for act in verb.acts}
    if verb.stem in _HANDING:
        return True
    return verb.stem in _GENERAL and clause.areas.isdisjoint(told) and not _NAMES_SERVICE.search(clause.left)


def _is_idiom(clause: Clause, ground: Ground) -> bool:
    """Whether its verb is said of a sort of thing to which what it states does not happen: a plan that "came back"."""
    verb = clause.verb
    if verb is None or not verb.acts or verb.speech or clause.counted:
        return False
    named = [thing for thing in clause.things if not thing.qualifies]
    if named:
        return all(_is_of_another_sort(verb, thing, ground) for thing in named)
    told = {act.partition(".")[0] for act in verb.acts}
    return bool(clause.areas) and clause.areas.isdisjoint(told) and verb.stem not in ground.own_stems


def _is_of_another_sort(verb: Verb, thing: Thing, ground: Ground) -> bool:
    """Whether nothing of what the verb states can have happened to such a thing: a pull request does not clear."""
    found = matches(Clause("", 0, 0, things=(thing,)), ground.seen, ground)
    sorts = {shape_of(thing)} | {seen.act.partition(".")[0] for seen in found}
    if found and sorts <= _WORDS:
        return True
    happening = frozenset().union(*(_ALIKE[sort] for sort in sorts if sort in _ALIKE))
    if not happening or any(verb.stem in seen.stems for seen in found):
        return False
    return happening.isdisjoint(act.partition(".")[0] for act in verb.acts)
