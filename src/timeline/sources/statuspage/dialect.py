"""What the answers of Statuspage mean: its API's, and those of a page that anybody may read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from timeline.model.errors import AnswerError, DeniedError, SourceError
from timeline.sources.http.client import Dialect
from timeline.sources.http.exchange import Limited, Request, Response, Verdict
from timeline.sources.http.limits import Pace

_LIMITED = 420  # the service's own way to say 429


class StatuspageDialect(Dialect):
    """A key may ask once a second, measured over a minute."""

    remedy = "check {credential}: an API key of an account that has the page"
    home = "api.statuspage.io"
    limits: Mapping[str, Pace] = {"": Pace(60, 60.0)}

    def judge(self, request: Request, response: Response, data: Any, now: datetime) -> Verdict:
        """A limit is told by 420, too."""
        if response.status == _LIMITED:
            return Limited(self.wait(response, data, now))
        return super().judge(request, response, data, now)


class PageDialect(StatuspageDialect):
    """A page that is not for anybody sends its readers to a log-in, or denies that it is there."""

    remedy = "check {credential}; one that is not public takes the page's id and STATUSPAGE_TOKEN"

    def judge(self, request: Request, response: Response, data: Any, now: datetime) -> Verdict:
        """A redirect is no answer, and says nothing of the address that was configured."""
        if 300 <= response.status < 400:  # noqa: PLR2004 - it leads elsewhere
            return AnswerError(f"HTTP {response.status} leads elsewhere, and is not followed", remedy=self.auth_remedy)
        return super().judge(request, response, data, now)

    def refusal(self, request: Request, response: Response, data: Any) -> SourceError:
        """The remedy is the same, however it is refused."""
        error = super().refusal(request, response, data)
        error.remedy = error.remedy or self.auth_remedy
        return error if response.status != 401 else DeniedError("HTTP 401, not public", remedy=self.auth_remedy)  # noqa: PLR2004
