"""`catalog.json`: which incidents a catalog holds, by which seal, and which of them have gaps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from timeline.formats.files import write_whole
from timeline.formats.tables import json_text
from timeline.model.errors import ConfigError
from timeline.model.window import Window
from timeline.reading.objects import many

SCHEMA = "timeline-catalog/1"
FILE = "catalog.json"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One incident of a catalog.

    Attributes:
        incident: its name, that of its bundle's folder.
        seal: that of the bundle when it was added.
        window: what its record is about.
        events: how many it has.
        gaps: the sources that were not read whole.
    """

    incident: str
    seal: str
    window: Window
    events: int
    gaps: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """The entry as JSON."""
        window = self.window.to_dict()
        return {
            "incident": self.incident, "seal": self.seal, "window": window, "events": self.events,
            "gaps": list(self.gaps),
        }  # fmt: skip


class Index(Mapping[str, Entry]):
    """The entries by the names of their incidents, in the order of the names."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = {each.incident: each for each in sorted(entries, key=lambda entry: entry.incident)}

    def __getitem__(self, incident: str) -> Entry:
        return self._entries[incident]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def events(self) -> int:
        """How many events all of them have."""
        return sum(each.events for each in self.values())

    @property
    def with_gaps(self) -> tuple[str, ...]:
        """The incidents of which something was not read."""
        return tuple(each.incident for each in self.values() if each.gaps)

    @property
    def gaps(self) -> str:
        """`3 of 40 incidents have gaps: inc-7 (slack), …`; empty where all were read whole."""
        found = [f"{each.incident} ({', '.join(each.gaps)})" for each in self.values() if each.gaps]
        if not found:
            return ""
        verb = "has" if len(found) == 1 else "have"
        return f"{len(found):,} of {many(len(self), 'incident')} {verb} gaps: {_listed(found)}"

    def write(self, folder: Path) -> None:
        """Write it, an incident a line."""
        rows = ",\n".join(json_text(each.to_dict()) for each in self.values())
        write_whole(folder / FILE, [f'{{"schema": "{SCHEMA}", "incidents": [\n{rows}\n]}}\n'])

    @classmethod
    def read(cls, folder: Path) -> Index:
        """That of a catalog.

        Raises:
            ConfigError: there is none, or it is not whole, or of another version.
        """
        try:
            told = json.loads((folder / FILE).read_bytes())
            if told["schema"] != SCHEMA:
                raise ConfigError(f"{str(folder)!r} is a catalog of {told['schema']!r}, not {SCHEMA!r}: build it anew")
            return cls(_entry(each) for each in told["incidents"])
        except OSError:
            raise ConfigError(
                f"{str(folder)!r} is no catalog: it has no {FILE}; `timeline catalog build DIR… -o {folder}` makes one"
            ) from None
        except (ValueError, LookupError, TypeError):
            raise ConfigError(f"{folder / FILE} is not whole: build the catalog anew") from None


def _entry(told: Mapping[str, object]) -> Entry:
    window, gaps = told["window"], told["gaps"]
    if not isinstance(window, dict) or not isinstance(gaps, list):
        raise TypeError(FILE)
    return Entry(
        str(told["incident"]), str(told["seal"]), Window(window["start"], window["end"]), int(str(told["events"])),
        tuple(map(str, gaps)),
    )  # fmt: skip


def _listed(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
