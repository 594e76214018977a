"""What a person did to one line of a dump: its words and its time, told apart from what a formatter does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from timeline.curation import times
from timeline.curation.paper import same
from timeline.prose.document import inline
from timeline.prose.items import Item, without_ids
from timeline.prose.times import Said
from timeline.prose.when import Timed

_BEGINS = re.compile(r"[\s>:;*|\])\u2013\u2014-]+")
_NOTE = re.compile(r"^\[note[^\]]*\]\s*")
_COLUMNS = re.compile(r"\S {2,}\S")
_MOST = 60
_NAMED_PICTURE = re.compile(r":([a-z0-9_+-]{2,40}):")
_PICTURE = r"[^\w\s\x00-\x7f][^\w\s]{0,9}"


def words_of(item: Item, beside: str = "") -> str:
    """What an item says happened: without its time, its evidence, its ids, and what we wrote beside its words."""
    return _without(_NOTE.sub("", without_ids(item.bare)), beside)


def is_reworded(item: Item, before: Item, beside: str) -> bool:
    """Whether an item says something else than it did; that its links are gone, or some of them, is no other word."""
    was = same(words_of(before, beside))
    now = _undrawn(same(words_of(item, beside)), was)
    if now == was:
        return False
    whole, told = same(item.words), same(before.words)
    is_drawn = re.search(_PICTURE, whole) and not _NAMED_PICTURE.search(whole)
    some = _NAMED_PICTURE.sub(" ", told) if is_drawn else told
    if _COLUMNS.search(item.written.strip()) and sorted(re.findall(r"\w+", whole)) == sorted(re.findall(r"\w+", some)):
        return False  # a converter has laid it out in columns
    return whole != told and not (now.startswith(was) and _is_rest(now[len(was) :], told[len(was) :]))


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
    return not rest[:1].isalnum() and set(re.findall(r"\w+", rest)) <= set(re.findall(r"\w+", evidence))


def is_unread(now: Timed | None, before: Timed | None) -> bool:
    """Whether a person wrote another time, which cannot be read: it is kept among the words."""
    return now is not None and bool(now.refused) and (before is None or _said(now) != _said(before))


def reworded(item: Item, beside: str, *, unread: bool) -> str:
    """An item's new words, as Markdown; with its time, where that cannot be read."""
    written = " ".join(item.written.split())
    said = without_ids(item.text) if unread else words_of(item, beside)
    if said in written and not said.startswith(("#", ">", "-", "+")):
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


def _without(words: str, beside: str) -> str:
    """The words without what we wrote beside them, in brackets at their end."""
    wanted = same(f"({beside})")
    for found in reversed(list(re.finditer(r"\(", words))) if beside else ():
        if same(words[found.start() :]) == wanted:
            return words[: found.start()].rstrip()
    return words


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
