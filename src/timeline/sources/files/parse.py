"""One row, made into a draft. What it says is told as the file's, whatever system wrote it."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Literal

from timeline.model.addresses import PLACEHOLDER, holds_address
from timeline.model.event import Actor, Severity
from timeline.model.window import Instant
from timeline.porting.draft import Draft, actor, first_line
from timeline.sources.files.mapping import checked

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_PLAIN_KIND = "event.posted"
_LEVELS: dict[str, Severity] = {
    "error": "error", "fatal": "error", "critical": "error", "err": "error", "warning": "warning", "warn": "warning",
    "info": "info", "ok": "ok",
}  # fmt: skip
_KINDS: dict[str, Literal["person", "bot", "service"]] = {"person": "person", "bot": "bot", "service": "service"}
_LONG = 200


class Ids:
    """The ids of a source's rows: their own, or a hash of what they say and how often that was said before.

    A row more in a file changes no other's.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._owners: dict[str, tuple[str, str]] = {}

    def of(self, said: Mapping[str, str], place: str) -> str:
        """The id of a row that says this, at that place.

        Raises:
            ValueError: another row has the same id and says something else.
        """
        digest = _digest(said)
        own = said.get("id")
        if not own or holds_address(own) or len(own) > _LONG:
            self._seen[digest] += 1
            return hashlib.sha256(f"{digest} {self._seen[digest]}".encode()).hexdigest()[:20]
        other, where = self._owners.setdefault(own, (digest, place))
        if other != digest:
            raise ValueError(f"its id {own!r} is that of {where}, which says something else: map what is one row's own")
        return own


def _digest(said: Mapping[str, str]) -> str:
    text = json.dumps({name: _plain(words) for name, words in said.items()}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def drafted(
    key: str, when: Instant, said: Mapping[str, str], file: str, raw: dict[str, Any], *, note: Callable[[str], None]
) -> Draft:
    """The draft of a row.

    Args:
        key: its id.
        when: its time.
        said: what it says of each part, constants among them.
        file: the name of its file.
        raw: the row.
        note: told what is left out.

    Raises:
        ValueError: no event can be made of it.
    """
    told = {name: _plain(words) for name, words in said.items()}
    if not told.get("summary"):
        raise ValueError("it has no summary")
    summary, body = first_line(told["summary"]), told.get("body")
    if body is None and told["summary"] != summary:
        body = told["summary"]
    level = told.get("severity", "")
    severity = _LEVELS.get(level.lower())
    return Draft(
        id=key,
        stamp=when,
        kind=checked(told.get("kind", _PLAIN_KIND)),
        summary=summary,
        actor=_actor(told, note),
        severity=severity,
        url=_address(told.get("url"), note),
        body=body,
        tags={
            "file": file,
            "severity": level if level and not severity else None,
            **{name.removeprefix("tags."): words for name, words in told.items() if name.startswith("tags.")},
        },
        raw=raw,
    )


def _actor(told: Mapping[str, str], note: Callable[[str], None]) -> Actor | None:
    """Who acted: a person, unless their name or the mapping says otherwise, so that they are redacted as one."""
    name, key = told.get("actor"), told.get("actor_id")
    if any(each and holds_address(each) for each in (name, key)):
        note("who acted is given as an e-mail address in some rows, which is not told: map a column with a name")
        name, key = (None if each and holds_address(each) else each for each in (name, key))
    if not (name or key):
        return None
    kind = _KINDS.get(told.get("actor_kind", "").lower())
    return actor(key or name, name, kind or ("bot" if (name or key or "").endswith("[bot]") else "person"))


def _address(words: str | None, note: Callable[[str], None]) -> str | None:
    if words and not _ADDRESS.fullmatch(words):
        note("some rows have an address that is none, and are told without it")
        return None
    return words


def _plain(words: str) -> str:
    """The words with the mark of an address in place of what tells two of them apart in one pull."""
    return PLACEHOLDER.sub("⟨e-mail⟩", words)
