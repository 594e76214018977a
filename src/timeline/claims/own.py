"""What the record writes itself: a line or a fact of ours, word for word, is borne out by its own events."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, tzinfo
from functools import cached_property
from typing import NamedTuple

from timeline.claims.cited import Cited
from timeline.claims.ground import Ground
from timeline.claims.marks import Marks
from timeline.claims.seen import said
from timeline.claims.sentences import Sentence, Text, split
from timeline.claims.times import When
from timeline.model.event import Event

_TIE = re.compile(r" ?\*?tie of \d{1,6}\*?$")
_BRACKET = 2  # letters that may stand before a line's time
_TIE_TOLD = re.compile(r"tie of \d+: this line and the next lie so close together")
_FOLDINGS = ("default", "none", "happenings", "threads")


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
        whole = said(_TIE.sub("", sentence.text))
        if whole in self._facts:
            return self._facts[whole]
        when = lead or (marks.times[0] if marks.times and marks.times[0].begin <= _BRACKET else None)
        words = (
            whole
            if lead or when is None
            else said(_TIE.sub("", sentence.text[when.end :].lstrip(" >)]:*-\u2013\u2014|·,`")))
        )
        for line in self._lines(when.zone or UTC if when else UTC).get(words, ()):
            if when and line.first and not when.holds(line.first.time):
                continue
            if cited.any and not {seen.event.id for seen in cited.events} & set(line.events):
                continue
            return line.events
        return ()

    def _lines(self, zone: tzinfo) -> dict[str, list[_Line]]:
        if zone not in self._told:
            self._told[zone] = self._made(zone)
        return self._told[zone]

    def _made(self, zone: tzinfo) -> dict[str, list[_Line]]:
        found: dict[str, list[_Line]] = defaultdict(list)
        for fold in _FOLDINGS:
            for line in self._ground.record.lines(fold):  # type: ignore[arg-type]
                found[said(line.said(zone))].append(_Line(line.first, tuple(event.id for event in line.events)))
        return found

    def is_head(self, sentence: Sentence) -> bool:
        """Whether it stands in the head or in the coverage that the record writes of itself."""
        return not sentence.item.said and (
            _TIE_TOLD.match(sentence.text) is not None or said(sentence.text) in self._heads
        )

    @cached_property
    def _facts(self) -> dict[str, tuple[str, ...]]:
        told = [
            (piece, fact.events)
            for fact in self._ground.record.facts()
            for piece in (*split(fact.sentence), fact.sentence)
        ]
        return {said(piece): events for piece, events in told}

    @cached_property
    def _heads(self) -> frozenset[str]:
        found: set[str] = set()
        for fold in _FOLDINGS:
            for sentence in Text(self._ground.record.to_markdown(fold=fold)).sentences():  # type: ignore[arg-type]
                if not sentence.item.said:
                    found.add(said(sentence.text))
        return frozenset(found)
