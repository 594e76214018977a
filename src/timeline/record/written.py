"""How a record is written: its lines, and every format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from timeline.model.collector import collector_paused
from timeline.record.core import Core

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from timeline.formats.chart import Chart
    from timeline.formats.grouping import By
    from timeline.reading.lines import Folding, Line

Style = Literal["record", "table", "compact"]


class Written(Core):
    """Part of the class `Timeline`."""

    __slots__ = ()

    def lines(self, fold: Folding = "default") -> tuple[Line, ...]:
        """The lines that people read.

        Args:
            fold: `"default"` (happenings, and repeats by rule), `"threads"` (replies under their parent, too),
                `"happenings"`, or `"none"` (a line an event).

        Raises:
            ConfigError: no such folding.
        """
        from timeline.reading import lines  # noqa: PLC0415

        record = self._own
        if record.curation:
            from timeline.curation import arranged  # noqa: PLC0415 - people's work stands above the record

            return lines.with_past(arranged.lines(record, fold), record.history)
        if self._apart is None:
            return lines.with_past(lines.lines(record, fold), record.history)
        inside = self._apart
        parts = (self._keep(lambda event: event.id in inside), self._keep(lambda event: event.id not in inside))
        return lines.with_past(lines.apart(*(lines.lines(part, fold) for part in parts)), record.history)

    def to_markdown(
        self,
        *,
        tz: str = "UTC",
        seconds: bool = False,
        style: Style = "record",
        fold: Folding = "default",
    ) -> str:
        """The record as Markdown, in the lines that `lines` gives.

        Args:
            tz: the zone that times are shown in.
            seconds: show seconds.
            style: `"record"` (a list), `"table"`, or `"compact"` (a list without links).
            fold: as for `lines`.

        Raises:
            ConfigError: no such folding.
        """
        return self._whole("md", tz=tz, seconds=seconds, style=style, fold=fold)

    def to_json(self, *, raw: bool = False) -> str:
        """The record as the JSON document of schema `timeline/1`; with `raw`, native payloads too."""
        return self._whole("json", raw=raw)

    def to_jsonl(self, *, raw: bool = False) -> str:
        """The record as JSON Lines: a header, then one event a line."""
        return self._whole("jsonl", raw=raw)

    def to_csv(self) -> str:
        """The record as CSV, one row an event."""
        return self._whole("csv")

    def to_html(self, *, fold: Folding = "default") -> str:
        """The record and its facts as a self-contained HTML file to filter and zoom; works from disk, loads nothing.

        Args:
            fold: as for `lines`; what is folded is a click away.

        Raises:
            ConfigError: no such folding.
        """
        return self._whole("html", fold=fold)

    def to_timesketch(self) -> str:
        """The record as JSON Lines for Timesketch: `message`, `datetime`, `timestamp_desc` and our own fields."""
        return self._whole("timesketch")

    def to_mermaid(self, *, fold: Folding = "default") -> str:
        """The record as a Mermaid diagram for pasting into Markdown: the first fifty lines, a section a source.

        Args:
            fold: as for `lines`.

        Raises:
            ConfigError: no such folding.
        """
        return self._whole("mermaid", fold=fold)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The events as the JSON objects that `to_json` writes."""
        return self._checked("dicts", [event.to_dict() for event in self._events])

    def pieces(self, form: str, **options: Any) -> Iterator[str]:
        """The record in a text format, piece by piece, for writing a long one to a file.

        Args:
            form: what `--format` calls it: `"md"`, `"json"`, `"jsonl"`, `"csv"`, `"html"`, …
            options: what that format takes: `raw`, `tz` …

        Raises:
            ConfigError: there is no such format, or it is no text.
        """
        from timeline.formats import table  # noqa: PLC0415

        return table.named(form).pieces(self._own, **options)

    def _whole(self, form: str, **options: Any) -> str:
        with collector_paused():
            return "".join(self.pieces(form, **options))

    def save(self, folder: str | Path) -> Path:
        """Keep the record with its native payloads in a folder, for `timeline.load`.

        Into the bundle that it was read from, only what people made of it is written: its `work/`.

        Raises:
            ConfigError: it cannot be written.
        """
        from timeline.curation import work  # noqa: PLC0415 - people's work stands above the record

        if self._redaction:
            self._redaction.check_folder(lambda place: work.save(self._own, place), Path(folder))
        return work.save(self._own, Path(folder))

    def to_frame(self) -> pd.DataFrame:
        """The events as a pandas DataFrame with explicit types; coverage is in its `attrs`.

        Raises:
            MissingExtra: pandas is not installed.
        """
        from timeline.formats import pandas as frames  # noqa: PLC0415

        return self._checked("frame", frames.to_frame(self._own))

    def coverage_frame(self) -> pd.DataFrame:
        """The coverage as a pandas DataFrame, one row a source, its gaps counted and told.

        Raises:
            MissingExtra: pandas is not installed.
        """
        from timeline.formats import pandas as frames  # noqa: PLC0415

        return self._checked("frame", frames.coverage_frame(self._own))

    def to_arrow(self) -> pa.Table:
        """The events as an Arrow table of schema `timeline/1`, with the coverage in its metadata.

        Raises:
            MissingExtra: pyarrow is not installed.
        """
        from timeline.formats import arrow  # noqa: PLC0415

        return self._checked("arrow", arrow.to_arrow(self._own))

    def to_parquet(self, path: str | Path) -> Path:
        """Write the Arrow table as a Parquet file, for DuckDB, Spark and the like.

        Raises:
            MissingExtra: pyarrow is not installed.
            ConfigError: it cannot be written.
        """
        from timeline.formats import table  # noqa: PLC0415

        return table.named("parquet").save(self._own, Path(path))

    def plot(self, *, by: By = "source") -> Chart:
        """A chart that shows itself in a notebook, offline too: lanes over time, happenings joined, gaps boxed.

        It has `save(path)` and `to_html()`; `.chart` is Altair's own chart of the same.

        Args:
            by: what makes a lane: `source`, `service`, `actor` or `kind`.

        Raises:
            ConfigError: there are no such lanes.
        """
        from timeline.formats.chart import Chart  # noqa: PLC0415

        return Chart(self._own, by)

    def _repr_html_(self) -> str:
        from timeline.formats import html  # noqa: PLC0415

        with collector_paused():
            return self._checked("notebook", html.in_notebook(self._own))

    def _repr_markdown_(self) -> str:
        from timeline.formats import html, markdown  # noqa: PLC0415

        # A notebook keeps every form of an output: a long record would be in its file twice.
        with collector_paused():
            return self._checked("md", markdown.render(self._own, most=html.LINES_IN_NOTEBOOK))
