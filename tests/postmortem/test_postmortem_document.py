"""The document: what is made of the record and what people wrote, each in its place, and nothing of either lost."""

import re

import pytest
from click.testing import CliRunner

import timeline as tl
from support_postmortem import WORDS, kept, record, worked
from timeline.cli.commands import cli
from timeline.postmortem.lint import lint
from timeline.postmortem.sections import section, sections


def ran(*arguments):
    done = CliRunner().invoke(cli, list(map(str, arguments)), standalone_mode=False)
    return done.return_value, done.stdout, done.stderr, done.exception


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return worked(tmp_path_factory.mktemp("worked") / "incident")


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    return kept(tmp_path_factory.mktemp("bare") / "incident")


def test_its_parts_stand_in_the_order_of_the_contract(folder):
    """Summary, record, analysis, action items, feedback, coverage; people's own section behind the part it followed."""
    code, text, _, _ = ran("postmortem", folder)
    assert code == 0
    assert [each.heading for each in sections(text) if each.level] == [
        "Hooks were late", "Summary", "What surprised us", "Objective record", "Systems analysis", "Action items", "Feedback",
        "Appendix: coverage",
    ]  # fmt: skip
    for words in WORDS.splitlines():
        assert words in text
    assert text.index("We thank") < text.index("## Summary")


def test_the_record_in_it_is_the_record(bare):
    """Every line of the record stands in it as it is dumped, with the head's counts."""
    text = ran("postmortem", bare)[1]
    dumped = record().to_markdown()
    lines = [line for line in dumped.splitlines() if line.startswith("- <")]
    assert [line for line in section(text, "Objective record").splitlines() if line.startswith("- <")] == lines
    assert re.search(r"^- \d+ events in \d+ lines.*$", dumped, re.MULTILINE)[0] in text


def test_every_fact_stands_in_it_and_links_what_it_rests_on(bare):
    """Systems analysis begins with all facts of the record, each cited."""
    told = section(ran("postmortem", bare)[1], "Systems analysis")
    facts = record().facts()
    assert len(facts) > 10
    assert told.count("\n- ") == len(facts)
    assert all(re.search(r"\]\(https://", line) for line in told.splitlines() if line.startswith("- "))


def test_notes_stand_behind_the_facts(folder):
    """People's notes are marked as such, and their words on the analysis come last."""
    told = section(ran("postmortem", folder)[1], "Systems analysis")
    assert told.index("### Changes before") < told.index("### What people see in it") < told.index("The two posts")


def test_what_was_not_asked_is_named(bare, tmp_path):
    """Services of which no source is configured are named in the coverage."""
    whole = section(ran("postmortem", bare)[1], "Appendix: coverage")
    assert "Sentry: not asked" not in whole
    less = record()
    part = tl.Timeline(less.window, less["slack"], [row for row in less.coverage if row.source == "slack"])
    told = part.save(tmp_path / "less") and section(ran("postmortem", tmp_path / "less")[1], "Appendix: coverage")
    for name in ("Sentry", "Jira", "PagerDuty", "GitHub", "Datadog", "Terraform"):
        assert f"- {name}: not asked" in told
    assert "Slack: not asked" not in told


def test_an_empty_document_says_what_is_to_be_written(bare):
    """Nothing is invented: the summary is to be written, the table of action items has room, feedback is asked for."""
    text = ran("postmortem", bare)[1]
    assert "To be written" in section(text, "Summary")
    assert section(text, "Action items").startswith("| Improvement name | Owner | Details | Bug/ticket link |")
    assert "timeline share" in section(text, "Feedback")


def test_our_own_words_blame_nobody(bare):
    """What we write ourselves passes our own check."""
    assert lint(ran("postmortem", bare)[1]) == []


def test_python_makes_the_same_document(folder):
    """`record.postmortem(folder)` is what the command writes; without a folder there are no words of people's."""
    kept_record = tl.load(folder)
    told = ran("postmortem", folder)[1]
    assert kept_record.postmortem(folder) == re.sub(r"^- To be edited: .*\n", "", told, flags=re.MULTILINE)
    assert "To be written" in kept_record.postmortem()
    with pytest.raises(tl.ConfigError):
        kept_record.postmortem(form="pdf")
    with pytest.raises(tl.ConfigError):
        kept_record.postmortem(folder / "none")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{record}} {{coverage}} {{sumary}}", "did you mean {{summary}}"),
        ("{{record}} {{coverage}} {{ }}", "no part is called ''"),
        ("{{record}} {{record}} {{coverage}}", "twice"),
        ("{{record}}", "no place for {{coverage}}"),
        ("{{coverage}}", "no place for {{record}}"),
        ("{{record}} {{coverage}} {{7*7}}", "no part is called '7*7'"),
    ],
)
def test_a_template_that_cannot_be_is_refused(folder, tmp_path, template, said):
    """Another place than a part's, a part twice, or none for what says what is missing: the error names it."""
    (tmp_path / "t.md").write_text(template)
    _, text, _, error = ran("postmortem", folder, "--template", tmp_path / "t.md")
    assert not text
    assert said in str(error)


