"""What a claim says to have happened: its verb, or another where something is quoted, told of or asked for."""

from __future__ import annotations

import re

from timeline.claims import verbs
from timeline.claims.acts import LIGHT
from timeline.claims.marks import Marks
from timeline.claims.pieces import Said
from timeline.claims.shapes import shape_of
from timeline.claims.spans import Span, within
from timeline.claims.standing import is_other
from timeline.claims.verbs import Verb

#: Verbs of machines that say something where a person's words are quoted.
_ALSO_SAY = frozenset(map(verbs.stem, ("warn", "acknowledge")))
#: What follows a verb of speech where it is only told what was said: "proposed to roll back".
_TOLD = re.compile(r" (?:(?:(?:at|around) )?\ufffc+ )?(?:to [a-z]|that\b|[a-z]{2,20}ing\b)", re.IGNORECASE)
#: "asked Grace to respond".
_FOR_HELP = re.compile(
    r" (?:for )?\ufffc+ (?:and \ufffc+ )?(?:to (?:respond|join|help)|as (?:an? )?(?:\w+ )?responders?)\b", re.IGNORECASE
)
_LIGHT = frozenset(LIGHT.split())
_DATADOG = re.compile(r"\bdatadog\b", re.IGNORECASE)
_NOTIFIED = frozenset(("alert.triggered", "alert.warned", "alert.renotified", "alert.no_data"))
_REQUESTED = frozenset(("incident.responder_requested",))


def verb_of(marks: Marks, span: Span, head: Said | None) -> Verb | None:
    """What is said to have happened; a person's quotation without a verb was said."""
    left, quotes = marks.left[span.begin : span.end], within(marks.quotes, span)
    if quotes and any(who.kind == "person" for who in within(marks.people, span)) and _says(head, left):
        return verbs.table()["says"]
    if head is None or not head.verb.speech:
        return _of_service(head, marks.text[span.begin : span.end]) if head else None
    if not quotes and within(marks.counted, span):
        return None
    if _FOR_HELP.match(left, head.end - span.begin) and head.verb.acts >= _REQUESTED:
        return head.verb._replace(acts=_REQUESTED, speech=False)
    if _TOLD.match(left, head.end - span.begin):
        return verbs.table()["says"]
    return (not quotes and verbs.unspoken(head.verb, _meant(marks, span))) or head.verb


def _of_service(head: Said, words: str) -> Verb:
    """Its verb; what Datadog notifies of is an alert, what PagerDuty notifies of is a page."""
    is_alert = "incident.notified" in head.verb.acts and _DATADOG.search(words)
    return head.verb._replace(acts=_NOTIFIED) if is_alert else head.verb


def _meant(marks: Marks, span: Span) -> frozenset[str]:
    """The sorts of things that its nouns and ids mean."""
    shapes = (shape_of(thing) for thing in within(marks.things, span))
    return verbs.areas(marks.left[span.begin : span.end]) | frozenset(filter(None, shapes))


def _says(head: Said | None, left: str) -> bool:
    """Whether a person who is quoted said that: no verb stands there, or one that stands for it."""
    if head is None:
        return not is_other(left) and _LIGHT.isdisjoint(left.lower().split())
    return head.verb.stem in _ALSO_SAY or "incident.responder_requested" in head.verb.acts
