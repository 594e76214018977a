"""People's notes: Markdown or plain text in which lines begin with a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.configured import Configured
from timeline.porting.run import Run
from timeline.prose.document import read as document
from timeline.prose.notes import SOURCE, notes_of
from timeline.prose.when import NO_ZONE, timed
from timeline.prose.zones import zone_named
from timeline.sources.files.reading import Papers, Paths, Text, found

_USUAL = ("notes.md", "notes/*.md")
# Not of any day of a window: with it a file is tried before there is one.
_EVER = Window(datetime(1990, 1, 1, tzinfo=UTC), datetime(1990, 1, 2, tzinfo=UTC))


def _zone(name: str) -> str:
    zone_named(name)
    return name


class Notes(Configured):
    """Notes that people keep in files.

    Attributes:
        paths: files, or patterns such as `notes/*.md`.
        zone: the zone of times that name none, `Europe/London`; without it such a line is refused.
    """

    label: ClassVar[str] = "Notes"

    name: str = Configured.named(SOURCE)
    paths: Paths
    zone: Annotated[str, AfterValidator(_zone)] | None = None

    @classmethod
    def plain(cls, **settings: Any) -> Notes:
        """One of the usual names, before anybody chose: for `timeline init` only."""
        return cls(**{"paths": _USUAL, **settings})

    def fetch(self, window: Window, run: Run) -> Iterator[Event | Gap]:
        """Yield the notes of the window, and a gap for every file or line that could not be read."""
        seen: Counter[str] = Counter()
        papers = Papers(run)
        for file in papers.listed(self.paths):
            try:
                text = _text(papers, file)
            except SourceError as error:
                yield Gap.after(error, window, where=error.call)
                continue
            run.check(str(file))
            if text.note:
                run.note(text.note)
            yield from self._notes(text, str(file), window, run, seen)

    def _notes(self, text: Text, path: str, window: Window, run: Run, seen: Counter[str]) -> Iterator[Event | Gap]:
        notes = notes_of(text.text, window, self.zone, path, source=self.name, seen=seen)
        told = {"out_of_window": notes.outside, "undated": notes.undated, "rejected": notes.rejected}
        run.count(raw_rows=notes.rows, **told)
        for each in notes.listed:
            run.note(each)
        yield from notes.events
        yield from notes.gaps

    def in_zone(self, zone: str) -> Notes:
        """The same, reading times that name no zone in that one, unless its configuration says another."""
        return self if self.zone else self.model_copy(update={"zone": zone})

    def template(self, run: Run) -> Iterator[str]:  # noqa: ARG002 - nothing is asked
        """Lines of configuration, from the notes that lie here, if any do."""
        there = [name for name in self.paths if any(map(_is_file, found([name], self.name)))]
        if there:
            yield f"paths = {json.dumps(there, ensure_ascii=False)}"
            yield '# of times that name no zone: zone = "Europe/Paris"'

    def check(self, run: Run) -> Iterator[str]:
        """Say of each file how many lines with a time it has, and whether their zone is said.

        Raises:
            SourceError: a file cannot be read, with the remedy.
        """
        where = zone_named(self.zone) if self.zone else None
        papers = Papers(run)
        for file in papers.listed(self.paths):
            lines = timed(document(_text(papers, file).text), _EVER, where)
            without = [line.item.first for line in lines if line.refused == NO_ZONE]
            if without:
                what = f"line {without[0]}" if len(without) == 1 else f"{len(without)} lines from line {without[0]} on"
                raise SourceError(f"{what}: {NO_ZONE}", source=self.name, call=str(file), reason="undated")
            yield f"{file}: {len(lines)} line{'s' * (len(lines) != 1)} with a time"


def _text(papers: Papers, file: str | SourceError) -> Text:
    if isinstance(file, SourceError):
        raise file
    return papers.text(file)


def _is_file(file: Path | SourceError) -> bool:
    return isinstance(file, Path) and file.is_file()
