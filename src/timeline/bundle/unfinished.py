"""A folder into which a pull is under way, or was when it was killed: what stands there, and how it is ended."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timeline.bundle import bag, events
from timeline.bundle.alone import alone
from timeline.bundle.manifest import FILE as PULL
from timeline.bundle.manifest import Manifest
from timeline.bundle.staged import PAGES
from timeline.formats.files import refused
from timeline.model.errors import ConfigError
from timeline.model.window import Window

if TYPE_CHECKING:
    from timeline.record import Timeline

#: What the numbers of addresses are made with, until the folder is sealed.
KEY = "addresses.key"


@dataclass(frozen=True)
class Unfinished:
    """A folder that is not sealed yet, and is ours alone as long as its block lasts.

    Attributes:
        folder: the bag that it will be.
        manifest: what is asked, and by which clock.
        key: what the numbers of addresses are made with.
    """

    folder: Path
    manifest: Manifest
    key: bytes

    @property
    def pages(self) -> Path:
        """The file of native answers."""
        return self.folder / bag.PAYLOAD / PAGES

    def end(self, record: Timeline) -> None:
        """Write what came of it, drop the key, and seal.

        Raises:
            ConfigError, TimelineError: it cannot be written; what was kept so far stays.
        """
        data = self.folder / bag.PAYLOAD
        with writing(self.folder):
            (data / events.FILE).unlink(missing_ok=True)
            counts = events.write(data / events.FILE, record.window, record.stated, raw=False)
            replace(self.manifest, coverage=record.coverage, events=counts, profiles=record.profiles).write(data)
            (self.folder / KEY).unlink(missing_ok=True)
            bag.seal(self.folder, bag.SOFTWARE)


@contextmanager
def begun(
    folder: Path,
    window: Window,
    sources: Iterable[Mapping[str, Any]],
    clock: datetime,
    *,
    incident: str | None = None,
) -> Iterator[Unfinished]:
    """A new folder for a pull, that of an incident where one is named.

    Raises:
        ConfigError: something stands there, or it cannot be written.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with alone(folder):
            _check_empty(folder)
            manifest = Manifest(window, tuple(sources), (), clock=clock, incident=incident)
            key = secrets.token_bytes(32)
            (folder / bag.PAYLOAD).mkdir()
            _write_key(folder / KEY, key)
            manifest.write(folder / bag.PAYLOAD)
            yield Unfinished(folder, manifest, key)


@contextmanager
def again(folder: Path) -> Iterator[Unfinished]:
    """A folder in which a pull did not end.

    Raises:
        ConfigError: there is none, it has ended, or another process pulls into it.
    """
    if not is_unfinished(folder):
        raise ConfigError(f"no unfinished pull in {str(folder)!r}: {_instead(folder)}")
    with writing(folder), alone(folder):
        try:
            manifest = Manifest.read(folder / bag.PAYLOAD)
            key = (folder / KEY).read_bytes() if (folder / KEY).exists() else secrets.token_bytes(32)
        except (ValueError, LookupError, TypeError):
            raise ConfigError(f"{str(folder)!r} was killed before it had begun: remove it, and pull anew") from None
        yield Unfinished(folder, manifest, key)


def is_unfinished(folder: Path) -> bool:
    """Whether a pull into it did not end."""
    return bag.sealed(folder) is None and (folder / bag.PAYLOAD / PULL).is_file() and (folder / KEY).is_file()


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """What cannot be written there is told as such.

    Raises:
        ConfigError, TimelineError: why.
    """
    try:
        yield
    except OSError as error:
        raise refused(folder, error) from None
    except ValueError as error:
        if "null byte" not in str(error):
            raise
        raise ConfigError(f"cannot write {str(folder)!r}: no such name is possible") from None


def _instead(folder: Path) -> str:
    if bag.sealed(folder):
        return "it has ended, be it at its deadline; --refresh pulls the same again"
    return "pull into it with -o"


def _check_empty(folder: Path) -> None:
    if bag.sealed(folder):
        raise ConfigError(
            f"{str(folder)!r} holds a record already: pull the same again with --refresh, or choose another"
        )
    if is_unfinished(folder):
        raise ConfigError(f"{str(folder)!r} holds an unfinished pull: go on with --resume, or choose another folder")
    if any(folder.iterdir()):
        raise ConfigError(f"{str(folder)!r} is not empty: choose another folder")


def _write_key(file: Path, key: bytes) -> None:
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as out:
        out.write(key)
