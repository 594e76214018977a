"""The quick look overlooks nothing: what it calls bare holds nothing that is masked, and strings are found where they stand."""

import json
import random
import re

import pytest

import timeline as tl
from support_events import WINDOW, event
from support_secrets import ADDRESSES, PLANTED
from timeline.model.escapes import unescaped
from timeline.model.glance import bare
from timeline.model.secrets import masked
from timeline.porting.cleaning import Cleaning
from timeline.porting.strings import Strings

AROUND = ("%s", "see %s there", "x\n%s", "(%s)", "<@U1> and @grace %s", "看%s")
ESCAPES = {
    "JSON in words": lambda text: json.dumps({"text": text}),
    "JSON twice": lambda text: json.dumps(json.dumps({"text": text})),
    "behind a line break": lambda text: f"a\\n{text}\\nb",
    "behind a tab": lambda text: f"a\\t{text}\\tb",
    "quoted": lambda text: f'say \\"{text}\\"',
}


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_no_text_with_a_credential_is_bare(planted):
    """Of every kind, wherever it stands; and no part of it that is masked by itself."""
    for around in AROUND:
        text = around % planted.text
        assert not bare(text), around
        parts = (text[start:] for start in range(0, len(text), 7))
        assert not any(bare(part) and masked(part) != part for part in parts)


@pytest.mark.parametrize(("words", "told"), ADDRESSES, ids=[words[:24] for words, _ in ADDRESSES])
def test_no_text_with_an_address_is_bare(words, told):
    """An address of e-mail is one however it is written."""
    assert bare(words) is (masked(words) == words) or not bare(words)


@pytest.mark.parametrize(
    "words",
    ["Ada in #incidents: it is the queue", "Datadog monitor volume drop alerted",
     "Rolled back to 4f2c1d9 at 18:46", "18 of 40 replicas are ready"],
)  # fmt: skip
def test_words_of_everyday_are_bare(words):
    """Else the quick look would be none."""
    assert bare(words)


@pytest.mark.parametrize("seed", range(20))
def test_words_without_escapes_lead_back_to_their_place(seed):
    """Each letter of them stands where it is said to stand; whatever was escaped, once or more often."""
    chance = random.Random(seed)
    words = "".join(
        chance.choice(("a", "b c", "\\n", "\\\\t", '\\"', "\\/", "\\u0026", "\\u002F", "\\", "é")) for _ in range(30)
    )
    found = unescaped(words)
    if found:
        text, place = found
        assert all(words[place(at)] == letter for at, letter in enumerate(text) if letter in "abcé")
        assert place(len(text)) == len(words)
        assert '\\"' not in text


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_credential_in_escaped_words_is_in_no_output(planted):
    """What somebody pasted out of a log or a program: its line breaks and quotes are letters there."""
    events = []
    for number, way in enumerate(ESCAPES.values()):
        body = way(planted.text)
        said = "Ada said it" if "\n" in body else body  # a summary is one line
        events.append(event(number, summary=said, body=f"first\n{body}\nlast", raw={"text": body}))
    record = tl.Timeline(WINDOW, events)
    kept = [line for line in planted.secret.split("\n") if line and "PRIVATE" not in line]
    for form in (record.to_markdown(), record.to_json(raw=True)):
        assert not any(secret in form for secret in kept)


KEYS = ("id", "text", "e-mail", "", "a b", 'quo"ted', "back\\", "colon:")


def made(chance, depth=0):
    """Any JSON value."""
    sort = chance.randrange(4 if depth > 3 else 6)
    if sort == 4:
        return [made(chance, depth + 1) for _ in range(chance.randrange(4))]
    if sort == 5:
        return {chance.choice(KEYS): made(chance, depth + 1) for _ in range(chance.randrange(4))}
    words = chance.choice(
        ("plain", 'a "quoted" word', "back\\slash\\", "line\nbreak", "ключ: \U0001f600", "{[:,]}", "", 'x\\"')
    )
    return (words, chance.randrange(-5, 9), None)[min(sort, 2)] if sort < 3 else words


def told(text):
    """Every string of a JSON text: where it begins and ends, and whether it is a name."""
    for found in re.finditer(r'"((?:[^"\\]|\\.)*)"', text):
        yield found.start(1), found.end(1), re.match(r"\s*:", text[found.end() :]) is not None


def expected(text, places):
    """The strings at those places, with the last name before each; for a name all up to the next one."""
    strings, done, found = list(told(text)), 0, []
    for place in places:
        here = next((n for n, (start, end, _) in enumerate(strings) if start <= place < end), None)
        if here is None or place < done:
            continue
        some = [here]
        if strings[here][2]:
            some = []
            for number in range(here + 1, len(strings)):
                if strings[number][2]:
                    break
                some.append(number)
        for number in some:
            name = next((strings[n] for n in range(number, -1, -1) if strings[n][2]), None)
            found.append((text[name[0] : name[1]] if name else "", *strings[number][:2]))
        done = max((end for _, _, end in found), default=done) if some else strings[here][1]
    return found


@pytest.mark.parametrize("seed", range(60))
def test_strings_are_found_where_they_stand(seed):
    """In any JSON, at any places: each string once, under the last name before it."""
    chance = random.Random(seed)
    text = json.dumps(
        {"first": made(chance), "then": [made(chance) for _ in range(6)]},
        indent=chance.choice((None, 1)),
        ensure_ascii=seed % 2 == 0,
    )
    inside = [place for start, end, _ in told(text) for place in range(start, end)]
    outside = [place for place in range(len(text)) if text[place] in "0123456789,{}[]" and place not in set(inside)]
    places = sorted(chance.sample(inside, min(len(inside), 9)) + chance.sample(outside, min(len(outside), 3)))
    assert list(Strings(text).holding(places)) == expected(text, places)


def test_what_is_no_json_is_read_to_its_end():
    """A string that is not closed ends with the text; a text without strings has none."""
    assert list(Strings('{"a": "open').holding([8])) == [("a", 7, 11)]
    assert list(Strings("{1, 2}").holding([1])) == []


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_an_answer_is_cleaned_of_it_under_any_name(planted):
    """In a list, under a name, as a name's neighbour, escaped once more; the answer stays JSON."""
    rows = [
        {"text": f"see {planted.text} there"},
        ["x", planted.text],
        *(way(planted.text) for way in ESCAPES.values()),
    ]
    cleaned = Cleaning(b"k" * 32).body(json.dumps({"rows": rows, "n": 5}).encode()).decode()
    assert json.loads(cleaned)["n"] == 5
    assert not any(line in cleaned for line in planted.secret.split("\n") if line and "PRIVATE" not in line)
