"""What of a document is people's own words: quotations, code and facts of the record are left out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from timeline.prose.document import read
from timeline.prose.items import Item

#: Stands where something was quoted, letter for letter, so that places in the text stay what they are.
GONE = "¤"
_CODE = re.compile(r"(?<![`\\])(`+)(?!`)((?:(?!\n\s{0,9}\n).)+?)(?<!`)\1(?!`)", re.DOTALL)
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_BLOCK = re.compile(r"\s{0,9}(?:(?:[-*+]|\d{1,9}[.)])\s{1,9}){0,5}>")
_OPENS, _CLOSES = "\u2018", "\u2019"  # the latter is an apostrophe, too
_APOSTROPHES = str.maketrans({_CLOSES: "'"})
_QUOTED = re.compile(
    r'"[^"]{1,2000}"|“[^“”]{1,2000}”|„[^„“”]{1,2000}[“”]|«[^«»]{1,2000}»|»[^«»]{1,2000}«'
    rf"|(?<![\w{_CLOSES}']){_OPENS}[^{_OPENS}]{{1,500}}?{_CLOSES}(?!\w)"
    rf"|(?<![\w{_CLOSES}'])'(?=\S)[^'\n]{{1,500}}(?:(?<=\w)'(?=\w)[^'\n]{{1,500}}){{0,20}}(?<=\S)'(?!\w)"
)
_ADDRESS = re.compile(r"https?://\S{1,99}")
_OURS = re.compile(r"<[^<>]{0,40}\d{1,2}:\d{2}[^<>]{0,20}>")
_NOTE = re.compile(r"\W{0,3}\[note\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}")
_SPOKEN = frozenset(("item", "row", "heading", "paragraph", "head"))


def lines_of(text: str) -> list[str]:
    """The lines of a document, their code spans gone."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _without_code(lines).split("\n")


def own_words(lines: Sequence[str]) -> Iterator[tuple[Item, str]]:
    """The items of such lines that people wrote, each with its text, in which what is quoted is gone."""
    for item in read("\n".join(lines)).items:
        if item.sort in _SPOKEN and not _BLOCK.match(lines[item.first - 1]) and not is_fact(item):
            yield item, without_quotes(item.text)


def without_quotes(text: str) -> str:
    """The text with its quotations and addresses gone, and apostrophes of one sort."""
    return _QUOTED.sub(_gone, _ADDRESS.sub(_gone, text)).translate(_APOSTROPHES)


def is_fact(item: Item) -> bool:
    """Whether an item is a line of the record or of its facts: a time and its evidence, or numbers that are links."""
    if not item.links or _NOTE.match(item.words):
        return False
    if item.sort == "row":
        return [name.casefold() for name in item.columns][::2] == ["time", "evidence"]
    shown = [link.text for link in item.links]
    if item.sort == "item" and item.bare != item.words and all(map(_NUMBER.fullmatch, shown)):
        return True
    return bool(_OURS.match(item.text)) and item.bare != item.words


def _without_code(lines: list[str]) -> str:
    """The document whose code spans hold nothing that a reader of words would take for one."""
    made = list("\n".join(lines))
    outside = "\n".join(" " * len(line) if _FENCE.match(line) else line for line in lines)
    for found in _CODE.finditer(outside):
        for place in range(*found.span(2)):
            made[place] = made[place] if made[place] == "\n" else GONE
    return "".join(made)


def _gone(found: re.Match[str]) -> str:
    return GONE * len(found[0])
