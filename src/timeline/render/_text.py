"""The one place that makes third-party text harmless, for every format."""

from __future__ import annotations

import html
import re
from urllib.parse import quote, urlsplit

from timeline.render._secrets import masked

# Characters that change how others are shown without being seen: the twelve bidirectional controls, those
# of no width, control characters and halves of broken pairs. They are shown by their number instead.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)
_SPACES = re.compile(r"\s+")
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*[]|~"} | {"<": "&lt;"})
_MARKED = re.compile(r"[\\`*\[\]|~<_&]")
_EDGE = re.compile(r"(?<!\w)_|_(?!\w)")  # an underscore inside a word is no emphasis
_ENTITY = re.compile(r"&(?=#?\w+;)")
# Trackers act on these after Markdown is rendered, where no backslash helps: a character without width,
# written so that it can be seen in the source, keeps them apart.
_APART = "&#8203;"
_MENTION = re.compile(r"@(?=\w)")
_ISSUE = re.compile(r"#(?=\d)")
_LEGACY_ISSUE = re.compile(r"\bGH-(?=\d)", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:https?:|ftp:|mailto:|www\.)(?=\S)", re.IGNORECASE)
_PLAIN_ADDRESS = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[\w%/:?#@!$&'*+,;=~.\-\[\]]*)?", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def visible(words: str) -> str:
    """The text with credentials masked and every unseen character shown by its number, e.g. `⟨U+202E⟩`."""
    plain = masked(words)
    if plain.isprintable():
        return plain
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", plain)


def one_line(words: str) -> str:
    """The text on one line, unseen characters shown."""
    if words.isprintable() and "  " not in words:
        return masked(words).strip()
    return visible(_SPACES.sub(" ", words)).strip()


def markdown(words: str) -> str:
    """The text as inline Markdown that says just that: no HTML, link, image, emphasis, mention or reference."""
    plain = one_line(words)
    if _MARKED.search(plain):
        if "&" in plain:
            plain = _ENTITY.sub("&amp;", plain)
        if "_" in plain:
            plain = _EDGE.sub("\0_", plain)  # no NUL is left in visible text
        plain = plain.translate(_MARKS).replace("\0_", "\\_")
    return _kept_apart(plain)


def _kept_apart(plain: str) -> str:
    """Whatever a tracker would act on, kept from what it would act on."""
    lower = plain.lower()
    if "#" in plain:  # before the others, which put a number sign into the text
        plain = _ISSUE.sub(_apart, plain)
    if "gh-" in lower:
        plain = _LEGACY_ISSUE.sub(_apart, plain)
    if "@" in plain:
        plain = _MENTION.sub(_apart, plain)
    if "http" in lower or "ftp:" in lower or "mailto:" in lower or "www." in lower:
        plain = _ADDRESS.sub(_apart, plain)
    return plain


def _apart(found: re.Match[str]) -> str:
    return f"{found[0]}{_APART}"


def address(url: str | None) -> str | None:
    """The address, if it is one that a person may click, masked and encoded so that nothing ends it; else None."""
    if url is None:
        return None
    url = masked(url)
    if _PLAIN_ADDRESS.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return quote(url, safe="%/:?#@!$&'*+,;=~.-_[]")


def in_html(words: str) -> str:
    """The text in HTML, unseen characters shown."""
    return html.escape(visible(words), quote=True)


def cell(words: str | None) -> str:
    """The text in a CSV cell that no spreadsheet takes for a formula."""
    shown = visible(words or "")
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
