"""`verify` names whatever was done to a bundle, agrees with the tools that others have, and says when counts do not add up."""

import json
import random
import shutil
import subprocess

import bagit
import pytest
from click.testing import CliRunner

import timeline as tl
from support_bundle import repacked
from support_events import WINDOW, event
from timeline import demo
from timeline.bundle import bag, pages
from timeline.bundle.pulling import pull
from timeline.cli import commands

EVENTS, PULL, PAGES = "data/events.jsonl.gz", "data/pull.json", "data/pages.jsonl.gz"


def bundle(folder, *, answers=0, raw_rows=3, **counts):
    """A sealed bundle of three events, with so many native answers."""
    row = tl.Coverage(
        source="deploys", type="plain", status="complete", **{"events": 3, "raw_rows": raw_rows, **counts}
    )
    tl.Timeline(WINDOW, [event(number, number) for number in range(3)], [row]).save(folder)
    if answers:
        store = pages.Pages(folder / PAGES)
        for number in range(1, answers + 1):
            body = json.dumps({"rows": [number * 7919] * number})
            store.append({"n": number, "sha256": pages.fingerprint(body), "body": body})
        store.close()
        bag.seal(folder, bag.SOFTWARE)
    (folder / "work").mkdir()
    (folder / "work" / "notes.md").write_text("mine")
    return folder


@pytest.fixture
def kept(tmp_path):
    return bundle(tmp_path / "kept", answers=6)


def found(folder):
    return [str(each) for each in tl.verify(folder).findings]


def others(folder):
    """Whether the `bagit` package and `sha256sum` find it whole."""
    try:
        package = bagit.Bag(str(folder)).validate()
    except (bagit.BagError, OSError):
        package = False
    command = ["sha256sum", "-c", "--quiet", bag.MANIFEST, bag.TAG_MANIFEST]
    return package, subprocess.run(command, cwd=folder, capture_output=True).returncode == 0


def test_a_bundle_as_it_was_sealed_is_found_so(kept):
    """By us, by the package and by `sha256sum`; people's work, and what is added to it, does not matter."""
    (kept / "work" / "notes.md").write_text("changed")
    (kept / "work" / "more").mkdir()
    verdict = tl.verify(kept)
    assert (verdict.ok, verdict.findings, verdict.notes, verdict.seal) == (True, (), (), bag.sealed(kept))
    assert others(kept) == (True, True)
    seals = [f"seal {verdict.seal}", f"earlier seal {verdict.earlier[0]}"]
    assert str(verdict).splitlines() == [f"{kept}: as it was sealed", *seals]


def test_a_bundle_without_pages_says_so(tmp_path):
    """What was saved without native answers is whole, and the reader is told what it cannot show."""
    verdict = tl.verify(bundle(tmp_path / "kept"))
    assert verdict.ok
    assert "no pages: saved without native answers" in str(verdict).splitlines()


def lettered(file, old, new):
    file.write_bytes(file.read_bytes().replace(old, new, 1))


def capitals(file):
    text = file.read_text()
    file.write_text(text[:64].upper() + text[64:])


DONE = {
    "a file is removed": (lambda d: (d / PULL).unlink(), ["data/pull.json: missing"]),
    "the events are removed": (lambda d: (d / EVENTS).unlink(), ["data/events.jsonl.gz: missing"]),
    "the pages are removed": (lambda d: (d / PAGES).unlink(), ["data/pages.jsonl.gz: missing"]),
    "a file is added to the payload": (lambda d: (d / "data/more").write_text("m"), ["data/more: added"]),
    "a file is added at the top": (lambda d: (d / "stray.txt").write_text("m"), ["stray.txt: added"]),
    "a hidden file is added": (lambda d: (d / ".x").write_text("m"), [".x: added"]),
    "an empty folder is added": (lambda d: (d / "data/new/er").mkdir(parents=True), ["data/new/er/: added"]),
    "an empty folder at the top": (lambda d: (d / "earlier").mkdir(), ["earlier/: added"]),
    "another case of people's folder": (lambda d: (d / "Work").mkdir(), ["Work/: added"]),
    "a file is renamed": (lambda d: (d / PAGES).rename(d / "data/p.gz"), ["data/pages.jsonl.gz was renamed to data/p.gz"]),
    "a letter's case in a name": (lambda d: (d / PULL).rename(d / "data/Pull.json"), ["data/pull.json was renamed to data/Pull.json"]),
    "moved out of the payload": (lambda d: (d / PULL).rename(d / "pull.json"), ["data/pull.json was renamed to pull.json"]),
    "a link to the same words": (
        lambda d: ((d / PULL).rename(d / "work/p"), (d / PULL).symlink_to("../work/p")), ["data/pull.json: no regular file"]),
    "a link to nowhere": (lambda d: (d / "data/link").symlink_to("gone"), ["data/link: added"]),
    "a link to a folder": (lambda d: (d / "data/link").symlink_to("/"), ["data/link: added"]),
    "a tag file is changed": (lambda d: (d / "bag-info.txt").write_text("A: b\n"), ["bag-info.txt: changed"]),
    "a tag file is removed": (lambda d: (d / "bagit.txt").unlink(), ["bagit.txt: missing"]),
    "the manifest is removed": (lambda d: (d / bag.MANIFEST).unlink(),
        ["data/events.jsonl.gz: added", "data/pages.jsonl.gz: added", "data/pull.json: added", "manifest-sha256.txt: missing"]),
    "the seal is removed": (lambda d: (d / bag.TAG_MANIFEST).unlink(), ["tagmanifest-sha256.txt: missing"]),
    "a name's case in the manifest": (lambda d: lettered(d / bag.MANIFEST, b"pull", b"Pull"),
        ["data/Pull.json was renamed to data/pull.json", "manifest-sha256.txt: changed"]),
    "a hash in capitals": (lambda d: capitals(d / bag.MANIFEST), ["manifest-sha256.txt: changed"]),
    "the seal's hash in capitals": (lambda d: capitals(d / bag.TAG_MANIFEST), ["tagmanifest-sha256.txt: changed"]),
    "the last byte of pull.json": (lambda d: (d / PULL).write_bytes((d / PULL).read_bytes()[:-1] + b" "), ["data/pull.json: changed"]),
}  # fmt: skip


