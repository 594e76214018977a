"""Quick looks at a text, of which most hold nothing: what they pass over holds no credential.

They are made of what runs through a text in one go, so that most of it is never looked at sign by sign.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import lru_cache

from timeline.model.credentials import SHAPES, Shape
from timeline.model.named import NAMED, Named

Wanted = tuple[str, list[Named], int]
_Marks = dict[str, list[tuple[int, str, Shape]]]
_Words = list[tuple[str, re.Pattern[str], list[Named]]]
# What a credential's beginning is looked for by: its rarest sign, the last of these, or a capital, which is rarer.
_COMMON = " etaoinsrlchdpumgfbwyvkxjqz0123456789./-:_+"
# What stands behind that sign, so that it is seldom looked at closely; and behind a mark, but for these.
_ROOM = {"_": r"(?=\w{6})", "-": r"(?:(?=[\w-]{8})|(?=us\d))", ".": r"(?=[\w.-]{8})"}
_RUN, _ENDING = r"(?=[\w%+/=.:~@$-]{6})", ("PRIVATE KEY", "NRAL", "-us")


def _sign(mark: str) -> int:
    """The place of the mark's rarest sign."""
    return max(range(len(mark)), key=lambda at: (_COMMON.find(mark[at]) % 99, at))  # -1 is the rarest


def _by_sign() -> _Marks:
    found: _Marks = {}
    for shape in SHAPES:
        for mark in shape.marks:
            found.setdefault(mark[_sign(mark)], []).append((_sign(mark), mark, shape))
    return found


def _room_behind(mark: str) -> str:
    if mark in _ENDING:
        return ""
    return r"(?=\w{12})" if len(mark) < 3 and mark.isalpha() else _RUN  # noqa: PLR2004 - so short a mark says little


def _any_of(marks: _Marks) -> re.Pattern[str]:
    """Finds where a mark stands; it stops at each mark's rarest sign only, and looks back from there."""
    stops = []
    for sign in sorted(marks, key=lambda sign: _COMMON.find(sign) % 99):  # the most common is tried first
        rest = (_stop(sign, marks[sign], first=first) for first in (True, False))
        stops.append(f"{re.escape(sign)}{_ROOM.get(sign, '')}(?:{'|'.join(filter(None, rest))})")
    return re.compile("|".join(stops), re.ASCII)


def _stop(sign: str, marks: list[tuple[int, str, Shape]], *, first: bool) -> str:
    """What stands around that sign in those marks that begin with it, or in those that do not."""
    own = [(at, mark) for at, mark, _ in marks if (at == 0) is first]
    rest = "|".join(
        f"(?<={re.escape(mark[: at + 1])}){re.escape(mark[at + 1 :])}{_room_behind(mark)}" for at, mark in own
    )
    if first or not own:
        return rest
    before = "".join(sorted({re.escape(mark[at - 1]) for at, mark in own}))
    return f"(?<=[{before}]{re.escape(sign)})(?:{rest})"


_SIGNS = _by_sign()
MARKED = _any_of(_SIGNS)


def _drawn(**kinds: str) -> bytes:
    """A table that draws each letter as the sign of its kind, and all others as a space."""
    drawn = {letter: sign for sign, letters in kinds.items() for letter in letters}
    return "".join(drawn.get(chr(code), " ") for code in range(256)).encode()


# No word has so long a run before a digit or a capital; what has one, and is no number, is looked at more closely.
# A number with a p before it is a link to a message.
_KINDS = _drawn(a=string.ascii_lowercase.replace("p", "") + "_-", p="p", A=string.ascii_uppercase, d=string.digits)
_DIGIT, _CAPITAL = (re.compile(sign + rb"(?<=[aA][aApd]{7}" + sign + rb")") for sign in (b"d", b"A"))
# All that credentials are written with; and so long they are, but for those that have one of these.
_SIGNED = _drawn(x=string.ascii_letters + string.digits + "_-+/=.%~$:@")
_LEAST, _SHORTER = b"x" * 20, ("xox", "xapp-", "xwfp-", "PRIVATE KEY")


