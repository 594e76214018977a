"""The JSON Schema of what `--format json` and each line of `--format jsonl` holds."""

from __future__ import annotations

from typing import Any, get_args

from timeline.formats.columns import COLUMNS, Column, Holds
from timeline.formats.tables import SCHEMA
from timeline.model.event import Actor, Event
from timeline.reading.about import Reason

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_COUNT = {"type": "integer", "minimum": 0}
_TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6})?Z$"}

_HELD: dict[Holds, dict[str, Any]] = {
    "text": _TEXT,
    "time": _TIME,
    "texts": {"type": "array", "items": _TEXT, "uniqueItems": True},
    "pairs": {"type": "object", "additionalProperties": _TEXT},
}


def json_schema() -> dict[str, Any]:
    """One schema for the document, the header line and the event line."""
    shared = {"schema": {"const": SCHEMA}, "window": {"$ref": "#/$defs/window"}}
    ends = {
        "coverage": {"type": "array", "items": {"$ref": "#/$defs/coverage"}},
        "generated": {"$ref": "#/$defs/generated"},
    }
    events = {"events": {"type": "array", "items": {"$ref": "#/$defs/event"}}}
    left_out = {
        "left_out": {"type": "array", "items": {"$ref": "#/$defs/left_out"}},
        "curation": {"$ref": "#/$defs/curation"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "oneOf": [
            {"title": "document", **_object(shared | events | ends, left_out)},
            {"title": "header line", **_object(shared | ends, left_out)},
            {"title": "event line", "$ref": "#/$defs/event"},
        ],
        "$defs": {
            "window": _object({"start": _TIME, "end": _TIME}),
            "generated": _object({"by": _TEXT, "version": _TEXT}),
            "event": _event(),
            "left_out": _object({"reason": _TEXT, "lines": _COUNT, "events": _COUNT}),
            "curation": _curation(),
            "coverage": _coverage(),
            "gap": _object({"start": _TIME, "end": _TIME, "reason": _TEXT, "detail": _TEXT, "where": _TEXT_OR_NULL}),
        },
    }


def _event() -> dict[str, Any]:
    """The event's fields, from the table of columns; the columns of an actor are the fields of its object."""
    known = {column.name: column for column in COLUMNS}
    parts = {
        name: _value(known[f"actor_{name}"], null=not field.is_required()) for name, field in Actor.model_fields.items()
    }
    actor = {"oneOf": [_object(parts), {"type": "null"}]}
    names = [name for name in Event.model_fields if name != "raw"]
    fields = {name: actor if name == "actor" else _value(known[name], null=known[name].null) for name in names}
    made = _object(fields)
    curated = _object({}, dict.fromkeys(("heading", "words", "original", "time"), _TEXT))
    about = {"enum": list(get_args(Reason))}
    made["properties"] = {**fields, "raw": {"type": ["object", "null"]}, "about": about, "curated": curated}
    return made


def _curation() -> dict[str, Any]:
    """What people wrote beside the lines."""
    own = _object({"after": _TEXT_OR_NULL, "text": _TEXT}, {"heading": _TEXT})
    return _object({"own": _list(own), "headings": _list(_TEXT), "not_placed": _list(_TEXT)})


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _value(column: Column, *, null: bool) -> dict[str, Any]:
    if "enum" in column.rule:
        return {"enum": [*column.rule["enum"], *([None] if null else [])]}
    return {**(_TEXT_OR_NULL if null else _HELD[column.holds]), **column.rule}


def _coverage() -> dict[str, Any]:
    counts = dict.fromkeys(("events", "raw_rows", "duplicates", "out_of_window", "undated", "rejected"), _COUNT)
    return _object(
        {
            "source": _TEXT,
            "type": _TEXT,
            "status": {"enum": ["complete", "partial", "failed", "skipped"]},
            **counts,
            "gaps": {"type": "array", "items": {"$ref": "#/$defs/gap"}},
            "provisional_until": {"oneOf": [_TIME, {"type": "null"}]},
            "notes": {"type": "array", "items": _TEXT},
            "measured": {"type": "object"},
        }
    )


def _object(properties: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties | (optional or {}),
        "required": list(properties),
        "additionalProperties": False,
    }
