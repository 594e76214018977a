"""Small worlds of one service, pulled over the wire."""

from timeline import demo
from timeline.demo.server import StandIn
from timeline.engine.reconstruct import pull
from timeline.model.window import Window
from timeline.porting.source import source_type
from timeline.testing import SimulatedClock

VARIABLE = "TIMELINE_TEST_TOKEN"
KEYS = {"datadog": {"site": "datadoghq.com", "api_key_env": VARIABLE}}
WINDOW = Window("2019-06-20T18:30Z", "2019-06-20T19:30Z")


def pulled(service, api, monkeypatch, *, window=WINDOW, fault=None, start=None, requests=None, **config):
    """The record of one service, on a clock that does not wait; `requests` is filled with what was asked."""
    monkeypatch.setenv(VARIABLE, demo.TOKEN)
    with StandIn({service: api}, fault=fault) as server:
        settings = {"base_url": server.url(service), "token_env": VARIABLE} | KEYS.get(service, {}) | config
        record = pull(window, [source_type(service)(**settings)], clock=SimulatedClock(start))
        if requests is not None:
            requests += server.requests(service)
    return record
