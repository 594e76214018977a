"""Which tickets a description links: by address alone, as a bare key may be anybody's. Pure."""

from __future__ import annotations

import re

from timeline.joining.keys import TICKET
from timeline.joining.posts import keys_of

_ADDRESS = re.compile(r"https?://[^\s<>|\"()\[\]]{1,2000}")
_SENTENCE = ".,;:!?'*_~`"  # what stands behind an address and is none of it


def tickets(words: str | None) -> list[str]:
    """The keys of the tickets whose addresses stand in those words, each once."""
    if not words or "/browse/" not in words:
        return []
    addresses = (address.rstrip(_SENTENCE) for address in _ADDRESS.findall(words))
    found = (key for address in addresses for key in keys_of(address) if key.startswith(TICKET))
    return list(dict.fromkeys(found))
