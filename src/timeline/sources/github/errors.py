"""What a GraphQL error beside data means: a part of the answer is missing."""

from __future__ import annotations

from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import DeniedError, SourceError
from timeline.model.window import Window
from timeline.porting.payload import at, text


def path_of(error: Any) -> list[str]:
    """Where in the answer the error stands."""
    path = at(error, "path")
    return [str(each) for each in path] if isinstance(path, list) else []


# What following it can change: a refusal stays one, however often it is tried.
_REFUSED = frozenset({"FORBIDDEN", "NOT_FOUND", "UNPROCESSABLE", "INSUFFICIENT_SCOPES"})
HOLLOW = "a node without content"


def gap_of(window: Window, error: Any, where: str) -> Gap:
    """The gap that a partial answer leaves; the service's words are not quoted, only its type."""
    kind, path = text(at(error, "type")) or "an error", ".".join(path_of(error))
    detail = f"GraphQL answered {kind} at {path or 'the query'}"
    return Gap.of(window, "partial_answer", f"{detail}; {_remedy(error, kind)}", where=where)


def _remedy(error: Any, kind: str) -> str:
    if at(error, "extensions", "saml_failure") is True:
        return "authorise the token for the organization's single sign-on"
    if kind == HOLLOW:
        return "it was deleted meanwhile, or is hidden from this token"
    return "check what the token may read" if kind in _REFUSED else "try again"


def without_remedy(error: SourceError) -> SourceError:
    """The failure of a look into what was listed a moment ago: no other token would see it."""
    if isinstance(error, DeniedError):
        error.remedy = "it was listed, and is gone or kept no more"
    return error
