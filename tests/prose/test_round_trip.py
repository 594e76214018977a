"""The record's own Markdown, whatever was done to it on the way, is read back line by line."""

import re
import subprocess
import textwrap
from functools import cache

import pytest

import timeline as tl
from support_needs import needs
from timeline import demo
from timeline.model.window import zone
from timeline.prose.document import read
from timeline.prose.items import alike
from timeline.prose.when import timed
from timeline.prose.zones import zone_named

STYLES = ("record", "table", "compact")
TICKS = str.maketrans("", "", "`")


@cache
def record():
    with demo.served() as sources:
        return tl.reconstruct(demo.WINDOW, sources)


def lines(tz="UTC"):
    shown = zone(tz)
    return [
        (line.time.replace(second=0, microsecond=0), alike(line.said(shown).translate(TICKS)))
        for line in record().lines()
    ]


def back(text, zone=None):
    """Time and words of every line that is read; evidence and marks are not its words."""
    found = timed(read(text), record().window, zone_named(zone) if zone else None)
    assert [line.refused for line in found if line.refused] == []
    return [(line.time.time.replace(second=0, microsecond=0), alike(line.item.bare.translate(TICKS))) for line in found]


def escaped(text):
    """As formatters do: a backslash before whatever might mark."""
    return (
        re.sub(r"(?<!`)([<>\[\]_*~](?![^\n`]*`))", lambda found: found[0], text)
        .replace("- <", "- \\<")
        .replace(" Z>", " Z\\>")
        .replace('"', '\\"')
    )


def wrapped(text):
    """At 80 columns."""
    broken = {"break_long_words": False, "break_on_hyphens": False}
    return "\n".join(
        textwrap.fill(line, 80, subsequent_indent="  ", **broken) if line.startswith("- ") else line
        for line in text.splitlines()
    )


def as_table(text):
    """As a person turns the list into a table."""
    rows = re.sub(
        r"^- <(.*?)>: (.*)$",
        lambda found: f"| {found[1]} | {found[2].replace('|', chr(92) + '|')} |",
        text,
        flags=re.MULTILINE,
    )
    return rows.replace("## Events\n\n", "## Events\n\n| time | what |\n|---|---|\n")


EDITS = {
    "as it is": lambda text: text,
    "a formatter's escapes": escaped,
    "entities": lambda text: text.replace("- <", "- &lt;").replace(" Z>", " Z&gt;"),
    "wrapped": wrapped,
    "angle brackets gone": lambda text: re.sub(r"^- <(.*?)>: ", r"- \1: ", text, flags=re.MULTILINE),
    "other bullets": lambda text: re.sub(r"^- ", "* ", text, flags=re.MULTILINE),
    "numbered": lambda text: re.sub(r"^- ", "1. ", text, flags=re.MULTILINE),
    "without bullets": lambda text: re.sub(r"^- ", "", text, flags=re.MULTILINE),
    "as a table": as_table,
    "smart quotes": lambda text: re.sub(r'"([^"\n]*)"', "\u201c\\1\u201d", text),
    "ids": lambda text: re.sub(r"^(- <.*)$", r"\1 ^k3f9", text, flags=re.MULTILINE),
    "bold times": lambda text: re.sub(r"^- <(.*?)>", r"- **\1**", text, flags=re.MULTILINE),
    "windows": lambda text: text.replace("\n", "\r\n"),
    "in a quotation": lambda text: re.sub(r"^", "> ", text, flags=re.MULTILINE),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("tz", ["UTC", "Europe/Paris", "Europe/London", "Asia/Kolkata", "America/Sao_Paulo"])
def test_every_line_of_a_record_is_read_back_in_every_style_and_zone(style, tz):
    """Its minute and its words; where the shown zone's name has several meanings, the zone has to be given."""
    found = back(record().to_markdown(style=style, tz=tz), tz)
    if style == "compact":  # evidence without links is words like others
        assert [words.startswith(said[1]) for (_, words), said in zip(found, lines(tz), strict=True)].count(False) == 0
        found = [(time, said) for (time, _), (_, said) in zip(found, lines(tz), strict=True)]
    assert found == lines(tz)


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("style", STYLES)
def test_every_line_is_read_back_after_an_edit(style, edit):
    """What formatters, editors and people do to all lines changes none."""
    assert [time for time, _ in back(EDITS[edit](record().to_markdown(style=style)))] == [time for time, _ in lines()]
    if edit != "entities" and style == "record":
        assert back(EDITS[edit](record().to_markdown(style=style))) == lines()


def test_seconds_are_read_back():
    """With the precision that is shown."""
    found = timed(read(record().to_markdown(seconds=True, fold="none")), record().window)
    assert [line.time.time for line in found] == [line.time.replace(microsecond=0) for line in record().lines("none")]
    assert {line.time.precision for line in found} == {"s"}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", ["gfm", "markdown", "commonmark", "plain", "html", "docx", "rst"])
def test_every_line_is_read_back_after_pandoc(style, form, tmp_path):
    """Through pandoc's forms, and through a Word file."""
    pandoc = needs("pandoc")
    text = record().to_markdown(style=style)
    if form in ("docx", "rst"):
        file = tmp_path / f"record.{form}"
        subprocess.run([pandoc, "-f", "gfm", "-t", form, "-o", file], input=text, text=True, check=True)
        text = subprocess.run(
            [pandoc, "-f", form, "-t", "markdown", file], capture_output=True, text=True, check=True
        ).stdout
    else:
        text = subprocess.run(
            [pandoc, "-f", "gfm", "-t", form], input=text, capture_output=True, text=True, check=True
        ).stdout
    assert [time for time, _ in back(text)] == [time for time, _ in lines()]


def test_the_list_after_pandoc_keeps_its_words():
    """In its Markdown."""
    text = record().to_markdown()
    done = subprocess.run(
        [needs("pandoc"), "-f", "gfm-emoji", "-t", "markdown"], input=text, capture_output=True, text=True, check=True
    )
    assert back(done.stdout) == lines()


def test_times_stand_where_the_record_spans_days():
    """Dates are those of the headings, in every style."""
    window = tl.Window("2019-06-20T22:00Z", "2019-06-22T02:00Z")
    made = [
        tl.Event(id=f"x:{n}", time=when, precision="s", source="x", kind="event.posted", summary=f"It fell {n}")
        for n, when in enumerate(("2019-06-20T23:50:00Z", "2019-06-21T00:10:00Z", "2019-06-22T00:10:00Z"))
    ]
    shown = tl.Timeline(window, made)
    for style in STYLES:
        found = timed(read(shown.to_markdown(style=style)), window)
        assert [line.time.time for line in found] == [event.time for event in made], style
