"""The address of the next page, as a `Link` header has it."""

from __future__ import annotations

import re

from timeline.sources.http.exchange import Response

# A comma separates links, and may stand in an address, too.
_LINK = re.compile(r"<([^<>]*)>([^,]*)")


def next_link(response: Response) -> str | None:
    """The address of the next page in a `Link` header (RFC 8288), if there is one.

    A service may always give one, and say with `results="false"` that nothing is there.
    """
    for address, attributes in _LINK.findall(response.headers.get("link", "")):
        told = dict(map(_attribute, attributes.split(";")))
        if "next" in told.get("rel", "").split() and told.get("results") != "false":
            return str(address)
    return None


def _attribute(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip().lower(), value.strip().strip('"').lower()
