"""What a shell may complete behind an option: the values that the configuration and the vocabulary know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

import click

from timeline.model.errors import TimelineError
from timeline.model.event import Severity
from timeline.model.kinds import KINDS


def sources(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """The names of the sources that this call would ask."""
    return _beginning(begun, _configured(context))


def channels(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """The channels that those sources read."""
    found = _configured(context).values()
    return _beginning(begun, (name for names in found if isinstance(names, tuple) for name in names))


def kinds(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """Every kind, and every area of kinds."""
    areas = sorted({f"{kind.partition('.')[0]}.*" for kind in KINDS})
    return _beginning(begun, (*areas, *sorted(KINDS)))


def severities(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """Every severity."""
    return _beginning(begun, get_args(Severity))


def _beginning(begun: str, found: Iterable[str]) -> list[str]:
    return [each for each in dict.fromkeys(found) if each.startswith(begun)]


def _configured(context: click.Context) -> Mapping[str, object]:
    """The sources by name, each with its channels; none where the file is faulty: completion is no place to say so."""
    if context.info_name == "demo":
        from timeline.demo import CONFIGURATION  # noqa: PLC0415

        return {name: table.get("channels") for name, table in CONFIGURATION.items()}
    from timeline.config.load import load_sources  # noqa: PLC0415

    try:
        return {source.name: getattr(source, "channels", ()) for source in load_sources(context.params.get("config"))}
    except TimelineError:
        return {}
