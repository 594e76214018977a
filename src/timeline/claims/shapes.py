"""The things that a sentence names: by what the record calls them, and by the shapes of ids."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeline.claims import verbs
from timeline.claims.ground import Ground, words_of
from timeline.claims.phrases import one_of
from timeline.claims.pieces import Piece, Thing
from timeline.model.spelling import compared
from timeline.prose.items import alike

Shape = tuple[str, re.Pattern[str]]
#: Shapes of ids, each with the service whose id it is.
SHAPES: tuple[Shape, ...] = (
    ("github", re.compile(r"(?<![\w/.-])(?:[\w.-]{1,60}/)?[\w.-]{1,80}#\d{1,9}\b")),
    (
        "github",
        re.compile(
            r"(?<![\w-])(?:PR|MR|pull[ -]requests?|merge[ -]request|(?:terraform |code )?change) ?"
            r"(?:no\.? ?|number ?|nr\.? ?)?[#!]?(?P<n>\d{1,9})\b",
            re.IGNORECASE,
        ),
    ),
    (
        "pagerduty",
        re.compile(
            r"(?<![\w-])(?:(?:pagerduty )?incident|inc|pd|pagerduty|page)(?: ?(?:no\.?|number|id)? ?[#]? ?|-)"
            r"(?P<i>\d{1,9})\b(?! ?(?:min|sec|hour|times|people))",
            re.IGNORECASE,
        ),
    ),
    ("", re.compile(r"(?<![\w#&/])#(?P<n>\d{1,9})\b")),
    ("terraform", re.compile(r"(?<![\w-])run-[A-Za-z0-9]{3,40}\b")),
    (
        "jira",
        re.compile(
            r"(?<![\w-])(?!(?:UTC|GMT|SEV|UTF|SHA|ISO|RFC|AES|TLS|CET|EST|PDT|PST|EDT)-)[A-Z][A-Z0-9_]{1,14}-(?:\d{1,7}|[0-9A-Z]{1,5}(?<=[A-Z0-9]))\b(?![-.]\w)"
        ),
    ),
    ("slack", re.compile(r"(?<![\w&#/])#[A-Za-z][\w-]{0,80}")),
    ("", re.compile(r"(?<![\w:/.-])[a-z][a-z_.-]{0,40}:[A-Za-z0-9][\w.-]{0,80}\w(?![\w/])")),
    ("github", re.compile(r"(?<![\w./-])v\d{1,9}(?:\.\d{1,9}){1,4}[\w.-]{0,40}\b")),
    ("github", re.compile(r"(?<![\w-])(?=[a-f]{0,39}\d)(?=\d{0,39}[a-f])[0-9a-f]{7,40}(?![\w-])")),
    ("", re.compile(r"(?<![\w./-])[A-Za-z](?=[\w.]{0,40}[-_])[\w.-]{1,80}\b(?![\w/-])")),
)
_SHA = re.compile(r"[0-9a-f]{7,40}")
_NO_ID = re.compile(
    r"(?:mid|pre|post|top|step|part|phase|page|day|week|year|level|tier|item|section|sub|non|re|co)-\w+",
    re.IGNORECASE,
)
#: What makes an amount of a number: "4171 messages", "500 ms".
_AMOUNTS = one_of("ms|s|sec|secs|seconds?|min|mins|minutes?|h|hours?|days?|times|%|per|of|out|[kmg]b")
_BARE = re.compile(rf"(?<![\w#.,:/$€£-])\d{{3,9}}(?![\w%:/-]|[.,]\d| {_AMOUNTS}\b)(?= (?P<next>[A-Za-z]+)|)")
_NO_PLURAL = frozenset(("was", "is", "has", "as", "this", "its", "less", "stays", "needs", "comes", "goes", "gets"))
_STATE = re.compile(
    r"\b(?:to|into|from|as|in|=) (?P<name>To ?Do|In Progress|In Review|Done|Closed|Blocked|Backlog"
    r"|Open|Resolved|Won't Do|Cancel{1,2}ed|in progress|done)\b"
)
_PLACES = {
    "production": ("production", "prod"),
    "prod": ("production", "prod"),
    "staging": ("staging", "stage"),
    "stage": ("staging", "stage"),
}
EVERY_PLACE = (*_PLACES, "canary", "sandbox", "preprod", "pre-production", "qa", "dev", "development")
_PLACE = re.compile(rf"\b(?:to|in|on|into) (?:the )?(?P<name>{'|'.join(EVERY_PLACE)})\b", re.IGNORECASE)
#: How somebody was told of it.
_MEANS = re.compile(r"\b(?:by|via|through) (?:an? )?(?P<name>push|sms|phone|e-?mail)\b", re.IGNORECASE)
_BRANCH = re.compile(r"\b(?:on|to|from|into) (?:the )?(?:branch )?(?P<name>main|master|develop|trunk)\b")


def named(text: str, ground: Ground) -> Iterator[Thing]:
    """Every name of a thing of the record, the longest first from each place."""
    words = [(match.start(), match.end()) for match in re.finditer(r"[^ \ufffc]+", text)]
    things = ground.things
    longest = max(map(len, things), default=0)
    place = 0
    while place < len(words):
        for count in range(min(longest, len(words) - place), 0, -1):
            begin, end = words[place][0], words[place + count - 1][1]
            told = tuple(compared(word) for word in words_of(text[begin:end]))
            name = things.get(told) if len(told) == count else None
            if name and (inner := _inside(text, begin, end, name)):
                title = " " in name
                yield Thing(*inner, text[slice(*inner)], (alike(name),), _type_of(name), title=title)
                place += count - 1
                break
        place += 1


def shape_of(thing: Thing) -> str:
    """What a thing is by the shape of its id alone: what happens to a pull request does not happen to a run."""
    if thing.type == "github":
        return "pull" if "#" in thing.needles[0] else ""
    return {"terraform": "run", "pagerduty": "incident"}.get(thing.type, "")


def titled(quote: Piece, ground: Ground) -> Thing | None:
    """The thing whose whole name stands in quotation marks."""
    name = ground.things.get(tuple(compared(word) for word in words_of(quote.text)))
    return Thing(quote.begin, quote.end, quote.text, (alike(name),), _type_of(name), title=True) if name else None


def _type_of(name: str) -> str:
    """The service whose id a name is, by its shape."""
    return next((type_ for type_, shape in SHAPES if type_ and shape.fullmatch(name)), "")


def _inside(text: str, begin: int, end: int, name: str) -> tuple[int, int] | None:
    """Where the name itself stands, without the marks around it; a title in other capitals is no title."""
    first, last = words_of(name)[0], words_of(name)[-1]
    start = text.lower().find(first.lower(), begin, end)
    stop = text.lower().rfind(last.lower(), begin, end) + len(last)
    if start < 0 or stop <= start:
        return None
    if " " in name and name[:1].isupper() and not text[start].isupper():
        return None
    return start, stop


def bare(text: str, ground: Ground) -> Iterator[Thing]:
    """Numbers of the record's incidents that stand alone: "4171 at 19:10 and 4172 at 19:12"."""
    for match in _BARE.finditer(text):
        follows = (match["next"] or "").lower()
        if ("#" + match[0],) in ground.things and (
            not follows.endswith("s") or follows in _NO_PLURAL or follows in verbs.table()
        ):
            yield Thing(match.start(), match.end(), match[0], (f"incident {match[0]}",), "pagerduty")


