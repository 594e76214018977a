"""Who acts, to whom it is done, and who is only named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from timeline.claims import verbs
from timeline.claims.heads import BY
from timeline.claims.marks import Marks
from timeline.claims.people import Named
from timeline.claims.pieces import Said

_BESIDE = re.compile(r"\b(?:to|with|for|at|about|of|like|via|per|against|alongside)\s+(?:the\s+)?@?$", re.IGNORECASE)
_TOGETHER = re.compile(r"\s*(?:,|,?\s*and|&|\+|/|,?\s*then)\s*@?", re.IGNORECASE)
_OPENED = re.compile(r"[(:\N{EM DASH}\N{EN DASH}·|-]\s*@?$")
_AT_TIME = re.compile(r"\s+(?:at|around|about)\s", re.IGNORECASE)
_ASIDE = re.compile(r",[^,]{1,80},|\([^()]{1,80}\)")
_NO_OBJECT = re.compile(r"\s*(?:[,.;:)]|(?:at|for|about|by|on|in|regarding|again|twice)\b|$)", re.IGNORECASE)
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
            and re.search(r"\band\s+$", between)
            and _AT_TIME.match(marks.left[who.end :])
        ):
            role = "agent"
        found[role].append(who)
        last = who.end
    return found["agent"], found["target"], found["beside"]


def _role(marks: Marks, who: Named, head: Said | None, begin: int) -> str:
    before = marks.left[begin : who.begin]
    giving = bool(head and head.verb.acts & GIVING)
    if BY.search(before):
        return "agent"
    if who.kind == "service":
        return "beside"
    if head is None:
        return "agent" if not _BESIDE.search(before) else "beside"
    if who.end <= head.begin:
        between = _ASIDE.sub(" ", marks.left[who.end : head.begin])
        if re.fullmatch(r"\s*(?:was|were|is)\s+(?:also\s+)?the\s+(?:first|last)\s+(?:one\s+|person\s+)?to\s*", between):
            return "agent"
        if between.strip() == "to" and re.search(r"\bfor\s+$", before):
            return "agent"
        if giving and re.match(r"'s?\s+(?:phone|pager|mobile|cell)\b", between):
            return "target"
        if between.startswith("'"):
            return "agent" if head.verb.noun and len(between.split()) <= 2 else "beside"  # noqa: PLR2004 - "Ada's quick approval"
        if _BESIDE.search(before):
            return "beside"
        if giving and not between.strip() and _NO_OBJECT.match(marks.left[head.end :]):
            return "target"
        if verbs.is_passive(between + " ") and not between.strip().endswith(("has", "had", "have")):
            return "target" if giving else "beside"
        return "agent"
    if giving:
        return "target"
    if _OPENED.search(before) or (before.rstrip().endswith(",") and not re.search(r"\w", marks.left[who.end :])):
        return "agent"
    return "beside"
