"""Dates as people write them. What could be two days is refused; a year that is not said is looked for, not guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

#: The names of the months, and what they begin with, in English, German, French, Spanish and Italian; a short form that
#: is a word of another of these languages is none.
_MONTHS = (
    ("jan|gen|ene", "january jan januar jänner janvier janv enero gennaio"),
    ("feb|fév", "february feb februar février févr fév febrero febbraio"),
    ("mar|mär|mrz", "march mar märz mrz mars marzo"),
    ("apr|avr|abr", "april apr avril avr abril abr aprile"),
    ("may|mai|mag", "may mai mayo maggio"),
    ("june|juni|juin|jun|giu", "june jun juni juin junio giugno"),
    ("july|juli|juil|jul|lug", "july jul juli juillet julio luglio"),
    ("aug|aoû|aou|ago", "august aug août aout agosto"),
    ("sep|set", "september sept sep septembre septiembre settembre"),
    ("oct|okt|ott", "october oct oktober okt octobre octubre ottobre"),
    ("nov", "november nov novembre noviembre"),
    ("dec|dez|déc|dic", "december dec dezember dez décembre déc diciembre dic dicembre"),
)
_DAYS = (
    "monday mon montag lundi lunes lunedì",
    "tuesday tues tue dienstag mardi martes martedì",
    "wednesday weds wed mittwoch mercredi miércoles mercoledì",
    "thursday thurs thur thu donnerstag jeudi jueves giovedì",
    "friday fri freitag vendredi viernes venerdì",
    "saturday sat samstag sonnabend samedi sábado sabato",
    "sunday sun sonntag dimanche domingo domenica",
)
_NAMES = [name for _, names in _MONTHS for name in names.split()]
_WEEKDAY = {name: number for number, names in enumerate(_DAYS) for name in names.split()}


def _one_of(names: Iterable[str]) -> str:
    """A pattern of these names; most words are told apart from all of them by their first letter."""
    longest_first = sorted(set(names), key=lambda name: (-len(name), name))
    firsts = "".join(sorted({name[0] for name in longest_first}))
    return rf"(?=[{firsts}])(?:{'|'.join(longest_first)})(?!\w)\.?"


_MONTH = _one_of(_NAMES)
_WEEK = _one_of(_WEEKDAY)
Reader = Callable[[re.Match[str]], "list[Day]"]
_FIRST, _LAST = 1990, 2100
_MONTHS_IN_A_YEAR = 12
_TO = r"\s*+(?:[-\u2013\u2014/&+]|\bto\b|\band\b|\bbis\b|\bund\b|\bau\b|\bet\b|\by\b)\s*+"
_PART = r"(?![\w/]|[:.,]\d)"
_LEAD = rf"(?P<week>{_WEEK})?(?(week)\s*+,?\s*+(?:the\s++|den\s++|le\s++)?)"
_MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Day:
    """A day as far as it is said.

    Attributes:
        said: as it is written.
        year, month, number, weekday: what is said of it.
        wrong: why it cannot be taken.
    """

    said: str
    year: int | None = None
    month: int | None = None
    number: int | None = None
    weekday: int | None = None
    wrong: str = ""

    def dates(self, near: Iterable[date]) -> list[date]:
        """The days that it can mean, of one year or, where none is said, among the years of those days."""
        days = list(near)
        if self.month is None:
            return [] if self.wrong else [day for day in days if day.weekday() == self.weekday]
        years = [self.year] if self.year else sorted({day.year for day in days})
        found = [made for year in years if (made := _made(year, self.month, self.number or 0))]
        return [day for day in found if self.weekday in (None, day.weekday())]


def date_at(text: str, place: int = 0) -> tuple[Day, int] | None:
    """The date that stands at that place, before a time, and where it ends."""
    for pattern, read in (*_FORMS, *_BARE):
        if found := pattern.match(text, place):
            return read(found)[-1], found.end()
    return None


def dates_in(text: str) -> list[Day]:
    """Every date in a text; of one that spans days, `20 to 21 June 2019`, its first and its last."""
    found = [day for match, read in _matches(text) for day in read(match)]
    years = {day.year for day in found if day.year}
    if len(years) == 1:
        found = [_with_year(day, next(iter(years))) for day in found]
    return found


def dates_at(text: str) -> Iterator[tuple[int, int, tuple[Day, ...]]]:
    """Every date in a text: where it begins and ends, and its days."""
    for match, read in _matches(text):
        yield match.start(), match.end(), tuple(read(match))


def weekday_alone(text: str) -> Day | None:
    """The day that a text names which is nothing but a weekday's name."""
    found = re.fullmatch(rf"\W*({_WEEK})\W*", text, re.IGNORECASE)
    return Day(found[1], weekday=_weekday(found[1])) if found else None


def between(days: Sequence[date]) -> tuple[date, ...]:
    """All days from the first to the last of them, where that is a month at most; else only they."""
    if not days:
        return ()
    first, last = min(days), max(days)
    if last - first > timedelta(days=_MOST_DAYS):
        return tuple(sorted(set(days)))
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def _matches(text: str) -> Iterator[tuple[re.Match[str], Reader]]:
    """The dates in their order; each form is sought again only from where its last one was passed."""
    ahead = [(pattern.search(text), read) for pattern, read in _FORMS]
    while left := [(found, read) for found, read in ahead if found]:
        first, reader = min(left, key=lambda each: each[0].start())
        yield first, reader
        end = first.end()
        ahead = [(found if found.start() >= end else found.re.search(text, end), read) for found, read in left]


