"""Change events: one chain of offsets, whose ends and totals are not always told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from timeline._coverage import Gap
from timeline._errors import AnswerError, SourceError
from timeline._event import Event
from timeline._run import Run
from timeline.sources._calls import Call, Calls
from timeline.sources._draft import tell
from timeline.sources._shape import at, objects, rows, text
from timeline.sources.pagerduty import parse
from timeline.sources.pagerduty.log import stamp

if TYPE_CHECKING:
    from timeline.sources.pagerduty import PagerDuty

_MARGIN = timedelta(seconds=1)


class Changes:
    """The change events of the window."""

    def __init__(self, calls: Calls, run: Run, config: PagerDuty) -> None:
        self._calls = calls
        self._run = run
        self._config = config
        self._seen: set[str] = set()

    def found(self) -> Iterator[Event | Gap]:
        """Every change event, and a gap where the chain broke."""
        offset = 0
        try:
            while True:
                page = self._page(offset)
                listed = rows(page, "change_events")
                known = len(self._seen)
                yield from self._told(listed)
                if at(page, "more") is not True:
                    return
                if len(self._seen) == known:
                    raise AnswerError("a page says that there are more and brings nothing new", reason="paging")
                offset += len(listed)
        except SourceError as error:
            # The order is not documented, so any of the window's may be missing.
            yield Gap.after(error, self._run.window, where="change events")

    def _told(self, listed: list[Any]) -> Iterator[Event | Gap]:
        for raw in listed:
            key = text(at(raw, "id"))
            if key is None:
                self._run.count(raw_rows=1)
                yield self._run.rejected(
                    f"{self._run.source}: a change event without id", "it is no object or has no id"
                )
            elif key not in self._seen and self._chosen(raw):
                yield from tell(self._run, parse.change(raw))
            self._seen.add(key or "")

    def _chosen(self, raw: Any) -> bool:
        services = {text(at(each, "id")) for each in objects(at(raw, "services"))}
        return not self._config.services or bool(services & set(self._config.services))

    def _page(self, offset: int) -> Any:
        window = self._run.window
        params: dict[str, Any] = {
            "since": stamp(window.start - _MARGIN),
            "until": stamp(window.end + _MARGIN),
            "limit": 100,
            "offset": offset,
        }
        if self._config.teams:
            params["team_ids[]"] = list(self._config.teams)
        return self._calls.json(Call("GET /change_events", "change_events", params=params, expect="change_events"))
