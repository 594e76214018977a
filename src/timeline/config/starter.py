"""A first configuration, from what the tokens in the environment can see."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from timeline.model.errors import ConfigError, SourceError, TimelineError
from timeline.model.toml import comment, row, table
from timeline.model.window import Window
from timeline.porting.hooks import Templates, can_be_plain, can_template, variable_of
from timeline.porting.run import Run
from timeline.porting.source import source_type, source_types
from timeline.porting.within import Aside, within

HEAD = "# What `timeline` reads; see docs/tokens.md. Take out what does not matter to your incidents."
_KEPT = ("base_url", "token_env", "site")
_GRACE_S = 5.0  # each is cut off by itself; this is for what even that does not end


@dataclass(frozen=True)
class Seen:
    """What the token of one source sees.

    Attributes:
        name: the source type.
        lines: its part of the file; comments where it saw nothing.
        said: the same for a person who looks on.
        saw: whether its table can be read.
        variable: the environment variable that is not set.
    """

    name: str
    lines: tuple[str, ...]
    said: str
    saw: bool = False
    variable: str | None = None

    @property
    def text(self) -> str:
        """The lines as they stand in the file."""
        return "\n".join(self.lines)


def template(settings: Mapping[str, Mapping[str, Any]] | None = None, *, seconds: float = 60.0) -> Iterator[str]:
    """The lines of the file: a table for each source whose token is there, a commented one for the others.

    Args:
        settings: by type, keys that are known already, such as `base_url`.
        seconds: how long all of it may take.
    """
    yield HEAD
    for each in seen(settings or {}, seconds=seconds):
        yield ""
        yield from each.lines


def seen(
    settings: Mapping[str, Mapping[str, Any]], *, seconds: float, there: bytes = b"", path: Path | None = None
) -> Iterator[Seen]:
    """What each token sees, source by source; all are asked at once.

    Args:
        settings: by type, keys that are known already.
        seconds: how long all of it may take.
        there: a configuration; the sources that it names are not asked.
        path: where it stands, for people.

    Raises:
        ConfigError: what is there is not TOML.
    """
    named = _named(there, path)
    asked = []
    for name in source_types():
        try:
            made = source_type(name)
        except TimelineError:
            continue  # `timeline sources` says why
        if can_template(made) and name not in named:
            asked.append(Aside(partial(_asked, name, made, settings.get(name, {}), seconds)))
    yield from filter(None, (each.result(seconds + _GRACE_S) for each in asked))


def added(there: bytes, found: Iterable[Seen]) -> bytes:
    """A configuration with what was seen behind it; what is there stays byte for byte.

    Raises:
        ConfigError: nothing can stand behind it.
    """
    end = b"\r\n" if b"\r\n" in there else b"\n"
    more = "".join(f"\n{each.text}\n" for each in found if each.saw).encode().replace(b"\n", end)
    whole = there + (b"" if there.endswith(b"\n") else end) + more
    try:
        tomllib.loads(whole.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise ConfigError("no table can be added behind what stands in the file: write another one with -o") from None
    return whole


def _named(there: bytes, path: Path | None) -> set[str]:
    """The sources that a configuration names, by name and by type."""
    try:
        tables = tomllib.loads(there.decode("utf-8-sig")).get("sources", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise ConfigError(
            f"{path} is not TOML, so that nothing is added: mend it, or write elsewhere with -o"
        ) from None
    named = tables if isinstance(tables, dict) else {}
    types = (each.get("type") for each in named.values() if isinstance(each, dict))
    return {*named, *(each for each in types if isinstance(each, str))}


def _asked(name: str, made: Any, known: Mapping[str, Any], seconds: float) -> Seen | None:
    try:
        return _table(name, made, known, seconds)
    except SourceError as error:
        error.source = error.source or name
        return _not_seen(name, str(error), str(error).removeprefix(f"{name}: "))
    except Exception as error:  # noqa: BLE001 - a stranger's class may raise anything; its words may hold a secret
        return _not_seen(name, f"it cannot say what it sees: {type(error).__name__}")


def _not_seen(name: str, why: str, said: str = "", variable: str | None = None) -> Seen:
    line = f"# {table('sources', name)}    {comment(why)}"
    return Seen(name, (line,), said or why, variable=variable)


def _table(name: str, made: Any, known: Mapping[str, Any], seconds: float) -> Seen | None:
    """The table of a source, from what its token sees; none of one that needs no token and finds nothing here."""
    source: Templates = made.plain(**known) if can_be_plain(made) else made(**known)
    variable = getattr(source, "token_env", None) or variable_of(made)
    if variable and not os.environ.get(variable):
        return _not_seen(name, f"set {variable} to read it", variable=variable)
    run = Run(name, Window("15m", "now"), deadline=seconds)
    try:
        found = within(seconds, lambda: list(source.template(run)))
    except TimeoutError:
        raise SourceError("not asked to its end before the deadline", remedy="give a longer --deadline") from None
    finally:
        run.stop.set()
        run.close()
    if not found and variable is None:
        return None
    keys = {each.partition(" ")[0] for each in found}
    told = (row(key, str(value)) for key, value in known.items() if key in _KEPT and key not in keys)
    return Seen(name, (table("sources", name), *told, *found), _said(found), saw=True)


def _said(found: Iterable[str]) -> str:
    """What the lines of a table say, in a few words: `5 channels`, `organization acme, 12 more to choose from`."""
    text = "\n".join(found)
    try:
        keys = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return "seen"
    said = [f"{len(value)} {key}" if isinstance(value, list) else f"{key} {value}" for key, value in keys.items()]
    offered = sum(line.startswith("# ") for line in text.splitlines()) - 1
    said += [f"{offered} more to choose from"] if offered > 0 else []
    return f"seen, {', '.join(said)}" if said else "seen"
