"""One policy for every call of every source: waiting, trying again, and naming what went wrong.

A source has a `Transport` (the vendor's SDK or httpx), which sends one call and returns the answer as
bytes, and a `Dialect`, which says what an answer means in that vendor's words. Everything between is
here: one wait shared by all workers of a source, known limits kept before they bite, a bounded number
of tries inside the deadline, bodies parsed as data only when they are data.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from timeline.model.errors import AnswerError, AuthError, DeniedError, SourceError, TransientError
from timeline.model.window import utc_text
from timeline.porting.payload import DEPTH, NOT_JSON, parsed
from timeline.porting.run import Run
from timeline.porting.within import within
from timeline.sources.http.exchange import Broken, BrokenConnection, Limited, Request, Response, Transport, Verdict
from timeline.sources.http.keeping import Keeping
from timeline.sources.http.limits import ROUNDS, Budget, Pace, published, seconds_of

REQUEST_TIMEOUT_S = 30.0
#: So many calls of one source are under way at the same time.
IN_FLIGHT = 8
#: Held while a vendor's package is imported: sources start at the same time, and two imports that share a
#: package, in two threads, can each wait for what the other has half done.
IMPORTS = threading.Lock()
_TRIES = 5
_TRIES_WHEN_DOWN = 2
_BACKOFF_S = 0.5


class Dialect:
    """How a plain HTTP API says no. Vendors override what they say differently.

    Args:
        credential: where the credential comes from, for the reader whose credential was refused.
        base_url: where the service is; its published limits hold at its own host only, a server of one's own
            or a proxy has others, which it tells when they are met.
    """

    #: What to tell that reader.
    remedy = "check {credential}"
    #: The service's own host, and the limits that it publishes, by budget.
    home = ""
    limits: Mapping[str, Pace] = {}

    def __init__(self, credential: str = "the token", base_url: str = "") -> None:
        self.auth_remedy = self.remedy.format(credential=credential)
        self.paces = self.limits if published(base_url, self.home) else {}

    def judge(self, request: Request, response: Response, data: Any, now: datetime) -> Verdict:
        """What the answer means: None when `data` can be used."""
        status = response.status
        if status == 429:  # noqa: PLR2004
            return Limited(self.wait(response, data, now))
        if status >= 500 or status == 408:  # noqa: PLR2004
            return Broken(f"HTTP {status}")
        if 300 <= status < 400:  # noqa: PLR2004
            return AnswerError(f"HTTP {status} redirects elsewhere, which is not followed", remedy="check base_url")
        if status >= 400:  # noqa: PLR2004
            return self.refusal(request, response, data)
        return Broken("the body is not JSON") if data is NOT_JSON else None

    def wait(self, response: Response, data: Any, now: datetime) -> float | None:  # noqa: ARG002
        """Seconds to wait that a limiting answer asks for."""
        return seconds_of(response.headers.get("retry-after"), now)

    def refusal(self, request: Request, response: Response, data: Any) -> SourceError:  # noqa: ARG002
        """The error that a 4xx answer is."""
        if response.status == 401:  # noqa: PLR2004
            return AuthError("HTTP 401, the credential is refused", remedy=self.auth_remedy)
        if response.status == 403:  # noqa: PLR2004
            return DeniedError("HTTP 403, not permitted", remedy=self.auth_remedy)
        if response.status in (404, 410):
            return DeniedError(f"HTTP {response.status}, not visible to this credential or not existing")
        return AnswerError(f"HTTP {response.status}, the request was refused")

    def hold(self, request: Request, response: Response, now: datetime) -> float | None:  # noqa: ARG002
        """Seconds until this budget is refilled, when a good answer says that it is now used up."""
        return None


class Client:
    """Sends the calls of one source within one run."""

    def __init__(self, transport: Transport, dialect: Dialect, run: Run) -> None:
        self._transport = transport
        self._dialect = dialect
        self._run = run
        self._slots = threading.BoundedSemaphore(IN_FLIGHT)
        self._budgets: dict[str, Budget] = {}
        self._lock = threading.Lock()
        self._tries = _TRIES
        self._kept = Keeping(run, self.judged)

    def send(self, request: Request) -> tuple[Any, Response]:
        """The parsed body and the answer it came in.

        Raises:
            SourceError: named with source, call and remedy, when no usable answer was to be had.
        """
        if (kept := self._found(request)) is not None:
            return kept
        budget = self._budget(request.budget)
        tries = 0
        while True:
            turn = self._turn(request, budget)
            response, data, verdict = self._try(request)
            if verdict is None and response is not None:
                budget.succeeded()
                self._run.count(answers=1)
                self._run.progressed()
                self._tries = _TRIES
                self._keep_limit(request, response, budget)
                return data, response
            if isinstance(verdict, SourceError):
                raise self.named(verdict, request)
            self._run.count(retries=1)
            if isinstance(verdict, Limited):
                self._wait_for_limit(request, budget, verdict.seconds, turn)
            else:
                tries += 1
                self._back_off(request, tries, verdict.detail if verdict else "")

    def json(self, request: Request) -> Any:
        """The parsed body alone; raises as `send` does."""
        return self.send(request)[0]

    def _found(self, request: Request) -> tuple[Any, Response] | None:
        """What was kept, if anything."""
        self._run.check(request.label)
        try:
            return self._kept.answer(request)
        except SourceError as error:
            raise self.named(error, request) from None

    def _budget(self, name: str) -> Budget:
        with self._lock:
            return self._budgets.setdefault(name, Budget(self._dialect.paces.get(name)))

    def _turn(self, request: Request, budget: Budget) -> float:
        """Wait until this budget lets the call go; the moment it goes."""
        while True:
            self._run.check(request.label)
            now = self._run.clock.monotonic()
            seconds = budget.take(now)
            if seconds <= 0:
                return now
            if seconds > self._run.remaining():
                raise self.named(self._too_long(seconds), request)
            self._run.wait(seconds, f"{request.name} limit", since=now)

    def _try(self, request: Request) -> tuple[Response | None, Any, Verdict]:
        with self._slots:
            self._run.check(request.label)
            self._run.count(requests=1)
            timeout = max(0.1, min(REQUEST_TIMEOUT_S, self._run.remaining()))
            sent = self._run.clock.now()
            try:
                # The transport's own time-out is over with every byte that comes.
                response = within(timeout, lambda: self._transport.send(request, timeout))
            except TimeoutError:
                return None, None, Broken("no whole answer in time")
            except BrokenConnection as error:
                return None, None, Broken(str(error))
            except SourceError as error:
                return None, None, error
        self._see_clock(response, sent)
        response = self._kept.kept(request, response)
        return response, *self.judged(request, response)

    def judged(self, request: Request, response: Response) -> tuple[Any, Verdict]:
        """The parsed body, and what the answer means."""
        data, cut = parsed(response.body)
        if cut:
            self._run.note(f"{request.label}: what is nested deeper than {DEPTH} levels in the answer was cut")
        verdict = self._dialect.judge(request, response, data, self._run.clock.now())
        if isinstance(verdict, SourceError):
            verdict.code = verdict.code or str(response.status)
        if verdict is None and request.expect and not (isinstance(data, dict) and request.expect in data):
            verdict = Broken(f"the answer has no {request.expect!r}")
        return data, verdict

    def _see_clock(self, response: Response, sent: datetime) -> None:
        try:
            told = parsedate_to_datetime(response.headers["date"])
        except (KeyError, ValueError):
            return
        if told.tzinfo:
            self._run.clock_seen(told, sent, self._run.clock.now())

    def _keep_limit(self, request: Request, response: Response, budget: Budget) -> None:
        seconds = self._dialect.hold(request, response, self._run.clock.now())
        if seconds:
            budget.close(self._run.clock.monotonic() + seconds)

    def _wait_for_limit(self, request: Request, budget: Budget, seconds: float | None, sent: float) -> None:
        asked = max(seconds if seconds is not None else 2.0 ** min(budget.rounds, 6), 0.05)
        if asked > self._run.remaining():
            raise self.named(self._too_long(asked), request)
        now = self._run.clock.monotonic()
        if not budget.refused(sent, now + asked):
            detail = f"still limited after {ROUNDS} waits"
            raise self.named(TransientError(detail, reason="rate_limited", remedy="try again later"), request)

    def _too_long(self, seconds: float) -> TransientError:
        text = utc_text(self._run.clock.now() + timedelta(seconds=seconds), "s")
        detail = f"the service asks to wait {seconds:.0f} s, longer than the deadline leaves"
        return TransientError(detail, reason="rate_limited", remedy=f"try again after {text}")

    def _back_off(self, request: Request, tries: int, detail: str) -> None:
        if tries >= self._tries:
            # A service that is down is not given that long again by every call until it has answered one.
            self._tries = _TRIES_WHEN_DOWN
            raise self.named(TransientError(f"{detail}, {tries} times in a row"), request)
        seconds = _BACKOFF_S * 2 ** (tries - 1)
        self._run.wait(seconds * random.uniform(1, 1.25), f"{request.name}: {detail}")  # noqa: S311 - no secret

    def named(self, error: SourceError, request: Request) -> SourceError:
        """The error, with the source and the call that it is about."""
        error.source, error.call = error.source or self._run.source, error.call or request.label
        return error
