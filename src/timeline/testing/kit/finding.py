"""What the kit found, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule.

    Attributes:
        rule: its name.
        law: what it says.
        seen: what was seen against it.
        remedy: what mends it.
    """

    rule: str
    law: str
    seen: tuple[str, ...]
    remedy: str

    def __str__(self) -> str:
        shown = [f"  seen: {each}" for each in self.seen[:_SHOWN]]
        more = len(self.seen) - _SHOWN
        return "\n".join(
            [
                f"{self.rule}: {self.law}",
                *shown,
                *([f"  … and {more} more"] if more > 0 else []),
                f"  mend: {self.remedy}",
            ]
        )


class BrokenRulesError(AssertionError):
    """A source breaks rules.

    Attributes:
        findings: each of them.
    """

    def __init__(self, source: str, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        number = f"{len(findings)} rules" if len(findings) > 1 else "a rule"
        super().__init__("\n\n".join([f"the source {source!r} breaks {number}", *map(str, findings)]))
