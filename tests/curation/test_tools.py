"""What formatters, converters and editors make of a document, and what people paste into it."""

import re
import subprocess

import mdformat
import pytest

import timeline as tl
from support_edits import (
    EDITS,
    at,
    both,
    contents,
    each_line,
    edited,
    fresh,
    is_line,
    rearranged,
    unchanged,
    unsaid,
)
from support_needs import from_npm, needs
from timeline.curation.apply import apply
from timeline.curation.editing import dumped

#: Nothing runs of it but its own program.
PRETTIER = "3.3.3"
WORKED = both(*(EDITS[name] for name in ("2 delete five", "15 own lines", "1 reword a line", "5 correct a minute")))


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("worlds")


def escaped(text):
    """A backslash before all that may mark."""
    return re.sub(r"(?m)^(- <.*)$", lambda found: re.sub(r"(?<!\\)(?<!\w)([<>])(?=[\w:])", r"\\\1", found[0]), text)


def aligned(text):
    """Tables with cells of one width."""
    return re.sub(
        r"(?m)^\|(.*)\|$",
        lambda found: "|" + "|".join(f" {cell.strip():<30} " for cell in re.split(r"(?<!\\)\|", found[1])) + "|",
        text,
    )


#: What a formatter that is not at hand does, one by one.
REWRITES = {
    "escapes": escaped,
    "stars": lambda text: re.sub(r"(?m)^(\s*)- ", r"\1* ", text),
    "pluses": lambda text: re.sub(r"(?m)^(\s*)- ", r"\1+ ", text),
    "numbers": lambda text: re.sub(r"(?m)^- <", "1. <", text),
    "tables aligned": aligned,
    "wrapped at 80": EDITS["19 wrapped"],
    "other emphasis": lambda text: re.sub(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])", r"_\1_", text),
    "loose": lambda text: re.sub(r"(?m)^(- <.*)$", r"\1\n", text),
    "windows": lambda text: text.replace("\n", "\r\n"),
    "headings underlined": lambda text: re.sub(r"(?m)^## (.*)$", r"\1\n-------", text),
    "hard breaks": lambda text: re.sub(r"(?m)^(- <.*)$", r"\1  ", text),
    "nothing at the end": lambda text: text.rstrip("\n"),
}  # fmt: skip


@pytest.fixture(scope="session")
def worked(place, tmp_path_factory):
    """A folder that people have worked on, and its dumps."""
    folder = fresh("demo", place, tmp_path_factory.mktemp("worked"))
    edited(folder, WORKED)
    return folder


def changes_nothing(folder, change, style="record"):
    text = dumped(tl.load(folder), folder, style=style)
    before = contents(folder)
    assert apply(change(text), folder).warnings == ()
    assert contents(folder) == before


@pytest.mark.parametrize("style", ["record", "table"])
@pytest.mark.parametrize("rewrite", REWRITES)
def test_what_formatters_do_changes_nothing(rewrite, style, worked):
    """Of lines, of people's own words, of their headings."""
    changes_nothing(worked, REWRITES[rewrite], style)


@pytest.mark.parametrize("style", ["record", "table"])
@pytest.mark.parametrize("options", [{}, {"wrap": 80, "number": True}, {"wrap": "no"}], ids=str)
def test_mdformat_changes_nothing(options, style, worked):
    """A document that went through it is what it was."""
    changes_nothing(worked, lambda text: mdformat.text(text, options=options, extensions={"gfm"}), style)


@pytest.mark.parametrize("style", ["record", "table"])
@pytest.mark.parametrize("options", [(), ("--prose-wrap", "always"), ("--prose-wrap", "never")], ids=" ".join)
def test_prettier_changes_nothing(options, style, worked, pytestconfig):
    """A document that went through it is what it was."""
    program = from_npm("prettier", PRETTIER, pytestconfig.cache.mkdir("npm")) / "bin" / "prettier.cjs"
    command = [needs("node"), program, "--parser", "markdown", *options]
    changes_nothing(
        worked,
        lambda text: subprocess.run(command, input=text, text=True, capture_output=True, check=True).stdout,
        style,
    )


