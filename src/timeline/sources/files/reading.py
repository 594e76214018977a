"""One file of a person's, as text: as a whole, or why it cannot be had."""

from __future__ import annotations

import codecs
import glob
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from timeline.model.errors import SourceError

#: What a person wrote is smaller; what is larger is a log.
LARGEST = 16 << 20
_TRIES = 3
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Text(NamedTuple):
    """A file's text, and what is to be known of how it was read."""

    text: str
    note: str = ""


def found(paths: Sequence[str], source: str) -> Iterator[Path | SourceError]:
    """The files that the paths name, each once and in order; an error for what names none."""
    seen: set[Path] = set()
    for name in paths:
        path = Path(name).expanduser()
        is_pattern = glob.has_magic(name) and not path.exists()
        files = sorted(Path(each) for each in glob.glob(str(path), recursive=True)) if is_pattern else [path]
        files = [each for each in files if not (is_pattern and each.is_dir())]
        if not files:
            yield _refused(source, name, "no file is called so", "mend paths, or make the file")
        for file in files:
            if (real := file.resolve()) not in seen:
                seen.add(real)
                yield file


def read(path: Path, source: str) -> Text:
    """The text of a file.

    Raises:
        SourceError: it is not there, is none, is too large, is no text, or changes all the time.
    """
    try:
        if path.is_dir():
            raise _refused(source, str(path), "it is a folder", f"name its files: {path / '*.md'}")
        data = _whole(path, source)
    except OSError as error:
        raise _refused(source, str(path), (error.strerror or type(error).__name__).lower(), "mend paths") from None
    if b"\0" in data and not data.startswith(_BOMS[1][0]) and not data.startswith(_BOMS[2][0]):
        raise _refused(source, str(path), "it is no text", "write notes as Markdown or plain text")
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        return Text(data.decode(encoding))
    except UnicodeDecodeError:
        return Text(data.decode("cp1252", "replace"), f"{path.name} is not UTF-8: it was read as Windows-1252")


def _whole(path: Path, source: str) -> bytes:
    """Its bytes at one moment: what is written meanwhile is read again."""
    for _ in range(_TRIES):
        before = path.stat()
        if before.st_size > LARGEST:
            raise _refused(source, str(path), f"it is larger than {LARGEST >> 20} MiB", "split it", reason="too_large")
        data = path.read_bytes()
        after = path.stat()
        if (before.st_mtime_ns, before.st_ino, len(data)) == (after.st_mtime_ns, after.st_ino, after.st_size):
            return data
    raise _refused(source, str(path), "it changed while it was read", "try again")


def _refused(source: str, name: str, why: str, remedy: str, *, reason: str = "unreadable") -> SourceError:
    return SourceError(why, source=source, call=name, reason=reason, remedy=remedy)
