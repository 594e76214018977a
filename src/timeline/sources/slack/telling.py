"""Messages that were read, told: counted, clipped, their names looked up, each made into events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.slack import parse
from timeline.sources.slack.channels import Channel
from timeline.sources.slack.lines import TooDeepError
from timeline.sources.slack.message import Message
from timeline.sources.slack.names import Names

_AT_ONCE = 25


class Telling:
    """Tells the messages of one pull, wherever they were read.

    Args:
        names: where names come from.
        workspace: the address that permalinks are made of.
    """

    def __init__(self, run: Run, window: Window, names: Names, workspace: str | None) -> None:
        self._run = run
        self._window = window
        self._names = names
        self._workspace = workspace

    def told(self, channel: Channel, messages: Iterable[Message]) -> Iterator[Gap | Job]:
        """Jobs that tell those messages: each may have to look up a name."""
        inside: list[Message] = []
        for message in messages:
            if error := message.unreadable:
                self._run.count(raw_rows=1)
                yield self._rejected(channel, message, error)
            elif message.time is None:
                self._run.count(raw_rows=1)
                yield self._run.undated(self._key(channel, message))
            elif message.time in self._window or self._ends_inside(message):
                inside.append(message)
                if message.is_withheld:
                    self._run.note("some messages are told without their words: the plan or the admins withhold them")
            else:
                self._run.count(raw_rows=1, out_of_window=1)
        yield from map(_look_up, self._names.unknown(inside))
        for start in range(0, len(inside), _AT_ONCE):
            yield self._telling_job(channel, inside[start : start + _AT_ONCE])

    def _ends_inside(self, message: Message) -> bool:
        ended = parse.call_ended(message)
        return ended is not None and ended in self._window

    def _telling_job(self, channel: Channel, messages: list[Message]) -> Job:
        return lambda: self._telling(channel, messages)

    def _telling(self, channel: Channel, messages: list[Message]) -> Iterator[Event | Gap]:
        for message in messages:
            try:
                own, *ends = parse.drafts(message, channel, self._names, self._workspace, self._run.note)
            except Exception as error:  # noqa: BLE001 - whatever shape a record has, it costs itself only
                self._run.count(raw_rows=1)
                yield self._rejected(channel, message, error)
                continue
            yield from self._run.emit(own)
            if self._ends_inside(message):
                yield from chain.from_iterable(self._run.emit(end) for end in ends)

    def _rejected(self, channel: Channel, message: Message, error: Exception) -> Gap:
        why = (
            str(error)
            if isinstance(error, TooDeepError)
            else f"its shape is none of a message ({type(error).__name__})"
        )
        return self._run.rejected(self._key(channel, message), why)

    def _key(self, channel: Channel, message: Message) -> str:
        return f"{self._run.source}:{channel.id}/{message.ts or 'without ts'}"


def _look_up(name: Callable[[], Any]) -> Job:
    """A look-up as a job, so that telling the messages does not have to wait for one name after the other."""

    def job() -> Iterator[Event | Gap]:
        name()
        yield from ()

    return job