def _with_year(day: Day, year: int) -> Day:
    return day if day.year or day.month is None else Day(day.said, year, day.month, day.number, day.weekday, day.wrong)


def _made(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _weekday(word: str | None) -> int | None:
    return _WEEKDAY.get(word.lower().rstrip(".")) if word else None


def _month(word: str) -> int:
    name = word.lower()
    return next(number for number, (begins, _) in enumerate(_MONTHS, 1) if name.startswith(tuple(begins.split("|"))))


def _checked(said: str, year: int | None, month: int, number: int, weekday: int | None = None) -> Day:
    """The day, or why there is none."""
    some = year or 2000  # a leap year: what is possible in some year
    made = _made(some, month, number)
    if made is None or not _FIRST <= some <= _LAST:
        return Day(said, wrong=f"there is no day {said!r}")
    if year and weekday not in (None, made.weekday()):
        return Day(said, wrong=f"{said!r} names a weekday that {made} was not")
    return Day(said, year, month, number, weekday)


def _iso(found: re.Match[str]) -> list[Day]:
    return [_checked(found[0], int(found["y"]), int(found["m"]), int(found["d"]), _weekday(found["week"]))]


def _dotted(found: re.Match[str]) -> list[Day]:
    year = found["y"]
    if year and len(year) == 2:  # noqa: PLR2004 - two digits
        return [Day(found[0], wrong=f"{found[0]!r} may be two days: write the year whole")]
    week = _weekday(found["week"])
    return [_checked(found[0], int(year) if year else None, int(found["m"]), int(found["d"]), week)]


def _numbers(found: re.Match[str]) -> list[Day]:
    """Day and month in an order that the numbers themselves tell, or not."""
    one, two, last = int(found["a"]), int(found["b"]), found["y"]
    said, week = found[0], _weekday(found["week"])
    short = bool(last) and len(last) == 2  # noqa: PLR2004 - two digits
    year = int(last) + (2000 if short else 0) if last else None
    if short and one > _MONTHS_IN_A_YEAR:
        return [Day(said, wrong=f"{said!r} may be two days: write the year whole and first, as 2019-06-20")]
    if one == two or two > _MONTHS_IN_A_YEAR:
        return [_checked(said, year, one, two, week)]
    if one > _MONTHS_IN_A_YEAR:
        return [_checked(said, year, two, one, week)]
    return [Day(said, wrong=f"{said!r} may be two days: write it as {last or 'YYYY'}-MM-DD")]


def _worded(found: re.Match[str]) -> list[Day]:
    year, month = found["y"], _month(found["m"])
    numbers = [int(found[name]) for name in ("d", "e") if found[name]]
    week = _weekday(found["week"]) if len(numbers) == 1 else None
    return [_checked(found[0].strip(), int(year) if year else None, month, number, week) for number in numbers]


def _week(found: re.Match[str]) -> list[Day]:
    return [Day(found[0], weekday=_weekday(found["week"]))]


def _compiled(*rows: tuple[str, Reader]) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), read) for pattern, read in rows)


_ST = r"(?:st|nd|rd|th|er|\.|º)?"
_YEAR = r"(?P<y>\d{4})(?![\w]|[:.]\d)"
_ALONE = rf"(?<![\w.:/-])(?=\w){_LEAD}"
_BY_DAY = rf"(?P<d>\d\d?){_ST}(?:{_TO}(?P<e>\d\d?){_ST})?[\s/-]*+(?:of\s++|de\s++)?(?P<m>{_MONTH})"
_TH = r"(?:st|nd|rd|th)?(?![\w]|[:.]\d)"
_BY_MONTH = rf"(?P<m>{_MONTH})[\s-]*+(?P<d>\d\d?){_TH}(?:{_TO}(?P<e>\d\d?){_TH})?"
_FORMS = _compiled(
    (rf"{_ALONE}(?P<y>\d{{4}})(?P<sep>[-/.])(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)(?![\d/-]|\.\d)(?=$|[^a-z]|t\d)", _iso),
    (rf"{_ALONE}(?P<d>\d\d?)\.\s?(?P<m>\d\d?)\.\s?(?P<y>\d{{4}}|\d\d(?!\d))(?![\w/]|[:.]\d)", _dotted),
    (rf"{_ALONE}(?P<a>\d\d?)(?P<sep>[-/])(?P<b>\d\d?)(?P=sep)(?P<y>\d{{4}}|\d\d){_PART}", _numbers),
    (rf"{_ALONE}{_BY_DAY}(?:[\s,/-]*+(?:de\s++|of\s++|del\s++)?{_YEAR})?", _worded),
    (rf"{_ALONE}{_BY_MONTH}(?:\s*+,?\s*+{_YEAR})?", _worded),
)
# What is a date only where a time follows: 24/7 is none.
_TIME_AHEAD = r"(?=[\s,]+(?:at\s+|um\s+|~|\W)?\d\d?[:.h]\d\d)"
_BARE = _compiled(
    (rf"{_LEAD}(?P<d>\d\d?)\.\s?(?P<m>\d\d?)\.(?P<y>(?!))?{_TIME_AHEAD}", _dotted),
    (rf"{_LEAD}(?P<a>\d\d?)/(?P<b>\d\d?)(?P<y>(?!))?{_TIME_AHEAD}", _numbers),
    (rf"(?P<week>{_WEEK}){_TIME_AHEAD}", _week),
)
