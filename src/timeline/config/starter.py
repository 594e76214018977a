"""A first configuration, from what the tokens in the environment can see."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from typing import Any

from timeline.model.errors import SourceError, TimelineError
from timeline.model.toml import comment, row, table
from timeline.model.window import Window
from timeline.porting.hooks import Templates, can_be_plain, can_template, variable_of
from timeline.porting.run import Run
from timeline.porting.source import source_type, source_types
from timeline.porting.within import within

_HEAD = "# What `timeline` reads; see docs/tokens.md. Take out what does not matter to your incidents."


def template(settings: Mapping[str, Mapping[str, Any]] | None = None, *, seconds: float = 60.0) -> Iterator[str]:
    """The lines of the file: a table for each source whose token is there, a commented one for the others.

    Args:
        settings: by type, keys that are known already, such as `base_url`.
        seconds: how long all of it may take.
    """
    ends = time.monotonic() + seconds
    yield _HEAD
    for name in source_types():
        try:
            made = source_type(name)
        except TimelineError:
            continue  # `timeline sources` says why
        if can_template(made):
            yield ""
            yield from _table(name, made, (settings or {}).get(name, {}), ends - time.monotonic())


def _table(name: str, made: Any, known: Mapping[str, Any], seconds: float) -> Iterator[str]:
    try:
        lines = _lines(name, made, known, seconds)
    except SourceError as error:
        error.source = error.source or name
        yield f"# {table('sources', name)}    {comment(str(error))}"
    except Exception as error:  # noqa: BLE001 - a stranger's class may raise anything; its words may hold a secret
        yield f"# {table('sources', name)}    # it cannot say what it sees: {type(error).__name__}"
    else:
        yield from lines


def _lines(name: str, made: Any, known: Mapping[str, Any], seconds: float) -> list[str]:
    """The table of a source, from what its token sees."""
    source: Templates = made.plain(**known) if can_be_plain(made) else made(**known)
    variable = getattr(source, "token_env", None) or variable_of(made)
    if variable and not os.environ.get(variable):
        return [f"# {table('sources', name)}    # set {variable} to read it"]
    run = Run(name, Window("15m", "now"), deadline=seconds)
    try:
        found = within(seconds, lambda: list(source.template(run)))
    except TimeoutError:
        raise SourceError("not asked to its end before the deadline", remedy="give a longer --deadline") from None
    finally:
        run.stop.set()
        run.close()
    told = (row(key, str(value)) for key, value in known.items() if key in ("base_url", "token_env"))
    return [table("sources", name), *told, *found]
