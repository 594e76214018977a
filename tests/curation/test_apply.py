"""What people make of a dump is what is shown of the record from then on, and no word of theirs is lost."""

import json
from dataclasses import replace

import pytest

import timeline as tl
from support_edits import EDITS, both, contents, edited, fresh, pulled_again, unchanged, unsaid
from timeline.bundle import files as bundle
from timeline.curation.apply import apply
from timeline.curation.editing import dumped
from timeline.curation.store import Curation

HARD = ("9", "21", "22", "23", "24", "25", "26")


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("worlds")


def data(folder):
    return {name: held for name, held in contents(folder).items() if not name.startswith("work/")}


@pytest.mark.parametrize("ids", [True, False], ids=["ids", "no ids"])
@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_twice_round(edit, ids, place, tmp_path):
    """No word is lost, no fact is changed, what is applied unchanged changes nothing; and so once more."""
    folder = fresh("demo", place, tmp_path)
    sealed = data(folder)
    for _ in range(2):
        before, _, _ = edited(folder, EDITS[edit], ids=ids)
        after = tl.load(folder).to_markdown()
        assert unsaid(before, EDITS[edit](before), after) == {}
        unchanged(folder)
        assert tl.load(folder).to_markdown() == after
    assert data(folder) == sealed
    assert tl.verify(folder).ok


@pytest.mark.parametrize("edit", EDITS)
def test_without_ids_nothing_is_put_to_a_line_that_it_is_not(edit, place, tmp_path):
    """What is recognised without ids is what the ids say; a line of which that is not known keeps its own words."""
    found = {}
    for ids in (True, False):
        folder = fresh("demo", place, tmp_path / str(ids))
        found[ids] = edited(folder, EDITS[edit], ids=ids)[2].record.curation or Curation()
    by_id, by_words = found[True], found[False]
    for choice in by_words.lines:
        there = by_id.choice(choice.id)
        # Of a merged line the second is not known, and its evidence stays among the words.
        assert choice.words is None or (there and (there.words == choice.words or edit.startswith("13"))), choice
        assert choice.time is None or (there and there.time == choice.time), choice
    if edit.split()[0] not in HARD:
        assert [each.id for each in by_words.lines if each.guessed] == [] or edit.startswith("17")


@pytest.mark.parametrize("edit", EDITS)
def test_with_ids_every_line_is_known(edit, place, tmp_path):
    """Nothing is guessed and nothing is left out but what was deleted."""
    folder = fresh("demo", place, tmp_path)
    total = len(tl.load(folder).lines())
    told = edited(folder, EDITS[edit])[2].to_dict()
    assert told["guessed"] == []
    assert len(told["left_out"]) == (5 if edit.startswith("2 ") else 0)
    one_less = edit.startswith("13")
    assert len(told["shown"]) == total - len(told["left_out"]) - one_less
    assert len(told["not_placed"]) == edit.startswith("14")


def late(record):
    """An event that came late, at the head of a fold; and one alone."""
    first = record.lines()[2].first
    more = first.but(id=f"{first.id}9", time=first.time - (record[1].time - record[0].time))
    return [*record, more, record[20].but(id=f"{record[20].id}-late", happening=None, summary="It came late")]


def reworded_upstream(record):
    line = record.lines()[3].first
    return [each.but(summary=f"{each.summary} (edited)") if each.id == line.id else each for each in record]


def deleted(record):
    gone = {event.id for number in (3, 5, 7) for event in record.lines()[number].events}
    return [each for each in record if each.id not in gone]


UPSTREAM = {"late": late, "edited": reworded_upstream, "deleted": deleted}


@pytest.mark.parametrize("upstream", UPSTREAM)
@pytest.mark.parametrize(
    "edit",
    [name for name in EDITS if name.split()[0] in ("0", "1", "2", "5", "12", "15")],
)
def test_every_edit_over_a_record_that_changed_meanwhile(edit, upstream, place, tmp_path):
    """Before it is applied, and after: people's words stay, new facts are shown as new, and nothing new is left out."""
    for order in ("before", "after"):
        folder = fresh("demo", place, tmp_path / order)
        before = dumped(tl.load(folder), folder)
        document = EDITS[edit](before)
        if order == "after":
            apply(document, folder)
        pulled_again(folder, UPSTREAM[upstream])
        if order == "before":
            assert apply(document, folder).warnings == ()
        record = tl.load(folder)
        after = record.to_markdown()
        assert unsaid(before, document, after) == {}
        facts = {event.id for event in bundle.of_bundle(folder)}
        assert {event.id for event in record} == facts
        if upstream == "late" and record.curation:
            new = [line for line in record.lines() if line.curated.remark == "new"]
            assert "It came late (new)" in after
            assert len(new) == 2
        unchanged(folder)


