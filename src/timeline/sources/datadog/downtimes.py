"""The list of downtimes: what was muted and unmuted in the window, and by which the stream has holes."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from timeline.joining import keys
from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.event import Actor, Event
from timeline.model.profile import Sort
from timeline.model.window import Instant, read_iso
from timeline.porting.draft import Draft, first_line, readable
from timeline.porting.payload import at, block, objects, text
from timeline.porting.run import Run
from timeline.sources.datadog.people import Caller, People, account
from timeline.sources.datadog.titles import best
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import Count, follow, ids, offset

_TOTAL = ("meta", "page", "total_filtered_count")
_FIRST = Request(
    "GET /api/v2/downtime",
    "api/v2/downtime",
    params={"page[offset]": 0, "page[limit]": 100, "include": "created_by,monitor"},
    expect="data",
)
_AFTER = offset("data", into="page[offset]", total=_TOTAL)
_IDS = ids("data")
_SECOND = timedelta(seconds=1)  # one act is stamped in several fields


@dataclass(frozen=True)
class Downtime:
    """One downtime as the list gives it, with what came beside it; of a recurring one, its latest occurrence."""

    raw: dict[str, Any]
    included: Mapping[tuple[str, str], Any] = field(default_factory=dict)

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
    def monitor_tags(self) -> list[str]:
        """The tags that a monitor must have, all of them; none where it is about one monitor or about every one."""
        listed = at(self.raw, "attributes", "monitor_identifier", "monitor_tags")
        tags = [each for each in listed if isinstance(each, str) and each] if isinstance(listed, list) else []
        return [] if tags == ["*"] else tags

    @property
    def scope(self) -> str | None:
        """The groups that it is confined to, in the service's own language; none for all."""
        told = at(self.raw, "attributes", "scope")
        found = " AND ".join(map(str, told)) if isinstance(told, list) else (text(told) or "").strip()
        return found if found not in ("", "*") else None

    @property
    def label(self) -> str:
        """All that it is about, for a sentence."""
        scope = f" for {first_line(self.scope)}" if self.scope else ""
        if self.monitor:
            return f"monitor {_quoted(self.name) or self.monitor}{scope}"
        if self.monitor_tags:
            return f"the monitors with {first_line(_listed(self.monitor_tags))}{scope}"
        return f"all monitors{scope}"

    @property
    def creator(self) -> str | None:
        """The id of the account that created it."""
        return text(at(self.raw, "relationships", "created_by", "data", "id"))

    @property
    def caller(self) -> Caller | None:
        """Who created it, as what came beside the list says; without that nobody knows what sort of account it is."""
        key = self.creator
        attributes = block(at(self.included.get(("users", key or "")), "attributes"))
        sort: Sort = "service" if attributes.get("service_account") is True else "person"
        return account({**attributes, "uuid": key}, sort if attributes else None)

    @property
    def name(self) -> str | None:
        """The name of the one monitor that it mutes."""
        return best([text(at(self.included.get(("monitors", self.monitor or "")), "attributes", "name"))])

    @property
    def _occurrence(self) -> Mapping[str, Any]:
        schedule = at(self.raw, "attributes", "schedule")
        found = at(schedule, "current_downtime") or schedule
        return found if isinstance(found, dict) else {}

    def _stopped_by(self, stamp: Any) -> bool:
        """Whether it was canceled before that time."""
        canceled, when = _time(at(self.raw, "attributes", "canceled")), _time(stamp)
        return bool(canceled and when and canceled <= when)

    @property
    def begun_by_hand(self) -> bool:
        """Whether it began by being created; a later beginning is the schedule's act, and so is each recurring one."""
        created, start = _time(at(self.raw, "attributes", "created")), _time(self.start)
        return bool(created and start and start <= created) and not self.recurring

    @property
    def edited(self) -> str | None:
        """When it was changed while it lasted, so that what is read now need not be what it was when it began."""
        stamp = at(self.raw, "attributes", "modified")
        changed, created, end = map(_time, (stamp, at(self.raw, "attributes", "created"), self.end))
        start = _time(self.start)
        if not (changed and start) or changed <= max(start, created or start) + _SECOND:
            return None
        return text(stamp) if end is None or changed < end - _SECOND else None

    @readable
    def draft(self, step: str, stamp: Any, actor: Actor | None) -> Draft:
        """The event of its beginning or its end; `actor` created it."""
        muted = step == "started"
        words = "began" if muted else "was canceled" if self.canceled else "ended"
        who = actor if muted and self.begun_by_hand else None
        named = f" by {who.name}" if who and who.name else ""
        message = text(at(self.raw, "attributes", "message"))
        why = first_line(message or "") if muted else ""
        return Draft(
            id=f"downtime/{self.id}/{step}",
            stamp=stamp,
            kind="alert.muted" if muted else "alert.unmuted",
            summary=f"Datadog {'recurring ' if self.recurring else ''}downtime of {self.label} {words}{named}"
            + (f": {why}" if why else ""),
            actor=who,
            body=message,
            keys=[*keys.DOWNTIME.known(self.id), *keys.MONITOR.known(self.monitor)],
            tags={
                "scope": text(at(self.raw, "attributes", "scope")) or self.scope,
                "monitor_tags": ",".join(self.monitor_tags),
                "created_by": actor.name if actor else None,
                "edited": "true" if self.edited else None,
                "edited_at": self.edited,
            },
            raw=self.raw,
        )


