"""What the event stream says of the time before the window: who began an alert, and who was alerting at the start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from timeline._coverage import Gap
from timeline._errors import SourceError
from timeline._run import Run
from timeline._window import parse_span
from timeline.sources._shape import at, rows, text
from timeline.sources.datadog.parse import Told

_ROWS = 5000
_STATES_ROWS = 2000
_QUERY = "source:alert"


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
        """Read what was last said of each monitor's groups; in a noisy organization, as far as the bound reaches.

        Raises:
            SourceError: a page could not be had.
        """
        for told in self._events(_QUERY, _STATES_ROWS):
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
                    list(self._events(query, _ROWS)),
                    {cycle: told for cycle, told in wanted.items() if cycle not in found},
                )
            except SourceError as error:
                # The recoveries are told all the same; what began them, which joins them to a page, is not known.
                gaps.append(Gap.after(error, self._run.window, where="alerts that began before the window"))
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
        """The events of a query, in pages of whatever size the service gives, until there are that many."""
        cursor: str | None = None
        cursors: set[str] = set()
        read = 0
        while read < most:
            page = self._page(query, self._begin, self._end, "-timestamp", cursor)
            listed = rows(page, "data")
            read += len(listed)
            yield from (Told(raw) for raw in listed if isinstance(raw, dict))
            following = text(at(page, "meta", "page", "after"))
            if not listed or following is None:
                self._whole = True
                return
            if following in cursors:
                break
            cursors.add(following)
            cursor = following
        self._whole = False
