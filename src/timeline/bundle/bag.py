"""The seal: a BagIt 1.0 bag (RFC 8493), made and checked with the standard library.

The payload is `data/`; `work/`, what people made of it, lies outside. One hash says it all: the seal, that of
`tagmanifest-sha256.txt`, which lists the hashes of the other tag files, which list those of the payload.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from timeline._version import __version__
from timeline.formats.files import write_whole
from timeline.model.errors import ConfigError

PAYLOAD, WORK = "data", "work"
DECLARATION, INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
EARLIER = "Earlier-Seal"
#: What every bag of ours says in its information.
SOFTWARE = {"Bag-Software-Agent": f"incident-timeline {__version__}"}
_DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_CHUNK = 1 << 20
_FORM = re.compile(rb"(?:[0-9a-f]{64}  (?:bagit\.txt|bag-info\.txt|manifest-sha256\.txt)\n){3}")
_ROW = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(.+)")


What = Literal["changed", "missing", "added", "renamed", "unreadable", "no regular file", "miscounted", "untold"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was sealed.

    Attributes:
        path: the file, as the manifests name it; a folder ends with `/`.
        what: what became of it.
        before: the name under which it was sealed, where it was renamed.
        page: which page of it, where that is known.
        detail: more of it, in words.
    """

    path: str
    what: What
    before: str | None = None
    page: int | None = None
    detail: str = ""

    def __str__(self) -> str:
        if self.before:
            return f"{self.before} was renamed to {self.path}"
        page = "" if self.page is None else f"page {self.page} "
        return f"{self.path}: {page}{self.what}{self.detail and f' ({self.detail})'}"


def seal(folder: Path, info: Mapping[str, str], *, earlier: Sequence[str] | None = None) -> str:
    """Write the manifests of what stands in `data/`, the tag files last; the seal.

    A bag that was sealed before keeps its earlier seals in `bag-info.txt`.

    Args:
        folder: the bag.
        info: further lines of `bag-info.txt`.
        earlier: its earlier seals, if it does not know them itself.
    """
    if earlier is None:
        earlier = seals(folder)
    (folder / TAG_MANIFEST).unlink(missing_ok=True)  # unsealed until all is written
    files = list(_below(folder, PAYLOAD))
    sizes = [(folder / _decoded(name)).stat().st_size for name in files]
    rows = {**info, "Payload-Oxum": f"{sum(sizes)}.{len(sizes)}"}
    lines = [
        *(f"{name}: {_one_line(value)}" for name, value in rows.items()),
        *(f"{EARLIER}: {each}" for each in earlier),
    ]
    write_whole(folder / DECLARATION, [_DECLARED])
    write_whole(folder / INFO, ["".join(f"{line}\n" for line in lines)])
    write_whole(folder / MANIFEST, [_manifest(folder, files)])
    write_whole(folder / TAG_MANIFEST, [_manifest(folder, [DECLARATION, INFO, MANIFEST])])
    return digest(folder / TAG_MANIFEST)


def sealed(folder: Path) -> str | None:
    """The seal, or None where the folder is not sealed: an unfinished pull."""
    file = folder / TAG_MANIFEST
    return digest(file) if file.is_file() else None


def seals(folder: Path) -> list[str]:
    """Every seal that this bag has had, the present one last."""
    return [*earlier_seals(folder), *([last] if (last := sealed(folder)) else [])]


def earlier_seals(folder: Path) -> list[str]:
    """The seals that this bag had before, oldest first."""
    return [value for name, value in _info(folder) if name == EARLIER]


def verify(folder: Path) -> list[Finding]:
    """Every file that was changed, removed, added or renamed since the bag was sealed, `work/` apart.

    Raises:
        ConfigError: the folder is no sealed bag.
    """
    if not any((folder / name).is_file() for name in (TAG_MANIFEST, MANIFEST)):
        raise ConfigError(f"{folder.name!r} is not sealed: it has no {TAG_MANIFEST}; a pull into it did not end")
    manifests = {name: _read(folder, name) for name in (TAG_MANIFEST, MANIFEST)}
    # Nothing tells of the tag manifest but its own form, and, where it is gone, of those that it listed.
    alone = {TAG_MANIFEST} if (folder / TAG_MANIFEST).is_file() else {DECLARATION, INFO, MANIFEST}
    told = {**manifests[TAG_MANIFEST], **manifests[MANIFEST]}
    here = set(_below(folder, "")) - alone
    found = {Finding(name, "missing") for name in told.keys() - here}
    found |= {Finding(name, "added") for name in {*here, *_empty(folder)} - told.keys()}
    for manifest, rows in manifests.items():
        found |= {each for name in rows.keys() & here if (each := _changed(folder, name, rows[name], manifest))}
    found |= set(_unsealed(folder))
    return sorted(_renamed(folder, found, told), key=lambda finding: finding.path)


