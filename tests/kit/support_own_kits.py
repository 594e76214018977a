"""A kit for each of our own sources: the stand-in of the demo, and what it tells as what has to come out.

What is true of these worlds is tried elsewhere (tests/golden, tests/test_<source>.py); here it is that it stays true.
"""

from __future__ import annotations

import os
from functools import cache

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
    "jira": {"posts": ["/search/jql"]},
    "pagerduty": {},
    "sentry": {"but": {"window.parts": "a tag counts an error's events in the window"}},
    "slack": {
        "posts": [
            "/auth.test", "/bots.info", "/conversations.history", "/conversations.list", "/conversations.replies",
            "/users.info",
        ]
    },
    "terraform": {"absent": ["planned-at", "confirmed-at", "discarded-at", "applied-at"]},
}  # fmt: skip


@cache
def kit_of(name):
    """A source of ours on trial; what has to come out is what the first pull tells."""
    os.environ[_OWNER] = demo.EMAIL  # whose Jira's token is

    def make(url):
        return source_type(name)(base_url=url, token_env=_VARIABLE, **demo.CONFIGURATION[name])

    def serve(size):
        return apis(TOKEN, page=size)[name]

    more = {"pages": (4, 2, 100), "variables": [_VARIABLE], "most": None if EVERYWHERE else 2} | _MORE[name]
    told = Kit(make, serve, demo.WINDOW, [], **more).events()
    return Kit(make, serve, demo.WINDOW, [_happened(each) for each in told], **more)


def _happened(event):
    who = event.actor and (event.actor.name or event.actor.id)
    time = utc_text(event.time, event.precision)
    return Happened(event.id.partition(":")[2], time, event.kind, who, event.severity)


NAMES = sorted(_MORE)
