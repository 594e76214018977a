"""Statuspage: what a status page told its readers, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.event import Event
from timeline.model.toml import comment, row
from timeline.model.window import Window
from timeline.porting.payload import at, records, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.listing import commented
from timeline.sources.http.settings import Settings, Span
from timeline.sources.statuspage.dialect import PageDialect, StatuspageDialect
from timeline.sources.statuspage.fetch import Keyed, Public, Reading

_API = "https://api.statuspage.io/v1"
_PUBLIC = "/api/v2"
_LOCAL = ("localhost", "127.0.0.1")
_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
_HOST = re.compile(r"(?:https?://)?((?:[A-Za-z0-9-]{1,63}\.){1,9}[A-Za-z0-9-]{1,63}(?::\d{1,5})?|localhost:\d{1,5})/?")


def _page(value: str) -> str:
    """An id, or a host without what stands around it in a browser."""
    if _ID.fullmatch(value):
        return value
    found = _HOST.fullmatch(value)
    if not found:
        raise ValueError("write the id of the page, or the host where anybody reads it, such as status.acme.example")
    return found[1].lower()


class Statuspage(Settings):
    """The incidents and maintenances of one page.

    Attributes:
        page: its id, for which a token is needed; or its host, where what anybody may read is read without one.
        look_back: incidents that were made so long before the window are read, for what was told of them in it.
    """

    label: ClassVar[str] = "Statuspage"
    default_token_env: ClassVar[str] = "STATUSPAGE_TOKEN"  # noqa: S105 - a variable's name

    name: str = Settings.named("statuspage")
    page: Annotated[str, AfterValidator(_page)]
    look_back: Span = "30d"

    @property
    def is_public(self) -> bool:
        """Whether the page is read as anybody may read it."""
        page = vars(self).get("page")  # not there before anybody chose one
        return page is not None and not _ID.fullmatch(page)

    @property
    def credential(self) -> str:
        """Where the credential comes from, for people."""
        return "page: it is read without a token" if self.is_public else super().credential

    def authorization(self) -> Mapping[str, str]:
        """The key, as the service wants it; the host of a page never gets one."""
        return {} if self.is_public else {"Authorization": f"OAuth {self.token()}"}

    def fetch(self, window: Window, run: Run) -> Iterator[Event | Gap]:
        """Yield what the page told; see `Source`."""
        yield from self._reading(window, run).findings()

    def template(self, run: Run) -> Iterator[str]:
        """Lines of configuration, from the pages that the token sees."""
        found = records(self._client(run).json(Request("GET /pages", "pages")))
        told = [(key, text(at(each, "name")) or key) for each in found if (key := text(at(each, "id")))]
        if not told:
            raise SourceError("its token sees no page", remedy="take the API key of an account that has one")
        (first, name), *others = told
        yield comment(name)
        yield row("page", first)
        yield from commented([f"or {key}: {name}" for key, name in others])

    def check(self, run: Run) -> Iterator[str]:
        """Say that the page and its incidents can be read.

        Raises:
            SourceError: with the remedy.
        """
        yield from self._reading(run.window, run).checks()

    def _reading(self, window: Window, run: Run) -> Reading:
        return (Public if self.is_public else Keyed)(self, self._client(run), window, run)

    def _client(self, run: Run) -> Client:
        there = self.model_copy(update={"base_url": self._base})
        return there.client(run, PageDialect if self.is_public else StatuspageDialect)

    @property
    def _base(self) -> str:
        if not self.is_public:
            return self.base_url or _API
        scheme = "http" if self.page.partition(":")[0] in _LOCAL else "https"
        base = self.base_url or f"{scheme}://{self.page}"
        return base if base.endswith(_PUBLIC) else base + _PUBLIC
