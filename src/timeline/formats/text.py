"""The one place that makes third-party text harmless, for every format."""

from __future__ import annotations

import html
import re
from urllib.parse import quote, urlsplit

from timeline.model.secrets import masked
from timeline.model.unseen import seen, shown

_SPACES = re.compile(r"[^\S\x1c-\x1f]+")  # what Python takes for spaces, but for four controls
_PLAIN_ADDRESS = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[\w%/:?#@!$&'*+,;=~.\-\[\]]*)?", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def visible(words: str, *, plain: bool = False) -> str:
    """The text with credentials masked and every unseen character shown by its number, e.g. `⟨U+202E⟩`.

    Args:
        words: anybody's.
        plain: whether it is known that nothing in it is masked.
    """
    told = words if plain else masked(words)
    return told if seen(told) else shown(told)


def one_line(words: str, *, plain: bool = False) -> str:
    """The text on one line, unseen characters shown."""
    if not words.isprintable() or "  " in words:
        words, plain = _SPACES.sub(" ", words), False  # what was apart may be a name and its credential now
    return visible(words, plain=plain).strip()


def address(url: str | None, *, plain: bool = False) -> str | None:
    """The address, if it is one that a person may click, masked and encoded so that nothing ends it; else None."""
    if url is None:
        return None
    url = url if plain else masked(url)
    if _PLAIN_ADDRESS.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return quote(url.encode("utf-8", "replace"), safe="%/:?#@!$&'*+,;=~.-_[]")


def in_html(words: str, *, plain: bool = False) -> str:
    """The text in HTML, unseen characters shown."""
    return html.escape(visible(words, plain=plain), quote=True)


def cell(words: str) -> str:
    """A text that is masked already, in a CSV cell that no spreadsheet takes for a formula."""
    told = shown(words)
    return f"'{told}" if told.startswith(_FORMULA) else told
