"""The seal of a bundle: standard tools agree with it, and it names whatever was done to a file."""

import gzip
import json
import random
import subprocess

import bagit
import pytest

import timeline as tl
from timeline.bundle import bag, pages

FILES = {
    "data/pull.json": "{}\n",
    "data/pages.jsonl.gz": "pages",
    "data/earlier/1/pull.json": "old",
    "work/notes.md": "x",
}


@pytest.fixture
def made(tmp_path):
    for name, words in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(words)
    bag.seal(tmp_path, {"Bag-Software-Agent": "timeline 0.1\nX"})
    return tmp_path


def judged(folder):
    """What the `bagit` package and `sha256sum` say of it: whether it is whole."""
    try:
        ours = bagit.Bag(str(folder)).validate()
    except (bagit.BagError, OSError):
        ours = False
    command = ["sha256sum", "-c", "--quiet", bag.MANIFEST, bag.TAG_MANIFEST]
    return ours, subprocess.run(command, cwd=folder, capture_output=True).returncode == 0


def test_what_is_sealed_is_whole_for_everybody(made):
    """Our own check, the independent package and `sha256sum` find nothing; people's own files do not matter."""
    (made / "work" / "notes.md").write_text("changed")
    assert bag.verify(made) == []
    assert judged(made) == (True, True)
    assert bagit.Bag(str(made)).info["Payload-Oxum"] == "11.3"


def test_sealing_anew_keeps_the_old_seal(made):
    """Each earlier seal stands in the bag's information, oldest first."""
    first = bag.sealed(made)
    (made / "data" / "more").write_text("more")
    second = bag.seal(made, {})
    bag.seal(made, {})
    assert bag.earlier_seals(made) == [first, second]
    assert bag.verify(made) == []
    assert judged(made) == (True, True)


@pytest.mark.parametrize(
    ("done", "told"),
    [
        (lambda d: (d / "data/pull.json").unlink(), ["data/pull.json: missing"]),
        (lambda d: (d / "data/more").write_text("m"), ["data/more: added"]),
        (lambda d: (d / "stray.txt").write_text("m"), ["stray.txt: added"]),
        (lambda d: (d / "data/pull.json").rename(d / "data/p"), ["data/pull.json was renamed to data/p"]),
        (lambda d: (d / "bag-info.txt").write_text("A: b\n"), ["bag-info.txt: changed"]),
        (lambda d: (d / "manifest-sha256.txt").write_text(""), ["data/earlier/1/pull.json: added",
         "data/pages.jsonl.gz: added", "data/pull.json: added", "manifest-sha256.txt: changed"]),
        (lambda d: (d / "bagit.txt").unlink(), ["bagit.txt: missing"]),
        (lambda d: ((d / "data/pull.json").unlink(), (d / "data/pull.json").symlink_to("gone")), ["data/pull.json: no regular file"]),
    ],
)  # fmt: skip
def test_what_was_done_to_a_file_is_named(made, done, told):
    """Removed, added, renamed, changed: each with its name, in the payload and beside it."""
    done(made)
    assert [str(each) for each in bag.verify(made)] == told


def test_any_flipped_bit_is_found(made):
    """200 flipped bits, in every sealed file: the file is named each time, and whatever others see we see, too."""
    chance, seal = random.Random(3), bag.sealed(made)
    sealed = sorted(each for each in made.rglob("*") if each.is_file() and each.parent.name != "work")
    for number in range(200):
        file = sealed[number % len(sealed)]
        before = file.read_bytes()
        data = bytearray(before)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        file.write_bytes(bytes(data))
        if file.name == bag.TAG_MANIFEST:
            assert bag.sealed(made) != seal  # its own hash is the seal, which people keep elsewhere
        else:
            assert file.relative_to(made).as_posix() in {each.path for each in bag.verify(made)}
        file.write_bytes(before)
    assert bag.verify(made) == []


def test_an_unsealed_folder_is_refused(tmp_path):
    """A folder without a seal is an unfinished pull, and is called so."""
    with pytest.raises(tl.ConfigError, match="not sealed"):
        bag.verify(tmp_path)


def filled(file, count):
    store = pages.Pages(file)
    made = [{"n": number, "body": "ä" * number} for number in range(count)]
    for page in made:
        store.append(page)
    store.close()
    return made


def test_pages_are_read_as_they_were_written_and_by_any_tool(tmp_path):
    """Each page once, in order; and the file is plain gzip of JSON lines."""
    file = tmp_path / "pages.jsonl.gz"
    made = filled(file, 40)
    assert [member.page for member in pages.members(file)] == made
    assert [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()] == made


def test_equal_pages_give_equal_bytes(tmp_path):
    """No time and no name stands in a member."""
    filled(tmp_path / "a", 5)
    filled(tmp_path / "b", 5)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_cut_anywhere_every_whole_page_is_read_and_the_loss_is_told(tmp_path):
    """A file cut at any byte holds the pages that ended before, and nothing is made up of the rest."""
    file = tmp_path / "pages.jsonl.gz"
    made = filled(file, 6)
    whole = file.read_bytes()
    ends = [member.end for member in pages.members(file)]
    for size in range(len(whole) + 1):
        file.write_bytes(whole[:size])
        count = sum(end <= size for end in ends)
        assert [member.page for member in pages.members(file)] == made[:count]
        assert pages.cut(file) == size - ([0, *ends][count])
        assert file.stat().st_size == [0, *ends][count]
