"""The verb of a claim: the one that says what happened."""

from __future__ import annotations

import re
from collections.abc import Sequence

from timeline.claims.acts import LIGHT
from timeline.claims.marks import Marks
from timeline.claims.phrases import one_of
from timeline.claims.pieces import Said
from timeline.claims.verbs import Verb, stem

BY = re.compile(r"\b(?:by|from) (?:the )?(?:[\w-]{1,40},? ){0,3}?@?$", re.IGNORECASE)
TO_DO = re.compile(r"\bto (?:not |also |be )?$", re.IGNORECASE)
_AUXILIARY = one_of("was|were|is|are|got|gets|has|have|had|been|being|be|then|also|later|already|did")
_ADVERB = one_of(r"\w{1,20}ly|first|then|also|later|not|never|being|been")
_FINITE = re.compile(rf"\b{_AUXILIARY} (?:{_ADVERB} ){{0,5}}$", re.IGNORECASE)
#: What makes a noun of a word that may be a verb: "the disk page".
_DETERMINED = re.compile(
    r"\b(?:the|a|an|this|that|its|his|her|our|their|my|first|second|third|last|next|unrelated|new|every|each|no|any) "
    r"(?:[\w-]{1,20} ){0,2}(?:\ufffc{1,80} ?)?$",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"\b(?:the|a|an|its|of|newly|previously|recently) $", re.IGNORECASE)
_WITHOUT_BEFORE = re.compile(r"\bwithout (?:being |having been |ever |any |an? )?$", re.IGNORECASE)
#: "It took until then for Ada to acknowledge it" says that she did.
_SOON = frozenset(
    ["then", "also", "later", "quickly", "finally", "had", "has", "soon", "just", "immediately", "promptly"]
)
#: What comes to people, and the verbs of those to whom it comes.
_COMES = frozenset(("incident.notified", "incident.triggered", "alert.triggered", "alert.warned"))
_RECEIVING = frozenset(("received", "receives", "got", "gets"))
_COLON = 2  # letters: `the bot comments: "…"`
_RIGHT_BEHIND = 2  # letters
FOR_TO = re.compile(r"\btook\b.{1,80} to $|\b(?:first|last) (?:one |person )?to $", re.IGNORECASE)
#: What may be said beside what it came to: "reviewed and approved".
REVIEW = stem("review")
_LIGHT = frozenset(LIGHT.split())
#: What was only to be done: "submitted for review", "pending approval".
_AWAITED = re.compile(
    r"\b(?:for|awaiting|pending|towards?|needs|needing|requires|requiring) (?:an? |the |his |her |its |their )?$",
    re.IGNORECASE,
)


_AWAITABLE = frozenset(("review", "approval", "merge", "deployment", "deploy", "comment", "release"))


def is_noun(marks: Marks, said: Said) -> bool:
    """Whether a word that may be either is a noun where it stands."""
    before = marks.left[max(said.begin - 60, 0) : said.begin]
    if said.verb.either and said.verb.speech and any(0 <= quote.begin - said.end <= _COLON for quote in marks.quotes):
        return False
    return said.verb.noun or (
        said.verb.either and not said.text.lower().endswith("ed") and bool(_DETERMINED.search(before))
    )


def verbs_of(marks: Marks, begin: int, end: int) -> list[Said]:
    """The verbs that say what happened; infinitives and attributes do not."""
    found = []
    for said in marks.verbs:
        if not begin <= said.begin < end:
            continue
        before = marks.left[max(said.begin - 80, 0) : said.begin]
        if said.text.lower() == "to respond" and not before.endswith("\ufffc "):
            continue
        if not said.verb.noun and TO_DO.search(before) and said.text.lower() != "to respond":
            if FOR_TO.search(before):
                found.append(said)
            continue
        if not said.verb.noun and _ATTRIBUTE.search(before) and not said.verb.either:
            continue
        if _WITHOUT_BEFORE.search(before) or (_AWAITED.search(before) and said.text.lower() in _AWAITABLE):
            continue
        found.append(said)
    return found


