"""`timeline.toml` and the environment, made into sources."""

from __future__ import annotations

import difflib
import inspect
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from timeline.model.errors import ConfigError, TimelineError, looks_secret, reasons
from timeline.porting.source import Source, source_type, source_types

FILE = "timeline.toml"
_TABLES = ("sources", "people", "redact")


def find(config: str | Path | None = None) -> Path:
    """The configuration file: the one given, else `./timeline.toml`, else the one in the user's folder.

    Raises:
        ConfigError: there is none.
    """
    if config is not None:
        path = Path(config)
        if not path.is_file():
            raise ConfigError(f"no configuration file {str(path)!r}")
        return path
    for path in (Path(FILE), user_folder() / FILE):
        if path.is_file():
            return path
    remedy = "write one with `timeline init` (see docs/tokens.md), or give --config"
    raise ConfigError(f"no ./{FILE} and none in {user_folder()}: {remedy}")


def user_folder() -> Path:
    """Where the user's own configuration lies on this system."""
    if os.name == "nt":
        return Path(os.environ.get("APPDATA", "~")).expanduser() / "timeline"
    return Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "timeline"


def load_sources(config: str | Path | None = None) -> list[Source]:
    """The sources that the configuration file names, in its order.

    Raises:
        ConfigError: no file, no TOML, an unknown table or key (with the nearest known one), or a bad value.
    """
    path = find(config)
    tables = _sources(path)
    return [_source(path, name, table) for name, table in tables.items()]


def table(name: str, config: str | Path | None = None) -> Mapping[str, Any]:
    """Another table of the configuration; empty where there is none, or no file and none is asked for.

    Raises:
        ConfigError: the file cannot be read, or something else stands there.
    """
    try:
        path = find(config)
    except ConfigError:
        if config is not None:
            raise
        return {}
    found = document(path).get(name, {})
    if not isinstance(found, dict):
        raise ConfigError(f"{path}: [{name}] is not a table")
    return found


def chosen(found: Iterable[Source], names: Sequence[str]) -> list[Source]:
    """The sources of those names, or all where none is named.

    Raises:
        ConfigError: no source has that name.
    """
    known = {source.name: source for source in found}
    for name in names:
        if name not in known:
            raise ConfigError(f"no source {name!r} is configured{_nearest(name, known)}")
    return [source for name, source in known.items() if not names or name in names]


def document(path: Path) -> dict[str, Any]:
    """What the file says, every table of which is known.

    Raises:
        ConfigError: it cannot be read, is no TOML, or has a table that nobody knows.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {type(error).__name__}") from None
    for key in told:
        if key not in _TABLES:
            raise ConfigError(f"{path}: unknown key {_shown(key)!r}{_nearest(key, _TABLES)}")
    return told


def _sources(path: Path) -> Mapping[str, Any]:
    tables = document(path).get("sources")
    if not isinstance(tables, dict) or not tables:
        raise ConfigError(f"{path} names no source: add a table such as [sources.slack]")
    return tables


def _source(path: Path, name: str, table: Any) -> Source:
    place = f"{path}: [sources.{_shown(name)}]"
    if not isinstance(table, dict):
        raise ConfigError(f"{place} is not a table")
    fields = dict(table)
    kind = fields.pop("type", name)
    if not isinstance(kind, str) or looks_secret(kind):
        raise ConfigError(f"{place} type: write the name of a source type as text")
    try:
        made = source_type(kind)
    except TimelineError as error:
        hint = "" if kind in source_types() else "; a table of another name needs type = …"
        raise ConfigError(f"{place} {error}{hint}") from None
    known = [key for key in fields_of(made) if key != "name"]
    for key in fields:
        if key not in known:
            raise ConfigError(f"{place} unknown key {_shown(key)!r}{_nearest(key, [*known, 'type'])}")
    return _made(place, made, name, fields)


def _made(place: str, kind: type[Any], name: str, fields: Mapping[str, Any]) -> Source:
    named = {"name": name} if "name" in fields_of(kind) else {}
    try:
        source: Source = kind(**named, **fields)
    except ValidationError as error:
        raise ConfigError(f"{place} {'; '.join(reasons(error))}") from None
    except TimelineError as error:
        raise ConfigError(f"{place} {error}") from None
    except Exception as error:  # noqa: BLE001 - a stranger's class may refuse in any way; its words may hold a value
        missing = ", ".join(key for key in _required(kind) if key not in (*named, *fields))
        detail = f"needs {missing}" if missing else f"was refused: {type(error).__name__}"
        raise ConfigError(f"{place} {detail}") from None
    if getattr(source, "name", name) != name:
        raise ConfigError(f"{place} a source of this type is always named {source.name!r}: name the table so")
    return source


def _required(kind: type[Any]) -> list[str]:
    """The keys without which a class that is no model of ours cannot be made."""
    known = inspect.signature(kind).parameters.values()
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [each.name for each in known if each.default is each.empty and each.kind not in variadic]


def fields_of(kind: type[Any]) -> list[str]:
    """The configuration keys that a source class takes."""
    fields = getattr(kind, "model_fields", None)
    return list(fields) if fields else [name for name in inspect.signature(kind).parameters if name != "self"]


def _shown(name: str) -> str:
    """A name in the file; a token in its place is not repeated."""
    return "…" if looks_secret(name) else name


def _nearest(key: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(key, names, 1, 0.5)
    return f", did you mean {near[0]!r}?" if near else f"; known are {', '.join(names)}"
