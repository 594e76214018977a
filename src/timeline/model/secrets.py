"""What looks like a credential or an e-mail address is masked in every output, for records are passed on.

How they look stands in `credentials`, `named` and `mail`. Nothing is looked up and nothing is guessed from randomness,
which would hit prose and commit ids. No expression takes more than linear time, whatever a text repeats.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from timeline.model.escapes import unescaped
from timeline.model.glance import Wanted, bare, likely, shapes, tells, wanted
from timeline.model.mail import addresses
from timeline.model.named import Named

_Place = tuple[int, int]
_Span = tuple[int, int, bool]  # and whether it is an address
#: Deeper than any service nests its payloads, and no deeper than what writes and reads JSON goes.
DEEPEST = 200
CUT = f"[cut: nested deeper than {DEEPEST} levels]"
_SHORT = 8  # no credential is shorter, with the words that say that it is one
_KEPT = 2000  # letters of a text that is not looked at again
_JUDGED = 200  # letters of a value that are enough to know it by
_NEAR = 120  # letters before a name that may tell more of it
#: What stands for every address.
EMAIL = "⟨e-mail⟩"
_BEGIN = "⟨secret "
# A mark of ours; an address that has a mark of its own while it is read has none in an output.
_MARK = re.compile("⟨(?:secret [0-9a-f]{8}|e-mail(?: shared)?(?: [0-9a-f]{1,64})?)⟩")
# A time is no credential, whatever it is the time of: `assessed-at`, `password_changed`.
_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?Z|[+-]\d\d:?\d\d)?)?")
# What an answer calls the place where its next page begins.
_PAGING = re.compile(
    r"cursor|(?:page|next|continuation|sync|delta)[_-]?token$|^(?:after|before|continuation|next)$", re.IGNORECASE
)


def masked(words: str) -> str:
    """The text with every credential replaced by a mark that tells equal ones apart, every address by one mark."""
    found = _found(words)
    return _without(words, found) if found else words


def masked_under(name: str, words: str) -> str:
    """The text that stands under that name, e.g. a key of JSON: the name may be all that says that it is a credential.

    What turns pages is none, whatever it is called; a credential in it is masked all the same.
    """
    shown, told = masked(words), f"{name}="
    if not tells(name) or _PAGING.search(name) or shown.startswith("⟨") or _TIME.fullmatch(words):
        return shown
    named = masked(f"{told}{words}")
    if not named.startswith(told):  # its name holds one, too
        return shown
    named = named.removeprefix(told)
    # All of it is the credential, also with spaces in it; what tells the scheme before it stays.
    return mark(words) if named.startswith(_BEGIN) else named


def masked_in(value: Any, name: str = "", levels: int = DEEPEST) -> Any:
    """A payload with all that is masked where it stands: masked as one text, it might be JSON no more."""
    if isinstance(value, dict):
        return _masked_pairs(value, levels) if levels else CUT
    if isinstance(value, (list, tuple)):
        return type(value)(masked_in(each, name, levels - 1) for each in value) if levels else CUT
    if not isinstance(value, (str, int)):
        return value
    shown = masked_under(name, str(value))
    return value if shown == str(value) else shown


def suspicious(words: str) -> bool:
    """Whether the text holds what is masked."""
    return bool(_found(words))


def count(words: str) -> int:
    """How many credentials and addresses the text holds; one that was masked before is one."""
    shown = masked(words)
    return len(_MARK.findall(shown)) if "⟨" in shown else 0


def _masked_pairs(pairs: dict[Any, Any], levels: int) -> dict[Any, Any]:
    """The pairs, their names masked, too; names that are the same then are told apart, so that none is lost."""
    made: dict[Any, Any] = {}
    for name, value in pairs.items():
        shown = masked(name) if isinstance(name, str) else name
        again = 2
        while shown in made:
            shown = f"{masked(name)} ({again})"
            again += 1
        made[shown] = masked_in(value, str(name), levels - 1)
    return made


def _found(words: str) -> tuple[_Span, ...]:
    """Where they stand, in order; those that overlap are one, and a mark is none of them."""
    if len(words) < _SHORT:
        return ()
    return _known(words) if len(words) <= _KEPT else _looked(words)


def _looked(words: str) -> tuple[_Span, ...]:
    """Where they stand, also where somebody pasted them with the escapes of a program's text."""
    found, plain = _seen(words), unescaped(words)
    if plain is None:
        return found
    text, place = plain
    more = ((place(begin), place(end), mail) for begin, end, mail in _seen(text))
    return tuple(_merged(sorted((*found, *more))))


