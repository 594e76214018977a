"""Writing goes through what is there, and every stream may end before it is written."""

import fcntl
import os
import stat
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import pytest

import timeline as tl
from support_events import WINDOW, event
from timeline.bundle import staged
from timeline.formats.files import check_writable, write_whole, written

RECORD = tl.Timeline(WINDOW, [event("a", 1)])


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def rest(folder):
    """What lies in the folder besides what was asked for."""
    return sorted(each.name for each in folder.iterdir() if each.name.endswith(".part"))


@pytest.mark.parametrize("bits", [0o600, 0o640, 0o644, 0o666, 0o755])
def test_a_file_that_is_there_keeps_its_mode_and_owner(tmp_path, bits):
    """Only its content changes."""
    path = tmp_path / "record.md"
    path.write_text("old")
    path.chmod(bits)
    was = path.stat()
    write_whole(path, ["new"])
    assert (path.read_text(), mode(path)) == ("new", bits)
    assert (path.stat().st_uid, path.stat().st_gid) == (was.st_uid, was.st_gid)
    assert not rest(tmp_path)


def test_a_new_file_has_the_mode_that_the_user_asks_for(tmp_path):
    """The umask holds, as for every file of theirs."""
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "new.md", ["x"])
    finally:
        os.umask(before)
    assert mode(tmp_path / "new.md") == 0o640


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("chain", [1, 3])
def test_a_link_is_written_through(tmp_path, there, chain):
    """The link stays, also a chain of relative ones; its target is new, be it there already or not."""
    (tmp_path / "below").mkdir()
    target = tmp_path / "below" / "target.md"
    if there:
        target.write_text("old")
        target.chmod(0o600)
    names = ["below/target.md", *(f"link{n}.md" for n in range(chain))]
    for to, link in pairwise(names):
        (tmp_path / link).symlink_to(to)
    write_whole(tmp_path / names[-1], ["new"])
    assert all((tmp_path / name).is_symlink() for name in names[1:])
    assert target.read_text() == "new"
    assert not there or mode(target) == 0o600
    assert not rest(tmp_path) + rest(target.parent)


def test_a_step_back_is_taken_where_the_links_lead(tmp_path, monkeypatch):
    """As the system reads a path: `link/..` is above what the link leads to."""
    (tmp_path / "far" / "below").mkdir(parents=True)
    (tmp_path / "link").symlink_to("far/below")
    (tmp_path / "up").symlink_to("link/../up.md")
    monkeypatch.chdir(tmp_path)
    write_whole(Path("link/../out.md"), ["new"])
    write_whole(Path("up"), ["new"])
    assert sorted(each.name for each in (tmp_path / "far").iterdir()) == ["below", "out.md", "up.md"]


def test_other_names_of_a_file_stay_its_names(tmp_path):
    """A hard link is the same file afterwards; a shorter text leaves nothing of the longer one."""
    (tmp_path / "one").write_text("old and longer")
    os.link(tmp_path / "one", tmp_path / "two")
    write_whole(tmp_path / "one", ["new"])
    assert (tmp_path / "two").read_text() == "new"
    assert (tmp_path / "one").samefile(tmp_path / "two")


@pytest.mark.parametrize("names", [1, 2])
def test_what_fails_half_way_leaves_what_was_there(tmp_path, names):
    """The old text stays whole, and no half of the new one lies about."""
    path = tmp_path / "record.md"
    path.write_text("old")
    if names == 2:
        os.link(path, tmp_path / "other")

    def pieces():
        yield "half"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_whole(path, pieces())
    assert path.read_text() == "old"
    assert not rest(tmp_path)


