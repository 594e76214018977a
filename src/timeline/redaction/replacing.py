"""What stands in a text for a person, a customer, a term or a host: roles, marks, and links that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from timeline.redaction.folding import folded
from timeline.redaction.forms import Hit
from timeline.redaction.policy import MARK, Policy, Redactor
from timeline.redaction.roles import UNKNOWN
from timeline.redaction.spans import Span, apart, besides, outside, without
from timeline.redaction.who import Who

_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s<>\"'`|\\^{})\]]+", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.+%-])(?!git@)[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[A-Za-z]{2,24}(?![\w-])")
_NOWHERE = "https://redacted.invalid"
_ROUNDS = 3
_MOST_TOLD = 20_000


class Words:
    """Puts words for names, in any text.

    Args:
        found: who is looked for.
        roles: by number, the role of each person.
        policy: what is taken out beside people, and what stands in its place.
        also: finds more than we do.

    Attributes:
        seen: the numbers of those for whom a word was put.
        terms: for how many terms and hosts one was.
        left: how many words were left that nobody can judge.
    """

    def __init__(self, found: Who, roles: Mapping[int, str], policy: Policy, also: Redactor | None) -> None:
        self._who = found
        self._roles = roles
        self._policy = policy
        self._also = also
        self._aliases = tuple(" ".join(entry.alias.words) for entry in found.finder.entries)
        self._addresses: dict[str, str] = {}
        self._told: dict[tuple[str, str, bool], tuple[str, int]] = {}
        self.seen: set[int] = set()
        self.terms = 0
        self.left = 0

    def text(self, words: str, *, source: str = "", cell: bool = False) -> str:
        """The text without names: for whatever people wrote about the record, too.

        Args:
            words: the text.
            source: where it comes from, which may say which of two people of one name is meant.
            cell: whether it is all that its place holds.
        """
        asked = (words, source, cell)
        if asked not in self._told:
            if len(self._told) >= _MOST_TOLD:
                self._told.clear()
            self._told[asked] = self._replaced(words, source=source, cell=cell)
        told, left = self._told[asked]
        self.left += left
        return told

    def word(self, number: int) -> str:
        """What stands for a person, a customer, a term or a host."""
        customers = self._who.customers
        if number > customers.stop:
            return f"host-{number - customers.stop}.invalid"
        if self._policy.how == "mark" or number == customers.stop:
            return MARK
        return f"customer {number - customers.start + 1}" if number in customers else self._roles[number]

    def nowhere(self, address: str) -> str:
        """Where such a link leads now: equal ones to the same place."""
        if address.startswith(_NOWHERE):
            return address
        return self._addresses.setdefault(address, f"{_NOWHERE}/{len(self._addresses) + 1}")

    def is_word(self, told: str) -> bool:
        """Whether it is what stands for somebody, and nothing else."""
        return (
            told in (MARK, UNKNOWN) or told in self._roles.values() or re.fullmatch(r"customer \d+", told) is not None
        )

    def _word_of(self, hit: Hit, source: str) -> str:
        numbers = hit.who
        if not numbers:
            return MARK if self._policy.how == "mark" else "someone"
        if len(numbers) > 1:
            near = frozenset(n for n in numbers if n in self._roles and self._is_of(n, source))
            # A first name may be another's; accounts of one whole name may be one person's who was not joined.
            one_name = hit.sort != "first name" or len({folded(self._who.persons[n].name) for n in numbers}) == 1
            numbers = near if len(near) == 1 and one_name else numbers
        if len(numbers) != 1:
            return MARK if self._policy.how == "mark" else UNKNOWN
        (number,) = numbers
        self.seen.add(number)
        self.terms += number >= self._who.customers.stop
        return self.word(number)

    def _is_of(self, number: int, source: str) -> bool:
        return any(ref.startswith(f"{source}:") for ref in self._who.persons[number].ids)

    def _replaced(self, words: str, *, source: str, cell: bool) -> tuple[str, int]:
        """The text without names, and how many words in it are left; what is put in may stand beside another name."""
        for _ in range(_ROUNDS):
            spans, left = self._spans(words, source=source, cell=cell)
            if not spans:
                break
            words = without(words, spans)
        return words, left

    def _spans(self, words: str, *, source: str, cell: bool) -> tuple[list[Span], int]:
        """What is to be replaced, in order, and how many words are left."""
        hits, left = self._who.finder.find(words, cell=cell)
        wider = [*self._addressed(words, hits), *self._mailed(words, hits, source)]
        spans = [*wider, *((hit.start, hit.end, self._word_of(hit, source)) for hit in hits if outside(hit, wider))]
        spans += besides(self._also, words, self._aliases) if self._also else []
        return apart(spans), left

    def _addressed(self, words: str, hits: Iterable[Hit]) -> list[Span]:
        """Links that hold a name: they lead nowhere any more, and equal ones to the same place."""
        inside = [hit for hit in hits if hit.sort != "host"]
        if "://" not in words or not inside:
            return []
        return [
            (*each.span(), self.nowhere(each[0]))
            for each in _ADDRESS.finditer(words)
            if any(hit.start < each.end() and each.start() < hit.end for hit in inside)
        ]

    def _mailed(self, words: str, hits: Sequence[Hit], source: str) -> list[Span]:
        """Addresses of e-mail, whosoever they are."""
        found = []
        for each in _MAIL.finditer(words) if "@" in words else ():
            own = next((hit for hit in hits if hit.start < each.end() and each.start() < hit.end), None)
            found.append((*each.span(), self._word_of(own, source) if own else "⟨e-mail⟩"))
        return found
