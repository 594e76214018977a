"""Times as people write them: what a line begins with, and what is none although it looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from timeline.prose.clocks import CLOCK, HALF, Clock, read
from timeline.prose.dates import Day, date_at
from timeline.prose.zones import Zone, zone_at

_ABOUT = re.compile(
    r"(?:[~≈\u223c]|(?:at\s+)?(?:about|around|approximately|approx|roughly|circa|ca|gegen|etwa|ungefähr|vers|environ|hacia"
    r"|sobre|alrededor\s+de)(?![^\W\d_])\.?|c\.(?=\s?\d))\s*(?:at\s+)?",
    re.IGNORECASE,
)
_AT = re.compile(
    r"(?:at|from|um|ab|à|a\s+las?|om|kl\.?|alle)\s+(?=[~≈\d(]|about|around|approx|ca)|@\s?(?=\d)", re.IGNORECASE
)
_OCLOCK = re.compile(r"\s?(?:uhr|hours(?=\s?(?:UTC|GMT|Z|[):\]>]|$))|hrs?|h)(?![\w])\.?", re.IGNORECASE)
_ISH = re.compile(
    r"\s?-?ish\b|\s?\((?:approx(?:\.|imately)?|about|ca\.?|roughly|estimated|est\.?|circa)\)|\?", re.IGNORECASE
)
_NEXT_DAY = re.compile(
    r"[\s,]{0,20}+[(\[]?\s{0,20}+(?:(?:on\s++)?the\s++)?(?:next|following)\s+(?:day|morning)\s*[)\]]?(?!\w)"
    r"|\s{0,20}+[(\[]?\+\s?1\s?(?:d|day)?[)\]]?(?![\w:])"
    r"|[\s,]{0,20}+[(\[]\s*(?:am\s+)?(?:nächste[rn]?|folge)\s*tage?s?\s*[)\]]",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"\s{0,20}+(?:[-\u2013\u2014\u2212\u2010→]+>?|\b(?:to|until|till?|thru|through|bis|jusqu'à|hasta)\b)\s*+",
    re.IGNORECASE,
)
_BEFORE_DATE = re.compile(r"[\s,]*(?:(?:on|am|le|el)\s+)?[(\[]?")
_OPENS = re.compile(r"[\s<\[({*_\"'`\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}«]*")
_PARTS = re.compile(r"\s*+(?:[:;,|→]|[-\N{EN DASH}\N{EM DASH}]+>?|=>?|\.(?=\s))?\s*+")
_BULLET = re.compile(
    r"^\s*+(?:[•◦▪▸►‣·*+\-\u2013\u2014]\s++|\[[ xX]\]\s++|:[a-z][a-z0-9_+-]*:\s*+"
    r"|[\u2190-\u21ff\u2300-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]++\s*+)++"
)
_JOINS = re.compile(
    r"\s*+(?:T(?=\d)|,?\s*+(?:at|um|à|kl\.?)\s++|[,;:|@\N{EN DASH}\N{EM DASH}-]?\s*+)(?:(?:at|um)\s++)?[<\[(]?",
    re.IGNORECASE,
)
# After it a time is none: a length, a quantity, a ratio, a port, a version, an address.
_NO_TIME = re.compile(
    r"""\s?(?:%|[€$£¥‰°]|(?:EUR|USD|GBP|CHF|[KMGT]i?B|LTS)\b
      |(?:min(?:ute)?s?|sec(?:ond)?s?|hours?(?!\s+(?:UTC|GMT))|ms|days?|ratio|per\s?cent|later|elapsed|ago|earlier)(?![\w])\.?)
    | \d | :[\d:] | [.,]\d | /\d | [^\W\d_]""",
    re.VERBOSE,
)
_NOT_BEFORE = re.compile(r"[\w:.,/+#$€£-]$|\b(?:took|lasted|lasting|for|within|port|version)\s+$", re.IGNORECASE)
_SAYS_ABOUT = re.compile(
    r"(?:[~≈]|\b(?:about|around|approx\.?|approximately|roughly|circa|ca\.)\s)\s*+(?:at\s++)?$", re.IGNORECASE
)
_NEAR = 40  # letters before a number in which the words stand that belong to it
_CLOSED = {"<": ">", "[": "]", "(": ")", "{": "}", "\u201c": "\u201d", "\u00ab": "\u00bb"}
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Said:
    """A time as a text says it, before anybody knows its day or its zone.

    Attributes:
        clock: the time of day.
        day: the date, if one stands beside it.
        zone: the zone, if one stands beside it.
        about: whether it says so itself.
        until: the end of a range.
        next_day: whether it says that it is on the day after the one before.
        other: the same instant as the text says it once more, for another zone.
        end: where it ends in the text, and the line's words begin.
        wrong: why it cannot be taken, if it cannot.
    """

    clock: Clock
    day: Day | None = None
    zone: Zone | None = None
    about: bool = False
    until: Said | None = None
    next_day: bool = False
    other: Said | None = None
    end: int = 0
    wrong: str = ""


@lru_cache(4096)
def leading(text: str) -> Said | None:
    """The time that a line begins with, in whatever brackets and marks; its words begin at `end`."""
    place = _past(_BULLET, text, 0)
    opened = _past(_OPENS, text, place)
    said = _time(text, opened) or (_time(text, place) if place != opened else None)
    return replace(said, end=_past(_PARTS, text, _closed(text, said.end, text[place:opened]))) if said else None


def whole(text: str) -> Said | None:
    """The time that a text is, with nothing beside it: a cell, a heading."""
    said = leading(text)
    return said if said and not text[said.end :].strip(" .:|") else None


def in_text(text: str) -> Iterator[tuple[int, Said]]:
    """Every time in a sentence and where it begins; one that stands bare with a dot, `18.43`, only beside a zone."""
    place = 0
    while found := re.compile(r"\d").search(text, place):
        begin = _begin(text, found.start())
        before = text[max(begin - _NEAR, 0) : found.start()].rstrip("~≈")
        said = None if _NOT_BEFORE.search(before) else _time(text, begin, bare=False)
        if said:
            yield begin, said
        place = max(said.end if said else 0, _past(re.compile(r"[\w:.,]*"), text, found.start()), found.end())


def _begin(text: str, place: int) -> int:
    """Where the words begin that say "about" before a number."""
    before = _SAYS_ABOUT.search(text, max(place - _NEAR, 0), place)
    return before.start() if before else place


def _time(text: str, place: int, *, bare: bool = True) -> Said | None:
    """The time at that place, with date, zone and range; None where there is none."""
    about, place = _about(text, place)
    day = date_at(text, place)
    if day:
        about_too, place = _about(text, _past(_JOINS, text, day[1]))
        about = about or about_too
    said = _clock(text, place, dated=bool(day))
    if not said:
        return None
    said = replace(said, day=day[0] if day else None, about=about or said.about)
    said = _ranged(text, said)
    said = _with_day_behind(text, said)
    said = _once_more(text, said)
    return said if _stands(text, place, said, bare=bare) else None


def _closed(text: str, place: int, opened: str) -> int:
    """Behind the marks that close those."""
    marks = {_CLOSED.get(mark, mark) for mark in opened} | {">"}
    while (
        (next_one := _past(_SPACE, text, place)) < len(text)
        and text[next_one] in marks
        and not text[next_one].isspace()
    ):
        place = next_one + 1
    return place


def _about(text: str, place: int) -> tuple[bool, int]:
    """Whether it says "about" there, and where that ends."""
    about = False
    while found := _ABOUT.match(text, place) or _AT.match(text, place):
        about = about or found.re is _ABOUT
        place = found.end()
    return about, place


def _clock(text: str, place: int, *, dated: bool) -> Said | None:
    found = CLOCK.match(text, place)
    if not found:
        return None
    clock, end = read(found), found.end()
    if half := HALF.match(text, end):
        clock, end = clock._replace(half=half["half"].lower()), half.end()
    elif oclock := _OCLOCK.match(text, end):
        clock, end = clock._replace(short=False), oclock.end()
    about = bool(ish := _ISH.match(text, end))
    end = ish.end() if ish else end
    zone, end, wrong = _zone(text, end, clock, dated=dated)
    if not about and (ish := _ISH.match(text, end)):
        about, end = True, ish.end()
    wrong = wrong or ("" if clock.possible else "there is no such hour")
    clock = clock.settled
    return Said(clock, zone=zone, about=about, end=end, wrong=wrong)


def _zone(text: str, end: int, clock: Clock, *, dated: bool) -> tuple[Zone | None, int, str]:
    """The zone behind a time; an offset that may as well be the end of a range is neither."""
    if re.match(r"z(?!\w)", text[end : end + 2]):
        return Zone("z", zone_at("Z")[0].meant) if (zone_at("Z")) else None, end + 1, ""  # type: ignore[index]
    opened = re.compile(r"\s*+[(\[]?\s*+(?:time\s+)?").match(text, end)
    place = opened.end() if opened else end
    read = zone_at(text, place)
    if not read:
        return None, end, ""
    zone, after = read
    if "(" in text[end:place] or "[" in text[end:place]:
        closed = re.compile(r"\s{0,20}[)\]]").match(text, after)
        if not closed:
            return None, end, ""
        after = closed.end()
    ends = re.search(r"-(\d\d):(\d\d)$", zone.name)
    if ends and not dated and "(" not in text[end:place]:
        return _offset_or_end(zone, after, end, clock, int(ends[1]) * 60 + int(ends[2]))
    return zone, after, ""


def _offset_or_end(zone: Zone, after: int, end: int, clock: Clock, minutes: int) -> tuple[Zone | None, int, str]:
    """What `10:43-11:00` says: forward it is a range; backward it may be an offset, or over midnight."""
    based = zone_at(zone.name.partition("-")[0]) if zone.name[0].isalpha() else None
    if minutes <= clock.minutes and not based:
        return None, after, f"{zone.name!r} may be an offset or the end: write the zone by its name"
    if based and minutes > clock.minutes:
        return None, after, f"{zone.name!r} may be an offset or a range: write the range with spaces"
    return (zone, after, "") if based else (None, end, "")


def _ranged(text: str, said: Said) -> Said:
    """The same with the end of its range, if it has one."""
    place = _closed(text, said.end, "<[(*`")
    to = _RANGE.match(text, place)
    if not to or said.wrong:
        return said
    begin = _past(_OPENS, text, to.end())
    about, begin = _about(text, begin)
    day = date_at(text, begin)
    last = _clock(text, _past(_JOINS, text, day[1]) if day else begin, dated=bool(day))
    spaced = text[place : to.end()].strip() != text[place : to.end()] or not to[0].strip().isalpha()
    if not last or not spaced or _NO_TIME.match(text, last.end):
        return said
    after = _NEXT_DAY.match(text, last.end)
    last = replace(last, day=day[0] if day else None, about=about or last.about, next_day=bool(after))
    end = after.end() if after else last.end
    first = said.clock
    if last.clock.half and first.short and not first.half:
        same = first.of_half(last.clock.half)
        other = first.of_half("a" if last.clock.half == "p" else "p")
        first = same if same.minutes <= last.clock.minutes else other
    zone = said.zone or last.zone
    last = replace(last, zone=last.zone or said.zone)
    return replace(said, clock=first, zone=zone, until=last, about=said.about or last.about, end=end, wrong=last.wrong)


def _with_day_behind(text: str, said: Said) -> Said:
    """The same with the day that stands behind it: `18:43, 20 June 2019`, `00:10 (next day)`."""
    if not said.until and (after := _NEXT_DAY.match(text, said.end)):
        return replace(said, next_day=True, end=after.end())
    if said.day:
        return said
    before = _BEFORE_DATE.match(text, said.end)
    place = before.end() if before else said.end
    day = date_at(text, place) if place > said.end else None
    if not day or day[0].month is None or CLOCK.match(text, _past(_JOINS, text, day[1])):
        return said
    closed = re.compile(r"\s{0,20}[)\]]").match(text, day[1]) if text[place - 1] in "([" else None
    if text[place - 1] in "([" and not closed:
        return said
    end = closed.end() if closed else day[1]
    if not said.zone and (read := zone_at(text, _past(re.compile(r"\s+\(?"), text, end))):
        return replace(said, day=day[0], zone=read[0], end=_past(re.compile(r"\)?"), text, read[1]))
    return replace(said, day=day[0], end=end)


def _once_more(text: str, said: Said) -> Said:
    """The same with the other clock that it names, `18:43 CET (17:43 UTC)`."""
    if said.until or said.wrong:
        return said
    opened = re.compile(r"\s{0,20}([(\[/=])\s*").match(text, said.end)
    other = _clock(text, opened.end(), dated=False) if opened else None
    if not opened or not other or not other.zone:
        return said
    closed = re.compile(r"\s{0,20}[)\]]").match(text, other.end)
    if opened[1] in "([" and not closed:
        return said
    end = closed.end() if closed and opened[1] in "([" else other.end
    return (
        replace(said, other=other, end=end)
        if said.zone
        else replace(other, day=said.day, about=said.about, end=end, other=None)
    )


def _stands(text: str, place: int, said: Said, *, bare: bool) -> bool:
    """Whether it is a time of day, and no length, ratio, port, version, price or address."""
    found = CLOCK.match(text, place)
    if found is None:
        return False
    known = bool(said.zone or said.clock.half or said.day or said.until)
    after = text[said.end : said.end + 40]
    if found["sep"] == "." and found["f"]:
        return False
    if _NO_TIME.match(after) and not (said.zone and after[:1].isspace()):
        return False
    if found["sep"] == "." and not known:
        return bare and len(found["h"]) == 2 and not re.match(r"\s?[-\N{EN DASH}]?\s?\d", after)  # noqa: PLR2004 - as a clock shows it
    return (found["sep"] or "").strip() != "h" or bool(re.match(r"\W|$", after))


def _past(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place
