"""What people decided of a record, as it is kept: `work/curation.json`, a selection with words over facts.

`lines` stand in the order in which they are read. Whatever nobody decided about is in no table here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Self

from timeline.curation.ids import id_of
from timeline.formats.files import write_whole
from timeline.formats.tables import json_text
from timeline.model.errors import ConfigError
from timeline.model.secrets import masked

SCHEMA = "timeline-curation/1"
FILE = "curation.json"
_KNOWN = 10  # letters of an event's short id: two events of one record never share so many


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided of one line.

    Attributes:
        id: the event that led the line.
        events: all events of the line, as it was; what is decided holds for them.
        shown: whether the line is shown.
        heading: the heading that it stands under; None where nobody put it under one.
        words: its sentence in a person's words, as Markdown.
        original: what the record said when it was reworded.
        facts: a hash of what its events said when it was reworded; a change of the record is known by it.
        time: when it happened, as a person corrected it: `2019-06-20T18:47Z`, `~…`, `…/…` for a range.
        guessed: how the line was recognised, where that left a doubt.
        replaced: in a file from a page, the words that stood there when the page was made; never kept.
    """

    id: str
    events: tuple[str, ...] = ()
    shown: bool = True
    heading: str | None = None
    words: str | None = None
    original: str | None = None
    facts: str | None = None
    time: str | None = None
    guessed: str | None = None
    replaced: str | None = None

    def __repr__(self) -> str:
        return masked(f"Choice({self.id!r}, shown={self.shown}, heading={self.heading!r}, words={self.words!r})")

    @property
    def all(self) -> tuple[str, ...]:
        """The ids of all its events, the one that led first."""
        return tuple(dict.fromkeys((self.id, *self.events)))

    @property
    def touched(self) -> bool:
        """Whether a person wrote anything of it."""
        return self.words is not None or self.time is not None


@dataclass(frozen=True, slots=True)
class Own:
    """What a person wrote between the lines.

    Attributes:
        text: as it was written, in Markdown: a list item, a paragraph, a heading with nothing below it.
        after: the event that leads the line before it; None at the top.
        heading: the heading that it stands under.
    """

    text: str
    after: str | None = None
    heading: str | None = None

    def __repr__(self) -> str:
        return masked(f"Own({self.text!r}, after={self.after!r}, heading={self.heading!r})")


@dataclass(frozen=True)
class Curation:
    """What people made of a record; immutable.

    Attributes:
        lines: what was decided of lines, in the order in which they are read.
        own: what people wrote between them, in order.
        headings: people's headings, in order.
        not_placed: what people wrote and could not be placed.
        known: short hashes of the events that were there when it was decided; others are new.
        seal: that of the bundle about which it was decided.
        deleted: in a file from a page, the own texts that were taken away there; never kept.
    """

    lines: tuple[Choice, ...] = ()
    own: tuple[Own, ...] = ()
    headings: tuple[str, ...] = ()
    not_placed: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()
    seal: str | None = None
    deleted: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return masked(f"Curation(lines={self.lines!r}, own={self.own!r}, not_placed={self.not_placed!r})")

    _TABLES: ClassVar[dict[str, type]] = {"lines": Choice, "own": Own}

    def __bool__(self) -> bool:
        """Whether anything was decided."""
        return bool(self.lines or self.own or self.not_placed)

    @cached_property
    def of_event(self) -> Mapping[str, int]:
        """By an event's id, the number of the line that it belongs to."""
        return {key: number for number, line in reversed(list(enumerate(self.lines))) for key in line.all}

    def choice(self, event: str) -> Choice | None:
        """What was decided of the line of that event."""
        number = self.of_event.get(event)
        return None if number is None else self.lines[number]

    def knows(self, event: str) -> bool:
        """Whether the event was there when it was decided; of all events, where that was not kept."""
        return not self.known or event in self.of_event or mark(event) in self.known

    def but(self, **changed: Any) -> Self:
        """The same with other tables; `headings` are those that are in use, in order."""
        made = replace(self, **changed)
        rows: tuple[Choice | Own, ...] = (*made.lines, *made.own)
        used = [each.heading for each in rows if each.heading]
        return replace(made, headings=tuple(dict.fromkeys((*(name for name in made.headings if name in used), *used))))

    def knowing(self, events: Iterable[str], seal: str | None) -> Self:
        """The same, decided of a record that has those events."""
        return replace(self, known=frozenset(map(mark, events)), seal=seal or self.seal)

    def to_dict(self) -> dict[str, Any]:
        """As the JSON object that is kept."""
        return {
            "schema": SCHEMA,
            "seal": self.seal,
            "lines": [_told(each) for each in self.lines],
            "own": [_told(each) for each in self.own],
            "headings": list(self.headings),
            "not_placed": list(self.not_placed),
            "known": sorted(self.known),
        } | ({"deleted": list(self.deleted)} if self.deleted else {})

    @classmethod
    def of(cls, told: Any, where: str = "a curation") -> Self:
        """The curation that an object tells.

        Raises:
            ConfigError: it is none, or holds what is not known here, which would be lost.
        """
        try:
            return cls._read(told)
        except (TypeError, KeyError, ValueError) as error:
            raise ConfigError(f"{where} is no curation of the schema {SCHEMA}: {error}") from None

    @classmethod
    def _read(cls, told: Any) -> Self:
        if not isinstance(told, dict) or told.get("schema") != SCHEMA:
            raise ValueError("its schema is another one")
        given = {name: value for name, value in told.items() if name != "schema"}
        _only(given, [each.name for each in fields(cls)], "it")
        made: dict[str, Any] = {"seal": _text(given.get("seal"), "seal", empty=True)}
        for name, row in cls._TABLES.items():
            made[name] = tuple(_row(row, each, name) for each in _list(given, name))
        for name in ("headings", "not_placed", "deleted"):
            made[name] = tuple(_text(each, name) for each in _list(given, name))
        made["known"] = frozenset(_text(each, "known") or "" for each in _list(given, "known"))
        return cls(**made)


