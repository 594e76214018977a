"""What the record writes itself: a line or a fact of ours, word for word, is borne out by its own events."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, timedelta, tzinfo
from functools import cached_property
from typing import NamedTuple

from timeline.claims.cited import Cited
from timeline.claims.ground import Ground
from timeline.claims.marks import Marks
from timeline.claims.seen import said
from timeline.claims.sentences import Sentence, Text, split, without_evidence
from timeline.claims.times import When
from timeline.claims.verdict import Part
from timeline.model.event import Event

_TIE = re.compile(r" ?\*?tie of \d{1,6}\*?$")
_BRACKET = 2  # letters that may stand before a line's time
_TIE_TOLD = re.compile(r"tie of \d+: this line and the next lie so close together")
_FOLDINGS = ("default", "none", "happenings", "threads")


_CLOCK = re.compile(
    r"(?<![\d:.])(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d)(?:\.\d{1,6})?)?"
    r"(?: (?:z|utc|[+-]\d\d(?::?\d\d)?|[a-z]{2,4}t))?(?!\w|:\d)"
)
_DAY = 86400  # seconds


def _clocks(text: str) -> list[int]:
    """The times of day in a text, in seconds."""
    return [int(found["h"]) * 3600 + int(found["m"]) * 60 + int(found["s"] or 0) for found in _CLOCK.finditer(text)]


def _bare(text: str) -> str:
    """A line's words, without what stands between its links, which are gone, and without its mark of a tie."""
    return " ".join(word for word in said(_TIE.sub("", text)).split() if word != "·")


class _Line(NamedTuple):
    first: Event | None
    events: tuple[str, ...]


class Own:
    """Finds sentences that are the record's own."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._told: dict[tzinfo, dict[str, list[_Line]]] = {}

    def stated(self, sentence: Sentence, marks: Marks, cited: Cited, lead: When | None) -> tuple[str, ...]:
        """The events of the line or the fact that the sentence is; none where it is neither."""
        whole = _bare(sentence.text)
        if found := self._fact(whole, marks):
            return found
        when = lead or (marks.times[0] if marks.times and marks.times[0].begin <= _BRACKET else None)
        words = whole if lead or when is None else _bare(sentence.text[when.end :].lstrip(" >)]:*-\u2013\u2014|·,`"))
        for line in self._lines(when.zone or UTC if when else UTC).get(words, ()):
            if when and line.first and not when.holds(line.first.time):
                continue
            if cited.any and not {seen.event.id for seen in cited.events} & set(line.events):
                continue
            return line.events
        return ()

    def without_past(self, text: str) -> tuple[str, Part | None]:
        """A line's text without what we counted of its alert's or page's past and wrote behind it; and that."""
        line = _TIE.sub("", text)
        for told, events in self._pasts.items():
            if line.endswith(told):
                past = Part(told, "supported", events, "the record's own count of what was before")
                return without_evidence(line.removesuffix(told)), past
        return text, None

    @cached_property
    def _pasts(self) -> dict[str, tuple[str, ...]]:
        if self._ground.record.history is None:
            return {}
        whole = self._ground.record.curated(None)
        lines = (*whole.lines(), *whole.lines("none"))
        return {line.before: tuple(event.id for event in line.events) for line in lines if line.before}

    def _fact(self, words: str, marks: Marks) -> tuple[str, ...]:
        """The events of the fact that those words are, in whatever zone its times are said."""
        zone = next((when.zone for when in marks.times if when.zone), UTC)
        offset = zone.utcoffset(self._ground.window.start.replace(tzinfo=None)) or timedelta(0)
        for clocks, events in self._facts.get(_CLOCK.sub("<>", words), ()):
            if clocks == [(clock - int(offset.total_seconds())) % _DAY for clock in _clocks(words)]:
                return events
        return ()

    def _lines(self, zone: tzinfo) -> dict[str, list[_Line]]:
        if zone not in self._told:
            self._told[zone] = self._made(zone)
        return self._told[zone]

    def _made(self, zone: tzinfo) -> dict[str, list[_Line]]:
        found: dict[str, list[_Line]] = defaultdict(list)
        for fold in _FOLDINGS:
            for line in self._ground.record.lines(fold):  # type: ignore[arg-type]
                own = _Line(line.first, tuple(event.id for event in line.events))
                found[_bare(line.said(zone))].append(own)
        return found

    def is_head(self, sentence: Sentence) -> bool:
        """Whether it stands in the head or in the coverage that the record writes of itself."""
        return not sentence.item.said and (
            _TIE_TOLD.match(sentence.text) is not None or said(sentence.text) in self._heads
        )

    @cached_property
    def _facts(self) -> dict[str, list[tuple[list[int], tuple[str, ...]]]]:
        """By the words without their times: the times, and the events."""
        found: dict[str, list[tuple[list[int], tuple[str, ...]]]] = defaultdict(list)
        for fact in self._ground.record.facts():
            for piece in (*split(fact.sentence), fact.sentence):
                words = said(piece)
                found[_CLOCK.sub("<>", words)].append((_clocks(words), fact.events))
        return found

    @cached_property
    def _heads(self) -> frozenset[str]:
        found: set[str] = set()
        for fold in _FOLDINGS:
            told = self._ground.record.to_markdown(fold=fold).split("\n")  # type: ignore[arg-type]
            # The events' lines are looked up elsewhere, and of a long record they take long to read.
            for sentence in Text("\n".join(line for line in told if not line.startswith("- <"))).sentences():
                if not sentence.item.said:
                    found.add(said(sentence.text))
        return frozenset(found)
