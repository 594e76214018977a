"""Windows and the strict reading of times.

People's times (`parse_time`, `Window`) need a zone; native times (`read_iso`, `read_epoch`) keep
the precision that the service gave. Nothing here guesses a zone, a unit or a missing part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from timeline.model.errors import WindowError

Precision = Literal["us", "ms", "s", "min"]
Unit = Literal["s", "ms", "us", "ns"]

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d\d:?\d\d|[+-]\d\d)?)?"
)
_SPAN = re.compile(r"(?<!\d)(\d+)(s|m|h|d|w)")
_SPAN_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_DIGITS = {"us": "microseconds", "ms": "milliseconds"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EXAMPLE = "write it as 2019-06-20T18:30Z"
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[Zz]|[ap]m|[+-]\d\d:?\d\d)?", re.IGNORECASE)


class Instant(NamedTuple):
    """A moment in UTC and how finely the service told it."""

    time: datetime
    precision: Precision


@dataclass(frozen=True, slots=True, init=False, order=True)
class Window:
    """The half-open span `[start, end)` in UTC that a record is about.

    Args:
        start: ISO 8601 text with a zone, an aware datetime, or a span such as `"2h"` (ago).
        end: the same; `"now"` is understood.
        tz: the zone of a time that names none, e.g. `"Europe/Paris"`; without it such a time is refused.

    Raises:
        WindowError: a time cannot be read or has no zone, or the window is empty.
    """

    start: datetime
    end: datetime

    def __init__(self, start: str | datetime, end: str | datetime, *, tz: str | None = None) -> None:
        now = datetime.now(UTC)
        first, last = parse_time(start, tz=tz, now=now), parse_time(end, tz=tz, now=now)
        if first >= last:
            raise WindowError(f"the window is empty: it starts at {first:%FT%TZ} and ends at {last:%FT%TZ}")
        object.__setattr__(self, "start", first)
        object.__setattr__(self, "end", last)

    @classmethod
    def parse(cls, text: str, *, tz: str | None = None) -> Window:
        """The window that a text names: `"2h"` (the last two hours) or `"<start>/<end>"`."""
        start, slash, end = text.partition("/")
        return cls(start, end if slash else "now", tz=tz)

    @classmethod
    def around(cls, time: str | datetime, span: str | timedelta, *, tz: str | None = None) -> Window:
        """The window from `span` before a time to `span` after it."""
        middle, half = parse_time(time, tz=tz), parse_span(span)
        try:
            return cls(middle - half, middle + half)
        except OverflowError:
            raise WindowError(f"a window of {span} around {middle:%FT%TZ} is beyond the calendar") from None

    def __contains__(self, time: object) -> bool:
        return isinstance(time, datetime) and self.start <= time < self.end

    def __str__(self) -> str:
        return f"{utc_text(self.start)}/{utc_text(self.end)}"

    def to_dict(self) -> dict[str, str]:
        """The window as the JSON object of the contract."""
        return {"start": utc_text(self.start), "end": utc_text(self.end)}


def parse_time(value: str | datetime, *, tz: str | None = None, now: datetime | None = None) -> datetime:
    """A person's time as an aware UTC datetime.

    Raises:
        WindowError: unreadable, without a zone, or not a single instant in `tz` (a clock change).
    """
    if isinstance(value, datetime):
        return _to_utc(value, tz, repr(value.isoformat()))
    if not isinstance(value, str):
        raise WindowError(f"a time is a text or an aware datetime, not {type(value).__name__}; {_EXAMPLE}")
    text = value.strip()
    if text == "now":
        return now or datetime.now(UTC)
    if _SPAN.match(text):
        try:
            return (now or datetime.now(UTC)) - parse_span(text)
        except OverflowError:
            raise WindowError(f"cannot read the time {text!r}: beyond the calendar; {_EXAMPLE}") from None
    try:
        moment = _read(text)[0]
    except ValueError as error:
        why = "it names no day" if _CLOCK.fullmatch(text) else error
        raise WindowError(
            f"cannot read the time {text!r}: {why}; {_EXAMPLE}, or as how long ago: 90m, 2h, 1d"
        ) from None
    return _to_utc(moment, tz, repr(text))


def parse_span(value: str | timedelta) -> timedelta:
    """A length of time: `"90s"`, `"15m"`, `"1h30m"`, `"7d"`."""
    if isinstance(value, timedelta):
        return value
    text = str(value).strip()
    parts = _SPAN.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise WindowError(f"cannot read the span {value!r}: write it as 90s, 15m, 1h30m or 7d")
    try:
        return timedelta(seconds=sum(int(number) * _SPAN_SECONDS[unit] for number, unit in parts))
    except OverflowError:
        raise WindowError(f"the span {value!r} is too long") from None


def zone(name: str) -> tzinfo:
    """The zone of that name.

    Raises:
        WindowError: no such zone is known on this machine.
    """
    if name.upper() in ("UTC", "Z"):
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WindowError(f"unknown time zone {name!r}: write a name such as Europe/Paris") from None


def read_iso(text: object) -> Instant:
    """A service's ISO 8601 time with offset; digits past the microsecond are cut, never rounded.

    Raises:
        ValueError: not a text, not ISO 8601, without an offset, or no such instant.
    """
    if not isinstance(text, str):
        raise ValueError("not a text")  # noqa: TRY004 - callers count one kind of unreadable time
    moment, digits = _read(text)
    if moment.tzinfo is None:
        raise ValueError("no offset")
    try:
        return Instant(moment.astimezone(UTC), digits)
    except OverflowError:
        raise ValueError("beyond the calendar") from None


def read_epoch(value: object, unit: Unit) -> Instant:
    """A service's count of `unit`s since 1970, exact, as whole number or digits.

    Raises:
        ValueError: not a whole number, negative, or beyond the calendar.
    """
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise ValueError("not a whole number")  # noqa: TRY004
    count = int(value)
    if count < 0:
        raise ValueError("before 1970")
    micros = count * 1_000_000 // _PER_SECOND[unit]
    try:
        time = _EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        raise ValueError("beyond the calendar") from None
    return Instant(time, {"s": "s", "ms": "ms"}.get(unit, "us"))  # type: ignore[arg-type]


def utc_text(time: datetime, precision: Precision | None = None) -> str:
    """RFC 3339 with `Z` and as many digits as the precision has (without one: as many as are set)."""
    if precision is None:
        precision = "us" if time.microsecond else "s"
    utc = time if time.tzinfo is UTC else time.astimezone(UTC)
    return utc.isoformat(timespec=_DIGITS.get(precision, "seconds")).removesuffix("+00:00") + "Z"


def _read(text: str) -> tuple[datetime, Precision]:
    match = _ISO.fullmatch(text.strip())
    if not match:
        raise ValueError("not ISO 8601")
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    micros = int((fraction or "0").ljust(6, "0")[:6])
    moment = datetime(
        int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), micros, _offset(offset)
    )  # fmt: skip
    return moment, _digits(second, fraction)


def _digits(second: str | None, fraction: str | None) -> Precision:
    if second is None:
        return "min"
    if not fraction:
        return "s"
    return "ms" if len(fraction) <= 3 else "us"  # noqa: PLR2004 - three digits are milliseconds


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:]) if len(text) > 3 else 0  # noqa: PLR2004 - "+02"
    if minutes > 59:  # noqa: PLR2004
        raise ValueError("no such offset")
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)


def _to_utc(moment: datetime, tz: str | None, shown: str) -> datetime:
    if moment.tzinfo is None and tz is None:
        raise WindowError(f"the time {shown} has no zone: {_EXAMPLE}, or give tz=")
    try:
        return (moment if moment.tzinfo else _localise(moment, tz or "UTC", shown)).astimezone(UTC)
    except OverflowError:
        raise WindowError(f"the time {shown} is beyond the calendar") from None


def _localise(moment: datetime, tz: str, shown: str) -> datetime:
    """An ambiguous or missing local time is refused: choosing one would be a guess."""
    local = moment.replace(tzinfo=zone(tz))
    if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != moment:
        raise WindowError(f"the time {shown} does not exist in {tz} (clocks went forward); give it with its offset")
    if local.replace(fold=1).utcoffset() != local.utcoffset():
        raise WindowError(f"the time {shown} happens twice in {tz} (clocks went back); give it with its offset")
    return local
