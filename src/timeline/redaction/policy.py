"""What is to be taken out of a record, as a person says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, get_args

from timeline.model.errors import ConfigError

How = Literal["role", "mark"]
MARK = "[REDACTED]"
_LISTS = ("customers", "terms", "hosts")


class Redactor(Protocol):
    """An engine that finds more than we do. What it finds is taken out beside ours; it takes nothing of ours back."""

    def spans(self, text: str, aliases: Sequence[str]) -> Iterable[tuple[int, int]]:
        """Where the text names somebody or something that is not to be shown.

        Args:
            text: one field of the record, or something that a person wrote.
            aliases: every form that we look for ourselves.
        """


@dataclass(frozen=True, slots=True)
class Policy:
    """What is taken out beside people, and what stands in its place.

    Attributes:
        how: people become a `role`, or everything becomes a `mark`.
        customers: each with its other names; they become `customer 1` and so on, in this order.
        terms: what becomes `[REDACTED]`.
        hosts: whose links lead nowhere any more.
    """

    how: How = "role"
    customers: tuple[tuple[str, ...], ...] = ()
    terms: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    @classmethod
    def of(cls, how: str, table: Mapping[str, Any] | None = None, place: str = "redact") -> Policy:
        """The policy of the table `[redact]`.

        Raises:
            ConfigError: there is no such way to redact, or the table holds something else.
        """
        if how not in get_args(How):
            raise ConfigError(f"redact is {' or '.join(get_args(How))}, not {how!r}")
        given = dict(table or {})
        for key in given:
            if key not in _LISTS:
                raise ConfigError(f"{place}: unknown key {key!r}; known are {', '.join(_LISTS)}")
        customers = tuple(_names(each, f"{place}: customers") for each in _listed(given, "customers", place))
        terms, hosts = (_names(_listed(given, key, place), f"{place}: {key}") for key in ("terms", "hosts"))
        return cls("mark" if how == "mark" else "role", customers, terms, tuple(each.lower() for each in hosts))


def _listed(table: Mapping[str, Any], key: str, place: str) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, (list, tuple)):
        raise ConfigError(f"{place}: {key} is a list of texts, not {type(value).__name__}")
    return list(value)


def _names(value: Any, place: str) -> tuple[str, ...]:
    """A text or several: a customer may have other names."""
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, (list, tuple)) or not all(isinstance(each, str) and each.strip() for each in found):
        raise ConfigError(f"{place}: write texts that are not empty")
    return tuple(found)
