"""What a bundle tells of the sources that were asked, and the same sources made again from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from timeline.config.load import chosen, find, load_sources
from timeline.model.errors import ConfigError, TimelineError, looks_secret, raised
from timeline.model.secrets import masked_under
from timeline.porting.hooks import keeps_settings
from timeline.porting.source import Source, source_type, type_name
from timeline.sources.http.route import loopback

#: A program that a folder names is not run: whoever made the folder wrote it.
_NEVER = frozenset({"name", "type", "token_command"})
_CREDENTIAL = re.compile(r"token|secret|passw|credential|key$", re.IGNORECASE)


def told(sources: Iterable[Source]) -> tuple[dict[str, Any], ...]:
    """An object a source: its name, its type, and its settings, without what is or may be a credential."""
    return tuple({"name": each.name, "type": type_name(each), **_settings(each)} for each in sources)


def made(given: Mapping[str, Any]) -> Source:
    """The source that such an object tells.

    Raises:
        ConfigError: it cannot be made here: its type is not installed, or it needs more than was kept.
    """
    name, kind = str(given["name"]), str(given["type"])
    settings = {key: value for key, value in given.items() if key not in _NEVER and value is not None}
    try:
        found: Source = source_type(kind)(name=name, **settings)
    except TimelineError as error:
        raise ConfigError(f"the source {name!r} cannot be made again: {error}") from None
    except Exception as error:  # noqa: BLE001 - a stranger's class may refuse in any way
        raise ConfigError(f"the source {name!r} cannot be made again ({raised(error)}): give it as sources=") from None
    return found


def again(
    kept: Iterable[Mapping[str, Any]], sources: Iterable[Source] | None, config: str | Path | None
) -> list[Source]:
    """The sources to ask again: those given, else those of that name in the configuration, else as they are kept.

    Raises:
        ConfigError: one of them is configured no more, or would send a token to a host that only the folder names.
    """
    if sources is not None:
        return list(sources)
    names = [str(each["name"]) for each in kept]
    try:
        file = find(config)
    except ConfigError:
        if config is not None:
            raise
        return [_at_home(each) for each in kept]
    return chosen(load_sources(file), names)


def _at_home(kept: Mapping[str, Any]) -> Source:
    """The source as it is kept, if it asks the service's own host, or this machine: a folder may be anybody's."""
    source = made(kept)
    address = str(kept.get("base_url") or "")
    if address and address != _own_address(kept) and not loopback(urlsplit(address).hostname):
        raise ConfigError(f"the source {source.name!r} asks {address!r}: give the configuration that says so, --config")
    return source


def _own_address(kept: Mapping[str, Any]) -> str:
    """The service's own host, where it has one: some stand wherever their owners put them."""
    try:
        return str(getattr(made({**kept, "base_url": None}), "base_url", None) or "")
    except ConfigError:
        return ""


def differences(kept: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> list[str]:
    """What is set otherwise than it was, in words: `slack.channels`, `github is not configured`."""
    before, after = ({str(each["name"]): each for each in these} for these in (kept, now))
    alone = [f"{name} is not configured" for name in before if name not in after]
    alone += [f"{name} was not asked" for name in after if name not in before]
    changed = [
        f"{name}.{key}"
        for name in before
        if name in after
        for key in sorted(before[name].keys() | after[name].keys())
        if before[name].get(key) != after[name].get(key)
    ]
    return alone + changed


def _settings(source: Source) -> dict[str, Any]:
    given: Mapping[str, Any] = {}
    if keeps_settings(source):
        given = source.kept_settings()
    elif isinstance(source, BaseModel):
        given = source.model_dump(mode="json")
    elif is_dataclass(source):
        given = {each.name: getattr(source, each.name, None) for each in fields(source) if each.init}
    return {name: kept for name, value in given.items() if (kept := _plain(name, value)) is not None}


def _plain(name: str, value: Any) -> Any:
    """The value of a setting as JSON; None where it is to be kept by nobody."""
    is_credential = _CREDENTIAL.search(name) and not name.endswith("_env")
    if name in _NEVER or is_credential or value is None:
        return None
    if isinstance(value, str):
        return None if looks_secret(value, sure=True) else masked_under(name, value)
    if isinstance(value, Mapping):
        return {str(key): kept for key, each in value.items() if (kept := _plain(str(key), each)) is not None}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [kept for each in value if (kept := _plain(name, each)) is not None]
    return value if isinstance(value, (bool, int, float)) else None
