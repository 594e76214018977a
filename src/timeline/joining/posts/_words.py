"""A line of a post without its marks. Every pattern of these modules is bounded or begins with a literal.

The lines are anybody's words, and as long as they like.
"""

from __future__ import annotations

import re
from operator import itemgetter

EMOJI = re.compile(r":[\w+-]+:")
LABELLED = re.compile(r"<[^<>|]+\|([^<>]*)>")
NAME = 80  # letters that a name has at most
_MARKS = " \t*_~`:>[]-"


def plain(line: str) -> str:
    """A line without its marks: links as their labels, no emoji before the first word."""
    shown = LABELLED.sub(itemgetter(1), line) if "|" in line else line
    while not shown[:1].isalpha():
        rest = shown.lstrip(_MARKS.replace(":", ""))
        found = EMOJI.match(rest)
        if not found:
            return rest.lstrip(_MARKS)
        shown = rest[found.end() :]
    return shown


def name(told: str) -> str | None:
    """Who is named there, without the marks around."""
    return told.strip(" *_.") or None
