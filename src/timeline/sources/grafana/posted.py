"""What was noted on dashboards, made into drafts of events. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from timeline.model.addresses import holds_address
from timeline.model.event import Actor
from timeline.model.profile import Profile, Sort
from timeline.model.window import Instant, utc_text
from timeline.porting.draft import Draft, actor, first_line, readable
from timeline.porting.payload import at, text
from timeline.sources.grafana.alerts import panel
from timeline.sources.grafana.frame import moment

_NAMED = ("env", "service", "team", "version")
# How the accounts of programs are called.
_PROGRAM = "sa-"


def is_state(raw: Any) -> bool:
    """Whether the server made it of a state of an alert."""
    return bool(text(at(raw, "newState"))) or at(raw, "alertId") not in (None, 0, "")


def region(raw: Any) -> str | None:
    """What the two rows have in common of which old versions make one span."""
    return text(at(raw, "regionId") or None)


def spans(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], int]]:
    """The rows of spans, each with its end as new versions tell it; and how many rows that were made one with it."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for raw in rows:
        found.setdefault(region(raw) or "", {})[text(raw.get("id")) or ""] = raw
    for each in found.values():
        first, *others = sorted(each.values(), key=lambda raw: (str(moment(raw.get("time"))), str(raw.get("id"))))
        last = others[-1] if others else None
        yield (first if last is None else {**first, "timeEnd": last.get("time")}), len(others)


@readable
def draft(raw: dict[str, Any], web: str) -> Draft:
    """An annotation, at the time that was chosen for it.

    Args:
        raw: as the server tells it.
        web: where people open the server.
    """
    who, words, stamp = author(raw), text(raw.get("text")), moment(raw.get("time"))
    line = first_line(words or "")
    end = ", as the end of a span" if _is_end(raw) else ""
    said = f"{who.name or f'User {who.id}'} noted in Grafana{end}" if who else f"Noted in Grafana{end}"
    return Draft(
        id=text(raw.get("id") or None) or _nameless(),
        stamp=stamp,
        kind="event.posted",
        summary=said + (f': "{line}"' if line else ""),
        actor=who,
        url=panel(raw, web),
        body=words,
        tags={**_own_tags(raw), **_times(raw, stamp), "dashboard": text(raw.get("dashboardUID")),
              "panel": text(raw.get("panelId") or None)},
        raw=raw,
    )  # fmt: skip


def author(raw: Mapping[str, Any]) -> Actor | None:
    """Who posted it, by the number that outlives a name; the number 0 is nobody's."""
    number = text(raw.get("userId") or None)
    return actor(number, _login(raw), _sort(raw)) if number else None


def profile(raw: Mapping[str, Any]) -> Profile | None:
    """What the server states of who posted it; None where that is nobody."""
    who = author(raw)
    if who is None or who.id is None:
        return None
    names, email = (who.name,) if who.name else (), text(raw.get("email")) or _address(raw)
    return Profile("", who.id, names=names, kind=who.kind, email=email)


def _nameless() -> str:
    raise ValueError("it has no id")


def _is_end(raw: Mapping[str, Any]) -> bool:
    """Whether it is the end of a span whose beginning is not among what was told."""
    return region(raw) not in (None, text(raw.get("id"))) and not raw.get("timeEnd")


def _login(raw: Mapping[str, Any]) -> str | None:
    """A login that is an address names nobody."""
    login = text(raw.get("login"))
    return None if login is None or holds_address(login) else login


def _address(raw: Mapping[str, Any]) -> str | None:
    login = text(raw.get("login"))
    return login if login and holds_address(login) else None


def _sort(raw: Mapping[str, Any]) -> Sort:
    return "service" if (text(raw.get("login")) or "").startswith(_PROGRAM) else "person"


def _own_tags(raw: Mapping[str, Any]) -> dict[str, str | None]:
    told = raw.get("tags")
    own = [each for each in told if isinstance(each, str)] if isinstance(told, list) else []
    pairs = (each.partition(":") for each in sorted(own, reverse=True))
    named: dict[str, str | None] = {name: value for name, _, value in pairs if name in _NAMED and value}
    return {**named, "tags": ", ".join(own) or None}


def _times(raw: Mapping[str, Any], stamp: Instant | None) -> dict[str, str | None]:
    """What is told of other times: the end of a span, and when it was made or changed, if later."""
    end, made, changed = (moment(raw.get(name)) for name in ("timeEnd", "created", "updated"))
    edited = _later(changed, made)
    return {
        "until": _later(end, stamp),
        "created_at": _later(made, stamp),
        "edited": "true" if edited else None,
        "edited_at": edited,
    }


def _later(time: Instant | None, than: Instant | None) -> str | None:
    return utc_text(*time) if time and than and time.time > than.time else None
