"""What PagerDuty's objects are called: by themselves, as another answer says, or by one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from timeline.model.errors import SourceError
from timeline.porting.payload import Once, at, lazy, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.pagerduty.agents import own_name, plain_type

#: Where an object of that type is asked for.
_PATHS: Mapping[str, str] = {
    "user": "users",
    "service": "services",
    "business_service": "business_services",
    "escalation_policy": "escalation_policies",
    "team": "teams",
    "schedule": "schedules",
}


class Names:
    """The names of one pull.

    Args:
        answers: what was read: most references carry a name, and name those that carry none.
    """

    def __init__(self, client: Client, run: Run, answers: Iterable[Any]) -> None:
        self._client = client
        self._run = run
        self._answers = answers
        self._looked_up = Once(self._ask)

    def __call__(self, thing: Any) -> str | None:
        """The object's name, or None where it cannot be had."""
        if name := own_name(thing):
            return name
        key = text(at(thing, "id"))
        if key is None:
            return None
        path = _PATHS.get(plain_type(thing))
        return self._told.get(key) or (self._looked_up(f"{path}/{key}") if path else None)

    @lazy
    def _told(self) -> dict[str, str]:
        """By id, the names in what was read; gathered when the first is missed."""
        return {
            key: name
            for thing in _objects(self._answers)
            if (key := text(thing.get("id"))) and (name := own_name(thing))
        }

    def _ask(self, path: str) -> str | None:
        """One call; where it fails, what is less certain is noted."""
        listed, _, key = path.partition("/")
        kind = next(kind for kind, each in _PATHS.items() if each == listed)
        try:
            response = self._client.json(Request(f"GET /{listed}/:id", path, where=key, expect=kind))
        except SourceError as error:
            self._run.note(
                f"the name of the {kind.replace('_', ' ')} {key} could not be had ({error.reason}): "
                "it is told by its id, and a filter by its name does not find it"
            )
            return None
        return own_name({**_plain(at(response, kind)), "id": key})


def _plain(thing: Any) -> dict[str, Any]:
    return thing if isinstance(thing, dict) else {}


def _objects(answers: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Every object that has a type and stands anywhere in the answers, but for what senders put into details."""
    waiting = list(answers)
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            waiting += [each for name, each in found.items() if "details" not in name]
            if plain_type(found) in _PATHS:
                yield found
        elif isinstance(found, list):
            waiting += found
