"""Every fault at every request: the same record, or a gap over what is missing. A seeded sample by default.

`make faults` tries all of them (TIMELINE_FAULTS=all).
"""

import copy
import logging
import os
import pickle
import random
import time
import traceback

import pytest

import timeline as tl
from support_beside import every_api, sources
from support_faults import FAULTS, Fault, pulled, verdict
from timeline import demo
from timeline.demo.server import Response, StandIn
from timeline.engine.reconstruct import pull
from timeline.testing import SimulatedClock

SERVICES = ("datadog", "github", "grafana", "jira", "pagerduty", "sentry", "slack", "statuspage", "terraform")
PAGES = (4, 100)
SAMPLE = 2  # request indexes tried for each service, page size and fault


@pytest.fixture(scope="session")
def healthy():
    """The record and the number of requests without a fault, by service and page size."""
    return {(name, page): pulled(name, page=page) for name in SERVICES for page in PAGES}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("timeline.sources.http.client.REQUEST_TIMEOUT_S", 2.0)


def indexes(count, seed):
    if os.environ.get("TIMELINE_FAULTS") == "all":
        return range(count)
    return sorted(random.Random(seed).sample(range(count), min(SAMPLE, count)))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("name", FAULTS)
def test_no_fault_loses_or_invents_an_event_silently(healthy, service, name, page):
    """Under one fault at any request: nothing invented or moved, nothing lost without a gap over its time."""
    record, requests = healthy[service, page]
    response, times = FAULTS[name]
    for index in indexes(requests, f"{service} {name} {page}"):
        faulty, _ = pulled(service, Fault(service, index, response, times), page=page)
        assert not verdict(record, faulty), f"request {index}"


@pytest.mark.parametrize(
    "name", [name for name, (_, times) in FAULTS.items() if times == 1 and FAULTS[name][0].status >= 429]
)
@pytest.mark.parametrize("service", SERVICES)
def test_a_passing_fault_changes_nothing(healthy, service, name):
    """A limit or a server error that passes is waited for: the record is the same, measurements aside."""
    record, requests = healthy[service, 100]
    response, _ = FAULTS[name]
    for index in indexes(requests, service):
        faulty, _ = pulled(service, Fault(service, index, response, 1))
        assert list(faulty) == list(record), f"request {index}"
        assert faulty.complete


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("workers", [1, 3])
def test_the_number_of_workers_changes_nothing(healthy, service, workers, monkeypatch):
    """One worker or several: the same events in the same bytes."""
    monkeypatch.setattr("timeline.porting.pool.WORKERS", workers)
    record, _ = pulled(service)
    plain = healthy[service, 100][0]
    assert record.to_dicts() == plain.to_dicts()
    assert [row.model_dump(exclude={"measured"}) for row in record.coverage] == [
        row.model_dump(exclude={"measured"}) for row in plain.coverage
    ]


def test_the_order_of_the_sources_changes_nothing():
    """Sources named in another order give the same bytes."""
    with StandIn(every_api(demo.TOKEN)) as server:
        there = tl.reconstruct(demo.WINDOW, sources(server, SERVICES))
        back = tl.reconstruct(demo.WINDOW, sources(server, SERVICES[::-1]))
    assert there.to_dicts() == back.to_dicts()
    assert [row.source for row in there.coverage] == [row.source for row in back.coverage]


@pytest.mark.parametrize("service", SERVICES)
def test_a_hang_is_cut_off_and_tried_again(healthy, service, monkeypatch):
    """Every request has a time-out: one that hangs once changes nothing."""
    monkeypatch.setattr("timeline.sources.http.client.REQUEST_TIMEOUT_S", 0.4)
    record, requests = healthy[service, 100]
    index = random.Random(service).randrange(requests)
    faulty, _ = pulled(service, Fault(service, index, Response(delay=1.0), 1))
    assert list(faulty) == list(record)


@pytest.mark.parametrize(
    "response", [Response.json({}, 429, {"Retry-After": "1"}), Response.json({}, 503), Response(delay=60.0)],
    ids=["limits", "fails", "hangs"],
)  # fmt: skip
def test_a_server_that_never_recovers_ends_inside_the_deadline(healthy, response):
    """From the tenth request on nothing works: the pull ends in time, with what came and gaps over the rest."""
    with StandIn(
        every_api(demo.TOKEN, page=4), fault=lambda service, request, number: response if number > 10 else None
    ) as server:
        began = time.monotonic()
        record = tl.reconstruct(demo.WINDOW, sources(server, SERVICES), deadline="4s")
        assert time.monotonic() - began < 15
    assert not record.complete
    for row in record.coverage:  # a source that was through by then is whole
        assert row.gaps or row.events == len(healthy[row.source, 4][0])
    assert record.to_markdown().startswith("# Timeline")
    assert record.to_json()


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    "name", ["healthy", "token expired", "login page for ever", "redirect to another host", "cut short once"]
)
def test_no_credential_and_no_payload_is_told(service, name, caplog):
    """Whatever happens, no log line at any level, error, traceback, repr or pickle of a source holds the token."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger().setLevel(logging.DEBUG)
    response, times = FAULTS.get(name, (None, 0))
    with StandIn(every_api(demo.TOKEN), fault=response and Fault(service, 1, response, times)) as server:
        (source,) = sources(server, [service])
        record = pull(demo.WINDOW, [source], clock=SimulatedClock())
        told = [
            caplog.text,
            repr(record),
            record.to_json(raw=True),
            record.to_markdown(),
            repr(source),
            str(vars(source)),
        ]
        told += [str(pickle.dumps(record)), str(pickle.dumps(source)), str(copy.deepcopy(source))]
        try:
            raise tl.IncompleteError(record)
        except tl.TimelineError as error:
            told += ["".join(traceback.format_exception(error)), repr(error)]
    assert not [text for text in told if demo.TOKEN in text]
    assert "rotating http_hooks_v2" not in caplog.text


@pytest.mark.parametrize("service", SERVICES)
def test_a_token_goes_to_its_own_host_only(service):
    """A redirect to another host is not followed, on any request: nobody else ever sees a credential."""
    seen = []

    class Thief:
        base = "/thief"

        def answer(self, request):
            seen.append(request.headers)
            return Response.json({})

    with StandIn({"thief": Thief()}) as thief:
        target = thief.url("thief").replace("127.0.0.1", "localhost")
        for status in (301, 302, 307, 308):
            redirect = Response(status, {"Location": target + "/x"})
            _, requests = pulled(service)
            for index in indexes(requests, f"{service} {status}"):
                pulled(service, Fault(service, index, redirect, 10**9))
    assert not seen
