"""Questions in SQL over a catalog: read by DuckDB, which may read nothing else and write nothing at all."""

from __future__ import annotations

import itertools
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timeline.fleet import store, tables
from timeline.formats.arrow import pyarrow
from timeline.model.errors import ConfigError, MissingExtra

if TYPE_CHECKING:
    import pyarrow as pa

#: Of the 1 GiB that an answer may take; the rest is Python's, and the answer's own.
_MEMORY = "600MiB"
_THREADS = 2
_PATTERN = frozenset("*?[")
_PLACE = re.compile(r"\n{1,9}LINE \d{1,9}:")


def answer(folder: Path, sql: str) -> pa.Table:
    """What one SELECT gives.

    Raises:
        ConfigError: the question is no SELECT, or asks for what there is not.
        MissingExtra: duckdb is not installed.
    """
    duckdb = _duckdb()
    with _opened(folder) as connection:
        try:
            _check(duckdb, connection, sql)
            return _plain(connection.sql(sql).to_arrow_table())
        except duckdb.Error as error:
            why = _PLACE.split(str(error))[0]  # which place in the question, in a question of ours about it
            raise ConfigError(f"the question cannot be answered: {why}") from None


def _check(duckdb: Any, connection: Any, sql: str) -> None:
    """Refuse what is no question: one that only reads can be part of another, and nothing else can."""
    found = connection.extract_statements(sql)
    if len(found) != 1 or found[0].type != duckdb.StatementType.SELECT:
        raise ConfigError("a question is one SELECT: a catalog is only read")
    connection.execute(f"explain select * from query({_text(sql)})").fetchall()  # noqa: S608 - quoted


@contextmanager
def _opened(folder: Path) -> Iterator[Any]:
    """A database with the tables of the catalog and nothing else, which reads no other file."""
    with tempfile.TemporaryDirectory(prefix="timeline-") as spilled:
        place = _plainly_named(folder.absolute(), Path(spilled) / "catalog")
        connection = _duckdb().connect(":memory:")
        try:
            for command in (
                "set enable_progress_bar = false",  # it would stand in the answer
                "set autoinstall_known_extensions = false",
                "set autoload_known_extensions = false",
                "set TimeZone = 'UTC'",
                f"set memory_limit = '{_MEMORY}'",
                f"set threads = {_THREADS}",
                f"set temp_directory = {_text(spilled)}",
                f"set allowed_directories = [{_text(place)}, {_text(spilled)}]",
            ):
                connection.execute(command)
            for name in tables.TABLES:
                _view(connection, place, name)
            connection.execute("set enable_external_access = false")
            connection.execute("set lock_configuration = true")
            yield connection
        finally:
            connection.close()


def _view(connection: Any, folder: Path, name: str) -> None:
    if name == tables.EVENTS and not store.files(folder, name):
        connection.register(name, tables.no_events())
        return
    dated, below = "", "*.parquet"
    if name == tables.EVENTS:
        dated, below = ", hive_partitioning = true, hive_types = {'date': date}", "*/*.parquet"
    pattern = _text(f"{folder / name}/{below}")
    connection.execute(f"create view {name} as select * from read_parquet({pattern}{dated})")  # noqa: S608 - quoted


def _plainly_named(folder: Path, link: Path) -> Path:
    """The folder by a name that no pattern takes for one: where its own would be, by a link."""
    if not _PATTERN.intersection(str(folder)):
        return folder
    link.symlink_to(folder)
    return link


def _text(value: object) -> str:
    """The value as a text of SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def _plain(table: pa.Table) -> pa.Table:
    """The table in types that readers have, and no two columns of one name, of which JSON would keep one."""
    names: list[str] = []
    for name in table.column_names:
        number = itertools.count(1)
        told = name
        while told in names:
            told = f"{name}_{next(number)}"
        names.append(told)
    table = table.rename_columns(names)
    for place, field in enumerate(table.schema):
        if (made := _as_usual(table.column(place))) is not None:
            table = table.set_column(place, field.name, made)
    return table


def _as_usual(column: Any) -> Any:
    """Whole numbers and spans of time as such, or None: a sum has 38 digits, a difference of times has months."""
    pa, held = pyarrow(tables.EXTRA), str(column.type)
    if held == "decimal128(38, 0)":
        try:
            return column.cast(pa.int64())
        except pa.ArrowInvalid:
            return None  # it is as large as that
    if held == "month_day_nano_interval":
        spans = column.to_pylist()
        if not any(span and span.months for span in spans):
            told = [span and timedelta(days=span.days, microseconds=span.nanoseconds // 1000) for span in spans]
            return pa.array(told, pa.duration("us"))
    return None


def _duckdb() -> Any:
    try:
        import duckdb  # noqa: PLC0415 - loaded only by those who ask
    except ImportError:
        raise MissingExtra("duckdb", tables.EXTRA) from None
    return duckdb
