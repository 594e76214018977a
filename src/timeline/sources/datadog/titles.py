"""What a title and a name say: the state behind bracketed prefixes, and the best of several names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_STATES = {"triggered": "Alert", "warn": "Warn", "no data": "No Data", "recovered": "OK"}
_STATE = re.compile(r"(re-)?(triggered|warn|no[ -]data|recovered)", re.IGNORECASE)
_DANGLING = frozenset({"on", "in", "for", "at", "of", "from", "by", "with"})
_MOST = 16  # bracketed parts; a title has two or three
_GLUE = " \t:,;|-"


def state(title: str) -> tuple[str | None, bool]:
    """The state that a title tells and whether it says so again; none where several could be meant.

    It stands in one of the leading brackets (`[P2] [Warn on {host:a}] name`), or right behind them and before a
    colon (`[Monitor Alert] Triggered: name`).
    """
    parts, rest = brackets(title)
    found = {each for each in map(_stated, parts) if each}
    word, colon, _ = rest.partition(":")
    if colon and (said := _stated(word)):
        found.add(said)
    return found.pop() if len(found) == 1 else (None, False)


def brackets(title: str) -> tuple[list[str], str]:
    """The leading bracketed parts of a title, and what is left; a group in braces may hold brackets itself."""
    parts: list[str] = []
    rest = title.strip()
    while rest.startswith("[") and len(parts) < _MOST:
        end = _end(rest)
        if end is None:
            break
        parts.append(rest[1:end])
        rest = rest[end + 1 :].lstrip()
    return parts, rest


def subject(title: str) -> str:
    """What a title is about: without its brackets, and without a state before a colon."""
    rest = brackets(title)[1]
    word, _, behind = rest.partition(":")
    return behind.strip() if behind.strip() and _stated(word) else rest


def best(names: Iterable[str | None]) -> str | None:
    """The first name that is one: not empty, and rendered."""
    return next((name for each in names if each and "{{" not in each and (name := " ".join(each.split()))), None)


def rendered(name: str | None, groups: list[str]) -> str | None:
    """A rendered name without the group that the service adds behind it, and without what an empty value leaves."""
    if name is None or "{{" in name:
        return None
    line = " ".join(name.split())
    ends = [f" on {mark.join(groups)}" for mark in (",", ", ")] if groups else []
    return line.removesuffix(next((end for end in ends if line.endswith(end)), ""))


def tidy(name: str) -> str:
    """A name from a template without the glue that stood before an empty value at its end."""
    words = name.rstrip(_GLUE).split(" ")
    while len(words) > 1 and (words[-1].strip(_GLUE).lower() in _DANGLING or not words[-1].strip(_GLUE)):
        words.pop()
    return " ".join(words).rstrip(_GLUE)


def _end(text: str) -> int | None:
    """Where the bracket that opens a text is closed."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "{") - (letter == "}")
        if letter == "]" and depth <= 0:
            return place
    return None


def _stated(part: str) -> tuple[str, bool] | None:
    """The state of `Triggered`, `Re-Warn on {host:a}` and the like; a part that says anything else is none."""
    words, _, group = part.strip().partition(" on {")
    found = _STATE.fullmatch(words.strip())
    if not found or (group and not group.rstrip().endswith("}")):
        return None
    return _STATES[found[2].lower().replace("-", " ")], bool(found[1])
