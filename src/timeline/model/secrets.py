"""What looks like a credential is masked in every output: people paste them, and records are passed on.

The shapes are the services' own; nothing is looked up and nothing is guessed from randomness, which
would hit prose and commit ids. No expression takes more than linear time, whatever a text repeats.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_Span = tuple[int, int]


class _Kind(NamedTuple):
    """A credential that is known by its own shape.

    Attributes:
        marks: a text that holds one holds one of these; looking for them is much quicker than for the shape.
        shape: where it has a group, only what matches the group, too, is one: the rest was read so that it is
            not read again.
    """

    marks: tuple[str, ...]
    shape: re.Pattern[str]


def _kind(*marks: str, shape: str) -> _Kind:
    return _Kind(marks, re.compile(shape, re.DOTALL))


_KINDS = (
    _kind("PRIVATE KEY", shape="-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\\Z)"),
    _kind("xox", shape=r"xox[abeoprs]-[\w-]{10,}"),
    _kind("xapp-", shape=r"xapp-[\w-]{10,}"),
    _kind("hooks.slack", shape=r"hooks\.slack\.com/(?:services|workflows|triggers)/[\w/]{20,}"),
    _kind("ghp_", "gho_", "ghu_", "ghr_", "ghs_", shape="gh[opurs]_[A-Za-z0-9]{30,}"),
    _kind("github_pat", shape=r"github_pat_\w{20,}"),
    _kind("glpat-", shape=r"glpat-[\w-]{20,}"),
    _kind("npm_", shape="npm_[A-Za-z0-9]{30,}"),
    _kind("AKIA", "ASIA", shape="(?:AKIA|ASIA)[A-Z0-9]{16}"),
    _kind("AIza", shape=r"AIza[\w-]{35}"),
    _kind("_live_", shape=r"(?:sk|rk)_live_\w{16,}"),
    _kind("atlasv1", shape=r"\w{14}\.atlasv1\.[\w=-]{50,}"),
    _kind("u+", shape=r"\bu\+[\w+-]{18}(?![\w+-])"),
    _kind("eyJ", shape=r"\beyJ[\w-]{8,}+(\.[\w-]{8,}+\.[\w-]{8,}+)?"),
)
# The most common letter of texts first; what is not among them is rare.
_COMMON = " etaoinsrhldcumfpgwybv/.:-_kxjqz"


def _any_of(marks: Iterable[str]) -> re.Pattern[str]:
    """Finds whether a text holds a mark; it stops at each mark's rarest letter only, and looks back from there."""
    by_letter: dict[str, list[str]] = {}
    for mark in marks:
        place = max(range(len(mark)), key=lambda at: _COMMON.find(mark[at]) % 99)  # -1 is the rarest
        before, after = re.escape(mark[: place + 1]), re.escape(mark[place + 1 :])
        by_letter.setdefault(mark[place], []).append(f"(?<={before}){after}")
    return re.compile("|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()))


_MARKED = _any_of(mark for kind in _KINDS for mark in kind.marks)

# Where only the words before it say what it is, the words stay and the value goes: what follows without a
# break, if it is long and holds a digit.
_NAME = re.compile(
    r"""\bbearer\s+|://[^\s/:@"]+:
    |(?:(?:dd|api|app|application|access|secret)[_-]?(?:api|app|access|application|secret)?[_-]?key|token|passw(?:or)?d|secret)
     \\?["']?\s*[:=]\s*\\?["']?""",
    re.IGNORECASE | re.VERBOSE,
)
_VALUE = re.compile(r"""[^\s"'\\,;@<>]*""")
_DIGIT = re.compile(r"\d")
_LONG = 12
# What an answer calls the place where its next page begins.
_PAGING = re.compile(
    r"cursor|(?:page|next|continuation|sync|delta)[_-]?token$|^(?:after|before|continuation|next)$", re.IGNORECASE
)
# What an address begins with that names a user, and a password after it.
_USER = re.compile(r"""://[^\s/:@"]+:""")
# What a name ends with, and a value after it.
_ENDS = ("key", "token", "passw", "secret")
_NAMED = re.compile(r"""(?:key|token|passw(?:or)?d|secret)\\?["']?\s*[:=]\s*\\?["']?[^\s"'\\,;@<>]{12}""")


def suspicious(words: str) -> bool:
    """Whether the text may hold a credential: quick, and true more often than it does."""
    return len(words) > _LONG and (_MARKED.search(words) is not None or _may_be_named(words))


def masked(words: str) -> str:
    """The text with every credential replaced by a mark that tells equal ones apart from others."""
    if len(words) <= _LONG:
        return words
    if _MARKED.search(words):
        words = _without(words, _shaped(words))
    if _may_be_named(words):
        words = _without(words, _named(words))
    return words


def masked_under(name: str, words: str) -> str:
    """The text that stands under that name, e.g. a key of JSON: the name may be all that says that it is a credential.

    What turns pages is none, whatever it is called; a credential in it is masked all the same.
    """
    if _PAGING.search(name):
        return masked(words)
    told = f"{name}="
    return masked(f"{told}{words}").removeprefix(told)


def count(words: str) -> int:
    """How many credentials the text holds."""
    found = list(_shaped(words)) if _MARKED.search(words) else []
    if _may_be_named(words):
        found += _named(_without(words, found))
    return len(found)


def _without(words: str, spans: Iterable[_Span]) -> str:
    parts, end = [], 0
    for begin, stop in spans:
        parts += [words[end:begin], _mark(words[begin:stop])]
        end = stop
    return "".join([*parts, words[end:]]) if parts else words


def _shaped(words: str) -> Iterator[_Span]:
    """Where credentials stand that have a shape of their own; those that overlap are one."""
    found = sorted(
        each.span()
        for kind in _KINDS
        if any(map(words.__contains__, kind.marks))
        for each in kind.shape.finditer(words)
        if each.lastindex or not kind.shape.groups
    )
    if not found:
        return
    begin, end = found[0]
    for first, last in found[1:]:
        if first >= end:
            yield begin, end
            begin = first
        end = max(end, last)
    yield begin, end


def _named(words: str) -> Iterator[_Span]:
    """Where values stand that a name before them says to be credentials.

    A run without a break is read once, however many names it repeats.
    """
    place = begin = end = digit = 0
    while found := _NAME.search(words, place):
        place, value = found.start() + 1, found.end()
        if not begin <= value < end:
            begin, end = value, _end(words, value)
            digit = max((each.end() for each in _DIGIT.finditer(words, begin, end)), default=begin)
        told = words[end : end + 1] == "@" if found[0].startswith("://") else True  # else it is a port and a path
        if told and digit > value and end - value >= _LONG:
            yield value, end
            place = end


def _end(words: str, value: int) -> int:
    run = _VALUE.match(words, value)
    return run.end() if run else value


def _may_be_named(words: str) -> bool:
    lower = words.lower()
    if ":" in words or "=" in words:
        if any(end in lower and _is_named(lower, end) for end in _ENDS):
            return True
        if "@" in words and "://" in words and _USER.search(words):
            return True
    return "bearer" in lower


def _is_named(lower: str, end: str) -> bool:
    """Whether a value stands behind a name with that end: looked for at each, not in all of the text."""
    place = lower.find(end)
    while place >= 0:
        if _NAMED.match(lower, place):
            return True
        place = lower.find(end, place + 1)
    return False


def _mark(secret: str) -> str:
    """The mark holds the beginning of a hash, so that the same credential in two places can be recognised."""
    if secret.startswith("⟨secret"):
        return secret
    return f"⟨secret {hashlib.sha256(secret.encode('utf-8', 'replace')).hexdigest()[:8]}⟩"
