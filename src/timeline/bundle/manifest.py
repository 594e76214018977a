"""`data/pull.json`: what a bundle says of itself, without which its events are no evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timeline._version import __version__
from timeline.formats.files import write_whole
from timeline.formats.tables import json_text
from timeline.model.coverage import Coverage
from timeline.model.profile import Profile, read, written
from timeline.model.secrets import masked_in
from timeline.model.window import Window, read_iso, utc_text

if TYPE_CHECKING:
    from timeline.record import Timeline

SCHEMA = "timeline-pull/1"
FILE = "pull.json"
#: What made a bundle, by name.
VERSIONS = {"incident-timeline": __version__}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was asked, by what, and what came of it.

    Attributes:
        window: what it is about.
        sources: an object a source: its name, its type and, where it was pulled, its settings without secrets.
        coverage: with what was measured.
        versions: what made it, by name.
        events: by source, how many events stand beside this file.
        profiles: who is who, as the services state it.
        incident: the one that it was pulled for, in the words of the call; None where a window was named.
        clock: the time of the pull, by which its requests were shaped; None where nothing was pulled.
    """

    window: Window
    sources: tuple[Mapping[str, Any], ...]
    coverage: tuple[Coverage, ...]
    versions: Mapping[str, str] = field(default_factory=lambda: VERSIONS)
    events: Mapping[str, int] = field(default_factory=dict)
    clock: datetime | None = None
    profiles: tuple[Profile, ...] = ()
    incident: str | None = None

    @classmethod
    def of(cls, record: Timeline, events: Mapping[str, int]) -> Manifest:
        """What is known of a record that is saved without its pull."""
        sources = tuple({"name": row.source, "type": row.type} for row in record.coverage)
        return cls(record.window, sources, record.coverage, events=events, profiles=record.profiles)

    def write(self, folder: Path) -> None:
        """Write it into that folder."""
        write_whole(folder / FILE, self._pieces())

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read that of a folder.

        Raises:
            OSError, ValueError, LookupError, TypeError: there is none, or it is not whole.
        """
        told = json.loads((folder / FILE).read_bytes())
        if told["schema"] != SCHEMA:
            raise ValueError(SCHEMA)
        return cls(
            window=Window(told["window"]["start"], told["window"]["end"]),
            sources=tuple(dict(each) for each in told["sources"]),
            coverage=tuple(Coverage.model_validate(each) for each in told["coverage"]),
            versions=dict(told["versions"]),
            events={str(name): int(count) for name, count in told.get("events", {}).items()},
            clock=read_iso(told["clock"]).time if told["clock"] else None,
            profiles=read(told.get("profiles", ())),
            incident=str(told["incident"]) if told.get("incident") else None,
        )

    def _pieces(self) -> Iterator[str]:
        """The file, a field a line."""
        made = {
            "schema": SCHEMA,
            "window": self.window.to_dict(),
            "sources": list(self.sources),
            "versions": dict(self.versions),
            "events": dict(sorted(self.events.items())),
            "coverage": [row.to_dict() for row in self.coverage],
            "clock": utc_text(self.clock) if self.clock else None,
        } | ({"incident": self.incident} if self.incident else {})
        rows = [f"{json_text(name)}: {json_text(value)}" for name, value in made.items()]
        yield "{\n"
        yield ",\n".join([*rows, f'"profiles": {_profiles(self.profiles)}'])
        yield "\n}\n"


def _profiles(given: Iterable[Profile]) -> str:
    """The profiles as JSON: what stands for an address is no address, and is what joins."""
    told = [{**masked_in(each), "email": each["email"], "sso": each["sso"]} for each in written(given)]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
