"""One way to write a file: through what is there, as a whole, beside nobody else's half of it."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from timeline.model.collector import collector_paused
from timeline.model.errors import ConfigError, TimelineError

_LINKS = 40  # as many as the system itself follows
_DESCRIPTOR = re.compile(rf"/dev/(?:fd/(\d+)|(stdin|stdout|stderr))|/proc/(?:self|{os.getpid()})/fd/(\d+)")
_STANDARD = {"stdin": 0, "stdout": 1, "stderr": 2}


def check_writable(path: Path) -> None:
    """Find out what can be found out before there is anything to write: found out later, it would cost the record.

    Raises:
        ConfigError: a folder that is not there, a name that is too long, a file that may not be written …
    """
    try:
        there = _target(path)
        if isinstance(there, Path):
            _check(there)
        else:
            os.fstat(there)
    except OSError as error:
        raise refused(path, error) from None
    except ValueError:
        raise ConfigError(f"cannot write {str(path)!r}: no such name is possible") from None


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """A file to write, which is there as a whole when the block ends, or as it was before if the block fails.

    A link is written through; a file that is there keeps its mode, its owner and its other names; what is no
    regular file (a pipe, a device) gets the bytes as they come.

    Raises:
        ConfigError: it cannot be written, for a reason that `check_writable` names.
        TimelineError: the disk is full, or broken.
    """
    check_writable(path)
    try:
        there = _target(path)
        with os.fdopen(os.dup(there), "wb") if isinstance(there, int) else _opened(there) as out:
            yield out
    except BrokenPipeError:
        raise  # the reader has seen enough
    except OSError as error:
        raise refused(path, error) from None


def write_whole(path: Path, pieces: Iterable[str]) -> None:
    """Write these pieces of text; raises as `written`."""
    with written(path) as out, collector_paused():
        for piece in pieces:
            out.write(piece.encode("utf-8"))


def _target(path: Path) -> Path | int:
    """What is written when that path is: where its links lead, or one of our own descriptors."""
    here = path.absolute()  # resolve() would follow a descriptor into what it is open on
    for _ in range(_LINKS):
        if found := _DESCRIPTOR.fullmatch(str(here)):
            return int(found[1] or found[3] or _STANDARD[found[2]])
        if not here.is_symlink():
            return here
        here = here.parent / here.readlink()
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def _check(there: Path) -> None:
    """Raise the OSError that writing would raise."""
    try:
        mode = there.stat().st_mode
    except FileNotFoundError:
        if not there.parent.is_dir():
            raise OSError(errno.ENOENT, "its folder is not there") from None
        if not os.access(there.parent, os.W_OK | os.X_OK):
            raise OSError(errno.EACCES, "its folder is not writable") from None
        return
    if stat.S_ISDIR(mode):
        raise OSError(errno.EISDIR, "it is a folder")
    if not os.access(there, os.W_OK):
        raise OSError(errno.EACCES, "it is not writable")


@contextmanager
def _opened(there: Path) -> Iterator[IO[bytes]]:
    try:
        was = there.stat()
    except FileNotFoundError:
        was = None
    if was and not stat.S_ISREG(was.st_mode):
        with there.open("wb") as out:
            yield out
    elif was and not _is_replaceable(there, was):
        with tempfile.TemporaryFile() as whole:
            yield whole
            _copied(whole, there)
    else:
        with _beside(there, was) as out:
            yield out


def _is_replaceable(there: Path, was: os.stat_result) -> bool:
    """Whether another file may take its place: it has no other name, and what would be its owner is."""
    own = getattr(os, "geteuid", lambda: was.st_uid)() in (0, was.st_uid)
    return was.st_nlink == 1 and own and os.access(there.parent, os.W_OK | os.X_OK)


def _copied(whole: IO[bytes], there: Path) -> None:
    whole.seek(0)
    with there.open("r+b") as out:
        shutil.copyfileobj(whole, out)
        out.truncate()


@contextmanager
def _beside(there: Path, was: os.stat_result | None) -> Iterator[IO[bytes]]:
    """A neighbour of a name that no other pull chooses, moved to its place at the end."""
    # Not made of the file's own name, which may be as long as a name can be.
    beside = there.with_name(f".{os.getpid()}.{secrets.token_hex(6)}.part")
    try:
        with beside.open("xb") as out:
            if was:
                like(beside, was)
            yield out
        beside.replace(there)
    finally:
        with suppress(OSError):
            beside.unlink()


def like(beside: Path, was: os.stat_result) -> None:
    """Give it the same owner, where that may be given, and the same mode."""
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(beside, was.st_uid, was.st_gid)
    beside.chmod(stat.S_IMODE(was.st_mode))


_OURS = frozenset({
    errno.ENOENT, errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EROFS, errno.ELOOP,
    errno.EEXIST, errno.EBADF, errno.ENXIO,
})  # fmt: skip


def refused(path: Path, error: OSError) -> TimelineError:
    """The error to raise for one of the system: what the caller can mend is a `ConfigError`; a full disk is not."""
    kind = ConfigError if error.errno in _OURS else TimelineError
    return kind(f"cannot write {str(path)!r}: {error.strerror or type(error).__name__}")
