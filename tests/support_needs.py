"""Programs and packages from outside that a few tests need."""

import os
import shutil
import subprocess
import tarfile
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest


def needs(*names):
    """The path of the first of these programs that is there; without any, the test is skipped (see `missing`)."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    return found or missing(f"no {names[0]} here")


def missing(reason):
    """Skip the test; with TIMELINE_NO_SKIPS=1, fail it: a run that decides leaves nothing out without a word."""
    if os.environ.get("TIMELINE_NO_SKIPS") == "1":
        pytest.fail(f"{reason}, and TIMELINE_NO_SKIPS=1")
    pytest.skip(reason)


def from_npm(package, version, folder):
    """The folder of an npm package, fetched once and kept in `folder`; nothing of it is run by npm."""
    kept = folder / f"{package.replace('/', '+')}-{version}"
    if not kept.exists():
        with tempfile.TemporaryDirectory(dir=folder) as name:  # tests run side by side
            packed = _fetched(f"{package}@{version}", Path(name))
            with tarfile.open(packed) as files:
                files.extractall(Path(name) / "files", filter="data")
            with suppress(FileExistsError, OSError):
                (Path(name) / "files").rename(kept)
    return kept / "package"


def _fetched(wanted, folder):
    command = [needs("npm"), "pack", wanted, "--silent", "--pack-destination", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300, cwd=folder)
    except subprocess.SubprocessError:
        missing(f"npm could not fetch {wanted}")
    return folder / done.stdout.split()[-1]
