"""A native record on its way to an event: counted, dated, clipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, wraps
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, ParamSpec

from timeline.model.addresses import PLACEHOLDER, holds_address
from timeline.model.errors import SourceError, raised
from timeline.model.event import Actor, Event, Severity
from timeline.model.secrets import EMAIL, masked
from timeline.model.window import Instant
from timeline.porting.payload import MissingFieldError, block, text

Given = ParamSpec("Given")
_NAMES = ("id", "ts", "node_id", "key", "number", "name")
_BEGINS = "⟨e-mail "
SENTENCE = 200  # about what fits on two lines of a record


class Draft(NamedTuple):
    """What one native record says, with its time still as the service wrote it.

    Attributes:
        id: without the source's name.
        stamp: an instant, or ISO 8601 text with an offset.
        kind: empty where the record could not be read; the summary then says why.
    """

    id: str
    stamp: Instant | Any
    kind: str
    summary: str
    actor: Actor | None = None
    severity: Severity | None = None
    url: str | None = None
    body: str | None = None
    keys: Iterable[str] = ()
    tags: Mapping[str, str | None] = MappingProxyType({})
    raw: dict[str, Any] | None = None

    def event(self, source: str, when: Instant, *, raw: bool) -> Event:
        """The event of that source and instant, with its native payload where `raw` asks for it."""
        return Event(
            id=f"{source}:{self.id}",
            time=when.time,
            precision=when.precision,
            source=source,
            kind=self.kind,
            summary=_unnumbered(self.summary),
            actor=self.actor,
            severity=self.severity,
            url=self.url,
            body=self.body and _unnumbered(self.body),
            keys=tuple(sorted(set(self.keys))),
            tags={name: _unnumbered(value) for name, value in self.tags.items() if value},
            raw=self.raw if raw else None,
        )


def _unnumbered(words: str) -> str:
    """The words with one mark for every address: its number in this pull is for joining people, and is not told."""
    return PLACEHOLDER.sub(EMAIL, words) if _BEGINS in words else words


def readable(parse: Callable[Given, Draft]) -> Callable[Given, Draft]:
    """Decorate what makes a draft of a record: one that it cannot read is told as such, and takes no other down."""

    @wraps(parse)
    def careful(*given: Given.args, **named: Given.kwargs) -> Draft:
        try:
            return parse(*given, **named)
        except SourceError:
            raise
        except MissingFieldError as error:
            return Draft(_name_of(given), stamp=None, kind="", summary=str(error))
        except Exception as error:  # noqa: BLE001 - whatever shape it has, the others are to be read
            return Draft(_name_of(given), stamp=None, kind="", summary=raised(error))

    return careful


def _name_of(given: Iterable[Any]) -> str:
    """What the first record among them calls itself."""
    for each in given:
        record = block(getattr(each, "raw", each))
        found = next((name for name in map(text, map(record.get, _NAMES)) if name), None)
        if found or record:
            return found or "a record without a name"
    return "a record"


@lru_cache(maxsize=4096)
def actor(key: str | None, name: str | None, kind: Literal["person", "bot", "service"]) -> Actor:
    """An actor: one object for all the events that name them. An e-mail address is no name, and no id."""
    key, name = (None if each and holds_address(each) else each for each in (key, name))
    return Actor(id=key, name=name, kind=kind)


def first_line(words: str) -> str:
    """The beginning of a text, short enough for a sentence.

    What is cut is masked first, while the whole of a credential is there to be known by.
    """
    line = words.strip()
    if len(line) <= SENTENCE and line.isprintable():
        return line
    line = next((line.strip() for line in masked(words).splitlines() if line.strip()), "")
    return line if len(line) <= SENTENCE else f"{line[: SENTENCE - 1]}…"


def by(who: Actor | None) -> str:
    """` by NAME`, or nothing where nobody is named."""
    return f" by {who.name or who.id}" if who and (who.name or who.id) else ""
