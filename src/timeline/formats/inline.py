"""Others' text as inline Markdown: what would act stands in a code span of its own, all else as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeline.formats.acting import Span, between, code_spans, quiet, spans
from timeline.formats.emphasis import ASCII_MARKS, active_runs
from timeline.formats.text import one_line

_NAME = re.compile(r"[\w.-]+")
_FENCES = re.compile(r"`+")
_MARK = re.compile(r"\\|`+|\*+|_+|~+|\]\(")


def markdown(words: str, *, own: str = "", plain: bool = False) -> str:
    """The text as inline Markdown that says just that: no HTML, link, image, emphasis, mention or reference.

    Args:
        words: anybody's.
        own: a reference that is our own word, in brackets at the text's end or before what it quotes; it acts.
        plain: whether it is known that nothing in it is masked.
    """
    line = one_line(words, plain=plain)
    return line if quiet(line) else _written(line, spans(line, own))


def label(name: str) -> str:
    """A name between marks of our own: as it is written where nothing in it is a mark, else a code span."""
    plain = one_line(name) or "source"
    parts = plain.split(" ")
    bare = all(part.strip("._-") == part and _NAME.fullmatch(part) for part in parts)
    return plain if bare and markdown(plain) == plain else _code(plain)


def in_cell(made: str) -> str:
    """Inline Markdown in a table, where a bar ends a cell, in code spans, too."""
    return made.replace("|", "\\|")


def _code(words: str) -> str:
    """A code span of those words, its fence longer than any of theirs."""
    fence = "`" * (1 + max(map(len, _FENCES.findall(words)), default=0))
    pad = " " if {words[0], words[-1]} & {"`", " "} else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _written(plain: str, code: list[Span]) -> str:
    """Code as its author marked it, or in a span of its own; between, a backslash before what would mark."""
    active, own = active_runs(plain, code), set(code_spans(plain))
    parts: list[str] = []
    for (first, last), span in zip(between(plain, code), [*code, None], strict=True):
        parts += _escaped(plain, first, last, active)
        if span:
            words = plain[span[0] : span[1]]
            parts.append(words if span in own else _code(words))
    return "".join(parts)


def _escaped(plain: str, first: int, last: int, active: set[int]) -> Iterator[str]:
    """The pieces of a part that is no code."""
    for found in _MARK.finditer(plain, first, last):
        yield plain[first : found.start()]
        first = found.end()
        yield _mark(found[0], found.start() in active, plain[first] if first < last else "`")
    yield plain[first:last]


def _mark(run: str, active: bool, after: str) -> str:
    if run == "\\":
        return "\\\\" if after in ASCII_MARKS else run
    if run == "](":
        return "]\\("
    return "".join(f"\\{mark}" for mark in run) if active or run[0] == "`" else run