@pytest.mark.parametrize("form", ["docx", "plain", "html", "markdown"])
def test_peoples_work_comes_through_a_converter(form, place, tmp_path):
    """Edited, and then taken through it: what was edited holds, and no word of a person's is lost."""
    pandoc = needs("pandoc")
    folder = fresh("demo", place, tmp_path)
    before = dumped(tl.load(folder), folder)
    document = WORKED(before)
    file = tmp_path / f"x.{form}"
    subprocess.run([pandoc, "-f", "gfm-emoji", "-t", form, "-o", file], input=document, text=True, check=True)
    read = [pandoc, "-f", form, "-t", "markdown", file]
    text = (
        subprocess.run(read, capture_output=True, text=True, check=True).stdout if form == "docx" else file.read_text()
    )
    made = apply(text, folder).to_dict()
    assert [len(made[name]) for name in ("left_out", "guessed", "not_placed")] == [5, 0, 0]
    assert [each["text"] for each in made["reworded"]] == ["Somebody looked at it at once"]
    said = " ".join(each["text"] for each in made["added"])
    assert all(words in re.sub(r"\s+", " ", said) for words in ("knew of nothing", "Nobody slept well", "made tea", "twice, in fact", "it is broken"))  # fmt: skip
    unchanged(folder)


def behind(number, *lines):
    """Some lines behind that one."""

    def edit(text):
        made = text.split("\n")
        place = [n for n, line in enumerate(made) if is_line(line)][number]
        return "\n".join([*made[: place + 1], *lines, *made[place + 1 :]])

    return edit