def test_words_over_words_stand_both(place, tmp_path):
    """A line that a person reworded and that the service edited since is shown twice, until somebody takes one away."""
    folder = fresh("demo", place, tmp_path)
    _, document, _ = edited(folder, EDITS["1 reword a line"])
    pulled_again(folder, reworded_upstream)
    shown = tl.load(folder).to_markdown()
    assert "Somebody looked at **it** at once (recorded: " in shown
    assert "(edited)" in shown
    assert shown.count("recorded so since the line above was reworded") == 1
    text = unchanged(folder)
    seen = "\n".join(line for line in text.split("\n") if "recorded so since" not in line)
    apply(seen, folder)
    after = tl.load(folder).to_markdown()
    assert "recorded so since" not in after
    assert "Somebody looked at **it** at once (recorded: " in after
    assert "(edited)" in after
    assert document


def test_what_was_about_something_that_is_gone_is_not_lost(place, tmp_path):
    """Words for a line that the service deleted stand under Not placed."""
    folder = fresh("demo", place, tmp_path)
    edited(folder, EDITS["1 reword a line"])
    pulled_again(folder, deleted)
    assert "## Not placed\n\nSomebody looked at **it** at once\n" in tl.load(folder).to_markdown()


def test_only_what_stood_in_the_dump_is_left_out(place, tmp_path):
    """Of a dump of a part, what it did not show stays; also where another dump was made since."""
    folder = fresh("demo", place, tmp_path)
    record = tl.load(folder)
    part = dumped(record.where(kind="alert.*"), folder)
    dumped(record, folder)
    lines = part.split("\n")
    first = next(number for number, line in enumerate(lines) if line.startswith("- <"))
    made = apply("\n".join([*lines[:first], *lines[first + 1 :]]), folder).to_dict()
    assert len(made["left_out"]) == 1
    assert len(made["shown"]) == len(record.lines()) - 1


def test_a_strange_document_is_kept_whole_and_said(place, tmp_path):
    """Of a document in which no line is known nothing is applied, and nothing is lost."""
    folder = fresh("demo", place, tmp_path)
    before = tl.load(folder).to_markdown()
    text = "# Another\n\n- <11:00 Z>: It was something else ^zzzz\n\nMany words.\n"
    made = apply(text, folder)
    assert "no line of this record is in the document" in made.warnings[-1]
    assert made.to_dict()["not_placed"] == [{"id": None, "text": text.strip("\n")}]
    after = tl.load(folder)
    assert after.to_markdown().startswith(before.split("\n## Coverage")[0].split("- 1")[0])
    assert text.strip("\n") in (folder / "work" / "notes.md").read_text()
    assert [event for event in after if event.kind.startswith("note.")] == []
    assert apply(text, folder).to_dict()["not_placed"] == made.to_dict()["not_placed"]


def test_a_document_of_another_bundle_is_said(place, tmp_path):
    """By the seal in its head; an earlier seal of the same bundle is one of its own."""
    folder = fresh("demo", place, tmp_path)
    text = dumped(tl.load(folder), folder)
    seal = tl.verify(folder).seal
    pulled_again(folder, late)
    assert apply(text, folder).warnings == ()
    (warning,) = apply(text.replace(seal, "0" * 64), folder).warnings
    assert "another bundle" in warning


