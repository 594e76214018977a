"""From names to channels: ids as they are, names by the list, former names too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from timeline._coverage import Gap
from timeline._errors import AuthError, DeniedError, SourceError, StoppedError
from timeline._event import Event
from timeline._run import Job, Run
from timeline.sources._calls import Call, Calls
from timeline.sources._paging import pages
from timeline.sources._shape import at, records, text

_ID = re.compile(r"[CGD][A-Z0-9]+")
_PAGE = 999
_BOTH = "public_channel,private_channel"


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel to read; its name is null where it could not be had."""

    id: str
    name: str | None

    @property
    def label(self) -> str:
        """How people refer to it."""
        return f"#{self.name}" if self.name else self.id


class Channels:
    """Finds the configured channels."""

    def __init__(self, calls: Calls, run: Run) -> None:
        self._calls = calls
        self._run = run

    def joined(self) -> list[Channel]:
        """Every channel that the token's owner is in.

        Raises:
            SourceError: they cannot be listed.
        """
        return [_channel(raw) for raw in self._listed("users.conversations")]

    def named(self, wanted: tuple[str, ...]) -> Iterator[Channel | DeniedError]:
        """Each wanted channel, or the error that it is not visible."""
        names = {_plain(each): each for each in wanted if not _ID.fullmatch(each)}
        found, failure = self._by_name(names) if names else ({}, None)
        known = self._by_ids([each for each in dict.fromkeys(wanted) if _ID.fullmatch(each)])
        told: set[str] = set()
        for each in wanted:
            channel = known.get(each) or found.get(_plain(each))
            if channel is None:
                yield self._missing(each, failure)
            elif channel.id not in told:
                told.add(channel.id)
                yield channel

    def _by_name(self, names: dict[str, str]) -> tuple[dict[str, Channel], SourceError | None]:
        """The channels of those names; a name in force wins over a former one."""
        current: dict[str, Channel] = {}
        former: dict[str, Channel] = {}
        failure: SourceError | None = None
        try:
            for raw in self._listed("conversations.list"):
                channel = _channel(raw)
                for name in (text(at(raw, "name")), text(at(raw, "name_normalized"))):
                    if name and name.lower() in names:
                        current.setdefault(name.lower(), channel)
                for name in at(raw, "previous_names") or ():
                    if isinstance(name, str) and name.lower() in names:
                        former.setdefault(name.lower(), channel)
                if len(current) == len(names):
                    break
        except (AuthError, StoppedError):
            raise
        except SourceError as error:
            failure = error
        return former | current, failure

    def _by_ids(self, keys: list[str]) -> dict[str, Channel]:
        """The channels of those ids, looked up at the same time."""
        found: dict[str, Channel | SourceError] = {}

        def job(key: str) -> Job:
            def look_up() -> Iterator[Event | Gap | Job]:
                try:
                    found[key] = self._by_id(key)
                except SourceError as error:
                    found[key] = error
                yield from ()

            return look_up

        for _ in self._run.gather(map(job, keys)):
            pass
        failed = [each for key in keys if isinstance(each := found[key], SourceError)]
        if failed:
            raise failed[0]
        return {key: each for key, each in found.items() if isinstance(each, Channel)}

    def _by_id(self, key: str) -> Channel:
        try:
            raw = self._calls.json(
                Call("conversations.info", params={"channel": key}, where=key, budget="conversations.info")
            )
        except (AuthError, StoppedError):
            raise
        except SourceError:
            return Channel(key, None)  # reading it will say what is wrong
        return Channel(key, text(at(raw, "channel", "name")))

    def _listed(self, method: str) -> Iterator[dict[str, Any]]:
        try:
            yield from self._pages(method, _BOTH)
        except DeniedError as error:
            if "missing_scope" not in error.detail:
                raise
            # A token without the scope for private channels still sees the public ones.
            self._run.note("private channels could not be listed: the token lacks groups:read")
            yield from self._pages(method, "public_channel")

    def _pages(self, method: str, types: str) -> Iterator[dict[str, Any]]:
        params = {"types": types, "limit": _PAGE, "exclude_archived": "false"}

        def follow(data: Any, answer: Any) -> Call | None:  # noqa: ARG001
            cursor = text(at(data, "response_metadata", "next_cursor"))
            return Call(method, params={**params, "cursor": cursor}, budget=method) if cursor else None

        for page in pages(self._calls, Call(method, params=params, budget=method), follow):
            yield from records(page, "channels")

    def _missing(self, wanted: str, failure: SourceError | None) -> DeniedError:
        if failure:
            return DeniedError(
                f"{wanted} could not be looked up: {failure.detail}", remedy=failure.remedy, reason=failure.reason
            )
        remedy = "check its name; if it is private, invite the app with /invite, or give the channel's id"
        return DeniedError(
            f"{wanted} does not exist or is not visible to this token",
            source=self._run.source,
            call="conversations.list",
            remedy=remedy,
        )


def _channel(raw: dict[str, Any]) -> Channel:
    return Channel(str(at(raw, "id")), text(at(raw, "name")))


def _plain(name: str) -> str:
    return name.removeprefix("#").lower()