def shaped(text: str, shape: Shape, ground: Ground) -> Iterator[Thing]:
    """The things of that shape."""
    for match in shape[1].finditer(text):
        if thing := _shaped(match, shape[0], ground):
            yield thing


def _shaped(match: re.Match[str], type_: str, ground: Ground) -> Thing | None:
    """The thing that a shape names; None where the words are everyday ones."""
    text = match[0]
    groups = match.groupdict()
    if groups.get("n"):
        return Thing(match.start(), match.end(), text, (f"#{groups['n']}",), type_)
    if groups.get("i"):
        return Thing(match.start(), match.end(), text, (f"incident {groups['i']}",), type_)
    low = alike(text)
    if _SHA.fullmatch(low) and type_ == "github":
        return Thing(match.start(), match.end(), text, (low,), type_, begins=True)
    if (not type_ and _is_everyday(text, ground)) or not re.search(
        "[a-z]", low.partition("#" if type_ == "github" else "\n")[0]
    ):
        return None
    return Thing(match.start(), match.end(), text, (low,), type_)


def _is_everyday(text: str, ground: Ground) -> bool:
    """Whether a word with a dash is one of everyday language: no digit behind the dash, or `step-2`."""
    if ":" not in text and not any(letter.isdigit() for letter in _behind_first_dash(text)):
        return True
    return bool(_NO_ID.match(text)) and alike(text) not in ground.whole


def _behind_first_dash(text: str) -> str:
    """What follows the first dash of a word, where an id has its digits."""
    return text.replace("_", "-").partition("-")[2]


def places(text: str) -> Iterator[Thing]:
    """Environments, main branches and states of tickets, where a sentence says that something went there."""
    for match in _PLACE.finditer(text):
        name = match["name"].lower()
        yield _thing(match, _PLACES.get(name, (name,)), "place")
    for match in _STATE.finditer(text):
        if match["name"][0].isupper():
            yield _thing(match, (alike(match["name"]),), "state")
    for match in _MEANS.finditer(text):
        yield _thing(match, (alike(match["name"]).replace("-", ""),), "means")
    for match in _BRANCH.finditer(text):
        yield _thing(match, (match["name"],), "branch")


def small_states(text: str) -> Iterator[Thing]:
    """States of tickets in small letters, which are ordinary words as well."""
    return (_thing(match, (alike(match["name"]),), "state") for match in _STATE.finditer(text))


def _thing(match: re.Match[str], needles: tuple[str, ...], type_: str) -> Thing:
    return Thing(match.start("name"), match.end("name"), match["name"], needles, type_)
