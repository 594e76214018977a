"""What people, and the systems that they set up, wrote into a log entry. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

from timeline.porting.payload import at, block, text
from timeline.sources.pagerduty.causes import fields

if TYPE_CHECKING:
    from timeline.sources.pagerduty.entry import Entry

_FENCE = "%%%"
#: Where an entry of whatever type may carry somebody's words.
_ANYWHERE = ("note", "message", "content", "reason", "comment")
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "pre", "table", "ul", "ol"})
_UNSEEN = frozenset({"style", "script", "head", "title"})


def written(entry: Entry) -> str | None:
    """The words of an entry, or None where nobody wrote any."""
    if entry.type == "trigger":
        return _opening(entry)
    if entry.type == "annotate":
        return entry.note or text(at(entry.channel, "summary")) or _said(entry)
    fields = None if entry.type in ("priority_change", "urgency_change") else _lines(entry.changed)
    return _said(entry) or fields or _details(entry.channel)


def details(value: Any) -> str | None:
    """Details of any shape as lines: a text as it stands, each field of an object as `name: value`, lists by member."""
    if not value and value != 0:
        return None
    if isinstance(value, str):
        return value.removeprefix(_FENCE).removesuffix(_FENCE).strip() or None
    return _lines(_leaves(value))


def _said(entry: Entry) -> str | None:
    places = (entry.raw, at(entry.raw, "status_update"), at(entry.raw, "responder_request"), entry.channel)
    for place in filter(None, map(block, places)):
        for key in _ANYWHERE:
            if key in place and (words := details(place[key])):
                return words
    return plain(at(entry.raw, "html_message"))


def _opening(entry: Entry) -> str | None:
    """What an incident was opened with: its details, and the line that describes it where that is not its title."""
    described = next(filter(None, _descriptions(entry)), None)
    told = next(filter(None, _details_of(entry)), None)
    if not told or not described or described == entry.title or described in told:
        return told or described
    return f"{described}\n{told}"


def _details_of(entry: Entry) -> Iterator[str | None]:
    body = at(entry.alert, "body") if entry.alert else None
    for place in (entry.channel, at(entry.channel, "cef_details"), body, at(body, "cef_details")):
        yield _details(place)
    yield _details(at(entry.incident, "body"))
    event = at(entry.raw, "event_details")
    yield details(event if isinstance(event, str) else _without(event, "description"))


def _details(place: Any) -> str | None:
    """Of Datadog's own map, what its monitor's author wrote; an e-mail's text; else all fields."""
    found = fields(place)
    if "event_id" in found and (words := text(found.get("body"))):
        return details(words)
    mail = text(at(place, "body"))
    if mail:
        return plain(mail) if at(place, "body_content_type") == "text/html" else details(mail)
    return details(at(place, "details"))


def _descriptions(entry: Entry) -> Iterator[str | None]:
    yield details(at(entry.raw, "event_details", "description"))
    for key in ("description", "subject", "cef_details", "summary"):
        found = at(entry.channel, key)
        yield details(at(found, "description") or at(found, "message") if key == "cef_details" else found)
    yield details(at(entry.incident, "description"))


def _without(value: Any, name: str) -> Any:
    return {key: each for key, each in value.items() if key != name} if isinstance(value, dict) else value


def _leaves(value: Any) -> Iterator[str]:
    """Every value of nested objects and lists, in order, behind the names that lead to it."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        path, found = waiting.pop()
        if isinstance(found, dict):
            waiting += [(f"{path}.{key}" if path else str(key), found[key]) for key in reversed(found)]
        elif isinstance(found, list):
            waiting += [(path, each) for each in reversed(found)]
        elif found is not None and found != "":
            words = str(found).lower() if isinstance(found, bool) else str(found)
            yield f"{path}: {words}" if path else words


def _lines(told: Any) -> str | None:
    return "\n".join(map(str, told)) or None


def plain(page: Any) -> str | None:
    """The words of an HTML text, without its marks, styles and scripts."""
    if not isinstance(page, str):
        return None
    first, *parts = page.split("<")
    found, hidden = [first], False
    for part in parts:
        tag, closed, words = part.partition(">")
        name = tag.split(maxsplit=1)[0].strip("/").lower() if tag.strip() else ""
        hidden = name in _UNSEEN and not tag.startswith("/") if name in _UNSEEN else hidden
        if not hidden:
            found += ["\n" if name in _BREAKS else "", words if closed else f"<{part}"]
    lines = (" ".join(line.split()) for line in unescape("".join(found)).splitlines())
    return "\n".join(line for line in lines if line) or None
