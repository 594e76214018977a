"""Beside each sentence that people wrote: what the record has of it, and the way to its lines."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from timeline.claims.claims import SAID
from timeline.claims.shown import SIGN
from timeline.formats.text import address, visible
from timeline.model.secrets import masked

if TYPE_CHECKING:
    from timeline.claims.verdict import Claim
    from timeline.record import Timeline

_END = 16  # letters
_LINE = re.compile(r"[-*] <\d")
_LINK = re.compile(r"\]\(<?([^\s<>()]{1,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,200})?)>?\)")


class Mark(NamedTuple):
    """What a sentence ends with, and the verdict on it, as HTML."""

    end: str
    html: str


@dataclass(frozen=True)
class Proofs:
    """What is known of the lines of a document.

    Attributes:
        marks: by line, from 1, the marks of the sentences that begin there.
        anchors: the lines of the record to which marks lead.
    """

    marks: Mapping[int, Sequence[Mark]] = field(default_factory=dict)
    anchors: frozenset[int] = frozenset()

    def of(self, first: int, last: int) -> list[Mark]:
        """The marks of the sentences that begin between two lines, both included."""
        return [mark for line in range(first, last + 1) for mark in self.marks.get(line, ())]


def proofs(record: Timeline, text: str, words: Iterable[str]) -> Proofs:
    """The verdicts on what people wrote in a document.

    Args:
        record: what it is a post-mortem of.
        text: the document.
        words: what in it are people's words.
    """
    lines = text.split("\n")
    mine = {line.strip() for part in words for line in part.split("\n") if line.strip()}
    told = [line if line.strip() in mine or line.startswith("#") else "" for line in lines]
    if not mine:
        return Proofs()
    claims = [claim for claim in record.check_claims("\n".join(told)) if claim.is_checkable]
    places = _places(record, lines)
    marks: dict[int, list[Mark]] = defaultdict(list)
    for claim in claims:
        marks[claim.line].append(Mark(claim.text[-_END:], _mark(record, claim, places)))
    used = {places[key] for claim in claims for key in claim.events if key in places}
    return Proofs(dict(marks), frozenset(used))


def _places(record: Timeline, lines: list[str]) -> dict[str, int]:
    """By event, the line of the document that has it, as far as the line's evidence tells."""
    by_url: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines, 1):
        if _LINE.match(line):
            for url in _LINK.findall(line):
                by_url[url].append(number)
    found = {}
    for event in record:
        # A page has one address for all that became of it: the line that says what the event says is its own.
        if same := by_url.get(address(event.url) or ""):
            found[event.id] = next((number for number in same if event.summary in lines[number - 1]), same[0])
    return found


def _mark(record: Timeline, claim: Claim, places: Mapping[str, int]) -> str:
    """A verdict, by its sign and its word, that leads to the first line of the record that it rests on."""
    place = next((places[key] for key in claim.events if key in places), None)
    words = f"{SIGN[claim.verdict]} {SAID[claim.verdict]}"
    why = html.escape(visible(masked(claim.why)), quote=True)
    href = f"#line-{place}" if place else _evidence(record, claim)
    tag = f'a href="{html.escape(href, quote=True)}"' if href else "span"
    return f' <{tag} class="proof {claim.verdict}" title="{why}">{words}</{tag.partition(" ")[0]}>'


def _evidence(record: Timeline, claim: Claim) -> str:
    """The address of the first event, where no line of the document has it."""
    known = (record[key] for key in claim.events if key in record)
    return next((link for event in known if (link := address(event.url))), "")