@pytest.mark.parametrize("done", DONE)
def test_what_was_done_is_named_and_nothing_else(kept, done):
    """Each file by its name, with what became of it."""
    act, told = DONE[done]
    act(kept)
    assert found(kept) == told
    assert CliRunner().invoke(commands.cli, ["verify", str(kept)], standalone_mode=False).return_value == 1


@pytest.mark.parametrize("seed", range(4))
def test_every_flipped_bit_is_found(kept, seed):
    """200 in all, in every sealed file, the tag manifest too: the file is named, in pages the page, and others agree."""
    chance = random.Random(seed)
    sealed = sorted(each for each in kept.rglob("*") if each.is_file() and each.parent.name != "work")
    ends = [member.end for member in pages.members(kept / PAGES)]
    for number in range(50):
        file = sealed[number % len(sealed)]
        before = file.read_bytes()
        data, place = bytearray(before), chance.randrange(len(before))
        data[place] ^= 1 << chance.randrange(8)
        file.write_bytes(bytes(data))
        verdict = tl.verify(kept)
        name = file.relative_to(kept).as_posix()
        assert name in {each.path for each in verdict.findings}, (name, place)
        if name == PAGES:
            wanted = 1 + sum(end <= place for end in ends)
            assert {each.page for each in verdict.findings if each.path == PAGES} == {wanted}, (place, verdict)
        if name.startswith("data/"):
            assert others(kept) == (False, False)
        file.write_bytes(before)
    assert tl.verify(kept).ok


def test_a_page_that_was_taken_out_or_put_twice_is_named(kept):
    """Also where somebody sealed it anew: the numbers of the pages and the hashes of their bodies say it."""
    whole = (kept / PAGES).read_bytes()
    ends = [0, *(member.end for member in pages.members(kept / PAGES))]
    harms = {
        "missing": (whole[: ends[2]] + whole[ends[3] :], 3),
        "added": (whole + whole[ends[1] : ends[2]], 2),
        "changed": (whole[: ends[4]] + pages.compressed({"n": 5, "sha256": "0", "body": "b"}) + whole[ends[5] :], 5),
    }
    for what, (harm, number) in harms.items():
        (kept / PAGES).write_bytes(harm)
        bag.seal(kept, {})
        assert [(each.path, each.what, each.page) for each in tl.verify(kept).findings] == [(PAGES, what, number)]


def test_pages_that_were_cut_off_are_told(kept):
    """The last page, half of it gone, has the number that it must have."""
    (kept / PAGES).write_bytes((kept / PAGES).read_bytes()[:-9])
    assert found(kept) == ["data/pages.jsonl.gz: page 6 changed (it does not unpack)"]


