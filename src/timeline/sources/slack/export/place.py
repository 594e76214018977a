"""Where an export lies: a zip, or the folder that somebody made of it. Read only, file by file, nothing written."""

from __future__ import annotations

import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from timeline.model.errors import SourceError
from timeline.porting.shelf import too_large, whole

#: Of one file, unpacked; and of all files of a pull.
LARGEST = 64 << 20
_ALL = 1 << 30
# Of these no more is unpacked at once than is asked for.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (OSError, ValueError, EOFError, RuntimeError, struct.error, zipfile.BadZipFile, zlib.error)
#: Stands for the files of a folder that may not be looked into.
_SHUT = "*.json"
#: One of these makes it an export.
_MARKS = ("channels.json", "groups.json", "users.json", "org_users.json", "dms.json", "mpims.json")


class Place(Protocol):
    """The files of an export, by their paths inside it."""

    def names(self) -> list[str]:
        """All of them, e.g. `general/2019-06-20.json`, and the folders, `general/`."""

    def read(self, name: str) -> bytes:
        """One of them.

        Raises:
            SourceError: it cannot be read.
        """

    @property
    def changed(self) -> bool:
        """Whether it was written to since it was opened."""

    def close(self) -> None:
        """Close it."""


def opened(path: str) -> Place:
    """The export at that path.

    Raises:
        SourceError: there is none.
    """
    where = Path(path).expanduser()
    place: Place = Folder(where) if where.is_dir() else Zip(where)
    if not any(name in _MARKS for name in place.names()):
        place.close()
        raise _unreadable("it is no export of Slack's: channels.json and users.json are not in it")
    return place


class Zip:
    """An export as Slack gives it."""

    def __init__(self, path: Path) -> None:
        self._left = _ALL
        try:
            if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
                raise _unreadable("it is no file")
            self._file = path.open("rb")
        except (OSError, ValueError) as error:  # the latter of a name with a NUL in it
            raise _unreadable((getattr(error, "strerror", "") or type(error).__name__).lower(), "mend path") from None
        self._opened = self._state()
        try:
            self._zip = zipfile.ZipFile(self._file)
            found = self._zip.infolist()
        except _BROKEN:
            self._file.close()
            raise _unreadable("it is no zip, or is cut off", "copy or download it again") from None
        named = [(each.filename.replace("\\", "/"), each) for each in found]
        top = _top([name for name, _ in named])
        self._found: dict[str, list[zipfile.ZipInfo]] = {}
        for name, each in named:
            if name.startswith(top):
                self._found.setdefault(_plain(name.removeprefix(top)), []).append(each)

    def names(self) -> list[str]:
        """See `Place`."""
        return list(self._found)

    def read(self, name: str) -> bytes:
        """See `Place`. What a zip says of a file's size is not believed."""
        infos = self._found[name]
        if len(infos) > 1:
            raise _unreadable("it stands in the zip more than once")
        if infos[0].compress_type not in _PACKED:
            raise _unreadable("it is packed as Slack packs nothing", "pack it anew")
        most = min(LARGEST, self._left)
        try:
            with self._zip.open(infos[0]) as file:
                data = file.read(most + 1)
        except _BROKEN:
            raise _unreadable("it is damaged in the zip, or locked", "download it again") from None
        self._left -= len(data)
        if len(data) > most:
            raise too_large(most)
        return data

    @property
    def changed(self) -> bool:
        """See `Place`."""
        return self._state() != self._opened

    def close(self) -> None:
        """See `Place`."""
        self._zip.close()
        self._file.close()

    def _state(self) -> tuple[int, int]:
        told = os.fstat(self._file.fileno())
        return told.st_mtime_ns, told.st_size


class Folder:
    """An export that was unpacked."""

    changed = False  # each file is read at one moment

    def __init__(self, path: Path) -> None:
        self._root = path.resolve()
        found = list(self._within(path, depth=3))
        top = _top(found)
        self._found = {_plain(each.removeprefix(top)): path / each for each in found if each.startswith(top)}

    def names(self) -> list[str]:
        """See `Place`."""
        return list(self._found)

    def read(self, name: str) -> bytes:
        """See `Place`. A link that leads out of the folder is not followed."""
        path = self._found[name]
        if path.name == _SHUT:
            raise _unreadable("the folder may not be looked into")
        try:
            inside = path.resolve(strict=True).is_relative_to(self._root)
        except (OSError, RuntimeError):
            raise _unreadable("it is not there, or a link in a circle") from None
        if not inside:
            raise _unreadable("it is a link that leads out of the export")
        return whole(path, LARGEST, "see whose file it is")

    def close(self) -> None:
        """Nothing is open."""

    def _within(self, folder: Path, depth: int) -> Iterator[str]:
        """The files below, by their paths; links to folders are not followed."""
        try:
            entries = sorted(os.scandir(folder), key=lambda each: each.name)
        except OSError as error:
            raise _unreadable(f"{folder.name}: {(error.strerror or type(error).__name__).lower()}") from None
        for each in entries:
            if not each.is_dir(follow_symlinks=False):
                yield each.name
                continue
            yield f"{each.name}/"
            if depth > 1:
                yield from (f"{each.name}/{name}" for name in self._inner(Path(each.path), depth - 1))

    def _inner(self, folder: Path, depth: int) -> Iterator[str]:
        """As `_within`; a folder that cannot be looked into has one file, which cannot be read."""
        try:
            yield from self._within(folder, depth)
        except SourceError:
            yield _SHUT


def _top(names: list[str]) -> str:
    """The folder in which the export lies, where somebody packed it with one around it."""
    marks = [name for name in names if name.rpartition("/")[2] in _MARKS and not name.startswith("__MACOSX/")]
    nearest = min(marks, key=lambda name: (name.count("/"), name), default="")
    return nearest[: nearest.rfind("/") + 1]


def _plain(name: str) -> str:
    """A name as the lists of the export write it; some systems take its letters apart."""
    return unicodedata.normalize("NFC", name)


def _unreadable(why: str, remedy: str = "") -> SourceError:
    return SourceError(why, reason="unreadable", remedy=remedy)
