"""What acts in a text: found at every position, not at words' edges, for parsers differ in what is an edge."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

Span = tuple[int, int]

_CODE = re.compile(r"`+")
#: Where something acts; what belongs to it is found from there.
_ACTS = re.compile(
    r"""
      <[A-Za-z/!?](?:[^<>]*>|[^\s<>`]*)                             # HTML, an address in angle brackets
    | &(?:\#\d{1,7}|\#x[0-9a-f]{1,6}|[a-z]\w{1,31});                # an entity
    | (?P<mention>@)(?=\S)(?:\w[\w.-]*(?:/\w[\w.-]*)*)?             # also an e-mail address, a commit of a repository
    | (?P<issue>\#)\d\w*
    | (?<![a-z0-9])gh-\d+
    | (?P<address>//)(?=\S)[^\s<>`]* | (?:mailto|xmpp):(?=\S)[^\s<>`]* | www\.[^\s<>`]*
    | \[\^(?:[^\[\]]*\])?                                              # a footnote
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ENDS = ".,;:!?\"')]}*_~"  # what ends a sentence about an address rather than the address
#: Names of hosts that parsers make links of although no scheme stands before them.
_HOST = re.compile(
    r"""\.(?:biz|com|edu|gov|net|org|pro|web|xxx|aero|asia|coop|info|museum|name|shop|рф|xn--[a-z0-9-]{1,59}
    |a[cdefgilmnoqrstuwxz]|b[abdefghijmnorstvwyz]|c[acdfghiklmnoruvwxyz]|d[ejkmoz]|e[cegrstu]|f[ijkmor]
    |g[abdefghilmnpqrstuwy]|h[kmnrtu]|i[delmnoqrst]|j[emop]|k[eghimnprwyz]|l[abcikrstuvy]|m[acdeghklmnopqrstuvwxyz]
    |n[acefgilopruz]|om|p[aefghklmnrstwy]|qa|r[eosuw]|s[abcdeghijklmnortuvxyz]|t[cdfghjklmnortvwz]|u[agksyz]
    |v[aceginu]|w[fs]|y[et]|z[amw])(?![^\W_]|-|\.[^\W_])""",
    re.IGNORECASE | re.VERBOSE,
)
_PATH = re.compile(r"(?::\d+)?(?:[/?#][^\s<>`]*)?")
_LINK = re.compile(
    r"""\]\(\s*+(?:<[^<>]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s++(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)"""
)
_BRACKET = re.compile(r"[\[\]]")
_DOLLARS = re.compile(r"\$+")
_LOOK = re.compile(r"[\\`*_~<&@#$/\[\]]")
# Of these most do nothing where they stand: an underscore in a word, a number sign before a space.
_DOES = re.compile(
    r"""[`*~$] | (?<![^\W_])_ | _(?![^\W_]) | <[A-Za-z/!?] | &\#?\w+; | @\S | \#\d | \]\( | // | \[\^ | \\(?![\w\s])""",
    re.VERBOSE,
)
_WORDS = ("www.", "mailto:", "xmpp:", "gh-")
_MAY_PART = frozenset("_~$+=^|")  # a parser may begin anew after these
_IN_REFERENCE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-")
_IN_MAIL = _IN_REFERENCE - {"/"} | frozenset("+%")
_IN_SCHEME = _IN_MAIL - {"_", "%"}


def quiet(plain: str) -> bool:
    """Whether nothing in the text can act or mark: quick, and false more often than something does."""
    if any(_DOES.match(plain, found.start()) for found in _LOOK.finditer(plain)):
        return False
    lower = plain.lower()
    return not (any(map(lower.__contains__, _WORDS)) or ("." in plain and _HOST.search(plain)))


def spans(plain: str, own: str) -> list[Span]:
    """What is code, in order: others' own spans, and whatever would act; what touches is one."""
    code = list(code_spans(plain))
    made = _together([*code, *_acting(plain, code, _ours(plain, own)), *_links(plain, code), *_formulas(plain, code)])
    hosts = [span for begin, end in between(plain, made) for span in _hosts(plain, begin, end)]
    return _together([*made, *hosts]) if hosts else made


def _ours(plain: str, own: str) -> Span:
    begin = len(plain) - len(own) - 1 if plain.endswith(f"({own})") else plain.partition('"')[0].find(own)
    return (begin, begin + len(own)) if own and begin >= 0 else (-1, -1)


def _together(spans: Iterable[Span]) -> list[Span]:
    made: list[Span] = []
    for begin, end in sorted(spans):
        if made and begin <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((begin, end))
    return made


def between(plain: str, code: list[Span]) -> Iterator[Span]:
    """The parts that are no code."""
    place = 0
    for begin, end in code:
        yield place, begin
        place = end
    yield place, len(plain)


def code_spans(plain: str) -> Iterator[Span]:
    """The author's own code spans: a run of back-ticks up to the next that is as long."""
    runs = [found.span() for found in _CODE.finditer(plain)] if "`" in plain else []
    later: dict[int, list[int]] = {}
    for number in range(len(runs) - 1, -1, -1):
        later.setdefault(runs[number][1] - runs[number][0], []).append(number)
    number = 0
    while number < len(runs):
        begin, end = runs[number]
        same = later[end - begin]
        while same and same[-1] <= number:
            same.pop()
        if same:
            number = same[-1]
            yield begin, runs[number][1]
        number += 1


def _acting(plain: str, code: list[Span], kept: Span) -> Iterator[Span]:
    """Mentions, references, addresses, HTML, entities and footnotes, each with what belongs to it."""
    floor = place = number = 0
    while found := _ACTS.search(plain, place):
        while number < len(code) and code[number][1] <= found.start():
            number += 1
        if number < len(code) and code[number][0] <= found.start():
            place = floor = code[number][1]
            continue
        span = _whole(plain, found, floor)
        place = span[1]
        if not (kept[0] <= span[0] and span[1] <= kept[1]):
            yield span
            floor = place


def _whole(plain: str, found: re.Match[str], floor: int) -> Span:
    """A mention with the name before it, a reference with its repository, an address with its scheme."""
    begin, end = found.span()
    if found["mention"]:
        return back(plain, begin, floor, _IN_MAIL), max(begin + 1, _trimmed(plain, begin, end, ".-"))
    if found["issue"]:
        return back(plain, begin, floor, _IN_REFERENCE), end
    if found["address"] and plain[begin - 1 : begin] == ":" and begin > floor:
        begin = back(plain, begin - 1, floor, _IN_SCHEME)
    return (begin, end) if plain[begin] in "<&[" else (begin, _ended(plain, begin, end))


def back(plain: str, begin: int, floor: int, letters: frozenset[str]) -> int:
    """Where the run of those letters begins that ends there."""
    while begin > floor and plain[begin - 1] in letters:
        begin -= 1
    return begin


def _trimmed(plain: str, begin: int, end: int, marks: str) -> int:
    return begin + len(plain[begin:end].rstrip(marks))


def _ended(plain: str, begin: int, end: int) -> int:
    """Where an address ends: before the marks that end a sentence, but with the bracket that it opened."""
    short = max(begin + 1, _trimmed(plain, begin, end, _ENDS))
    opened = plain[short : short + 1] == ")" and "(" in plain[begin:short]
    return short + 1 if opened and short < end else short


def _links(plain: str, code: list[Span]) -> Iterator[Span]:
    """Links and images, from the bracket that opens them; one that is not whole gets a backslash instead."""
    if "](" not in plain:
        return
    opened: list[int] = []
    for first, last in between(plain, code):
        for found in _BRACKET.finditer(plain, first, last):
            place = found.start()
            if found[0] == "[":
                opened.append(place)
                continue
            begin = opened.pop() if opened else place
            if whole := _LINK.match(plain, place):
                yield begin - (plain[begin - 1 : begin] == "!"), whole.end()


def _formulas(plain: str, code: list[Span]) -> Iterator[Span]:
    """What stands between dollar signs, where it is set as mathematics."""
    if plain.count("$") < 2:  # noqa: PLR2004 - a pair
        return
    signs = [found.span() for first, last in between(plain, code) for found in _DOLLARS.finditer(plain, first, last)]
    closing = [sign for sign in signs if _closes(plain, *sign)]
    place = number = 0
    for begin, end in signs:
        if begin < place or not _opens(plain, begin, end):
            continue
        while number < len(closing) and closing[number][0] < end:
            number += 1
        if number == len(closing):
            return
        place = closing[number][1]
        while plain[place : place + 1].isalnum():
            place += 1
        yield begin, place


def _opens(plain: str, begin: int, end: int) -> bool:
    return end - begin > 1 or not plain[end : end + 1].isspace()


def _closes(plain: str, begin: int, end: int) -> bool:
    after_a_space = begin == 0 or plain[begin - 1].isspace()
    return (end - begin > 1 or not after_a_space) and not plain[end : end + 1].isdigit()


def _hosts(plain: str, floor: int, last: int) -> Iterator[Span]:
    while found := _HOST.search(plain, floor, last):
        begin = found.start()
        while begin > floor and _in_host(plain[begin - 1]):
            begin -= 1
        before = plain[begin : found.start()]
        name = before.lstrip("._-$+=^~|") or before.lstrip("._-")
        after_a_mark = begin > floor and plain[begin - 1] in ":/" and _MAY_PART.isdisjoint(before)
        floor = found.end()
        if name and not after_a_mark:
            path = _PATH.match(plain, floor, last)
            floor = max(floor, _ended(plain, found.start(), path.end() if path else floor))
            yield found.start() - len(name), floor


def _in_host(char: str) -> bool:
    return char.isalnum() or char in "._-$+=^~|" or (not char.isascii() and unicodedata.category(char)[0] not in "PZ")
