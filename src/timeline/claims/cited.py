"""The events that a sentence cites, by a short id or by a link."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from timeline.claims.ground import Ground
from timeline.claims.seen import Seen
from timeline.claims.sentences import Sentence
from timeline.curation.ids import LEAST, id_of
from timeline.joining.keys import SORTS
from timeline.joining.posts import keys_of
from timeline.reading.lines import Line


class Cited(NamedTuple):
    """What a sentence cites.

    Attributes:
        events: the events, with all witnesses of their happenings.
        lines: the folds that one of them leads.
        lost: what leads nowhere.
        any: whether it cites anything.
    """

    events: tuple[Seen, ...] = ()
    lines: tuple[Line, ...] = ()
    lost: tuple[str, ...] = ()
    any: bool = False


class Citations:
    """Finds what is cited in a record."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def of(self, sentence: Sentence) -> Cited:
        """What a sentence cites; a link that is no evidence is none."""
        found: dict[str, Seen] = {}
        lost: list[str] = []
        for short in sentence.ids:
            events = self._by_id(short)
            found.update((seen.event.id, seen) for seen in events)
            if not events and len(short) >= LEAST:
                lost.append(f"^{short}")
        for link in sentence.links:
            events = self._by_link(link)
            found.update((seen.event.id, seen) for seen in events)
            if not events and self._is_evidence(link):
                lost.append(link)
        whole = self._with_witnesses(found.values())
        folds = tuple(line for line in self._folds if line.first.id in found)
        return Cited(tuple(whole), folds, tuple(lost), bool(found or lost))

    def _by_id(self, short: str) -> list[Seen]:
        known = self._ids
        place = bisect_left(known, (short, ""))
        found = []
        while place < len(known) and known[place][0].startswith(short):
            found.append(known[place][1])
            place += 1
        leads = [key for key in found if key in self._leads]
        return [self._ground.by_id[key] for key in (leads or found)]

    def _by_link(self, link: str) -> list[Seen]:
        if found := self._urls.get(link) or self._urls.get(link.rstrip("/")):
            return found
        told = [key for key in keys_of(link) if key.startswith(SORTS)]
        return [seen for key in told[:1] for seen in self._ground.by_key.get(key, ())]

    def _is_evidence(self, link: str) -> bool:
        """Whether a link leads to where the record's evidence is: to a thing of a service that it knows."""
        if keys_of(link):
            return True
        parts = urlsplit(link)
        return (parts.hostname, parts.path.rpartition("/")[0]) in self._places

    def _with_witnesses(self, found: Iterable[Seen]) -> list[Seen]:
        whole: dict[str, Seen] = {}
        for seen in found:
            for each in (seen, *self._ground.by_happening.get(seen.event.happening or "", ())):
                whole[each.event.id] = each
        return sorted(whole.values(), key=lambda seen: seen.event.time)

    @cached_property
    def _ids(self) -> list[tuple[str, str]]:
        redaction = self._ground.record.redaction
        return sorted((id_of(redaction.original(key) if redaction else key), key) for key in self._ground.by_id)

    @cached_property
    def _lines(self) -> tuple[Line, ...]:
        return self._ground.record.lines()

    @cached_property
    def _leads(self) -> frozenset[str]:
        return frozenset(line.first.id for line in self._lines)

    @cached_property
    def _folds(self) -> tuple[Line, ...]:
        return tuple(line for line in self._lines if line.rule not in (None, "happening"))

    @cached_property
    def _urls(self) -> dict[str, list[Seen]]:
        found = defaultdict(list)
        for seen in self._ground.seen:
            if seen.event.url:
                found[seen.event.url].append(seen)
        return dict(found)

    @cached_property
    def _places(self) -> frozenset[tuple[str | None, str]]:
        return frozenset((urlsplit(url).hostname, urlsplit(url).path.rpartition("/")[0]) for url in self._urls)
