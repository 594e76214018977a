"""Lines of TOML, whatever names and sentences others gave: nothing in them ends a string, a comment or a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from timeline.model.event import well_formed
from timeline.model.secrets import masked
from timeline.model.unseen import replaced, shown

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def text(value: str) -> str:
    """The value as a string."""
    # JSON's escapes are TOML's, but TOML wants one more control escaped, and knows no halves of a pair.
    made = json.dumps(str(well_formed(value)), ensure_ascii=False)
    return replaced(made, lambda char: f"\\U{ord(char):08x}")


def key(name: str) -> str:
    """The name as a key: bare where TOML allows it."""
    return name if _BARE.fullmatch(name) else text(name)


def row(name: str, value: str) -> str:
    """A key with its value."""
    return f"{key(name)} = {text(value)}"


def table(*names: str) -> str:
    """The head of a table, e.g. `[sources.slack]`."""
    return f"[{'.'.join(map(key, names))}]"


def rows(name: str, values: Sequence[str], more: str = "") -> Iterator[str]:
    """A key with a list, one value a line, so that a line is easily taken out."""
    yield f"{key(name)} = ["
    yield from (f"    {text(value)}," for value in values)
    if more:
        yield f"    {comment(more)}"
    yield "]"


def comment(words: str) -> str:
    """The words as a comment of one line."""
    return f"# {shown(masked(' '.join(words.split())))}"
