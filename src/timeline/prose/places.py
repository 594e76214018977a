"""Zones by the names of places: "Berlin time", "Pacific time", and by their distance: "seven hours behind UTC"."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from zoneinfo import available_timezones

#: What people call the time of a part of the world, each with the place whose clocks show it.
_LONG = {
    r"(?:US )?Pacific": "America/Los_Angeles",
    r"(?:US )?Mountain": "America/Denver",
    r"US Central": "America/Chicago",
    r"(?:US )?Eastern": "America/New_York",
    r"Central European": "Europe/Paris",
    r"Eastern European": "Europe/Athens",
    r"Western European": "Europe/Lisbon",
    r"(?:British|UK|English)": "Europe/London",
    r"Irish": "Europe/Dublin",
    r"(?:Indian|India)": "Asia/Kolkata",
    r"(?:Japan|Japanese)": "Asia/Tokyo",
    r"German": "Europe/Berlin",
    r"French": "Europe/Paris",
    r"Dutch": "Europe/Amsterdam",
    r"(?:Italian|Italy)": "Europe/Rome",
    r"Swiss": "Europe/Zurich",
    r"Swedish": "Europe/Stockholm",
    r"Polish": "Europe/Warsaw",
    r"(?:Greenwich Mean|Coordinated Universal|Universal)": "UTC",
}
_SEASON = r"(?i:(?:(?:local|standard|daylight|summer|winter|mean)\s+)?(?:savings?\s+)?time)"
LONG = rf"(?:{'|'.join(_LONG)})\s+{_SEASON}"
_TOWN = r"[A-Z][a-z]{2,20}(?:\s[A-Z][a-z]{2,20}){0,2}"
PLACE = rf"{_TOWN}\s+(?i:(?:local\s+)?time)\b|local\s+time\s+(?:in|of)\s+{_TOWN}"
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905 - read as text
#: "seven hours behind UTC", "UTC plus two hours".
BEHIND = re.compile(
    rf"\b(?P<n>\d{{1,2}}|{'|'.join(_NUMBERS)})(?P<half> and a half|[.:](?:30|5))?\s+h(?:ours?|rs?)?\s+"
    r"(?P<way>behind|ahead\s+of|before|after|west\s+of|east\s+of|in\s+front\s+of)\s+(?:UTC|GMT)\b",
    re.IGNORECASE,
)
_BACK = ("behind", "before", "west")


def place_of(told: str) -> str:
    """The zone of those words in the tables of zones; empty where there is none of that name, or several."""
    words = " ".join(told.split())
    for name, place in _LONG.items():
        if re.fullmatch(rf"{name} {_SEASON}", words):
            return place
    town = re.sub(r"^local time (?:in|of) | (?:local )?time$", "", words, flags=re.IGNORECASE)
    found = _towns().get(town.lower(), set())
    return next(iter(found)) if len(found) == 1 else ""


def offset_of(told: re.Match[str]) -> tuple[int, int]:
    """The hours and minutes by which a zone is ahead of UTC."""
    hours = int(told["n"]) if told["n"].isdigit() else _NUMBERS.index(told["n"].lower()) + 1
    turn = -1 if told["way"].lower().startswith(_BACK) else 1
    return turn * hours, turn * (30 if told["half"] else 0)


@cache
def _towns() -> dict[str, set[str]]:
    """By its town, each zone that is named by a continent and a town."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in available_timezones():
        continent, _, town = name.partition("/")
        if (
            town
            and "/" not in town
            and continent not in ("Etc", "US", "SystemV", "Brazil", "Canada", "Mexico", "Chile")
        ):
            found[town.replace("_", " ").lower()].add(name)
    return found
