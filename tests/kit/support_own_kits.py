"""A kit for each of our own sources: the stand-in of the demo, and what it tells as what has to come out.

What is true of these worlds is tried elsewhere (tests/golden, tests/test_<source>.py); here it is that it stays true.
"""

from __future__ import annotations

import os
from functools import cache

from support_grafana import GrafanaApi, annotation, state
from support_statuspage import PAGE, StatuspageApi, incident, update
from timeline import demo
from timeline.demo.incident import apis
from timeline.model.window import utc_text
from timeline.porting.source import source_type
from timeline.testing import TOKEN, Happened, Kit

EVERYWHERE = os.environ.get("TIMELINE_FAULTS") == "all"
_VARIABLE, _OWNER = "TIMELINE_DEMO_TOKEN", "TIMELINE_DEMO_EMAIL"
#: What a source needs beyond the rest.
_MORE = {
    "datadog": {
        "posts": ["/api/v2/events/search"],
        "but": {"window.parts": "a recovery names the trigger that was looked up because it is older than the window"},
    },
    "github": {
        "posts": ["/graphql"],
        "but": {"window.parts": "a workflow run tells a login; the name is that of the pull requests of the window"},
    },
    "grafana": {
        "but": {
            "id.stated": "a state has no id: its labels are hashed",
            "same.shuffled": "the rows of the history come in columns",
            "row.kept": "an annotation with a state is an alert's, and the history tells it",
        }
    },
    "jira": {"posts": ["/search/jql"]},
    "pagerduty": {},
    "sentry": {"but": {"window.parts": "a tag counts an error's events in the window"}},
    "slack": {
        "posts": [
            "/auth.test", "/bots.info", "/conversations.history", "/conversations.list", "/conversations.replies",
            "/users.info",
        ]
    },
    "statuspage": {},
    "terraform": {"absent": ["planned-at", "confirmed-at", "discarded-at", "applied-at"]},
}  # fmt: skip


# What the demo has no part for: how the source is made, and its service's stand-in.
_STATES = [
    state("18:44:10", "Normal", "Pending"), state("18:45:10.250", "Pending", "Alerting"),
    state("18:50:10", "Alerting", "NoData"), state("18:59:10", "Error", "Normal"),
]  # fmt: skip
_INCIDENTS = [
    incident(
        "p31", "Hooks are late", update("u1", "investigating", "18:50:00.120"), update("u2", "resolved", "19:20:00")
    ),
    incident("p32", "Slow", update("u3", "investigating", "18:40:00"), update("u4", "identified", "18:45:00")),
    incident("p33", "Old", update("u5", "resolved", "18:31:00")),
]
_WORLDS = {
    "grafana": (
        {"app_url": "https://watch.acme.example"},
        lambda size: GrafanaApi(TOKEN, states=_STATES, annotations=[annotation(1, "18:41:00", who=(3, "ada"))]),
    ),
    "statuspage": ({"page": PAGE}, lambda size: StatuspageApi(TOKEN, incidents=_INCIDENTS, page=size)),
}


@cache
def kit_of(name):
    """A source of ours on trial; what has to come out is what the first pull tells."""
    os.environ[_OWNER] = demo.EMAIL  # whose Jira's token is

    settings, serve = _WORLDS.get(name) or (demo.CONFIGURATION[name], lambda size: apis(TOKEN, page=size)[name])

    def make(url):
        return source_type(name)(base_url=url, token_env=_VARIABLE, **settings)

    more = {"pages": (2, 4, 100), "variables": [_VARIABLE], "most": None if EVERYWHERE else 2} | _MORE[name]
    told = Kit(make, serve, demo.WINDOW, [], **more).events()
    return Kit(make, serve, demo.WINDOW, [_happened(each) for each in told], **more)


def _happened(event):
    who = event.actor and (event.actor.name or event.actor.id)
    time = utc_text(event.time, event.precision)
    return Happened(event.id.partition(":")[2], time, event.kind, who, event.severity)


NAMES = sorted(_MORE)
