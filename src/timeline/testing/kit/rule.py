"""The rules by name; each is a function that yields what it sees against itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from timeline.testing.kit.finding import Finding

if TYPE_CHECKING:
    from timeline.testing.kit.bench import Bench

Judge = Callable[["Bench"], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a source keeps.

    Attributes:
        name: its family and what it is about, such as `id.stated`.
        law: what it says, in one sentence.
        remedy: what mends a source that breaks it.
        judge: yields a sentence for everything that is seen against it.
    """

    name: str
    law: str
    remedy: str
    judge: Judge

    def finding(self, bench: Bench) -> Finding | None:
        """What is found against it, if anything."""
        seen = tuple(dict.fromkeys(self.judge(bench)))
        return Finding(self.name, self.law, seen, self.remedy) if seen else None


#: All rules, in the order in which they are tried and told.
RULES: dict[str, Rule] = {}


def rule(name: str, remedy: str) -> Callable[[Judge], Judge]:
    """Take a function in among the rules; the first line of its docstring is what the rule says."""

    def taken(judge: Judge) -> Judge:
        law = (judge.__doc__ or "").strip().splitlines()[0].rstrip(".")
        RULES[name] = Rule(name, law, remedy, judge)
        return judge

    return taken
