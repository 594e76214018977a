"""The environment variables of tokens while a source is tried: a real token is not to be used."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager


@contextmanager
def holding(names: Iterable[str], word: str) -> Iterator[None]:
    """Let those variables hold that word, which opens nothing, and afterwards what they held."""
    with ExitStack() as afterwards:
        for name in dict.fromkeys(names):
            afterwards.callback(_put, name, os.environ.get(name))
            _put(name, word)
        yield


def _put(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
