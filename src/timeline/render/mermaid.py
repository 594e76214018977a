"""The record as a Mermaid diagram: text that trackers draw, without a link or a mark-up of anybody else's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from timeline.render._text import one_line
from timeline.render.lines import lines, many, names

if TYPE_CHECKING:
    from timeline._timeline import Timeline

_MOST = 50
_WORDS = 60
_ACTIVE = re.compile(r"[^\w .,!?'()+-]|(?<=\w)://")  # Mermaid reads the rest: `:` ends a name, `;` and `#` a line


def render(record: Timeline) -> str:
    """A Gantt diagram: a section for each source, a milestone for each line of the record, fifty at most."""
    called, made = names(record), lines(record, fold=True)
    parts = ["gantt", "    dateFormat YYYY-MM-DDTHH:mm:ss", "    axisFormat %H:%M"]
    if len(made) > _MOST:
        parts.append(f"    %% the first {_MOST} of {many(len(made), 'line')}")
    sections: dict[str, list[str]] = {}
    for line in made[:_MOST]:
        event = line.first
        words = " ".join(_ACTIVE.sub(" ", one_line(event.summary)).split())[:_WORDS].strip()
        state = "crit, " if event.severity == "error" else ""
        sections.setdefault(called[event.source], []).append(
            f"    {words} :{state}milestone, {event.time:%Y-%m-%dT%H:%M:%S}, 0d"
        )
    for name, rows in sections.items():
        parts += [f"    section {' '.join(_ACTIVE.sub(' ', name).split())}", *rows]
    return "\n".join(parts) + "\n"
