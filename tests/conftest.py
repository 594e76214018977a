"""What holds for every test: no connection leaves this machine, and no token comes from the environment."""

import socket

import pytest
from hypothesis import settings

pytest_plugins = ["support_browser"]

# How long an example takes says nothing about a rule; the same examples everywhere make a failure repeatable.
settings.register_profile("rules", deadline=None, derandomize=True)
settings.load_profile("rules")

LOOPBACK = ("127.0.0.1", "::1", "localhost")
TOKENS = ("SLACK_TOKEN", "DD_API_KEY", "DD_APP_KEY", "DD_SITE", "PAGERDUTY_TOKEN", "GITHUB_TOKEN", "TFE_TOKEN")


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch):
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def no_tokens(monkeypatch):
    for name in TOKENS:
        monkeypatch.delenv(name, raising=False)
