"""Between the client and the service: what comes is cleaned and kept, and what was kept is not asked again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from timeline.model.errors import AuthError, SourceError, TransientError
from timeline.porting.archive import Archive, Asked, Kept
from timeline.porting.run import Run
from timeline.sources.http.exchange import Broken, Limited, Request, Response, Verdict

#: The parsed body, and what the answer means.
Judge = Callable[[Request, Response], tuple[Any, Verdict]]
_HEADERS = ("content-type", "link", "location", "retry-after", "x-seraph-loginreason")
_LIMITS = ("ratelimit", "rate-limit")


class Keeping:
    """What was kept for one source, and what is to be kept; without an archive, answers are cleaned and no more."""

    def __init__(self, run: Run, judge: Judge) -> None:
        self._run = run
        self._judge = judge

    def answer(self, request: Request) -> tuple[Any, Response] | None:
        """The body and the answer that were kept, or None where the service is to be asked.

        Nothing is waited for. Where the service may be asked, an answer that it would have been asked again for then
        (a limit, a failure, a credential that was refused) is passed over.

        Raises:
            SourceError: the answer that was kept is a refusal, or nothing was kept and nothing may be asked.
        """
        archive = self._run.archive
        if archive is None:
            return None
        if request.anew:
            self._run.note(f"{request.label}: the service refused its old cursor, and the walk was read again")
            return None
        verdict: Verdict = None
        failures = 0
        asked = self._asked(request)
        while kept := archive.find(asked):
            response = Response(kept.status, kept.headers, kept.body, kept.url, page=kept.number, replayed=True)
            data, verdict = self._judge(request, response)
            if verdict is None:
                archive.seen(kept.number, data)
                self._run.count(answers=1)
                self._run.progressed()
                return data, response
            if isinstance(verdict, SourceError) and (archive.offline or not isinstance(verdict, AuthError)):
                raise verdict
            failures += 1
        if archive.offline:
            raise _given_up(verdict, failures)
        return None

    def kept(self, request: Request, response: Response) -> Response:
        """The answer, cleaned, and written where answers are kept.

        Raises:
            StoppedError: it cannot be written.
        """
        response = replace(response, body=self._run.cleaning.body(response.body))
        archive = self._run.archive
        return response if archive is None else self._written(archive, request, response)

    def _written(self, archive: Archive, request: Request, response: Response) -> Response:
        headers = self._run.cleaning.told("", {name: response.headers[name] for name in _needed(response.headers)})
        url = self._run.cleaning.value("", response.url)
        answer = Kept(0, response.status, headers, response.body, url)
        return replace(response, page=archive.keep(self._asked(request), answer, self._run.clock.now()))

    def _asked(self, request: Request) -> Asked:
        cleaning = self._run.cleaning
        body = request.body if isinstance(request.body, Mapping) else {"body": request.body} if request.body else {}
        params = cleaning.told("", {**request.params, **body})
        return Asked(self._run.source, request.name, request.method, cleaning.value("", request.path), params)


def _needed(headers: Mapping[str, str]) -> list[str]:
    """The names of the headers that paging and limits need."""
    return sorted(name for name in headers if name in _HEADERS or any(part in name for part in _LIMITS))


def _given_up(verdict: Verdict, failures: int) -> SourceError:
    """How it ended when it was asked."""
    if isinstance(verdict, SourceError):
        return verdict
    if isinstance(verdict, Limited):
        return TransientError("the service asked to wait, and the pull ended first", reason="rate_limited")
    if isinstance(verdict, Broken):
        return TransientError(f"{verdict.detail}, {failures} times in a row")
    remedy = "pull it again with timeline pull --refresh"
    return SourceError("it was not asked when the answers were kept", reason="not_asked", remedy=remedy)
