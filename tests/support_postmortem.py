"""A bundle of the demo with people's work in it, and the configuration that its stand-in answers to."""

import os
from functools import cache

from timeline import demo
from timeline.demo.incident import apis
from timeline.demo.server import StandIn

POST_TOKEN = "stand-in-post-4712"
LINK = "https://wiki.acme.example/p/post-mortem-4172"
ACTIONS = """# What we do next

Agreed on the call.

| Improvement name | Owner | Details | Bug/ticket link |
|---|---|---|---|
| Find out why the new AMI publishes no hooks | Grace Hopper | Compare the two images | https://acme.atlassian.net/browse/IE-1457 |
| Why u no sentry? | Hedy Lamarr | Did we get a report? If not, why not? | [SXP-794](https://acme.atlassian.net/browse/SXP-794) |
|  |  | If so, why didn't we see it? |  |

- [ ] ask the owners of the image
"""
NOTES = """- <2019-06-20 18:45 Z>: [report] the first customer writes

## Feedback

- <2019-06-24 09:12:33 Z>: by Hedy Lamarr: We saw it in the editor, too [Slack](https://acme.slack.com/archives/C0INCIDNT/p1561367553000100)
"""
WORDS = """# Hooks were late

We thank Ada Lovelace for the record.

## Summary

Hooks were late for half an hour. Grace Hopper rolled the image back.

- no hook was lost

## What surprised us

The queue held everything.

## Systems analysis

The two posts arrived at the same time.
"""


@cache
def record():
    return demo.record()


def kept(folder, **files):
    """The demo's record in a folder, with those files in its `work/`."""
    record().save(folder)
    for name, text in files.items():
        (folder / "work").mkdir(exist_ok=True)
        (folder / "work" / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def worked(folder):
    return kept(folder, actions=ACTIONS, notes=NOTES, postmortem=WORDS)


def standing(fault=None):
    """The demo's services, of which Slack lets one post."""
    return StandIn(apis(demo.TOKEN, post=POST_TOKEN), fault=fault)


def configured(folder, server, *names, **more):
    """The configuration for those of its services."""
    os.environ["TIMELINE_DEMO_TOKEN"], os.environ["TIMELINE_DEMO_EMAIL"] = demo.TOKEN, demo.EMAIL
    lines = []
    for name in names:
        settings = {
            **demo.CONFIGURATION[name],
            "base_url": server.url(name),
            "token_env": "TIMELINE_DEMO_TOKEN",
            **more,
        }
        lines += [f"[sources.{name}]", *(f"{key} = {_toml(value)}" for key, value in settings.items())]
    path = folder / "timeline.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _toml(value):
    return f"[{', '.join(map(_toml, value))}]" if isinstance(value, tuple) else f'"{value}"'
