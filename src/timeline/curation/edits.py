"""What a person did to one line of a dump: its words and its time, told apart from what a formatter does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from timeline.curation import times
from timeline.curation.match import address
from timeline.curation.paper import same
from timeline.prose.document import inline
from timeline.prose.inline import Link
from timeline.prose.items import Item, alike, without_ids
from timeline.prose.times import Said
from timeline.prose.when import Timed

_BEGINS = re.compile(r"[\s>:;*|\])\u2013\u2014-]+")
_NOTE = re.compile(r"^\[note[^\]]*\]\s*")
_COLUMNS = re.compile(r"\S {2,}\S")
_WORD = re.compile(r"\w+")
_BEFORE_EVIDENCE = " \t\u00b7,;\u2026([|*_\u2013\u2014-"
_STRUCK = re.compile(r"~~|<(?:s|del|strike)\b", re.IGNORECASE)
_MOST = 60
_NAMED_PICTURE = re.compile(r":([a-z0-9_+-]{2,40}):")
_PICTURE = r"[^\w\s\x00-\x7f][^\w\s]{0,9}"


@dataclass(frozen=True, slots=True)
class Around:
    """What a dump wrote around the words of a line.

    Attributes:
        beside: what stood beside them, in brackets.
        evidence: the words of the evidence behind them, in small letters.
        links: where that led.
    """

    beside: str = ""
    evidence: tuple[str, ...] = ()
    links: frozenset[str] = frozenset()

    @classmethod
    def of(cls, item: Item, said: str, beside: str) -> Around:
        """What it wrote around those words, in that line of its own."""
        told = _words(same(_NOTE.sub("", without_ids(item.words))))
        head = _words(same(f"{said} ({beside})" if beside else said))
        known = tuple(told[len(head) :]) if told[: len(head)] == head else ()
        return cls(beside, known).also([item])

    def also(self, items: Iterable[Item]) -> Around:
        """The same, with the links of other lines of which a person made one."""
        more = (address(link.address) for item in items for link in item.links)
        return replace(self, links=self.links.union(more))

    def added(self, item: Item) -> list[Link]:
        """The links of an item that the dump did not write."""
        return [link for link in item.links if address(link.address) not in self.links]


def words_of(item: Item, around: Around = Around()) -> str:
    """What an item says happened: without its time, its evidence, its ids, and what we wrote beside its words."""
    return " ".join(_pieces(item, around))


def _pieces(item: Item, around: Around) -> list[str]:
    """The words, which a person may have gone on with behind what stood beside them."""
    told = _without_evidence(without_ids(item.words), around.evidence)
    return _apart(_NOTE.sub("", without_ids(item.bare) if told is None else told), around.beside)


def _without_evidence(text: str, evidence: Sequence[str]) -> str | None:
    """The text without the evidence that it ends with; None where it ends in another way."""
    found = list(_WORD.finditer(text)) if evidence else []
    last = found[-len(evidence) :]
    if not last or len(last) == len(found) or [alike(each[0]) for each in last] != list(evidence):
        return None
    return text[: last[0].start()].rstrip(_BEFORE_EVIDENCE)


def is_marked(words: str) -> bool:
    """Whether Markdown says more than its words: it strikes some of them, or leads elsewhere."""
    return bool(_STRUCK.search(words)) or "](" in words


def is_reworded(item: Item, before: Item, around: Around) -> bool:
    """Whether an item says something else than it did; that its links are gone, or some of them, is no other word."""
    was = same(words_of(before, around))
    now = _undrawn(same(words_of(item, around)), was)
    if around.added(item) or bool(_STRUCK.search(item.written)) != bool(_STRUCK.search(before.written)):
        return True
    if now == was:
        return False
    whole, told = same(item.words), same(before.words)
    is_drawn = re.search(_PICTURE, whole) and not _NAMED_PICTURE.search(whole)
    some = _NAMED_PICTURE.sub(" ", told) if is_drawn else told
    if _COLUMNS.search(item.written.strip()) and sorted(_words(whole)) == sorted(_words(some)):
        return False  # a converter has laid it out in columns
    return whole != told and not (now.startswith(was) and _is_rest(now[len(was) :], told[len(was) :]))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _undrawn(now: str, was: str) -> str:
    """The words with the names of pictures, `:tada:`, that a converter drew; others where more than that is new."""
    drawn, end = "", 0
    for found in _NAMED_PICTURE.finditer(was):
        drawn += re.escape(was[end : found.start()]) + f"(?:{re.escape(found[0])}|{_PICTURE})"
        end = found.end()
    same_words = re.match(drawn + re.escape(was[end:]), now) if drawn else None
    return was + now[same_words.end() :] if same_words else now


def _is_rest(rest: str, evidence: str) -> bool:
    """Whether what follows the words is of the evidence that followed them."""
    return not rest[:1].isalnum() and set(_words(rest)) <= set(_words(evidence))


def is_unread(now: Timed | None, before: Timed | None) -> bool:
    """Whether a person wrote a time that cannot be read, or is not in the window: it is kept among the words."""
    return now is not None and now.time is None and (before is None or _said(now) != _said(before))


def reworded(item: Item, around: Around, *, unread: bool) -> str:
    """An item's new words, as Markdown; with a time that cannot be read, and links that a person added."""
    pieces = [without_ids(item.text)] if unread else _pieces(item, around)
    made = " ".join(_in_markdown(item, piece) for piece in pieces)
    there = {link.address for link in inline(made).links}
    more = (link for link in around.added(item) if link.address not in there)
    return " ".join([made, *(f"[{_escaped(link.text)}](<{link.address}>)" for link in more)])


