"""The list of downtimes: what was muted and unmuted in the window, and by which the stream has holes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from timeline._coverage import Gap
from timeline._errors import AnswerError, SourceError
from timeline._event import Event
from timeline._run import Run
from timeline._window import Instant, read_iso
from timeline.sources._calls import Call, Calls
from timeline.sources._draft import Draft, first_line, readable, tell
from timeline.sources._shape import at, records, text

_PAGE = 100
_NAME = "GET /api/v2/downtime"


@dataclass(frozen=True)
class Downtime:
    """One downtime as the list gives it; of a recurring one, its latest occurrence."""

    raw: dict[str, Any]

    @property
    def id(self) -> str | None:
        """Its own id."""
        return text(at(self.raw, "id"))

    @property
    def start(self) -> Any:
        """When it began or begins; None where it was canceled before that."""
        return None if self._stopped_by(self._occurrence.get("start")) else self._occurrence.get("start")

    @property
    def end(self) -> Any:
        """When it ended or ends: by hand, or by its schedule; None where it has no end, or never began."""
        if self._stopped_by(self._occurrence.get("start")):
            return None
        return at(self.raw, "attributes", "canceled") if self.canceled else self._occurrence.get("end")

    @property
    def canceled(self) -> bool:
        """Whether somebody ended it by hand, and not only what would have come after this occurrence."""
        end = self._occurrence.get("end")
        return bool(at(self.raw, "attributes", "canceled")) and (not end or self._stopped_by(end))

    @property
    def recurring(self) -> bool:
        """Whether it has occurrences of which the list tells the latest only."""
        return bool(at(self.raw, "attributes", "schedule", "recurrences"))

    @property
    def monitor(self) -> str | None:
        """The id of the one monitor that it mutes, if it is about one."""
        return text(at(self.raw, "attributes", "monitor_identifier", "monitor_id"))

    @property
    def label(self) -> str:
        """What it is about, for a sentence."""
        scope = first_line(text(at(self.raw, "attributes", "scope")) or "*")
        return f"monitor {self.monitor} ({scope})" if self.monitor else scope

    @property
    def _occurrence(self) -> Mapping[str, Any]:
        schedule = at(self.raw, "attributes", "schedule")
        found = at(schedule, "current_downtime") or schedule
        return found if isinstance(found, dict) else {}

    def _stopped_by(self, stamp: Any) -> bool:
        """Whether it was canceled before that time."""
        canceled, when = _time(at(self.raw, "attributes", "canceled")), _time(stamp)
        return bool(canceled and when and canceled <= when)

    @readable
    def draft(self, step: str, stamp: Any) -> Draft:
        """The event of its beginning or its end."""
        muted = step == "started"
        words = "began" if muted else "was canceled" if self.canceled else "ended"
        return Draft(
            id=f"downtime/{self.id}/{step}",
            stamp=stamp,
            kind="alert.muted" if muted else "alert.unmuted",
            summary=f"Datadog downtime of {self.label} {words}",
            body=text(at(self.raw, "attributes", "message")),
            keys=[f"datadog:downtime:{self.id}", *([f"datadog:monitor:{self.monitor}"] if self.monitor else [])],
            tags={
                "scope": text(at(self.raw, "attributes", "scope")),
                "status": text(at(self.raw, "attributes", "status")),
            },
            raw=self.raw,
        )


class Downtimes:
    """Reads the whole list: it knows no times.

    Cancelled downtimes leave it after about two days; the event stream tells those, and what both tell is
    told once.
    """

    def __init__(self, calls: Calls, run: Run) -> None:
        self._calls = calls
        self._run = run
        self._found: list[Downtime] = []

    def read(self) -> Iterator[Event | Gap]:
        """Read the list, for `told`; nothing is known yet of what the stream tells."""
        try:
            self._read()
        except SourceError as error:
            if "HTTP 404" in error.detail:
                self._run.note("downtimes could not be asked for: this server has no list of them")
            else:
                yield Gap.after(error, self._run.window, where="downtimes")

    def told(self, known: frozenset[tuple[str, str]]) -> Iterator[Event | Gap]:
        """What began or ended in the window, but for the pairs of id and kind that the stream told."""
        for downtime in self._found:
            if downtime.id is None:
                self._run.count(raw_rows=1)
                yield self._run.rejected(f"{self._run.source}: a downtime without id", "it has no id")
                continue
            for step, stamp in (("started", downtime.start), ("ended", downtime.end)):
                if stamp is None or not self._past(stamp):
                    continue
                draft = downtime.draft(step, stamp)
                if (downtime.id, draft.kind) in known:
                    self._run.count(raw_rows=1, duplicates=1)
                else:
                    yield from tell(self._run, draft)
            self._name_hole(downtime)

    def _read(self) -> None:
        """Every page; a total is not always told, and a list that shifts meanwhile may repeat itself."""
        offset, known = 0, set[str | None]()
        while True:
            params = {"page[offset]": offset, "page[limit]": _PAGE}
            page = self._calls.json(Call(_NAME, "api/v2/downtime", params=params, expect="data"))
            listed = [Downtime(raw) for raw in records(page, "data")]
            self._found += [each for each in listed if each.id not in known]
            before = len(known)
            known.update(each.id for each in listed)
            offset += len(listed)
            total = at(page, "meta", "page", "total_filtered_count")
            if len(known) == before or (isinstance(total, int) and len(known) >= total):
                break
        if listed if not isinstance(total, int) else len(known) < total:
            detail = f"the list counts {total} downtimes and told {len(known)}; try again"
            raise AnswerError(detail, call=_NAME, source=self._run.source, reason="count_mismatch")

    def _past(self, stamp: Any) -> bool:
        """Whether that time has come; one that cannot be read is for `tell` to name."""
        when = _instant(stamp)
        return when is None or when.time <= self._run.clock.now()

    def _name_hole(self, downtime: Downtime) -> None:
        start, end = _time(downtime.start), _time(downtime.end)
        window = self._run.window
        if start and start < window.end and (end is None or end > window.start):
            self._run.note(f"during the downtime of {downtime.label} the monitors in it going off left no events")
        if downtime.recurring:
            self._run.note(f"of the recurring downtime of {downtime.label} only the latest occurrence is known")


def _instant(stamp: Any) -> Instant | None:
    try:
        return read_iso(stamp)
    except ValueError:
        return None


def _time(stamp: Any) -> datetime | None:
    found = _instant(stamp)
    return found and found.time
