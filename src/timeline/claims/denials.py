"""What a claim says did not happen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from timeline.claims.times import ABOUT, When

_NOT = re.compile(
    r"\b(?:not(?! until\b)|never|no one|nobody|none|without|neither|nor|no(?! sooner\b))\b|n't\b", re.IGNORECASE
)
_AND = re.compile(r"\b(?:and|but)\b|[;:]")
_BY_NOBODY = re.compile(r"\b(?:by|for|to) (?:no one|nobody|none)\b", re.IGNORECASE)
#: A denial that is one: "was not acknowledged", "never merged it", "nobody here acknowledged", "no page was sent".
_PLAIN = re.compile(
    r"(?:\b(?:not|never)|n't)(?: (?:ever|yet|then|also|actually|been|be|being|have|get|got|having)){0,4} $"
    r"|\b(?:nobody|no one|nothing|none)\b[^,;:]*$"
    r"|\b(?:no|without) (?:[\w-]+ ){1,4}(?:(?:was|were|is|had|has|have|been|being|ever) ){0,4}$"
    r"|\bwithout (?:being |having been |ever )*$",
    re.IGNORECASE,
)
#: "Was not resolved by a person" says only of whom it was not done.
_BY_SOMEBODY = re.compile(r"\bby (?:an?|some\w*|hand|us|me)\b", re.IGNORECASE)
_UNTIL = re.compile(r"(?:until|till|before)\b", re.IGNORECASE)
_MINUTE, _LONGEST = timedelta(minutes=1), timedelta(days=366)


def is_denied(left: str, head: int) -> bool:
    """Whether it says that this did not happen: "not" stands before the verb; "without" behind it is of others.

    Args:
        left: the words of the claim, its marks taken out.
        head: where its verb stands.
    """
    begin = _begin(left, head)
    return bool(_NOT.search(left[begin:head]) or _BY_NOBODY.search(left, head))


def is_plainly_denied(left: str, head: int) -> bool:
    """Whether that is all that "not" says: "not only", "not quite" and "not by us" say something else."""
    if _BY_SOMEBODY.search(left, head):
        return False
    return bool(_BY_NOBODY.search(left, head) or _PLAIN.search(left[_begin(left, head) : head]))


def without_not(left: str) -> str:
    """The words without the one that denies, of equal length."""
    return _NOT.sub(lambda found: " " * len(found[0]), left)


def not_until(times: Sequence[When]) -> tuple[When, ...]:
    """When it did happen, of what did not "until 19:12", then, or "before 18:50", later; none where none is said so."""
    told = [when for when in times if _UNTIL.match(when.text)]
    return tuple(_then(when) for when in told) if len(told) == len(times) else ()


def _then(when: When) -> When:
    """The last minute of a time that is open at its beginning, and for "before" all that follows it."""
    width = _MINUTE + 2 * ABOUT if when.about else _MINUTE
    later = _LONGEST if when.text.lower().startswith("before") else timedelta(0)
    return when._replace(spans=tuple((end - width, end + later) for _, end in when.spans), exact=not later)


def _begin(left: str, head: int) -> int:
    return max((match.end() for match in _AND.finditer(left, 0, head)), default=0)
