"""How often and how many: counts, and other numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeline.claims.lengths import DIGITS, SEVERAL, SPELLED, number
from timeline.claims.phrases import one_of
from timeline.claims.pieces import Count, Piece

_COUNT = rf"(?:{DIGITS}|{SPELLED})"
_LIMIT = (
    r"(?:(?P<least>at least|more than|over) |(?P<most>at most|no more than|up to) |(?:exactly|a total of|only|just) )?"
)
#: "Once" is a count where nothing follows that it begins, and no adverb: not "at once", "once again", "once it fired".
_ONCE = (
    r"(?<!at )(?<!all )(?<!^)once"
    r"(?= ?(?:[.,;:)]|$|(?:at|during|in|within|between|for|on|and|but|or|then|by|per)\b))"
)
_TIMES = re.compile(
    rf"\b{_LIMIT}(?:(?P<n>{_COUNT}) (?:separate |different |more )?times"
    r"(?! (?:as|more|the|slower|faster|longer|higher)\b)"
    rf"|(?P<word>twice|thrice|{_ONCE}))(?![\w-])",
    re.IGNORECASE,
)
#: What there is as many of as there are things, or acts, of one kind.
_NOUNS = one_of("""
    people|persons|engineers|responders|alerts|alarms|warnings|pages|incidents|monitors|tickets|deployments|deploys
    rollouts|builds|workflow runs|ci runs|runs|releases|pull requests|prs|approvals|comments|messages|errors|exceptions
""")
#: What may stand between a number and its noun: names and adjectives.
_NO_ADJECTIVE = one_of("""
    of|the|an?|in|on|at|to|from|for|by|with|and|or|was|were|had|has|have|is|are|which|who|that|later|after|before|into
    times|minutes?|seconds?|hours?|days?|mins?|secs?|people|different kinds|kinds|more than|per|out|as|than
""")
_BETWEEN = rf"(?:(?!{_NO_ADJECTIVE} )(?P<adjective>[A-Za-z][\w.:/-]{{0,40}}|\"[^\"]{{1,80}}\") ){{0,6}}?"
_MANY = re.compile(
    rf"(?<![\w.#/-]){_LIMIT}(?P<n>[2-9]|[1-9]\d{{1,3}}|{SEVERAL}|both) {_BETWEEN}(?P<of>{_NOUNS})\b(?!-| \d)",
    re.IGNORECASE,
)
#: What stands before the number of those that are known already: "of the three incidents".
_KNOWN = re.compile(
    r"\b(?:of|the|these|those|both|all|other|first|last|next)(?: (?:the|these|those|other))? $", re.IGNORECASE
)
#: Some of them: "two of the incidents", "two of which".
_SOME = re.compile(
    rf"(?<![\w.#/-]){_LIMIT}(?P<n>[1-9]|[1-9]\d{{1,3}}|one|{SEVERAL}) "
    r"(?=of (?:the|these|those|its|our|them|which|whom)\b)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?<!\bthe )(?<!\bof )(?<!these )(?<!those )(?<!other )(?<!first )(?<!last )(?<![\w-])"
    rf"(?P<n>{SEVERAL}) "
    r"(?:[A-Za-z-]{2,20} ){0,2}(?P<of>(?!(?:times|minutes|hours|seconds|days|this|was|has|is|as|us)\b)[a-z]{2,20}s)\b",
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
#: "once at 18:38" is one of several times, where others are said.
_IS_ONE = re.compile(r"once (?:(?:at|around|about|by|before|after|shortly|just) ){0,2}\ufffc", re.IGNORECASE)
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
        if len(found) > 1 and match["word"] and _IS_ONE.match(text, match.start("word")):
            continue
        said = int(number(match["n"])) if match["n"] else _HOW_OFTEN[match["word"].lower()]
        yield Count(match.start(), match.end(), match[0], *_limits(match, said))


def counts_of(text: str) -> Iterator[Count]:
    """How many: `two people`, `3 new alerts`; only the number is taken, names before the noun stay where they are."""
    for match in _MANY.finditer(text):
        if not text.startswith("\ufffc", match.start() - 1):
            said = 2 if match["n"].lower() == "both" else int(number(match["n"]))
            known = match["n"].lower() == "both" or bool(_KNOWN.search(text[: match.start()]))
            noun = match["of"].lower()
            yield Count(match.start(), match.end("n"), match[0], *_limits(match, said), noun, known=known)
    for match in _SOME.finditer(text):
        said = int(number(match["n"]))
        yield Count(match.start(), match.end("n"), match[0].strip(), *_limits(match, said), some=True)


def _limits(match: re.Match[str], said: int) -> tuple[int, int]:
    """From how many to how many it says."""
    if match["least"]:
        return said + (not match["least"].lower().startswith("at")), _NO_END
    return (0, said) if match["most"] else (said, said)


def counts_of_others(text: str) -> Iterator[Count]:
    """How many of what nobody here can count: `nine instances`; the noun stays where it is."""
    for match in _OTHERS.finditer(text):
        said = int(number(match["n"]))
        yield Count(match.start("n"), match.end("n"), match[0], said, said, match["of"].lower(), countable=False)


def numbers(text: str) -> Iterator[Piece]:
    """Any other number."""
    return (Piece(match.start(), match.end(), match[0]) for match in _NUMBER.finditer(text))


def mixed(text: str) -> Iterator[Piece]:
    """Numbers with letters, `5xx` and `p99`, that are no everyday words."""
    found = (match for match in _MIXED.finditer(text) if not _EVERYDAY.fullmatch(match[0]))
    return (Piece(match.start(), match.end(), match[0]) for match in found)
