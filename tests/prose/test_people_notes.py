"""People's notes: as events of a source, put into a folder, beside the facts of a record, and told from them."""

import subprocess
import sys
import threading

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import timeline as tl
from support_events import WINDOW, event
from timeline.cli import cli
from timeline.formats.appending import appended
from timeline.formats.noted import line
from timeline.model.kinds import KINDS
from timeline.prose.notes import notes_of
from timeline.prose.sorts import sort

TEXT = """All times in UTC.

- 18:43 [impact start] no hooks are published
- ~18:45 Error rate at 43 %
- 18:46–18:52 by Ada Lovelace: restarted the workers [run](https://ci.example/7)
- 18:50 PST nobody knows when
- 10:00 the day began
"""


def notes(text, **more):
    return notes_of(text, WINDOW, **more)


def facts(*events):
    row = tl.Coverage(source="deploys", type="deploys", status="complete", events=len(events), raw_rows=len(events))
    return tl.Timeline(WINDOW, events, [row])


def test_a_note_is_an_event():
    """Its kind, time, words, link, tags; nobody acted unless it says so; what is left out is counted and named."""
    found = notes(TEXT)
    first, second, third = found.events
    assert (first.kind, first.summary, first.precision, first.actor, first.url) == (
        "note.impact_started",
        "no hooks are published",
        "min",
        None,
        None,
    )
    assert (second.kind, second.tags) == (
        "note.measure",
        {"approximate": "true", "value": "43", "unit": "%", "file": "notes.md"},
    )
    assert (third.actor.name, third.url, third.tags["until"]) == (
        "Ada Lovelace",
        "https://ci.example/7",
        "2019-06-20T18:52:00Z",
    )
    assert [(gap.where, "line 6" in gap.detail, gap.reason) for gap in found.gaps] == [("notes.md:6", True, "undated")]
    assert (found.rows, found.undated, found.outside, found.row().closes) == (5, 1, 1, True)


def test_an_id_is_that_of_words_and_time():
    """A line more, a line less, another order or bullet change no other's; two that say the same are two."""
    lines = ["- 18:43 a", "- 18:44 b", "- 18:44 b", "- 18:45 c"]
    ids = {each.id for each in notes("UTC times\n\n" + "\n".join(lines)).events}
    assert len(ids) == 4
    more = {each.id for each in notes("UTC times\n\n" + "\n".join(["- 18:40 new", *lines])).events}
    assert ids < more
    other = notes("UTC times\n\n" + "\n".join(line.replace("- ", "* ") for line in reversed(lines))).events
    assert {each.id for each in other} == ids


def test_what_stands_below_a_line_is_its_body():
    """Paragraphs and items inside it; the next line with a time is none of it."""
    (first, second) = notes("- 18:43 Z a\n\n  more\n  - inner\n- 18:44 Z b\n").events
    assert (first.summary, first.body) == ("a", "a\n\nmore\n\ninner")
    assert second.body is None
    (alone,) = notes("### 18:43 UTC\n\nIt fell.\n\nWe saw it.\n\n## Other\n\nx\n").events
    assert (alone.summary, alone.body) == ("It fell.", "It fell.\n\nWe saw it.")
    assert [each.summary for each in notes("### 18:30 to 19:30 UTC\n\n- 18:43 Z a\n").events] == ["a"]


