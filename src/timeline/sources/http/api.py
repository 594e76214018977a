"""The optional helper for a source over a plain JSON API: retries, limits, paging and counting included."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from timeline.porting.run import Run
from timeline.sources.http.client import Client, Dialect, Request, Response
from timeline.sources.http.paging import Page, follow, link
from timeline.sources.http.transport import HttpTransport

More = Mapping[str, Any] | None


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
        self._base = base_url.rstrip("/")
        self._client = Client(transport, Dialect(), run)

    def get(self, path: str, **params: Any) -> Any:
        """The parsed body of one answer."""
        return self._client.json(Request(f"GET {path}", path, params=params))

    def pages(
        self, path: str, *, after: Callable[[Any], More] | Callable[[Any, Response], More] | None = None, **params: Any
    ) -> Iterator[Any]:
        """The parsed body of every page.

        Args:
            path: below the base address.
            after: the parameters of the page after this one, or None at the end. It gets the page; one that needs a
                second argument gets the answer, too, with its `status` and `headers`, whose names are in lower
                case. Without it, the `Link` header's `rel="next"` is followed.
            params: of the first page; they stay for the others unless `after` overrides them.

        Raises:
            AnswerError: the pages lead back, or on and on without a new row (reason `paging`).
        """
        further: Callable[..., More] | None = after
        both = after is not None and _needs_two(after)

        def on(page: Page) -> Request | None:
            if further is None:
                return link(page)
            more = further(page.data, page.response) if both else further(page.data)
            return Request(f"GET {path}", path, params={**params, **more}) if more else None

        return (page.data for page in follow(self._client, Request(f"GET {path}", path, params=params), on))


def _needs_two(after: Callable[..., Any]) -> bool:
    try:
        inspect.signature(after).bind(None)
    except TypeError:
        return True
    except ValueError:
        pass  # something built in, which does not say
    return False
