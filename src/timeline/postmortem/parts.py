"""The parts of a post-mortem that are made of the record: the record itself, its facts, its coverage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from timeline.curation.editing import dumped
from timeline.formats.inline import markdown
from timeline.formats.lines import Clockface
from timeline.formats.noted import is_note, mark
from timeline.porting.unasked import not_asked

if TYPE_CHECKING:
    from pathlib import Path

    from timeline.model.event import Event
    from timeline.record import Timeline

_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_ID = re.compile(r" \^[a-z2-7]{4,52}$", re.MULTILINE)
_COVERAGE = "## Coverage"
_HEAD = "# Timeline"
TO_WRITE = "*To be written: what happened, who noticed it and how, what was done, and how it is now.*"
NO_FEEDBACK = "*Nothing yet: `timeline share` asks for it, and `timeline feedback` reads what was replied.*"


def named(record: Timeline) -> str:
    """What the record is about, as people named it; else the incident that it was pulled for, if there is one."""
    if record.selected:
        return ", ".join(record.selected.named)
    return (record.manifest and record.manifest.incident) or ""


def title(record: Timeline) -> str:
    """What the document is called: what the record is about, and its day."""
    return markdown(f"Post-mortem: {named(record) or 'incident'}, {record.window.start:%Y-%m-%d}")


def record_part(record: Timeline, tz: str, bundle: Path | None, *, ids: bool) -> str:
    """The objective record, as it is dumped, curated where it is: its head, its lines, and what is left out of it.

    Args:
        record: what is shown.
        tz: the zone that times are shown in.
        bundle: the folder that keeps what stood in it, so that the part can come back.
        ids: show the ids of the lines.
    """
    text = dumped(record, bundle, tz=tz) if bundle else record.to_markdown(tz=tz)
    told = text if ids else _ID.sub("", text)
    body = "".join(block for name, block in _blocks(told) if name not in (_COVERAGE, ""))
    return re.sub(r"^## ", "### ", body.replace("## Events\n\n", "", 1), flags=re.MULTILINE).strip("\n")


def coverage_part(record: Timeline, tz: str) -> str:
    """What was asked of every source, what is missing, and what was not asked at all."""
    told = "".join(text for name, text in _blocks(record.to_markdown(tz=tz)) if name == _COVERAGE)
    missing = [f"- {name}: not asked" for name in not_asked(row.type for row in record.coverage)]
    return "\n\n".join(filter(None, (told.removeprefix(_COVERAGE).strip("\n"), "\n".join(missing))))


def analysis_part(record: Timeline, notes: Iterable[Event], tz: str) -> str:
    """What fixed rules find, each with its evidence, and then what people noted with a time."""
    found = _deeper(record.facts(tz=tz).to_markdown().removeprefix("# Facts\n\n"), 1).strip("\n")
    clock = Clockface(tz)
    noted = [f"- <{clock.time(each.time)}>: {mark(each, clock.zone)}{markdown(each.summary)}" for each in notes]
    return "\n\n".join([found, *(["### Notes", "\n".join(noted)] if noted else [])])


def notes_of_record(record: Timeline) -> list[Event]:
    """What people noted in the record's window, whatever part of it is shown: no rule knows to which a note belongs."""
    return [event for event in record.pulled.events if is_note(event)]


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """The sections of our own Markdown by their headings, in which no other line can look like one."""
    starts = [found.start() for found in re.finditer(r"^#{1,2} .*$", text, re.MULTILINE)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        name = text[start:end].partition("\n")[0]
        block = text[start:end]
        yield name, block.removeprefix(f"{_HEAD}\n\n") if name == _HEAD else block


def _deeper(text: str, levels: int) -> str:
    """The text with its headings so many levels down, as far as there are levels."""
    return _HEADING.sub(lambda found: "#" * min(len(found[0].strip()) + levels, 6) + " ", text)


def below(text: str, level: int) -> str:
    """The text with all its headings below that level."""
    shallowest = min((len(found.strip()) for found in _HEADING.findall(text)), default=level + 1)
    return _deeper(text, level + 1 - shallowest) if shallowest <= level else text
