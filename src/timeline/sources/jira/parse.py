"""A ticket's creation, changes and comments, made into drafts of events. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from timeline.porting.draft import Draft, by, first_line, readable
from timeline.porting.payload import text
from timeline.sources.jira.changes import Change
from timeline.sources.jira.fields import instant, moment, person, written
from timeline.sources.jira.ticket import Ticket
from timeline.sources.jira.words import words

_LONG = 80  # letters of a value that a sentence holds


@readable
def created(ticket: Ticket) -> Draft:
    """Its creation: by its creator, who need not be its reporter; with title and description of then."""
    stamp = ticket.fields.get("created")
    time, who = moment(stamp), person(ticket.fields.get("creator"))
    return Draft(
        id=f"{ticket.id}/created",
        stamp=instant(stamp),
        kind="ticket.created",
        summary=f"{ticket.noun(time)} created{by(who)}",
        actor=who,
        url=ticket.url,
        body=ticket.past.at("description", time, words(ticket.fields.get("description"), ticket.names)),
        keys=ticket.keys,
        tags=ticket.tags(time),
        raw=ticket.raw,
    )


@readable
def changed(ticket: Ticket, change: Change) -> Draft:
    """One field that was changed."""
    stamp = change.entry.get("created")
    time, who = moment(stamp), person(change.entry.get("author"))
    kind, said = _KINDS.get(change.field, ("ticket.updated", _other))
    return Draft(
        id=f"{ticket.id}/{change.id}",
        stamp=instant(stamp),
        kind=kind,
        summary=f"{ticket.noun(time)}{said(change)}{by(who)}",
        actor=who,
        url=ticket.url,
        body=_whole(change.new or change.old),
        keys=ticket.keys,
        tags={**ticket.tags(time), **_tags(change)},
        raw=change.raw,
    )


@readable
def commented(ticket: Ticket, raw: dict[str, Any]) -> Draft:
    """A comment, in its words of today, marked where they were written later."""
    stamp, key = raw.get("created"), text(raw["id"])
    time, who, said = moment(stamp), person(raw.get("author")), words(raw.get("body"), ticket.names)
    noun = ticket.noun(time)
    told = f"{who.name or who.id} commented on {noun}" if who else f"Comment on {noun}"
    return Draft(
        id=f"{ticket.id}/comment/{key or _nameless()}",
        stamp=instant(stamp),
        kind="ticket.commented",
        summary=told + (f': "{first_line(said)}"' if said else ""),
        actor=who,
        url=f"{ticket.url}?focusedCommentId={key}",
        body=said,
        keys=ticket.keys,
        tags={**ticket.tags(time), **_edited(raw, time)},
        raw=raw,
    )


def _nameless() -> str:
    raise ValueError("a comment without id")


def _edited(raw: Mapping[str, Any], time: datetime | None) -> dict[str, str | None]:
    later = moment(raw.get("updated"))
    if later is None or time is None or later <= time:
        return {}
    return {"edited": "true", "edited_at": written(raw["updated"])}


def _tags(change: Change) -> dict[str, str | None]:
    """The field and its two values, where they are short."""
    return {
        "field": change.name,
        "from": change.old if _short(change.old) else None,
        "to": change.new if _short(change.new) else None,
    }


def _short(value: str | None) -> bool:
    return value is not None and len(value) <= _LONG and value.isprintable()


def _whole(value: str | None) -> str | None:
    """A value that no sentence holds."""
    return None if _short(value) else value


def _moved(change: Change) -> str:
    return f" moved{_from(change)}{_to(change)}"


def _assigned(change: Change) -> str:
    if not change.new:
        return f" unassigned{_from(change)}"
    return f" {'re' if change.old else ''}assigned{_from(change)}{_to(change)}"


def _other(change: Change) -> str:
    """`: priority changed from High to Highest`, without what is too long for a sentence."""
    name = f": {first_line(change.name)}"
    if not change.old and not change.new:
        return f"{name} changed"
    if not change.new:
        return f"{name}{_value(change.old)} removed"
    if not change.old and _short(change.new):
        return f"{name} set to {change.new}"
    whole = _short(change.old) and _short(change.new)
    return f"{name} changed" + (f"{_from(change)}{_to(change)}" if whole else "")


def _from(change: Change) -> str:
    return f" from {change.old}" if _short(change.old) else ""


def _to(change: Change) -> str:
    return f" to {change.new}" if _short(change.new) else ""


def _value(value: str | None) -> str:
    return f" {value}" if _short(value) else ""


_KINDS: Mapping[str, tuple[str, Callable[[Change], str]]] = {
    "status": ("ticket.transitioned", _moved),
    "assignee": ("ticket.assigned", _assigned),
}
