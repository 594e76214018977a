"""Wiki text: links and mentions are read, everything else stays as it was written. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Bounded, as the text is anybody's: `[~ada]`, `[the page|https://…]`, `[https://…]`.
_MENTION = re.compile(r"\[~(?:accountid:)?([^\]\s\[]{1,100})\]")
_LINK = re.compile(r"\[(?:([^\[\]|\n]{1,200})\|)?(https?://[^\[\]|\s]{1,2000})(?:\|[\w-]{1,40})?\]")


def wiki(words: str, names: Mapping[str, str]) -> str:
    """The text with its links as Markdown has them, and its mentions as `@name`."""
    if "[" not in words:
        return words
    return _LINK.sub(_link, _MENTION.sub(lambda found: f"@{names.get(found[1], found[1])}", words))


def _link(found: re.Match[str]) -> str:
    label, address = found.groups()
    return f"[{label}]({address})" if label and label != address else address
