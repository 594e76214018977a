"""The conversations of an export: which there are, in which folder each lies, and which are meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from timeline.porting.payload import objects, text
from timeline.sources.slack.channels import Channel, UnseenError, is_id, plain

#: The lists, and what they are called.
LISTS = {
    "channels.json": "public channels",
    "groups.json": "private channels",
    "dms.json": "direct messages",
    "mpims.json": "direct messages of several",
}
#: What people say to each other is read where it is asked for by its id, and not else.
CHANNELS = ("channels.json", "groups.json")


@dataclass(frozen=True)
class Conversation:
    """A conversation of an export.

    Attributes:
        listed: the list that names it; empty where none does.
        folder: where its days lie, if anywhere.
    """

    channel: Channel
    listed: str
    folder: str | None


class Conversations:
    """The conversations that the lists of an export name.

    Args:
        lists: the rows of each list, by the list's name.
        folders: the folders that there are.
    """

    def __init__(self, lists: Mapping[str, Sequence[Any]], folders: Mapping[str, Any]) -> None:
        self._folders = folders
        self._all = {each.channel.id: each for name, rows in lists.items() for each in self._listed(name, rows)}
        self._named: dict[str, Conversation] = {}
        for each in self._all.values():
            if each.channel.name:
                self._named.setdefault(plain(each.channel.name), each)

    def __iter__(self) -> Iterator[Conversation]:
        return iter(self._all.values())

    @property
    def names(self) -> dict[str, str]:
        """The names of channels, by id."""
        return {each.channel.id: each.channel.name for each in self if each.channel.name}

    @property
    def unlisted(self) -> list[str]:
        """The folders that no list names: nothing says which conversation that is."""
        known = {each.folder for each in self}
        return sorted(name for name in self._folders if name not in known)

    def wanted(self, asked: Sequence[str] | Literal["all"]) -> Iterator[Conversation | UnseenError]:
        """Those that are meant, each once, or the error that one is not there."""
        if asked == "all":
            yield from (each for each in self if each.listed in CHANNELS)
            return
        told: set[str] = set()
        for name in asked:
            found = self._all.get(name) or self._named.get(plain(name)) or self._by_folder(name)
            if found is None:
                remedy = "check its name; a workspace's export has public channels only, where no more was asked for"
                yield UnseenError(name, "is not in the export", remedy=remedy)
            elif found.channel.id not in told:
                told.add(found.channel.id)
                yield found

    def _by_folder(self, name: str) -> Conversation | None:
        """A conversation that no list names, whose folder is called by its id."""
        return Conversation(Channel(name, None), "", name) if is_id(name) and name in self._folders else None

    def _listed(self, listed: str, rows: Sequence[Any]) -> Iterator[Conversation]:
        for row in objects(rows):
            if key := text(row.get("id")):
                name = text(row.get("name"))
                folder = next((each for each in (name, key) if each in self._folders), None)
                yield Conversation(Channel(key, name), listed, folder)


def is_direct(folder: str) -> bool:
    """Whether a folder is that of direct messages, by its name."""
    return folder.startswith("mpdm-") or (folder.startswith("D") and is_id(folder))
