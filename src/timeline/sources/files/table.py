"""Files of rows, JSON Lines or CSV, with a mapping: what a system without a source of its own writes down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, Field, model_validator

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError, StoppedError
from timeline.model.event import Event
from timeline.model.profile import Profile
from timeline.model.window import Instant, Unit, Window
from timeline.porting.configured import Configured
from timeline.porting.draft import Draft
from timeline.porting.run import Run
from timeline.prose.zones import zone_named
from timeline.sources.files.content import Content, content
from timeline.sources.files.mapping import Columns, Constants, twice
from timeline.sources.files.numbers import lines_of, place_of
from timeline.sources.files.parse import Ids, drafted
from timeline.sources.files.reading import Papers, Paths
from timeline.sources.files.rows import Row
from timeline.sources.files.times import LacksError, Order, Times


def _zone(name: str) -> str:
    zone_named(name)
    return name


class Files(Configured):
    """Rows that some system wrote, one event each.

    Attributes:
        paths: files, or patterns such as `logs/*.jsonl`; also packed with gzip.
        map: which column is which part of an event: `time` and `summary`, and `kind`, `actor`, `actor_id`,
            `actor_kind`, `severity`, `url`, `body`, `id`, `tags`.
        constants: the parts that no column gives.
        zone: the zone of times that name none.
        unit: what times count that are numbers: `s`, `ms`, `us` or `ns` since 1970.
        order: of days such as `03/04/2025`: `dmy` or `mdy`.
    """

    name: str = Configured.named("files")
    paths: Paths
    map: Columns
    constants: Constants = Field(default_factory=Constants)
    zone: Annotated[str, AfterValidator(_zone)] | None = None
    unit: Unit | None = None
    order: Order | None = None

    @model_validator(mode="after")
    def _whole(self) -> Files:
        if both := twice(self.map, self.constants):
            raise ValueError(f"{', '.join(both)}: by a column or as a constant, one of the two")
        if not (self.map.summary or self.constants.summary):
            raise ValueError("nothing gives the summary: name its column in map, or write it in constants")
        return self

    def fetch(self, window: Window, run: Run) -> Iterator[Event | Gap]:
        """Yield the rows of the window, and a gap for every file or line that could not be read.

        Raises:
            SourceError: none of the files can be read.
        """
        reading = _Reading(self, window, run)
        failures: list[SourceError] = []
        read = 0
        for file in reading.papers.listed(self.paths):
            try:
                table = reading.read(file)
            except StoppedError:
                raise
            except SourceError as error:
                failures.append(error)
                continue
            read += 1
            yield from reading.told(table)
        if failures and not read:
            raise failures[0]
        for failure in failures:
            yield Gap.after(failure, window, where=failure.call)

    def in_zone(self, zone: str) -> Files:
        """The same, reading times that name no zone in that one, unless its configuration says another."""
        return self if self.zone else self.model_copy(update={"zone": zone})

    def check(self, run: Run) -> Iterator[str]:
        """Say of each file how many rows it has, and how many of them have a time.

        Raises:
            SourceError: a file cannot be read, or the configuration does not say enough of its times.
        """
        reading = _Reading(self, run.window, run)
        for file in reading.papers.listed(self.paths):
            table = reading.read(file)
            dated = sum(each.time is not None for each in table.rows)
            yield f"{table.path}: {len(table.rows)} row{'s' * (len(table.rows) != 1)}, {dated} with a time"
            if first := next((each for each in table.rows if each.why), None):
                yield f"{table.path}, line {first.row.line}: {first.why}"


class Dated(NamedTuple):
    """A row and its time, or why it has none."""

    row: Row
    time: Instant | None
    why: str


class Read(NamedTuple):
    """A file's rows."""

    path: str
    rows: list[Dated]


class _Reading:
    """One pull of one source of files."""

    def __init__(self, config: Files, window: Window, run: Run) -> None:
        self.papers = Papers(run)
        self._config = config
        self._window = window
        self._run = run
        self._times = Times(zone_named(config.zone) if config.zone else None, config.unit, config.order)
        self._constants = config.constants.parts()
        self._ids = Ids()

    def read(self, file: str | SourceError) -> Read:
        """A file's rows with their times. Nothing is told of a file before the time of every row is understood.

        Raises:
            SourceError: it cannot be read, or the configuration does not say enough of its times.
        """
        if isinstance(file, SourceError):
            raise file
        columns = self._config.map.names
        kept = self.papers.look(file, lambda: content(Path(file), columns, self._run).kept())
        found = Content.of(kept.data)
        if found.note:
            self._run.note(found.note)
        try:
            rows = list(found.rows(columns))
        except SourceError as error:
            error.source, error.call = self._run.source, file
            raise
        kept.seen([row.values for row in rows])
        return Read(file, self._dated(file, rows))

    def _dated(self, file: str, rows: list[Row]) -> list[Dated]:
        made, lacking = [], []
        for row in rows:
            self._run.check(file)
            try:
                made.append(Dated(row, None if row.why else self._times.read(self._config.map.time_of(row.values)), ""))
            except LacksError as error:
                lacking.append((row.line, str(error)))
            except ValueError as error:
                made.append(Dated(row, None, str(error)))
        if lacking:
            self._run.count(raw_rows=len(rows), undated=len(rows))
            line, why = lacking[0]
            more = f" (and {len(lacking) - 1} lines more)" if len(lacking) > 1 else ""
            detail, _, remedy = why.partition(": ")
            raise SourceError(
                f"line {line}: {detail}{more}", source=self._run.source, call=file, reason="undated", remedy=remedy
            )
        return made

    def told(self, table: Read) -> Iterator[Event | Gap]:
        """The events of a file, and a gap for the lines that could not be read, by why."""
        refused: dict[tuple[str, str], list[int]] = defaultdict(list)
        for each in table.rows:
            if each.time is None:
                reason = "rejected" if each.row.why else "undated"
                self._run.count(raw_rows=1, **{reason: 1})
                refused[reason, each.row.why or each.why].append(each.row.line)
            elif each.time.time not in self._window:
                self._run.count(raw_rows=1, out_of_window=1)
            else:
                try:
                    draft = self._draft(table.path, each.row, each.time)
                except ValueError as error:
                    self._run.count(raw_rows=1, rejected=1)
                    refused["rejected", str(error)].append(each.row.line)
                else:
                    yield from self._run.emit(draft)
        for (reason, why), lines in refused.items():
            detail = f"{table.path}, {lines_of(lines)}: {why}"
            yield Gap.of(self._window, reason, detail, where=place_of(table.path, lines))

    def _draft(self, path: str, row: Row, time: Instant) -> Draft:
        said = self._config.map.read(row.values)
        key = self._ids.of(said, f"{PurePath(path).name}, line {row.line}")
        draft = drafted(key, time, {**self._constants, **said}, PurePath(path).name, row.values, note=self._run.note)
        if draft.actor and draft.actor.id:
            self._run.profile(_profile(self._run.source, draft.actor))
        return draft


def _profile(source: str, actor: Any) -> Profile:
    return Profile(source, actor.id, name=actor.name, kind="person" if actor.kind == "person" else "bot")
