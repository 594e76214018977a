"""Action items: the table that people keep in `work/actions.md`, wherever and however they edit it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from timeline.prose.document import read
from timeline.prose.items import Item, without_ids

#: The columns of the talk that this project comes from.
HEAD = "| Improvement name | Owner | Details | Bug/ticket link |\n|---|---|---|---|\n"
_COLUMNS = {
    "ticket": re.compile(r"\b(?:ticket|bug|issue|jira|tracker|link|url)s?\b", re.IGNORECASE),
    "owner": re.compile(r"\b(?:owner|assignee|assigned|who|responsible|dri)s?\b", re.IGNORECASE),
    "details": re.compile(r"\b(?:detail|description|note|comment|how|why)s?\b", re.IGNORECASE),
    "name": re.compile(r"\b(?:improvement|action|item|name|what|task|todo|title|summary)s?\b", re.IGNORECASE),
}
_KEY = re.compile(r"(?<![A-Za-z0-9_-])[A-Z][A-Z0-9_]{1,80}-\d{1,18}(?![\w-])")
_FIELDS = ("name", "owner", "details", "ticket")


@dataclass(frozen=True, slots=True)
class Action:
    """An action item.

    Attributes:
        name: what is to be improved.
        owner: who looks after it.
        details: what there is to say of it.
        ticket: where it is followed: an address or a key.
        state: the ticket's present state, where a source told it.
    """

    name: str
    owner: str | None = None
    details: str | None = None
    ticket: str | None = None
    state: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its tickets."""
        return tuple(dict.fromkeys(_KEY.findall(self.ticket or "")))

    def to_dict(self) -> dict[str, str | None]:
        """The action item as the JSON object of the contract."""
        return {"name": self.name, **{field: getattr(self, field) for field in (*_FIELDS[1:], "state")}}


@dataclass(frozen=True, slots=True)
class Actions:
    """What a text says of action items.

    Attributes:
        actions: the rows of its tables.
        beside: the numbers of the lines that are in no such table; they stay where they are.
    """

    actions: tuple[Action, ...]
    beside: tuple[int, ...]


def actions_of(text: str) -> Actions:
    """The action items of a text; a row without a name goes on with what the row before it says."""
    made: list[Action] = []
    beside: list[int] = []
    continues = False
    for item in read(text).items:
        places = _places(item.columns)
        if item.sort == "row" and places:
            _take(_fields(item, places), made, continues=continues)
            continues = True
        elif item.sort == "row" or item.sort not in ("head", "mark", "meta", "heading"):
            beside.append(item.first)
            continues = False
    return Actions(tuple(made), tuple(beside))


def with_states(actions: Iterable[Action], states: Mapping[str, str]) -> Iterator[Action]:
    """The action items with what is known of their tickets."""
    for action in actions:
        told = [(key, states[key]) for key in action.keys if key in states]
        alone = len(action.keys) == 1
        state = ", ".join(state if alone else f"{key}: {state}" for key, state in told)
        yield replace(action, state=state or None)


def owner_place(columns: tuple[str, ...]) -> int | None:
    """Which column of such a table names the owner; None where it is no table of action items."""
    return _places(columns).get("owner")


def _places(columns: tuple[str, ...]) -> dict[str, int]:
    """Which column says what; none where it is no table of action items."""
    found: dict[str, int] = {}
    for place, title in enumerate(columns):
        field = next((name for name, known in _COLUMNS.items() if name not in found and known.search(title)), None)
        if field:
            found[field] = place
    if len(columns) == len(_FIELDS) and found.get("ticket", 3) == 3 and len(found) < len(_FIELDS):  # noqa: PLR2004
        return dict(zip(_FIELDS, range(len(_FIELDS)), strict=True))  # in another language, in the talk's order
    if "name" not in found and len(found) > 1 and 0 not in found.values():
        found["name"] = 0
    return found if "name" in found and len(found) > 1 else {}


def _fields(item: Item, places: Mapping[str, int]) -> dict[str, str]:
    cells = [without_ids(cell) for cell in item.cells]
    told = {field: cells[place] for field, place in places.items() if place < len(cells)}
    others = [cell for place, cell in enumerate(cells) if cell and place not in places.values()]
    if others:  # a column of people's own says more of it
        told["details"] = "; ".join(filter(None, (told.get("details", ""), *others)))
    if told.get("ticket"):
        told["ticket"] = _ticket(item, told["ticket"])
    return {field: told.get(field, "").strip() for field in _FIELDS}


def _ticket(item: Item, cell: str) -> str:
    """The addresses that the cell leads to, else what it says."""
    links = [link.address for link in item.links if link.text and link.text in cell and "://" in link.address]
    rest = cell
    for link in item.links:
        rest = rest.replace(link.text, "", 1) if link.text else rest
    rest = " ".join(key for key in _KEY.findall(rest) if not any(key in link for link in links))
    return " ".join(filter(None, (*dict.fromkeys(links), rest))) if links else cell


def _take(told: Mapping[str, str], made: list[Action], *, continues: bool) -> None:
    if not any(told.values()):
        return
    if told["name"] or not made or not continues:
        made.append(Action(told["name"], *(told[field] or None for field in _FIELDS[1:])))
        return
    last = made[-1]
    made[-1] = replace(
        last,
        owner=_joined(", ", last.owner, told["owner"]),
        details=_joined("; ", last.details, told["details"]),
        ticket=_joined(" ", last.ticket, told["ticket"]),
    )


def _joined(between: str, *told: str | None) -> str | None:
    return between.join(filter(None, told)) or None
