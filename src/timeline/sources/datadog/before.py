"""What the event stream says of the time before the window: who began an alert, and who was alerting at the start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from timeline._coverage import Gap
from timeline._errors import SourceError
from timeline._run import Run
from timeline._window import parse_span
from timeline.sources._shape import at, rows, text
from timeline.sources.datadog.parse import Told, when

_PAGES = 5
_STATES_PAGES = 2
_QUERY = "source:alert"
_SECOND = timedelta(seconds=1)


class Before:
    """A bounded look-back, newest first.

    Args:
        page: asks for one page by query, start, end, sort and cursor.
        look_back: how far back, e.g. `"7d"`.
    """

    def __init__(self, page: Callable[..., Any], run: Run, look_back: str) -> None:
        self._page = page
        self._run = run
        self._look_back = look_back
        self._end = run.window.start
        self._begin = run.window.start - parse_span(look_back)
        self._states: dict[tuple[str, str], Told] = {}
        self._whole = False
        self._seen: list[Told] = []

    def read(self) -> None:
        """Read what was last said of each monitor's groups; in a noisy organization, as far as two pages reach.

        Raises:
            SourceError: a page could not be had.
        """
        for told in self._events(_QUERY, _STATES_PAGES):
            self._seen.append(told)
            if told.monitor:
                self._states.setdefault((told.monitor, told.group), told)

    def name_states(self) -> None:
        """A note for every group that was not well when the window began."""
        for told in self._states.values():
            state = told.transition[1]
            if state not in (None, "OK"):
                name = text(at(told.inner, "monitor", "name")) or told.monitor
                group = f" ({told.group})" if told.group else ""
                self._run.note(f'monitor "{name}"{group} was in {state} when the window began')
        if not self._whole:
            self._run.note("states at the window's start are known of the monitors that spoke last before it only")

    def opened(self, cycles: Iterable[Told]) -> tuple[dict[str, list[str]], list[Gap]]:
        """By cycle, the ids of its events before the window; asked for anew where the first pages do not reach."""
        wanted = {told.cycle: told for told in cycles if told.cycle is not None}
        found = self._opening(self._seen, wanted)
        missing = [told for cycle, told in wanted.items() if cycle not in found]
        gaps: list[Gap] = []
        if missing and not self._whole:
            monitors = sorted({told.monitor for told in missing if told.monitor})
            query = f"{_QUERY} @monitor.id:({' OR '.join(monitors)})"
            try:
                found |= self._opening(
                    list(self._events(query, _PAGES)),
                    {cycle: told for cycle, told in wanted.items() if cycle not in found},
                )
            except SourceError as error:
                # The recoveries are told all the same; what began them, which joins them to a page, is not known.
                first, last = min(map(_time, missing)), max(map(_time, missing)) + _SECOND
                where = "alerts that began before the window"
                gaps.append(Gap.after(error, self._run.window, where=where, start=first, end=last))
            if not gaps and not self._whole and wanted.keys() - found.keys():
                self._run.note(f"the beginning of some alerts lies behind the {_PAGES} pages that were looked through")
        if wanted:
            self._run.note(f"alerts that began more than {self._look_back} before the window are joined by no key")
        return found, gaps

    def _opening(self, events: list[Told], wanted: Mapping[str, Told]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for told in events:
            if told.cycle and told.cycle in wanted and told.id and told.transition[1] != "OK":
                found.setdefault(told.cycle, []).append(told.id)
        return found

    def _events(self, query: str, most: int) -> Iterator[Told]:
        self._whole = False
        cursor: str | None = None
        for _ in range(most):
            page = self._page(query, self._begin, self._end, "-timestamp", cursor)
            listed = rows(page, "data")
            yield from (Told(raw) for raw in listed if isinstance(raw, dict))
            following = text(at(page, "meta", "page", "after"))
            if not listed or following is None:
                self._whole = True
                return
            if following == cursor:
                return
            cursor = following


def _time(told: Told) -> datetime:
    return when(told).time
