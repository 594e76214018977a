"""One request, its answer, and what the answer means: the words that the client and all around it share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from timeline.model.errors import SourceError


@dataclass(frozen=True, slots=True)
class Request:
    """One request: what to ask, and how to speak of it.

    Attributes:
        name: the call as the vendor names it, e.g. `conversations.history`.
        where: the object asked about, for errors and gaps, e.g. `#infra-alerts`.
        budget: calls of one budget share their limit; Slack has one a method, most have one in all.
        expect: the key that a good answer's object has; one without it is no answer.
        anew: ask the service, whatever was kept.
    """

    name: str
    path: str = ""
    method: str = "GET"
    params: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    where: str = ""
    budget: str = ""
    expect: str = ""
    anew: bool = False

    @property
    def label(self) -> str:
        """The call and its object, for people."""
        return f"{self.name} {self.where}".strip()


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, before anybody trusts it.

    Attributes:
        headers: with their names in lower case.
        url: the address that was asked, where links in the answer may be relative to it.
        page: the number of the page that it is kept as, where answers are kept.
        replayed: whether it was kept before and not asked for now.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str = ""
    page: int | None = None
    replayed: bool = False


class BrokenConnection(Exception):  # noqa: N818 - it is what happened
    """The transport got no whole answer; the text names the kind of failure, never an address with secrets."""


class Transport(Protocol):
    """Sends one request, over httpx or a vendor's package; what surrounds it is the same for both."""

    def send(self, request: Request, timeout: float) -> Response:
        """Send it once, follow no redirect, retry nothing.

        Raises:
            BrokenConnection: no connection, or no whole answer within `timeout` seconds.
        """


@dataclass(frozen=True, slots=True)
class Limited:
    """The service asks to wait; None where it does not say how long."""

    seconds: float | None


@dataclass(frozen=True, slots=True)
class Broken:
    """The service failed in a way that may pass."""

    detail: str


Verdict = Limited | Broken | SourceError | None