def test_a_pipe_gets_the_bytes_as_they_come(tmp_path):
    """A FIFO stays one, and its reader reads the record."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    got = []
    reader = threading.Thread(target=lambda: got.append(path.read_text()))
    reader.start()
    check_writable(path)  # does not open it: there may be no reader yet
    write_whole(path, ["one", "two"])
    reader.join(10)
    assert got == ["onetwo"]
    assert path.is_fifo()


@pytest.mark.parametrize("linked", [True, False])
def test_a_device_stays_a_device(tmp_path, linked):
    """What is written to the one that discards is discarded."""
    path = Path(os.devnull)
    if linked:
        path = tmp_path / "nothing"
        path.symlink_to(os.devnull)
    write_whole(path, ["x"])
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    assert not linked or path.is_symlink()


def test_a_full_disk_is_no_mistake_of_the_caller():
    """It is told as what it is, and not as a bad call."""
    with pytest.raises(tl.TimelineError, match="No space left") as caught:
        write_whole(Path("/dev/full"), ["x" * 100_000])
    assert not isinstance(caught.value, tl.ConfigError)


def unwritable(folder):
    (folder / "folder").mkdir()
    (folder / "file").write_text("x")
    (folder / "circle").symlink_to("circle")
    (folder / "nowhere").symlink_to("missing/x")
    return {
        "too long": folder / ("x" * 256), "no folder": folder / "missing" / "x", "a folder": folder / "folder",
        "below a file": folder / "file" / "x", "a circle": folder / "circle", "a link to nowhere": folder / "nowhere",
        "a NUL": folder / "a\0b", "a closed descriptor": Path("/dev/fd/999"), "too deep": folder / ("x/" * 3000),
    }  # fmt: skip


@pytest.mark.parametrize(
    "kind",
    [
        "too long",
        "no folder",
        "a folder",
        "below a file",
        "a circle",
        "a link to nowhere",
        "a NUL",
        "a closed descriptor",
        "too deep",
    ],
)
def test_what_cannot_be_written_is_found_out_before_the_pull(tmp_path, kind):
    """Nothing is asked of anybody for a record that has no place; the name is said."""
    path = unwritable(tmp_path)[kind]
    with pytest.raises(tl.ConfigError, match="cannot write"):
        check_writable(path)
    with pytest.raises(tl.ConfigError, match="cannot write"):
        write_whole(path, ["x"])


def test_what_may_not_be_written_is_found_out_before_the_pull(tmp_path, monkeypatch):
    """A file or a folder without the right to write, which root has everywhere."""
    (tmp_path / "file").write_text("x")
    monkeypatch.setattr(os, "access", lambda path, right: not right & os.W_OK)
    for path in (tmp_path / "file", tmp_path / "new"):
        with pytest.raises(tl.ConfigError, match="not writable"):
            check_writable(path)


def test_a_name_as_long_as_names_can_be_is_written(tmp_path):
    """What is beside it for a moment has a name of its own."""
    path = tmp_path / ("x" * 255)
    write_whole(path, ["new"])
    assert path.read_text() == "new"


def test_two_writers_do_not_meet(tmp_path):
    """Each writes a neighbour of its own; the last to end has its whole text there."""
    path = tmp_path / "record.md"
    with written(path) as first, written(path) as second:
        first.write(b"one" * 1000)
        second.write(b"two")
        assert len(rest(tmp_path)) == 2
    assert path.read_bytes() == b"one" * 1000
    assert not rest(tmp_path)


def test_many_saves_into_one_folder_leave_one_whole_record(tmp_path):
    """Whoever is last, the folder holds a record that loads."""
    saves = [threading.Thread(target=RECORD.save, args=(tmp_path / "kept",)) for _ in range(8)]
    for each in saves:
        each.start()
    for each in saves:
        each.join()
    assert tl.load(tmp_path / "kept") == RECORD
    assert not rest(tmp_path / "kept")


def test_a_folder_is_looked_at_while_nobody_moves_contents_into_it(tmp_path, monkeypatch):
    """Half moved in, contents are neither there nor gone: whoever looks holds the lock that whoever moves holds."""
    held = []

    def looking(folder):
        opened = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.append(folder)
        finally:
            os.close(opened)

    monkeypatch.setattr(staged, "_check", looking)
    RECORD.save(tmp_path / "kept")
    assert held == [tmp_path / "kept"]


def test_a_parquet_file_goes_the_same_way(tmp_path):
    """It keeps mode and link like any other."""
    target = tmp_path / "target"
    target.write_text("old")
    target.chmod(0o600)
    (tmp_path / "x.parquet").symlink_to(target.name)
    RECORD.to_parquet(tmp_path / "x.parquet")
    assert (tmp_path / "x.parquet").is_symlink()
    assert (target.stat().st_size > 100, mode(target)) == (True, 0o600)


COMMAND = f"{sys.executable} -m timeline"


def bash(line, cwd):
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, cwd=cwd, timeout=60)


ENDINGS = {
    "a reader that leaves": (f"{COMMAND} demo --quiet | head -1", 0),
    "one that leaves at once": (f"{COMMAND} schema | true; exit ${{PIPESTATUS[0]}}", (0, 1)),
    "a reader of lines that leaves": (f"{COMMAND} demo --quiet --format jsonl --stream | head -1", 0),
    "a reader of messages that leaves": (f"{COMMAND} demo -o out.md 2>&1 | true; exit ${{PIPESTATUS[0]}}", 0),
    "messages closed": (f"{COMMAND} demo -o out.md 2>&-", 0),
    "both closed": (f"{COMMAND} demo -o out.md >&- 2>&-", 0),
    "output closed": (f"{COMMAND} demo --quiet >&-", 1),
    "a full disk": (f"{COMMAND} demo --quiet > /dev/full", 1),
    "a full disk for little": (f"{COMMAND} --version > /dev/full", 1),
    "a full disk for messages": (f"{COMMAND} demo -o out.md 2> /dev/full", 0),
    "a full disk as the file": (f"{COMMAND} demo --quiet -o /dev/full", 1),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_end_of_a_stream_is_quiet(tmp_path, ending):
    """No traceback and nothing ignored, whichever stream ends and when; the record is written where it was to go."""
    line, code = ENDINGS[ending]
    done = bash(line, tmp_path)
    assert done.returncode in (code if isinstance(code, tuple) else (code,)), done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert not done.stderr.rstrip().endswith(":"), "a message with a part that is not there"
    assert "out.md" not in line or "18:46" in (tmp_path / "out.md").read_text()


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
@pytest.mark.parametrize("sink", ["| cat", ">> kept.md; cat kept.md"])
def test_standard_output_by_its_name_is_standard_output(tmp_path, name, sink):
    """A pipe gets the record; a file that is appended to keeps what it had."""
    (tmp_path / "kept.md").write_text("old\n")
    done = bash(f"{COMMAND} demo --quiet -o {name} {sink}", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "18:46" in done.stdout
    assert (tmp_path / "kept.md").read_text().startswith("old\n")


@pytest.mark.parametrize("place", ["x" * 256, "missing/x.md", "."])
def test_the_command_says_so_before_it_asks(tmp_path, place):
    """Exit 2, in words, with nothing pulled."""
    done = bash(f"{COMMAND} demo -o {place}", tmp_path)
    assert done.returncode == 2
    assert "cannot write" in done.stderr
    assert "window" not in done.stderr
