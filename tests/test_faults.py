"""Every fault at every request: the same record, or a gap over what is missing. A seeded sample by default.

`make faults` tries all of them (TIMELINE_FAULTS=all).
"""

import os
import random

import pytest

from support_faults import FAULTS, Fault, pulled, verdict

SERVICES = ("datadog", "github", "pagerduty", "slack", "terraform")
SAMPLE = 3  # request indexes tried for each service and fault


@pytest.fixture(scope="session")
def healthy():
    """The record and the number of requests without a fault, by service."""
    return {name: pulled(name) for name in SERVICES}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("timeline.sources._calls.REQUEST_TIMEOUT_S", 2.0)


def indexes(count, seed):
    if os.environ.get("TIMELINE_FAULTS") == "all":
        return range(count)
    return sorted(random.Random(seed).sample(range(count), min(SAMPLE, count)))


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("name", FAULTS)
def test_no_fault_loses_or_invents_an_event_silently(healthy, service, name):
    """Under one fault at any request: nothing invented or moved, nothing lost without a gap over its time."""
    record, requests = healthy[service]
    response, times = FAULTS[name]
    for index in indexes(requests, f"{service} {name}"):
        faulty, _ = pulled(service, Fault(service, index, response, times))
        assert not verdict(record, faulty), f"request {index}"


@pytest.mark.parametrize("service", SERVICES)
def test_a_passing_fault_changes_nothing(healthy, service):
    """One server error is tried again: the record is the same to the last byte, measurements aside."""
    record, requests = healthy[service]
    response, _ = FAULTS["server error once"]
    for index in indexes(requests, service):
        faulty, _ = pulled(service, Fault(service, index, response, 1))
        assert list(faulty) == list(record), f"request {index}"
        assert faulty.complete
