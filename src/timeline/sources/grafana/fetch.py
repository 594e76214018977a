"""Reading one organization: the states of its alerts from the one place that tells them, then its annotations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timeline.joining.keys import RULE
from timeline.model.coverage import Gap
from timeline.model.errors import AuthError, SourceError, StoppedError
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.run import Run
from timeline.porting.subject import Subject
from timeline.sources.grafana import alerts, posted
from timeline.sources.grafana.dialect import ELSEWHERE
from timeline.sources.grafana.frame import Row
from timeline.sources.grafana.lists import UNKNOWN, Lists
from timeline.sources.http.client import Client


class Reading:
    """One pull of one organization."""

    def __init__(self, client: Client, web: str, window: Window, run: Run) -> None:
        self._lists = Lists(client, window, run)
        self._web = web
        self._window = window
        self._run = run
        self._ids: dict[str, int] = {}

    def checks(self) -> Iterator[str]:
        """Lines on reach."""
        self._lists.probe()
        yield "annotations can be read"
        yield f"states of alerts are told by {'the state history' if self._lists.has_history() else 'annotations'}"

    def seen(self) -> Iterator[str]:
        """A comment for a configuration: what can be read."""
        yield from (f"# {line}" for line in self.checks())

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        self._run.note("annotations on dashboards that the token may not see are not told, and no answer says so")
        self._run.note("a token sees one organization of the server; what was deleted there is not told")
        self._run.note("whoever posts an annotation chooses its time, and may do so long after it")
        yield from self._alerts()
        yield from self._posted()

    def past(self, alert: Subject) -> Iterator[Event | Gap]:
        """Every state that the alerts of one rule went to."""
        self._run.note("of the rules of this record, and of these alone, every state was asked for by its uid")
        yield from self._alerts(alert.id, alert.where)

    def _alerts(self, rule: str = "", where: str = "state history") -> Iterator[Event | Gap]:
        """States from the state history; from annotations where that is not kept, or tells nothing at all."""
        told = False
        try:
            for found in self._lists.history(where, rule):
                told = True
                yield from [found] if isinstance(found, Gap) else self._state(found)
        except (AuthError, StoppedError):
            raise
        except SourceError as error:
            yield from self._otherwise(error, rule, where)
            return
        if told:
            self._run.note("states of alerts were read from the state history, and not from annotations")
        else:
            yield from self._noted(rule, where)

    def _state(self, found: Row) -> Iterator[Event | Gap]:
        """A state, and another of the same alert at the same moment by an id of its own."""
        draft = alerts.state(found, self._web)
        number = self._ids[draft.id] = self._ids.get(draft.id, 0) + 1
        yield from self._run.emit(draft if number == 1 else draft._replace(id=f"{draft.id}/{number}"))

    def _otherwise(self, error: SourceError, rule: str, where: str) -> Iterator[Event | Gap]:
        """From annotations, if it is there that the server keeps them; if it may be, what that shows decides."""
        kept = "annotations" if error.reason == ELSEWHERE else self._lists.backend()
        if kept not in ("annotations", UNKNOWN):
            yield Gap.after(error, self._window, where=where)
            return
        told = False
        for found in self._noted(rule, where):
            told = told or isinstance(found, Event)
            yield found
        if not told and kept == UNKNOWN:
            yield Gap.after(error, self._window, where=where)

    def _noted(self, rule: str, where: str) -> Iterator[Event | Gap]:
        """States from annotations."""
        self._run.note("states of alerts were read from annotations, and not from the state history")
        for raw in self._lists.annotations("alert", where if rule else "annotations of alerts", rule):
            if isinstance(raw, Gap):
                yield raw
            elif posted.is_state(raw):
                draft = alerts.noted(raw, self._web, self._lists.rules(raw))
                if not rule or RULE(rule) in draft.keys:
                    yield from self._run.emit(draft)

    def _posted(self) -> Iterator[Event | Gap]:
        """What people and programs noted; a state that comes along is told by itself."""
        spans: list[dict[str, Any]] = []
        try:
            for raw in self._lists.annotations("annotation", "annotations"):
                if isinstance(raw, Gap):
                    yield raw
                elif posted.region(raw):
                    spans.append(raw)
                elif not posted.is_state(raw):
                    yield from self._emitted(raw)
        except StoppedError:
            yield from self._spans(spans)
            raise
        yield from self._spans(spans)

    def _spans(self, rows: list[dict[str, Any]]) -> Iterator[Event | Gap]:
        """Spans that an old version tells as two rows; a limit may have cut between them."""
        for raw, more in posted.spans(rows):
            self._run.count(raw_rows=more, duplicates=more)
            yield from self._emitted(raw)

    def _emitted(self, raw: dict[str, Any]) -> Iterator[Event | Gap]:
        for found in self._run.emit(posted.draft(raw, self._web)):
            yield found
            if isinstance(found, Event) and (stated := posted.profile(raw)):
                self._run.profile(stated)
