"""New contents of a bundle, made beside the old ones and moved to their place when they are whole."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from timeline.bundle import bag
from timeline.bundle.events import FILE as EVENTS
from timeline.bundle.manifest import FILE as PULL
from timeline.formats.files import like
from timeline.model.errors import ConfigError

try:
    import fcntl
except ImportError:  # Windows: two that save into one folder at the same time are on their own
    fcntl = None  # type: ignore[assignment]

PAGES, EARLIER, HISTORY = "pages.jsonl.gz", "earlier", "history"
#: The files of one pull, which go together.
_PULL = (PULL, PAGES, EVENTS)
_PARTS = (bag.TAG_MANIFEST, bag.MANIFEST, bag.INFO, bag.DECLARATION, bag.PAYLOAD)


@contextmanager
def staged(folder: Path, *, adding: bool = False, another: bool = False) -> Iterator[Path]:
    """An empty `data/` to fill; at the end it is sealed and takes the place of the old one, which was whole until then.

    What the old one held beside its pull stays, unless it is made anew. What is replaced is set aside under
    `data/earlier/`; of a pull only one with native answers, which nobody else has.

    Args:
        folder: the bundle.
        adding: the pull stays, too.
        another: what comes is no pull of the same: the history that was kept is not its own, and does not stay.

    Raises:
        ConfigError: what stands there is an unfinished pull, or is none of ours.
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):  # while another moves its contents in, half of them are there
        _check(folder)
    stage = folder / f".{os.getpid()}.{secrets.token_hex(6)}.part"
    stage.mkdir()
    try:
        data = stage / bag.PAYLOAD
        data.mkdir()
        yield data
        with _alone(folder):
            _carry(folder / bag.PAYLOAD, data, () if adding else (*_PULL, HISTORY) if another else _PULL)
            bag.seal(stage, bag.SOFTWARE, earlier=bag.seals(folder))
            _move(stage, folder)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _check(folder: Path) -> None:
    data = folder / bag.PAYLOAD
    if bag.sealed(folder) is not None or not os.path.lexists(data):
        return
    strange = sorted(each.name for each in data.iterdir() if each.name not in (PULL, EVENTS)) if data.is_dir() else [""]
    if strange:
        raise ConfigError(
            f"cannot save into {str(folder)!r}: its {bag.PAYLOAD}/ is not sealed: if it is an unfinished pull, end it "
            f"with `timeline pull --resume {folder}`, or choose another folder"
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The folder, while nobody else moves contents into it."""
    if fcntl is None:
        yield
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _carry(old: Path, new: Path, replaced: Iterable[str]) -> None:
    """Give the new contents what is to stay of the old ones: links to the same files, for none of them is changed."""
    if not old.is_dir():
        return
    gone = {each.name for each in old.iterdir() if each.name in replaced or (new / each.name).exists()}
    for each in old.iterdir():
        if each.name not in gone:
            _linked(each, new / each.name)
    has_pages = (old / PAGES).is_file()
    aside = [name for name in gone if name not in _PULL or has_pages]
    if aside:
        earlier = _aside(new)
        for name in aside:
            _linked(old / name, earlier / name)
    for name in gone.intersection(_PULL):
        if (new / name).is_file():
            like(new / name, (old / name).stat())


def _aside(data: Path) -> Path:
    """The next folder for an earlier pull, made."""
    earlier = data / EARLIER
    earlier.mkdir(exist_ok=True)
    made = earlier / str(1 + max((int(each.name) for each in earlier.iterdir() if each.name.isdecimal()), default=0))
    made.mkdir()
    return made


def _linked(here: Path, there: Path) -> None:
    if here.is_dir() and not here.is_symlink():
        shutil.copytree(here, there, symlinks=True, copy_function=link)
    else:
        link(here, there)


def link(here: str | Path, there: str | Path) -> None:
    """The same file under another name; a copy where the file system has no links."""
    try:
        os.link(here, there, follow_symlinks=False)
    except OSError:
        shutil.copy2(here, there, follow_symlinks=False)


def _move(stage: Path, folder: Path) -> None:
    """Move the old contents away, the seal first, and the new ones in, the seal last; or nothing, if that fails."""
    aside = stage / "old"
    aside.mkdir()
    if (folder / bag.PAYLOAD).is_dir():
        like(stage / bag.PAYLOAD, (folder / bag.PAYLOAD).stat())
    try:
        _rename(_PARTS, folder, aside)
        _rename(_PARTS[::-1], stage, folder)
    except OSError:
        _rename([name for name in _PARTS if os.path.lexists(aside / name)], folder, stage)
        _rename(_PARTS[::-1], aside, folder)
        raise


def _rename(names: Iterable[str], here: Path, there: Path) -> None:
    for name in names:
        if os.path.lexists(here / name):
            (here / name).rename(there / name)
