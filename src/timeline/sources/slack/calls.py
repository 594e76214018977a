"""The vendor's client as a transport, and what Slack's answers mean: HTTP 200 even on failure."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import datetime
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

from timeline.model.errors import AnswerError, AuthError, DeniedError, MissingExtra, SourceError
from timeline.porting.payload import at, text
from timeline.porting.run import Run
from timeline.sources.http.body import PIECE, body_of
from timeline.sources.http.client import IMPORTS, Client, Dialect
from timeline.sources.http.exchange import Broken, BrokenConnection, Limited, Request, Response, Verdict
from timeline.sources.http.limits import Pace
from timeline.sources.http.opening import to_service
from timeline.sources.http.paging import cursor
from timeline.sources.http.route import proxy_to

if TYPE_CHECKING:
    from timeline.sources.slack import Slack


#: The way to the next page, as every list of Slack's tells it.
NEXT = cursor("response_metadata", "next_cursor", into="cursor")
_REFUSED = frozenset({
    "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "no_permission",
    "not_allowed_token_type", "org_login_required", "ekm_access_denied",
})  # fmt: skip
_PASSING = frozenset({
    "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org",
})  # fmt: skip
# No call of ours lacks another argument than this.
_WHICH_TEAM = frozenset({
    "missing_argument", "team_access_not_granted", "invalid_team_id", "team_not_specified", "team_not_found",
})  # fmt: skip
NAME_TEAM = "set team_id = \"T…\" (the workspace's id) in the source's table (see docs/tokens.md)"
_REMEDIES = {
    "not_in_channel": ("not_in_channel", "invite the app with /invite, or use a user token"),
    "channel_not_found": (
        "channel_not_found: not existing, or private and not visible",
        "check its name; if it is private, invite the app and give it groups:read and groups:history",
    ),
}
# Requests a minute; each method has a budget of its own.
_TIERS = {
    "conversations.list": 20, "users.conversations": 20, "users.list": 20, "conversations.info": 50,
    "conversations.history": 50, "conversations.replies": 50, "bots.info": 50, "users.info": 100,
    "usergroups.list": 20, "team.info": 50, "auth.teams.list": 20,
}  # fmt: skip


class SlackDialect(Dialect):
    """An `error` word in a 200 says what a status says elsewhere."""

    remedy = "check {credential} (see docs/tokens.md)"
    home = "slack.com"
    limits: Mapping[str, Pace] = {name: Pace(client, 60.0) for name, client in _TIERS.items()}

    def judge(self, request: Request, response: Response, data: Any, now: datetime) -> Verdict:
        """The error word first, then the status."""
        word = text(at(data, "error")) if at(data, "ok") is False else None
        if word == "ratelimited":
            return Limited(self.wait(response, data, now))
        if word in _PASSING:
            return Broken(f"Slack answered {word}")
        if word and response.status < 500 and response.status != 429:  # noqa: PLR2004
            return self._refused(word, data)
        verdict = super().judge(request, response, data, now)
        if verdict is None and at(data, "ok") is not True:
            return Broken("the answer is neither ok nor an error")
        return verdict

    def _refused(self, word: str, data: Any) -> SourceError:
        if not _is_word(word):
            return AnswerError("Slack answered an unknown error")
        error = self.named(word, data)
        error.code = word
        return error

    def named(self, word: str, data: Any) -> SourceError:
        """The error that Slack names with that word."""
        if word == "missing_scope":
            needed, provided = text(at(data, "needed")), text(at(data, "provided"))
            detail = f"missing_scope: the token needs {needed or 'another scope'} and has {provided or 'others'}"
            return DeniedError(detail, remedy="add the scope to the app and install it again (see docs/tokens.md)")
        if word in _REFUSED:
            return AuthError(word, remedy=self.auth_remedy)
        if word in _WHICH_TEAM:
            return DeniedError(
                f"{word}: an organization-wide token must say which workspace, and be approved for it", remedy=NAME_TEAM
            )
        if word.endswith("_not_found") or word in _REMEDIES:
            detail, remedy = _REMEDIES.get(word, (word, ""))
            return DeniedError(detail, remedy=remedy)
        return AnswerError(f"Slack answered {word}", reason="bad_cursor" if word == "invalid_cursor" else "")


def connect(config: Slack, run: Run) -> Client:
    """The calls of one run."""
    transport = to_service(run, lambda: ClientTransport(config.base_url, config.token()))
    return Client(transport, SlackDialect(config.credential, config.base_url), run)


class ClientTransport:
    """Sends calls through `slack_sdk`'s client, without its retries.

    Its blocking client follows redirects and sends the token along; here they end as the answer they are.
    """

    def __init__(self, base_url: str, token: str) -> None:
        self._base = base_url
        self._client = _client(f"{base_url}/", token)

    def __repr__(self) -> str:
        return f"ClientTransport({self._base!r})"

    def send(self, request: Request, timeout: float) -> Response:
        """Send it once; see `Transport`."""
        from slack_sdk.errors import SlackApiError  # noqa: PLC0415

        try:
            self._client.timed.seconds = timeout
            self._client.api_call(request.name, params=dict(request.params))
        except SlackApiError:
            pass  # the answer says so itself
        except (OSError, HTTPException) as error:
            raise BrokenConnection(f"the connection failed ({type(error).__name__})") from None
        response: Response = self._client.timed.answer
        return response


class _PerThread(threading.local):
    """What one call leaves behind, for the thread that made it."""

    seconds: float = 30.0
    response: Response | None = None


def _client(base_url: str, token: str) -> Any:
    proxy = proxy_to(base_url)
    with IMPORTS:
        try:
            from urllib.error import HTTPError  # noqa: PLC0415
            from urllib.request import HTTPRedirectHandler, ProxyHandler, build_opener  # noqa: PLC0415

            from slack_sdk import WebClient  # noqa: PLC0415
        except ImportError:
            raise MissingExtra("slack-sdk", "slack") from None

    class Stay(HTTPRedirectHandler):
        """A redirect is an answer, not a place to send the token to."""

        def redirect_request(self, *_: Any) -> None:
            return None

    class Client(WebClient):
        """Keeps the answer as it came."""

        timed = _PerThread()

        def _perform_urllib_http_request_internal(self, url: str, req: Any) -> dict[str, Any]:  # noqa: ARG002
            try:
                got = opener.open(req, timeout=self.timed.seconds)
            except HTTPError as error:
                got = error
            with got:
                pieces = iter(lambda: got.read1(PIECE), b"")
                body = body_of(pieces, got.headers.get("content-encoding"), self.timed.seconds)
            self.timed.answer = Response(got.status, {name.lower(): each for name, each in got.headers.items()}, body)
            # The client needs to be told of success only; what the answer means is judged elsewhere.
            return {"status": 200, "headers": got.headers, "body": '{"ok": true}'}

    opener = build_opener(Stay, ProxyHandler({"https": proxy} if proxy else {}))
    return Client(token=token, base_url=base_url, retry_handlers=[], logger=_silent())


def _silent() -> logging.Logger:
    """A logger that nobody can turn up: the client's debug lines hold payloads."""
    logger = logging.Logger("timeline.slack", level=logging.CRITICAL + 1)  # noqa: LOG001 - outside the tree on purpose
    logger.addHandler(logging.NullHandler())
    return logger


def _is_word(word: str) -> bool:
    """Whether it is an error word; anything longer may be a payload."""
    return word.isidentifier() and len(word) < 60  # noqa: PLR2004
