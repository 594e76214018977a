"""Who made a log entry, by PagerDuty's own word for what sort of agent it was. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from timeline.model.event import Actor
from timeline.porting.draft import actor
from timeline.porting.payload import at, text

Sort = Literal["person", "bot", "service"]
#: What an object is called, if that is known.
Named = Callable[[Any], "str | None"]
#: A type that is not listed, and is no integration's, says nothing about who acted.
_SORTS: Mapping[str, Sort] = {
    "user": "person",
    "bot_user": "bot",
    "bot": "bot",
    "app": "bot",
    "service": "service",
    "business_service": "service",
    "integration": "service",
    "vendor": "service",
    "api": "service",
    "api_key": "service",
    "email": "service",
    "escalation_policy": "service",
    "schedule": "service",
    "workflow": "service",
    "incident_workflow": "service",
    "automation_action": "service",
    "event_orchestration": "service",
    "event_rule": "service",
    "ruleset": "service",
    "rule": "service",
    "account": "service",
    "system": "service",
}


def own_name(thing: Any) -> str | None:
    """What an object says it is called; its id is no name."""
    return next(
        (
            name
            for key in ("summary", "name", "display_name")
            if (name := text(at(thing, key))) and name != text(at(thing, "id"))
        ),
        None,
    )


def acting(agent: Any, name: Named = own_name) -> Actor | None:
    """Who acted; None where the entry names nobody, or a sort of agent that is not known."""
    kind = sort(agent)
    key, called = text(at(agent, "id")), name(agent) if kind else None
    return actor(key, called, kind) if kind and (key or called) else None


def sort(agent: Any) -> Sort | None:
    """Whether the agent is a person, a bot or a service."""
    kind = plain_type(agent)
    return "service" if kind.endswith("integration") else _SORTS.get(kind)


def plain_type(thing: Any) -> str:
    """The object's type, whether it came whole or as a reference."""
    return (text(at(thing, "type")) or "").lower().removesuffix("_reference")
