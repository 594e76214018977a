"""Who acts, to whom it is done, and who is only named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from timeline.claims import verbs
from timeline.claims.heads import BY, is_noun
from timeline.claims.marks import Marks
from timeline.claims.people import Named
from timeline.claims.pieces import Said
from timeline.claims.standing import is_other

_BESIDE = re.compile(r"\b(?:to|with|for|at|about|of|like|via|per|against|alongside) (?:the )?@?$", re.IGNORECASE)
#: "with Ada and Grace both saying …".
_WITH = re.compile(r"\bwith @?$", re.IGNORECASE)
_TOGETHER = re.compile(r" ?(?:,|,? ?and|&|\+|/|,? ?then) ?@?", re.IGNORECASE)
_OPENED = re.compile(r"[(:\N{EM DASH}\N{EN DASH}·|-] ?@?$")
_AT_TIME = re.compile(r" (?:at|around|about) ", re.IGNORECASE)
_ASIDE = re.compile(r",[^,]{1,80},|\([^()]{1,80}\)")
_AS = re.compile(r" (?:as (?:an? )?(?:\w{1,12} )?responder|to (?:respond|join|help))\b", re.IGNORECASE)
_NO_OBJECT = re.compile(r" ?(?:[,.;:)]|(?:as|at|for|about|by|on|in|regarding|again|twice)\b|$)", re.IGNORECASE)
GIVING = frozenset(
    (
        "incident.assigned",
        "ticket.assigned",
        "error.assigned",
        "incident.notified",
        "incident.escalated",
        "incident.responder_requested",
    )
)
_FIRST_TO = re.compile(r" ?(?:was|were|is) (?:also )?the (?:first|last) (?:one |person )?to ?", re.IGNORECASE)
_PHONE = re.compile(r"'s? (?:phone|pager|mobile|cell)\b")
_RECEIVES = re.compile(
    r" (?:then |also |later |finally |had |first )?(?:received|got|receives|gets|took|saw)\b", re.IGNORECASE
)
#: "the approval was Caspian's".
_WAS = re.compile(r"\b(?:was|were|is|are) $", re.IGNORECASE)
_NEXT = 2  # letters: `"…", wrote Ada`
_QUICK = 2  # words: "Ada's quick approval"


def roles(
    marks: Marks, people: Sequence[Named], head: Said | None, begin: int
) -> tuple[list[Named], list[Named], list[Named]]:
    """Who acts, to whom it is done, and who is only named."""
    found: dict[str, list[Named]] = {"agent": [], "target": [], "beside": []}
    last, role = -1, ""
    for who in people:
        between = marks.left[last : who.begin] if last >= 0 else ""
        together = last >= 0 and _TOGETHER.fullmatch(between) and not (head and last <= head.begin < who.begin)
        role = role if together else _role(marks, who, head, begin)
        if (
            role == "beside"
            and found["agent"]
            and re.search(r"\band $", between)
            and _AT_TIME.match(marks.left[who.end :])
        ):
            role = "agent"
        found[role].append(who)
        last = who.end
    return found["agent"], found["target"], found["beside"]


def _role(marks: Marks, who: Named, head: Said | None, begin: int) -> str:
    before = marks.left[begin : who.begin]
    if BY.search(before):
        asked = head is not None and head.verb.acts & GIVING and before.rstrip(" @").endswith("from")
        return "target" if asked else "agent"
    if who.kind == "service":
        return "beside"
    if head is None:
        return _without_verb(marks, who, before, begin)
    if who.end > head.begin:
        return _behind_verb(marks, who, head, before)
    between = marks.left[who.end : head.begin]
    if _FIRST_TO.fullmatch(between) or (between.strip() == "to" and before.endswith("for ")):
        return "agent"
    noun = _before_noun(marks, who, head, before) if is_noun(marks, head) else ""
    return noun or _before_verb(marks, who, head, before)


def _without_verb(marks: Marks, who: Named, before: str, begin: int) -> str:
    """The role of somebody where no verb stands: who is quoted, or whom another verb has for its object."""
    if _BESIDE.search(before):
        quoted = any(quote.begin > who.end for quote in marks.quotes)
        return "agent" if quoted and _WITH.search(before) else "beside"
    return "target" if _is_object(marks, who, begin) else "agent"


def _before_verb(marks: Marks, who: Named, head: Said, before: str) -> str:
    """The role of somebody whom the verb follows."""
    between = _ASIDE.sub(" ", marks.left[who.end : head.begin])
    gives = bool(head.verb.acts & GIVING)
    if between.startswith("'"):
        owns = (head.verb.noun or head.verb.either) and len(between.split()) <= _QUICK
        return "target" if gives and _PHONE.match(between) else "agent" if owns else "beside"
    if _BESIDE.search(before) and not (head.text.lower().endswith("ing") and _WITH.search(before)):
        return "beside"
    behind = marks.left[head.end :]
    is_terse = not between.strip() and bool(_NO_OBJECT.match(behind))
    if gives and ((is_terse and not head.verb.speech) or _AS.match(behind)):
        return "target"
    is_running = head.text.lower().endswith("ing") and not between.rstrip().endswith("being")
    if verbs.is_passive(f"{between} ") and not is_running and not between.strip().endswith(("has", "had", "have")):
        return "target" if gives else "beside"
    return "agent"


def _before_noun(marks: Marks, who: Named, head: Said, before: str) -> str:
    """The role of somebody before a noun of an act: who received it, or whom another verb has for its object."""
    gives = bool(head.verb.acts & GIVING)
    if _is_object(marks, who, who.begin - len(before)):
        return "target" if gives else "beside"
    return "target" if gives and _RECEIVES.match(marks.left[who.end : head.begin]) else ""


def _is_object(marks: Marks, who: Named, begin: int) -> bool:
    """Whether another verb stands between somebody before and them: "Ada brought in Grace"."""
    before = [other.end for other in marks.people if begin <= other.begin < who.begin]
    return bool(before) and is_other(marks.left[before[-1] : who.begin])


def _behind_verb(marks: Marks, who: Named, head: Said, before: str) -> str:
    """The role of somebody who follows the verb."""
    if head.verb.acts & GIVING:
        return "target"
    if before.endswith("for ") and _AS.match(marks.left, who.end):
        return "target"
    if head.verb.speech and who.begin - head.end <= _NEXT and any(quote.end <= head.begin for quote in marks.quotes):
        return "agent"
    if marks.left.startswith("'", who.end) and _WAS.search(before):
        return "agent"
    last = before.rstrip().endswith(",") and not re.search(r"\w", marks.left[who.end :])
    return "agent" if last or _OPENED.search(before) else "beside"