class Downtimes:
    """Reads the whole list: it knows no times.

    Cancelled downtimes leave it after about two days; the event stream tells those, and what both tell is
    told once.
    """

    def __init__(self, client: Client, run: Run, people: People) -> None:
        self._people = people
        self._client = client
        self._run = run
        self._found: dict[Hashable, Downtime] = {}

    def read(self) -> Iterator[Event | Gap]:
        """Read the list, for `told`; nothing is known yet of what the stream tells."""
        try:
            self._read()
        except SourceError as error:
            if error.code == "404":
                self._run.note("downtimes could not be asked for: this server has no list of them")
            else:
                yield Gap.after(error, self._run.window, where="downtimes")

    def told(self, known: frozenset[tuple[str, str]]) -> Iterator[Event | Gap]:
        """What began or ended in the window, but for the pairs of id and kind that the stream told."""
        for downtime in self._found.values():
            if downtime.id is None:
                self._run.count(raw_rows=1)
                yield self._run.rejected(f"{self._run.source}: a downtime without id", "it has no id")
                continue
            for step, stamp in (("started", downtime.start), ("ended", downtime.end)):
                if stamp is None or not self._past(stamp):
                    continue
                caller = self._caller(downtime)
                draft = downtime.draft(step, stamp, self._people.actor(caller) if caller else None)
                if (downtime.id, draft.kind) in known:
                    self._run.count(raw_rows=1, duplicates=1)
                else:
                    yield from self._run.emit(draft)
            self._name_hole(downtime)

    def _caller(self, downtime: Downtime) -> Caller | None:
        if downtime.creator and not downtime.caller:
            self._run.note(f"who created the downtime of {downtime.label} could not be read")
        return downtime.caller

    def _read(self) -> None:
        """Every page; a total is not always told, and a list that shifts meanwhile may repeat itself."""
        count = Count()
        for page in follow(self._client, _FIRST, _AFTER, keys=_IDS):
            beside = {(str(at(each, "type")), str(at(each, "id"))): each for each in objects(at(page.data, "included"))}
            listed = [Downtime(raw, beside) for raw in page.records("data")]
            count.add(at(page.data, *_TOTAL), _IDS(page))
            for key, each in zip(_IDS(page), listed, strict=True):
                self._found.setdefault(key, each)
                if each.caller:
                    self._people.see(each.caller)
        if not count.whole:
            raise self._client.named(count.missing("downtimes"), _FIRST)

    def _past(self, stamp: Any) -> bool:
        """Whether that time has come; one that cannot be read is for `tell` to name."""
        when = _instant(stamp)
        return when is None or when.time <= self._run.now

    def _name_hole(self, downtime: Downtime) -> None:
        start, end = _time(downtime.start), _time(downtime.end)
        window = self._run.window
        if start and start < window.end and (end is None or end > window.start):
            self._run.note(f"during the downtime of {downtime.label} the monitors in it going off left no events")
        if downtime.recurring:
            self._run.note(f"of the recurring downtime of {downtime.label} only the latest occurrence is known")


def _quoted(name: str | None) -> str | None:
    return f'"{first_line(name)}"' if name else None


def _listed(tags: list[str]) -> str:
    """`the tag a`, `the tags a, b and c`."""
    *most, last = tags
    return f"the tags {', '.join(most)} and {last}" if most else f"the tag {last}"


def _instant(stamp: Any) -> Instant | None:
    try:
        return read_iso(stamp)
    except ValueError:
        return None


def _time(stamp: Any) -> datetime | None:
    found = _instant(stamp)
    return found and found.time
