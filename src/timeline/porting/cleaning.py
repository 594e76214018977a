"""A service's answer without credentials and e-mail addresses, as it is parsed and kept.

Whatever reads the answer reads it cleaned, so that a pull and what is made again from the kept answers are the same.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from timeline.model.addresses import is_shared
from timeline.model.glance import everywhere, places
from timeline.model.mail import addresses
from timeline.model.secrets import mark, masked, masked_under
from timeline.porting.strings import Strings

# The fields that say who somebody is.
_WHO = re.compile(
    r"^(?:id|name)$|e?mail|handle|login|name_?id|principal|upn|user|author|actor|owner|creator|assignee", re.IGNORECASE
)
# An address that opens what it leads to, by the name of its field.
_OPENS = re.compile(r"(?:read|download|upload)-url$|^permalink_public$|^url_private", re.IGNORECASE)
# What has none of these has no address in it, and none that opens anything; no mention is one.
_AT = re.compile(r"@(?<![<\s\"]@)")
_HINTS = ('-url"', "url_private", '_public"', "⟨e-mail ")
_ENCODED = re.compile("%(?:25)?40")
# A letter that need not be escaped and is, so that no word is known by it.
_SPELLED = re.compile(r"\\(?:/|u00(?:2[4-5abdef]|3[0-9ad]|[4-7])|u27e8)", re.IGNORECASE)
_SHORT = 6
# Drawn anew in each process: sources that are pulled apart in it, and put together, tell of the same people.
_OURS = secrets.token_bytes(32)
_NUMBER = 16  # letters of the hash: enough that no two addresses of a company share one


class Cleaning:
    """Cleans what the services of one pull answer. Safe to use from several threads.

    Args:
        key: what the numbers of addresses are made with, so that nobody can find an address by its number. The same
            key gives the same numbers.
    """

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or _OURS

    def body(self, body: bytes) -> bytes:
        """An answer's body, JSON or not, in UTF-8."""
        text = body.decode("utf-8", "replace")
        cleaned = self._json(text) if text.lstrip()[:1] in ("{", "[") else self.value("", text)
        return body if cleaned is text and "\ufffd" not in text else cleaned.encode("utf-8", "replace")

    def value(self, name: str, words: str) -> str:
        """A text that stands under that name."""
        if _WHO.search(name) and (address := _whole_address(words)):
            return self._placeholder(address)
        if "://" in words and _OPENS.search(name):
            words = _shut(name, words)
        return masked_under(name, words) if name else masked(words)

    def told(self, name: str, value: Any) -> Any:
        """A value of any shape that stands under that name, e.g. what a request asks with."""
        if isinstance(value, Mapping):
            return {key: self.told(str(key), each) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.told(name, each) for each in value]
        return self.value(name, value) if isinstance(value, str) else value

    def _json(self, text: str) -> str:
        """The text with every string in it cleaned, and all else as it came."""
        found = sorted(_places(text))
        if not found:
            return text
        parts, end = [], 0
        for name, begin, stop in Strings(text).holding(found):
            if (made := self._string(name, text[begin:stop])) is not None:
                parts += [text[end : begin - 1], made]
                end = stop + 1
        return "".join([*parts, text[end:]]) if parts else text

    def _string(self, name: str, written: str) -> str | None:
        """A JSON string, cleaned; None where nothing is to be cleaned in it."""
        if len(written) < _SHORT:
            return None
        try:
            words = json.loads(f'"{written}"') if "\\" in written else written
        except ValueError:
            return None  # no JSON reads it either
        cleaned = self.value(name, words)
        if cleaned == words:
            return None
        try:
            made = json.dumps(cleaned, ensure_ascii=False)
            made.encode()
        except UnicodeEncodeError:  # half a surrogate pair, which only an escape can write
            made = json.dumps(cleaned)
        return made

    def _placeholder(self, address: str) -> str:
        """What stands for an address where it says who somebody is: the same for the same address, in this pull."""
        number = hmac.new(self._key, address.casefold().encode("utf-8", "replace"), "sha256").hexdigest()[:_NUMBER]
        return f"⟨e-mail {'shared ' if is_shared(address) else ''}{number}⟩"


def _places(text: str) -> Iterator[int]:
    """Where a string of an answer may hold something."""
    yield from places(text)
    for hint in _HINTS:
        yield from everywhere(hint, text)
    for pattern in (_AT, _ENCODED, _SPELLED):
        yield from (found.start() for found in pattern.finditer(text))


def _whole_address(words: str) -> str | None:
    """The address, where the text is one and nothing else."""
    told = words.strip()
    return told if "@" in told and list(addresses(told)) == [(0, len(told))] else None


def _shut(name: str, address: str) -> str:
    """An address that opens what it leads to, without what opens it."""
    if name.lower().startswith("url_private"):
        return address.partition("?")[0]
    return mark(address)
