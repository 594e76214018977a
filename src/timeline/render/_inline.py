"""Others' text as inline Markdown: what would act stands in a code span of its own, all else as it was written.

What acts is looked for at every position, not at words' edges: parsers differ in what they take for an edge.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from timeline.render._text import one_line

_Span = tuple[int, int]

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
    | \[\^[^\[\]]+\]                                                # a footnote
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
    r"""\]\(\s*(?:<[^<>]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)"""
)
_BRACKET = re.compile(r"[\[\]]")
_DOLLARS = re.compile(r"\$+")
_MARK = re.compile(r"\\|`+|\*+|_+|~+|\]\(")
_LOOK = re.compile(r"[\\`*_~<&@#$]|\]\(|//|\[\^")
_NAMED = re.compile(r"(?:mailto|xmpp):|www\.|gh-\d", re.IGNORECASE)
_ASCII_MARKS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_MAY_PART = frozenset("_~$+=^|")  # a parser may begin anew after these
_TILDE = frozenset("~")
_IN_REFERENCE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-")
_IN_MAIL = _IN_REFERENCE - {"/"} | frozenset("+%")
_IN_SCHEME = _IN_MAIL - {"_", "%"}


def markdown(words: str, *, own: str = "") -> str:
    """The text as inline Markdown that says just that: no HTML, link, image, emphasis, mention or reference.

    Args:
        own: a reference that is our own word, in brackets at the text's end or before what it quotes; it acts.
    """
    plain = one_line(words)
    if not (_LOOK.search(plain) or _NAMED.search(plain) or ("." in plain and _HOST.search(plain))):
        return plain
    return _written(plain, _spans(plain, own))


def label(name: str) -> str:
    """A name between marks of our own: as it is written where nothing in it is a mark, else a code span."""
    plain = one_line(name)
    harmless = all(part.strip("_-") == part != "" for part in plain.split(" "))
    bare = plain.replace("_", "").replace("-", "").replace(" ", "")
    return plain if harmless and bare.isalnum() and markdown(plain) == plain else _code(plain)


def in_cell(made: str) -> str:
    """Inline Markdown in a table, where a bar ends a cell, in code spans, too."""
    return made.replace("|", "\\|")


def _spans(plain: str, own: str) -> list[_Span]:
    """What is code, in order: others' own spans, and whatever would act; what touches is one."""
    spans = list(_code_spans(plain)) if "`" in plain else []
    found = [*_acting(plain, spans, _ours(plain, own)), *_links(plain, spans), *_formulas(plain, spans)]
    spans = _together([*spans, *found])
    hosts = [span for begin, end in _between(plain, spans) for span in _hosts(plain, begin, end)]
    return _together([*spans, *hosts]) if hosts else spans


def _ours(plain: str, own: str) -> _Span:
    begin = len(plain) - len(own) - 1 if plain.endswith(f"({own})") else plain.partition('"')[0].find(own)
    return (begin, begin + len(own)) if own and begin >= 0 else (-1, -1)


def _together(spans: Iterable[_Span]) -> list[_Span]:
    made: list[_Span] = []
    for begin, end in sorted(spans):
        if made and begin <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((begin, end))
    return made


def _between(plain: str, spans: list[_Span]) -> Iterator[_Span]:
    """The parts that are no code."""
    place = 0
    for begin, end in spans:
        yield place, begin
        place = end
    yield place, len(plain)


def _code_spans(plain: str) -> Iterator[_Span]:
    """The author's own code spans: a run of back-ticks up to the next that is as long."""
    runs = [found.span() for found in _CODE.finditer(plain)]
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


def _acting(plain: str, code: list[_Span], kept: _Span) -> Iterator[_Span]:
    """Mentions, references, addresses, HTML, entities and footnotes, each with what belongs to it."""
    floor, place = 0, 0
    taken = iter([*code, (len(plain), len(plain))])
    begin, end = next(taken)
    while found := _ACTS.search(plain, place):
        while found.start() >= end and end < len(plain):
            begin, end = next(taken)
        if begin <= found.start() < end:
            place = floor = end
            continue
        span = _whole(plain, found, floor)
        place = span[1]
        if not (kept[0] <= span[0] and span[1] <= kept[1]):
            yield span
            floor = place


def _whole(plain: str, found: re.Match[str], floor: int) -> _Span:
    """A mention with the name before it, a reference with its repository, an address with its scheme."""
    begin, end = found.span()
    if found["mention"]:
        return _back(plain, begin, floor, _IN_MAIL), max(begin + 1, _trimmed(plain, begin, end, ".-"))
    if found["issue"]:
        return _back(plain, begin, floor, _IN_REFERENCE), end
    if found["address"] and plain[begin - 1 : begin] == ":" and begin > floor:
        begin = _back(plain, begin - 1, floor, _IN_SCHEME)
    return (begin, end) if plain[begin] in "<&[" else (begin, _ended(plain, begin, end))


def _back(plain: str, begin: int, floor: int, letters: frozenset[str]) -> int:
    while begin > floor and plain[begin - 1] in letters:
        begin -= 1
    return begin


def _forth(plain: str, end: int, last: int, letters: frozenset[str]) -> int:
    while end < last and plain[end] in letters:
        end += 1
    return end


def _trimmed(plain: str, begin: int, end: int, marks: str) -> int:
    return begin + len(plain[begin:end].rstrip(marks))


def _ended(plain: str, begin: int, end: int) -> int:
    """Where an address ends: before the marks that end a sentence, but with the bracket that it opened."""
    short = max(begin + 1, _trimmed(plain, begin, end, _ENDS))
    opened = plain[short : short + 1] == ")" and "(" in plain[begin:short]
    return short + 1 if opened and short < end else short


def _links(plain: str, code: list[_Span]) -> Iterator[_Span]:
    """Links and images, from the bracket that opens them; one that is not whole gets a backslash instead."""
    if "](" not in plain:
        return
    opened: list[int] = []
    for first, last in _between(plain, code):
        for found in _BRACKET.finditer(plain, first, last):
            place = found.start()
            if found[0] == "[":
                opened.append(place)
                continue
            begin = opened.pop() if opened else place
            if whole := _LINK.match(plain, place):
                yield begin - (plain[begin - 1 : begin] == "!"), whole.end()


def _formulas(plain: str, code: list[_Span]) -> Iterator[_Span]:
    """What stands between dollar signs, where it is set as mathematics."""
    if plain.count("$") < 2:  # noqa: PLR2004 - a pair
        return
    signs = [found.span() for first, last in _between(plain, code) for found in _DOLLARS.finditer(plain, first, last)]
    ends = [sign for sign in signs if sign[1] - sign[0] > 1 or (sign[0] and not plain[sign[0] - 1].isspace())]
    ends = [sign for sign in ends if not plain[sign[1] : sign[1] + 1].isdigit()]
    place = number = 0
    for begin, end in signs:
        opens = end - begin > 1 or not plain[end : end + 1].isspace()
        if begin < place or not opens:
            continue
        while number < len(ends) and ends[number][0] < end:
            number += 1
        if number == len(ends):
            return
        place = ends[number][1]
        while plain[place : place + 1].isalnum():
            place += 1
        yield begin, place


def _hosts(plain: str, floor: int, last: int) -> Iterator[_Span]:
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


def _code(words: str) -> str:
    """A code span of those words, its fence longer than any of theirs."""
    fence = "`" * (1 + max((len(run) for run in _CODE.findall(words)), default=0))
    pad = " " if {words[0], words[-1]} & {"`", " "} else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _written(plain: str, spans: list[_Span]) -> str:
    """Code as it is or in a span of its own; between, a backslash before each mark that would mark."""
    active = _active_runs(plain, spans)
    own = set(_code_spans(plain)) if "`" in plain else set()
    parts = []
    for (first, last), span in zip(_between(plain, spans), [*spans, None], strict=True):
        parts.append(_escaped(plain, first, last, active))
        if span:
            words = plain[span[0] : span[1]]
            parts.append(words if span in own else _code(words))
    return "".join(parts)


def _escaped(plain: str, first: int, last: int, active: set[int]) -> str:
    def each(found: re.Match[str]) -> str:
        mark, begin, end = found[0][0], found.start(), found.end()
        if mark == "\\":
            return "\\\\" if end == last or plain[end] in _ASCII_MARKS else "\\"
        if mark == "]":
            return "]\\("
        return "".join(f"\\{each}" for each in found[0]) if mark == "`" or begin in active else found[0]

    # The text is cut out, so that nothing is found over its end; places are those in the whole.
    return _sub(_MARK, each, plain, first, last)


def _sub(pattern: re.Pattern[str], each: Callable[[re.Match[str]], str], plain: str, first: int, last: int) -> str:
    parts, place = [], first
    for found in pattern.finditer(plain, first, last):
        parts += [plain[place : found.start()], each(found)]
        place = found.end()
    return "".join([*parts, plain[place:last]])


class _Run(NamedTuple):
    place: int
    opens: bool
    closes: bool


def _active_runs(plain: str, spans: list[_Span]) -> set[int]:
    """Where runs of a mark begin that open emphasis which a later one closes, or close what an earlier one opened."""
    runs: dict[str, list[_Run]] = {}
    for first, last in _between(plain, spans):
        for found in _MARK.finditer(plain, first, last):
            if found[0][0] in "*_~":
                runs.setdefault(found[0][0], []).append(_run(plain, found, first, last))
    return {place for each in runs.values() for place in _paired(each)}


def _paired(runs: list[_Run]) -> Iterator[int]:
    """Each that closes with the nearest before it that opens; what is left over has nothing to mark with."""
    opened: list[int] = []
    for run in runs:
        if run.closes and opened:
            yield opened.pop()
            yield run.place
        elif run.opens:
            opened.append(run.place)


def _run(plain: str, found: re.Match[str], first: int, last: int) -> _Run:
    """Whether it opens and closes emphasis, by any of the rules there are on what stands beside it."""
    begin, end = found.span()
    past = (_back(plain, begin, first, _TILDE), _forth(plain, end, last, _TILDE))  # cmark-gfm looks past them
    opens = closes = False
    for left, right in {(begin, end), past}:
        before = plain[left - 1] if left > first else "`" if first else " "
        after = plain[right] if right < last else "`" if last < len(plain) else " "
        for punctuation in ("P", "PS"):
            either = _flanks(found[0][0], before, after, punctuation)
            opens, closes = opens or either[0], closes or either[1]
    return _Run(begin, opens, closes)


def _flanks(mark: str, before: str, after: str, punctuation: str) -> tuple[bool, bool]:
    """Whether the mark may open and may close between those two, as CommonMark has it."""
    left, right = _stops(before, punctuation), _stops(after, punctuation)
    opens = not after.isspace() and (not right or left or before.isspace())
    closes = not before.isspace() and (not left or right or after.isspace())
    inside = mark == "_" and opens and closes
    return opens and (not inside or left), closes and (not inside or right)


def _stops(char: str, punctuation: str) -> bool:
    return char in _ASCII_MARKS or unicodedata.category(char)[0] in punctuation