def together(texts: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    """The texts of both; one that is in both, as often as it is in that which has it more often."""
    there = Counter(texts)
    new = []
    for text in more:
        there[text] -= 1
        new += [text] if there[text] < 0 else []
    return (*texts, *new)


def mark(event: str) -> str:
    """What is kept of an event's id to know it again."""
    return id_of(event)[:_KNOWN]


def read(folder: Path) -> Curation | None:
    """The curation in that folder; None where nobody decided anything.

    Raises:
        ConfigError: it cannot be read, or holds what is not known here.
    """
    file = folder / FILE
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"cannot read {str(file)!r}: {error.strerror or type(error).__name__}") from None
    return parsed(data, str(file))


def parsed(data: bytes | str, where: str) -> Curation:
    """The curation that a JSON document holds.

    Raises:
        ConfigError: it holds none.
    """
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        raise ConfigError(f"{where} is no JSON document: put back a copy of it, or take it away") from None
    return Curation.of(told, where)


def write(curation: Curation, folder: Path) -> Path:
    """Write it into that folder, which is made if it is not there; whole or not at all, a row a line.

    Raises:
        ConfigError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / FILE, _pieces(curation.to_dict()))
    return folder / FILE


def _pieces(told: Mapping[str, Any]) -> Iterator[str]:
    yield "{\n"
    for number, (name, value) in enumerate(told.items()):
        if number:
            yield ",\n"
        rows = isinstance(value, list) and name != "known"
        shown = ",\n  ".join(map(json_text, value)) if rows else json_text(value)
        yield f"{json_text(name)}: " + (f"[\n  {shown}\n]" if rows and value else shown or "[]")
    yield "\n}\n"


def _told(row: Choice | Own) -> dict[str, Any]:
    """The row as an object: what it says, without what it says nothing of."""
    found = {each.name: (getattr(row, each.name), each.default) for each in fields(row)}
    made = {name: value for name, (value, default) in found.items() if value != default or default is MISSING}
    if isinstance(row, Own):
        return {"after": row.after, **made}
    return {"id": row.id, "shown": row.shown, **made} | ({"events": list(row.events)} if row.events else {})


def _row(kind: type, told: Any, name: str) -> Any:
    if not isinstance(told, dict):
        raise TypeError(f"a row of {name} is no object")
    known = {each.name for each in fields(kind)}
    _only(told, known, f"a row of {name}")
    made: dict[str, Any] = {}
    for key, value in told.items():
        if key == "events":
            made[key] = tuple(_text(each, key) for each in value)
        elif key == "shown":
            if not isinstance(value, bool):
                raise TypeError("shown is true or false")
            made[key] = value
        else:
            made[key] = _text(value, key, empty=key not in ("id", "text"))
    return kind(**made)


def _only(told: Mapping[str, Any], known: Iterable[str], what: str) -> None:
    if strange := sorted(told.keys() - set(known)):
        raise ValueError(f"{what} has a field {strange[0]!r}, which this version does not know")


def _list(told: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = told.get(name, [])
    if not isinstance(value, list):
        raise TypeError(f"{name} is no list")
    return value


def _text(value: Any, name: str, *, empty: bool = False) -> str | None:
    if isinstance(value, str) or (empty and value is None):
        return value
    raise TypeError(f"{name} is no text")
