"""Words put into the places of a text where names were."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from timeline.model.errors import TimelineError
from timeline.redaction.forms import Hit
from timeline.redaction.policy import MARK, Redactor
from timeline.redaction.roles import UNKNOWN

#: Where a name stands, and what is put there.
Span = tuple[int, int, str]
_IN_ONE = re.compile(r"[\w/-]")


def as_id(told: str) -> str:
    """`responder A` as a part of an id: `responder-A`."""
    return (
        re.sub(r"(responder|person|customer) (?=[A-Z]+\b|\d+\b)", r"\1-", told)
        .replace(UNKNOWN, "a-responder")
        .replace(MARK, "REDACTED")
    )


def besides(engine: Redactor, words: str, aliases: Sequence[str]) -> list[Span]:
    """What another engine finds.

    Raises:
        TimelineError: it failed.
    """
    try:
        found = [(int(start), int(end), MARK) for start, end in engine.spans(words, aliases)]
    except Exception as error:  # noqa: BLE001 - a stranger's engine may raise anything; its words may hold a name
        raise TimelineError(f"the redactor beside ours stopped with {type(error).__name__}") from None
    return [each for each in found if 0 <= each[0] < each[1] <= len(words) and words[each[0] : each[1]] != MARK]


def outside(hit: Hit, spans: Iterable[Span]) -> bool:
    """Whether no span holds it."""
    return not any(start <= hit.start and hit.end <= end for start, end, _ in spans)


def apart(spans: Iterable[Span]) -> list[Span]:
    """The spans in order; those that overlap are one, under the first's word."""
    made: list[Span] = []
    for start, end, word in sorted(spans, key=lambda span: (span[0], -span[1])):
        if made and start < made[-1][1]:
            first, last, was = made[-1]
            made[-1] = (first, max(last, end), was)
        else:
            made.append((start, end, word))
    return made


def _fitted(words: str, start: int, end: int, word: str) -> str:
    """The word as it fits there: as a part of an id where it stands in one, apart from letters beside it."""
    before, behind = words[max(0, start - 1) : start], words[end : end + 1]
    if not (_IN_ONE.match(before) or _IN_ONE.match(behind)):
        return word
    return f"{'-' * before.isalnum()}{as_id(word)}{'-' * behind.isalnum()}"


def without(words: str, spans: Iterable[Span]) -> str:
    """The text with each span's word in its place."""
    parts, place = [], 0
    for start, end, word in spans:
        parts += [words[place:start], _fitted(words, start, end, word)]
        place = end
    return "".join([*parts, words[place:]])