def is_whole(folder: Path, part: str) -> bool:
    """Whether what stands below that part of a sealed bag is as it was sealed."""
    told = {name: value for name, value in _read(folder, MANIFEST).items() if name.startswith(f"{part}/")}
    here = set(_below(folder, part))
    return here == set(told) and all(_changed(folder, name, told[name], MANIFEST) is None for name in here)


def digest(file: Path) -> str:
    """The SHA-256 of a file, in hex."""
    made = hashlib.sha256()
    with file.open("rb") as data:
        while chunk := data.read(_CHUNK):
            made.update(chunk)
    return made.hexdigest()


def _unsealed(folder: Path) -> Iterator[Finding]:
    """What is wrong with the tag manifest, whose hash stands in no file: it has the form in which it was written."""
    if not (folder / TAG_MANIFEST).is_file():
        yield Finding(TAG_MANIFEST, "missing")
    elif not _FORM.fullmatch((folder / TAG_MANIFEST).read_bytes()):
        yield Finding(TAG_MANIFEST, "changed")


def _changed(folder: Path, name: str, told: str, manifest: str) -> Finding | None:
    file = folder / _decoded(name)
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return Finding(name, "no regular file")
        made = digest(file)
    except OSError:
        return Finding(name, "unreadable")
    if made == told:
        return None
    # A changed file has a hash that shares nothing with the old one; one that is nearly the same was changed itself.
    alike = sum(one == other for one, other in zip(made, told, strict=False))
    return Finding(manifest if alike > len(made) // 2 else name, "changed")


def _renamed(folder: Path, found: Iterable[Finding], told: Mapping[str, str]) -> Iterator[Finding]:
    """The findings, with one that is missing and one that was added as one where they hold the same."""
    missing = {
        told[finding.path]: finding.path for finding in found if finding.what == "missing" and finding.path in told
    }
    added = [finding.path for finding in found if finding.what == "added" and missing]
    known = {digest(file): name for name in added if _is_regular(file := folder / _decoded(name))}
    pairs = {known[value]: before for value, before in missing.items() if value in known}
    for finding in found:
        if finding.path in pairs:
            yield Finding(finding.path, "renamed", pairs[finding.path])
        elif finding.path not in pairs.values():
            yield finding


def _is_regular(file: Path) -> bool:
    return file.is_file() and not file.is_symlink() and os.access(file, os.R_OK)


def _below(folder: Path, part: str) -> Iterator[str]:
    """Every file below, named as in a manifest: with `/`, in the order of the names; what people made is left out."""
    for name, path in _all(folder, part):
        if path.is_symlink() or not path.is_dir():
            yield _encoded(name)


def _empty(folder: Path) -> Iterator[str]:
    """Every folder with nothing in it."""
    for name, path in _all(folder, ""):
        if path.is_dir() and not path.is_symlink() and os.access(path, os.R_OK) and not any(path.iterdir()):
            yield f"{_encoded(name)}/"


def _all(folder: Path, part: str) -> Iterator[tuple[str, Path]]:
    """Everything below, by its name; what people made is left out."""
    for path in sorted((folder / part).rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] != WORK:
            yield name, path


def _manifest(folder: Path, names: Sequence[str]) -> str:
    return "".join(f"{digest(folder / _decoded(name))}  {name}\n" for name in names)


def _read(folder: Path, manifest: str) -> dict[str, str]:
    """By name, the hash that a manifest tells; what cannot be read tells nothing, so that its files count as added."""
    try:
        lines = (folder / manifest).read_bytes().decode().split("\n")
    except (OSError, UnicodeDecodeError):
        return {}
    return {found[2]: found[1].lower() for line in lines if (found := _ROW.fullmatch(line))}


def _info(folder: Path) -> list[tuple[str, str]]:
    try:
        lines = (folder / INFO).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    return [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]


def _encoded(name: str) -> str:
    """A file's name as RFC 8493 writes it: what would break a line is percent-encoded, and the mark itself."""
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _decoded(name: str) -> str:
    return unquote(name) if "%" in name else name


def _one_line(value: str) -> str:
    return " ".join(value.split())
