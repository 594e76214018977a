"""A first configuration, from what the tokens in the environment can see."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from timeline._errors import SourceError, TimelineError
from timeline._run import Run
from timeline._source import source_type, source_types
from timeline._toml import comment, row, table
from timeline._window import Window

_HEAD = "# What `timeline` reads; see docs/tokens.md. Take out what does not matter to your incidents."


def template(settings: Mapping[str, Mapping[str, Any]] | None = None) -> Iterator[str]:
    """The lines of the file: a table for each source whose token is there, a commented one for the others.

    Args:
        settings: by type, keys that are known already, such as `base_url`.
    """
    yield _HEAD
    for name in source_types():
        try:
            made = source_type(name)
        except TimelineError:
            continue  # `timeline sources` says why
        if hasattr(made, "template"):
            yield ""
            yield from _table(name, made, (settings or {}).get(name, {}))


def _table(name: str, made: Any, known: Mapping[str, Any]) -> Iterator[str]:
    source = made.plain(**known)
    variable = source.token_env or made.default_token_env
    if not os.environ.get(variable):
        yield f"# {table('sources', name)}    # set {variable} to read it"
        return
    try:
        lines = list(source.template(Run(name, Window("15m", "now"), deadline=60)))
    except SourceError as error:
        error.source = error.source or name
        yield f"# {table('sources', name)}    {comment(str(error))}"
        return
    yield table("sources", name)
    yield from (row(key, str(value)) for key, value in known.items() if key in ("base_url", "token_env"))
    yield from lines
