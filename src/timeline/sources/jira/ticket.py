"""One ticket as the API tells it, with its history. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from timeline.joining.keys import TICKET
from timeline.porting.draft import first_line
from timeline.porting.payload import at, block, lazy, text
from timeline.sources.jira.changes import Change, Past
from timeline.sources.jira.fields import plain

#: What is asked of a ticket; without names only its id is answered.
FIELDS = (
    "summary", "description", "created", "updated", "creator", "status", "assignee", "issuetype", "priority", "project",
)  # fmt: skip


@dataclass(frozen=True)
class Ticket:
    """A ticket, its changes, and where people open it.

    Attributes:
        raw: what the search answered.
        changes: its history, as far as it was read.
        web: the site's address for people.
        comments: what was said on it, as far as that was read.
    """

    raw: dict[str, Any]
    changes: tuple[Change, ...]
    web: str
    comments: tuple[Any, ...] = ()

    @property
    def id(self) -> str:
        """Its number on the site, which it keeps wherever it is moved to."""
        return text(self.raw.get("id")) or ""

    @property
    def key(self) -> str:
        """Its key of today."""
        return text(self.raw.get("key")) or self.id

    @property
    def url(self) -> str:
        """Where people open it."""
        return f"{self.web}/browse/{self.key}"

    @lazy
    def fields(self) -> dict[str, Any]:
        """What was asked of it."""
        return block(self.raw.get("fields"))

    @lazy
    def past(self) -> Past:
        """What it was before it was changed."""
        return Past(self.changes)

    @lazy
    def keys(self) -> list[str]:
        """Its key of today, and those that it had in other projects."""
        return [TICKET(key) for key in dict.fromkeys((self.key, *self.past.all("key")))]

    @lazy
    def names(self) -> dict[str, str]:
        """What those are called who did something here, by all that names them."""
        authors = [each.entry.get("author") for each in self.changes] + [at(each, "author") for each in self.comments]
        people = [self.fields.get("creator"), self.fields.get("assignee"), *authors]
        found = {
            key: called
            for each in people
            for name in ("accountId", "key", "name")
            if (key := text(at(each, name))) and (called := plain(at(each, "displayName")))
        }
        given = [each for each in self.changes if each.field == "assignee"]
        sides = [(each.item.get(side), each.item.get(f"{side}String")) for each in given for side in ("from", "to")]
        return found | {key: called for one, other in sides if (key := text(one)) and (called := plain(other))}

    def acts(self) -> Iterator[tuple[Any, Any]]:
        """When something was done, and by whom, as the service tells both."""
        yield self.fields.get("created"), self.fields.get("creator")
        yield from ((each.entry.get("created"), each.entry.get("author")) for each in self.changes)
        yield from ((at(each, "created"), at(each, "author")) for each in self.comments)

    def noun(self, time: datetime | None) -> str:
        """What the sentences call it: by key and title of that time."""
        title = self.past.at("summary", time, text(self.fields.get("summary")))
        key = self.past.at("key", time, self.key)
        return f"Jira ticket {key}" + (f' "{first_line(title)}"' if title else "")

    def tags(self, time: datetime | None) -> dict[str, str | None]:
        """The finer words that its events carry, as they were at that time."""
        key = self.past.at("key", time, self.key) or ""
        return {
            "project": key.rpartition("-")[0] or None,
            "type": self._named("issuetype", time),
            "priority": self._named("priority", time),
            "status": self._named("status", time),
            "assignee": self.past.at("assignee", time, plain(at(self.fields, "assignee", "displayName"))),
        }

    def _named(self, field: str, time: datetime | None) -> str | None:
        return self.past.at(field, time, text(at(self.fields, field, "name")))