def test_a_template_is_markdown_with_places_and_nothing_else(folder, tmp_path):
    """The team's own headings and words stay; parts are put in; what has no place is said and stays in its file."""
    (tmp_path / "t.md").write_text(
        "# {{title}} {% if %} ${x}\n\nConfidential.\n\n## Was geschah\n\n{{ record }}\n\n## Anhang\n\n{{coverage}}\n\n## Kurz\n\n{{summary}}\n"
    )
    code, text, said, _ = ran("postmortem", folder, "--template", tmp_path / "t.md")
    assert code == 0
    headings = [each.heading for each in sections(text) if each.level]
    assert headings == ["Hooks were late {% if %} ${x}", "Was geschah", "Anhang", "Kurz", "What surprised us"]
    assert text.index("Confidential.") < text.index("We thank Ada") < text.index("## Was geschah")
    for name in ("analysis", "actions", "feedback"):
        assert f"no place for {{{{{name}}}}}" in said


HOSTILE = "# <script>alert(1)</script>\n\n## Summary\n\n<img src=x onerror=alert(1)> ![pixel](https://t.example/p.png) [go](javascript:alert(1))\n"


def test_the_page_is_the_same_document_and_loads_nothing(tmp_path, browser):
    """HTML that people wrote is shown as text, images are links, and nothing is asked of anybody."""
    folder = kept(tmp_path / "incident", postmortem=HOSTILE, actions="| Item | Owner |\n|---|---|\n| a<br>b | c |\n")
    assert ran("postmortem", folder, "-o", tmp_path / "pm.html")[0] == 0
    page = (tmp_path / "pm.html").read_text()
    assert "<script" not in page
    assert "<img" not in page
    assert "javascript:" not in re.sub(r">[^<]*<", "><", page)
    assert "a<br>b" in page
    assert page.count("<li>") >= len(record().lines())
    assert "@media print" in page
    assert browser.open(tmp_path / "pm.html").acts == []


def test_what_is_printed_is_as_wide_as_the_paper(tmp_path, browser):
    """No line is cut at the edge: tables, links and words without a space break, on paper as on a narrow screen."""
    words = f"## Summary\n\n{'x' * 300} and https://wiki.example/{'y' * 300}\n\n```\n{'z ' * 200}\n```\n"
    folder = kept(
        tmp_path / "incident", postmortem=words, actions=f"| Item | Owner |\n|---|---|\n| {'w' * 200} | c |\n"
    )
    assert ran("postmortem", folder, "-o", tmp_path / "pm.html")[0] == 0
    try:
        browser.look(width=680, media="print")
        browser.open(tmp_path / "pm.html")
        beyond = (
            "[...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1"
            " || (each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX != 'visible'))"
            ".map(each => each.localName)"
        )
        assert browser.run(beyond) == []
    finally:
        browser.look()


def test_credentials_that_people_wrote_are_masked(tmp_path):
    """People's words pass the same mask as everything else."""
    folder = kept(tmp_path / "incident", postmortem="## Summary\n\nThe key was AKIAIOSFODNN7EXAMPLE.\n")
    text = ran("postmortem", folder)[1]
    assert "AKIAIOSFODNN7EXAMPLE" not in text
    assert "⟨secret" in text


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_redacted_document_names_nobody(folder, tmp_path, form):
    """Record, facts, notes, action items, feedback and people's words: roles or the mark, whoever knows the person."""
    path = tmp_path / f"shared.{form}"
    code, _, said, error = ran("postmortem", folder, "--redact", "-o", path)
    assert (code, error) == (0, None)
    text = path.read_text()
    for name in ("Ada", "Lovelace", "Grace", "Hopper", "Linus", "Pauling", "Hedy", "Lamarr"):
        assert not re.search(rf"\b{name}\b", text), name
    assert "responder" in text
    assert "pseudonymised" in said


def test_a_redacted_document_is_not_the_one_that_comes_back(tmp_path):
    """The words with names are not forgotten for the copy that has none."""
    folder = worked(tmp_path / "incident")
    ran("postmortem", folder)
    before = (folder / "work" / "last-postmortem.json").read_bytes()
    ran("postmortem", folder, "--redact")
    assert (folder / "work" / "last-postmortem.json").read_bytes() == before


def test_a_name_that_is_left_fails_the_document(tmp_path):
    """Nothing is written when the check finds a name: here in the file's own."""
    folder = kept(tmp_path / "incident")
    _, _, _, error = ran("postmortem", folder, "--redact", "-o", tmp_path / "by-grace-hopper.md")
    assert "a name is left" in str(error)
    assert not (tmp_path / "by-grace-hopper.md").exists()


def test_each_sentence_of_the_page_leads_to_its_evidence(tmp_path):
    """Behind a sentence that people wrote stands its verdict, as a sign, a word and a form, and leads to the record's line."""
    incident = kept(tmp_path / "incident")
    (incident / "work").mkdir(exist_ok=True)
    (incident / "work" / "postmortem.md").write_text(
        "## Summary\n\nAda approved acme/infra#31 at 18:54 Z. Linus merged acme/infra#31 at 18:55 Z.\nWe were glad <b>then</b>.\n"
    )
    page = tl.load(incident).postmortem(incident, form="html")
    said = r'Ada approved acme/infra#31 at 18:54 Z\. <a href="#(line-\d+)" class="proof supported" title="[^"]*">✓ supported</a>'
    assert (found := re.search(said, page))
    assert f'<a id="{found[1]}"></a>&lt;18:54 Z&gt;: Terraform change approved by Ada Lovelace' in page
    assert re.search(
        r'at 18:55 Z\. <a href="#line-\d+" class="proof contradicted" title="[^"]*">✗ contradicted</a>', page
    )
    assert "We were glad &lt;b&gt;then&lt;/b&gt;." in page
