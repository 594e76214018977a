"""One pull of an export: its lists, the days around the window, each message told as over the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError, StoppedError
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.slack.channels import UnseenError
from timeline.sources.slack.export.conversations import (
    CHANNELS,
    LISTS,
    Conversation,
    Conversations,
    is_direct,
)
from timeline.sources.slack.export.held import Held, span_of
from timeline.sources.slack.export.names import HeldNames
from timeline.sources.slack.export.threads import threads_of
from timeline.sources.slack.message import Message
from timeline.sources.slack.telling import Telling

if TYPE_CHECKING:
    from timeline.sources.slack.export import SlackExport

_PEOPLE = ("users.json", "org_users.json")


@dataclass
class Part:
    """What was read of one conversation.

    Attributes:
        messages: in the order of its files.
        odd: how many rows were no objects.
        whole: whether every file of it was read.
    """

    conversation: Conversation
    messages: list[Message] = field(default_factory=list)
    odd: int = 0
    whole: bool = True

    @property
    def label(self) -> str:
        """How people refer to it."""
        return self.conversation.channel.label


class ExportReading:
    """One pull of one export."""

    def __init__(self, config: SlackExport, window: Window, run: Run) -> None:
        self._config = config
        self._window = window
        self._run = run
        self._held = Held(config.path, window, run)
        self._listing = self._held.listing
        self._refused: list[Gap] = []

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        names = self._names
        parts = [part for found in self.wanted() for part in self._part(found, names)]
        telling = Telling(self._run, self._window, names, self._config.workspace)
        yield from self._run.gather([lambda: self._told(telling, parts)])
        for part in parts:
            yield from self._rest(part)
        yield from self._refused
        yield from self._unseen()
        names.notes()
        self._note()

    def wanted(self) -> Iterator[Conversation | UnseenError]:
        """The conversations that are meant."""
        yield from self.conversations.wanted(self._config.channels)

    @cached_property
    def conversations(self) -> Conversations:
        """Those that the lists name."""
        lists = {name: self._rows(name, "the conversations that it names") for name in LISTS if name in self._root}
        return Conversations(lists, self._listing.folders)

    @cached_property
    def people(self) -> list[Any]:
        """The rows of its list of people."""
        return [row for name in _PEOPLE if name in self._root for row in self._rows(name, "")]

    @property
    def days(self) -> str:
        """From when to when, as its files are called."""
        first, last = self._listing.first, self._listing.last
        return f"{first} to {last}" if first else "no day"

    @property
    def _root(self) -> tuple[str, ...]:
        return self._listing.root

    @cached_property
    def _names(self) -> HeldNames:
        return HeldNames(self._run, self.conversations.names, self.people)

    def _rows(self, name: str, less: str) -> list[Any]:
        """The rows of a list; where it cannot be read and events may be missed, that is a gap."""
        try:
            return self._held.rows(name)
        except StoppedError:
            raise
        except SourceError as error:
            if less:
                self._refused.append(Gap.after(error, self._window, where=name))
            else:
                self._run.note(f"{error}: people are named by what they wrote alone")
            return []

    def _part(self, found: Conversation | UnseenError, names: HeldNames) -> Iterator[Part]:
        """What the files of a conversation hold."""
        if isinstance(found, UnseenError):
            self._refused.append(Gap.after(found, self._window, where=found.wanted))
            return
        if found.folder is None:
            self._without_folder(found)
            return
        part = Part(found)
        for file in self._listing.folders[found.folder]:
            self._read(part, f"{found.folder}/{file}", names)
        yield part

    def _without_folder(self, found: Conversation) -> None:
        why = "has no folder in the export: nothing was said in it, or it was left out"
        if self._config.channels == "all":
            self._run.note(f"{found.channel.label} {why}")
        else:
            self._refused.append(
                Gap.of(self._window, "denied", f"{found.channel.label} {why}", where=found.channel.label)
            )

    def _read(self, part: Part, name: str, names: HeldNames) -> None:
        try:
            rows = self._held.rows(name)
        except StoppedError:
            raise
        except SourceError as error:
            start, end = span_of(name)
            self._refused.append(Gap.after(error, self._window, where=part.label, start=start, end=end))
            part.whole = False
            return
        part.messages += [names.message(row) for row in rows if isinstance(row, dict)]
        part.odd += sum(not isinstance(row, dict) for row in rows)

    def _told(self, telling: Telling, parts: list[Part]) -> Iterator[Event | Gap | Job]:
        for part in parts:
            yield from telling.told(part.conversation.channel, part.messages)

    def _rest(self, part: Part) -> Iterator[Gap]:
        """What of a conversation could not be told, and what its parents say is missing."""
        if part.odd:
            self._run.count(raw_rows=part.odd, rejected=part.odd - 1)
            yield self._run.rejected(f"{part.label}: {part.odd} rows", "they are no messages")
        if part.whole:
            yield from threads_of(part.conversation.channel, part.messages, self._window)

    def _unseen(self) -> Iterator[Gap]:
        """What the export may not hold of the window, though it says nothing of it."""
        yield from self._beyond()
        if self._config.channels == "all":
            for folder in self.conversations.unlisted:
                if self._listing.folders[folder] and not is_direct(folder):
                    detail = f"the folder {folder} is in no list of conversations: nothing says which one it is"
                    yield Gap.of(self._window, "denied", detail, where=folder)
        if self._held.changed:
            yield Gap.of(self._window, "unreadable", f"{self._config.path} changed while it was read; try again")

    def _beyond(self) -> Iterator[Gap]:
        """The parts of the window that lie before its first day and behind its last one: it may end there."""
        first, last = self._listing.first, self._listing.last
        if first is None or last is None:
            yield Gap.of(self._window, "not_asked", "the export holds no day of any conversation; export that span")
            return
        begins, ends = span_of(f"{first}.json")[0], span_of(f"{last}.json")[1]
        why = f"the export has nothing beyond {self.days}: whether something was said is not known; export that span"
        if begins and self._window.start < begins:
            yield Gap.of(self._window, "not_asked", why, end=begins)
        if ends and ends < self._window.end:
            yield Gap.of(self._window, "not_asked", why, start=ends)

    def _note(self) -> None:
        """What an export lacks."""
        self._run.note(
            "an export has no log of edits and deletions (a message is told as it was last, a deleted one not at all), "
            "no user groups, and no list of apps (bots.info)"
        )
        self._run.note(f"its days are {self.days}; in which zone a day begins is not said: neighbouring days were read")
        if not self._config.workspace:
            self._run.note("messages have no links: an export does not tell the workspace's address; set workspace")
        if not self.people:
            self._run.note("no list of people (users.json): they are named by what they wrote alone")
        for name, sort in LISTS.items():
            if name not in self._root:
                self._run.note(f"no {sort} ({name}): it was made without them, or there are none")
        self._note_direct()

    def _note_direct(self) -> None:
        """Conversations that are read only where they are named."""
        left = [each for each in self.conversations if each.listed not in CHANNELS]
        if left and self._config.channels == "all":
            self._run.note(f"{len(left)} direct conversations were not read: name one in channels by its id")
