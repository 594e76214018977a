"""One issue, made into drafts: that it was seen first, and each activity. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from timeline.joining.keys import COMMIT, ISSUE, PULL
from timeline.joining.posts import keys_of
from timeline.porting.draft import Draft, by, first_line, readable
from timeline.porting.payload import at, block, needed, objects, text
from timeline.sources.sentry import people, steps

_SHA = 40


@dataclass(frozen=True)
class Seen:
    """An issue as its own answer tells it, with what only a list counts.

    Attributes:
        raw: the answer for the issue; what the list told where there is none.
        listed: its row in the list of the window, which counts the window's events.
        activities: what was done, newest first.
        also: ids under which it was asked for, before it was merged.
    """

    raw: dict[str, Any]
    listed: dict[str, Any] = field(default_factory=dict)
    activities: tuple[Any, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The issue's id."""
        return text(self.raw.get("id")) or ""

    @property
    def short(self) -> str | None:
        """What people call it by: `HOOKS-3F`."""
        return text(self.raw.get("shortId"))

    @property
    def project(self) -> str | None:
        """The project's slug."""
        return text(at(self.raw, "project", "slug"))

    @property
    def level(self) -> str | None:
        """Sentry's word for how bad it is."""
        return text(self.raw.get("level"))

    @property
    def url(self) -> str | None:
        """Its page."""
        return text(self.raw.get("permalink"))

    @property
    def keys(self) -> list[str]:
        """The keys of the issue."""
        return [ISSUE(key) for key in (self.id, *self.also)]

    @property
    def first_seen(self) -> str | None:
        """When it was seen first. In a list that is bounded in time, the row's own word is bounded, too."""
        row = next((each for each in self.activities if text(at(each, "type")) == "first_seen"), None)
        told = (self.raw.get("firstSeen"), at(self.listed, "lifetime", "firstSeen"), at(row, "dateCreated"))
        return next((each for each in told if each), None)

    @cached_property
    def named(self) -> str:
        """How the issue is called in a sentence."""
        title = first_line(text(self.raw.get("title")) or "")
        name = self.short or (None if title else self.id)
        return " ".join(part for part in ("Sentry issue", name, f'"{title}"' if title else "") if part)

    @cached_property
    def known(self) -> Mapping[tuple[str, str], str]:
        """Everybody whom the answer names."""
        return people.names(self.raw, self.activities)

    @cached_property
    def tags(self) -> dict[str, str | None]:
        """What holds for the issue, whatever became of it."""
        lifetime = text(self.raw.get("count")) or text(at(self.listed, "lifetime", "count"))
        return {
            "project": self.project,
            "level": self.level,
            "issue": self.short,
            "count": self._in_window(lifetime),
            "lifetime_count": lifetime,
        }

    def _in_window(self, lifetime: str | None) -> str | None:
        """How many events the window holds. A row that tells one count, that of all times, may mean those."""
        count = text(self.listed.get("count"))
        return None if at(self.listed, "lifetime") is None and count == lifetime else count


@readable
def first_seen(seen: Seen) -> Draft:
    """That the issue was seen for the first time."""
    return Draft(
        id=f"{seen.id}/first_seen",
        stamp=seen.first_seen,
        kind="error.first_seen",
        summary=f"{seen.named} was first seen" + (f" in {seen.project}" if seen.project else ""),
        severity=steps.severity("first_seen", seen.level),
        url=seen.url,
        body=text(at(seen.raw, "metadata", "value")),
        keys=seen.keys,
        tags={**seen.tags, "culprit": text(seen.raw.get("culprit"))},
        raw={name: value for name, value in seen.raw.items() if name != "activity"},
    )


@readable
def activity(raw: dict[str, Any], seen: Seen) -> Draft:
    """What became of the issue, or was done about it."""
    sort, data, who = text(raw.get("type")) or "", block(raw.get("data")), people.acting(raw)
    words = steps.said(sort, data, people.assignee(data, seen.known))
    note = text(data.get("text")) if sort == "note" else None
    return Draft(
        id=needed(raw, "id"),
        stamp=raw.get("dateCreated"),
        kind=steps.kind(sort),
        summary=_commented(seen, by(who), note) if sort == "note" else f"{seen.named} {words}{by(who)}",
        actor=who,
        severity=steps.severity(sort, seen.level),
        url=seen.url,
        body=note,
        keys=[*seen.keys, *_keys(sort, data)],
        tags={
            **seen.tags,
            "activity": sort,
            "release": steps.release(data),
            "via": text(data.get("integration")) or text(data.get("provider")),
        },
        raw=raw,
    )


def _commented(seen: Seen, who: str, note: str | None) -> str:
    line = first_line(note or "")
    told = f"{who.removeprefix(' by ')} commented on {seen.named}" if who else f"{seen.named} was commented on"
    return f'{told}: "{line}"' if line else told


def _keys(sort: str, data: Mapping[str, Any]) -> list[str]:
    """The keys of what an activity names: the commit or pull request, the ticket, the issues that were merged."""
    sha, pull = text(at(data.get("commit"), "id")) or "", block(data.get("pullRequest"))
    found = [COMMIT(sha)] if len(sha) == _SHA else []
    if pull:
        linked = [key for key in keys_of(text(pull.get("externalUrl")) or "") if key.startswith(PULL)]
        found += linked or _on_github(pull)
    if sort == "create_issue":
        found += keys_of(text(data.get("location")) or "")
    return [*found, *(ISSUE(key) for each in objects(data.get("issues")) if (key := text(each.get("id"))))]


def _on_github(pull: Mapping[str, Any]) -> list[str]:
    """By repository and number, which are a pull request's ids where the repository is GitHub's."""
    provider = text(at(pull.get("repository"), "provider", "id")) or ""
    return PULL.known(text(at(pull.get("repository"), "name")), text(pull.get("id"))) if "github" in provider else []
