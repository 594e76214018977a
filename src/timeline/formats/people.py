"""Who is who, as Markdown, JSON and TOML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from timeline.formats.inline import in_cell, markdown
from timeline.formats.text import visible
from timeline.model import toml
from timeline.model.secrets import masked
from timeline.people.table import Join, Left, People, Person, Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

_JOINED = "Could not be joined"
_TO_FILE = "Equal or like names join nobody. Where two rows are one person, put a line into people.toml:"


def as_markdown(people: People) -> str:
    """A row a person, the bots and services, who could not be joined, and what a person may join."""
    parts = [
        ["# People", "", *_rows(people), ""],
        _left(people.left),
        _suggested(people.suggestions),
    ]
    return "\n".join(line for part in parts for line in part)


def as_json(people: People) -> str:
    """The table as the JSON object of the contract."""
    return f"{masked(json.dumps(people.to_dict(), ensure_ascii=False, indent=2))}\n"


def as_toml(people: People) -> str:
    """What a `people.toml` begins with: a line that shows the form, and the suggestions, commented out."""
    heads = ['# A line a person: "Ada Lovelace" = ["github:ada-l", "slack:U012AB"]']
    return "\n".join([*heads, *_lines(people.suggestions), ""])


def _rows(people: People) -> Iterator[str]:
    yield "| name | kind | ids | joined by |"
    yield "|---|---|---|---|"
    for row in people:
        yield f"| {' | '.join(in_cell(markdown(cell)) for cell in _cells(row))} |"


def _cells(row: Person) -> tuple[str, str, str, str]:
    return row.name, row.kind, _who(row.ids), "; ".join(map(_key, row.joins))


def _key(join: Join) -> str:
    """`email (github:ada-l, slack:U012AB)`."""
    return f"{join.key} ({_who(join.ids)})"


def _left(left: Sequence[Left]) -> list[str]:
    told = [f"- {markdown(_who(each.ids))}: {markdown(each.why)}" for each in left]
    return [f"{_JOINED}:", "", *told, ""] if told else []


def _suggested(suggestions: Sequence[Suggestion]) -> list[str]:
    return [_TO_FILE, "", "```toml", *_lines(suggestions), "```", ""] if suggestions else []


def _lines(suggestions: Sequence[Suggestion]) -> Iterator[str]:
    for each in suggestions:
        ids = ", ".join(toml.text(ref) for ref in each.ids)
        yield visible(f"# {toml.text(each.name)} = [{ids}]")


def _who(refs: Sequence[str]) -> str:
    return ", ".join(refs)


FORMS: dict[str, Callable[[People], str]] = {"md": as_markdown, "json": as_json, "toml": as_toml}
