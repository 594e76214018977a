"""Lengths of time: `26 min 6 s`, `not quite a minute and a half`, `a handful of seconds`, `in the same minute`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from timeline.claims import verbs
from timeline.claims.phrases import one_of
from timeline.claims.pieces import Length

_TEN = 10
_UNITS_SAID = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
"""
_TENS_SAID = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
NUMBER_WORDS: dict[str, float] = {
    **{
        f"{ten}-{one}": value + place
        for ten, value in _TENS_SAID.items()
        for place, one in enumerate(_UNITS_SAID.split())
        if 0 < place < _TEN
    },
    **{word: place for place, word in enumerate(_UNITS_SAID.split()) if place},
    **_TENS_SAID,
    "half a dozen": 6,
    "a dozen": 12,
    "a hundred": 100,
    "a": 1,
    "an": 1,
}
_TENS, _ONES = "|".join(_TENS_SAID), "|".join(_UNITS_SAID.split()[1:_TEN])
#: The numbers above one in words, and every number in words.
SEVERAL = rf"(?:{_TENS})(?:-(?:{_ONES}))?|{'|'.join(_UNITS_SAID.split()[2:])}|half a dozen|a dozen|a hundred"
SPELLED = rf"{SEVERAL}|one|an?"
DIGITS = r"\d{1,9}(?:\.\d{1,9})?"
_NUMBER = rf"(?:{DIGITS}|{SPELLED})"
_UNIT = r"(?:seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?)"
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_FRACTIONS = {"three": 0.75, "half": 0.5, "quarter": 0.25}
#: How many a vague word means, at least and at most.
_VAGUE = {"a couple of": (1.5, 3.5), "a few": (2, 9), "a handful of": (2, 10), "several": (2, 15)}
_AND_MORE = r" and (?:an? )?(?:half|quarter)| and three[- ]quarters"
_PIECE = (
    rf"(?:(?:an? |one )?(?:half|quarter|three[- ]quarters)(?: of)?(?: an?)?[ -]{_UNIT}"
    rf"|(?:{DIGITS}(?:[ -]|(?:{_AND_MORE}) )?|(?:{SPELLED})(?:{_AND_MORE})?[ -]){_UNIT}(?![a-z])"
    rf"(?:{_AND_MORE})?)"
)
_READ = re.compile(
    rf"(?:an? |one )?(?P<part>half|quarter|three[- ]quarters)(?: of)?(?: an?)?[ -](?P<of>{_UNIT})(?![a-z])"
    rf"|(?<![\d.])(?P<n>{_NUMBER})(?P<more>{_AND_MORE})?[ -]?(?P<unit>{_UNIT})(?![a-z])(?P<most>{_AND_MORE})?",
    re.IGNORECASE,
)
_WITHIN = one_of("""
    within|inside|in under|in less than|in (?:no|not) more than|at (?:the )?most|up to
    (?:no|not) (?:more|later|longer) than
""")
_BELOW = one_of("well under|under|less than|shorter than|not even|not")
_NEARLY = one_of("""
    (?:just|a (?:little|bit|touch|shade)|slightly|somewhat) (?:under|less than|short of|shy of)|little less than|almost
    nearly|not quite|shy of|short of|hardly|scarcely|close on|the better part of
""")
_ABOVE = one_of("""
    well over|in over|over|(?:no|not) (?:less|fewer) than|more than|longer than|at least|upwards of|in excess of
""")
_JUST_ABOVE = one_of("""
    (?:just|a (?:little|bit|touch|shade|tad)|slightly|somewhat|little) (?:over|more than|past|above|longer than)|a good
""")
_ABOUT = one_of(r"""
    about|around|roughly|approximately|approx\.?|circa|ca\.|some|something like|in the (?:region|order) of|close to
    barely|~|≈
""")
_EXACTLY = one_of("exactly|precisely|all of|(?:a|the|one)? ?(?:full|whole)|fully")
_KINDS = (
    ("nearly", _NEARLY), ("just above", _JUST_ABOVE), ("above", _ABOVE), ("within", _WITHIN), ("below", _BELOW),
    ("about", _ABOUT), ("", _EXACTLY),
)  # fmt: skip
_PREFIX = rf"(?:(?:{'|'.join(words for _, words in _KINDS)}) ?)"
_SUFFIX = one_of(r"""
    or so|or thereabouts|give or take|(?:or )?(?:more or less|roughly|approximately)|at (?:the )?most|at the latest
    at least|or (?:more|less|longer)|and (?:change|a bit)
""")
_HIGH = rf"(?P<high>{DIGITS}[ -]?|(?:{SPELLED})[ -])"
_FREE = r"(?<![\w.:/-])"
_LENGTH = re.compile(
    rf"{_FREE}(?P<kind>{_PREFIX})?(?:{_ABOUT} )?"
    rf"(?:an? (?P<single>{_UNIT}) or two"
    rf"|(?P<vague>{'|'.join(_VAGUE)}) (?:more )?(?P<some>{_UNIT})(?![a-z])"
    rf"|(?P<parts>{_PIECE}(?:(?:,| and)? ?{_PIECE}){{0,3}})"
    rf"|(?P<low>{_NUMBER})(?: (?:or|to) | ?- ?){_HIGH}(?P<unit>{_UNIT})(?![a-z])"
    rf"|(?P<odd>{_NUMBER})[ -]odd (?P<odds>{_UNIT})(?![a-z]))(?: (?P<suffix>{_SUFFIX}))?(?![\w/]|-\w)",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\b(?:(?P<within>within) the|(?:(?:in|within|at) )?(?P<same>the (?:very )?same|that (?:very |same )?)) ?"
    r"(?P<unit>second|minute|hour)\b(?!')"
    r"|\bthe (?P<next>minute|hour) after(?= ?(?:[.,;:)·|]|$))|\bthe next (?P<then>minute)\b",
    re.IGNORECASE,
)
_WAY = re.compile(r" (?P<way>after|before) (?P<what>it|this|that|which|them|these)\b(?!')", re.IGNORECASE)
_ALONE = re.compile(r" (?P<way>after|before|on)(?= ?(?:[.,;:)·|]|$))", re.IGNORECASE)
_IS_SUBJECT = re.compile(r" (?P<word>[a-z]+)\b", re.IGNORECASE)
_ENDS_THERE = re.compile(
    r" ?(?:[.,;:)·|\ufffc-]|$)| [A-Z@#]"
    r"| (?:the|an?|he|she|they|we|it|there|and|but|in|on|at|by|to|nobody|somebody|another)\b"
)
_IS = frozenset(
    ("was", "were", "is", "are", "had", "has", "did", "does", "got", "gets", "went", "came", "been", "would", "could")
)
_ROUNDED, _LONGEST = 0.25, 300  # by how much "about" and "almost" are off: a part of it, and seconds at most
_WITNESSES = 5  # seconds between witnesses of one happening
_MINUTE = 60


