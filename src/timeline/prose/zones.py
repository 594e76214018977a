"""Zones as people name them: what has one meaning is taken, what has several is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

from timeline.model.errors import WindowError
from timeline.model.window import zone as named
from timeline.prose.places import BEHIND, LONG, PLACE, offset_of, place_of

_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "ZULU": 0, "WET": 0, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "SGT": 8, "HKT": 8, "AWST": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12,
    "NZDT": 13, "EDT": -4, "MDT": -6, "PDT": -7, "AKDT": -8,
}  # fmt: skip
#: What several places call their own time, each with what it may mean.
_SEVERAL = {
    "BST": ("British Summer Time, UTC+1", "Bangladesh, UTC+6", "Bougainville, UTC+11"),
    "IST": ("India, UTC+5:30", "Ireland, UTC+1", "Israel, UTC+2"),
    "CST": ("US Central, UTC-6", "China, UTC+8", "Cuba, UTC-5"),
    "PST": ("US Pacific, UTC-8", "Philippines, UTC+8"),
    "CDT": ("US Central, UTC-5", "Cuba, UTC-4"),
    "EST": ("US Eastern, UTC-5", "Eastern Australia, UTC+10"),
    "MST": ("US Mountain, UTC-7", "Malaysia, UTC+8", "Myanmar, UTC+6:30"),
    "AST": ("Atlantic, UTC-4", "Arabia, UTC+3"),
    "ADT": ("Atlantic, UTC-3", "Arabia, UTC+4"),
    "SST": ("Samoa, UTC-11", "Singapore, UTC+8"),
    "ET": ("America/New_York", "UTC-5 or UTC-4"),
    "CT": ("America/Chicago", "UTC-6 or UTC-5"),
    "MT": ("America/Denver", "UTC-7 or UTC-6"),
    "PT": ("America/Los_Angeles", "UTC-8 or UTC-7"),
    "LOCAL TIME": ("Europe/Paris", "America/New_York"),
}
# Of these no language that we know has a word.
_SMALL = ("utc", "gmt", "zulu", "cet", "cest", "mez", "mesz", "eet", "eest", "msk", "edt", "pdt", "bst", "pst")
_NAMES = "|".join(sorted((*_HOURS, *_SEVERAL, *_SMALL, *map(str.capitalize, _SMALL[:3])), key=len, reverse=True))
_FIRSTS = "A-Z" + "".join(sorted({name[0] for name in (*_SMALL, "local time", "heure locale")})) + r"+\-\u2212"
_MINUS = "\N{MINUS SIGN}"
_ZONE = re.compile(
    rf"""(?=[{_FIRSTS}])(?:
      (?P<base>UTC|GMT|utc|gmt|Utc|Gmt)\s?(?P<sign>[+\-\u2212\u00b1])\s?(?P<hours>\d{{1,2}})(?::?(?P<minutes>\d\d))?(?![\d:])
    | (?P<bare>[+\-\u2212])(?P<two>\d\d):?(?P<rest>\d\d)(?![\d:])
    | (?P<place>[A-Z][A-Za-z_]{{1,30}}(?:/[A-Z][A-Za-z0-9_+-]{{1,30}}){{1,2}})
    | (?P<long>{LONG})(?![\w/])
    | (?P<town>{PLACE})
    | (?P<local>local\s+time|Ortszeit|heure\s+locale)(?!\w)
    | (?P<name>{_NAMES})(?![\w/]|[+-]\d)
    )""",
    re.VERBOSE,
)
_WESTMOST, _EASTMOST, _MINUTES = -12, 14, (0, 30, 45)
_HALF_YEARS = [datetime(year, month, 15) for year in (2012, 2024) for month in (1, 7)]  # noqa: DTZ001 - local times


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone that a text names.

    Attributes:
        name: as it is written.
        meant: what it means, or None where that has to be asked.
        several: what it may mean then.
    """

    name: str
    meant: tzinfo | None
    several: tuple[str, ...] = ()

    def settled(self, by: tzinfo | None, moment: datetime) -> tzinfo | None:
        """What it means at that local time, with another zone known: one that calls its own time so."""
        if self.meant or by is None:
            return self.meant
        if self.name.lower() == "local time":
            return by
        local = moment.replace(tzinfo=by)
        return by if local.tzname() == self.name.upper() else None


def zone_at(text: str, place: int = 0) -> tuple[Zone, int] | None:
    """The zone that stands at that place, and where it ends; one that is named twice, `CET (UTC+1)`, is one."""
    found = _ZONE.match(text, place)
    zone = _read(found) if found else None
    if not found or not zone:
        return None
    # Where it is no offset that stands behind the name, it is something else: the end of a range.
    end = found.end("base") if found["base"] == zone.name else found.end()
    if again := re.compile(r"\s{0,20}[(\[/=]\s*").match(text, end):
        other = _ZONE.match(text, again.end())
        same = _read(other) if other else None
        closed = re.compile(r"\s{0,20}[)\]]").match(text, other.end()) if other else None
        if same and closed and (one := _one(zone, same)) and one.meant:
            return one, closed.end()
    return zone, end


