"""A difference for people: times, sentences, what stood there and what stands there now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from timeline.bundle.places import span
from timeline.formats.inline import markdown as inline
from timeline.formats.text import one_line
from timeline.model.coverage import Gap
from timeline.model.secrets import masked
from timeline.model.window import utc_text

if TYPE_CHECKING:
    from timeline.bundle.diff import Difference
    from timeline.model.event import Event

_WHY = {
    "edited": "edited, as the service says",
    "deleted": "deleted: its place was read whole, and it is gone",
    "late": "late: it happened before the earlier pull, which had no gap there",
    "gap_closed": "gap closed: the earlier pull could not read it",
    "not_asked": "not asked: the other pull did not ask for it",
    None: "why is not known",
}


class _Item(NamedTuple):
    """One difference: its line, and the lines below it."""

    line: str
    below: tuple[str, ...] = ()


def text(made: Difference) -> str:
    """Headings, and a line a difference with its details below it, indented."""
    return _written(made, one_line, heading="{}", item="  {}", below="    {}")


def markdown(made: Difference) -> str:
    """The same as Markdown: headings and lists."""
    return _written(made, inline, heading="## {}", item="- {}", below="  - {}")


def _written(made: Difference, shown: Callable[[str], str], *, heading: str, item: str, below: str) -> str:
    lines = [_summary(made)]
    for name, items in _parts(made):
        lines += ["", heading.format(name), ""] if heading.startswith("#") else ["", heading.format(name)]
        for each in items:
            lines += [item.format(shown(each.line)), *(below.format(shown(line)) for line in each.below)]
    return "\n".join([*lines, ""])


def _summary(made: Difference) -> str:
    if not made:
        return "No difference."
    counts = [f"{len(made[name])} {name}" for name in ("added", "removed", "changed")]
    return f"{', '.join(counts)}."


def _parts(made: Difference) -> Iterator[tuple[str, list[_Item]]]:
    """What is told under each heading; none where there is nothing to tell."""
    events = {masked(each.id): each for side in (made.before, made.after) for each in side.record}
    for name in ("added", "removed", "changed"):
        if made[name]:
            yield name.capitalize(), [_item(row, events[row["id"]]) for row in made[name]]
    if items := [each for row in made["coverage"] for each in _coverage(row)]:
        yield "Coverage", items


def _item(row: dict[str, Any], event: Event) -> _Item:
    said = f"{utc_text(event.time, 's')} {event.source}: {event.summary}"
    return _Item(f"{said} ({_WHY[row['reason']]})", tuple(_fields(row.get("fields", {}))))


def _fields(fields: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """A line a field; of one that has names in it, those that differ."""
    for name, (old, new) in fields.items():
        if isinstance(old, dict) and isinstance(new, dict):
            inner = sorted(each for each in {**old, **new} if old.get(each) != new.get(each))
            yield from _fields({each: (old.get(each), new.get(each)) for each in inner}, f"{name} ")
        else:
            yield f"{before}{name}: {_value(old)} → {_value(new)}"


def _coverage(row: dict[str, Any]) -> Iterator[_Item]:
    """What changed of a source, but for what was measured."""
    fields = list(_fields(row["fields"]))
    gaps = [f"gap {what}: {span(Gap(**gap))}" for what, those in row["gaps"].items() for gap in those]
    if fields or gaps:
        yield _Item(row["source"], (*fields, *gaps))


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{name} {each}" for name, each in value.items()) or "nothing"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return f'"{value}"' if isinstance(value, str) else str(value)
