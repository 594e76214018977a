"""A record on a terminal: paged as a person says, status lines that fill; nothing of it in a pipe or a file."""

import os
import sys

import pytest

from support_terminal import on_terminal, plain
from timeline.cli import pager, status

SMALL = ("demo", "--source", "terraform", "--quiet")
# A pager of a person's own: it marks what it got.
PAGER = f"{sys.executable} -c \"import os,sys; t=sys.stdin.read(); print('PAGED', os.environ['LESS'], t[:4000])\""


def test_a_person_s_pager_gets_the_record():
    """`$PAGER` with its arguments, with `LESS` as `git` sets it; the exit code is the record's."""
    code, said = on_terminal(*SMALL, env={"PAGER": PAGER})
    assert code == 0
    assert "PAGED FRX" in said
    assert "hooks-prod" in plain(said)


@pytest.mark.parametrize("value", ["", "cat", "no-such-pager"])
def test_no_pager_is_asked_for(value):
    """Empty, `cat`, or one that is not there: the record is written to the terminal itself."""
    code, said = on_terminal(*SMALL, env={"PAGER": value})
    assert code == 0
    assert "hooks-prod" in plain(said)


def test_a_pager_that_is_left_early_is_no_error():
    """The reader has seen enough: no traceback, and the record's exit code."""
    code, said = on_terminal(*SMALL, env={"PAGER": f"{sys.executable} -c pass"})
    assert (code, "Traceback" in said, "Broken" in said) == (0, False, False)


def test_without_a_word_of_it_less_pages():
    """`less -FRX`: a short record is just there, and colour goes through."""
    assert pager._pager({})[1:] in (["-FRX"], [])
    assert pager._pager({"PAGER": "less -S"})[1:] in (["-S"], [])
    assert pager._pager({"PAGER": "'"}) == []
    assert pager._pager({"TERM": "dumb"}) == []


@pytest.mark.parametrize("arguments", [("--format", "json"), ("-o", "record.md"), ("--style", "table")])
def test_only_markdown_to_a_terminal_is_paged(arguments, tmp_path):
    """A file and other forms are the same bytes as always."""
    _, said = on_terminal(*SMALL, *arguments, cwd=tmp_path, env={"PAGER": PAGER, "HOME": os.environ["HOME"]})
    assert "PAGED" not in said


def test_links_pass_no_pager_that_is_not_known_to_let_them():
    """An older `less`, or another pager, shows what is meant for the terminal."""
    assert pager._lets_links_through([])
    assert not pager._lets_links_through(["more"])
    assert not pager._lets_links_through(["no-such-place/less"])


def test_a_source_has_one_status_line():
    """On a terminal each source has one line, drawn over; it ends with how much it gave."""
    code, said = on_terminal("demo", "--format", "json", "--source", "slack", "--source", "terraform", out=False)
    rows = [row for row in plain(said.rsplit("\x1b[2F", 1)[-1]).splitlines() if row.strip()]
    assert code == 0
    assert [row.split(":")[0] for row in rows] == ["slack", "terraform"]
    assert all("done (events: " in row for row in rows)


@pytest.mark.parametrize(("arguments", "env"), [(("--quiet",), {}), ((), {"TERM": "dumb"})])
def test_no_status_where_it_cannot_be_drawn_or_is_not_wanted(arguments, env):
    """Nor with a stream, whose events come meanwhile."""
    _, said = on_terminal("demo", "--format", "json", "--source", "terraform", *arguments, out=False, env=env)
    assert "done" not in said
    assert "\x1b" not in said


def test_a_bar_fills_where_the_share_is_known_and_there_is_room():
    """Without a share, or on a narrow terminal, there are the words alone."""
    from timeline.porting.progress import Told

    half = Told.of("75 of 150 threads", 0.5)
    assert status._bar(half, 100).count("█") == 10
    assert status._bar(half, 50) == ""
    assert status._bar("waiting", 100) == ""