def test_a_time_without_words_is_counted():
    """It says nothing, and that is said."""
    found = notes("- 18:43 Z\n- 18:44 Z b")
    assert (len(found.events), found.rejected, found.gaps[0].reason) == (1, 1, "rejected")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("[impact start] x", "impact_started"), ("[impact started] x", "impact_started"), ("impact: x", "impact_started"), ("Impact starts", "impact_started"),
        ("Start of customer impact", "impact_started"), ("User impact began", "impact_started"), ("[impact end] x", "impact_ended"), ("impact ended: x", "impact_ended"),
        ("Impact over", "impact_ended"), ("impact: over", "impact_ended"), ("impact: none so far", "added"), ("declared: SEV-2", "declared"), ("SEV-2 declared", "declared"),
        ("Incident declared by Ada", "declared"), ("Declared a major incident", "declared"), ("action: rolled back", "action"), ("We rolled back the AMI", "action"),
        ("report: hooks are late", "report"), ("Customer reports late hooks", "report"), ("First user report", "report"), ("Two customers complained", "report"),
        ("measure: 12 rps", "measure"), ("Error rate at 43 %", "measure"), ("p95 latency was 1.2 s", "measure"), ("[note] Impact starts", "added"),
        ("[note: action] x", "action"), ("[note: impact ended, about, until 18:52 Z] x", "impact_ended"), ("No impact started", "added"), ("Not declared yet", "added"),
        ("Rolled out to 50 % of hosts", "added"), ("Asked whether impact starts at 18:40", "added"), ("The reports page is slow", "added"), ("Noticed a warning", "added"),
        ("Error rate 12 % then 43 %", "added"), ("The action plan is ready", "added"), ("Measured nothing", "added"),
    ],
)  # fmt: skip
def test_what_a_note_is(words, kind):
    """By a mark, or by words that can mean nothing else; else a note."""
    assert sort(words).kind == f"note.{kind}"
    assert f"note.{kind}" in KINDS


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [("fell to 43 %", "43", "%"), ("at 1,200 rps", "1200", "rps"), ("p95 1,5 s", "1.5", "s"), ("43 per cent of", "43", "%"), ("12 or 43 %", "43", "%"),
     ("from 12 % to 43 %", "", ""), ("v1.18.43", "", ""), ("12 pods", "", ""), ("+4 s", "", ""), ("10.10.10.10", "", "")],
)  # fmt: skip
def test_one_value_with_its_unit_is_read(words, value, unit):
    """Of two values none is taken."""
    assert (sort(words).value, sort(words).unit) == (value, unit)


@given(
    st.text(min_size=1, max_size=60).filter(lambda text: text.strip().isprintable() and text.strip()),
    st.sampled_from(
        [
            "2019-06-20 18:43 Z",
            "~2019-06-20 18:45 Z",
            "2019-06-20 18:43 Z to 2019-06-20 18:52 Z",
            "2019-06-20 18:43:10 Z",
        ]
    ),
)
def test_a_note_that_is_written_is_read_as_the_same(words, time):
    """Whatever it says: id, kind, time and tags; written and read again, it is the same line."""
    for made in notes(f"- <{time}>: x").events:
        told = made.but(summary=" ".join(words.split()))
        once = notes(line(told)).events
        assert len(once) <= 1  # of words that are nothing but a mark there is no note
        for each in once:
            (twice,) = notes(line(each)).events
            assert (twice.id, twice.kind, twice.time, twice.tags) == (each.id, each.kind, each.time, each.tags)


def write(folder, **files):
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def pull(**settings):
    return tl.reconstruct(WINDOW, [tl.Notes(**settings)])


