"""What a run does, and to what: the words that make one run differ from another. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from timeline.porting.draft import first_line
from timeline.porting.payload import at, block, objects, text


class _Words(NamedTuple):
    """What stands before each of these nouns."""

    run: str
    plan: str
    apply: str


# A run has one of the first three at most; the last two go with none of them.
_MODES: Mapping[str, _Words] = {
    "is-destroy": _Words("destroy ", "destroy ", "destroy "),
    "refresh-only": _Words("refresh-only ", "refresh-only ", "refresh-only "),
    "invoke-action-addrs": _Words("action ", "action ", "action "),
    "save-plan": _Words("save-plan ", "", ""),
    "allow-empty-apply": _Words("empty-apply ", "", "empty "),
}
_SCOPES: Mapping[str, str] = {
    "invoke-action-addrs": "invoking",
    "replace-addrs": "replacing",
    "target-addrs": "targeting only",
}
#: The attributes that are tags where they are true.
FLAGS = ("plan-only", "auto-apply", "is-destroy", "refresh-only", "save-plan", "allow-empty-apply")


def run(raw: dict[str, Any]) -> str:
    """The run itself: `destroy run`, `speculative plan`, `health assessment`."""
    if is_assessment(raw):
        return "health assessment"
    return plan(raw) if at(raw, "attributes", "plan-only") is True else f"{_mode(raw).run}run"


def plan(raw: dict[str, Any]) -> str:
    """Its plan."""
    speculative = "speculative " if at(raw, "attributes", "plan-only") is True else ""
    return f"{speculative}{_mode(raw).plan}plan"


def apply(raw: dict[str, Any]) -> str:
    """Its apply."""
    return f"{_mode(raw).apply}apply"


def scope(raw: dict[str, Any]) -> str:
    """What it is confined to, as the end of a sentence; empty for a run of everything."""
    attributes = block(raw.get("attributes"))
    parts = [
        f"{verb} {first_line(', '.join(_addresses(attributes, key)))}"
        for key, verb in _SCOPES.items()
        if _addresses(attributes, key)
    ]
    if names := _variables(attributes):
        parts.append(f"with its own {first_line(names)}")
    if attributes.get("refresh") is False:
        parts.append("without a refresh of its state")
    return "".join(f", {part}" for part in parts)


def tags(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Mode and scope as tags, the scope whole."""
    attributes = block(raw.get("attributes"))
    yield from ((key.replace("-", "_"), "true") for key in FLAGS if attributes.get(key) is True)
    yield from ((key.replace("-", "_"), ", ".join(_addresses(attributes, key))) for key in _SCOPES)
    yield "variables", _variables(attributes)


def is_assessment(raw: dict[str, Any]) -> bool:
    """Whether the service looked for drift by itself."""
    stamps = block(at(raw, "attributes", "status-timestamps"))
    return "assessed-at" in stamps or at(raw, "attributes", "status") in ("assessing", "assessed")


def _mode(raw: dict[str, Any]) -> _Words:
    attributes = block(raw.get("attributes"))
    found = (words for key, words in _MODES.items() if attributes.get(key) is True or _addresses(attributes, key))
    return next(found, _Words("", "", ""))


def _addresses(attributes: dict[str, Any], key: str) -> list[str]:
    listed = attributes.get(key)
    return [each for each in listed if isinstance(each, str) and each] if isinstance(listed, list) else []


def _variables(attributes: dict[str, Any]) -> str:
    """The names of the variables that were set for this run only; their values may be secret."""
    return ", ".join(name for each in objects(attributes.get("variables")) if (name := text(each.get("key"))))
