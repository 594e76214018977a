"""The optional helper for a source over a plain JSON API: retries, limits, paging and counting included."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from timeline._run import Run
from timeline.sources._calls import Answer, Call, Calls, Dialect
from timeline.sources._http import HttpTransport
from timeline.sources._paging import next_link, pages


class JsonApi:
    """GET requests below one address, within one run.

    Waits for limits, tries again what may pass, and raises a `SourceError` that names the call where it
    does not; uncaught, that error becomes a gap. Redirects and links to other hosts are refused.

    Args:
        run: the run that `fetch` was given.
        base_url: where every path is added.
        headers: sent with every call, e.g. the credential.
    """

    def __init__(self, run: Run, base_url: str, *, headers: Mapping[str, str] | None = None) -> None:
        transport = HttpTransport(base_url, headers or {})
        run.at_end(transport.close)
        self._calls = Calls(transport, Dialect(), run)

    def get(self, path: str, **params: Any) -> Any:
        """The parsed body of one answer."""
        return self._calls.json(Call(f"GET {path}", path, params=params))

    def pages(
        self, path: str, *, after: Callable[[Any], Mapping[str, Any] | None] | None = None, **params: Any
    ) -> Iterator[Any]:
        """The parsed body of every page.

        Args:
            path: below the base address.
            after: the parameters of the page after this one, or None at the end; without it, the `Link`
                header's `rel="next"` is followed.
            params: of the first page; they stay for the others unless `after` overrides them.
        """

        def follow(data: Any, answer: Answer) -> Call | None:
            if after is None:
                link = next_link(answer)
                return Call(f"GET {path}", link) if link else None
            more = after(data)
            return Call(f"GET {path}", path, params={**params, **more}) if more else None

        return pages(self._calls, Call(f"GET {path}", path, params=params), follow)