@pytest.mark.parametrize("form", ["gfm", "markdown", "commonmark", "plain", "docx", "html"])
@pytest.mark.parametrize("style", ["record", "table"])
def test_a_converter_changes_nothing(form, style, place, tmp_path):
    """An unchanged document that went through pandoc, there and back, is unchanged; a `:tada:` that it drew is the same."""
    import subprocess

    from support_needs import needs

    pandoc = needs("pandoc")
    folder = fresh("demo", place, tmp_path)
    text = dumped(tl.load(folder), folder, style=style)
    file = tmp_path / f"x.{form}"
    subprocess.run([pandoc, "-f", "gfm", "-t", form, "-o", file], input=text, text=True, check=True)
    back = file.read_text() if form != "docx" else subprocess.run(
        [pandoc, "-f", form, "-t", "markdown", file], capture_output=True, text=True, check=True).stdout  # fmt: skip
    before = contents(folder)
    made = apply(back, folder)
    told = {name: len(rows) for name, rows in made.to_dict().items()}
    assert told == {"shown": 86, "left_out": 0, "reworded": 0, "added": 0, "guessed": 0, "not_placed": 0}
    assert contents(folder) == before


IDS = {
    "moved to the front": lambda line, id_: f"- {id_} {line.removeprefix('- ').removesuffix(' ' + id_)}",
    "in the middle": lambda line, id_: line.removesuffix(f" {id_}").replace(">: ", f">: {id_} ", 1),
    "in capitals": lambda line, id_: line.replace(id_, id_.upper()),
    "a trailing space": lambda line, id_: f"{line}  ",
    "spaced": lambda line, id_: line.replace(id_, f"^ {id_[1:]}"),
    "in code": lambda line, id_: line.replace(id_, f"`{id_}`"),
    "twice in the line": lambda line, id_: f"{line} {id_}",
    "escaped": lambda line, id_: line.replace("^", "\\^"),
}


@pytest.mark.parametrize("change", IDS)
def test_an_id_may_stand_anywhere(change, place, tmp_path):
    """In whatever form; the line is the same, and nothing of the id is taken for words."""
    folder = fresh("demo", place, tmp_path)
    text = dumped(tl.load(folder), folder)
    made = "\n".join(
        IDS[change](line, line[line.rindex(" ^") + 1 :]) if line.startswith("- <") else line
        for line in text.split("\n")
    )
    before = contents(folder)
    assert apply(made, folder).to_dict()["reworded"] == []
    assert contents(folder) == before


def test_half_an_id_is_a_guess(place, tmp_path):
    """It is applied and listed; with --no-guesses its words are kept apart, and the line stays as it was."""
    for guesses in (True, False):
        folder = fresh("demo", place, tmp_path / str(guesses))
        lines = dumped(tl.load(folder), folder).split("\n")
        at = next(number for number, line in enumerate(lines) if line.startswith("- <"))
        short = lines[at][-4:]
        lines[at] = f"- Quite other words ^{short[:3]}"
        told = apply("\n".join(lines), folder, guesses=guesses).to_dict()
        assert [each["text"] for each in told["guessed"]] == (["Quite other words"] if guesses else [])
        assert ["Quite other words" in each["text"] for each in told["not_placed"]] == ([] if guesses else [True])
        assert told["left_out"] == []


def test_what_is_not_placed_is_placed_by_moving_it(place, tmp_path):
    """Put up into the list it is a person's own line; it leaves the heading, and the notes."""
    folder = fresh("demo", place, tmp_path)
    lines = dumped(tl.load(folder), folder).split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("- <"))
    apply("\n".join([*lines[:at], "- <18:40 Z>: nothing of here ^zzzz", *lines[at:]]), folder)
    text = dumped(tl.load(folder), folder)
    assert "## Not placed\n\n- <18:40 Z>: nothing of here ^zzzz" in text
    assert "nothing of here" in (folder / "work/notes.md").read_text()
    moved = text.replace("## Not placed\n\n- <18:40 Z>: nothing of here ^zzzz", "").replace(
        "## Events\n\n", "## Events\n\n- <18:40 Z>: nothing of here\n"
    )
    told = apply(moved, folder).to_dict()
    assert told["not_placed"] == []
    assert [each["text"] for each in told["added"]] == ["- <18:40 Z>: nothing of here"]
    assert "nothing of here" not in (folder / "work/notes.md").read_text()


