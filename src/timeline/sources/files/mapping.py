"""Which column of a file is which part of an event, and what no column gives."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from timeline.model.event import Severity
from timeline.model.kinds import KINDS


def _column(given: Any) -> Any:
    """The name of a column, or several."""
    names = given if isinstance(given, (list, tuple)) else [given]
    if not names or not all(isinstance(each, str) and each for each in names):
        raise ValueError("write the name of a column, or a list of names")
    return given if isinstance(given, str) else tuple(names)


#: A column by its name; in JSON also a path, `a.b`. Several are one text, a space between them.
Column = Annotated[str | tuple[str, ...], BeforeValidator(_column)]
_KIND = re.compile(r"[a-z][a-z_]{0,99}\.[a-z][a-z_]{0,99}")


def checked(kind: str) -> str:
    """A kind, of the vocabulary or in its form.

    Raises:
        ValueError: it is none, with the nearest one.
    """
    if kind.startswith("note."):
        raise ValueError("a note is a person's: write it as Markdown, for a source of type notes")
    if kind in KINDS or _KIND.fullmatch(kind):
        return kind
    near = difflib.get_close_matches(kind.lower().replace(" ", "."), KINDS, 1, 0.5)
    hint = f", the nearest is {near[0]}" if near else ", e.g. deploy.started"
    raise ValueError(f"{kind!r} is no kind: one is written area.verb{hint}")


class _Parts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: Any) -> Any:
        """Refuse a part that no event has, with the nearest."""
        if not isinstance(given, (Mapping, cls)):
            raise ValueError('write a table, e.g. { time = "ts", summary = "msg" }')  # noqa: TRY004 - a faulty setting
        for name in given if isinstance(given, Mapping) else ():
            if name not in cls.model_fields:
                near = difflib.get_close_matches(str(name), cls.model_fields, 1)
                known = ", ".join(cls.model_fields)
                raise ValueError(
                    f"unknown key {name!r}, {f'did you mean {near[0]!r}?' if near else f'known are {known}'}"
                )
        return given

    @property
    def given(self) -> set[str]:
        """The parts that are given."""
        return {name for name, value in vars(self).items() if value}


class Columns(_Parts):
    """The column of each part; `time` is always one."""

    time: Column
    summary: Column | None = None
    kind: Column | None = None
    actor: Column | None = None
    actor_id: Column | None = None
    actor_kind: Column | None = None
    severity: Column | None = None
    url: Column | None = None
    body: Column | None = None
    id: Column | None = None
    tags: dict[str, Column] = Field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The columns, each once."""
        return list(dict.fromkeys(name for _, column in self._all() for name in several(column)))

    def read(self, row: Mapping[str, Any]) -> dict[str, str]:
        """What a row says of each part, as text; tags as `tags.NAME`. What it does not say is not there."""
        told = (
            (part, " ".join(filter(None, (_said(row, name) for name in several(column)))))
            for part, column in self._all()
        )
        return {part: words for part, words in told if words}

    def time_of(self, row: Mapping[str, Any]) -> Any:
        """What a row says of the time, as it is."""
        names = several(self.time)
        return at(row, names[0]) if len(names) == 1 else " ".join(_said(row, name) for name in names)

    def _all(self) -> Iterator[tuple[str, Column]]:
        for part, column in vars(self).items():
            if part == "tags":
                yield from ((f"tags.{name}", each) for name, each in column.items())
            elif column:
                yield part, column


class Constants(_Parts):
    """What no column gives, the same for every row."""

    summary: Annotated[str, Field(min_length=1)] | None = None
    kind: Annotated[str, AfterValidator(checked)] | None = None
    actor: Annotated[str, Field(min_length=1)] | None = None
    actor_kind: Literal["person", "bot", "service"] | None = None
    severity: Severity | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    tags: dict[str, str] = Field(default_factory=dict)

    def parts(self) -> dict[str, str]:
        """As `Columns.read` tells a row."""
        told = {name: value for name, value in vars(self).items() if name != "tags" and value}
        return told | {f"tags.{name}": value for name, value in self.tags.items()}


def several(column: Column) -> tuple[str, ...]:
    """The columns that are meant."""
    return (column,) if isinstance(column, str) else column


def twice(columns: Columns, constants: Constants) -> Iterable[str]:
    """The parts that are given by a column and as a constant."""
    return sorted(
        (columns.given & constants.given) - {"tags"}
        | {f"tags.{name}" for name in columns.tags.keys() & constants.tags.keys()}
    )


def at(row: Mapping[str, Any], name: str) -> Any:
    """What stands under that name, or at that path."""
    if name in row:
        return row[name]
    first, dot, rest = name.partition(".")
    while dot:
        if isinstance(inner := row.get(first), Mapping):
            return at(inner, rest)
        more, dot, rest = rest.partition(".")
        first = f"{first}.{more}"
    return None


def _said(row: Mapping[str, Any], name: str) -> str:
    """The value as text; what is itself made of parts is none."""
    value = at(row, name)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return value.strip() if isinstance(value, str) else ""