class _Told(NamedTuple):
    """How long: in seconds, by what unit, and from where to where where it says so itself."""

    seconds: float
    unit: float
    least: float | None = None
    most: float | None = None


def number(word: str) -> float:
    """What a number says, in digits or in words."""
    return NUMBER_WORDS.get(word.lower()) or float(word.replace(",", ""))


def lengths(text: str) -> Iterator[Length]:
    """Every length of time in a text; which way it goes from what is not said beside it, where it says so."""
    found = [_length(match) for match in _LENGTH.finditer(text) if not _is_ordinal(match)]
    found += [_same(match) for match in _SAME.finditer(text) if not any(_meet(match, each) for each in found)]
    return iter(sorted(found, key=lambda each: each.begin))


def _meet(match: re.Match[str], length: Length) -> bool:
    return match.start() < length.end and length.begin < match.end()


def _is_ordinal(match: re.Match[str]) -> bool:
    """Whether `a second` is the next of several."""
    behind = match.string[match.end() : match.end() + 12]
    return match[0].lower() in ("a second", "not a second") and bool(
        re.match(r" (?!later|after|before|earlier|or\b|on\b)\w| ?\ufffc", behind)
    )


def _length(match: re.Match[str]) -> Length:
    kind, told, text = _kind(match), _told(match), match.string
    way = _WAY.match(text, match.end())
    if way and _is_clause(way):
        way = None
    way = way or _ALONE.match(text, match.end())
    end = way.end() if way else match.end()
    least, most = _bounds(kind, told)
    about = kind == "about" or told.least is not None
    said = "earlier" if way and way["way"].lower() == "before" else "later" if way else ""
    return Length(match.start(), end, match[0], told.seconds, int(told.unit) or 1, about, least, most, said)


