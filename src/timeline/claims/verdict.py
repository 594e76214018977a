"""What is said of a sentence and of each of its parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["contradicted", "not_in_record", "not_checkable", "supported"]
#: From the worst to the best.
ORDER: tuple[Verdict, ...] = ("contradicted", "not_in_record", "not_checkable", "supported")
#: How well a source was read that would tell what is not in the record.
Read = Literal["complete", "gap", "not asked", ""]


@dataclass(frozen=True)
class Part:
    """One claim of a sentence.

    Attributes:
        text: its words.
        verdict: what the record says of it.
        events: the ids of the events that bear it out, or contradict it.
        why: the verdict in words.
        read: where it is not in the record, how well the source was read that would tell it.
    """

    text: str
    verdict: Verdict
    events: tuple[str, ...] = ()
    why: str = ""
    read: Read = ""

    def to_dict(self) -> dict[str, Any]:
        """The part as the JSON object of the contract."""
        return {"text": self.text, "verdict": self.verdict, "events": list(self.events), "why": self.why}


@dataclass(frozen=True)
class Claim:
    """One sentence.

    Attributes:
        line: the line of the text in which it begins, from 1.
        text: its words.
        parts: its claims, in the order of its words.
        cited: whether it cites events, by a short id or a link.
    """

    line: int
    text: str
    parts: tuple[Part, ...]
    cited: bool = False

    @property
    def verdict(self) -> Verdict:
        """The worst of its parts' verdicts."""
        return min((part.verdict for part in self.parts), key=ORDER.index, default="not_checkable")

    @property
    def deciding(self) -> tuple[Part, ...]:
        """The parts that have the sentence's verdict."""
        return tuple(part for part in self.parts if part.verdict == self.verdict)

    @property
    def events(self) -> tuple[str, ...]:
        """The ids of the events that its parts name, each once."""
        return tuple(dict.fromkeys(key for part in self.parts for key in part.events))

    @property
    def why(self) -> str:
        """Why it has its verdict."""
        return "; ".join(dict.fromkeys(part.why for part in self.deciding if part.why))

    @property
    def is_checkable(self) -> bool:
        """Whether any part of it can be held against the record."""
        return any(part.verdict != "not_checkable" for part in self.parts)

    @property
    def fails(self) -> bool:
        """Whether it is contradicted, or not in the record although its source was read whole."""
        return any(
            part.verdict == "contradicted" or (part.verdict == "not_in_record" and part.read == "complete")
            for part in self.parts
        )

    def to_dict(self) -> dict[str, Any]:
        """The sentence as the JSON object of the contract."""
        return {
            "line": self.line,
            "text": self.text,
            "verdict": self.verdict,
            "events": list(self.events),
            "why": self.why,
            "parts": [part.to_dict() for part in self.parts],
        }


def worst(parts: Iterable[Part]) -> Part | None:
    """The part with the worst verdict."""
    return min(parts, key=lambda part: ORDER.index(part.verdict), default=None)