def bare(words: str) -> bool:
    """Whether nothing by which a credential or an address is known stands in a text, nor in any part of it."""
    if "@" in words or "⟨" in words or ("%" in words and ("%40" in words or "%2540" in words)):
        return False
    lower = lowered(words)
    for word in _WORDS:  # a loop is quicker than `any`
        if word in lower:
            return False
    if "-" in words and (" -" in words or "--" in words):
        return False
    return not likely(words) or next(marks(words), None) is None


def likely(words: str) -> bool:
    """Whether it may hold a credential that has a shape of its own."""
    drawn = words.encode("ascii", "replace").translate(_KINDS)
    return _DIGIT.search(drawn) is not None or _CAPITAL.search(drawn) is not None or "PRIVATE KEY" in words


def marks(words: str) -> Iterator[int]:
    """Where a sign stands by which the beginning of a shape is known."""
    drawn, end = words.encode("ascii", "replace").translate(_SIGNED), 0
    while (begin := drawn.find(_LEAST, end)) >= 0:
        end = drawn.find(b" ", begin) % (len(drawn) + 1)
        found = MARKED.search(words, begin, end)
        while found:
            yield found.start()
            found = MARKED.search(words, found.end(), end)
    if any(map(words.__contains__, _SHORTER)):
        yield from (found.start() for found in MARKED.finditer(words))


def shapes(words: str) -> set[re.Pattern[str]]:
    """The shapes that a text may hold."""
    return {
        shape.pattern
        for place in marks(words)
        for at, mark, shape in _SIGNS[words[place]]
        if words.startswith(mark, max(place - at, 0))
    }


# What is quicker to look for, and stands in all of these words or behind them.
_HINTS = {"--": "-", " -": "-", "://": "@"} | dict.fromkeys(("sess", "sid=", "sig"), "=")


def _by_hint() -> dict[str, _Words]:
    """Each word with its rows, and what finds in lower case whether it stands as one wants it: mostly it does not."""
    rows: dict[str, list[Named]] = {}
    for row in NAMED:
        for word in row.words:
            rows.setdefault(word, []).append(row)
    found: dict[str, _Words] = {}
    for word, own in rows.items():
        small = (row.before.pattern if "(?-i:" not in row.before.pattern else rf"{word}[\w-]{{0,40}}=" for row in own)
        found.setdefault(_HINTS.get(word, word), []).append((word, re.compile("|".join(small)), own))
    return found


_ROWS = tuple(_by_hint().items())
# A name has no sign behind it that joins it to its value; an address with a password has an @ in it.
_DASHES = (" -", "--")
_WORDS = tuple(dict.fromkeys(word for row in NAMED for word in row.words if word not in ("://", *_DASHES)))
_NAMING = (*(word.rstrip("=") for word in _WORDS), *_DASHES)


def wanted(words: str) -> list[Wanted]:
    """The words that may name a credential, each with its rows and its place in lower case."""
    lower = lowered(words)
    return [
        (word, rows, found.start())
        for hint, own in _ROWS
        if hint in lower
        for word, pattern, rows in own
        if word in lower and (found := pattern.search(lower))
    ]


def lowered(words: str) -> str:
    """The text in lower case, each letter in its place."""
    lower = words.lower()
    if len(lower) == len(words):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in words)


@lru_cache(maxsize=1024)
def tells(name: str) -> bool:
    """Whether a value's name may be what tells that it is a credential."""
    told = f"{name}="
    small = lowered(told)
    return any(
        any(map(small.__contains__, row.words)) or (row.after is not None and row.after.search(told) is not None)
        for row in NAMED
    )


def places(words: str) -> Iterator[int]:
    """Where anything stands by which a credential may be known, in a text of many: an answer."""
    yield from marks(words)
    lower = lowered(words)
    for word in _NAMING:
        yield from everywhere(word, lower)


def everywhere(word: str, text: str) -> Iterator[int]:
    """Each place where the word stands."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)
