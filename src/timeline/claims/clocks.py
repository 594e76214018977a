"""The times of day that a sentence says, in digits and in words, before anybody knows their zone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from timeline.claims.dated import dated, day_for
from timeline.claims.lengths import NUMBER_WORDS, number
from timeline.prose.items import Item
from timeline.prose.times import Said, in_text, leading
from timeline.prose.worded import worded

#: In which half of the day.
_HALF = re.compile(
    r",? (?:this|in the|that|on the) (?P<half>morning|afternoon|evening)\b|,? (?:at night|tonight)\b", re.IGNORECASE
)
_AND_SECONDS = re.compile(r",? and (?P<n>\d\d?|[a-z]+(?:-[a-z]+)?) seconds?\b(?! (?:later|after|before|earlier))")
_LETTERS = 10  # by which a sentence is known to be the first of its line
_NEXT = re.compile(r" ?(?:,|&|/|\+|,? ?and) ?(?:at )?", re.IGNORECASE)
Told = tuple[int, Said]


def clocks(text: str, item: Item | None = None) -> list[Told]:
    """Every time of a sentence and where it begins, with the date that the sentence has for it.

    Args:
        text: the sentence.
        item: the line that it stands in.
    """
    found = [each for each in in_text(text) if not each[1].clock.short or each[1].zone or _is_clock(text, each[1])]
    found += [each for each in worded(text) if not any(_meet(each, other) for other in found)]
    found += _first(text, item, found)
    days = list(dated(text, found))
    return [
        (begin, _with_more(text, replace(said, day=said.day or day_for(begin, days))))
        for begin, said in sorted(found, key=lambda each: each[0])
    ]


def _meet(one: Told, two: Told) -> bool:
    return one[0] < two[1].end and two[0] < one[1].end


def _first(text: str, item: Item | None, found: Sequence[Told]) -> Iterator[Told]:
    """The time that the line begins with, where it is one only there: `19.02 Linus …`."""
    begins = item is not None and item.said is not None and item.text.startswith(text[:_LETTERS])
    said = leading(text) if begins else None
    if said and not any(begin < said.end for begin, _ in found):
        yield 0, said


def _with_more(text: str, said: Said) -> Said:
    """The same with what stands behind it: "6:54 in the evening", "18:47 and 33 seconds"."""
    if said.until:
        return said
    clock, end = said.clock, said.end
    seconds = _AND_SECONDS.match(text, end)
    if seconds and clock.digits == "min" and (seconds["n"].isdigit() or seconds["n"] in NUMBER_WORDS):
        second = int(number(seconds["n"]))
        clock, end = clock._replace(second=min(second, 59), digits="s"), seconds.end()
    half = _HALF.match(text, end)
    if half and half["half"] and clock.short and not clock.half:
        clock = clock.of_half("a" if half["half"].lower() == "morning" else "p")
    return replace(said, clock=clock, end=half.end() if half else end)


def heads(text: str, told: Sequence[Told]) -> int:
    """How many times a line begins with, before what happened at one after the other: "18:53, 18:54 and 18:55: …"."""
    if len(told) < 2 or re.search(r"\w", text[: told[0][0]]) or told[0][1].until:  # noqa: PLR2004 - two of them
        return 0
    count = 1
    while count < len(told) and _NEXT.fullmatch(text[told[count - 1][1].end : told[count][0]]):
        count += 1
    joined = text[told[0][1].end : told[1][0]].strip()
    ends = joined in ("/", "&", "+") or re.match(r" ?(?::| [-|] |$)", text[told[count - 1][1].end :])
    return count if count > 1 and ends else 0


def _is_clock(text: str, said: Said) -> bool:
    """Whether a bare `9:05` is a time of day: what follows it is no noun of a ratio or a length."""
    return not re.match(r" ?(?:ratio|odds|long)\b", text[said.end : said.end + 12])
