"""Lines of a configuration that `timeline init` writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timeline.model.errors import SourceError
from timeline.model.toml import comment, rows

_MOST = 20


def listed(key: str, values: Sequence[str], remedy: str) -> str:
    """A list, the first twenty of what there is, one a line, so that a line is easily taken out.

    Raises:
        SourceError: there is nothing, which no configuration may say.
    """
    if not values:
        raise SourceError(f"its token sees no {key}", remedy=remedy)
    return "\n".join(rows(key, values[:_MOST], _left(values)))


def commented(values: Sequence[str]) -> Iterator[str]:
    """What else there is, as comments of one line each."""
    yield from map(comment, values[:_MOST])
    if len(values) > _MOST:
        yield comment(_left(values))


def _left(values: Sequence[str]) -> str:
    return f"and {len(values) - _MOST} more" if len(values) > _MOST else ""
