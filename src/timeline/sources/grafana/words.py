"""Grafana's words for the state of an alert, and its labels. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from timeline.model.addresses import PLACEHOLDER
from timeline.model.event import Severity
from timeline.porting.payload import block, text


class Said(NamedTuple):
    """What a state is told as."""

    kind: str
    severity: Severity | None
    words: str


#: The states, as they are written today and as they were before version 8.
STATES: Mapping[str, Said] = {
    **dict.fromkeys(("alerting",), Said("alert.triggered", "error", "alerted")),
    **dict.fromkeys(("normal", "ok"), Said("alert.recovered", "ok", "recovered")),
    **dict.fromkeys(("nodata", "no_data"), Said("alert.no_data", "warning", "reported no data")),
    "pending": Said("alert.updated", None, "became pending"),
    "error": Said("alert.updated", None, "could not be evaluated"),
    "recovering": Said("alert.updated", None, "began to recover"),
    "paused": Said("alert.updated", None, "was paused"),
}
#: Labels that say which rule it is, not which of its alerts.
_OF_RULE = ("alertname", "grafana_folder")
_ADDRESS = "⟨e-mail⟩"


class State(NamedTuple):
    """A state with what is told as its reason: `Alerting (NoData, KeepLast)`."""

    name: str
    reason: str | None

    @classmethod
    def read(cls, told: Any) -> State:
        """The two parts of that text; of none, an empty name."""
        name, _, reason = (text(told) or "").partition("(")
        return cls(name.strip(), reason.strip().removesuffix(")").strip() or None)

    def same(self, other: State) -> bool:
        """Whether both are one state, whatever their reasons."""
        return bool(self.name) and self.name.casefold() == other.name.casefold()


def said(state: State, before: State) -> Said:
    """What going from the one state to the other is told as; where only its reason is another, it is no transition."""
    found = STATES.get(state.name.casefold())
    if state.same(before):
        return Said("alert.updated", found.severity if found else None, f"stayed {_plain(state)}")
    return found or Said("alert.updated", None, f"changed to {_plain(state)}" if state.name else "changed")


def _plain(state: State) -> str:
    return state.name.replace("_", " ").lower()


def labels_of(told: Any) -> dict[str, str]:
    """The labels of an alert, those of its rule among them, in a fixed order; no address stands in them."""
    found = {name: value for name, each in block(told).items() if (value := text(each)) is not None}
    return {name: PLACEHOLDER.sub(_ADDRESS, found[name]) for name in sorted(found)}


def labels_in(words: str) -> dict[str, str]:
    """The labels that a text writes as `alertname=cpu, host=a`."""
    pairs = (part.partition("=") for part in words.split(", ") if "=" in part)
    return labels_of({name.strip(): value.strip() for name, _, value in pairs})


def group(labels: Mapping[str, str]) -> str:
    """Which of its rule's alerts it is, by its labels."""
    return ",".join(f"{name}:{value}" for name, value in labels.items() if name not in _OF_RULE)


def hash_of(labels: Mapping[str, str], mark: str | None = None) -> str:
    """A short hash of the labels.

    Args:
        labels: of the alert.
        mark: the server's own, of the labels as they were before addresses were taken out of them.
    """
    told = json.dumps([sorted(labels.items()), mark], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]
