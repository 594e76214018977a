"""What a source told, as a file that lies beside its test."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from timeline.record import Timeline

_SWITCH = "TIMELINE_GOLDEN"
_MOST = 12


def differences(record: Timeline, file: Path, original: Callable[[str], str]) -> list[str]:
    """How the record differs from the file, in one sentence; none where it is the same, or was just written.

    Args:
        record: of one source.
        file: what it is held against, or written to.
        original: gives a text back its service's address, where a server on this machine had its place.
    """
    told = original(_text(record))
    if os.environ.get(_SWITCH) == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(told, encoding="utf-8")
        return []
    if not file.is_file():
        return [f"there is no {file}: set {_SWITCH}=write once, and look at what is written"]
    known = file.read_text(encoding="utf-8")
    return [] if told == known else [f"the record is not that of {file}:\n{_shown(known, told)}"]


def _text(record: Timeline) -> str:
    """The events, and the coverage without what was measured: the same at every pull."""
    (row,) = record.coverage
    coverage = {name: value for name, value in row.to_dict().items() if name not in ("measured", "provisional_until")}
    told = {"coverage": coverage, "events": [event.to_dict() for event in record]}
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _shown(known: str, told: str) -> str:
    """The first lines that differ."""
    lines = difflib.unified_diff(known.splitlines(), told.splitlines(), "golden", "told", n=1, lineterm="")
    return "\n".join(islice(lines, _MOST))
