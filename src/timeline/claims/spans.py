"""Where the claims of a sentence begin and end, and by which word each hangs on the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from timeline.claims.clause import CAUSE, INTENT
from timeline.claims.heads import verbs_of
from timeline.claims.marks import Marks
from timeline.claims.pieces import Said

_JOINS = re.compile(
    r"\s*;\s*"
    r"|,?\s+(?=(?:because|due\s+to|owing\s+to|thanks\s+to|in\s+order\s+to|so\s+that|so\s+as\s+to|as\s+a\s+(?:result|consequence)|causing|leading\s+to|resulting\s+in"
    r"|which\s+(?:caused|led|resulted|meant|fixed|restored|mitigated)|to\s+(?:prevent|avoid|fix|mitigate|restore|stop|reduce|address|undo|make\s+sure|ensure))\b)"
    r"|,?\s+(?:(?:and|but),\s+|(?:and|but)\s+(?:then\s+)?|then\s+|before\s+|after\s+|while\s+|when\s+|once\s+|until\s+|as\s+soon\s+as\s+|whereupon\s+|followed\s+by\s+)"
    r"|,\s+(?:who|which|at\s+which\s+point)\s+|\s+(?:who|which)\s+"
    r"|,\s+|\s+-+\s+|\s+[\N{EM DASH}\N{EN DASH}·|→]\s+|:\s+|\.{3}\s*|\s*[()]\s*",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:^|(?<=[.;:!?]\s))\s*(?:(?P<word>before|after|once|when|while|until|as\s+soon\s+as)\s+)", re.IGNORECASE
)
_LATER = re.compile(r"\b(?:later|afterwards|thereafter)\W*$", re.IGNORECASE)
_ORDER = re.compile(
    r"\b(?P<word>before|after|once|when|while|until|as soon as|then|followed by|whereupon)\b", re.IGNORECASE
)
ORDERING = frozenset(
    ("before", "after", "once", "when", "while", "until", "as soon as", "then", "followed by", "whereupon")
)


def spans(marks: Marks) -> Iterator[tuple[int, int, str]]:
    """Where the claims begin and end, and by which word each hangs on the one before."""
    heads = verbs_of(marks, 0, len(marks.left))
    pieces: list[tuple[int, int, str]] = []
    begin, joined = 0, ""
    if lead := _LEADS.match(marks.left):
        joined = lead["word"].lower()
    for match in _JOINS.finditer(marks.left):
        pieces.append((begin, match.start(), joined))
        begin, joined = match.end(), _word(match[0])
    pieces.append((begin, len(marks.left), joined))
    merged: list[tuple[int, int, str]] = []
    waiting: tuple[int, str] | None = None
    for begin, end, joined in pieces:
        stands = _is_claim(marks, heads, begin, end, joined)
        if waiting and (
            _timed(marks, waiting[0], begin) and _timed(marks, begin, end) or marks.left[:begin].rstrip().endswith(";")
        ):
            merged.append((waiting[0], begin, waiting[1]))
            waiting = None
        if waiting:
            begin, joined = (
                waiting[0],
                waiting[1] or (joined if joined in ORDERING and begin == waiting[0] else waiting[1]),
            )
        if stands:
            merged.append((begin, end, joined))
            waiting = None
        elif merged and not waiting and not _LATER.search(marks.left[begin:end]):
            merged[-1] = (merged[-1][0], end, merged[-1][2])
        else:
            waiting = (begin, joined)
    if waiting:
        last = len(marks.left)
        merged = [*merged[:-1], (merged[-1][0], last, merged[-1][2])] if merged else [(waiting[0], last, waiting[1])]
    yield from merged


def _timed(marks: Marks, begin: int, end: int) -> bool:
    return any(begin <= when.begin < end for when in marks.times)


def _word(join: str) -> str:
    """The word that joins: an order, `and`, or nothing."""
    if found := _ORDER.search(join):
        return " ".join(found["word"].lower().split())
    low = join.lower()
    return (
        "and"
        if re.search(r"\b(?:and|but)\b", low)
        else "who"
        if "who" in low
        else "which"
        if "which" in low
        else ","
        if "," in low
        else ""
    )


def _is_claim(marks: Marks, heads: Sequence[Said], begin: int, end: int, joined: str) -> bool:
    """Whether a piece claims something by itself: it has a verb, or a noun of an act where an order is told."""
    words = marks.left[begin:end]
    inside = [head for head in heads if begin <= head.begin < end]
    if any(not head.verb.noun for head in inside):
        return True
    if CAUSE.search(words) or INTENT.search(words):
        return True
    if joined in ORDERING and inside:
        return True
    return bool(
        any(begin <= quote.begin < end for quote in marks.quotes)
        and any(begin <= who.begin < end for who in marks.people)
        and joined in ("", "and", ",")
    )
