"""Where the claims of a sentence begin and end, and by which word each hangs on the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from timeline.claims.heads import verbs_of
from timeline.claims.marks import Marks
from timeline.claims.phrases import one_of
from timeline.claims.pieces import Said
from timeline.claims.sorts import CAUSE, INTENT

#: What begins a reason or a purpose: a claim of its own, which keeps this word.
_REASON = one_of(r"""
    because|due to|owing to|thanks to|in order to|so that|so as to|as a (?:result|consequence)|causing|leading to
    resulting in|which (?:caused|led|resulted|meant|fixed|restored|mitigated)
    to (?:prevent|avoid|fix|mitigate|restore|stop|reduce|address|undo|make sure|ensure)
""")
_JOINING = one_of("""
    (?:and|but),|(?:and|but)(?: then)?|then|before|after|while|when|once|until|as soon as|whereupon|followed by
""")
_JOINS = re.compile(
    rf" ?; ?|,? (?={_REASON}\b)|,? {_JOINING} |, (?:who|which|at which point) | (?:who|which) "
    r"|, | -+ | [\N{EM DASH}\N{EN DASH}·|→] |: |\.{3} ?| ?[()] ?",
    re.IGNORECASE,
)
_LEADS = re.compile(r"(?:^|(?<=[.;:!?] )) ?(?:(?P<word>before|after|once|when|while|until|as soon as) )", re.IGNORECASE)
_LATER = re.compile(r"\b(?:later|afterwards|thereafter)\W*$", re.IGNORECASE)
_ORDER = re.compile(
    r"\b(?P<word>before|after|once|when|while|until|as soon as|then|followed by|whereupon)\b", re.IGNORECASE
)
ORDERING = frozenset(
    ("before", "after", "once", "when", "while", "until", "as soon as", "then", "followed by", "whereupon")
)


class Span(NamedTuple):
    """Where a claim stands, and the word by which it hangs on the one before."""

    begin: int
    end: int
    joined: str


def spans(marks: Marks) -> list[Span]:
    """Where the claims begin and end. What claims nothing by itself belongs to its neighbour."""
    heads = verbs_of(marks, 0, len(marks.left))
    merged: list[Span] = []
    waiting: Span | None = None
    for piece in _pieces(marks):
        if waiting and _are_apart(marks, waiting, piece):
            merged.append(waiting._replace(end=piece.begin))
            waiting = None
        whole = _together(waiting, piece) if waiting else piece
        if _is_claim(marks, heads, piece):
            merged.append(whole)
            waiting = None
        elif merged and not waiting and not _LATER.search(marks.left[piece.begin : piece.end]):
            merged[-1] = merged[-1]._replace(end=piece.end)
        else:
            waiting = whole
    if waiting and merged:
        merged[-1] = merged[-1]._replace(end=waiting.end)
    return merged or [waiting or Span(0, len(marks.left), "")]


def _pieces(marks: Marks) -> Iterator[Span]:
    """What stands between the words and marks that join."""
    lead = _LEADS.match(marks.left)
    begin, joined = 0, lead["word"].lower() if lead else ""
    for match in _JOINS.finditer(marks.left):
        yield Span(begin, match.start(), joined)
        begin, joined = match.end(), _word(match[0])
    yield Span(begin, len(marks.left), joined)


def _together(one: Span, two: Span) -> Span:
    return Span(one.begin, two.end, one.joined)


def _are_apart(marks: Marks, one: Span, two: Span) -> bool:
    """Whether each has a time of its own, or a semicolon parts them."""
    own = _timed(marks, one.begin, two.begin) and _timed(marks, two.begin, two.end)
    return own or marks.left[: two.begin].rstrip().endswith(";")


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


def _is_claim(marks: Marks, heads: Sequence[Said], span: Span) -> bool:
    """Whether a piece claims something by itself: it has a verb, or a noun of an act where an order is told."""
    begin, end, joined = span
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
