"""What a note is: by a mark that its author gave it, or by words that leave no doubt; else a note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

#: What each kind is called in the mark that a record shows, `[note: impact started]`.
CALLED = {
    "note.added": "",
    "note.impact_started": "impact started",
    "note.impact_ended": "impact ended",
    "note.declared": "declared",
    "note.action": "action",
    "note.report": "report",
    "note.measure": "measure",
}
_STARTED = (
    r"(?:impact[\s_-]*(?:start(?:s|ed)?|beg[ia]n(?:s|ning)?)|(?:start|beginning)\s+of\s+(?:the\s+)?(?:\w+\s+)?impact)"
)
_ENDED = (
    r"(?:impact[\s_-]*(?:end(?:s|ed)?|over|stop(?:s|ped)?|resolved|mitigated)|end\s+of\s+(?:the\s+)?(?:\w+\s+)?impact)"
)
_MARKS = (
    ("note.impact_started", rf"(?:{_STARTED}|impact)"),
    ("note.impact_ended", _ENDED),
    ("note.declared", r"(?:incident\s+)?declared"),
    ("note.action", r"action"),
    ("note.report", r"(?:(?:user|customer)\s+)?reports?"),
    ("note.measure", r"measure(?:d|ment)?"),
    ("note.added", r"note"),
)
_BRACKETS = [(kind, re.compile(rf"\[\s*{mark}\s*\]\s*+:?\s*+", re.IGNORECASE)) for kind, mark in reversed(_MARKS)]
_PREFIXES = [(kind, re.compile(rf"{mark}\s*:\s+(?=\S)", re.IGNORECASE)) for kind, mark in reversed(_MARKS)]
_SHOWN = re.compile(
    r"^\[note(?::\s*+(?P<what>[a-z ]+?))?(?P<about>,\s*about)?(?:,\s*until\s++(?P<until>[^\]]+?))?\]\s*"
)
_OVER = re.compile(r"(?:ended|over|gone|resolved|mitigated|ends|stopped)\b", re.IGNORECASE)
_NO_IMPACT = re.compile(r"(?:none|no|nil|not|unknown|n/a|tbd|\?)\b|n/a|-", re.IGNORECASE)
_CUSTOMER = r"(?:a|one|first|several|many|some|two|more)?\s*(?:users?|customers?|clients?)"
_WHOSE = r"(?:(?:user|customer|user-facing|customer-facing)\s+)?"
_SERIOUS = r"(?:major\s+)?(?:incident|outage|sev-?\s?\d|p\d)"
_CHANGED = (
    "restarted", r"rolled\s+back", "reverted", "deployed", "redeployed", r"scaled\s+(?:up|down|out|in)", "disabled",
    "enabled", "drained", "killed", "rebooted", r"failed\s+over", "purged", "flushed",
)  # fmt: skip
#: In words that can mean nothing else, at the beginning of a note.
_WORDS = (
    ("note.impact_started", (rf"{_WHOSE}{_STARTED}\b(?!\s+(?:to|of))",)),
    ("note.impact_ended", (rf"{_WHOSE}{_ENDED}\b",)),
    (
        "note.declared",
        (
            rf"(?!(?:no|not|false)\b)(?:\w+\s+)?{_SERIOUS}\s+(?:was\s+|is\s+)?declared\b",
            rf"declared\s+(?:an?\s+|the\s+)?{_SERIOUS}\b",
        ),
    ),
    (
        "note.report",
        (
            rf"{_CUSTOMER}\s+(?:reports?|reported|complains?|complained|told\s+us|wrote\s+in)\b",
            rf"(?:first\s+)?reports?\s+(?:from|by|of)\s+{_CUSTOMER}\b",
            r"(?:first\s+)?(?:user|customer)\s+(?:reports?|complaints?)\b(?!\s+(?:page|tool|job|export|service))",
            rf"reported\s+by\s+{_CUSTOMER}\b",
        ),
    ),
    ("note.action", (rf"(?:we|i)\s+(?:manually\s+)?(?:{'|'.join(_CHANGED)})\b",)),
)
_PLAIN = [(kind, re.compile(rf"^(?:{'|'.join(words)})", re.IGNORECASE)) for kind, words in _WORDS]
_UNIT = (
    r"%|per\s?cent|ms|seconds?|secs?|s|[KMGT]i?B(?:/s)?|rps|qps|rpm|tps|req(?:uests)?/(?:s|min)|errors?/(?:s|min)"
    "|/(?:s|min)|°C|messages|requests|errors|connections"
)
_VALUE = re.compile(
    rf"(?<![\w.,:/#+-])(?P<value>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:[.,]\d+)?)\s?(?P<unit>{_UNIT})(?![\w/])"
)
_OF_STATE = re.compile(
    r"(?:rate|volume|latency|usage|load|cpu|memory|disk|queue|length|depth|errors?|throughput|traffic|p\d\d(?:\.\d)?"
    r"|availability|success|saturation|lag|utili[sz]ation|requests|hit\s+ratio)\b[^.;]{0,50}$",
    re.IGNORECASE,
)
_BY = re.compile(r"by\s+(?P<name>[A-Z][\w.'-]*(?:\s+[A-Z][\w.'-]*){0,3})\s*:\s+(?=\S)")


class Sorted(NamedTuple):
    """What a note is.

    Attributes:
        kind: its kind.
        text: its words without the mark.
        who: who acted, where it says so, `by Ada Lovelace: …`.
        about: whether its mark says that its time is approximate.
        until: what its mark says of its end.
        value, unit: what it measures, where it holds one value with a unit.
    """

    kind: str
    text: str
    who: str = ""
    about: bool = False
    until: str = ""
    value: str = ""
    unit: str = ""


def sort(words: str) -> Sorted:
    """What a note of these words is."""
    shown = _SHOWN.match(words)
    kind, text = "", words[shown.end() :] if shown else words
    if shown:
        kind = next((kind for kind, name in CALLED.items() if name == (shown["what"] or "")), "")
    found = _marked(text)
    if found and not kind:
        kind, text = found
    by = _BY.match(text)
    value, unit = _measured(text)
    told = text[by.end() :] if by else text
    kind = kind or next((kind for kind, plain in _PLAIN if plain.match(told)), "") or _by_value(told)
    return Sorted(
        kind,
        text.strip(),
        by["name"] if by else "",
        bool(shown and shown["about"]),
        (shown and shown["until"]) or "",
        value,
        unit,
    )


def _marked(text: str) -> tuple[str, str] | None:
    """The kind by a mark at the beginning, and the words; a mark in brackets is none of them."""
    for kind, mark in _BRACKETS:
        if found := mark.match(text):
            return kind, text[found.end() :]
    for kind, mark in _PREFIXES:
        if found := mark.match(text):
            return _impact(kind, text[found.end() :]), text
    return None


def _impact(kind: str, rest: str) -> str:
    """`impact: over` ends it, `impact: none` is neither."""
    if kind == "note.impact_started" and _OVER.match(rest):
        return "note.impact_ended"
    return "note.added" if kind == "note.impact_started" and _NO_IMPACT.match(rest) else kind


def _measured(text: str) -> tuple[str, str]:
    """The value and the unit of a text that holds one."""
    found = list(_VALUE.finditer(text))
    if len(found) != 1:
        return "", ""
    value, unit = found[0]["value"], " ".join(found[0]["unit"].split())
    plain = value.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", value) else value.replace(",", ".")
    return plain, "%" if unit.lower().replace(" ", "") == "percent" else unit


def _by_value(text: str) -> str:
    """A note is a measure where what it says of a state holds its one value."""
    found = list(_VALUE.finditer(text))
    of_state = len(found) == 1 and _OF_STATE.search(text[: found[0].start()])
    return "note.measure" if of_state else "note.added"


def marks(kind: str) -> Iterator[str]:
    """The words with which a record marks a note of that kind."""
    yield f"note: {CALLED[kind]}" if CALLED.get(kind) else "note"
