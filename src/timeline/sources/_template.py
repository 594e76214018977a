"""Lines of a configuration that `timeline init` writes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from timeline._errors import SourceError

_MOST = 20


def listed(key: str, values: Sequence[str], remedy: str) -> str:
    """A list, the first twenty of what there is, one a line, so that a line is easily taken out.

    Raises:
        SourceError: there is nothing, which no configuration may say.
    """
    if not values:
        raise SourceError(f"its token sees no {key}", remedy=remedy)
    rows = "".join(f"    {json.dumps(value, ensure_ascii=False)},\n" for value in values[:_MOST])
    more = f"    # and {len(values) - _MOST} more\n" if len(values) > _MOST else ""
    return f"{key} = [\n{rows}{more}]"


def commented(values: Sequence[str]) -> Iterator[str]:
    """What else there is, as comments of one line each."""
    for value in values[:_MOST]:
        yield f"# {' '.join(value.split())}"
    if len(values) > _MOST:
        yield f"# and {len(values) - _MOST} more"