def test_two_people_edit_one_dump(place, tmp_path):
    """Both are heard; where both reworded one line, the later words stand, and the earlier ones are kept."""
    folder = fresh("demo", place, tmp_path)
    text = dumped(tl.load(folder), folder)
    apply(EDITS["1 reword a line"](text), folder)
    second = both(EDITS["2 delete five"], EDITS["15 own lines"])(text)
    apply(second, folder)
    after = tl.load(folder)
    assert len(after.curation.lines) - sum(each.shown for each in after.curation.lines) == 5
    assert len(after.curation.own) == 5
    third = EDITS["1 reword a line"](text).replace("Somebody looked at **it** at once", "Nobody looked")
    apply(third, folder)
    record = tl.load(folder)
    choice = next(each for each in record.curation.lines if each.words)
    assert choice.words == "Nobody looked"
    assert "Somebody looked at **it** at once" in record.curation.not_placed


def test_the_curation_of_a_page_is_taken(place, tmp_path):
    """As a page writes it: ids and choices alone."""
    folder = fresh("demo", place, tmp_path)
    lines = tl.load(folder).lines()
    told = {
        "schema": "timeline-curation/1",
        "seal": tl.verify(folder).seal,
        "lines": [
            {"id": lines[3].first.id, "shown": False},
            {"id": lines[7].first.id, "shown": True, "heading": "Trigger", "words": "It began"},
        ],
        "own": [{"after": lines[7].first.id, "heading": "Trigger", "text": "Nobody knew."}],
        "headings": ["Trigger"],
        "not_placed": [],
    }
    made = apply(json.dumps(told), folder)
    assert made.warnings == ()
    shown = tl.load(folder).to_markdown()
    assert f"{len(lines) - 1} of {len(lines)} lines shown" in shown
    assert "### Trigger\n\n- <" in shown
    assert "It began (recorded: " in shown
    assert "\n\nNobody knew.\n" in shown
    unchanged(folder)
    assert apply(json.dumps(told), folder).record.curation == tl.load(folder).curation


@pytest.mark.parametrize("told", ["{}", "{", '{"schema":"timeline-curation/2"}', '{"schema":"timeline-curation/1","x":1}',
                                  '{"schema":"timeline-curation/1","lines":[{"id":"a","starred":true}]}'])  # fmt: skip
def test_what_is_not_known_is_refused(told, place, tmp_path):
    """A curation of another version, or with a field that would be lost."""
    folder = fresh("demo", place, tmp_path)
    with pytest.raises(tl.ConfigError, match="curation"):
        apply(told, folder)


def test_a_redacted_dump_is_edited_too(place, tmp_path):
    """Its ids are those of the record; what is not changed in it changes nothing; roles are written where a person did."""
    folder = fresh("demo", place, tmp_path)
    record = tl.load(folder)
    text = dumped(record.redacted(), folder)
    assert "Ada" not in text
    before = contents(folder)
    apply(text, folder)
    assert contents(folder) == before
    apply(EDITS["1 reword a line"](text), folder)
    plain = dumped(tl.load(folder), folder)
    ids = [line[-5:] for line in text.split("\n") if line.startswith("- <")]
    assert ids == [line[-5:] for line in plain.split("\n") if line.startswith("- <")]
    assert "Somebody looked at **it** at once (recorded: " in plain


def test_peoples_words_are_redacted(place, tmp_path):
    """Headings, reworded lines, own lines and what was not placed go through the same redaction as the facts."""
    folder = fresh("demo", place, tmp_path)
    record = tl.load(folder)
    record = record.reword(record[4], "Ada Lovelace slept").under("What Grace Hopper did", record[6])
    curation = record.curation
    own = (*curation.own, replace(tl.load(folder).curation.own[0]) if tl.load(folder).curation else None)
    from timeline.curation.store import Own

    made = record.curated(replace(curation, own=(Own("Linus Pauling was on a train"),), not_placed=("- ada said no",)))
    assert own
    hidden = made.redacted()
    for text in (hidden.to_markdown(), hidden.to_html(), hidden.to_json(), "".join(hidden.pieces("slack"))):
        assert "train" in text
        assert not any(name in text for name in ("Ada", "Grace", "Linus", "Lovelace"))
    hidden.save(tmp_path / "out")
    assert "slept" in tl.load(tmp_path / "out").to_markdown()


