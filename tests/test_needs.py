"""What a test needs from outside is there, or the run says so."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from support_needs import needs


def test_what_is_there_is_found():
    """The first program that is there is taken."""
    assert needs("no-such-program", "sh").endswith("/sh")


@pytest.mark.parametrize(("value", "way"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_what_is_missing_is_skipped_unless_that_is_refused(monkeypatch, value, way):
    """A run that decides, with TIMELINE_NO_SKIPS=1, fails where another one skips; both say why."""
    monkeypatch.setenv("TIMELINE_NO_SKIPS", value)
    with pytest.raises(way, match="no-such-program"):
        needs("no-such-program")


def test_the_lowest_versions_are_constraints_that_pip_takes():
    """A name and a version each, of what users install: a bundle of ours, or an extra, ends the whole run."""
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, root / ".ci" / "lowest"], capture_output=True, text=True, check=True, cwd=root
    )
    lines = done.stdout.splitlines()
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==\d+(\.\d+)*", line)] == []
    assert not any(line.startswith("incident-timeline") for line in lines)
