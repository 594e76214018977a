"""What a document says once for many lines: a date or a zone in a heading, in a line of its own, for all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo

from timeline.prose.dates import Day, between, dates_in, weekday_alone
from timeline.prose.document import Document
from timeline.prose.items import Item
from timeline.prose.rows import day_of
from timeline.prose.zones import Zone, zone_in

_TIMES = re.compile(
    r"\b(?:times|timestamps|time\s*-?zones?|tz|zeiten|uhrzeiten|zeitangaben|zeitstempel|zeitzone|heures|horaires|fuseau\s+horaire"
    r"|horas|zona\s+horaria|orari)\b",
    re.IGNORECASE,
)
_ALL = re.compile(r"\b(?:all|every|alle|toutes|tous|todas|todos|tutti)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+|\s?\|\s?(?![^|]*$)")
_OF_TIMES = re.compile(
    r"[(\[]|\b(?:times?|timeline|timestamps?|clock|chronolog\w*|zeit\w*|uhrzeit\w*|heures?|horas?|log|events?|sequence)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(?:(?:incident|outage|start|event)\s+)?(?:date|day|datum|when|window|tag|fecha|jour|started|start|began)"
    r"(?:\s+of\s+(?:the\s+)?(?:incident|outage))?[^\w:|]*[:|]\W*(?=\w)",
    re.IGNORECASE,
)
_ANOTHER_DAY = re.compile(
    r"\bday\s*(?:[2-9]|\d\d|two|three|four|five)\b|\b(?:next|following|second|third|previous)\s+(?:day|morning|night)\b|\btomorrow\b"
    r"|\byesterday\b|\bthe\s+day\s+(?:after|before)\b|\b(?:nächster|folge|zweiter)\s*tag\b|\btag\s*[2-9]\b|\+\s?1\s?d(?:ay)?\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Scope:
    """What holds below a heading.

    Attributes:
        level: the heading's; 0 for the document.
        days: the days it names; several where it spans them.
        zone: the zone it names.
        another: the heading that speaks of another day without naming it.
    """

    level: int
    days: tuple[Day, ...] = ()
    zone: Zone | None = None
    another: str = ""


@dataclass(slots=True)
class Scopes:
    """What holds where the reader of a document has come to.

    Attributes:
        near: the days that the window may touch, for a date without a year.
        labels: the days that the document names as its own, `Date: 2019-06-20`.
        settled: by name, the zones that it says the meaning of, `BST (UTC+1)`.
    """

    near: tuple[date, ...]
    labels: tuple[Day, ...] = ()
    settled: dict[str, tzinfo] = field(default_factory=dict)
    _open: list[Scope] = field(default_factory=lambda: [Scope(0)])
    _stated: list[tuple[tuple[str, ...], Zone]] = field(default_factory=list)

    @classmethod
    def of(cls, document: Document, near: Sequence[date]) -> Scopes:
        """Those of a document, with what it says of all its lines."""
        made = cls(tuple(near))
        for item in document.items:
            made._look(item)
        return made

    def enter(self, item: Item) -> None:
        """Go on behind that item."""
        if item.sort == "heading":
            self._heading(item)
        elif not item.said and item.sort in ("paragraph", "item", "row") and len(item.text) < 100:  # noqa: PLR2004 - a line
            if day := day_of(item.text.rstrip(":")) or weekday_alone(item.text):
                self._open[-1].days, self._open[-1].another = (day,), ""
            elif _ANOTHER_DAY.fullmatch(item.text.strip(" :*-")):
                self._open[-1].another = item.text

    @property
    def days(self) -> tuple[date, ...]:
        """The days that the nearest heading with any names; all of them where it spans several."""
        for scope in reversed(self._open):
            if scope.days:
                return self.dates(scope.days)
        return ()

    @property
    def titled(self) -> bool:
        """Whether no heading below the title names those days: a title may name the day on which it was written."""
        return next((scope.level <= 1 for scope in reversed(self._open) if scope.days), True)

    @property
    def wrong(self) -> str:
        """Why the nearest heading names no day, where it speaks of one."""
        for scope in reversed(self._open):
            if scope.another:
                return f"the heading {scope.another!r} names no date"
            if scope.days:
                return next((day.wrong for day in scope.days if day.wrong), "")
        return ""

    def dates(self, days: Iterable[Day]) -> tuple[date, ...]:
        """The dates of those days, and those between the first and the last."""
        return between([found for day in days for found in day.dates(self.near)])

    def zone(self, item: Item) -> Zone | str | None:
        """The zone of an item: of its column, its headings, the document; a sentence where the document says two."""
        if item.zone and (named := zone_in(item.zone)):
            return named
        for scope in reversed(self._open):
            if scope.zone:
                return scope.zone
        best = max((len(path) for path, _ in self._stated if path == item.path[: len(path)]), default=None)
        said = [zone for path, zone in self._stated if path == item.path[: len(path)] and len(path) == best]
        if len({zone.meant or zone.name for zone in said}) > 1:
            return f"the document says two zones, {' and '.join(sorted({zone.name for zone in said}))}"
        return said[0] if said else None

    def _heading(self, item: Item) -> None:
        while self._open[-1].level >= item.level:
            self._open.pop()
        days = () if item.said else (*dates_in(item.text),) or (*_weekday(item.text),)
        zone = item.said.zone if item.said else zone_in(item.text) if days or _names_zone(item.text) else None
        another = item.text if not days and not item.said and _ANOTHER_DAY.search(item.text) else ""
        self._open.append(Scope(item.level, days, zone, another))

    def _look(self, item: Item) -> None:
        """Find what an item says of the whole document, or of its part."""
        if item.said or item.sort in ("code", "mark", "head"):
            return
        if not self.labels and (label := _LABEL.match(item.text)):
            self.labels = tuple(dates_in(item.text[label.end() :]))
        for sentence in _SENTENCE.split(item.text) if _TIMES.search(item.text) else ():
            zone = zone_in(sentence) if _TIMES.search(sentence) and item.sort != "heading" else None
            if zone:
                self._stated.append(((), zone) if _ALL.search(sentence) or item.sort == "meta" else (item.path, zone))
        for zone in _explained(item.text):
            if zone.meant:
                self.settled[zone.name.upper()] = zone.meant


def _explained(text: str) -> Iterator[Zone]:
    """The zones that a text says the meaning of, `BST (UTC+1)`."""
    for found in re.finditer(r"\b([A-Z]{2,4})\s*[(=]\s*(?=UTC|GMT)", text):
        zone = zone_in(text[found.start() : found.end() + 12])
        if zone and zone.name == found[1]:
            yield zone


def _weekday(text: str) -> Iterator[Day]:
    if day := weekday_alone(text):
        yield day


def _names_zone(text: str) -> bool:
    return bool(_OF_TIMES.search(text)) or sum(bool(re.search(r"\w", part)) for part in text.split()) == 1
