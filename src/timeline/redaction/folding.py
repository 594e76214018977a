"""One text as a reader sees it, whatever it is written in; each view knows where in the text its letters stand."""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import unquote_to_bytes

_BEYOND_ASCII = re.compile(r"⟨U\+[0-9A-F]{4,6}⟩|[^\x00-\x7f]")
_ESCAPE = re.compile(
    r"""&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});
    | (?<![&;])\#\d{2,7}; | (?:%[0-9A-Fa-f]{2})+
    | (?:\\+u[0-9a-fA-F]{4})+ | \\+x[0-9a-fA-F]{2} | \\+[nrtbf"'/\\]
    | \x1b\[[0-9;]*m | \x1b\]8;[^\x07\x1b]*(?:\x07|\x1b\\)""",
    re.VERBOSE,
)
#: What parts a word on the page only, or not even there.
_MARK = re.compile(
    r"""</?[A-Za-z][^<>]{0,400}> | \]\([^()\s]{0,800}\) | [*_~`\[\]{}|^\\]+ | \x1b\[[0-9;]*m
    | (?<=[^\W_])-?\r?\n[ \t>]*(?=[^\W_])""",
    re.VERBOSE,
)
_ROUNDS = 3  # an address in a payload in a page: deeper than that nothing of ours writes
#: Letters that are no letter with a mark on it, although they are written as the plain one where there is no other.
_PLAIN = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "æ": "ae",
                        "Æ": "Ae", "œ": "oe", "\u0131": "i", "\u2019": "'", "\u2010": "-", "\u2011": "-"})  # fmt: skip
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " "}
_BASE64 = re.compile(r"(?<![\w+/=-])(?=[\w+/-]{0,40}[A-Z0-9])[A-Za-z0-9+/_-]{11,}={0,2}(?![\w+/=-])", re.ASCII)


class View:
    """A text after something in it was replaced, with the way back.

    Attributes:
        text: how it reads.
        how: what was undone to read it so, for people.
    """

    __slots__ = ("_cuts", "_parent", "_starts", "how", "text")

    def __init__(self, text: str, how: str = "", parent: View | None = None, cuts: _Cuts | None = None) -> None:
        self.text = text
        self.how = how
        self._parent = parent
        self._cuts: _Cuts = cuts or []
        self._starts = [cut[0] for cut in self._cuts]

    def replaced(self, pattern: re.Pattern[str], by: Callable[[str], str], how: str) -> View:
        """The view of this one with every match replaced; itself where there is nothing to replace."""
        parts, cuts, place, length = [], [], 0, 0
        for found in pattern.finditer(self.text):
            told = by(found[0])
            if told == found[0]:
                continue
            parts += [self.text[place : found.start()], told]
            length += found.start() - place
            cuts.append((length, length + len(told), found.start(), found.end()))
            place, length = found.end(), length + len(told)
        if not cuts:
            return self
        return View("".join([*parts, self.text[place:]]), how or self.how, self, cuts)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the first text the letters from `start` to `end` stand."""
        if self._parent is None:
            return start, end
        return self._parent.span(self._before(start), max(self._before(start), self._behind(end)))

    def _before(self, place: int) -> int:
        number = bisect_right(self._starts, place) - 1
        if number < 0:
            return place
        _, stop, old, behind = self._cuts[number]
        return old if place < stop else behind + place - stop

    def _behind(self, place: int) -> int:
        number = bisect_right(self._starts, place - 1) - 1
        if number < 0:
            return place
        _, stop, _, behind = self._cuts[number]
        return behind if place <= stop else behind + place - stop


_Cuts = list[tuple[int, int, int, int]]


def views(text: str) -> Iterator[View]:
    """The ways in which the text may be read: as it stands, decoded, and without its mark-up."""
    plain = View(text)
    if not text.isascii():
        plain = plain.replaced(_BEYOND_ASCII, _bare, "")
    yield plain
    decoded = plain
    for _ in range(_ROUNDS):
        before = decoded
        decoded = before.replaced(_ESCAPE, _read, "encoded").replaced(_BEYOND_ASCII, _bare, "")
        if decoded is before:
            break
    if decoded is not plain:
        yield decoded
    joined = decoded.replaced(_MARK, lambda _: "", "split by mark-up or a line end")
    if joined is not decoded:
        yield joined


def folded(text: str) -> str:
    """The text for comparing: no accents, no case, nothing that is not seen."""
    if text.isascii():
        return text.lower()
    return "".join(map(_bare, text)).casefold()


def hidden(text: str) -> Iterator[tuple[int, int, str]]:
    """Where base64 stands that holds a text, and the text."""
    for found in _BASE64.finditer(text):
        told = _decoded(found[0])
        if told:
            yield found.start(), found.end(), told


@lru_cache(maxsize=4096)
def _bare(char: str) -> str:
    """A character beyond ASCII as a plain one; what is not seen is nothing."""
    if char.isascii():
        return char
    if len(char) > 1:
        char = chr(min(int(char[3:-1], 16), 0x10FFFF))
        if char.isascii():
            return " "
    kept = (
        each for each in unicodedata.normalize("NFKD", char) if unicodedata.category(each) not in ("Mn", "Cf", "Me")
    )
    return "".join(kept).translate(_PLAIN)


def _read(escape: str) -> str:
    """What an escape stands for; itself where it stands for nothing."""
    if escape[0] == "&":
        return html.unescape(escape)
    if escape[0] == "#":  # as Mermaid has it
        return html.unescape(f"&{escape}")
    if escape[0] == "%":
        try:
            return unquote_to_bytes(escape).decode()
        except UnicodeDecodeError:
            return escape
    return "" if escape[0] == "\x1b" else _unescaped(escape)


def _unescaped(escape: str) -> str:
    """What an escape of JSON or of a program stands for, however often its backslash was escaped."""
    letters = escape.lstrip("\\")
    if letters[:1] == "u":
        units = "".join(f"\\u{each}" for each in re.findall(r"u([0-9a-fA-F]{4})", escape))
        return units.encode().decode("unicode-escape").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if letters[:1] == "x":
        return chr(int(letters[1:], 16))
    return _CONTROLS.get(letters, letters or "\\")


@lru_cache(maxsize=4096)
def _decoded(run: str) -> str:
    bare = run.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        told = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return told if told.isprintable() or told.replace("\n", " ").isprintable() else ""