def _in_markdown(item: Item, said: str) -> str:
    written = " ".join(item.written.split())
    if said in written and not _STRUCK.search(written) and not said.startswith(("#", ">", "-", "+")):
        return said
    return next(_parts(written, said), None) or _escaped(said)


def _parts(written: str, said: str) -> Iterator[str]:
    """The part of a line of Markdown that says just that."""
    starts = [0, *(found.end() for found in _BEGINS.finditer(written))][:_MOST]
    ends = [len(written), *(found.start() for found in re.finditer(r"[\s([^]", written))][::-1]
    wanted = " ".join(said.split())
    for start in starts:
        if not " ".join(inline(written[start:]).text.split()).startswith(wanted):
            continue
        for end in sorted(ends, key=lambda each: abs(each - start - len(wanted)))[:_MOST]:
            if end > start and " ".join(inline(written[start:end]).text.split()) == wanted:
                yield written[start:end].strip()


def _escaped(said: str) -> str:
    """The words as Markdown that marks nothing."""
    return re.sub(r"([\\`*_\[\]<>~])", r"\\\1", said)


def _apart(words: str, beside: str) -> list[str]:
    """The words before and behind what we wrote beside them, in brackets."""
    wanted = same(f"({beside})")
    ends = [found.end() for found in re.finditer(r"\)", words)][-_MOST:] if beside else []
    for begin in reversed([found.start() for found in re.finditer(r"\(", words)][:_MOST]):
        for end in ends:
            if same(words[begin:end]) == wanted:
                return list(filter(None, (words[:begin].strip(), words[end:].strip())))
    return [words]


def retimed(now: Timed | None, before: Timed | None) -> str | None:
    """The time that a person gave a line, as it is kept; None where they gave none, or the same."""
    if now is None or now.time is None:
        return None
    if before and before.time and (_told(now) == _told(before) or _said(now) == _said(before)):
        return None
    return times.written(now.time.time, about=now.about, until=now.until)


def _said(line: Timed) -> Said | None:
    """What a line says of its time; under which date it stands is no part of that."""
    return replace(line.item.said, end=0) if line.item.said else None


def _told(line: Timed) -> tuple[object, ...]:
    minute = line.time.time.replace(second=0, microsecond=0) if line.time else None
    return minute, line.about, line.until
