"""The record as JSON, JSON Lines and CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticSerializationError, to_json

from timeline._version import __version__
from timeline.formats.columns import NAMES, values
from timeline.formats.noted import mark
from timeline.formats.text import address, cell, visible
from timeline.model.event import Event, well_formed
from timeline.model.secrets import CUT, DEEPEST, masked_in, suspicious
from timeline.model.unseen import escaped
from timeline.model.window import utc_text

if TYPE_CHECKING:
    from timeline.record import Timeline

SCHEMA = "timeline/1"


def json_pieces(record: Timeline, *, raw: bool = False) -> Iterator[str]:
    """The JSON document in pieces, so that a long record is never one text in memory; one event a line."""
    yield f'{{"schema": {_dump(SCHEMA)}, "window": {_dump(record.window.to_dict())}, "events": ['
    for number, event in enumerate(record.shown):
        yield f"{',' if number else ''}\n{json_line(event, raw=raw, **_said_of(record, event))}"
    coverage = ",\n".join(_dump(row.to_dict()) for row in record.coverage)
    left = "".join(f', "{name}": {_dump(masked_in(rows))}' for name, rows in _people(record).items())
    yield f'\n], "coverage": [\n{coverage}\n]{left}, "generated": {_dump(_generated())}}}\n'


def jsonl_pieces(record: Timeline, *, raw: bool = False) -> Iterator[str]:
    """A header line, then one event a line."""
    header = {
        "schema": SCHEMA,
        "window": record.window.to_dict(),
        "coverage": [row.to_dict() for row in record.coverage],
        **masked_in(_people(record)),
        "generated": _generated(),
    }
    yield f"{_dump(header)}\n"
    for event in record.shown:
        yield f"{json_line(event, raw=raw, **_said_of(record, event))}\n"


def timesketch_pieces(record: Timeline) -> Iterator[str]:
    """One event a line as Timesketch imports it; times keep their microseconds."""
    for event in map(Event.masked, record.shown):
        made = {
            "message": visible(f"{mark(event)}{event.summary}"),
            "datetime": event.time.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"),
            "timestamp_desc": event.kind,
            "source_short": event.source,
            "event_id": event.id,
            "actor": event.actor and (event.actor.name or event.actor.id or ""),
            "severity": event.severity,
            "url": address(event.url),
            "happening": event.happening,
            "tag": [f"{name}:{value}" for name, value in sorted(event.tags.items())],
        }
        yield f"{_dump(made)}\n"


def csv_pieces(record: Timeline) -> Iterator[str]:
    """A header row, then one row an event; rows end as RFC 4180 says, and no cell is a formula."""
    rows: Any = csv.writer(_Said())  # what it writes is what it returns
    yield rows.writerow(NAMES)
    for event in record.shown:
        yield rows.writerow(["" if value is None else cell(_flat(value, event)) for value in values(event)])


class _Said:
    def write(self, row: str) -> str:
        return row


def _flat(value: Any, event: Event) -> str:
    """The value as one text: a list with spaces between, what has names as JSON, a time to its precision."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return " ".join(value)
    return _dump(value) if isinstance(value, dict) else utc_text(value, event.precision)


def _people(record: Timeline) -> dict[str, Any]:
    """What a record about something leaves out, and what people left out or wrote, counted by reason."""
    rows = [row.to_dict() for row in record.selected.left()] if record.selected else []
    if record.curation:
        lines = len(record.curated(None).lines()) - len(record.lines())
        rows.append({"reason": "curation", "lines": max(lines, 0), "events": len(record) - len(record.shown)})
    made: dict[str, Any] = {"left_out": rows} if record.selected or record.curation else {}
    if record.curation:
        told = record.curation.to_dict()
        made["curation"] = {name: told[name] for name in ("own", "headings", "not_placed")}
    return made


def _said_of(record: Timeline, event: Event) -> dict[str, Any]:
    """Why it belongs to what the record is about, and what people made of its line."""
    choice = record.curation.choice(event.id) if record.curation else None
    made = {name: getattr(choice, name) for name in ("heading", "words", "original", "time")} if choice else {}
    curated = {name: value for name, value in made.items() if value is not None}
    return {"about": record.why_about(event), "curated": masked_in(curated)}


def json_line(event: Event, *, raw: bool, about: str | None = None, curated: Mapping[str, Any] | None = None) -> str:
    """An event's object; people's words are masked, and so is all of a payload.

    Args:
        event: what happened.
        raw: keep the native payload.
        about: why it belongs to what the record is about.
        curated: what people made of its line.
    """
    more = {name: value for name, value in (("about", about), ("curated", curated)) if value}
    text = _dump(event.to_dict() | more)
    if not raw:
        return text
    payload = {"raw": event.raw}
    told = _dump(payload)
    return f"{text[:-1]},{(_dump(masked_in(payload)) if _holds_secret(told) else told)[1:]}"


def json_text(value: Any) -> str:
    """Any value as JSON on one line, every credential in it masked."""
    return _dump(masked_in(value))


def _holds_secret(text: str) -> bool:
    # Without the escapes: "n" is a letter, and a line that ends may be what tells that a value does.
    return suspicious(text.replace("\\n", "\n").replace("\\t", "\t"))


def _dump(value: Any) -> str:
    try:
        text = to_json(value, inf_nan_mode="null", fallback=str).decode()
    except PydanticSerializationError:
        shallow = well_formed(_shallow(value))
        text = to_json(shallow, inf_nan_mode="null", fallback=str, bytes_mode="base64").decode()
    # A line of JSON Lines is one line for every reader, and text on a terminal.
    return text if text.isascii() and "\x7f" not in text else escaped(text)


def _shallow(value: Any, levels: int = DEEPEST) -> Any:
    """The value without what is nested deeper than any writer or reader of JSON goes; a text says so in its place."""
    if isinstance(value, dict):
        return {key: _shallow(each, levels - 1) for key, each in value.items()} if levels else CUT
    if isinstance(value, (list, tuple)):
        return [_shallow(each, levels - 1) for each in value] if levels else CUT
    return value


def _generated() -> dict[str, str]:
    return {"by": "incident-timeline", "version": __version__}
