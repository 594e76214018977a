"""What cannot be seen in a text is shown by its number: by what Unicode says of a character, not by a list.

Unseen are controls, format characters, halves of pairs, line separators, unassigned code points, and whatever
has the property Default_Ignorable_Code_Point. Those stay that a script or an emoji sequence needs where they stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

# DerivedCoreProperties.txt of Unicode 17: the ignorable ones that are marks or letters by their category. All
# others have a category that says so (C…), whichever version of Unicode this Python knows.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# emoji-data.txt of Unicode 17: what is an emoji below U+1F000, ASCII left out; above, the blocks that hold emoji.
_EMOJI_SPANS = """
    a9 ae 203c 2049 2122 2139 2194-2199 21a9-21aa 231a-231b 2328 23cf 23e9-23f3 23f8-23fa 24c2 25aa-25ab 25b6 25c0
    25fb-25fe 2600-2604 260e 2611 2614-2615 2618 261d 2620 2622-2623 2626 262a 262e-262f 2638-263a 2640 2642
    2648-2653 265f-2660 2663 2665-2666 2668 267b 267e-267f 2692-2697 2699 269b-269c 26a0-26a1 26a7 26aa-26ab
    26b0-26b1 26bd-26be 26c4-26c5 26c8 26ce-26cf 26d1 26d3-26d4 26e9-26ea 26f0-26f5 26f7-26fa 26fd 2702 2705
    2708-270d 270f 2712 2714 2716 271d 2721 2728 2733-2734 2744 2747 274c 274e 2753-2755 2757 2763-2764 2795-2797
    27a1 27b0 27bf 2934-2935 2b05-2b07 2b1b-2b1c 2b50 2b55 3030 303d 3297 3299 1f000-1faff
"""


def _range(span: str) -> str:
    return "-".join(chr(int(end, 16)) for end in span.split("-"))


_EMOJI = re.compile(f"[{''.join(map(_range, _EMOJI_SPANS.split()))}]")
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"  # of a part of a country
_LOOKED_AT = re.compile(f"{_FLAG}|[^ -~]")
_JOINERS = ("\u200c", "\u200d", "\u180e")
_EMOJI_STYLES = ("\ufe0e", "\ufe0f")
_KEYCAPS, _KEYCAP = "0123456789#*", "\u20e3"
#: Scripts whose letters change by what stands beside them; by the first word of the characters' names.
_CURSIVE = frozenset(
    ("ARABIC", "SYRIAC", "MONGOLIAN", "NKO", "MANDAIC", "MANICHAEAN", "PHAGS", "ADLAM", "HANIFI", "SOGDIAN")
)
_VIRAMA = 9  # the combining class of the signs that take a vowel away


def seen(text: str) -> bool:
    """Whether all of the text can be seen."""
    return text.isprintable() and (text.isascii() or not _IGNORABLE.search(text))


def shown(text: str) -> str:
    """The text with every unseen character by its number, e.g. `⟨U+202E⟩`; tabs and line breaks stay."""
    return text if seen(text) else replaced(text, lambda char: char if char in "\t\n" else f"⟨U+{ord(char):04X}⟩")


def escaped(text: str) -> str:
    r"""A JSON text with every unseen character as its `\u` escape: the same data, and nothing acts on a terminal."""
    return text if seen(text) else replaced(text, _escape)


def replaced(text: str, write: Callable[[str], str]) -> str:
    """The text with every unseen character as it is to be written."""

    def each(found: re.Match[str]) -> str:
        char, at = found[0], found.start()
        if len(char) > 1 or not _unseen(char) or _needed(text, at):
            return char
        return write(char)

    return _LOOKED_AT.sub(each, text)


def _escape(char: str) -> str:
    pair = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{pair[place : place + 4]}" for place in range(0, len(pair), 4))


def _unseen(char: str) -> bool:
    kind = unicodedata.category(char)
    if kind == "Cn":
        return not _EMOJI.match(char)  # those of a later Unicode than this Python's are seen all the same
    return kind in ("Cc", "Cf", "Cs", "Zl", "Zp") or _IGNORABLE.match(char) is not None


def _needed(text: str, at: int) -> bool:
    """Whether its script or an emoji sequence needs the unseen character that stands there."""
    char, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if char == "\r":
        return after == "\n"
    if char in _JOINERS and before:
        return _joins(text, at)
    if char in _EMOJI_STYLES and before:
        return _EMOJI.match(before) is not None or (before in _KEYCAPS and after == _KEYCAP)
    return before != "" and _IGNORABLE.match(char) is not None and _selects(char, before)


def _joins(text: str, at: int) -> bool:
    """Whether a joiner is one of an emoji sequence, of a cursive script, or stands beside a sign that it changes."""
    before, after = text[at - 1], text[at + 1 : at + 2] or " "
    if text[at] == "\u200d" and _EMOJI.match(after):
        return _EMOJI.match(before) is not None or (before == "\ufe0f" and _needed(text, at - 1))
    if unicodedata.combining(before) == _VIRAMA:
        return True
    script = _script(before)
    marked = unicodedata.category(after) in ("Mn", "Mc") and script == _script(after)
    return marked or (script in _CURSIVE and unicodedata.category(before) in ("Lo", "Lm", "Mn", "Mc"))


def _selects(char: str, base: str) -> bool:
    """Whether that base takes that variation selector."""
    script = _script(base)
    if script == "CJK":
        return char in "\ufe00\ufe01\ufe02" or char >= "\U000e0100"
    if script == "MONGOLIAN":
        return "\u180b" <= char <= "\u180f"
    return char == "\ufe00" and (script in ("MYANMAR", "PHAGS") or "\u2190" <= base <= "\u2aff")


def _script(char: str) -> str:
    return re.split("[ -]", unicodedata.name(char, ""), maxsplit=1)[0]
