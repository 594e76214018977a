"""What the answers of Grafana mean."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from timeline.model.errors import AnswerError
from timeline.porting.payload import at, text
from timeline.sources.http.client import Dialect
from timeline.sources.http.exchange import Request, Response, Verdict

#: The reason where states are kept as annotations, which a history of all rules is not made from.
ELSEWHERE = "kept_elsewhere"


class GrafanaDialect(Dialect):
    """A history of all rules takes a server that keeps it in Loki; others refuse, as an error of their own or ours."""

    remedy = "check {credential}: a service account's token with annotations:read and alert.rules:read"

    def judge(self, request: Request, response: Response, data: Any, now: datetime) -> Verdict:
        """The refusal that says where states are kept is no failure, whatever its status."""
        message = text(at(data, "message")) or ""
        if response.status >= 400 and "ruleUID is required" in message:  # noqa: PLR2004 - 500, and 400 in later versions
            return AnswerError("the server keeps the states of alerts as annotations", reason=ELSEWHERE)
        return super().judge(request, response, data, now)