def _seen(words: str) -> tuple[_Span, ...]:
    if bare(words):
        return ()
    shaped, named = likely(words), wanted(words)
    mailed = "@" in words or "%40" in words or "%2540" in words
    if not (shaped or named or mailed or "⟨" in words):
        return ()
    spans = [(*span, False) for span in _shaped(words)] if shaped else []
    spans += [(*span, False) for span in _named(words, named)] if named else []
    spans += [(*span, True) for span in addresses(words)] if mailed else []
    if "⟨" in words:
        spans = list(_beside(spans, words))
    return tuple(_merged(sorted(spans)))


# A form of a record is made of texts that were looked at a moment ago, or are in a moment.
_known = lru_cache(maxsize=1024)(_looked)


def _beside(spans: list[_Span], words: str) -> Iterator[_Span]:
    """The spans without the marks that stand in the text already; of these, those that are not as they are shown."""
    marks = [mark.span() for mark in _MARK.finditer(words)]
    for begin, end, mail in spans:
        inside = [(begin, begin), *(mark for mark in marks if begin < mark[1] and mark[0] < end), (end, end)]
        for (_, after), (before, _) in pairwise(inside):
            if after < before:
                yield after, before, mail
    yield from ((*mark, True) for mark in marks if words.startswith("⟨e-mail ", mark[0]))


def _shaped(words: str) -> Iterator[_Place]:
    """Where credentials stand that have a shape of their own."""
    for pattern in shapes(words):
        yield from (each.span() for each in pattern.finditer(words) if each.lastindex or not pattern.groups)


def _named(words: str, told: list[Wanted]) -> Iterator[_Place]:
    """Where values stand that words before them say to be credentials."""
    for word, rows, place in told:
        anywhere = re.compile(re.escape(word), re.IGNORECASE)
        for row in rows:
            yield from _of(row, anywhere, words, place)


def _of(row: Named, word: re.Pattern[str], words: str, place: int) -> Iterator[_Place]:
    """The values behind each of those words. A run without a break is read once, however many names it repeats."""
    end, found = -1, word.search(words, place)
    while found:
        place = found.start()
        after = place + 1
        if told := row.before.match(words, place):
            begin = told.end()
            if begin >= end:
                value = row.value.match(words, begin)
                end = value.end() if value else -1
            last = _trimmed(words, begin, end)
            if begin < last and row.holds(words[begin : min(last, begin + _JUDGED)], _line(words, place)):
                yield begin, last
                after = last
        found = word.search(words, after)


def _line(words: str, place: int) -> str:
    return words[max(words.rfind("\n", max(place - _NEAR, 0), place) + 1, place - _NEAR, 0) : place]


def _trimmed(words: str, begin: int, end: int) -> int:
    """Without what ends a sentence or closes a bracket behind a value."""
    while end > begin and words[end - 1] in ".,:)]}":
        end -= 1
    return end


def _merged(spans: Iterable[_Span]) -> Iterator[_Span]:
    begin, end, mail = -1, -1, True
    for first, last, address in spans:
        if first >= end:
            if end > begin:
                yield begin, end, mail
            begin, mail = first, True
        end, mail = max(end, last), mail and address
    if end > begin:
        yield begin, end, mail


def _without(words: str, spans: Iterable[_Span]) -> str:
    parts, end = [], 0
    for begin, stop, mail in spans:
        parts += [words[end:begin], EMAIL if mail else mark(words[begin:stop])]
        end = stop
    return "".join([*parts, words[end:]])


def mark(secret: str) -> str:
    """The mark holds the beginning of a hash, so that the same credential in two places can be recognised."""
    return f"{_BEGIN}{hashlib.sha256(secret.encode('utf-8', 'replace')).hexdigest()[:8]}⟩"
