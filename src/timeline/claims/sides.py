"""What stands around a time: whether it says when, until when, from when on, and how finely."""

from __future__ import annotations

import re
from typing import NamedTuple

from timeline.claims.phrases import one_of

_NEARLY = (
    r"(?P<near>(?:just|shortly|soon|right|immediately|moments|minutes"
    r"|a (?:little|bit|moment|minute|few minutes)) )?"
)
_RELATION = re.compile(
    rf"\b{_NEARLY}(?P<word>by|before|prior to|until|till|up to|after|past|since|from|between|starting at|as of) "
    r"(?:the time |it (?:was|had become|turned|struck) |the clock (?:said|showed|struck) )?$",
    re.IGNORECASE,
)
_SIDES = {
    "by": "until", "before": "until", "prior": "until", "until": "until", "till": "until", "up": "until",
    "after": "from", "past": "from", "since": "from", "from": "from", "starting": "from", "as": "from",
    "between": "from",
}  # fmt: skip
STATES = one_of("""
    open|on|up|firing|in alert|alerting|active|ongoing|unresolved|down|quiet|clear|ready|red|green|normal|good
""")
#: What has been so since then began then; what was so until then ended then.
_HAS_BEEN = re.compile(
    rf"\b(?:(?:has|had|have) (?:been|stayed|remained)\b.{{0,80}}|{STATES}(?: \w+){{0,2}} )\bsince $", re.IGNORECASE
)
_LASTED = re.compile(
    r"\b(?:last(?:ed|s)|stay(?:ed|s)|remain(?:ed|s)|continu(?:ed|es)|went on"
    rf"|(?:was|were|is|are) (?:still )?{STATES})\b"
    r"[^,;.]{0,40}\b(?:until|till|up to) $",
    re.IGNORECASE,
)
_TOOK = re.compile(r"\b(?:took|take|takes|not) $", re.IGNORECASE)
#: "between the handover and seven o'clock" says only until when, as "from the handover to 19:00" does.
_UP_TO = re.compile(r"\b(?:between [^,.;:]{3,60}? and|from [^\d,.;:]{3,60}? to) $", re.IGNORECASE)
_CLOCK = re.compile(r"\d[:.]\d\d|\ufffc")
_BEHIND = re.compile(
    r",? ?\(?(?:(?P<end>(?:at the )?latest)|(?P<start>(?:at the )?earliest)|(?P<on>onwards?|on(?= ?(?:[,.;:)]|$)))"
    r"|(?P<about>or (?:thereabouts|so|a (?:little|bit) (?:later|earlier|after|before))|give or take(?: an? \w+)?)"
    r"|sharp|on the dot|(?:to be )?(?:exact|precise|exactly|precisely))\b",
    re.IGNORECASE,
)


class Side(NamedTuple):
    """What stands around a time.

    Attributes:
        begin, end: from where to where it reaches with that.
        way: `until` or `from`, where it says only that it was before or after.
        near: whether shortly before or after.
        about: whether that makes it approximate.
    """

    begin: int
    end: int
    way: str = ""
    near: bool = False
    about: bool = False


def relation(text: str, begin: int) -> re.Match[str] | None:
    """The word before a time that relates something to it."""
    found = _RELATION.search(text[:begin])
    return None if found and _TOOK.search(text[: found.start()]) else found


def side(text: str, begin: int, end: int) -> Side:
    """What stands around the time that begins and ends there."""
    before, behind = relation(text, begin), _BEHIND.match(text, end)
    way = _SIDES[before["word"].split()[0].lower()] if before else "until" if _is_end(text[:begin]) else ""
    if before and (_HAS_BEEN if way == "from" else _LASTED).search(text[: before.end()]):
        way = ""
    start = before.start() if before and way else begin
    if not behind:
        return Side(start, end, way, bool(way and before and before["near"]))
    way = "until" if behind["end"] else "from" if behind["start"] or (behind["on"] and way) else way
    stop = end if behind["on"] and not way else behind.end()
    return Side(start, stop, way, bool(way and before and before["near"]), bool(behind["about"]))


def _is_end(before: str) -> bool:
    """Whether only the end of a span is a time: "between the handover and seven o'clock"."""
    found = _UP_TO.search(before)
    return bool(found) and not _CLOCK.search(found[0] if found else "")
