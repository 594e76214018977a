"""Which Datadog event a trigger came from, as its details and links tell. Pure."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from timeline.porting.payload import at, objects, text

_MONITOR = re.compile(r"/monitors[#/](\d+)")


def datadog(*places: Any) -> tuple[str | None, str | None, str | None]:
    """The Datadog event id, monitor id and group in the first of these places that carries them."""
    for place in places:
        links = [link for link in _links(place) if link]
        monitor = next((found[1] for link in links if (found := _MONITOR.search(link))), None)
        event = text(at(fields(place), "event_id")) or _asked(links, "event_id") or _event_link(links)
        if event and event.isdigit():
            return event, monitor, _asked(links, "group")
        if monitor:
            return None, monitor, _asked(links, "group")
    return None, None, None


def fields(place: Any) -> dict[str, Any]:
    """The field map of a trigger, which stands in one of two places, or one level deeper."""
    for found in (at(place, "details"), at(place, "cef_details", "details")):
        if isinstance(found, dict) and found:
            inner = found.get("custom_details")
            return inner if isinstance(inner, dict) and inner and "event_id" not in found else found
    return {}


def _links(place: Any) -> list[str | None]:
    found = [text(at(place, "client_url")), text(at(place, "cef_details", "client_url"))]
    for contexts in (at(place, "contexts"), at(place, "cef_details", "contexts")):
        found += [text(each.get("href")) for each in objects(contexts)]
    return found


def _asked(links: list[str], name: str) -> str | None:
    """The value that a link's query, or the query behind its fragment, gives that name."""
    for link in links:
        parts = _split(link)
        values = parse_qs(parts[0] or parts[1].partition("?")[2]).get(name)
        if values:
            return values[0]
    return None


def _split(link: str) -> tuple[str, str]:
    """The query and the fragment of a link; nothing where it is no address."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return "", ""
    return parts.query, parts.fragment


def _event_link(links: list[str]) -> str | None:
    return next((_asked([link], "id") for link in links if "/event/event" in link), None)
