"""The one table of columns: what an event is in CSV, pandas, Arrow and Parquet, under the model's own names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from timeline.model.event import Actor, Event, Severity
from timeline.model.window import Precision

Holds = Literal["text", "time", "texts", "pairs"]


@dataclass(frozen=True, slots=True)
class Column:
    """One datum of an event.

    Attributes:
        name: its name, everywhere.
        of: reads it from an event.
        holds: a text, a time, a list of texts, or texts by name.
        null: whether an event may have none.
        rule: what its JSON value must keep, in the words of JSON Schema.
    """

    name: str
    of: Callable[[Event], Any]
    holds: Holds = "text"
    null: bool = False
    rule: Mapping[str, Any] = field(default_factory=dict)


def _words(vocabulary: Any) -> dict[str, Any]:
    return {"enum": list(get_args(vocabulary))}


_SOME = {"minLength": 1}
_KIND = {"pattern": r"^[a-z][a-z_]*\.[a-z][a-z_]*$"}

COLUMNS: tuple[Column, ...] = (
    Column("time", lambda event: event.time, "time"),
    Column("precision", lambda event: event.precision, rule=_words(Precision)),
    Column("source", lambda event: event.source, rule=_SOME),
    Column("kind", lambda event: event.kind, rule=_KIND),
    Column("summary", lambda event: event.summary, rule=_SOME),
    Column("actor_id", lambda event: event.actor and event.actor.id, null=True),
    Column("actor_name", lambda event: event.actor and event.actor.name, null=True),
    Column(
        "actor_kind",
        lambda event: event.actor and event.actor.kind,
        null=True,
        rule=_words(Actor.model_fields["kind"].annotation),
    ),
    Column("severity", lambda event: event.severity, null=True, rule=_words(Severity)),
    Column("url", lambda event: event.url, null=True),
    Column("body", lambda event: event.body, null=True),
    Column("keys", lambda event: list(event.keys), "texts"),
    Column("tags", lambda event: dict(sorted(event.tags.items())), "pairs"),
    Column("happening", lambda event: event.happening, null=True),
    Column("id", lambda event: event.id, rule=_SOME),
)
NAMES = tuple(column.name for column in COLUMNS)


def values(event: Event) -> list[Any]:
    """An event's values in the order of the columns, every credential masked."""
    shown = event.masked()
    return [column.of(shown) for column in COLUMNS]