def test_counts_are_checked_behind_the_seal(kept, tmp_path):
    """Events that are fewer or more than is told, rows that do not add up: said even where somebody sealed it anew."""
    for change, told in [
        (lambda text: text[: text.rindex("\n", 0, -1) + 1], "2 events of deploys where pull.json tells of 3"),
        (
            lambda text: text + text.splitlines()[-1].replace("deploys:2", "deploys:9") + "\n",
            "4 events of deploys where pull.json tells of 3",
        ),
        (
            lambda text: text + text.splitlines()[-1].replace("deploys", "other") + "\n",
            "1 events of other where pull.json tells of 0",
        ),
    ]:
        copy = tmp_path / "copy"
        shutil.copytree(kept, copy)
        repacked(copy / EVENTS, change)
        bag.seal(copy, {})
        assert found(copy) == [f"data/events.jsonl.gz: miscounted ({told})"]
        shutil.rmtree(copy)
    assert found(bundle(tmp_path / "rows", raw_rows=9)) == [
        "data/pull.json: miscounted (the rows of deploys do not add up)"
    ]
    assert found(bundle(tmp_path / "more", events=2, raw_rows=2)) == [
        "data/events.jsonl.gz: miscounted (3 events of deploys where pull.json tells of 2)"
    ]
    assert tl.verify(bundle(tmp_path / "part", events=8, raw_rows=8)).ok  # a part of what was pulled
    assert found(bundle(tmp_path / "pulled", answers=1, events=8, raw_rows=8)) == [
        "data/events.jsonl.gz: miscounted (3 events of deploys where pull.json tells of 8)"
    ]


@pytest.mark.parametrize(
    ("harm", "file"), [(lambda d: (d / PULL).write_text("{"), PULL), (lambda d: (d / EVENTS).write_bytes(b"x"), EVENTS)]
)
def test_what_cannot_be_read_is_named_once(kept, harm, file):
    """As changed by the seal; sealed anew, as unreadable."""
    harm(kept)
    assert [(each.path, each.what) for each in tl.verify(kept).findings] == [(file, "changed")]
    bag.seal(kept, {})
    assert [(each.path, each.what) for each in tl.verify(kept).findings] == [(file, "unreadable")]


def test_what_is_no_bundle_is_a_bad_call(tmp_path):
    """Neither a folder without contents nor an unfinished pull is judged."""
    (tmp_path / "data").mkdir()
    for folder in (tmp_path / "gone", tmp_path):
        with pytest.raises(tl.ConfigError):
            tl.verify(folder)
        with pytest.raises(tl.ConfigError):
            CliRunner().invoke(commands.cli, ["verify", str(folder)], standalone_mode=False, catch_exceptions=False)


@pytest.fixture(scope="module")
def pulled(tmp_path_factory):
    """The demo's bundle."""
    folder = tmp_path_factory.mktemp("pulled") / "inc"
    with demo.served() as sources:
        pull(demo.WINDOW, sources, to=folder)
    return folder


def test_an_event_that_no_answer_tells_is_named(pulled, tmp_path):
    """Put in by hand, counted and sealed anew: it stands in no native answer."""
    copy = shutil.copytree(pulled, tmp_path / "copy")
    assert tl.verify(copy).ok
    before = tl.load(copy)["datadog"][0]
    repacked(copy / EVENTS, lambda text: text.replace(f'"{before.id}"', '"datadog:1"', 1))
    bag.seal(copy, {})
    assert found(copy) == ["data/events.jsonl.gz: untold (no native answer tells datadog:1)"]


def test_the_events_of_an_answer_that_was_taken_away_are_named(pulled, tmp_path):
    """Sealed anew, so that no hash tells it: the page, and the events that only it told."""
    copy = shutil.copytree(pulled, tmp_path / "copy")
    data, some = (copy / PAGES).read_bytes(), list(pages.members(copy / PAGES))
    hit = next(each for each in some if each.page["source"] == "datadog" and "4980866172548216958" in each.page["body"])
    (copy / PAGES).write_bytes(data[: hit.start] + data[hit.end :])
    bag.seal(copy, {})
    missing, untold = found(copy)
    assert missing == f"data/pages.jsonl.gz: page {hit.page['n']} missing"
    assert "datadog:4980866172548216958" in untold
    assert "slack:" not in untold


def test_what_cannot_be_made_here_or_was_made_by_others_is_a_note(pulled, tmp_path):
    """Of a source that is not installed nothing is known; what other parsers made of the answers is for `rebuild`."""
    copy = shutil.copytree(pulled, tmp_path / "copy")
    told = json.loads((copy / PULL).read_text())
    for each in told["sources"]:
        each["type"] = "stranger" if each["name"] == "datadog" else each["type"]
    before = tl.load(copy)["pagerduty"][0].id
    repacked(copy / EVENTS, lambda text: text.replace(f'"{before}"', '"pagerduty:R1"', 1))
    (copy / PULL).write_text(json.dumps(told | {"versions": {"incident-timeline": "0.0.1"}}))
    bag.seal(copy, {})
    verdict = tl.verify(copy)
    assert verdict.ok
    assert verdict.notes == (
        "data: what tells the events of datadog is not known: it cannot be made here",
        "data: by today's parsers no native answer tells pagerduty:R1; `timeline rebuild` compares",
    )
