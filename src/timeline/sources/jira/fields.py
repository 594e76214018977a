"""Times and people, as Jira Cloud and a Data Center write them. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from timeline.model.event import Actor
from timeline.model.profile import Profile
from timeline.model.window import Instant, read_epoch, read_iso, utc_text
from timeline.porting.draft import actor
from timeline.porting.payload import at, text

#: How what stands for an address begins.
_PLACEHOLDER = "⟨e-mail"


def instant(value: Any) -> Instant | None:
    """A time with its offset, or milliseconds since 1970; None where it is neither."""
    try:
        return read_epoch(value, "ms") if isinstance(value, int) else read_iso(value)
    except ValueError:
        return None


def moment(value: Any) -> datetime | None:
    """The same, without how fine it is."""
    found = instant(value)
    return found.time if found else None


def written(value: Any) -> str | None:
    """The time in UTC, as a tag has it."""
    found = instant(value)
    return utc_text(*found) if found else None


def person(raw: Any) -> Actor | None:
    """Who that is: by the id that outlives their name, on Jira Cloud the account's, else the key."""
    key = next((told for name in ("accountId", "key", "name") if (told := plain(at(raw, name)))), None)
    called = plain(at(raw, "displayName"))
    kind = "bot" if at(raw, "accountType") == "app" else "person"
    return actor(key, called, kind) if key or called else None


def profile(raw: Any, source: str) -> Profile | None:
    """What the site states of that account; None where it has no id that its acts carry."""
    who = person(raw)
    if who is None or who.id is None:
        return None
    login = plain(at(raw, "name"))
    return Profile(
        source, who.id, name=who.name, names=(login,) if login else (), kind=who.kind,
        email=text(at(raw, "emailAddress")), active=at(raw, "active") is not False,
    )  # fmt: skip


def plain(value: Any) -> str | None:
    """A name or id; an e-mail address, or what stands for one, is none."""
    told = text(value)
    return None if told is None or "@" in told or _PLACEHOLDER in told else told
