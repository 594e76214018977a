"""Times of day in words: "half past six", "a quarter to seven", "six minutes past eleven", "seven o'clock", "noon"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeline.prose.clocks import Clock
from timeline.prose.times import Said
from timeline.prose.zones import Zone, zone_at

_UNITS = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905 - read as text
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
_MINUTES = {word: number for number, word in enumerate((*_UNITS, *_TEENS), 1)} | {
    f"twenty{rest}": 20 + number for number, rest in enumerate(("", *(f"-{unit}" for unit in _UNITS[:9])))
}
_HOUR = rf"(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))}|1[0-2]|[1-9])"
_MINUTE = rf"(?:{'|'.join(sorted(_MINUTES, key=len, reverse=True))}|[1-5]?\d)"
_BEFORE = r"(?:at|by|around|about|before|after|since|until|till|was|nearly|almost|just|past|roughly|it's)"
_OCLOCK = r"\s?o['\u2019]?\s?clock\b"
_HALF = (
    r"(?P<half>,?\s(?:this|in\sthe|that|yesterday|on\sthe)\s(?:morning|afternoon|evening)\b|\s(?:at\snight|tonight)\b"
    r"|\s?[ap](?:m\b|\.\s?m\.))"
)
_WORDED = re.compile(
    rf"(?<![\w:.,-])(?:"
    rf"(?P<part>(?:an?\s)?(?:quarter|half))\s(?P<way>past|to|after|before|till)\s(?P<h>{_HOUR})(?:{_OCLOCK})?"
    rf"|(?P<m>{_MINUTE})\sminutes?\s(?P<mway>past|to|after|before|till)\s(?P<mh>{_HOUR})(?:{_OCLOCK})?"
    rf"|(?<=\s)(?P<n>{_MINUTE})\s(?P<nway>past|to)\s(?P<nh>{_HOUR})(?:{_OCLOCK})?"
    rf"|(?P<oh>{_HOUR}|1[3-9]|2[0-4]){_OCLOCK}"
    rf"|(?P<ph>{'|'.join(_UNITS)})(?=\s?[ap](?:m\b|\.\s?m\.)|\sin\sthe\s(?:morning|afternoon|evening))"
    rf"|(?<=\s)(?P<name>noon|midday|midnight)\b)(?![\w:-]|\s(?:minutes?|seconds?|hours?|days?)\b){_HALF}?",
    re.IGNORECASE,
)
_AT = re.compile(rf"\b{_BEFORE}\s$", re.IGNORECASE)
_NEAR = 12  # letters
_NOON, _HOURS, _SIXTY = 12, 24, 60


def worded(text: str) -> Iterator[tuple[int, Said]]:
    """Every time of day that a text says in words, and where it begins; of either half of the day, as a rule."""
    for found in _WORDED.finditer(text):
        bare = found["n"] or found["name"] or (found["mway"] or "").lower() in ("after", "before")
        sure = found[0].lower().rstrip().endswith("clock") or found["half"]
        if bare and not sure and not _AT.search(text[max(found.start() - _NEAR, 0) : found.start()]):
            continue
        zone, end = _zone(text, found.end())
        yield found.start(), Said(_clock(found), zone=zone, end=end)


def _zone(text: str, end: int) -> tuple[Zone | None, int]:
    """The zone behind a time, with the brackets around it; and where that ends."""
    opened = text[end : end + 2] == " ("
    read = zone_at(text, end + (2 if opened else 1)) if text[end : end + 1] == " " else None
    if read is None or (opened and text[read[1] : read[1] + 1] != ")"):
        return None, end
    return read[0], read[1] + opened


def _clock(found: re.Match[str]) -> Clock:
    if found["name"]:
        return Clock(0 if found["name"].lower() == "midnight" else _NOON, 0)
    hour = _number(found["h"] or found["mh"] or found["nh"] or found["oh"] or found["ph"])
    minute = _minute(found)
    if (found["way"] or found["mway"] or found["nway"] or "").lower() in ("to", "before", "till"):
        hour, minute = (hour - 1 or _NOON) if minute else hour, (_SIXTY - minute) % _SIXTY
    short = 0 < hour <= _NOON
    made = Clock(hour % _HOURS, minute, short=short, worded=short)
    half = (found["half"] or "").lower().strip(" ,")
    if not short or not half or "night" in half:
        return made
    return made.of_half("a" if half.startswith("a") or "morning" in half else "p")._replace(worded=False)


def _minute(found: re.Match[str]) -> int:
    part = (found["part"] or "").lower()
    return 15 if "quarter" in part else 30 if part else _number(found["m"] or found["n"] or "0")


def _number(word: str) -> int:
    return _MINUTES.get(word.lower()) or int(word)
