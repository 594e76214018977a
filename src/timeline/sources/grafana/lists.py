"""What the server lists: states of alerts, annotations, and the rules that both are of."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from pydantic_core import to_json

from timeline.model.coverage import Gap
from timeline.model.errors import AuthError, SourceError, StoppedError
from timeline.model.window import Window
from timeline.porting.payload import at, block, objects, rows, text
from timeline.porting.run import Run
from timeline.sources.grafana import frame
from timeline.sources.grafana.dialect import ELSEWHERE
from timeline.sources.grafana.frame import Row
from timeline.sources.grafana.spans import MOST, Listing, Span, spans
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request

#: Where the states of alerts are kept, if the server does not say so.
UNKNOWN = "unknown"
#: What Loki answers for at once, unless it is set otherwise, is thirty days and an hour.
_LONGEST = timedelta(days=30)


class Lists:
    """The lists of one organization; each of their rows is told once."""

    def __init__(self, client: Client, window: Window, run: Run) -> None:
        self._client = client
        self._window = window
        self._run = run
        self._numbers: Mapping[str, str] | None = None

    def probe(self) -> None:
        """Ask for a single annotation.

        Raises:
            SourceError: it cannot be had.
        """
        self._annotated(spans(self._window, "ms")[0], "annotation", "", size=1)

    def has_history(self) -> bool:
        """Whether the server tells a history of states.

        Raises:
            SourceError: it cannot be asked.
        """
        try:
            self._history(spans(self._window, "s", _LONGEST)[0], "", size=1)
        except SourceError as error:
            if error.reason == ELSEWHERE:
                return False
            raise
        return True

    def history(self, where: str, rule: str) -> Iterator[Row | Gap]:
        """The states of that rule's alerts, or of all.

        Raises:
            SourceError: not even a first answer could be had.
        """
        seen: set[Hashable] = set()
        listing = Listing(lambda span: self._history(span, rule), "s", self._window, where)
        for found in listing.read(spans(self._window, "s", _LONGEST)):
            for each in [found] if isinstance(found, Gap) else found:
                if isinstance(each, Gap):
                    yield each
                elif (key := (each.time, _content(each.line))) not in seen:
                    seen.add(key)
                    yield each

    def _history(self, span: Span, rule: str, size: int = MOST) -> list[Row]:
        """Times are asked for in seconds; both, as what a missing one means is another thing in each version."""
        params = {"from": span.begin, "to": span.end, "limit": size, **({"ruleUID": rule} if rule else {})}
        return frame.states(
            self._client.json(Request("GET /api/v1/rules/history", "api/v1/rules/history", params=params))
        )

    def annotations(self, sort: str, where: str, rule: str = "") -> Iterator[dict[str, Any] | Gap]:
        """The annotations of that sort; a gap for what could not be had."""
        seen: set[Hashable] = set()
        listing = Listing(lambda span: self._annotated(span, sort, rule), "ms", self._window, where)
        try:
            for found in listing.read(spans(self._window, "ms")):
                for each in [found] if isinstance(found, Gap) else found:
                    if isinstance(each, Gap):
                        yield each
                    elif (key := text(at(each, "id") or None) or _content(each)) not in seen:
                        seen.add(key)
                        yield from self._row(each)
        except (AuthError, StoppedError):
            raise
        except SourceError as error:
            yield Gap.after(error, self._window, where=where)

    def _annotated(self, span: Span, sort: str, rule: str, size: int = MOST) -> list[Any]:
        """Times are asked for in milliseconds."""
        only = {"alertUID": rule} if rule else {}
        params = {"from": span.begin, "to": span.end, "type": sort, "limit": size, **only}
        return rows(self._client.json(Request("GET /api/annotations", "api/annotations", params=params, where=sort)))

    def _row(self, raw: Any) -> Iterator[dict[str, Any] | Gap]:
        if isinstance(raw, dict):
            yield raw
        else:
            self._run.count(raw_rows=1)
            yield self._run.rejected(f"{self._run.source}: an annotation", "it is no object")

    def rules(self, raw: Mapping[str, Any]) -> Mapping[str, str]:
        """The uids of rules by their numbers, which are all that an annotation tells."""
        if self._numbers is None and not text(raw.get("alertUID")):
            self._numbers = self._listed()
        return self._numbers or {}

    def _listed(self) -> dict[str, str]:
        path = "api/ruler/grafana/api/v1/rules"
        try:
            told = block(self._client.json(Request(f"GET /{path}", path)))
        except (AuthError, StoppedError):
            raise
        except SourceError as error:
            self._run.note(f"which rule an annotation is of could not be looked up: {error.detail}")
            return {}
        groups = (group for folder in told.values() for group in objects(folder))
        found = (block(each.get("grafana_alert")) for group in groups for each in objects(group.get("rules")))
        return {number: uid for each in found if (number := text(each.get("id"))) and (uid := text(each.get("uid")))}

    def backend(self) -> str:
        """Where the server says that it keeps the states of alerts."""
        try:
            told = self._client.json(Request("GET /api/frontend/settings", "api/frontend/settings"))
        except (AuthError, StoppedError):
            raise
        except SourceError:
            return UNKNOWN
        settings = at(told, "unifiedAlerting")
        if not isinstance(settings, dict):
            return UNKNOWN
        main = at(settings, "stateHistory", "primary") or settings.get("alertStateHistoryPrimary")
        kept = main or at(settings, "stateHistory", "backend") or settings.get("alertStateHistoryBackend")
        return (text(kept) or "annotations").lower()


def _content(row: Any) -> bytes:
    return to_json(row, inf_nan_mode="null", fallback=str)
