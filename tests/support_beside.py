"""The services that the demo does not have: a world of each, and the source that reads it."""

from __future__ import annotations

import os

from support_grafana import GrafanaApi, annotation, noted, state
from support_statuspage import PAGE, StatuspageApi, incident, update
from timeline import demo
from timeline.demo.incident import apis
from timeline.porting.source import source_type

_VARIABLE = "TIMELINE_BESIDE_TOKEN"
CONFIGURATION = {"grafana": {"app_url": "https://watch.acme.example"}, "statuspage": {"page": PAGE}}


def every_api(token, *, page=100):
    """The demo's services, and these; a small page of Grafana's is another server, which cuts and keeps states elsewhere."""
    return apis(token, page=page) | {"grafana": _grafana(token, page), "statuspage": _statuspage(token, page)}


def sources(server, names):
    """Those of the sources, configured for a running stand-in server."""
    os.environ[_VARIABLE] = demo.TOKEN
    return [
        source_type(name)(base_url=server.url(name), token_env=_VARIABLE, **CONFIGURATION[name])
        if name in CONFIGURATION
        else demo.sources(server, [name])[0]
        for name in names
    ]


def _grafana(token, page):
    notes = [
        annotation(n + 1, f"18:{31 + n % 20}:{n % 60:02}", who=(4, "marie")) for n in range(130 if page < 100 else 5)
    ]
    if page < 100:
        notes += [noted(501, "18:44:10", "Normal", "Alerting"), noted(502, "18:59:10", "Alerting", "Normal")]
        return GrafanaApi(token, annotations=notes, backend="annotations", most=100)
    states = [
        state("18:44:10", "Pending", "Alerting"), state("18:46:10", "Pending", "Alerting", host="b"),
        state("18:59:10", "Alerting", "Normal"), state("19:09:10", "Alerting", "Normal (MissingSeries)", host="b"),
    ]  # fmt: skip
    return GrafanaApi(token, annotations=notes, states=states)


def _statuspage(token, page):
    told = [
        incident(
            f"p{n}",
            f"n{n}",
            update(f"u{n}a", "investigating", f"18:4{n}:00"),
            update(f"u{n}b", "resolved", f"19:0{n}:00"),
        )
        for n in range(9)
    ]
    return StatuspageApi(token, incidents=told[::-1], page=page)
