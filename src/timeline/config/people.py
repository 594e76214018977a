"""Who is who by the files: `people.toml` beside the configuration, and the configuration's own `[people]`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from timeline.config.load import document, find
from timeline.model.errors import ConfigError
from timeline.people.rules import FILE, Rules, read_rules


def load_people(config: str | Path | None = None, people: str | Path | None = None) -> Rules | None:
    """What the files say of people; None where there are none.

    Args:
        config: the configuration; without it, that which is found, if there is one.
        people: a file in place of the `people.toml` that lies here or beside the configuration.

    Raises:
        ConfigError: a file that is named is not there, one cannot be read, or an id is named twice.
    """
    path = find(config) if config is not None else _found()
    file = Path(people) if people is not None else _beside(path, here=config is None)
    if people is not None and not Path(people).is_file():
        raise ConfigError(f"no file {str(people)!r}: write one as `timeline people DIR --format toml` shows it")
    given = [each for each in (file, _table(path)) if each is not None]
    return read_rules(*given) if given else None


def _found() -> Path | None:
    try:
        return find()
    except ConfigError:
        return None


def _beside(path: Path | None, *, here: bool) -> Path | None:
    folders = [*([Path()] if here else []), *([path.parent] if path else [])]
    return next((file for folder in folders if (file := folder / FILE).is_file()), None)


def _table(path: Path | None) -> Mapping[str, Any] | None:
    table = document(path).get("people") if path else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: [people] is not a table")
    return table
