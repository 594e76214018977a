"""One event as claims are held against it: its act, its people, and everything that its words and ids say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from timeline.claims.verbs import stem
from timeline.model.event import Event
from timeline.model.window import utc_text
from timeline.prose.items import alike

#: Areas whose events say in words of their own what happened.
OWN_WORDS = frozenset(("event", "recorded", "channel", "code", "note", "post"))
_SHOWN = 4
_QUOTED = re.compile(r'"[^"]*"')
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[a-z]{3,}")
_LENGTHS = re.compile(r"(?<![\w.-])(\d+) (h|min|s)(?![\w-])")
_UNIT = {"h": 3600, "min": 60, "s": 1}
_MARKS = re.compile(r"[*_~`\\]+")


def said(text: str) -> str:
    """Words as quotations compare: quotation marks, spaces, capitals and marks of emphasis do not matter."""
    return " ".join(_MARKS.sub("", alike(text)).replace("'", "").replace('"', "").split())


def stands_in(needle: str, text: str) -> bool:
    """Whether it stands there as whole words."""
    place = text.find(needle)
    while place >= 0:
        before, after = text[place - 1 : place], text[place + len(needle) : place + len(needle) + 1]
        if not (needle[:1].isalnum() and before.isalnum()) and not (needle[-1:].isalnum() and after.isalnum()):
            return True
        place = text.find(needle, place + 1)
    return False


@dataclass(eq=False)
class Seen:
    """An event, read for what it states.

    Attributes:
        event: the event.
        act: what happened, as `area.verb` of the table.
        actor: the places of those in the people's table who may be its actor: rows of one name are one.
        others: the same of everybody else whom its sentence names.
        called: what else the things that it is about are called.
    """

    event: Event
    act: str
    actor: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    called: Iterable[str] = field(default=())

    @property
    def one(self) -> str:
        """What is one with its other witnesses: its happening, else itself."""
        return self.event.happening or self.event.id

    @cached_property
    def spoken(self) -> str:
        """Its words, as quotations compare."""
        return said("\n".join((self.event.summary, self.event.body or "", *self.called)))

    @cached_property
    def text(self) -> str:
        """Everything that it says and is called, as names and ids compare."""
        event = self.event
        tags = [f"#{value}" if name == "channel" else value for name, value in event.tags.items()]
        told = [event.summary, event.body or "", *tags, *event.keys, event.id, event.url or "", *self.called]
        if event.actor:
            told.append(event.actor.name or "")
        return alike("\n".join(told)).replace("`", "")

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in its words."""
        event = self.event
        told = "\n".join((event.summary, event.body or "", *event.tags.values(), *self.called))
        return frozenset(number.replace(",", "") for number in _NUMBER.findall(told))

    @cached_property
    def stems(self) -> frozenset[str]:
        """What the verbs of its own sentence begin with, where its kind alone does not say what happened."""
        area, _, verb = self.act.partition(".")
        if area not in OWN_WORDS and verb != "updated":
            return frozenset()
        return frozenset(map(stem, _WORD.findall(_QUOTED.sub(" ", self.event.summary).lower())))

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """The durations in its sentence, in seconds; what stands together is one."""
        found: list[int] = []
        end = -2
        for match in _LENGTHS.finditer(self.event.summary):
            seconds = int(match[1]) * _UNIT[match[2]]
            if match.start() == end + 1:
                found[-1] += seconds
            else:
                found.append(seconds)
            end = match.end()
        return tuple(found)


def side_by_side(found: Sequence[Seen]) -> str:
    """The events in words, each with its time."""
    told = [f"{utc_text(seen.event.time, 's')[11:19]} Z {seen.event.summary}" for seen in found[:_SHOWN]]
    more = f", and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return " · ".join(told) + more


def are_one(found: Sequence[Seen]) -> bool:
    """Whether those events are of one happening, or about one thing."""
    if len({seen.one for seen in found}) == 1:
        return True
    return bool(frozenset.intersection(*(frozenset(seen.event.keys) for seen in found)))
