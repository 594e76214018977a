"""From an address that a person copies to the keys of what it leads to. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

from timeline.reading import objects

_HEX = re.compile(r"[0-9a-f]{40}")


def keys_of(address: str) -> list[str]:
    """The keys of what an address may lead to, the narrowest first; none where it is of no service that we know."""
    return [key for pattern, make in _RULES if (found := pattern.search(address)) for key in make(found, address)]


def _event(_: re.Match[str], address: str) -> Iterator[str]:
    """Datadog's links carry the event's id beside the monitor, in the query or behind the fragment's own."""
    parts = urlsplit(address)
    asked = parse_qs(parts.query) | parse_qs(parts.fragment.partition("?")[2])
    for name in ("event_id", "link_event_id", "id"):
        yield from (f"{objects.ALERT}{value}" for value in asked.get(name, ()) if value.isdigit())


def _thread(found: re.Match[str], address: str) -> Iterator[str]:
    """A permalink: of a reply it names its thread, else the message began one."""
    within = parse_qs(urlsplit(address).query).get("thread_ts")
    yield f"{objects.THREAD}{found[1]}/{within[0] if within else f'{found[2]}.{found[3]}'}"


def _commit(found: re.Match[str], _: str) -> Iterator[str]:
    if _HEX.fullmatch(found[1].lower()):
        yield f"{objects.COMMIT}{found[1].lower()}"


def _plain(prefix: str, form: str = "{0}") -> Callable[[re.Match[str], str], list[str]]:
    """The rule that writes what was found behind a prefix."""
    return lambda found, _: [prefix + form.format(*(part.lower() if "/" in part else part for part in found.groups()))]


_REPO = r"//[^/]+/([\w.-]+/[\w.-]+)"
_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Iterator[str] | list[str]]], ...] = (
    (re.compile(r"pagerduty\.com/incidents/(\w+)"), _plain(objects.INCIDENT)),
    (re.compile(r"/(?:monitors|event/event)\b"), _event),
    (re.compile(r"/monitors[/#](\d+)"), _plain(objects.MONITOR)),
    (re.compile(rf"{_REPO}/pull/(\d+)"), _plain(objects.PULL, "{0}#{1}")),
    (re.compile(rf"{_REPO}/actions/runs/(\d+)"), _plain(objects.WORKFLOW, "{0}/{1}")),
    (re.compile(r"/commit/([0-9a-fA-F]{40})\b"), _commit),
    (re.compile(r"/runs/(run-\w+)"), _plain(objects.RUN)),
    (re.compile(r"/archives/(\w+)/p(\d+)(\d{6})"), _thread),
    (re.compile(r"/browse/([A-Z][A-Z0-9_]*-\d+)"), _plain(objects.TICKET)),
    (re.compile(r"/issues/(\d+)/?(?:$|[?#])"), _plain(objects.ISSUE)),
    (re.compile(r"//[^/]*status[^/]*/incidents/(\w+)"), _plain(objects.STATUS)),
)
