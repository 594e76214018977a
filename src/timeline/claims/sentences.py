"""The sentences of a document, each with its line and with what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from timeline.prose.document import Document, read
from timeline.prose.items import Item

_LINK = re.compile(
    r"!?\[(?P<label>[^\[\]\n]{0,400})\]\((?P<address><[^<>\n]*>|[^()\s<>]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"\n]*\")?\)"
    r"|<(?P<auto>https?://[^<>\s]+)>"
    r"|(?<![\w/(\[\"'=])(?P<bare>https?://[^\s<>\"'`|\\^{}]+)"
)
_ENDS = ".,;:!?\"')]}*_~"
#: Stands for a link in a text: its number between two letters of no language.
_OPEN, _CLOSE = "\ue010", "\ue011"
_PLACE = re.compile(rf" ?{_OPEN}(\d{{1,9}}){_CLOSE}")
_ID = re.compile(r"(?<![\w^\[])\^ ?([A-Za-z0-9]{2,52})(?![\w^])")
#: What a link is called that is evidence and says nothing itself.
_EVIDENCE = re.compile(
    r"\W{0,8}(?:datadog|pagerduty|github|slack|sentry|jira|hcp|terraform|grafana|statuspage|notes?"
    r"|evidence|source|link|here|ref(?:erence)?|permalink|message|event|log|proof|see"
    r"|\d{1,6}|[\w.-]{1,24}(?: #?\d{1,4})?)"
    r"(?: \+\d{1,6} ?(?:s|min|h|ms)(?: \d{1,6} ?(?:s|min))?)?\W{0,8}",
    re.IGNORECASE,
)
#: What stands behind a line's words and is of its evidence.
_BEHIND = re.compile(
    r"(?:\( ?\)|\[ ?\]|\.\.\.|tie of \d{1,6}|\d{1,6} events? within (?:\d{1,6} (?:h|min|s|d|ms) ?){1,3}"
    r"|and \d{1,6} more(?: in the document)?|\+\d{1,6} (?:s|min|h)(?: \d{1,6} (?:s|min))?)$",
    re.IGNORECASE,
)
_PARTING = " ·…,;|&"
_END = re.compile(
    r"(?<=[.!?])(?P<close>[\"'”\u2019)\]]*)(?P<cites>(?: ?·? ?\ue010\d{1,6}\ue011| ?\^[a-z0-9]{4,52})*+) "
)
_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|ca|approx|appr|no|nr|fig|mr|mrs|ms|dr|st|inc|ltd|resp|incl|excl|max|min|sec|vol|pp|cf|al|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)|\b[A-Y]|\ba\.m|\bp\.m)\.$",
    re.IGNORECASE,
)
#: A sentence that goes on in small letters begins with a name of a thing, behind a word that is no abbreviation.
_LONG = re.compile(r"(?:\w\w\w|\d ?Z|\d|\ufffc|[\"”)])\.$|[!?]$")
_WORDS = re.compile(r"\w{1,200}")
_FIRST = 3  # words by which a sentence is found in its lines
_TAIL = 400
_LAG = r"\d{1,6} (?:h|min|s)(?: \d{1,6} (?:min|s))?"
#: The witnesses behind a line of the record's compact form.
_WITNESSES = re.compile(
    r" \((?:(?:Datadog|PagerDuty|GitHub|Slack|Sentry|Jira|Terraform|HCP Terraform|Grafana|Statuspage|Notes)"
    rf"(?: \+{_LAG})?|\d{{1,6}} events? within {_LAG}|, | … )+\)(?: \*?tie of \d{{1,6}}\*?)?$"
)
_SORTS = frozenset(("item", "row", "paragraph", "heading"))


@dataclass(frozen=True)
class Sentence:
    """A sentence.

    Attributes:
        line: in which it begins.
        text: its words, without links and ids.
        item: the piece of the document that it stands in.
        first: whether it is the first of its item.
        ids: the short ids in it.
        links: the addresses that it leads to.
        quoted: whether it stands in a block that is a quotation.
    """

    line: int
    text: str
    item: Item
    first: bool = True
    ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    quoted: bool = False


class Text:
    """A text whose links are taken out of it, and put back with the sentences that they stand in."""

    def __init__(self, text: str) -> None:
        self._links: list[str] = []
        self.lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.document: Document = read(_LINK.sub(self._taken, text))

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence, in the order of the text."""
        for item in self.document.items:
            if item.sort not in _SORTS:
                continue
            yield from self._of(item)

    def _of(self, item: Item) -> Iterator[Sentence]:
        text = " ".join((item.words if item.sort == "row" else item.text).split())
        quoted = self.lines[item.first - 1].lstrip(" -*").startswith(">") if item.first <= len(self.lines) else False
        told, place, first = self._told(item), 0, True
        pieces = [text] if item.sort in ("row", "heading") else list(split(text))
        # What is cited behind the last sentence of a paragraph is cited by that one.
        for piece in pieces:
            links = tuple(self._links[int(number)] for number in _PLACE.findall(piece))
            bare = _PLACE.sub(" ", piece)
            ids = tuple(found.lower() for found in _ID.findall(bare))
            words = " ".join(_ID.sub(" ", bare).split())
            words = without_evidence(words)
            if links and not words and not first:
                continue
            place = _begun(piece, told, place)
            line = told[min(place, len(told) - 1)][1] if told else item.first
            place += len(_WORDS.findall(_PLACE.sub(" ", piece)))
            if re.search(r"\w", words):
                beside = (
                    ()
                    if links or len(pieces) > 1
                    else tuple(link.address for link in item.links if link.address and _OPEN not in link.address)
                )
                yield Sentence(line, words, item, first, ids, links or beside, quoted)
                first = False

    def _taken(self, match: re.Match[str]) -> str:
        address = (match["address"] or match["auto"] or match["bare"] or "").strip("<>")
        rest = ""
        if match["bare"]:
            kept = address.rstrip(_ENDS)
            address, rest = kept, address[len(kept) :]
        self._links.append(address)
        label = match["label"] or ""
        place = f"{_OPEN}{len(self._links) - 1}{_CLOSE}"
        if not label or _EVIDENCE.fullmatch(label):
            return f" {place}{rest}" if label or not match["label"] else place
        return f"{label} {place}{rest}"

    def _told(self, item: Item) -> list[tuple[str, int]]:
        """Every word of an item's lines, with its line."""
        numbers = range(item.first, min(item.last, len(self.lines)) + 1)
        return [(word, number) for number in numbers for word in _WORDS.findall(self.lines[number - 1])]


