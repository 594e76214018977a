"""Who acted: whom the service names, by a name that is no address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timeline.model.addresses import PLACEHOLDER
from timeline.model.event import Actor, Event
from timeline.model.mail import addresses
from timeline.testing.kit.bench import Bench
from timeline.testing.kit.rule import rule
from timeline.testing.kit.wire import Damage, anew

_ADDRESS = "ada.kit@acme.example"


@rule("actor.true", "name who the service says acted: the author, the owner and the schedule's creator did not")
def true(bench: Bench) -> Iterator[str]:
    """The actor is who acted, and nobody where the service names nobody."""
    for key, truth in bench.truth.items():
        told = bench.right.events.get(key)
        if told and not _is(told.actor, truth.actor):
            yield f"{key}: it names {_named(told.actor)}, and {truth.actor or 'nobody'} acted"


@rule("actor.stated", "leave the actor out where the service names none: a default is an invention")
def stated(bench: Bench) -> Iterator[str]:
    """Every id and name of an actor stands in an answer of the service."""
    told = bench.told.casefold()
    for key, event in bench.right.events.items():
        if event.actor:
            words = [event.actor.id or "", *(event.actor.name or "").split()]
            if missing := [each for each in words if each.casefold() not in told]:
                yield f"{key}: no answer holds {missing[0]!r}"


@rule("actor.address", "make actors with http.actor, which takes no address for a name")
def no_address(bench: Bench) -> Iterator[str]:
    """No e-mail address, and nothing that is as good as one, is in an event, also where people go by their address."""
    for seen in (bench.right, bench.pull(damage=_by_address(_names(bench)))):
        for key, event in seen.events.items():
            if found := [name for name, text in _texts(event) if _is_told(text)]:
                yield f"{key}: one stands in its {found[0]}"


def _is_told(text: str) -> bool:
    return bool(PLACEHOLDER.search(text)) or any(addresses(text))


def _is(told: Actor | None, truth: str | None) -> bool:
    return truth in (told.name, told.id) if told else truth is None


def _named(told: Actor | None) -> str:
    return (told.name or told.id or "somebody without a name") if told else "nobody"


def _names(bench: Bench) -> set[str]:
    """Which names and ids of people stand in the events."""
    people = [each.actor for each in bench.right.events.values() if each.actor and each.actor.kind == "person"]
    return {word for each in people for word in (each.name,) if word}


def _by_address(names: set[str]) -> Damage:
    """Have everybody called by an address."""

    def called(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: called(each) for name, each in value.items()}
        if isinstance(value, list):
            return [called(each) for each in value]
        return _ADDRESS if isinstance(value, str) and value in names else value

    return anew(called)


def _texts(event: Event) -> Iterator[tuple[str, str]]:
    """Every text of an event but its payload."""
    for name in ("id", "summary", "url", "body"):
        yield name, getattr(event, name) or ""
    yield "actor", f"{event.actor.id} {event.actor.name}" if event.actor else ""
    yield "keys", " ".join(event.keys)
    yield "tags", " ".join(event.tags.values())
