"""What people keep in `work/` of a record's folder for its post-mortem: read and written as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from timeline.formats.files import write_whole
from timeline.model.errors import ConfigError

WORK = "work"
NOTES, ACTIONS, WORDS = "notes.md", "actions.md", "postmortem.md"
#: The document as it was last written, to know what a person changed in it since.
LAST = "last-postmortem.json"


@dataclass(frozen=True, slots=True)
class Folder:
    """The `work/` of a record."""

    path: Path

    @classmethod
    def of(cls, record: str | Path) -> Folder:
        """That of a record's folder.

        Raises:
            ConfigError: the record is no folder, which has no room for what people write.
        """
        folder = Path(record)
        if not folder.is_dir():
            raise ConfigError(f"{str(folder)!r} is no record's folder: keep the record first, `timeline pull … -o DIR`")
        return cls(folder / WORK)

    def text(self, name: str) -> str:
        """What a file says; nothing where it is not there.

        Raises:
            ConfigError: it cannot be read.
        """
        file = self.path / name
        try:
            return file.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise ConfigError(f"cannot read {str(file)!r}: {error.strerror or type(error).__name__}") from None

    def write(self, texts: Mapping[str, str]) -> list[Path]:
        """Write those files, each as a whole; one that says what it said before is left alone."""
        changed = {name: text for name, text in texts.items() if text != self.text(name)}
        if changed:
            self.path.mkdir(exist_ok=True)
        for name, text in changed.items():
            write_whole(self.path / name, (text,))
        return [self.path / name for name in changed]
