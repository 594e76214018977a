"""From names to channels: ids as they are, names by the list, former names too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import AuthError, DeniedError, SourceError, StoppedError
from timeline.model.event import Event
from timeline.porting.payload import at, text
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import follow
from timeline.sources.slack.calls import NEXT

_ID = re.compile(r"[CGD][A-Z0-9]+")
_PAGE = 999
_BOTH = "public_channel,private_channel"


class UnseenError(DeniedError):
    """A wanted channel does not exist, or is not visible.

    Attributes:
        wanted: its name or id, as it was configured.
    """

    def __init__(self, wanted: str, detail: str, **more: str) -> None:
        self.wanted = wanted
        super().__init__(f"{wanted} {detail}", **more)


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
    """Finds the configured channels.

    Args:
        teams: the workspaces whose channels are listed, for a token that has no workspace of its own.
    """

    def __init__(self, client: Client, run: Run, teams: tuple[str, ...] = ()) -> None:
        self._client = client
        self._run = run
        self._teams: tuple[str | None, ...] = teams or (None,)

    def joined(self) -> list[Channel]:
        """Every channel that the token's owner is in.

        Raises:
            SourceError: they cannot be listed.
        """
        found = map(_channel, self._listed("users.conversations"))
        return list({channel.id: channel for channel in found}.values())

    def named(self, wanted: tuple[str, ...]) -> Iterator[Channel | UnseenError]:
        """Each wanted channel, or the error that it is not visible."""
        names = {plain(each): each for each in wanted if not is_id(each)}
        found, failure = self._by_name(names) if names else ({}, None)
        known = self._by_ids([each for each in dict.fromkeys(wanted) if is_id(each)])
        told: set[str] = set()
        for each in wanted:
            channels = [known[each]] if each in known else found.get(plain(each), [])
            if not channels:
                yield self._missing(each, failure)
            for channel in channels:
                if channel.id not in told:
                    told.add(channel.id)
                    yield channel

    def _by_name(self, names: dict[str, str]) -> tuple[dict[str, list[Channel]], SourceError | None]:
        """The channels of those names; a name in force wins over a former one.

        In an organization, several workspaces may each have a channel of one name: all of them are meant.
        """
        current: dict[str, list[Channel]] = {}
        former: dict[str, list[Channel]] = {}
        failure: SourceError | None = None
        try:
            for raw in self._listed("conversations.list"):
                _keep(current, (raw.get("name"), raw.get("name_normalized")), names, _channel(raw))
                _keep(former, raw.get("previous_names"), names, _channel(raw))
                if len(current) == len(names) and len(self._teams) == 1:
                    break
        except (AuthError, StoppedError):
            raise
        except SourceError as error:
            failure = error
        for name in (name for name, channels in current.items() if len(channels) > 1):
            self._run.note(f"{names[name]} is a channel of several workspaces: each of them was read")
        return {name: each[:1] for name, each in former.items()} | current, failure

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
            raw = self._client.json(
                Request("conversations.info", params={"channel": key}, where=key, budget="conversations.info")
            )
        except (AuthError, StoppedError):
            raise
        except SourceError as error:
            return self._nameless(key, error.detail)  # reading it will say what is wrong
        name = text(at(raw, "channel", "name"))
        return Channel(key, name) if name else self._nameless(key, "it has none")

    def _nameless(self, key: str, why: str) -> Channel:
        self._run.note(
            f"the name of channel {key} could not be had ({why}): its messages carry the id in place of the name, so "
            "that a filter by the channel's name does not find them (scope channels:read, groups:read if it is private)"
        )
        return Channel(key, None)

    def _listed(self, method: str) -> Iterator[dict[str, Any]]:
        for team in self._teams:
            try:
                yield from self._pages(method, _BOTH, team)
            except DeniedError as error:
                if error.code != "missing_scope":
                    raise
                # A token without the scope for private channels still sees the public ones.
                self._run.note("private channels could not be listed: the token lacks groups:read")
                yield from self._pages(method, "public_channel", team)

    def _pages(self, method: str, types: str, team: str | None) -> Iterator[dict[str, Any]]:
        params = {"types": types, "limit": _PAGE, "exclude_archived": "false"} | ({"team_id": team} if team else {})
        for page in follow(self._client, Request(method, params=params, budget=method), NEXT):
            yield from page.records("channels")

    def _missing(self, wanted: str, failure: SourceError | None) -> UnseenError:
        if failure:
            detail = f"could not be looked up: {failure.detail}"
            return UnseenError(wanted, detail, remedy=failure.remedy, reason=failure.reason, code=failure.code)
        remedy = "check its name; if it is private, invite the app with /invite, or give the channel's id"
        return UnseenError(
            wanted,
            "does not exist or is not visible to this token",
            source=self._run.source,
            call="conversations.list",
            remedy=remedy,
        )


def _channel(raw: dict[str, Any]) -> Channel:
    return Channel(str(at(raw, "id")), text(at(raw, "name")))


def _keep(found: dict[str, list[Channel]], told: Any, names: dict[str, str], channel: Channel) -> None:
    """Add a channel to those of each name it has that is wanted, once."""
    for name in told if isinstance(told, (list, tuple)) else ():
        key = name.lower() if isinstance(name, str) else ""
        if key in names and channel not in found.setdefault(key, []):
            found[key].append(channel)


def is_id(wanted: str) -> bool:
    """Whether a channel is given by its id."""
    return bool(_ID.fullmatch(wanted))


def plain(name: str) -> str:
    """A name as it is compared."""
    return name.removeprefix("#").lower()
