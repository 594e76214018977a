"""A record kept as a folder that lasts, and read back as it was."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from timeline.bundle import bag, events
from timeline.bundle.manifest import FILE as PULL
from timeline.bundle.manifest import Manifest
from timeline.bundle.staged import HISTORY, PAGES, staged
from timeline.formats.files import refused
from timeline.formats.tables import SCHEMA
from timeline.model.collector import collector_paused
from timeline.model.coverage import Coverage
from timeline.model.errors import ConfigError
from timeline.model.event import Event, Origin
from timeline.model.window import Window
from timeline.record import Timeline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timeline.porting.source import Source

_OLD = "record.json"  # what a folder held before there were bundles


def save(record: Timeline, folder: str | Path) -> Path:
    """Write the record with its native payloads into that folder, which is made if it is not there, and seal it.

    Of a bundle that is there, `work/` stays, and so do the old contents until the new ones are whole. The history of
    the record's alerts goes with it.

    Raises:
        ConfigError: it cannot be written.
        TimelineError: the disk is full, or broken.
    """
    from timeline.bundle import counted  # noqa: PLC0415 - it reads bundles, by way of this module

    path = Path(folder)
    try:
        with staged(path, another=not counted.stays(record, path)) as data:
            counts = events.write(data / events.FILE, record.window, record.stated)
            Manifest.of(record, counts).write(data)
            counted.carry(record, data)
        if _is_old(path / _OLD):
            (path / _OLD).unlink()
    except OSError as error:
        raise refused(path, error) from None
    except ValueError:
        raise ConfigError(f"cannot write {str(path)!r}: no such name is possible") from None
    return path


def load(path: str | Path) -> Timeline:
    """A record that was kept: a bundle's folder, or a `.json`, `.jsonl` or `.jsonl.gz` file.

    With a bundle comes what people keep in its `work/`: their notes, and what they decided of its lines. Nothing is
    checked against a seal: that does `verify`.

    Raises:
        ConfigError: there is none, it is not one of ours, or it is damaged.
    """
    file = Path(path)
    if file.is_dir():
        is_bundle = (file / bag.PAYLOAD).exists() or not (file / _OLD).exists()
        return of_bundle(file).with_work(file) if is_bundle else _file(file / _OLD)
    return of_bundle(file.parent.parent, sealed=False) if _is_of_a_bundle(file) else _file(file)


def of_bundle(folder: Path, *, sealed: bool = True, sources: Sequence[Source] | None = None) -> Timeline:
    """The record of a bundle.

    Args:
        folder: the bundle.
        sealed: whether it has to be sealed.
        sources: those that were pulled, if they are at hand: payloads and pages are found by them.

    Raises:
        ConfigError: there is none, or it is damaged.
    """
    data = folder / bag.PAYLOAD
    if not data.is_dir():
        raise ConfigError(f"no record can be read from {str(folder)!r}: it has no {bag.PAYLOAD}/")
    if sealed and bag.sealed(folder) is None:
        raise ConfigError(
            f"{str(folder)!r} is an unfinished pull: it is not sealed; end it with `timeline pull --resume {folder}`"
        )
    with whole(data / PULL):
        manifest = Manifest.read(data)
    with whole(data / events.FILE), collector_paused():
        rows = events.read(data / events.FILE)
        _header(next(rows, None))
        found = [Event.model_validate(each) for each in rows]
    _check_counts(folder, manifest.events, found)
    if (data / PAGES).is_file():
        origin = _origin(folder, sources)
        found = [event.of(origin) for event in found]
    kept = folder if (data / HISTORY).is_dir() else None
    return Timeline(
        manifest.window, found, manifest.coverage, profiles=manifest.profiles, manifest=manifest, folder=kept
    )


def _origin(folder: Path, sources: Sequence[Source] | None) -> Origin:
    """The native answers in that folder."""
    from timeline.bundle.origin import FolderOrigin  # noqa: PLC0415 - it makes records again, by way of this module

    return FolderOrigin(folder, sources)


def _check_counts(folder: Path, told: Mapping[str, int], found: Iterable[Event]) -> None:
    counts = Counter(event.source for event in found)
    lost = [f"{counts[name]} of {told[name]} of {name}" for name in sorted(told) if counts[name] < told[name]]
    if lost:
        raise ConfigError(
            f"{str(folder)!r} holds fewer events than its {PULL} tells: {', '.join(lost)}; "
            f"`timeline verify {folder}` names what was changed"
        )


def _is_of_a_bundle(file: Path) -> bool:
    """Whether it is the events of a bundle, whose coverage stands beside them."""
    return file.name == events.FILE and (file.parent / PULL).is_file()


def _file(file: Path) -> Timeline:
    with whole(file), collector_paused():
        document = _document(file)
        if document.get("schema") != SCHEMA:
            raise ConfigError(f"{file} is not a record of the schema {SCHEMA}")
        window = Window(document["window"]["start"], document["window"]["end"])
        found = [Event.model_validate(_fields(each)) for each in document["events"]]
        return Timeline(window, found, [Coverage.model_validate(each) for each in document["coverage"]])


@contextmanager
def whole(file: Path) -> Iterator[None]:
    """What is read of the file here is whole; else a `ConfigError` says so, and quotes nothing of it."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise ConfigError(f"{file} is damaged: it does not unpack to its end") from None
    except OSError as error:
        raise ConfigError(f"no record can be read from {str(file)!r} ({type(error).__name__})") from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        kind = "ValidationError" if isinstance(error, ValidationError) else type(error).__name__
        raise ConfigError(f"{file} is not a whole record ({kind})") from None


def _document(file: Path) -> dict[str, Any]:
    """The file's object: what its header and its lines tell, or the one that it is."""
    with events.opened(file) as data:
        try:
            header = json.loads(data.readline())
        except ValueError:
            data.seek(0)
            return dict(json.loads(data.read()))
    if "events" in header:
        return dict(header)
    rows = events.read(file)
    next(rows)
    return {**header, "events": rows}


def _header(told: Any) -> None:
    if told["schema"] != SCHEMA:
        raise ValueError(SCHEMA)


def _is_old(file: Path) -> bool:
    """Whether it is a record that this folder held before there were bundles: what is saved takes its place."""
    try:
        with file.open("rb") as data:
            return data.read(100).startswith(f'{{"schema": "{SCHEMA}"'.encode())
    except OSError:
        return False


def _fields(event: dict[str, Any]) -> dict[str, Any]:
    """The event's own fields: why it was chosen, and what people made of it, are statements about a record."""
    return {name: value for name, value in event.items() if name not in ("about", "curated")}