def _is_clause(way: re.Match[str]) -> bool:
    """Whether what follows "after it" says what it did: "after it recovered", "after that merge"."""
    if way["what"].lower() in ("that", "these"):
        return not _ENDS_THERE.match(way.string, way.end())
    word = _IS_SUBJECT.match(way.string, way.end())
    if not word:
        return False
    verb = verbs.table().get(word["word"].lower())
    return (
        bool(verb and not verb.noun and not verb.either) or word["word"].lower() in _IS or word["word"].endswith("ed")
    )


def _told(match: re.Match[str]) -> _Told:
    """How long it says it is, before anything around it is read."""
    if match["low"]:
        unit = _unit(match["unit"])
        low, high = number(match["low"]) * unit, number(match["high"].strip(" -")) * unit
        return _Told(low, unit, low - unit / 2, high + unit)
    if match["single"]:
        unit = _unit(match["single"])
        return _Told(unit, unit, unit / 2, 3 * unit)
    if match["vague"]:
        unit = _unit(match["some"])
        low, high = _VAGUE[match["vague"].lower()]
        return _Told(low * unit, unit, low * unit, high * unit)
    if match["odd"]:
        unit = _unit(match["odds"])
        seconds = number(match["odd"]) * unit
        return _Told(seconds, unit, seconds, seconds + _TEN * unit)
    return _summed(match["parts"])


def _summed(text: str) -> _Told:
    """`2 min 33 s`, `an hour and a half`, `a quarter of a minute`."""
    seconds, finest = 0.0, float(_SECONDS["d"])
    for piece in _READ.finditer(text):
        unit = _unit(piece["unit"] or piece["of"])
        more = _fraction(piece["part"] or piece["more"] or piece["most"])
        seconds += ((number(piece["n"]) if piece["n"] else 0) + more) * unit
        finest = min(finest, unit * more if more and piece["n"] else min(seconds / 2, 600) if more else unit)
    return _Told(seconds, max(finest, 1))


def _fraction(words: str | None) -> float:
    return next((part for name, part in _FRACTIONS.items() if words and name in words.lower()), 0)


def _unit(word: str) -> int:
    return _SECONDS[word[0].lower()]


def _kind(match: re.Match[str]) -> str:
    """How the length is meant: at most, nearly, about, more than so long."""
    before, behind = (match["kind"] or "").strip(), (match["suffix"] or "").lower()
    if before:
        return next(kind for kind, words in _KINDS if re.fullmatch(words, before, re.IGNORECASE))
    if "most" in behind or "latest" in behind or behind == "or less":
        return "within"
    if behind.startswith(("at least", "or more", "or longer")):
        return "above"
    return "just above" if behind.startswith("and ") else "about" if behind else ""


def _bounds(kind: str, told: _Told) -> tuple[float, float]:
    """How long it may be and be told so: as finely as it is said, cut off or rounded."""
    seconds, unit = told.seconds, told.unit
    near = max(min(unit, 2 * _LONGEST), min(_LONGEST, seconds * _ROUNDED))
    slack = _WITNESSES if unit < _MINUTE else 0
    if told.least is not None and told.most is not None:
        least = 0 if kind in ("within", "below") else told.least
        return max(least, 0) - slack, told.most + slack + (near if kind == "about" else 0)
    return {
        "within": (0, seconds + unit / 2 + slack),
        "below": (0, seconds),
        "nearly": (seconds - near - slack, seconds + slack),
        "above": (seconds, seconds + max(unit, _LONGEST, seconds)),
        "just above": (seconds, seconds + near + slack),
        "about": (max(seconds - unit / 2 - near, 0) - slack, seconds + unit + near + slack),
    }.get(kind, (seconds - unit / 2 - slack, seconds + unit + slack))


def _same(match: re.Match[str]) -> Length:
    """`in the same minute`, `within the minute`, `the minute after`."""
    unit = _unit(match["unit"] or match["next"] or match["then"])
    if match["same"]:
        return Length(match.start(), match.end(), match[0], 0, unit, True, -unit, unit, "same")
    most, way = (unit, "same") if match["unit"] else (2 * unit, "later")
    return Length(match.start(), match.end(), match[0], most, unit, True, 0, most, way)