ID = re.compile(r" (\^\w+)$")
DASH = re.compile(r"^- ")
#: What people do and paste, with what becomes of it: how many lines are reworded, their own, not placed, left out.
PASTED = {
    "words right below a line": (behind(3, "Lazy words below it", "and more of them"), (0, 1, 0, 0)),
    "indented words below a line": (behind(3, "  Lazy words below it"), (0, 1, 0, 0)),
    "a paragraph below a line": (behind(3, "", "A paragraph of mine", ""), (0, 1, 0, 0)),
    "an indented paragraph": (behind(3, "", "  A paragraph inside", ""), (0, 1, 0, 0)),
    "a paragraph twice": (behind(3, "", "We all said the same thing", "", "We all said the same thing", ""), (0, 2, 0, 0)),
    "a link added": (at([3], lambda line: ID.sub(r" [graph](https://graph.example/d/1) \1", line)), (1, 0, 0, 0)),
    "a line struck out": (at([3], lambda line: re.sub(r">: (.*?) \[", r">: ~~\1~~ [", line, count=1)), (1, 0, 0, 0)),
    "words behind the evidence": (at([3], lambda line: ID.sub(r" as the vendor confirmed \1", line)), (1, 0, 0, 0)),
    "an hour of no day of the window": (at([3], lambda line: re.sub(r"<..:.. Z>", "<03:15 Z>", line)), (0, 0, 0, 0)),
    "a time that is none": (at([3], lambda line: re.sub(r"<..:.. Z>", "<27:99 Z>", line)), (1, 0, 0, 0)),
    "no time at all": (at([3], lambda line: re.sub(r"<..:.. Z>: ", "", line)), (0, 0, 0, 0)),
    "all words taken away": (at([3], lambda line: re.sub(r">: .*?(\[[^\]]*\]\()", r">: \1", line, count=1)), (0, 0, 0, 0)),
    "smart quotes and dashes": (lambda text: re.sub(r'"([^"\n]*)"', "\u201c\\1\u201d", text).replace("...", "\u2026"), (0, 0, 0, 0)),
    "spaces that do not break": (each_line(lambda line, _: line.replace(" Z>: ", "\u00a0Z>:\u00a0")), (0, 0, 0, 0)),
    "ids doubled by copying": (at([3], lambda line: f"{line}\n{line}"), (0, 0, 1, 0)),
    "a copy with other words": (at([3], lambda line: f"{line}\n- <18:40 Z>: My own words{ID.search(line)[0]}"), (0, 1, 0, 0)),
    "ids deleted": (each_line(lambda line, _: ID.sub("", line)), (0, 0, 0, 0)),
    "a list numbered by Word": (lambda text: "".join(f"{DASH.sub(f'{n}. ', line) if is_line(line) else line}\n" for n, line in enumerate(text.split("\n"))), (0, 0, 0, 0)),
    "links as a search engine's documents rewrite them": (lambda text: re.sub(r"\]\((https://[^)]*)\)", lambda found: f"](https://www.google.com/url?q={found[1].replace('&', '%26').replace('#', '%23')}&sa=D&source=editors)", text), (0, 0, 0, 0)),
    "links as mail rewrites them": (lambda text: re.sub(r"\]\((https://[^)]*)\)", lambda found: f"](https://eur01.safelinks.protection.outlook.com/?url={found[1].replace('&', '%26').replace('#', '%23')}&data=05)", text), (0, 0, 0, 0)),
    "a section moved to the end": (rearranged(lambda own: [*own[:5], *own[15:], *own[5:15]]), (0, 0, 0, 0)),
    "two equal lines of elsewhere": (behind(3, *["- <18:40 Z>: Nothing that is known here ^zzzz"] * 2), (0, 0, 2, 0)),
    "bullets gone": (lambda text: re.sub(r"(?m)^- (<.*)$", r"\1\n", text), (0, 0, 0, 0)),
    "all in a quotation": (lambda text: re.sub("(?m)^", "> ", text), (0, 0, 0, 0)),
    "all in a block of code": (lambda text: f"```markdown\n{text}```\n", (0, 0, 0, 0)),
    "the lines alone": (lambda text: "\n".join(filter(is_line, text.split("\n"))), (0, 0, 0, 0)),
    "a mark and a letter order": (lambda text: "\ufeff" + text.replace("\n", "\r\n"), (0, 0, 0, 0)),
    "a picture before every line": (each_line(lambda line, _: line.replace(">: ", ">: \U0001f525 ", 1)), (86, 0, 0, 0)),
    "a remark in brackets": (at([3], lambda line: ID.sub(r" (are we sure?) \1", line)), (1, 0, 0, 0)),
    "a footnote": (lambda text: at([3], lambda line: ID.sub(r"[^1] \1", line))(text) + "\n[^1]: see the wiki\n", (1, 1, 0, 0)),
    "a comment": (at([3], lambda line: f"{line}\n<!-- remember this -->"), (0, 1, 0, 0)),
    "a line split, its id on the first": (at([4], lambda line: line.replace(" was launched", f"{ID.search(line)[0]}\n- <18:31 Z>: and then it was launched")), (1, 1, 0, 0)),
    "another heading for events": (lambda text: text.replace("## Events", "## What happened"), (0, 0, 0, 0)),
    "check boxes": (each_line(lambda line, _: line.replace("- <", "- [ ] <", 1)), (0, 0, 0, 0)),
}  # fmt: skip


@pytest.mark.parametrize("paste", PASTED)
def test_nothing_that_people_do_in_editors_is_lost(paste, place, tmp_path):
    """Their words stand somewhere, as often as they wrote them; every line is known, and what is applied stays."""
    change, counts = PASTED[paste]
    folder = fresh("demo", place, tmp_path)
    before = dumped(tl.load(folder), folder)
    document = change(before)
    made = apply(document, folder).to_dict()
    after = tl.load(folder).to_markdown()
    assert unsaid(before, document, after) == {}
    names = ("reworded", "added", "not_placed", "left_out")
    assert dict(zip(names, counts, strict=True)) == {name: len(made[name]) for name in names}
    unchanged(folder)


KEPT = {
    "a link added": "[graph](<https://graph.example/d/1>) (recorded: ",
    "a line struck out": "~~ (recorded: ",
    "an hour of no day of the window": "- <03:15 Z>: ",
    "a time that is none": "27:99 Z",
}