def zone_in(text: str) -> Zone | None:
    """The zone that a text names, where it names one only; a bare offset is none.

    A zone and its own offset, "PDT, which is seven hours behind UTC", are one.
    """
    found = list(zones_in(text))
    one = found[0] if found else None
    for other in found[1:]:
        one = _one(one, other) if one else None
    return one


def zones_in(text: str) -> Iterator[Zone]:
    """Every zone that a text names."""
    for told in BEHIND.finditer(text):
        hours, minutes = offset_of(told)
        yield Zone(told[0], _fixed(hours, minutes))
    text = BEHIND.sub(lambda told: " " * len(told[0]), text)
    place = 0
    while match := _ZONE.search(text, place):
        before = text[match.start() - 1 : match.start()]
        read = None if match["bare"] or before.isalnum() else zone_at(text, match.start())
        place = read[1] if read else match.end()
        if read:
            yield read[0]


@cache
def zone_named(name: str) -> tzinfo:
    """The zone of a configuration or an option: an IANA name, an offset, or a name that has one meaning.

    Raises:
        WindowError: there is none, or it has several meanings, which are named.
    """
    read = zone_at(name.strip())
    if not read or read[1] != len(name.strip()):
        return named(name)
    if read[0].meant is None:
        raise WindowError(several(read[0]))
    return read[0].meant


def utc_of(moment: datetime, zone: tzinfo) -> datetime:
    """The instant that a local time is.

    Raises:
        WindowError: there was none, or there were two.
    """
    local = moment.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
        raise WindowError("there was no such time: clocks went forward; write the offset")
    if local.replace(fold=1).utcoffset() != local.utcoffset():
        raise WindowError("there were two such times: clocks went back; write the offset")
    return local.astimezone(UTC)


def several(zone: Zone) -> str:
    """What is to be asked of a name with several meanings."""
    return f"{zone.name} may be {_listed(zone.several)}: write the offset, or set the zone"


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def likely(zone: Zone) -> tzinfo | None:
    """What a name with several meanings means most often."""
    first = zone.several[0] if zone.several else ""
    read = _ZONE.match(first.rpartition(", ")[2])
    told = _read(read) if read and zone.name.lower() != "local time" else None
    return told.meant if told else None


def _one(zone: Zone, other: Zone) -> Zone | None:
    """The zone that both name, if they can be one: a place and its offset, a name and what it means."""
    if zone.meant is None or other.meant is None:
        told, place = (other, zone) if zone.meant is None else (zone, other)
        if told.meant is None:
            return zone if zone.name.upper() == other.name.upper() else None
        own = isinstance(told.meant, timezone) or likely(place) == told.meant
        return Zone(zone.name, told.meant) if own or place.name.upper() in _called(told.meant) else None
    if zone.meant == other.meant:
        return zone
    fixed, place = (zone, other) if isinstance(zone.meant, timezone) or zone.meant is UTC else (other, zone)
    if isinstance(place.meant, timezone) or not isinstance(fixed.meant, timezone):
        return None
    return Zone(zone.name, place.meant) if _offsets(fixed.meant) <= _offsets(place.meant) else None


def _offsets(meant: tzinfo | None) -> set[timedelta | None]:
    """By how much a zone is ahead, in winter and in summer."""
    return {moment.replace(tzinfo=meant).utcoffset() for moment in _HALF_YEARS}


def _called(meant: tzinfo) -> set[str | None]:
    """What a zone calls its own time, in winter and in summer."""
    return {moment.replace(tzinfo=meant).tzname() for moment in _HALF_YEARS}


def _read(found: re.Match[str]) -> Zone | None:
    if found["base"]:
        meant = _offset(found["sign"], found["hours"], found["minutes"])
        return Zone(found[0], meant) if meant else Zone(found["base"], UTC)
    if found["bare"]:
        meant = _offset(found["bare"], found["two"], found["rest"])
        return Zone(found[0], meant) if meant else None
    if found["place"]:
        return _placed(found["place"])
    if told := found["long"] or found["town"]:
        return _placed_as(told, place_of(told))
    name = "LOCAL TIME" if found["local"] else found["name"].upper()
    if name in _HOURS:
        return Zone(found[0], _fixed(_HOURS[name], 0))
    return Zone(found[0].lower() if found["local"] else found[0], None, _SEVERAL[name])


def _placed(name: str) -> Zone | None:
    try:
        return Zone(name, named(name))
    except WindowError:
        return None


def _placed_as(told: str, name: str) -> Zone | None:
    zone = _placed(name) if name else None
    return Zone(told, zone.meant) if zone else None


def _offset(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    if sign == "\N{PLUS-MINUS SIGN}" and int(hours):
        return None
    turn = -1 if sign in ("-", _MINUS) else 1
    whole, rest = turn * int(hours), int(minutes or 0)
    if not _WESTMOST <= whole <= _EASTMOST or rest not in _MINUTES:
        return None
    return _fixed(whole, turn * rest)


def _fixed(hours: int, minutes: int) -> tzinfo:
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(span) if span else UTC
