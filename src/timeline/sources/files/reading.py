"""One file of a person's, as text: as a whole, or why it cannot be had."""

from __future__ import annotations

import codecs
import glob
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from timeline.model.errors import SourceError
from timeline.porting.run import Run
from timeline.porting.shelf import Shelf, as_json, whole

#: Files, or patterns of them, as they are configured.
Paths = Annotated[tuple[Annotated[str, Field(min_length=1, pattern=r"^[^\x00]*$")], ...], Field(min_length=1)]
#: What a person wrote is smaller; what is larger is a log.
LARGEST = 16 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Text(NamedTuple):
    """A file's text, and what is to be known of how it was read."""

    text: str
    note: str = ""


class Look(NamedTuple):
    """What was read of a file.

    Attributes:
        seen: told what was made of it, so that an event knows where it stands.
    """

    data: Any
    seen: Callable[[Any], Any]


class Papers:
    """The files of one source in one pull: read once, without credentials and addresses, and kept where pulls are."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._shelf = Shelf(run)

    def listed(self, paths: Sequence[str]) -> Iterator[str | SourceError]:
        """The files that the paths name; an error for what names none."""
        told = self._shelf.told(
            "LIST files", "", {"paths": list(paths)}, lambda: [_listed(each) for each in found(paths, self._run.source)]
        )
        for each in told:
            yield (
                each["path"]
                if "path" in each
                else _refused(self._run.source, each["name"], each["why"], each["remedy"])
            )

    def text(self, path: str) -> Text:
        """The text of a file that a person wrote.

        Raises:
            SourceError: as `read`.
        """
        told = self.look(path, lambda: self._read(path)).data
        if "why" in told:  # as it was kept at first
            raise _refused(self._run.source, path, told["why"], told["remedy"], reason=told["reason"])
        return Text(told["text"], told["note"])

    def look(self, path: str, read: Callable[[], Any]) -> Look:
        """What is read of a file, as JSON.

        Raises:
            SourceError: as `read` raises.
        """
        leaf = self._shelf.look("READ file", path, {}, lambda: as_json(read()))
        return Look(json.loads(leaf.body), lambda data: self._shelf.seen(leaf, data))

    def _read(self, path: str) -> dict[str, str]:
        text = read(Path(path), self._run.source)
        return {"text": self._run.cleaning.value("", text.text), "note": text.note}


def _listed(file: Path | SourceError) -> dict[str, str]:
    if isinstance(file, SourceError):
        return {"name": file.call, "why": file.detail, "remedy": file.remedy}
    return {"path": str(file)}


def found(paths: Sequence[str], source: str) -> Iterator[Path | SourceError]:
    """The files that the paths name, each once and in order; an error for what names none."""
    seen: set[Path] = set()
    for name in paths:
        path = Path(name).expanduser()
        is_pattern = glob.has_magic(name) and not path.exists()
        files = sorted(each for each in _fitting(path) if not each.is_dir()) if is_pattern else [path]
        if not files:
            yield _refused(source, name, "no file is called so", "mend paths, or make the file")
        for file in files:
            if (real := _real(file)) not in seen:
                seen.add(real)
                yield file


def _real(file: Path) -> Path:
    """What the file is called without links; one that leads round in a circle is refused when it is read."""
    try:
        return file.resolve()
    except (OSError, RuntimeError):  # before Python 3.13 a circle is the latter
        return file.absolute()


def _fitting(pattern: Path) -> Iterator[Path]:
    """The files that a pattern names; `**` is any folder below."""
    parts = pattern.parts
    plain = next(number for number, part in enumerate(parts) if glob.has_magic(part))
    return Path(*parts[:plain]).glob(str(Path(*parts[plain:])))


def read(path: Path, source: str) -> Text:
    """The text of a file.

    Raises:
        SourceError: it is not there, is none, is too large, is no text, or changes all the time.
    """
    if path.is_dir():
        raise _refused(source, str(path), "it is a folder", f"name its files: {path / '*.md'}")
    data = whole(path, LARGEST)
    if b"\0" in data and not data.startswith(_BOMS[1][0]) and not data.startswith(_BOMS[2][0]):
        raise _refused(source, str(path), "it is no text", "write notes as Markdown or plain text")
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        return Text(data.decode(encoding))
    except UnicodeDecodeError:
        return Text(data.decode("cp1252", "replace"), f"{path.name} is not UTF-8: it was read as Windows-1252")


def _refused(source: str, name: str, why: str, remedy: str, *, reason: str = "unreadable") -> SourceError:
    return SourceError(why, source=source, call=name, reason=reason, remedy=remedy)
