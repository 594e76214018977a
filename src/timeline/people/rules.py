"""What a file says of people: whose ids are one person's, and which are not; it wins over what services state."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from timeline.model.errors import ConfigError, looks_secret

FILE = "people.toml"
_APART = "apart"


@dataclass(frozen=True, slots=True)
class Rules:
    """Who is who by a file.

    Attributes:
        named: the ids under each name, as `source:id`.
        apart: lists of ids of which no two are one person's.
    """

    named: tuple[tuple[str, tuple[str, ...]], ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that the file names, in its order."""
        told = [ref for _, refs in self.named for ref in refs] + [ref for refs in self.apart for ref in refs]
        return tuple(dict.fromkeys(told))

    def name_of(self, refs: Iterable[str]) -> str | None:
        """The name under which one of those ids stands."""
        wanted = set(refs)
        return next((name for name, ids in self.named if not wanted.isdisjoint(ids)), None)

    def separates(self, one: str, other: str) -> bool:
        """Whether the two are kept apart: listed so, or named under two names."""
        if any(one in refs and other in refs for refs in self.apart):
            return True
        first, second = self.name_of([one]), self.name_of([other])
        return bool(first and second and first != second)


@dataclass(frozen=True, slots=True)
class _Said:
    name: str
    refs: tuple[str, ...]
    place: str


def read_rules(*given: str | Path | Mapping[str, Any] | Rules) -> Rules:
    """The rules of files and tables together.

    Args:
        given: a path of a `people.toml`, its content as a mapping, or rules that were read already.

    Raises:
        ConfigError: one cannot be read, is no table of people, or an id stands under two names or twice.
    """
    parts = [_parts(each) for each in given]
    said = [each for named, _ in parts for each in named]
    apart = dict.fromkeys(refs for _, kept in parts for refs in kept)
    _check_once(said)
    merged: dict[str, tuple[str, ...]] = {}
    for each in said:
        merged[each.name] = (*merged.get(each.name, ()), *each.refs)
    rules = Rules(tuple(merged.items()), tuple(apart))
    _check_not_both(rules)
    return rules


def _parts(given: str | Path | Mapping[str, Any] | Rules) -> tuple[list[_Said], list[tuple[str, ...]]]:
    """Who is named, and who is kept apart."""
    if isinstance(given, Rules):
        return [_Said(name, refs, f"the rules: {_shown(name)}") for name, refs in given.named], list(given.apart)
    place, table = _table(given)
    return list(_named(table, place)), list(_apart(table, place))


def _table(given: str | Path | Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    if isinstance(given, Mapping):
        return "[people]", given
    path = Path(given)
    try:
        return str(path), tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {type(error).__name__}") from None


def _named(table: Mapping[str, Any], place: str) -> Iterator[_Said]:
    for name, value in _people(table):
        where = f"{place}: {_shown(name)}"
        if not name.strip():
            raise ConfigError(f"{place}: a person has no name")
        if not isinstance(value, list) or not value:
            raise ConfigError(f'{where} is a list of ids, such as ["github:ada-l", "slack:U012AB"]')
        yield _Said(" ".join(name.split()), tuple(_ref(each, where) for each in value), where)


def _people(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The rows of a table, also where a file has them under `[people]` as the configuration has."""
    inner = table.get("people")
    rows = inner.items() if isinstance(inner, Mapping) else ()
    yield from ((name, value) for name, value in rows if not _is_apart(name, value))
    for name, value in table.items():
        if not (name == "people" and isinstance(value, Mapping)) and not _is_apart(name, value):
            yield name, value


def _is_apart(name: str, value: Any) -> bool:
    """`apart = [["slack:U1", "github:x"]]`; somebody may be called so, who has a list of ids."""
    return name == _APART and isinstance(value, list) and any(isinstance(each, list) for each in value)


def _apart(table: Mapping[str, Any], place: str) -> Iterator[tuple[str, ...]]:
    inner = table.get("people")
    for each in (inner if isinstance(inner, Mapping) else {}, table):
        value = each.get(_APART)
        if not _is_apart(_APART, value):
            continue
        for refs in value or ():
            if not isinstance(refs, list) or len(refs) < 2:  # noqa: PLR2004 - two are kept apart
                raise ConfigError(f'{place}: {_APART} is a list of lists of ids, such as [["slack:U1", "github:x"]]')
            yield tuple(_ref(ref, f"{place}: {_APART}") for ref in refs)


def _ref(value: Any, where: str) -> str:
    source, mark, key = value.strip().partition(":") if isinstance(value, str) else ("", "", "")
    if not (source and mark and key):
        told = _shown(value) if isinstance(value, str) else type(value).__name__
        raise ConfigError(f"{where}: {told} is no id: write the source's name and the id, such as slack:U012AB")
    return f"{source}:{key}"


def _check_once(said: Iterable[_Said]) -> None:
    """Refuse an id that stands twice: which of the two was meant cannot be known."""
    places: dict[str, str] = {}
    for each in said:
        for ref in each.refs:
            if ref in places:
                raise ConfigError(f"{_shown(ref)} is named twice: in {places[ref]} and in {each.place}")
            places[ref] = each.place


def _check_not_both(rules: Rules) -> None:
    for refs in rules.apart:
        for one, other in combinations(refs, 2):
            name = rules.name_of([one])
            if one == other or (name and name == rules.name_of([other])):
                raise ConfigError(f"{_shown(one)} and {_shown(other)} are kept apart, and named as one person")


def _shown(text: str) -> str:
    """A name or an id in the file; a token in its place is not repeated."""
    return "…" if looks_secret(text, sure=True) else repr(text)