def _begun(piece: str, told: Sequence[tuple[str, int]], place: int) -> int:
    """Where in those words a sentence begins, behind the one before; there where it is not found."""
    words = _WORDS.findall(_PLACE.sub(" ", piece))[:_FIRST]
    for at in range(place, len(told) - len(words) + 1):
        if words and all(told[at + step][0] == word for step, word in enumerate(words)):
            return at
    return place


def split(text: str) -> Iterator[str]:
    """A text as sentences: not within quotation marks, not behind what is shortened."""
    begin = 0
    for match in _END.finditer(text):
        end = match.start() + len(match["close"]) + len(match["cites"])
        told = text[begin : match.start()]
        if text[match.end() : match.end() + 1].islower() and (match["close"] or not _LONG.search(told[-24:])):
            continue
        if (
            _SHORT.search(told[-12:])
            or told.count('"') % 2 != match["close"].count('"') % 2
            or told.count("“") > told.count("”") + match["close"].count("”")
        ):
            continue
        yield text[begin:end].strip()
        begin = match.end()
    if text[begin:].strip():
        yield text[begin:].strip()


def without_evidence(words: str) -> str:
    """The words without the marks, lags and witnesses of the evidence behind them."""
    begin, end = words[:-_TAIL], words[-_TAIL:]
    while (shorter := _BEHIND.sub("", end.rstrip(_PARTING))) != end:
        end = shorter
    return begin + _WITNESSES.sub("", end)