def test_the_source_reads_files_and_patterns(tmp_path, monkeypatch):
    """Each file once, in order; counts close; the zone of the configuration holds for what names none."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, **{"a.md": TEXT, "b.md": "- 19:47 c\n", "c.txt": "19:48 d\n"})
    record = pull(paths=["a.md", "*.md", "c.txt"], zone="Europe/London")
    assert [each.summary[:2] for each in record] == ["no", "Er", "by", "c", "d"]
    (row,) = record.coverage
    assert (row.closes, row.events, row.undated, row.out_of_window, row.status) == (True, 5, 1, 1, "partial")


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("bom.md", b"\xef\xbb\xbf- 18:43 Z caf\xc3\xa9\r\n- 18:44 Z b\r\n", ["café", "b"]),
        ("utf16.md", "\ufeff- 18:43 Z café\n".encode("utf-16-le"), ["café"]),
        ("latin.md", b"- 18:43 Z caf\xe9\n", ["café"]),
        ("cr.md", b"- 18:43 Z a\r- 18:44 Z b\r", ["a", "b"]),
        ("empty.md", b"", []),
    ],
)
def test_whatever_an_editor_writes_is_read(tmp_path, name, data, expected):
    """Byte order marks, line ends of every system; what is no UTF-8 is read and noted."""
    write(tmp_path, **{name: data})
    record = pull(paths=[str(tmp_path / name)])
    assert [each.summary for each in record] == expected
    assert record.complete
    assert bool(record.coverage[0].notes) == (name == "latin.md")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("none.md", "no such file"),
        ("none*.md", "no file is called so"),
        (".", "it is a folder"),
        ("binary.md", "it is no text"),
        ("secret.md", "permission denied"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_gap(tmp_path, name, why):
    """It is named, with the remedy, and the others are read."""
    write(tmp_path, **{"fine.md": "- 18:43 Z a\n", "binary.md": b"\x00\x01\x02", "secret.md": "- 18:43 Z b\n"})
    (tmp_path / "secret.md").chmod(0)
    record = pull(paths=[str(tmp_path / name), str(tmp_path / "fine.md")])
    if name == "secret.md" and record.complete:
        return  # the superuser reads all
    assert [each.summary for each in record] == ["a"]
    assert [(gap.reason, why in gap.detail) for gap in record.coverage[0].gaps] == [("unreadable", True)]


def test_five_megabytes_are_read_and_sixteen_are_not(tmp_path):
    """A long file takes its time; what nobody wrote is refused."""
    write(
        tmp_path,
        **{"long.md": "All times in UTC.\n" + ("words " * 800 + "\n\n- 18:43 a\n") * 1100, "log.md": b"x" * (17 << 20)},
    )
    record = pull(paths=[str(tmp_path / "long.md"), str(tmp_path / "log.md")])
    assert len(record) == 1100
    assert [gap.reason for gap in record.coverage[0].gaps] == ["too_large"]


def test_a_file_that_is_written_meanwhile_is_read_again(tmp_path, monkeypatch):
    """What is read is the file at one moment; one that changes all the time is a gap."""
    from pathlib import Path

    path, reads = tmp_path / "a.md", []
    path.write_text("- 18:43 Z a\n")
    real = Path.read_bytes

    def busy(self):
        data = real(self)
        reads.append(data)
        if len(reads) < limit:
            self.write_text("- 18:43 Z a\n" + "- 18:44 Z b\n" * len(reads))
        return data

    monkeypatch.setattr(Path, "read_bytes", busy)
    limit = 2
    assert len(pull(paths=[str(path)])) == 2
    reads.clear()
    limit = 99
    assert "changed while it was read" in pull(paths=[str(path)]).coverage[0].gaps[0].detail


def test_settings_are_refused_in_our_own_words():
    """No paths, an unknown key, a zone that is none or several."""
    for settings, why in (
        ({}, "paths"),
        ({"paths": []}, "paths"),
        ({"paths": ["a"], "zone": "BST"}, "may be"),
        ({"paths": ["a"], "zone": "x"}, "zone"),
    ):
        with pytest.raises(tl.ConfigError, match=why):
            tl.Notes(**settings)


def test_a_pull_keeps_the_notes_and_makes_them_again(tmp_path):
    """From what was kept, whatever became of the file; addresses and credentials are kept nowhere."""
    write(tmp_path, **{"a.md": "- 18:43 Z mail ada@acme.com, token xoxb-123456789012-abcdefghij\n"})
    record = tl.pull(WINDOW, [tl.Notes(paths=[str(tmp_path / "a.md")])], to=tmp_path / "kept")
    (tmp_path / "a.md").unlink()
    assert tl.rebuild(tmp_path / "kept").identical
    assert "acme.com" not in record[0].summary
    import gzip

    pages = gzip.decompress((tmp_path / "kept" / "data" / "pages.jsonl.gz").read_bytes()).decode()
    assert "acme.com" not in pages
    assert "abcdefghij" not in pages


def run(*arguments):
    return CliRunner().invoke(cli, list(arguments), standalone_mode=False, catch_exceptions=True)


def test_the_command_s_zone_holds_for_notes(tmp_path, monkeypatch):
    """`--tz` reads what names no zone, unless the configuration says another."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, **{"a.md": "- 19:43 a\n", "timeline.toml": '[sources.notes]\npaths = ["a.md"]\n'})
    call = ("dump", "--from", "2019-06-20T18:30Z", "--to", "2019-06-20T19:30Z", "--format", "csv", "--quiet")
    done = [
        subprocess.run([sys.executable, "-m", "timeline", *call, *more], capture_output=True, text=True)
        for more in ((), ("--tz", "Europe/London"))
    ]
    assert [each.returncode for each in done] == [3, 0]
    assert "2019-06-20T18:43:00Z" in done[1].stdout


