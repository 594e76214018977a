"""The forms of verbs, and what they state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from timeline.claims.acts import DONE, LASTING, NOUNS, SPEAKING, SPEECH, TABLE

_IRREGULAR = {
    "begin": "begin begins began begun beginning",
    "break": "break breaks breaking",
    "go": "go goes went gone going",
    "cut": "cut cuts cutting",
    "set": "set sets setting",
    "leave": "leave leaves left leaving",
    "tell": "tell tells told telling",
}
_LEAST = 3  # letters of a stem
_BASES = frozenset(("succeed", "bring", "ring"))
_DOUBLED = frozenset(("trip", "stop", "log", "ship", "pin", "flag", "cancel", "tag", "plan", "submit", "drop"))
#: Other forms that stand in the table by themselves, or are infinitive and past in one.
_PAST = frozenset(
    [
        "says",
        "said",
        "writes",
        "wrote",
        "written",
        "tells",
        "told",
        "broke",
        "broken",
        "began",
        "begun",
        "set",
        "cut",
        "ack",
        "acks",
        "rang",
        "done",
        "went",
    ]
)
_IN_PARTICIPLE = re.compile(
    r"\b(?:was|were|been|being|is|are|be|got|gets|getting)\b(?:(?!\b(?:and|but|to)\b)[^.;,]){0,24}$"
)


class Verb(NamedTuple):
    """One entry of the table, as it stands in a text.

    Attributes:
        acts: `area.verb` that it states; a verb may be `*`.
        stem: what its forms begin with.
        noun: whether it is a noun of the act.
        speech: whether it says that somebody said something.
        either: whether it may be a noun, too: "the deploy failed".
        plain: whether it is the infinitive, which is a part of a name as often.
        lasting: whether it says from when to when something was so.
    """

    acts: frozenset[str]
    stem: str
    noun: bool = False
    speech: bool = False
    either: bool = False
    plain: bool = False
    lasting: bool = False


def forms(word: str) -> Iterator[str]:
    """The forms of a verb that stands in the table as an infinitive; what is inflected already stays as it is."""
    if word in _IRREGULAR:
        yield from _IRREGULAR[word].split()
        return
    yield word
    if "_" in word or (word.endswith(("ed", "ing", "'d", "\u2019d")) and word not in _BASES):
        return
    base = word.removesuffix("e")
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        yield from (f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing")
        return
    if word in _DOUBLED:
        yield from (f"{word}{word[-1]}ed", f"{word}{word[-1]}ing")
    yield from (f"{word}{'es' if word.endswith(('s', 'sh', 'ch', 'x')) else 's'}", f"{base}ed", f"{base}ing")


def stem(word: str) -> str:
    """What the forms of one verb have in common, as far as endings tell."""
    word = word.lower()
    for ending in ("ies", "ied", "ing", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > _LEAST and word[-1] == word[-2:-1] and word[-1] not in "sl" else word


def _rows() -> Iterator[tuple[str, list[str]]]:
    """Entries of the table: the acts, and below them, indented, the forms."""
    acts = ""
    for line in TABLE.strip().splitlines():
        if line.startswith(" "):
            yield acts, line.split()
        else:
            acts = line.rstrip(":")


@cache
def table() -> Mapping[str, Verb]:
    """By form, in small letters, what it states."""
    found: dict[str, Verb] = {}
    for acts, words in _rows():
        for word in words:
            noun = word.endswith("*")
            for form in _plural(word[:-1]) if noun else forms(word):
                _put(found, form, Verb(frozenset(acts.split()), stem(form), noun, plain=_is_plain(form, word)))
    speech = frozenset(SPEECH.split())
    for word in SPEAKING.split():
        for form in forms(word):
            _put(found, form, Verb(speech, stem(form), speech=True, plain=_is_plain(form, word)))
    for word in DONE.split():
        for form in forms(word):
            _put(found, form, Verb(frozenset(), stem(form), plain=_is_plain(form, word)))
    for form in LASTING.split():
        found[form] = Verb(frozenset(("alert.recovered", "incident.resolved")), "last", lasting=True)
    return {form.replace("_", " "): verb for form, verb in found.items()}


def _is_plain(form: str, word: str) -> bool:
    """Whether a form is an infinitive of one word."""
    return form == word and "_" not in word and not word.endswith("ed") and word not in _PAST


def _plural(noun: str) -> Iterator[str]:
    yield noun
    yield noun[:-1] + "ies" if noun.endswith("y") else f"{noun}{'es' if noun.endswith(('s', 'h')) else 's'}"


def _put(found: dict[str, Verb], form: str, verb: Verb) -> None:
    """A form that stands there already means either; a noun never hides a verb."""
    old = found.get(form)
    if old is None:
        found[form] = verb
    else:
        either = old.either or verb.either or old.noun != verb.noun
        acts = old.acts | verb.acts
        plain = old.plain and verb.plain
        found[form] = Verb(acts, verb.stem, old.noun and verb.noun, old.speech or verb.speech, either, plain)


@cache
def pattern() -> re.Pattern[str]:
    """Finds every form of the table in a text, the longest first."""
    words = sorted(table(), key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![\w'\u2019-])(?:{'|'.join(map(re.escape, words))})(?![\w-]|['\u2019]\w)", re.IGNORECASE)


@cache
def nouns() -> re.Pattern[str]:
    """Finds nouns that say what is meant."""
    each = "|".join(f"(?P<{area}>{words})" for area, words in NOUNS.items())
    return re.compile(rf"(?<![\w-])(?:{each})(?![\w-])", re.IGNORECASE)


def areas(text: str) -> frozenset[str]:
    """The sorts of things that the nouns of a text mean."""
    found = set()
    for match in nouns().finditer(text):
        found |= {area for area, words in NOUNS.items() if re.fullmatch(words, match[0], re.IGNORECASE)}
    return frozenset(found)


def areas_of(verb: Verb) -> frozenset[str]:
    """The sorts of things to which what it states happens."""
    return frozenset(act.partition(".")[0] for act in verb.acts)


def is_passive(before: str) -> bool:
    """Whether the words before a participle make it a passive."""
    return bool(_IN_PARTICIPLE.search(before))


def states(verb: Verb, act: str) -> bool:
    """Whether the verb states that act."""
    return act in verb.acts or f"{act.partition('.')[0]}.*" in verb.acts


def unspoken(verb: Verb, meant: frozenset[str]) -> Verb | None:
    """What a verb of speech states that may state an act as well, where such a thing is meant: "confirmed the run"."""
    acts = frozenset(act for act in verb.acts - frozenset(SPEECH.split()) if act.partition(".")[0] in meant)
    return verb._replace(acts=acts, speech=False) if acts else None
