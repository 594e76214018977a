"""One policy for waiting and trying again."""

import importlib
import json
import pkgutil
import threading

import pytest

import timeline as tl
from support_events import START, WINDOW
from timeline import sources
from timeline.porting.run import Run
from timeline.sources.http.client import Client, Dialect
from timeline.sources.http.exchange import BrokenConnection, Request
from timeline.sources.http.exchange import Response as Answer
from timeline.sources.http.limits import Pace, seconds_of
from timeline.sources.slack.calls import SlackDialect
from timeline.testing import SimulatedClock


class Script:
    """A transport that answers from a list, then well."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = 0
        self.lock = threading.Lock()

    def send(self, call, timeout):
        with self.lock:
            self.sent += 1
            answer = self.answers.pop(0) if self.answers else ok({"rows": []})
        if isinstance(answer, Exception):
            raise answer
        return answer


def ok(data, **headers):
    return Answer(200, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(data).encode())


def status(code, **headers):
    return Answer(code, {name.replace("_", "-"): value for name, value in headers.items()}, b"{}")


def made(*answers, dialect=None, deadline=900.0):
    clock = SimulatedClock(START)
    script = Script(*answers)
    run = Run("web", WINDOW, clock=clock, deadline=deadline)
    return Client(script, dialect or Dialect(), run), script, clock


def dialects():
    """Every dialect of the package, whichever module it stands in."""
    for module in pkgutil.walk_packages(sources.__path__, "timeline.sources."):
        importlib.import_module(module.name)
    found = [each for each in Dialect.__subclasses__() if each.__module__.startswith("timeline.sources.")]
    assert len(found) >= 5
    return [Dialect, *found]


@pytest.mark.parametrize("kind", dialects())
@pytest.mark.parametrize("code", [302, 400, 401, 402, 403, 404, 410, 422])
def test_an_error_has_the_code_that_the_service_gave(kind, code):
    """In every dialect, so that a source never matches words that are written for people; no text shows it."""
    client, _, _ = made(status(code), dialect=kind())
    with pytest.raises(tl.SourceError) as raised:
        client.send(Request("GET /x"))
    assert raised.value.code == str(code)


@pytest.mark.parametrize(
    ("word", "code"),
    [("missing_scope", "missing_scope"), ("not_in_channel", "not_in_channel"), ("invalid_auth", "invalid_auth"),
     ("invalid_cursor", "invalid_cursor"), ("of_tomorrow", "of_tomorrow"), ("xoxb is no word", ""),
     ("this is no word_not_found", "")],
)  # fmt: skip
def test_what_slack_calls_an_error_is_its_code(word, code):
    """Its error word stands in place of the status, which says 200; what is no word may be a payload."""
    client, _, _ = made(ok({"ok": False, "error": word}), dialect=SlackDialect())
    with pytest.raises(tl.SourceError) as raised:
        client.send(Request("conversations.list"))
    assert raised.value.code == (code or "200")
    assert code or word not in str(raised.value)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("1.5", 1.5), ("Thu, 20 Jun 2019 18:30:09 GMT", 9.0), ("Thu, 20 Jun 2019 18:00:00 GMT", 0.0),
     ("-3", 0.0), ("soon", None), ("", None), (None, None), ("nan", None), ("inf", 1e9)],
)  # fmt: skip
def test_every_way_to_say_how_long_is_understood(header, seconds):
    """Whole seconds, fractions and HTTP dates; what is none of them is not guessed."""
    assert seconds_of(header, START) == seconds


@pytest.mark.parametrize("header", ["7", "7.0", "Thu, 20 Jun 2019 18:30:07 GMT"])
def test_a_limit_is_waited_for_and_the_call_repeated(header):
    """After a 429 at least the time asked for passes, then the answer is had."""
    calls, script, clock = made(status(429, retry_after=header))
    assert calls.json(Request("GET /x")) == {"rows": []}
    assert script.sent == 2
    assert sum(clock.waits) >= 7


def test_a_limit_without_a_time_backs_off():
    """Waits grow while the service does not say how long."""
    calls, _, clock = made(*[status(429)] * 4)
    calls.json(Request("GET /x"))
    assert clock.waits == sorted(clock.waits)
    assert clock.waits[-1] > clock.waits[0]


def test_a_limit_for_ever_ends():
    """Bounded rounds, then an error that says to try later."""
    calls, script, _ = made(*[status(429, retry_after="1")] * 1000)
    with pytest.raises(tl.TransientError, match="still limited") as caught:
        calls.json(Request("GET /x"))
    assert caught.value.reason == "rate_limited"
    assert script.sent < 20


def test_a_limit_beyond_the_deadline_is_told_at_once():
    """Nobody waits in vain: the error says when to try again, and nothing is slept."""
    calls, _, clock = made(status(429, retry_after="86400"))
    with pytest.raises(tl.TransientError, match="try again after 2019-06-21T18:30:00Z"):
        calls.json(Request("GET /x"))
    assert not clock.waits


def test_one_wait_is_shared_by_all_calls_of_a_budget():
    """What one call learns about the limit holds for the next one, not for other budgets."""
    calls, _, clock = made(status(429, retry_after="60"))
    calls.json(Request("GET /x", budget="a"))
    before = sum(clock.waits)
    calls.json(Request("GET /y", budget="a"))
    calls.json(Request("GET /z", budget="b"))
    assert before == sum(clock.waits) == 60


@pytest.mark.parametrize(
    "failure",
    [status(500), status(503), status(408), BrokenConnection("no answer in time"), Answer(200, {}, b"<html>"),
     Answer(200, {}, b'{"rows": ['), ok([]), ok({}), ok({"error": None})],
    ids=["500", "503", "408", "hang", "login page", "cut short", "list", "empty", "other"],
)  # fmt: skip
def test_what_may_pass_is_tried_again_and_then_told(failure):
    """A broken answer once changes nothing; for ever it is a bounded number of tries and an error."""
    calls, _, _ = made(failure)
    assert calls.json(Request("GET /x", expect="rows")) == {"rows": []}
    calls, script, _ = made(*[failure] * 100)
    with pytest.raises(tl.TransientError, match="web GET /x"):
        calls.json(Request("GET /x", expect="rows"))
    assert script.sent == 5


@pytest.mark.parametrize(
    ("code", "error"),
    [(401, tl.AuthError), (403, tl.DeniedError), (404, tl.DeniedError), (400, tl.AnswerError), (302, tl.AnswerError)],
)
def test_what_will_not_pass_is_told_at_once(code, error):
    """A refusal is not repeated, and names the call."""
    calls, script, _ = made(status(code))
    with pytest.raises(error, match="GET /x #alerts"):
        calls.json(Request("GET /x", where="#alerts"))
    assert script.sent == 1


def test_a_known_limit_is_kept_before_it_bites():
    """No more calls than the pace allows within any span, without one refusal."""

    class Paced(Dialect):
        limits = {"slow": Pace(3, 60.0)}  # noqa: RUF012

    calls, script, clock = made(dialect=Paced())
    for _ in range(7):
        calls.json(Request("GET /x", budget="slow"))
    assert script.sent == 7
    assert clock.monotonic() == 120


def test_the_deadline_ends_the_tries():
    """Past the deadline nothing is sent any more."""
    calls, script, clock = made(*[status(500)] * 100, deadline=1.0)
    with pytest.raises(tl.SourceError):
        calls.json(Request("GET /x"))
    assert script.sent < 5
    assert clock.monotonic() < 5


def test_published_limits_hold_at_the_services_own_host():
    """A server of one's own or a proxy is not held to them: it tells its limits when they are met."""
    assert SlackDialect("x", "https://slack.com/api").paces
    assert not SlackDialect("x", "https://proxy.example/slack.com").paces
    assert not SlackDialect("x", "https://notslack.com/api").paces