def test_check_and_init_know_notes(tmp_path, monkeypatch):
    """How many lines have a time; where no zone is said, the line; the files that lie here."""
    from timeline.porting.run import Run

    monkeypatch.chdir(tmp_path)
    write(tmp_path, **{"notes.md": TEXT, "b.md": "x\n\n- 18:43 a\n"})
    assert list(tl.Notes(paths=["notes.md"]).check(Run("notes", WINDOW))) == ["notes.md: 5 lines with a time"]
    with pytest.raises(tl.SourceError, match="line 3: no zone is said"):
        list(tl.Notes(paths=["b.md"]).check(Run("notes", WINDOW)))
    assert next(iter(tl.Notes.plain().template(Run("notes", WINDOW)))) == 'paths = ["notes.md"]'
    (tmp_path / "notes.md").unlink()
    assert list(tl.Notes.plain().template(Run("notes", WINDOW))) == []


@pytest.fixture
def bundle(tmp_path):
    return facts(event("a", 780)).save(tmp_path / "kept")


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        (("18:43Z", "it fell"), "- <2019-06-20 18:43 Z>: it fell"),
        (("2019-06-20T18:43:10Z", "it fell"), "- <2019-06-20 18:43:10 Z>: it fell"),
        (("19:43", "it fell", "--tz", "Europe/London"), "- <2019-06-20 18:43 Z>: it fell"),
        (("~20:45 CEST", "it fell"), "- <~2019-06-20 18:45 Z>: it fell"),
        (("18:45-18:52 UTC", "it fell"), "- <2019-06-20 18:45 Z to 2019-06-20 18:52 Z>: it fell"),
        (
            ("18:43Z", "[impact start] #88 of\n<b> @ada"),
            "- <2019-06-20 18:43 Z>: [impact started] `#88` of `<b>` `@ada`",
        ),
    ],
)
def test_a_note_is_put_into_the_folder(bundle, arguments, written):
    """With its date, in UTC, so that it is read back as it is; the seal is as it was."""
    assert run("note", str(bundle), *arguments).return_value == 0
    path = bundle / "work" / "notes.md"
    assert path.read_text() == f"{written}\n"
    assert len(notes_of(path.read_text(), WINDOW).events) == 1
    assert tl.verify(bundle).ok


@pytest.mark.parametrize(
    ("arguments", "why"),
    [(("18:43", "x"), "names no zone"), (("18:43 BST", "x"), "may be"), (("soon", "x"), "cannot read"), (("12:43Z", "x"), "not in the record"),
     (("18:43Z", " "), "empty"), (("18:43", "x", "--tz", "Nowhere/At_All"), "zone")],
)  # fmt: skip
def test_a_note_that_cannot_be_read_back_is_refused(bundle, arguments, why):
    """With the reason, and nothing is written."""
    done = run("note", str(bundle), *arguments)
    assert isinstance(done.exception, (tl.ConfigError, tl.WindowError))
    assert why in str(done.exception)
    assert not (bundle / "work" / "notes.md").exists()


@pytest.mark.parametrize(
    "before",
    [
        "",
        "text",
        "# Notes\n\ntext\n",
        "- 18:40 Z a",
        "<details>\n",
        "> quoted\n",
        "| a |\n|-|\n| b |\n",
        "1. one\n",
        "\ufeff- 18:40 Z a\r\n",
    ],
)
def test_nothing_that_stands_there_is_lost_or_taken_into_the_note(bundle, before):
    """The note is an item of its own behind it."""
    path = bundle / "work" / "notes.md"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(before.encode())
    assert run("note", str(bundle), "18:43Z", "it fell").return_value == 0
    assert path.read_bytes().startswith(before.encode())
    assert "it fell" in [each.summary for each in notes_of(path.read_text(), WINDOW).events]


