"""What a status page tells, made into drafts of events. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from timeline.joining.keys import SHORT, STATUS
from timeline.joining.posts import keys_of
from timeline.model.addresses import PLACEHOLDER
from timeline.model.window import read_iso, utc_text
from timeline.porting.draft import Draft, first_line, readable
from timeline.porting.payload import block, iso_time, lazy, objects, text

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Incident:
    """An incident or a maintenance, with what was told of it.

    Attributes:
        raw: as the service tells it.
        page: the address of the page that tells it, where it is known.
    """

    raw: dict[str, Any]
    page: str | None = None

    @property
    def id(self) -> str | None:
        """Its id."""
        return text(self.raw.get("id"))

    @lazy
    def updates(self) -> Sequence[Any]:
        """What was told of it, in the order in which it was; one that tells nothing is told by itself."""
        told = self.raw.get("incident_updates")
        found = list(told) if isinstance(told, list) and told else [self.raw]
        found.reverse()  # the newest comes first, also of those that were told at one moment
        return sorted(found, key=lambda each: iso_time(block(each).get("created_at")) or _LAST)

    @property
    def is_maintenance(self) -> bool:
        """Whether it was planned."""
        return bool(self.raw.get("scheduled_for")) or self.raw.get("impact") == "maintenance"

    @property
    def noun(self) -> str:
        """`Status page incident "Webhooks are late"`, by its name of today."""
        name = _plain(self.raw.get("name"))
        what = "maintenance" if self.is_maintenance else "incident"
        return f'Status page {what} "{first_line(name)}"' if name else f"A status page {what} without a name"

    @property
    def url(self) -> str | None:
        """Where its readers find it."""
        if self.page and self.id:
            return f"{self.page}/incidents/{self.id}"
        return text(self.raw.get("shortlink"))

    @property
    def keys(self) -> list[str]:
        """Its key, and that of its short address, by which people link it."""
        short = [key for key in keys_of(text(self.raw.get("shortlink")) or "") if key.startswith(SHORT)]
        return [*STATUS.known(self.id), *short]

    def told(self) -> Iterator[tuple[Any, str | None]]:
        """Each update, with the state that was told before it."""
        before: str | None = None
        for each in self.updates:
            yield each, before
            before = text(block(each).get("status")) or before


@readable
def update(raw: dict[str, Any], incident: Incident, before: str | None) -> Draft:
    """What the page told once; nobody is named as who wrote it.

    Args:
        raw: the update.
        incident: what it is about.
        before: the state that was told before; None for the first update.
    """
    is_first = raw is incident.updates[0]
    state = text(raw.get("status")) if raw is not incident.raw else None  # its own is that of today
    body = text(raw.get("body"))
    line = first_line(body or "")
    return Draft(
        id=text(raw["id"]) or _nameless(),
        stamp=raw.get("created_at"),
        kind="status.published" if is_first else "status.resolved" if state == "resolved" else "status.updated",
        summary=_said(incident.noun, state, before, is_first=is_first) + (f': "{line}"' if line else ""),
        url=incident.url,
        body=body,
        keys=incident.keys,
        tags={**_of_incident(incident), **_of_update(raw), "status": state},
        raw=raw if raw is incident.raw else {**raw, "incident": _without_updates(incident)},
    )


def _nameless() -> str:
    raise ValueError("it has no id")


def _without_updates(incident: Incident) -> dict[str, Any]:
    return {name: value for name, value in incident.raw.items() if name != "incident_updates"}


def _said(noun: str, state: str | None, before: str | None, *, is_first: bool) -> str:
    words = (state or "").replace("_", " ")
    if is_first:
        return f"{noun} was published" + (f" as {words}" if words else "")
    if state == "postmortem":
        return f"{noun} was given a post-mortem"
    if state == before or not state:
        return f"{noun} was updated" + (f", still {words}" if words else "")
    return f"{noun} was resolved" if state == "resolved" else f"{noun} was updated to {words}"


def _of_incident(incident: Incident) -> dict[str, str | None]:
    raw = incident.raw
    return {
        "impact": text(raw.get("impact")),
        "backfilled": "true" if raw.get("backfilled") is True else None,
        "scheduled_for": _utc(raw.get("scheduled_for")),
        "scheduled_until": _utc(raw.get("scheduled_until")),
    }


def _of_update(raw: Mapping[str, Any]) -> dict[str, str | None]:
    posted, shown = iso_time(raw.get("created_at")), iso_time(raw.get("display_at"))
    later = iso_time(raw.get("updated_at"))
    edited = bool(later and posted and later > posted)
    return {
        "display_at": _utc(raw["display_at"]) if shown and shown != posted else None,
        "edited": "true" if edited else None,
        "edited_at": _utc(raw["updated_at"]) if edited else None,
        "components": "; ".join(map(_component, objects(raw.get("affected_components")))) or None,
    }


def _component(raw: Mapping[str, Any]) -> str:
    """`API: operational to major outage`, as far as it is told."""
    name = _plain(raw.get("name")) or text(raw.get("code")) or "a component"
    old, new = ((text(raw.get(key)) or "").replace("_", " ") for key in ("old_status", "new_status"))
    states = new if old in ("", new) else f"{old} to {new}" if new else old
    return f"{name}: {states}" if states else name


def _plain(name: Any) -> str | None:
    """A name; what stands for an address in it is told as what it is."""
    told = text(name)
    return PLACEHOLDER.sub("⟨e-mail⟩", told) if told else None


def _utc(value: Any) -> str | None:
    try:
        return utc_text(*read_iso(value))
    except ValueError:
        return None
