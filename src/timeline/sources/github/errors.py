"""What a GraphQL error beside data means: a part of the answer is missing."""

from __future__ import annotations

from typing import Any

from timeline._coverage import Gap
from timeline._window import Window
from timeline.sources._shape import at, text


def path_of(error: Any) -> list[str]:
    """Where in the answer the error stands."""
    path = at(error, "path")
    return [str(each) for each in path] if isinstance(path, list) else []


def gap_of(window: Window, error: Any, where: str) -> Gap:
    """The gap that a partial answer leaves; the service's words are not quoted, only its type."""
    kind, path = text(at(error, "type")) or "an error", ".".join(path_of(error))
    return Gap.of(window, "partial_answer", f"GraphQL answered {kind} at {path or 'the query'}; try again", where=where)
