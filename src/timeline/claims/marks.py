"""What stands in a sentence: quotations, times, lengths of time, things, people, verbs, numbers; each letter in one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from timeline.claims import verbs
from timeline.claims.ground import Ground, words_of
from timeline.claims.people import Named
from timeline.claims.times import Times, When
from timeline.claims.verbs import Verb
from timeline.model.spelling import compared
from timeline.prose.items import alike

#: Stands for a letter that is in a mark already.
_TAKEN = "\ufffc"
_STRAIGHT = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
    | dict.fromkeys("\u00a0\u202f\t", " ")
    | {"\u2019": "'", "\u2018": "'"}
)
_QUOTES = re.compile(r"\"([^\"]{1,4000})\"|(?<![\w'])'((?=[^\s'])(?:[^']|(?<=\w)'(?=\w)){2,4000})'(?!\w)")
_NUMBER_WORDS = dict(
    zip(
        "a an one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty half".split(),
        (1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 30, 40, 0.5),
        strict=True,
    )
)
_COUNT = rf"(?:\d+(?:\.\d+)?|{'|'.join(_NUMBER_WORDS)})"
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_AMOUNT = rf"(?:\d+(?:\.\d+)?[\s-]?|(?:{'|'.join(_NUMBER_WORDS)})(?:\s+an?)?[\s-])"
_UNIT = r"(?:seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?)"
_LENGTH = re.compile(
    rf"(?<![\w.:/-])(?P<about>(?:about|around|roughly|approximately|some|nearly|almost|just\s+(?:under|over)|~|≈|over|under|more\s+than|less\s+than|a\s+little\s+(?:over|under))\s*)?"
    rf"(?P<parts>{_AMOUNT}{_UNIT}(?:(?:,|\s+and)?\s*{_AMOUNT}{_UNIT}){{0,3}})(?P<half>\s+and\s+a\s+half)?(?![\w/]|-\w)",
    re.IGNORECASE,
)
_PIECE = re.compile(rf"(?P<count>{_COUNT})(?:\s+an?)?[\s-]?(?P<unit>{_UNIT})(?![a-z])", re.IGNORECASE)
_TIMES = re.compile(
    rf"\b(?:(?P<least>at\s+least|more\s+than|over)\s+|(?P<most>at\s+most|no\s+more\s+than|up\s+to)\s+|(?:exactly|a\s+total\s+of|only|just)\s+)?"
    rf"(?:(?P<n>{_COUNT})\s+(?:separate\s+|different\s+)?times|(?P<word>twice|thrice|(?<!^)once(?=\s*(?:[.,;)]|$|(?:at|during|in|within|between|for|on)\b))))(?![\w-])",
    re.IGNORECASE,
)
_MANY = re.compile(
    rf"(?<![\w.#/-])(?P<n>[2-9]|[1-9]\d{{1,3}}|{'|'.join(word for word, value in _NUMBER_WORDS.items() if value >= 2)})\s+(?:(?:different|separate|further|more|new|other|on-call)\s+)?"
    r"(?P<of>people|persons|engineers|responders|alerts|alarms|warnings|pages|incidents|monitors|tickets|deployments|deploys|builds|releases|pull\s+requests|prs|approvals|comments|messages)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(?<![\w.])\d+\s+(?:to\s+)?(?:added?|changed?|destroy(?:ed)?|imported|import)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.:/#-])\d+(?:[.,]\d+)*(?![\w:/-]|\.\d)")
_MIXED = re.compile(r"(?<![\w.:/#-])(?:[a-z]{1,3}\d{1,5}|\d{1,5}[a-z]{1,3})(?![\w:/-]|\.\d)")
_EVERYDAY = re.compile(
    r"k8s|s3|ec2|e2e|i18n|l10n|[pqhs][0-5]|sev\d|\d+(?:st|nd|rd|th|x|k|m|d|h|s|am|pm|ms|gb|mb|kb|tb)|2fa|3rd|r53|ipv?[46]|utf8|x86|b2b|v\d|on2",
    re.IGNORECASE,
)
#: Shapes of ids, each with the service whose id it is.
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("github", re.compile(r"(?<![\w/])(?:[\w.-]+/)?[\w.-]*[A-Za-z][\w.-]*#\d+\b")),
    (
        "github",
        re.compile(
            r"(?<![\w-])(?:PR|MR|pull[ -]requests?|merge[ -]request|(?:terraform |code )?change)\s*(?:no\.?\s*|number\s*|nr\.?\s*)?[#!]?(?P<n>\d+)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "pagerduty",
        re.compile(
            r"(?<![\w-])(?:(?:pagerduty )?incident|inc|pd|pagerduty|page)(?:\s*(?:no\.?|number|id)?\s*[#]?\s*|-)(?P<i>\d{1,9})\b(?!\s*(?:min|sec|hour|times|people))",
            re.IGNORECASE,
        ),
    ),
    ("", re.compile(r"(?<![\w#&/])#(?P<n>\d{1,9})\b")),
    ("terraform", re.compile(r"(?<![\w-])run-[A-Za-z0-9]{3,}\b")),
    (
        "jira",
        re.compile(
            r"(?<![\w-])(?!(?:UTC|GMT|SEV|UTF|SHA|ISO|RFC|AES|TLS|CET|EST|PDT|PST|EDT)-)[A-Z][A-Z0-9_]{1,14}-(?:\d{1,7}|[0-9A-Z]{1,5}(?<=[A-Z0-9]))\b(?![-.]\w)"
        ),
    ),
    ("slack", re.compile(r"(?<![\w&#/])#[A-Za-z][\w-]*")),
    ("", re.compile(r"(?<![\w:/.-])[a-z][a-z_.-]*:[A-Za-z0-9][\w.-]*[\w](?![\w/])")),
    ("github", re.compile(r"(?<![\w./-])v\d+(?:\.\d+)+[\w.-]*\b")),
    ("github", re.compile(r"(?<![\w-])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}(?![\w-])")),
    ("", re.compile(r"(?<![\w./-])[A-Za-z][\w.]*(?:[-_][\w.]+)*[-_](?=[\w.-]*\d)\w+(?:[-_.]\w+)*\b(?!/)")),
)
_SHA = re.compile(r"[0-9a-f]{7,40}")
_NO_ID = re.compile(
    r"\d+-|(?:mid|pre|post|top|step|part|phase|page|day|week|year|level|tier|item|section|sub|non|re|co)-\w+",
    re.IGNORECASE,
)
_REQUEST = re.compile(r"\b(?:pull|merge|change)[ -]$", re.IGNORECASE)
_STATE = re.compile(
    r"\b(?:to|into|from|as|in|=)\s+(?P<name>To\s?Do|In\s+Progress|In\s+Review|Done|Closed|Blocked|Backlog|Open|Resolved|Won't\s+Do|Cancel+ed|in\s+progress|done)\b"
)
_PLACES = {
    "production": ("production", "prod"),
    "prod": ("production", "prod"),
    "staging": ("staging", "stage"),
    "stage": ("staging", "stage"),
}
_PLACE = re.compile(
    r"\b(?:to|in|on|into)\s+(?:the\s+)?(?P<name>production|prod|staging|stage|canary|sandbox|preprod|pre-production|qa|dev|development)\b",
    re.IGNORECASE,
)
_BRANCH = re.compile(r"\b(?:on|to|from|into)\s+(?:the\s+)?(?:branch\s+)?(?P<name>main|master|develop|trunk)\b")


class Length(NamedTuple):
    """A length of time: how long, how finely it is said, whether it is approximate."""

    begin: int
    end: int
    text: str
    seconds: float
    unit: int
    about: bool


class Thing(NamedTuple):
    """A thing that a sentence names.

    Attributes:
        needles: one of these stands in what an event says or is called.
        type: the service whose id it is, where its shape tells.
        title: whether it is a title, which may stand there as ordinary words.
        begins: whether it is the beginning of a longer id, a commit's.
    """

    begin: int
    end: int
    text: str
    needles: tuple[str, ...]
    type: str = ""
    title: bool = False
    begins: bool = False


class Said(NamedTuple):
    """A verb where it stands."""

    begin: int
    end: int
    text: str
    verb: Verb


class Count(NamedTuple):
    """How often something is said to have happened: from `least` to `most` times; of what, where a noun says it."""

    begin: int
    end: int
    text: str
    least: int
    most: int
    of: str = ""


class Piece(NamedTuple):
    """Any other piece of a sentence."""

    begin: int
    end: int
    text: str


@dataclass
class Marks:
    """What stands in a sentence.

    Attributes:
        text: the sentence, quotation marks and dashes made plain.
        left: the same with every letter of a mark taken out, of equal length.
    """

    text: str
    left: str
    quotes: list[Piece] = field(default_factory=list)
    times: list[When] = field(default_factory=list)
    lengths: list[Length] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    people: list[Named] = field(default_factory=list)
    verbs: list[Said] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    counted: list[Piece] = field(default_factory=list)
    numbers: list[Piece] = field(default_factory=list)

    def take(self, begin: int, end: int) -> None:
        """Take those letters out of what is left."""
        self.left = self.left[:begin] + _TAKEN * (end - begin) + self.left[end:]


def marks(text: str, ground: Ground, times: Times) -> Marks:
    """What stands in a sentence; what is found first is looked at by nothing behind it."""
    plain = text.translate(_STRAIGHT)
    found = Marks(plain, plain)
    _each(found, _QUOTES.finditer(found.left), lambda m: found.quotes.append(Piece(m.start(), m.end(), m[1] or m[2])))
    for when in list(times.found(found.left)):
        found.times.append(when)
        found.take(when.begin, when.end)
    _each(found, _COUNTED.finditer(found.left), lambda m: found.counted.append(Piece(m.start(), m.end(), m[0])))
    _each(found, _TIMES.finditer(found.left), lambda m: found.counts.append(_count(m)))
    lengths = (match for match in _LENGTH.finditer(found.left) if not _is_ordinal(match))
    _each(found, lengths, lambda m: found.lengths.append(_length(m)))
    _each(found, _MANY.finditer(found.left), lambda m: found.counts.append(_many(m)))
    for thing in (*_named(found.left, ground), *()):
        found.things.append(thing)
        found.take(thing.begin, thing.end)
    for type_, shape in _SHAPES:
        for match in list(shape.finditer(found.left)):
            if thing := _shaped(match, type_, ground):
                found.things.append(thing)
                found.take(thing.begin, thing.end)
    for person in list(ground.names.find(found.left)):
        found.people.append(person)
        found.take(person.begin, person.end)
    _places(found)
    table = verbs.table()
    for match in list(verbs.pattern().finditer(found.left)):
        if _REQUEST.search(found.left[max(match.start() - 8, 0) : match.start()]) and match[0].lower().startswith(
            "request"
        ):
            continue
        found.verbs.append(Said(match.start(), match.end(), match[0], table[match[0].lower()]))
    _own_verbs(found, ground)
    found.numbers = [Piece(m.start(), m.end(), m[0]) for m in _NUMBER.finditer(found.left)]
    mixed = (m for m in _MIXED.finditer(found.left) if not _EVERYDAY.fullmatch(m[0]))
    found.counted += [Piece(m.start(), m.end(), m[0]) for m in mixed]
    return found


def _each(found: Marks, matches: Iterator[re.Match[str]], keep: Callable[[re.Match[str]], None]) -> None:
    for match in list(matches):
        keep(match)
        found.take(match.start(), match.end())


def number(word: str) -> float:
    """What a number says, in digits or in words."""
    return _NUMBER_WORDS.get(word.lower()) or float(word.replace(",", ""))


def _count(match: re.Match[str]) -> Count:
    said = int(number(match["n"])) if match["n"] else {"once": 1, "twice": 2, "thrice": 3}[match["word"].lower()]
    more = 1 if match["least"] and not match["least"].lower().startswith("at") else 0
    least, most = (said + more, 1 << 30) if match["least"] else (0, said) if match["most"] else (said, said)
    return Count(match.start(), match.end(), match[0], least, most)


def _is_ordinal(match: re.Match[str]) -> bool:
    """Whether `a second` is the next of several."""
    behind = match.string[match.end() : match.end() + 12]
    return match["parts"].lower() == "a second" and bool(
        re.match(r"\s+(?!later|after|before|earlier|or\b)\w|\s*\ufffc", behind)
    )


def _many(match: re.Match[str]) -> Count:
    said = int(number(match["n"]))
    return Count(match.start(), match.start("of") - 1, match[0], said, said, match["of"].lower())


def _length(match: re.Match[str]) -> Length:
    seconds, finest = 0.0, _UNITS["d"]
    for piece in _PIECE.finditer(match["parts"]):
        unit = _UNITS[piece["unit"][0].lower()]
        seconds += number(piece["count"]) * unit
        finest = min(finest, unit)
    if match["half"]:
        seconds, finest = seconds + finest / 2, finest // 2 or 1
    return Length(match.start(), match.end(), match[0], seconds, finest, bool(match["about"]))


def _named(text: str, ground: Ground) -> Iterator[Thing]:
    """Every name of a thing of the record, the longest first from each place."""
    words = [(match.start(), match.end()) for match in re.finditer(r"[^\s\ufffc]+", text)]
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


def _type_of(name: str) -> str:
    """The service whose id a name is, by its shape."""
    return next((type_ for type_, shape in _SHAPES if type_ and shape.fullmatch(name)), "")


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
    if not type_ and _NO_ID.match(text) and low not in ground.whole:
        return None
    if type_ == "slack" and low not in ground.whole and low[1:] not in ground.whole:
        return Thing(match.start(), match.end(), text, (low,), type_)
    return Thing(match.start(), match.end(), text, (low,), type_)


def _places(found: Marks) -> None:
    """Environments and main branches, where a sentence says that something went there."""
    for match in list(_PLACE.finditer(found.left)):
        name = match["name"].lower()
        found.things.append(
            Thing(match.start("name"), match.end("name"), match["name"], _PLACES.get(name, (name,)), "place")
        )
        found.take(match.start("name"), match.end("name"))
    for match in list(_STATE.finditer(found.left)):
        found.things.append(
            Thing(match.start("name"), match.end("name"), match["name"], (alike(match["name"]),), "state")
        )
        if match["name"][0].isupper():
            found.take(match.start("name"), match.end("name"))
    for match in list(_BRANCH.finditer(found.left)):
        found.things.append(Thing(match.start("name"), match.end("name"), match["name"], (match["name"],), "branch"))
        found.take(match.start("name"), match.end("name"))


def _own_verbs(found: Marks, ground: Ground) -> None:
    """Verbs that are not in the table, but in events that say in words of their own what happened."""
    taken = {place for verb in found.verbs for place in range(verb.begin, verb.end)}
    for match in re.finditer(r"[A-Za-z]+ed\b", found.left):
        if match.start() not in taken and (word := verbs.stem(match[0])) in ground.own_stems:
            found.verbs.append(Said(match.start(), match.end(), match[0], Verb(frozenset(), word)))
    found.verbs.sort(key=lambda said: said.begin)
