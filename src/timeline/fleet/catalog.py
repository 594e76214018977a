"""A catalog: many incidents as tables, asked in SQL."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from timeline.fleet import adding, asking, rates, store
from timeline.fleet.adding import Added
from timeline.fleet.index import Index
from timeline.model.errors import MissingExtra
from timeline.reading.objects import many

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Catalog:
    """Many incidents in one folder, as tables.

    `events` has the columns of every flat form, and `incident` and `date`; `coverage` has a row an incident and source;
    `firings` a row each time that an alert fired; `changes` a row a change.

    Attributes:
        folder: where it stands.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def add(self, *folders: str | Path, executor: Executor | None = None) -> Added:
        """Put bundles into it, which is made if it is not there; a bundle that it has takes the place of its rows.

        Args:
            folders: the bundles; of each the seal is checked.
            executor: reads them, several at a time: any `concurrent.futures.Executor`.

        Raises:
            ConfigError: two of the folders have one name, none can be read, or the catalog cannot be written.
            MissingExtra: pyarrow is not installed.
        """
        return adding.add(folders, self.folder, executor=executor)

    @property
    def index(self) -> Index:
        """Which incidents it holds, by name.

        Raises:
            ConfigError: there is no catalog, or it cannot be read.
        """
        return store.read(self.folder)

    @property
    def gaps(self) -> str:
        """`3 of 40 incidents have gaps: …`; empty where all were read whole."""
        return self.index.gaps

    def table(self, sql: str) -> pa.Table:
        """What one SELECT gives, as an Arrow table; the gaps stand in its metadata.

        Raises:
            ConfigError: it is no SELECT, or asks for what there is not; there is no catalog.
            MissingExtra: duckdb or pyarrow is not installed.
        """
        gaps = self.gaps
        return asking.answer(self.folder, sql).replace_schema_metadata({"gaps": gaps})

    def frame(self, sql: str) -> pd.DataFrame:
        """What one SELECT gives, as a pandas DataFrame; the gaps stand in its `attrs`.

        Raises:
            ConfigError: it is no SELECT, or asks for what there is not; there is no catalog.
            MissingExtra: duckdb, pyarrow or pandas is not installed.
        """
        try:
            import pandas as pd  # noqa: PLC0415 - loaded only by those who ask for a frame
        except ImportError:
            raise MissingExtra("pandas", "fleet") from None
        table = self.table(sql)
        frame = table.to_pandas(types_mapper=lambda held: pd.StringDtype() if str(held) == "string" else None)
        frame.attrs["gaps"] = (table.schema.metadata or {})[b"gaps"].decode()
        return frame

    def alerts(self) -> pd.DataFrame:
        """A row an alert: how often it fired, what followed, and in which incidents."""
        return self.frame(rates.ALERTS)

    def changes(self) -> pd.DataFrame:
        """A row a place of changes and an alert that fired within 30 min after one, with how many there are of both."""
        return self.frame(rates.CHANGES)

    def __repr__(self) -> str:
        index = self.index
        gaps = f"; {index.gaps}" if index.gaps else ""
        return f"Catalog({many(len(index), 'incident')}, {many(index.events, 'event')}{gaps})"


def catalog(folder: str | Path) -> Catalog:
    """The catalog in that folder; `add` makes one."""
    return Catalog(folder)