def test_behind_a_block_of_code_that_is_not_closed_nothing_is_written(bundle):
    """It would be read as code."""
    path = bundle / "work" / "notes.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("```\n18:43\n")
    assert "block of code" in str(run("note", str(bundle), "18:43Z", "it fell").exception)


def test_many_write_at_the_same_time(tmp_path):
    """Each line is there, whole."""
    path = tmp_path / "notes.md"
    path.write_text("first")
    threads = [
        threading.Thread(target=appended, args=(path, lambda _, number=number: f"line {number}\n"))
        for number in range(20)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(path.read_text().splitlines()) == sorted(["first", *(f"line {number}" for number in range(20))])


def test_a_record_is_annotated():
    """A new record with the note at the event's time and with its keys; counts add up; the old one stays as it was."""
    before = facts(event("a", 780, keys=("git:abc",)))
    after = before.annotate(before[0], "by Ada: restarted").annotate("deploys:a", "by Ada: restarted")
    made = [each for each in after if each.source == "notes"]
    assert (len(before), len(after), len({each.id for each in made})) == (1, 3, 2)
    assert {(each.time, each.keys, each.tags["about"], each.actor.name) for each in made} == {
        (before[0].time, ("git:abc",), "deploys:a", "Ada")
    }
    assert {row.source: (row.events, row.closes) for row in after.coverage} == {
        "deploys": (1, True),
        "notes": (2, True),
    }
    with pytest.raises(KeyError):
        before.annotate("nobody", "x")
    with pytest.raises(tl.ConfigError):
        before.annotate(before[0], "  ")


@pytest.fixture(scope="module")
def mixed():
    found = notes(TEXT)
    return facts(event("a", 780), event("b", 800, actor=tl.Actor(name="Ben", kind="person"))).with_notes(
        found.events, found.row()
    )


@pytest.mark.parametrize("form", ["md", "slack", "mermaid", "timesketch", "html"])
def test_notes_are_marked_as_notes(mixed, form):
    """In every form that is read; no fact is."""
    text = "".join(mixed.pieces(form))
    if form == "mermaid":
        text = text.replace("#91;", "[").replace("#93;", "]").replace("#58;", ":")
    marked = [part for part in text.replace("<tr", "\n").splitlines() if "[note" in part]
    for words in ("no hooks", "Error rate", "by Ada"):
        assert any(words in part for part in marked)
    assert not [part for part in marked if "happened" in part and not part.startswith("<!doctype")]


def test_the_mark_says_what_the_note_is(mixed):
    """Its kind, that its time is approximate, its end; in each style of Markdown, and read back."""
    for style in ("record", "table", "compact"):
        text = mixed.to_markdown(style=style)
        assert "[note: impact started] no hooks" in text
        assert "[note: measure, about] Error rate" in text
        assert "[note, until 18:52 Z] by Ada" in text
        assert "- [note]: a person's own words" in text
        again = {each.summary.partition(" [")[0]: each for each in notes(text).events if "note" in text}
        assert sum(each.kind == "note.impact_started" for each in again.values()) == 1
        assert sum(each.tags.get("until") == "2019-06-20T18:52:00Z" for each in again.values()) == 1


def test_notes_stand_in_lanes_of_their_own(mixed):
    """By source as by service and by person; on a terminal with their mark."""
    from timeline.formats import terminal
    from timeline.formats.grouping import Grouping

    for by in ("service", "actor"):
        grouping = Grouping(mixed, by)
        lanes = {grouping.of(each) for each in mixed if each.source == "notes"}
        assert [grouping.called[lane] for lane in lanes] == ["notes"]
    assert "[note: impact started]" in "".join(terminal.pieces(mixed, width=100))
