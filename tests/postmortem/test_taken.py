"""A document that comes back: no word that a person wrote is lost, and nothing of ours is taken for theirs."""

import subprocess

import pytest

import timeline as tl
from support_needs import needs
from support_postmortem import ACTIONS, NOTES, WORDS, kept, worked
from timeline.postmortem.actions import actions_of
from timeline.postmortem.document import postmortem
from timeline.postmortem.folder import Folder
from timeline.postmortem.sections import section
from timeline.postmortem.taken import is_postmortem, taken
from timeline.postmortem.template import DEFAULT
from timeline.prose.document import read
from timeline.prose.items import alike


def written(folder, template=DEFAULT):
    """The document of a folder, as the command writes it."""
    file = folder.parent / "template.md"
    file.write_text(template)
    return postmortem(tl.load(folder), folder, file, kept=True).text


def back(folder, text):
    """What is kept after a document came back."""
    work = Folder.of(folder)
    found = taken(text, work)
    work.write(found.texts)
    return found, {name: work.text(f"{name}.md") for name in ("postmortem", "actions", "notes")}


def texts(words):
    return [alike(item.text) for item in read(words).items if item.text]


@pytest.fixture
def folder(tmp_path):
    return worked(tmp_path / "incident")


def test_an_unchanged_document_changes_nothing(folder):
    """Not a byte of what people keep."""
    found, now = back(folder, written(folder))
    assert now == {"postmortem": WORDS, "actions": ACTIONS, "notes": NOTES}
    assert found.renamed == ()


def test_nor_does_an_empty_one(tmp_path):
    """What we wrote into the empty parts is nobody's words."""
    folder = kept(tmp_path / "incident")
    _, now = back(folder, written(folder))
    assert not texts(now["postmortem"] + now["notes"])
    assert actions_of(now["actions"]).actions == ()


def test_the_records_part_is_handed_on_whole(folder):
    """Every line of it, as the dump that it was, for its own reader."""
    text = written(folder)
    found, _ = back(folder, text)
    assert found.record.removeprefix("# Timeline").strip() == section(text, "Objective record").strip()


