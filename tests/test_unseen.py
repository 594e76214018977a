"""What cannot be seen is shown by its number in every form; what a script or an emoji needs stays."""

import json
import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline as tl
from support_events import WINDOW, event
from timeline.model.unseen import _IGNORABLE, escaped, shown

FORMS = ("to_markdown", "to_html", "to_csv", "to_json", "to_jsonl", "to_mermaid", "to_timesketch")
# Every sort that stands somewhere in the standard's lists, one or more of each.
UNSEEN = (
    "\x00\x07\x0b\x1b\x1c\x7f\x80\x85\x9b\xad\u034f\u061c\u115f\u1160\u17b4\u180b\u180e\u200b\u200c\u200d\u200e\u2028\u2029\u202e\u2060"
    "\u2065\u2066\u206a\u3164\ufe00\ufe0f\ufeff\uffa0\ufff0\ufff9\ufffb\uffff\U0001bca0\U0001d173\U000e0001\U000e0041\U000e007f"
    "\U000e0100\U000e01ef\U0010ffff"
)  # fmt: skip
NEEDED = {
    "family": "👩\u200d👩\u200d👧", "heart": "❤\ufe0f", "heart in a sequence": "👩\u200d❤\ufe0f\u200d👩", "text style": "☀\ufe0e",
    "keycap": "1\ufe0f\u20e3", "flag of a part": "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "rainbow flag": "🏳\ufe0f\u200d🌈", "Persian": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "Arabic, a letter alone": "\u0647\u200d.", "Devanagari": "क्\u200dष",
    "Kannada": "ರ\u200d್ಕ", "Sinhala": "ක්\u200dෂ", "Khmer": "ប\u200c៉", "a variant of a kanji": "葛\U000e0100", "Mongolian": "ᠠ\u180b",
    "an emoji of tomorrow": "\U0001fadd", "a letter of private use": "\ue000", "an accent": "e\u0301", "spaces": "a\u3000b",
}  # fmt: skip
STRAY = {
    "a joiner in Latin": "a\u200db", "a selector on a letter": "a\ufe0f", "a second selector": "❤\ufe0f\ufe0f", "one on a digit": "1\ufe0f2",
    "a joiner after a stray selector": "a\ufe0f\u200d😀", "tags on nothing": "\U000e0061\U000e007f", "too many tags": "🏴" + "\U000e0061" * 40,
    "an ideographic selector on a letter": "a\U000e0100", "joiners in a row": "ل\u200c\u200c\u200cم", "a joiner alone": "\u200d",
    "an emoji's joiner at nothing": "😀\u200d x",
}  # fmt: skip


def hidden(text):
    """What of it is not seen, by category and by the property; spaces, breaks and private use are told apart."""
    return [char for char in text if char not in "\t\n" and (
        unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") or _IGNORABLE.match(char)
    )]  # fmt: skip


@pytest.mark.parametrize("char", UNSEEN, ids=lambda char: f"U+{ord(char):04X}")
def test_each_is_shown_by_its_number(char):
    """Between letters no script needs any of them."""
    assert shown(f"a{char}b") == f"a⟨U+{ord(char):04X}⟩b"


def test_every_unseen_character_of_unicode_is_shown():
    """By property: every control, format character, half of a pair, separator of lines and default ignorable."""
    every = "".join(f"x{chr(code)}" for code in range(sys.maxunicode + 1) if hidden(chr(code)))
    assert len(every) > 2 * 2000
    assert not hidden(shown(every))


def test_the_table_is_what_the_property_adds_to_the_categories():
    """The property's other members are format characters or not assigned, which categories tell; these are not."""
    kinds = {unicodedata.category(char) for char in map(chr, range(sys.maxunicode + 1)) if _IGNORABLE.match(char)}
    assert kinds <= {"Mn", "Lo", "Cn"}
    selectors = [
        char for char in map(chr, range(sys.maxunicode + 1)) if "VARIATION SELECTOR" in unicodedata.name(char, "")
    ]
    fillers = [
        char for char in map(chr, range(sys.maxunicode + 1)) if re.search("HANGUL.*FILLER", unicodedata.name(char, ""))
    ]
    assert len(selectors) >= 259
    assert all(map(_IGNORABLE.match, selectors + fillers))


@pytest.mark.parametrize("text", NEEDED.values(), ids=NEEDED)
def test_what_is_needed_stays(text):
    """Its script or an emoji sequence needs it there: the text is as it was written, as text and in JSON."""
    assert shown(f"({text})") == f"({text})"
    assert escaped(f"({text})") == f"({text})"


@pytest.mark.parametrize("text", STRAY.values(), ids=STRAY)
def test_what_is_not_needed_there_is_shown(text):
    """Nothing can be hidden by a character that is needed elsewhere."""
    assert len(re.findall(r"⟨U\+[0-9A-F]{4,6}⟩", shown(f"({text})"))) >= len(hidden(text)) - (
        text.count("❤\ufe0f") + text.startswith("ل")
    )
    assert shown(f"({text})") != f"({text})"


@given(st.text())
def test_showing_twice_is_showing_once(text):
    """What is shown can be seen; what can be seen is as it was."""
    made = shown(text)
    assert shown(made) == made
    assert all(char in made for char in text if char.isalnum() and not hidden(char))


@given(st.text())
def test_json_holds_the_same_data(text):
    """An escape is read back as the character that it stands for; halves of pairs, too."""
    made = escaped(json.dumps(text, ensure_ascii=False))
    assert json.loads(made) == text
    assert made.isprintable() or any(
        char.isspace() or unicodedata.category(char) in ("Zs", "Co", "Cf", "Cn") for char in made
    )


@pytest.mark.parametrize("form", FORMS)
def test_no_form_holds_what_cannot_be_seen(form):
    """In a summary, a body, a tag, a gap, a note and names: numbers in what people read, escapes in JSON."""
    said = f"x{'y'.join(UNSEEN[1:])}z"
    gap = tl.Gap.of(WINDOW, "denied", said, where=said)
    row = tl.Coverage(source=f"s{said}", type="x", status="partial", events=1, raw_rows=1, gaps=[gap], notes=[said])
    actor = tl.Actor(id="U1", name=said, kind="person")
    made = event(1, source=f"s{said}", summary=said, body=said, actor=actor, tags={"channel": said})
    page = getattr(tl.Timeline(WINDOW, [made], [row]), form)()
    assert set(hidden(page)) <= {"\r"}
    assert "001B" in page.upper()