@pytest.mark.parametrize("paste", KEPT)
def test_what_is_done_to_a_line_is_kept_as_it_was_written(paste, place, tmp_path):
    """A link leads where it led; struck words are struck; a time that cannot be read stands among the words."""
    folder = fresh("demo", place, tmp_path)
    edited(folder, PASTED[paste][0])
    assert KEPT[paste] in tl.load(folder).to_markdown()


@pytest.mark.parametrize("order", [(2, 0, 1), (1, 0, 2), (1, 2, 0)], ids=str)
def test_columns_may_stand_in_any_order(order, place, tmp_path):
    """Of a table that was dumped: it says the same."""
    folder = fresh("demo", place, tmp_path)

    def turned(row):
        cells = re.split(r"(?<!\\)\|", row)[1:-1]
        return f"|{'|'.join(cells[n] for n in order)}|" if len(cells) == len(order) else row

    text = dumped(tl.load(folder), folder, style="table")
    before = contents(folder)
    assert (
        apply("\n".join(turned(line) if line.startswith("|") else line for line in text.split("\n")), folder).warnings
        == ()
    )
    assert contents(folder) == before


def test_a_shortened_paragraph_stays(place, tmp_path):
    """People cut what they wrote before; it is theirs as it is now."""
    folder = fresh("demo", place, tmp_path)
    edited(folder, behind(5, "", "Nobody slept well after this one, and then we all went home.", ""))
    edited(folder, lambda text: text.replace("one, and then we all went home.", "one."))
    assert [own.text for own in tl.load(folder).curation.own] == ["Nobody slept well after this one."]


def test_a_row_of_ones_own_keeps_its_links(place, tmp_path):
    """In a table that people made of the list, whose head a heading parts from its rows."""
    folder = fresh("demo", place, tmp_path)
    table = EDITS["18 a table"](dumped(tl.load(folder), folder))
    row = "| 18:44 Z | We asked [them](https://vendor.example/7), in vain |"
    first = table.index("\n| 18:30 Z")
    made = apply(f"{table[:first]}\n\n### From here on\n\n{row}{table[first:]}", folder).to_dict()
    assert [each["text"] for each in made["added"]] == [
        "- 18:44 Z · We asked [them](https://vendor.example/7), in vain"
    ]
    assert (len(made["shown"]), made["left_out"], made["reworded"]) == (86, [], [])
    unchanged(folder)


TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


def test_a_credential_that_a_person_typed_is_shown_nowhere(place, tmp_path):
    """In notes and in an edited document; their own file keeps it, and nothing that is written or printed does."""
    folder = fresh("demo", place, tmp_path)
    (folder / "work").mkdir()
    (folder / "work/notes.md").write_text(
        f"# {TOKEN}\n\n- 18:46 Z: used {TOKEN}\n- 18:47 Z [see](https://x.example/?token={TOKEN})\n- 18:51 BST: {TOKEN}\n"
    )
    text = dumped(tl.load(folder), folder)
    document = text.replace("## Events\n\n", f"## Events\n\nMine: {TOKEN}\n\n- <18:40 Z>: lost {TOKEN} ^zzzz\n\n")
    made = apply(EDITS["1 reword a line"](document).replace("at once", TOKEN), folder)
    record = made.record
    said = [
        repr(each) for each in (record, record.work, record.curation, record.curation.lines, *record, *record.lines())
    ]
    forms = [record.to_markdown(), record.to_html(), record.to_json(), record.to_csv(), *record.pieces("slack")]
    assert sum("secret" in each for each in forms) >= 4
    assert not [each for each in (*said, *forms, str(made.warnings)) if TOKEN in each]
    held = {name for name, data in contents(folder).items() if TOKEN.encode() in data}
    assert held == {"work/notes.md"}
    assert (folder / "work/notes.md").read_text().partition("## Not placed")[2].count(TOKEN) == 0
