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
from operator import itemgetter
from urllib.parse import unquote_to_bytes

_BEYOND_ASCII = re.compile(r"⟨U\+[0-9A-F]{4,6}⟩|[^\x00-\x7f]")
# Each begins with its letters in one class, so that nothing is tried where none of them stands.
_ESCAPE = re.compile(
    r"""[&%\\\x1b](?:
      (?<=&)(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});
    | (?<=%)[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})*
    | (?<=\\)\\*(?:u[0-9a-fA-F]{4}(?:\\+u[0-9a-fA-F]{4})*|x[0-9a-fA-F]{2}|[nrtbf"'/])
    | (?<=\\)\\+
    | (?<=\x1b)(?:\[[0-9;]*m|\]8;[^\x07\x1b]*(?:\x07|\x1b\\))
    )""",
    re.VERBOSE,
)
_MERMAIDS = re.compile(r"#\d{2,7};")
#: What parts a word on the page only, or not even there.
_MARK = re.compile(
    r"""[-\r\n<\]\[*_~`|^\\](?:
      (?<=[*_~`\[\]|^\\])[*_~`\[|^\\]*(?:(?<=\])\([^()\s]{0,800}\))?
    | (?<=<)/?[A-Za-z][^<>]{0,400}>
    | (?<=[-\r\n])(?:(?<=-)\r?\n|(?<=\r)\n|(?<=\n))[ \t>]*(?=[^\W_])
    )""",
    re.VERBOSE,
)
_MAY_ESCAPE, _MAY_MARK = re.compile(r"[&%\\#\x1b]"), re.compile(r"[<*_~`\[\]|^\\\n]")
_ROUNDS = 3  # an address in a payload in a page: deeper than that nothing of ours writes
#: Letters that are no letter with a mark on it, although they are written as the plain one where there is no other.
_PLAIN = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "æ": "ae",
                        "Æ": "Ae", "œ": "oe", "\u0131": "i", "\u2019": "'", "\u2010": "-", "\u2011": "-"})  # fmt: skip
_Cut = tuple[int, int, int, int]
_By = Callable[[str], str]
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " "}
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{11,}+={0,2}", re.ASCII)
_PART = re.compile(r"[A-Za-z0-9+]{11,}+={0,2}", re.ASCII)  # of a path or a name that it stands in
_PLAIN_RUN = re.compile(r"[a-z_/-]+|[A-Za-z]?[a-z]+(?:[_/-][a-z]+)*")  # a word, a path, a name of a field


class View:
    """A text after something in it was replaced, with the way back.

    Attributes:
        text: how it reads.
        how: what was undone to read it so, for people.
    """

    __slots__ = ("_by", "_cuts", "_parent", "_pattern", "how", "text")

    def __init__(
        self, text: str, how: str = "", parent: View | None = None, pattern: re.Pattern[str] = _ESCAPE, by: _By = str
    ) -> None:
        self.text = text
        self.how = how
        self._parent = parent
        self._pattern = pattern
        self._by = by
        self._cuts: list[_Cut] | None = None  # made when somebody asks the way back: most texts name nobody

    def replaced(self, pattern: re.Pattern[str], by: _By, how: str = "") -> View:
        """The view of this one with every match replaced; itself where there is nothing to replace."""
        text = pattern.sub(lambda found: by(found[0]), self.text)
        return self if text == self.text else View(text, how or self.how, self, pattern, by)

    def without(self, pattern: re.Pattern[str], how: str) -> View:
        """The view of this one without what matches."""
        text = pattern.sub("", self.text)
        return self if text == self.text else View(text, how, self, pattern, _nothing)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the first text the letters from `start` to `end` stand."""
        if self._parent is None:
            return start, end
        if self._cuts is None:
            self._cuts = list(self._made(self._parent.text))
        first = _before(self._cuts, start)
        return self._parent.span(first, max(first, _behind(self._cuts, end)))

    def _made(self, whole: str) -> Iterator[_Cut]:
        shift = 0
        for found in self._pattern.finditer(whole):
            told = len(self._by(found[0]))
            yield found.start() + shift, found.start() + shift + told, found.start(), found.end()
            shift += told - (found.end() - found.start())


def _nothing(_: str) -> str:
    return ""


def _before(cuts: list[_Cut], place: int) -> int:
    number = bisect_right(cuts, place, key=itemgetter(0)) - 1
    if number < 0:
        return place
    _, stop, old, behind = cuts[number]
    return old if place < stop else behind + place - stop


def _behind(cuts: list[_Cut], place: int) -> int:
    number = bisect_right(cuts, place - 1, key=itemgetter(0)) - 1
    if number < 0:
        return place
    _, stop, _, behind = cuts[number]
    return behind if place <= stop else behind + place - stop


def views(text: str) -> Iterator[View]:
    """The ways in which the text may be read: as it stands, decoded, and without its mark-up."""
    plain = View(text)
    if not text.isascii():
        plain = plain.replaced(_BEYOND_ASCII, _bare)
    yield plain
    decoded = plain
    for _ in range(_ROUNDS if _MAY_ESCAPE.search(text) else 0):
        before = decoded
        decoded = before.replaced(_ESCAPE, _read, "encoded")
        if decoded is before:
            decoded = before.replaced(_MERMAIDS, _of_mermaid, "encoded")
        if not decoded.text.isascii():
            decoded = decoded.replaced(_BEYOND_ASCII, _bare)
        if decoded is before:
            break
    if decoded is not plain:
        yield decoded
    joined = decoded.without(_MARK, "split by mark-up or a line end") if _MAY_MARK.search(decoded.text) else decoded
    if joined is not decoded:
        yield joined


def folded(text: str) -> str:
    """The text for comparing: no accents, no case, nothing that is not seen."""
    if text.isascii():
        return text.lower()
    return "".join(map(_bare, text)).casefold()


def hidden(text: str) -> Iterator[tuple[int, int, str]]:
    """Where base64 stands that holds a text, and the text."""
    for run in _BASE64.finditer(text):
        if _PLAIN_RUN.fullmatch(run[0]):
            continue
        for found in (run, *_PART.finditer(text, *run.span())):
            if told := _decoded(found[0]):
                yield *found.span(), told
                break


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
    if escape[0] == "%":
        try:
            return unquote_to_bytes(escape).decode()
        except UnicodeDecodeError:
            return escape
    return "" if escape[0] == "\x1b" else _unescaped(escape)


def _of_mermaid(escape: str) -> str:
    return html.unescape(f"&{escape}")


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