#: What a person does to the document: before, after, the file in which it must stand, what must stand in it.
EDITS = {
    "words": ("Hooks were late for half an hour.", "Hooks were late for 31 minutes.", "postmortem", "31 minutes"),
    "item": ("- no hook was lost", "- no hook was lost\n- eleven customers wrote", "postmortem", "- eleven customers wrote"),
    "title": ("# Hooks were late", "# Hooks were late on Thursday", "postmortem", "# Hooks were late on Thursday"),
    "preface": ("We thank", "Draft of Friday.\n\nWe thank", "postmortem", "Draft of Friday."),
    "own section": ("## Systems analysis", "## What helped\n\nThe roll back was ready.\n\n## Systems analysis", "postmortem", "The roll back was ready."),
    "last section": ("## Appendix: coverage", "## Lessons\n\nLook at both.\n\n## Appendix: coverage", "postmortem", "Look at both."),
    "among facts": ("### Joined when", "This page came eleven times before.\n\n### Joined when", "postmortem", "eleven times before"),
    "analysis": ("The two posts arrived", "Both red and orange arrived", "postmortem", "Both red and orange"),
    "coverage": ("- Sentry: comments are told", "We asked support for their list.\n\n- Sentry: comments are told", "postmortem", "their list"),
    "action": ("- [ ] ask the owners", "- [x] ask the owners", "actions", "- [x] ask the owners"),
    "row": ("\n\n- [ ] ask", "\n| Label the alert | Ada | Say what to do | IE-9 |\n\n- [ ] ask", "actions", "| Label the alert | Ada | Say what to do | IE-9 |"),
    "feedback": ("We saw it in the editor, too", "We saw it in the editor first", "notes", "in the editor first"),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_what_a_person_writes_in_it_is_kept_and_stands_in_the_next(folder, edit):
    """In the file where it belongs, beside all that was there; the next document has it once, in its place."""
    before, after, name, expected = EDITS[edit]
    text = written(folder)
    assert text.count(before) >= 1
    edited = text.replace(before, after, 1)
    _, now = back(folder, edited)
    assert expected in now[name]
    again = written(folder)
    assert again.count(expected) == 1
    assert set(texts(edited)) - {"what people see in it"} <= set(texts(again)) | {"what people see in it"}
    assert back(folder, again)[1] == now


def test_what_a_person_takes_out_is_out(folder):
    """Words, a row, a section of their own that are deleted in the document are in no file any more."""
    text = written(folder).replace("- no hook was lost\n", "")
    begin = text.index("## What surprised us")
    text = text[:begin] + text[text.index("## Objective record") :]
    text = "\n".join(line for line in text.splitlines() if "Why u no sentry" not in line)
    _, now = back(folder, text)
    assert "no hook was lost" not in now["postmortem"]
    assert "What surprised us" not in now["postmortem"]
    assert [each.name for each in actions_of(now["actions"]).actions][:1] == [
        "Find out why the new AMI publishes no hooks"
    ]
    assert "sentry" not in now["actions"].split("Find out")[1].splitlines()[1]
    assert "We thank Ada Lovelace" in now["postmortem"]


def test_what_is_masked_in_the_document_is_not_lost_in_the_file(folder):
    """A credential that people wrote is masked in what is shown; the words around it come back all the same."""
    path = folder / "work" / "postmortem.md"
    kept_words = WORDS.replace("- no hook", "- the key was AKIAIOSFODNN7EXAMPLE\n- no hook")
    path.write_text(kept_words)
    text = written(folder)
    assert "AKIAIOSFODNN7EXAMPLE" not in text
    assert back(folder, text)[1]["postmortem"] == kept_words
    _, now = back(folder, text.replace("no hook was lost", "none was lost"))
    assert "- the key was AKIAIOSFODNN7EXAMPLE" in now["postmortem"]
    assert "none was lost" in now["postmortem"]


def test_both_changes_stand(folder):
    """What was edited in the files meanwhile is not written over by the document, nor it by them."""
    text = written(folder).replace("no hook was lost", "none was lost")
    work = folder / "work"
    (work / "postmortem.md").write_text(
        WORDS.replace("- no hook was lost\n", "- no hook was lost\n- added in the file\n")
    )
    (work / "actions.md").write_text(ACTIONS.replace("- [ ] ask", "- [ ] also this\n- [ ] ask"))
    _, now = back(folder, text)
    assert "none was lost" in now["postmortem"]
    assert "added in the file" in now["postmortem"]
    assert "also this" in now["actions"]
    assert "ask the owners" in now["actions"]


def test_a_heading_that_was_renamed_is_known_by_what_stands_under_it(folder):
    """The words stay those of the part; the new heading is told."""
    text = written(folder).replace("## Summary", "## What happened, in short")
    found, now = back(folder, text)
    assert found.renamed == (("What happened, in short", "Summary"),)
    assert now["postmortem"] == WORDS


def test_a_template_of_the_teams_own_comes_back_too(folder):
    """Parts are known by the headings that they had, and the template's own words are nobody's."""
    template = "# {{title}}\n\nConfidential.\n\n## Kurz\n\n{{summary}}\n\n## Was geschah\n\n{{record}}\n\n## Weiter\n\n{{actions}}\n\n## Anhang\n\n{{coverage}}\n"
    text = written(folder, template)
    assert back(folder, text)[1] == {"postmortem": WORDS, "actions": ACTIONS, "notes": NOTES}
    _, now = back(folder, text.replace("no hook was lost", "none was lost"))
    assert now == {"postmortem": WORDS.replace("no hook was lost", "none was lost"), "actions": ACTIONS, "notes": NOTES}


def through(text, tmp_path, form, to):
    pandoc = needs("pandoc")
    file = tmp_path / f"edited.{form}"
    subprocess.run([pandoc, "-f", "gfm", "-t", form, "-o", file], input=text, text=True, check=True)
    done = subprocess.run([pandoc, "-f", form, "-t", to, file], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("to", ["gfm", "markdown"])
@pytest.mark.parametrize("form", ["docx", "html"])
def test_it_comes_back_through_other_tools(folder, tmp_path, form, to):
    """Through a Word file and through HTML: an unchanged document changes nothing, an edited one only what was edited."""
    text = written(folder)
    assert back(folder, through(text, tmp_path, form, to))[1] == {
        "postmortem": WORDS,
        "actions": ACTIONS,
        "notes": NOTES,
    }
    edited = text.replace("The queue held everything.", "The queue held all of it, *at once*.")
    edited = edited.replace("Compare the two images", "Compare all three images").replace(
        "## Feedback", "## Lessons\n\nLook twice.\n\n## Feedback"
    )
    _, now = back(folder, through(edited, tmp_path, form, to))
    assert "The queue held all of it, *at once*." in now["postmortem"]
    assert "Look twice." in now["postmortem"]
    assert "no hook was lost" in now["postmortem"]
    rows = actions_of(now["actions"]).actions
    assert rows[0].details == "Compare all three images"
    assert rows[0].ticket == "https://acme.atlassian.net/browse/IE-1457"
    assert [row.name for row in rows] == ["Find out why the new AMI publishes no hooks", "Why u no sentry?"]
    assert now["notes"] == NOTES


def test_a_post_mortem_is_told_from_a_dump(folder):
    """By its headings; without a document that was written before, nothing is known of it."""
    assert not is_postmortem("# Timeline\n", Folder.of(folder))
    text = written(folder)
    assert is_postmortem(text, Folder.of(folder))
    assert not is_postmortem(tl.load(folder).to_markdown(), Folder.of(folder))
