"""Where the answers of a pull are kept, and found again: as the client of a source sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it is kept, without credentials.

    Attributes:
        source: the configured source's name.
        call: the call as the vendor names it.
        params: the query's parameters, and those of the body.
    """

    source: str
    call: str
    method: str
    path: str
    params: Mapping[str, Any]

    @property
    def key(self) -> str:
        """What tells it from other requests."""
        return json.dumps([self.source, self.method, self.path, self.params], sort_keys=True, default=str)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was kept.

    Attributes:
        number: the page's number.
        url: the address that was asked, where links in the answer may be relative to it.
    """

    number: int
    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str = ""


class Archive(Protocol):
    """Keeps answers. Safe to use from several threads.

    Attributes:
        offline: nothing may be asked that is not kept.
    """

    offline: bool

    def find(self, asked: Asked) -> Kept | None:
        """The next answer to that request that was not given yet."""

    def seen(self, number: int, data: Any) -> None:
        """Know what was read of that page: which objects an event is made of says where it stands."""

    def keep(self, asked: Asked, answer: Kept, fetched: datetime) -> int:
        """Write an answer, flushed; its page's number.

        Raises:
            StoppedError: it cannot be written, which ends the pull.
        """
