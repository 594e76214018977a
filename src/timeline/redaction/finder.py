"""Every name, customer and term at once in a text, in time that grows with the text and not with the names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from timeline.redaction.aliases import UNPARTED, WORD
from timeline.redaction.folding import View, folded, hidden, views
from timeline.redaction.forms import Entry, Found, Hit, Known
from timeline.redaction.judging import stands_for_a_person

_GAP = 3
_BESIDE = re.compile(r"[\s,.\-_'\u2019*~+]{0,3}")
_SPACES = re.compile(r"\s+")
_BETWEEN = re.compile(r"_{1,2}|[^\w]{0,3}")
_DOTTED = re.compile(r"([A-Z])(?<![^\W_].)\.[ ]?([A-Z])\.?(?:[ ]?([A-Z])\.)?(?![^\W_])")
_SIGNED = re.compile(
    r"[\u2014\u2013~-](?:(?<!-)\s?|-\s?|(?<!\S-))([A-Z]{2,3})(?=\s*(?:$|[\"'<|\\\[:(\x1b]))", re.MULTILINE
)
_MENTION = re.compile(r"<@[UW][A-Z0-9]{4,20}(?:\|[^<>]{0,200})?>")
_INITIAL = re.compile(r"(?<![^\W_])[A-Z]\. ?$")
_EMPHASIS = re.compile(r"[*~]+|__+")
_NO_INITIALS = frozenset(("AM", "DC", "EU", "ID", "IP", "IT", "LA", "NY", "OK", "PM", "QA", "UK", "UN", "US"))
_LONG_NUMBER = 6


class _Piece(NamedTuple):
    """Some letters of a view that are a form."""

    start: int
    end: int
    entry: Entry


@dataclass
class Finder:
    """Finds the forms in texts.

    Args:
        entries: what is looked for.
        signatures: by initials, whose they are.
    """

    entries: Iterable[Entry]
    signatures: dict[str, frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._single: dict[str, Entry] = {}
        self._longer: dict[str, list[Entry]] = defaultdict(list)
        unparted: dict[str, Entry] = {}
        for entry in self.entries:
            words = entry.alias.words
            if UNPARTED.search("".join(words)):
                unparted["".join(words)] = entry
            elif len(words) == 1:
                self._single[words[0]] = entry
            else:
                self._longer[words[0]].append(entry)
        self._unparted = unparted
        longest_first = sorted(map(re.escape, unparted), key=len, reverse=True)
        self._substring = re.compile("|".join(longest_first) or r"(?!)", re.IGNORECASE)
        self._known = Known(frozenset((*self._single, *self._longer)))

    def find(self, text: str, *, cell: bool = False) -> Found:
        """What the text names; `cell` says that the text is all that its place holds."""
        hits: list[Hit] = []
        unjudged = 0
        for number, view in enumerate(views(text)):
            found, left = self._in_view(view, cell=cell, joined=number > 0 and view.how.startswith("split"))
            hits += found
            unjudged = max(unjudged, left)
        for start, end, told in hidden(text):
            if inner := self.find(told, cell=True).hits:
                hits.append(replace(inner[0], start=start, end=end, how="in base64"))
        return Found(tuple(_apart(hits)), unjudged)

    def _in_view(self, view: View, *, cell: bool, joined: bool) -> tuple[list[Hit], int]:
        text = view.text
        pieces = list(self._pieces(text))
        if joined:  # a word that is there only without its marks is none that people write
            pieces = [piece for piece in pieces if piece.entry.always]
        sure = [piece for piece in pieces if self._is_sure(piece, text, cell=cell)]
        sure += _beside(text, pieces, sure)
        signed = [*self._signed(text), *_mentions(text)] if not joined else _mentions(text)
        hits = [_hit(view, group) for group in _groups(text, sorted(sure, key=lambda piece: piece[:2]))]
        hits += [replace(hit, start=start, end=end) for hit in signed for start, end in [view.span(hit.start, hit.end)]]
        return hits, len({piece.start for piece in pieces} - {start for each in sure for start in range(*each[:2])})

    def _pieces(self, text: str) -> Iterator[_Piece]:
        known = self._known
        if any(map(known.__getitem__, WORD.findall(text))):
            for word in WORD.finditer(text):
                for start, end, part in known[word[0]]:
                    yield from self._from(text, word.start() + start, word.start() + end, part)
        if self._unparted:
            for found in self._substring.finditer(text):
                yield _Piece(found.start(), found.end(), self._unparted[folded(found[0])])

    def _from(self, text: str, start: int, end: int, part: str) -> Iterator[_Piece]:
        """The forms that begin with those letters."""
        single = self._single.get(part)
        if single and (not single.spellings or text[start:end] in single.spellings):
            yield _Piece(start, end, single)
        for entry in self._longer.get(part, ()):
            stop = _behind(text, end, entry.alias.words[1:])
            if stop and (not entry.spellings or _SPACES.sub(" ", text[start:stop]) in entry.spellings):
                yield _Piece(start, stop, entry)

    def _is_sure(self, piece: _Piece, text: str, *, cell: bool) -> bool:
        entry = piece.entry
        alone = cell and text.strip() == text[piece.start : piece.end]
        if entry.always or (alone and not _is_short_number(entry)):
            return True
        words = entry.alias.words
        if len(words) > 1 and not entry.alias.is_phrase:
            return " " not in text[piece.start : piece.end] or text[piece.start].isupper()
        if len(words) > 1 and entry.alias.sort == "full name":
            told = text[piece.start : piece.end]
            return " " not in told or _is_titled(told)
        return stands_for_a_person(text, piece.start, piece.end, words[0])

    def _signed(self, text: str) -> Iterator[Hit]:
        for pattern in (_DOTTED, _SIGNED):
            for found in pattern.finditer(text):
                letters = "".join(filter(None, found.groups()))
                who = self.signatures.get(letters)
                if who and letters not in _NO_INITIALS:
                    yield Hit(found.start(1), found.end(), who, "initials")


def _mentions(text: str) -> list[Hit]:
    """Mentions by id as a whole, whosoever they are."""
    return [Hit(*found.span(), frozenset(), "mention") for found in _MENTION.finditer(text)] if "<@" in text else []


def _behind(text: str, place: int, words: Sequence[str]) -> int:
    """Where the words end that follow there, or 0 where others do."""
    for word in words:
        gap = _BETWEEN.match(text, place)
        found = WORD.match(text, gap.end() if gap else place)
        if not found or folded(found[0]) != word:
            return 0
        place = found.end()
    return place


def _is_short_number(entry: Entry) -> bool:
    """Whether it is an id that may as well count something: it is judged by the name of its field."""
    word = entry.alias.words[0]
    return word.isdigit() and len(word) < _LONG_NUMBER


def _is_titled(text: str) -> bool:
    return all(word[0].isupper() for word in WORD.findall(text))


def _beside(text: str, pieces: Sequence[_Piece], sure: Iterable[_Piece]) -> list[_Piece]:
    """The words that are a name because another name of the same person stands beside them."""
    ahead = list(sure)
    if not ahead:
        return []
    before, behind = defaultdict(list), defaultdict(list)
    for piece in pieces:
        before[piece.end].append(piece)
        behind[piece.start].append(piece)
    seen, found = set(ahead), []
    for own in ahead:
        for gap in range(_GAP + 1):
            for piece in (*before[own.start - gap], *behind[own.end + gap]):
                if piece not in seen and own.entry.who & piece.entry.who and _touch(text, piece, own):
                    seen.add(piece)
                    ahead.append(piece)
                    found.append(piece)
    return found


def _touch(text: str, piece: _Piece, own: _Piece) -> bool:
    """Whether the word stands before the name; or behind it, in one with it, after a comma or with a capital."""
    if piece.end <= own.start:
        return bool(_BESIDE.fullmatch(text, piece.end, own.start))
    if piece.start < own.end or not _BESIDE.fullmatch(text, own.end, piece.start):
        return False
    gap = text[own.end : piece.start]
    return not gap.isspace() or text[piece.start].isupper()


def _groups(text: str, pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """The pieces that are one name: of one person, with nothing but marks and spaces between."""
    group: list[_Piece] = []
    who: frozenset[int] = frozenset()
    for piece in pieces:
        end = max((each.end for each in group), default=0)
        near = piece.start < end or _BESIDE.fullmatch(text, end, piece.start)
        if group and near and (who & piece.entry.who or piece.start < end):
            group.append(piece)
            who = who & piece.entry.who or who
        else:
            if group:
                yield group
            group, who = [piece], piece.entry.who
    if group:
        yield group


def _hit(view: View, group: Sequence[_Piece]) -> Hit:
    who = group[0].entry.who
    for piece in group:
        who = who & piece.entry.who or who
    start, end = _widened(view.text, min(each.start for each in group), max(each.end for each in group))
    sort = min((each.entry.alias.sort for each in group), key=_SORTS.index)
    return Hit(*view.span(start, end), who, sort, view.how)


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The name with an initial before it, and with the mark before it whose fellow stands inside."""
    marks = _EMPHASIS.findall(text, start, end)
    if len(marks) == 1 and text.endswith(marks[0], 0, start):
        start -= len(marks[0])
    initial = _INITIAL.search(text, max(0, start - 4), start)
    return (initial.start() if initial else start), end


_SORTS = ("full name", "id", "surname", "first name", "middle name", "handle or name", "customer", "term", "host")


def _apart(hits: Iterable[Hit]) -> Iterator[Hit]:
    """The hits in order; those that overlap are one."""
    last: Hit | None = None
    for hit in sorted(hits, key=lambda each: (each.start, -each.end, bool(each.how))):
        if last and hit.start < last.end:
            last = replace(last, end=max(last.end, hit.end), who=last.who & hit.who or last.who or hit.who)
            continue
        if last:
            yield last
        last = hit
    if last:
        yield last
