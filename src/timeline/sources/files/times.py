"""Times as files write them. Nothing is guessed: what a time does not say, the configuration says."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any, Literal

from timeline.model.errors import WindowError
from timeline.model.window import Instant, Precision, Unit, read_epoch, read_iso
from timeline.prose.zones import several, utc_of, zone_at

Order = Literal["dmy", "mdy"]
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_DATES = (
    r"(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)",
    r"(?P<a>\d\d?)(?P<sep>[-/.])(?P<b>\d\d?)(?P=sep)(?P<y>\d{4})",
    rf"(?:[a-z]{{3,9}},?\s+)?(?P<d>\d\d?)[ /-](?P<name>{_MONTH})[ /-](?P<y>\d{{4}})",
    rf"(?:[a-z]{{3,9}},?\s+)?(?P<name>{_MONTH})\s+(?P<d>\d\d?),?\s+(?P<y>\d{{4}})",
)
_CLOCK = r"(?P<H>\d\d?):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,](?P<f>\d{1,9}))?)?(?:\s?(?P<half>[ap])\.?m\b\.?)?"
_FORMS = [re.compile(rf"{each}(?:T|,?\s+(?:at\s+)?|:){_CLOCK}\s*(?P<zone>.*)", re.IGNORECASE) for each in _DATES]
_DAY_ALONE = [re.compile(each, re.IGNORECASE) for each in _DATES]
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)")
_NUMBER = re.compile(r"(\d{1,20})(?:\.(\d{1,9}))?")
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<h>\d\d)(?::?(?P<m>[0-5]\d))?")
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_MONTHS_IN_A_YEAR, _NOON, _MILLIS = 12, 12, 3


class LacksError(ValueError):
    """The configuration does not say what is needed to read the times of a file."""


@dataclass(frozen=True)
class Times:
    """What the configuration says of times.

    Attributes:
        zone: of times that name none.
        unit: what numbers count since 1970.
        order: of `03/04/2025`.
    """

    zone: tzinfo | None = None
    unit: Unit | None = None
    order: Order | None = None

    def read(self, value: Any) -> Instant:
        """The instant that a value tells.

        Raises:
            LacksError: it would, if the configuration said more.
            ValueError: it tells none.
        """
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise ValueError("it has no time")  # noqa: TRY004 - one kind of unreadable time
        text = value.strip() if isinstance(value, str) else repr(value)
        if not text:
            raise ValueError("it has no time")
        with suppress(ValueError):  # what most files write
            return read_iso(text)
        if number := _NUMBER.fullmatch(text):
            return self._counted(text, number[1], number[2] or "")
        text = _BASIC.sub(r"\1-\2-\3T\4:\5:\6", text, count=1)
        found = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
        if found is None:
            alone = any(form.fullmatch(text) for form in _DAY_ALONE)
            raise ValueError("it names a day and no time" if alone else "its time is written in no form that is known")
        try:
            moment, precision = self._moment(found)
            return Instant(self._placed(moment, found["zone"].strip()), precision)
        except OverflowError:
            raise ValueError("its time is beyond the calendar") from None
        except WindowError as error:
            raise ValueError(str(error)) from None

    def _counted(self, text: str, whole: str, part: str) -> Instant:
        if self.unit is None:
            raise LacksError(f'its time {text} is a number: write what it counts, unit = "s", "ms", "us" or "ns"')
        base = read_epoch(whole, self.unit)
        part = part.rstrip("0")
        if not part:
            return base
        micros = int(part) * 1_000_000 // (_PER_SECOND[self.unit] * 10 ** len(part))
        return Instant(base.time + timedelta(microseconds=micros), _digits(part) if self.unit == "s" else "us")

    def _moment(self, found: re.Match[str]) -> tuple[datetime, Precision]:
        """The local time that is written, and how finely."""
        said = found.groupdict()
        month, day = self._month_and_day(said, found[0])
        hour = int(said["H"])
        if half := said["half"]:
            if not 1 <= hour <= _NOON:
                raise ValueError("there is no such time")
            hour = hour % _NOON + (_NOON if half in "pP" else 0)
        micros = int((said["f"] or "0").ljust(6, "0")[:6])
        try:
            made = datetime(int(said["y"]), month, day, hour, int(said["M"]), int(said["S"] or 0), micros)  # noqa: DTZ001
        except ValueError:
            raise ValueError("there is no such time") from None
        return made, _digits(said["f"] or "") if said["S"] else "min"

    def _month_and_day(self, said: dict[str, str | None], text: str) -> tuple[int, int]:
        if name := said.get("name"):
            return _MONTHS.index(name[:3].lower()) + 1, int(said["d"] or 0)
        if said.get("m"):
            return int(said["m"] or 0), int(said["d"] or 0)
        one, two = int(said["a"] or 0), int(said["b"] or 0)
        if self.order is None and one != two and max(one, two) <= _MONTHS_IN_A_YEAR:
            raise LacksError(f'the day of {text!r} may be two: write which comes first, order = "dmy" or "mdy"')
        first = self.order or ("mdy" if two > _MONTHS_IN_A_YEAR else "dmy")
        return (one, two) if first == "mdy" else (two, one)

    def _placed(self, moment: datetime, zone: str) -> datetime:
        """The instant, by the zone that is written behind the time, else by the one that is configured."""
        if not zone:
            if self.zone is None:
                raise LacksError(f'its time {moment} names no zone: write which it is, zone = "Europe/Paris"')
            return utc_of(moment, self.zone)
        if found := _OFFSET.fullmatch(zone):
            span = timedelta(hours=int(found["h"]), minutes=int(found["m"] or 0))
            return utc_of(moment, timezone(-span if found["sign"] == "-" else span))
        named = zone_at(zone.strip("()"))
        if named is None or named[1] != len(zone.strip("()")):
            raise ValueError("its time is written in no form that is known")
        meant = named[0].settled(self.zone, moment)
        if meant is None:
            raise (LacksError if self.zone is None else ValueError)(several(named[0]))
        return utc_of(moment, meant)


def _digits(fraction: str) -> Precision:
    if not fraction:
        return "s"
    return "ms" if len(fraction) <= _MILLIS else "us"
