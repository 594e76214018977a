"""How often and how many: counts, and other numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeline.claims.lengths import DIGITS, NUMBER_WORDS, number
from timeline.claims.pieces import Count, Piece

_COUNT = rf"(?:{DIGITS}|{'|'.join(NUMBER_WORDS)})"
_TIMES = re.compile(
    r"\b(?:(?P<least>at least|more than|over) |(?P<most>at most|no more than|up to) "
    r"|(?:exactly|a total of|only|just) )?"
    rf"(?:(?P<n>{_COUNT}) (?:separate |different )?times"
    r"|(?P<word>twice|thrice|(?<!^)(?<!\bat )once(?= ?(?:[.,;)]|$|(?:at|during|in|within|between|for|on)\b))))(?![\w-])",
    re.IGNORECASE,
)
_MORE_THAN_ONE = [word for word, value in NUMBER_WORDS.items() if value > 1]
_MANY = re.compile(
    rf"(?<![\w.#/-])(?P<n>[2-9]|[1-9]\d{{1,3}}|{'|'.join(_MORE_THAN_ONE)}) "
    r"(?:(?:different|separate|further|more|new|other|on-call) )?"
    r"(?P<of>people|persons|engineers|responders|alerts|alarms|warnings|pages|incidents|monitors|tickets|deployments"
    r"|deploys|builds|releases|pull requests|prs|approvals|comments|messages)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?<!\bthe )(?<!\bof )(?<!these )(?<!those )(?<!other )(?<!first )(?<!last )(?<![\w-])"
    rf"(?P<n>{'|'.join(_MORE_THAN_ONE)}) "
    r"(?:[A-Za-z-]{2,20} ){0,2}(?P<of>(?!times\b|minutes\b|hours\b|seconds\b|days\b)[a-z]{2,20}s)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?<![\w.])(?P<n>\d{1,9}) (?:resources? )?(?:to )?(?:be )?(?P<what>add|chang|destroy|import)(?:e?d|e)?\b",
    re.IGNORECASE,
)
_APPLIED = re.compile(r"\bappl(?:y|ied|ies|ying) (?P<n>\d{1,9}) (?P<what>chang)es?\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.:/#-])\d{1,15}(?:[.,]\d{1,9}){0,6}(?![\w:/-]|\.\d)")
_MIXED = re.compile(r"(?<![\w.:/#-])(?:[a-z]{1,3}\d{1,5}|\d{1,5}[a-z]{1,3})(?![\w:/-]|\.\d)")
_EVERYDAY = re.compile(
    r"k8s|s3|ec2|e2e|i18n|l10n|[pqhs][0-5]|sev\d|(?<!\d)\d{1,9}(?:st|nd|rd|th|x|k|m|d|h|s|am|pm|ms|gb|mb|kb|tb)"
    r"|2fa|3rd|r53|ipv?[46]|utf8|x86|b2b|v\d|on2",
    re.IGNORECASE,
)
_HOW_OFTEN = {"once": 1, "twice": 2, "thrice": 3}
_NO_END = 1 << 30


def counted(text: str) -> Iterator[Piece]:
    """Numbers with what became of so many: `1 changed`."""
    for pattern in (_COUNTED, _APPLIED):
        for match in pattern.finditer(text):
            yield Piece(match.start("n"), match.end(), f"{match['n']} {match['what'].lower()}")


def counts(text: str) -> Iterator[Count]:
    """How often: `four times`, `twice`; of "twice: once at 18:38 and once at 18:52" only the first."""
    found = list(_TIMES.finditer(text))
    for match in found:
        if len(found) > 1 and match["word"] and match["word"].lower() == "once":
            continue
        said = int(number(match["n"])) if match["n"] else _HOW_OFTEN[match["word"].lower()]
        more = 1 if match["least"] and not match["least"].lower().startswith("at") else 0
        least, most = (said + more, _NO_END) if match["least"] else (0, said) if match["most"] else (said, said)
        yield Count(match.start(), match.end(), match[0], least, most)


def counts_of(text: str) -> Iterator[Count]:
    """How many: `two people`, `3 alerts`; the noun stays where it is."""
    for match in _MANY.finditer(text):
        said = int(number(match["n"]))
        yield Count(match.start(), match.start("of") - 1, match[0], said, said, match["of"].lower())


def counts_of_others(text: str) -> Iterator[Count]:
    """How many of what nobody here can count: `nine instances`; the noun stays where it is."""
    for match in _OTHERS.finditer(text):
        if not _MANY.match(text, match.start("n")):
            said = int(number(match["n"]))
            yield Count(match.start("n"), match.end("n"), match[0], said, said, match["of"].lower(), countable=False)


def numbers(text: str) -> Iterator[Piece]:
    """Any other number."""
    return (Piece(match.start(), match.end(), match[0]) for match in _NUMBER.finditer(text))


def mixed(text: str) -> Iterator[Piece]:
    """Numbers with letters, `5xx` and `p99`, that are no everyday words."""
    found = (match for match in _MIXED.finditer(text) if not _EVERYDAY.fullmatch(match[0]))
    return (Piece(match.start(), match.end(), match[0]) for match in found)