def others_of(marks: Marks, heads: Sequence[Said], head: Said | None) -> tuple[Verb, ...]:
    """What else happened, by the verbs beside the one of a claim: "the run that Grace started failed"."""
    return tuple(said.verb for said in heads if head and said.begin != head.begin and _is_another(marks, said))


def _is_another(marks: Marks, said: Said) -> bool:
    acts = (
        said.verb.acts
        and not said.verb.speech
        and said.text.lower() != "to respond"
        and not said.text.lower().endswith("ing")
    )
    own = not is_noun(marks, said) and not said.verb.plain and not said.verb.either and said.verb.stem != REVIEW
    return bool(acts) and own and said.text.lower() not in _LIGHT


def _is_perceived(marks: Marks, noun: Said, begin: int) -> bool:
    """Whether a person does something else to what the noun says: "Ada noticed the warning"."""
    return any(
        begin <= who.begin and who.end <= noun.begin and who.kind == "person"
        and not marks.left[who.end :].startswith("'")
        and _does_another(noun, marks.left[who.end : noun.begin]) and not BY.search(marks.left[begin : who.begin])
        for who in marks.people
    )  # fmt: skip


#: By which word services tell of an act: "Sentry reports the first occurrence".
_TELLING = frozenset(("reports", "reported", "shows", "showed", "logs", "logged", "notes", "noted"))
_SERVICE = re.compile(r"\b(?:datadog|pagerduty|sentry|github|jira|terraform|grafana)\b", re.IGNORECASE)
_SUBJECT = 40  # letters


def _does_another(noun: Said, between: str) -> bool:
    """Whether a verb stands there that says more than that the act was done."""
    words = [word.lower() for word in re.findall(r"[A-Za-z][\w'-]*", between)]
    while words and words[0] in _SOON:
        words = words[1:]
    light = _RECEIVING if noun.verb.acts & _COMES else _LIGHT
    return bool(words) and words[0] not in light


def head_of(marks: Marks, heads: Sequence[Said], begin: int) -> Said | None:
    """The verb that says what happened: one with a subject or an auxiliary before any other."""
    finite = [said for said in heads if not said.verb.noun and not (said.verb.either and is_noun(marks, said))]
    acts = [said for said in heads if said.verb.noun or said.verb.either]
    light = _LIGHT | _TELLING if _SERVICE.search(marks.left[begin : begin + _SUBJECT]) else _LIGHT
    if acts and finite and all(said.text.lower() in light or said in acts for said in finite):
        return acts[0]
    running = [said for said in finite if said.text.lower().endswith("ing")]
    if len(running) < len(finite):
        finite = [
            said
            for said in finite
            if said not in running or _FINITE.search(marks.left[max(begin, said.begin - 60) : said.begin])
        ]
    finite = [
        said
        for said in finite
        if not said.verb.either or _FINITE.search(marks.left[max(begin, said.begin - 60) : said.begin])
    ] or finite
    if not finite:
        return heads[0] if heads and not _is_perceived(marks, heads[0], begin) else None
    told = (
        [said for said in finite if said.verb.acts and not said.verb.speech]
        or [said for said in finite if said.verb.acts]
        or finite
    )
    for said in told:
        if _FINITE.search(marks.left[max(begin, said.begin - 60) : said.begin]):
            return _with_object(said, heads)
    people = [who.end for who in marks.people]
    for said in finite:
        if any(0 <= said.begin - place <= _RIGHT_BEHIND for place in people) and (said.verb.acts or len(finite) == 1):
            return _with_object(said, heads)
    return _with_object(told[0], heads)


def _with_object(said: Said, others: Sequence[Said]) -> Said:
    """`started deploying` says of what it is the start."""
    behind = next(
        (
            each
            for each in others
            if each.begin == said.end + 1 and each.text.lower().endswith("ing") and each.verb.acts
        ),
        None,
    )
    if not behind:
        return said
    areas = {act.partition(".")[0] for act in behind.verb.acts}
    kept = frozenset(act for act in said.verb.acts if act.partition(".")[0] in areas)
    return said._replace(verb=said.verb._replace(acts=kept)) if kept else said
