"""What the answers of HCP Terraform mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from timeline.model.errors import DeniedError, SourceError
from timeline.sources.http.client import Dialect
from timeline.sources.http.exchange import Request, Response
from timeline.sources.http.limits import Pace, seconds_of

#: The call for the runs of an organization, which older servers do not have.
ALL_RUNS = "GET /organizations/:name/runs"


class UnlistedError(DeniedError):
    """The server has no list of an organization's runs: older ones answer 404 for it."""


class TerraformDialect(Dialect):
    """Limits: run lists 30 a minute, all else 30 a second; a 429 says how many seconds to wait."""

    remedy = "check {credential}; it must be a team or user token that may read the workspaces"
    home = "app.terraform.io"
    limits: Mapping[str, Pace] = {"runs": Pace(30, 60.0), "": Pace(30, 1.0)}

    def wait(self, response: Response, data: Any, now: datetime) -> float | None:  # noqa: ARG002
        """`X-RateLimit-Reset` holds seconds to wait here, with a fraction."""
        return seconds_of(response.headers.get("x-ratelimit-reset") or response.headers.get("retry-after"), now)

    def refusal(self, request: Request, response: Response, data: Any) -> SourceError:
        """A 404 also means that the token may not see it."""
        if response.status == 404:  # noqa: PLR2004
            kind = UnlistedError if request.name == ALL_RUNS else DeniedError
            return kind("HTTP 404, not existing or not visible to this token", remedy=self.auth_remedy)
        return super().refusal(request, response, data)