def test_all_lifts_it_and_json_tells_it(place, tmp_path):
    """The record itself is as it was; JSON says what people made of a line, and counts what they left out."""
    folder = fresh("demo", place, tmp_path)
    whole = tl.load(folder).to_markdown()
    edited(folder, both(EDITS["1 reword a line"], EDITS["2 delete five"]))
    record = tl.load(folder)
    assert record.curated(None).to_markdown() == whole
    told = json.loads(record.to_json())
    (left,) = told["left_out"]
    assert (left["reason"], left["lines"]) == ("curation", 5)
    assert left["events"] + len(told["events"]) == len(record)
    assert len(record.to_dicts()) == len(record)
    assert len(record.to_csv().split("\r\n")) == len(told["events"]) + 2
    jsonschema = pytest.importorskip("jsonschema")
    from timeline.formats.schema import json_schema

    jsonschema.validate(told, json_schema())
    json_file = tmp_path / "x.json"
    json_file.write_text(record.to_json())
    assert len(tl.load(json_file)) == len(told["events"])


def test_lines_of_several_days_stand_in_any_order(tmp_path):
    """A line that was put under another date keeps its own; a heading between the dates takes no line's words."""
    window = tl.Window("2019-06-20T20:00Z", "2019-06-22T04:00Z")
    hours = [(20 + number // 24, number % 24) for number in range(20, 50)]
    made = [
        tl.Event(
            id=f"x:{number}", time=f"2019-06-{day}T{hour:02d}:10:00Z", precision="s", source="x", kind="event.posted",
            summary=f"It fell number {number}", url=f"https://a.example/{number}",
        )
        for number, (day, hour) in enumerate(hours)
    ]  # fmt: skip
    folder = tl.Timeline(window, made).save(tmp_path / "two")
    lines = dumped(tl.load(folder), folder).split("\n")
    places = [number for number, line in enumerate(lines) if line.startswith("- <")]
    last = lines.pop(places[-1])
    lines.insert(places[0], last)
    lines.insert(places[6], "\n### Night\n\nNothing was seen.\n")
    curation = apply("\n".join(lines), folder).record.curation
    assert [each for each in curation.lines if each.touched or not each.shown] == []
    assert curation.lines[0].id == "x:29"
    assert curation.headings == ("Night",)
    unchanged(folder)


def test_what_is_decided_of_a_witness_alone_is_decided_of_it_alone(place, tmp_path):
    """With a line an event, one witness of a happening may be left out; the other stays, in whatever folding."""
    folder = fresh("demo", place, tmp_path)
    record = tl.load(folder)
    line = next(line for line in record.lines() if line.rule == "happening")
    lines = dumped(record, folder, fold="none").split("\n")
    at = next(number for number, each in enumerate(lines) if line.first.url in each)
    made = apply("\n".join([*lines[:at], *lines[at + 1 :]]), folder).record
    assert {event.id for event in record} - {event.id for event in made.shown} == {line.first.id}
    assert {event.id for each in made.lines() for event in each.events} == {event.id for event in made.shown}
    unchanged(folder)


def test_doors_of_python_are_kept_and_change_no_fact(place, tmp_path):
    """Each gives a new record; saved into its own bundle nothing but `work/` is written, the same twice over."""
    folder = fresh("demo", place, tmp_path)
    record, sealed = tl.load(folder), data(folder)
    lines = record.lines()
    kept = record.keep(lines[2].first, lines[9].first)
    assert [line.first.id for line in kept.lines()] == [lines[2].first.id, lines[9].first.id]
    assert record.curation is None
    assert len(kept.keep(lines[20].first).lines()) == 3
    made = record.leave_out(lines[0].first).under("B", lines[5].first).under("A", lines[3].first, lines[1].first)
    assert [line.curated.heading for line in made.lines()][-3:] == ["B", "A", "A"]
    noted = made.annotate(lines[4].first, "Support saw it in the queue")
    noted.save(folder)
    first = contents(folder)
    again = tl.load(folder)
    again.save(folder)
    assert contents(folder) == first
    assert data(folder) == sealed
    assert [line.text for line in again.lines()] == [line.text for line in noted.lines()]
    assert not again.diff(record)
    with pytest.raises(tl.ConfigError, match="without names"):
        again.redacted().save(folder)
    with pytest.raises(tl.ConfigError):
        record.reword(lines[0].first, " ")
    with pytest.raises(KeyError):
        record.keep("nobody")
