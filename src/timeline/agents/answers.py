"""What each tool answers: plain objects, capped, each saying how much of the whole it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from timeline.agents.fence import Fence
from timeline.agents.known import Known, known
from timeline.agents.told import LONG, told_claim, told_coverage, told_event, told_fact
from timeline.model.coverage import Coverage
from timeline.model.errors import ConfigError
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.unasked import not_asked

#: Rows of one answer when nothing is said, and at most; and characters.
USUAL, MOST, CHARACTERS = 50, 200, 60_000
#: Events before and behind one that is asked for.
_BESIDE = 5
#: Characters of a text that is checked at once.
_TEXT = 100_000

Row = TypeVar("Row")
Answer = dict[str, Any]


class Answers:
    """The tools over some saved records.

    Args:
        records: each by its name.
    """

    def __init__(self, records: dict[str, Known]) -> None:
        self._records = records

    def find(
        self,
        *,
        text: str | None = None,
        kind: str | None = None,
        actor: str | None = None,
        source: str | None = None,
        between: Sequence[str] | None = None,
        incident: str | None = None,
        limit: int = USUAL,
        offset: int = 0,
    ) -> Answer:
        """The events that fit every condition, in order, with what could not be read of the span.

        Raises:
            ConfigError: a condition is none, or there is no such incident.
            WindowError: `between` is no span.
        """
        span = _span(between)
        fence, found = Fence(), known(self._records, incident)
        fitting = [
            (each, event)
            for each in found
            for event in each.record.where(text=text, kind=kind, actor=actor, source=source)
            if span is None or span.start <= event.time < span.end
        ]
        rows, said = _part(fitting, lambda row: told_event(row[1], row[0], fence), limit, offset)
        coverage = [told_coverage(row, each, fence) for each in found for row in _lacking(each, span)]
        answer = {
            "shown": said,
            "events": rows,
            "coverage": coverage,
            **_asked(found),
            "outside": _outside(found, span),
        }
        return self._checked(fence, answer, found)

    def event(self, key: str, *, incident: str | None = None) -> Answer:
        """The event of an id or short id, whole, with those before and behind it.

        Raises:
            ConfigError: there is no such event.
        """
        fence, found = Fence(), known(self._records, incident)
        places = [(each, place) for each in found if (place := each.find(key)) is not None]
        if not places:
            raise ConfigError("no event of that id is in the records that this server has")
        return self._checked(fence, {"events": [_whole(each, place, fence) for each, place in places]}, found)

    def coverage(self, *, incident: str | None = None) -> Answer:
        """How well every source was read, and which services were not asked at all."""
        fence, found = Fence(), known(self._records, incident)
        rows = [told_coverage(row, each, fence) for each in found for row in each.record.coverage]
        return self._checked(fence, {"coverage": rows, **_asked(found)}, found)

    def facts(
        self, *, rule: str | None = None, incident: str | None = None, limit: int = USUAL, offset: int = 0
    ) -> Answer:
        """What fixed rules find, without a cause or a score."""
        fence, found = Fence(), known(self._records, incident)
        every = [(each, fact) for each in found for fact in each.facts if rule in (None, fact.rule)]
        rows, said = _part(every, lambda row: told_fact(row[1], row[0], fence), limit, offset)
        return self._checked(fence, {"shown": said, "facts": rows, **_asked(found)}, found)

    def check_claims(
        self, text: str, *, incident: str | None = None, tz: str | None = None, limit: int = USUAL, offset: int = 0
    ) -> Answer:
        """What the record says of every sentence of a text.

        Raises:
            ConfigError: the text is too long, or it is not said of which incident it tells.
            WindowError: no such zone is known.
        """
        if len(text) > _TEXT:
            raise ConfigError(f"the text has {len(text)} characters; at most {_TEXT} are checked at once: send parts")
        found = known(self._records, incident)
        if len(found) > 1:
            raise ConfigError(f"say of which incident it tells: {', '.join(self._records)}")
        fence, (own,) = Fence(), found
        claims = own.record.check_claims(text, tz=tz)
        rows, said = _part(claims, lambda claim: told_claim(claim, own, fence), limit, offset)
        coverage = [told_coverage(row, own, fence) for row in own.record.coverage]
        answer = {"shown": said, "verdicts": claims.counts, "claims": rows, "coverage": coverage, **_asked(found)}
        return self._checked(fence, answer, found, but=_without_text(answer))

    @staticmethod
    def _checked(fence: Fence, answer: Answer, found: Iterable[Known], *, but: object = None) -> Answer:
        """The answer behind what its fence looks like, if no name is left in it; the asker's own words are theirs."""
        for each in found:
            each.check(answer if but is None else but)
        return {"fence": fence.to_dict(), **answer}


def _span(between: Sequence[str] | None) -> Window | None:
    if between is None:
        return None
    if len(between) != 2:  # noqa: PLR2004 - a span has two ends
        raise ConfigError('between is a list of two times, as ["2026-08-03T18:40Z", "2026-08-03T19:00Z"]')
    return Window(between[0], between[1])


def _part(rows: Sequence[Row], told: Callable[[Row], Answer], limit: int, offset: int) -> tuple[list[Answer], Answer]:
    """As many rows as an answer holds, and which they are of how many."""
    if not 1 <= limit <= MOST or offset < 0:
        raise ConfigError(f"limit is 1 to {MOST}, and offset is not below 0")
    made = list(_fitting(map(told, rows[offset : offset + limit])))
    after = offset + len(made)
    return made, {"rows": f"{len(made)} of {len(rows)}", "from": offset, "next": after if after < len(rows) else None}


def _fitting(rows: Iterable[Answer]) -> Iterator[Answer]:
    """The first of them, until an answer is full; one at least."""
    left = CHARACTERS
    for row in rows:
        size = len(json.dumps(row))
        if size > left < CHARACTERS:
            return
        left -= size
        yield row


def _whole(own: Known, place: int, fence: Fence) -> Answer:
    event: Event = own.record[place]
    before, behind = own.around(place, _BESIDE)
    joined = [own.id(each.id) for each in own.record if event.happening and each.happening == event.happening]
    return {
        **told_event(event, own, fence, LONG),
        "place": f"{place + 1} of {len(own.record)}",
        "same_happening": [key for key in joined if key != own.id(event.id)],
        "before": [told_event(each, own, fence) for each in before],
        "after": [told_event(each, own, fence) for each in behind],
    }


def _lacking(own: Known, span: Window | None) -> Iterator[Coverage]:
    """The rows of sources that were not read whole in that span."""
    for row in own.record.coverage:
        gaps = [gap for gap in row.gaps if span is None or (gap.start < span.end and span.start <= gap.end)]
        if gaps or (row.status != "complete" and not row.gaps):
            yield row


def _asked(found: Sequence[Known]) -> Answer:
    """The windows that were asked for, and the services that were not asked at all."""
    return {
        "incidents": [{"incident": each.name, **each.record.window.to_dict()} for each in found],
        "not_asked": list(not_asked(row.type for each in found for row in each.record.coverage)),
    }


def _outside(found: Iterable[Known], span: Window | None) -> list[str]:
    """The incidents whose records do not reach over the whole span."""
    windows = ((each.name, each.record.window) for each in found)
    return [name for name, window in windows if span and (span.start < window.start or span.end > window.end)]


def _without_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_text(each) for name, each in value.items() if name != "text"}
    return [_without_text(each) for each in value] if isinstance(value, list) else value
