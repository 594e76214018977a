"""What one source has given in one pull: clipped, each id once, and the arithmetic that must close."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from timeline.model.coverage import Coverage, Gap, Status, in_order
from timeline.model.errors import MissingExtra, SourceError, raised
from timeline.model.event import Event
from timeline.porting.hooks import remembers
from timeline.porting.run import Run
from timeline.porting.source import Source, type_name
from timeline.porting.subject import Subject


@dataclass
class Pull:
    """What one source has given so far. Closed once; what a late thread adds after that is not seen.

    Attributes:
        told: where new events are announced, if somebody listens.
        subjects: whose past is asked for, and nothing else; None where the window is.
    """

    source: Source
    run: Run
    events: dict[str, Event] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    told: queue.SimpleQueue[Event | Pull] | None = None
    subjects: Sequence[Subject] | None = None
    finished: bool = False
    failed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def read(self) -> None:
        """Read the source to its end, whatever that is."""
        try:
            for found in self._asked():
                if not self._take(found):
                    return
            self.run.say(f"done (events: {len(self.events)}, gaps: {len(self.gaps)})", last=True)
        except SourceError as error:
            self._fail(Gap.after(error, self.run.window))
        except MissingExtra as error:
            self._fail(Gap.of(self.run.window, "not_installed", f"{self.source.name}: {error}"))
        except BaseException as error:  # noqa: BLE001 - a stranger's source may raise anything; it is told, by type only
            self._fail(Gap.of(self.run.window, "error", f"{self.source.name} stopped with {raised(error)}"))
        else:
            with self._lock:
                self.finished = True
        finally:
            self.run.close()

    def _asked(self) -> Iterable[Event | Gap]:
        if self.subjects is not None and remembers(self.source):
            return self.source.history(self.run.window, self.subjects, self.run)
        return self.source.fetch(self.run.window, self.run)

    def given_up(self, error: BaseException | None) -> None:
        """Say that the executor did not run it to its end, and by which error."""
        detail = f"{self.source.name} was given up by the executor ({type(error).__name__})"
        self._fail(Gap.of(self.run.window, "error", detail))

    def close(self, *, interrupted: bool) -> Coverage:
        """The coverage row; from here on nothing more is taken."""
        with self._lock:
            self._closed = True
            self.events = dict(self.events)
        if not self.finished and not self.failed:
            reason, why = self._unfinished(interrupted=interrupted)
            self.gaps.append(Gap.of(self.run.window, reason, f"{self.source.name} was {why} before it had read all"))
        return self._row()

    def _unfinished(self, *, interrupted: bool) -> tuple[str, str]:
        if interrupted:
            return "interrupted", "interrupted"
        return "deadline", "cut off at the deadline"

    def _take(self, found: object) -> bool:
        with self._lock:
            if self._closed:
                return False
            if isinstance(found, Gap):
                self.gaps.append(self._inside(found))
            elif isinstance(found, Event) and found.source == self.source.name:
                self._take_event(found)
            else:
                self.gaps.append(self.run.rejected(*_not_ours(found, self.source.name)))
        return True

    def _inside(self, gap: Gap) -> Gap:
        """The part of the window that it is about; a stranger may state more."""
        return Gap.of(self.run.window, gap.reason, gap.detail, where=gap.where, start=gap.start, end=gap.end)

    def _take_event(self, event: Event) -> None:
        if not self.run.keep_raw and event.raw is not None:
            event = event.but(raw=None)
        if event.time not in self.run.window:
            self.run.count(out_of_window=1)
        elif event.id in self.events:
            self.run.count(duplicates=1)
            # Read twice while it was being edited: the choice must not depend on which thread was first.
            self.events[event.id] = min(event, self.events[event.id], key=_as_text)
        else:
            self.events[event.id] = event
            if self.told:
                self.told.put(event)

    def _fail(self, gap: Gap) -> None:
        with self._lock:
            self.failed = True
            self.gaps.append(gap)

    def _row(self) -> Coverage:
        tally = self.run.tally
        told = {name: int(tally[name]) for name in ("duplicates", "out_of_window", "undated", "rejected")}
        accounted = len(self.events) + sum(told.values())
        # What was read but not yet told when it was cut off is not in the record: the gap states it, not a sum.
        cut_off = not self.finished and not self.failed
        row = Coverage(
            source=self.source.name,
            type=type_name(self.source),
            status="complete",
            events=len(self.events),
            # A source that counts no rows has as many as it told of.
            raw_rows=accounted if cut_off else int(tally["raw_rows"]) or accounted,
            gaps=in_order(self.gaps),
            provisional_until=self.run.provisional_until,
            notes=self.run.notes,
            measured=self.run.measured(),
            **told,
        )
        return row.model_copy(update=self._verdict(row))

    def _verdict(self, row: Coverage) -> dict[str, object]:
        gaps = row.gaps
        if not row.closes and not gaps:
            detail = f"{self.source.name} read {row.raw_rows} rows and accounts for another number of them"
            gaps = (Gap.of(self.run.window, "count_mismatch", detail),)
        if self._unanswered and not gaps:
            detail = f"not one call of {self.source.name} was answered, and it says nothing of it"
            gaps = (Gap.of(self.run.window, "unavailable", detail),)
        status: Status = "complete" if not gaps else "failed" if self._saw_nothing(row) else "partial"
        return {"gaps": gaps, "status": status}

    def _saw_nothing(self, row: Coverage) -> bool:
        """Whether it gave nothing because it failed, or because not one of its calls was answered."""
        return not row.events and (self.failed or self._unanswered)

    @property
    def _unanswered(self) -> bool:
        return bool(self.run.tally["requests"]) and not self.run.tally["answers"]


def _as_text(event: Event) -> str:
    try:
        return repr(event.to_dict(raw=True))
    except RecursionError:
        return repr(event.to_dict())


def _not_ours(found: object, name: str) -> tuple[str, str]:
    if isinstance(found, Event):
        return found.id, f"it says it is of source {found.source!r}, but {name!r} yielded it"
    return type(found).__name__, "it is neither an Event nor a Gap"
