"""The record as a Mermaid diagram: text that trackers draw, in which others' words are words and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from timeline.formats.lanes import WORDS
from timeline.formats.lines import Clockface, names, shown
from timeline.formats.noted import mark
from timeline.formats.text import one_line
from timeline.reading.lines import Folding, Line
from timeline.reading.objects import many

if TYPE_CHECKING:
    from timeline.record import Timeline

_MOST = 50
_WORDS = 60
# Mermaid's own way to write a character by its number. Every mark of ASCII that is not sure to be one of a sentence
# is written so: `:` ends a name, `;`, `#` and `%` begin or end what Mermaid reads, a back-tick a tracker's own block.
# The two others stand in what Mermaid turns the numbers into on its way.
_ACTIVE = re.compile(r"""[^\w\s.,!?'"()/+-]""", re.ASCII)
_OWN = "\ufb02\xb6"


def render(record: Timeline, *, fold: Folding = "default") -> str:
    """A Gantt diagram: a section for each source, a milestone for each line of the record, fifty at most."""
    called, made = names(record), record.lines(fold)
    days = record.window.end - record.window.start > timedelta(days=1)
    parts = ["gantt", f"    title {_title(record)}", "    dateFormat YYYY-MM-DDTHH:mm:ss"]
    parts.append(f"    axisFormat {'%m-%d ' if days else ''}%H:%M")
    if len(made) > _MOST:
        parts.append(f"    %% the first {_MOST} of {many(len(made), 'line')}")
    sections: dict[str, list[str]] = {}
    for line in made[:_MOST]:
        sections.setdefault(called[line.first.source], []).append(_milestone(line))
    for name, rows in sections.items():
        parts += [f"    section {_words(name) or 'source'}", *rows]
    return "\n".join(parts) + "\n"


def _title(record: Timeline) -> str:
    clock, gaps = Clockface(), sum(len(row.gaps) for row in record.coverage)
    said = f"Timeline {clock.full(record.window.start)} to {clock.full(record.window.end)}, {shown(record)}"
    return f"{said}, incomplete: {many(gaps, 'gap')}" if gaps else said


def _milestone(line: Line) -> str:
    """Its sign says the severity, and keeps a sentence apart from the words that Mermaid acts on, such as `click`."""
    sign = WORDS[line.severity][0] if line.severity else "·"
    state = "crit, " if line.severity == "error" else ""
    return f"    {sign} {_words(mark(line.first) + line.text)} :{state}milestone, {line.at:%Y-%m-%dT%H:%M:%S}, 0d"


def _words(text: str) -> str:
    words = one_line(text)
    short = words if len(words) <= _WORDS else f"{words[: _WORDS - 1].rstrip()}…"
    return _ACTIVE.sub(_by_number, short)


def _by_number(found: re.Match[str]) -> str:
    mark = found[0]
    return f"#{ord(mark)};" if mark.isascii() or mark in _OWN else mark
