"""Words as they read without the escapes of a program's text: what was pasted out of a log, or of a JSON in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

# However often it was escaped.
_ESCAPE = re.compile(r"""\\{1,64}(?:(["'/])|u00(2[267Ff]|3[c-eC-E])|[ntr])""")


def unescaped(words: str) -> tuple[str, Callable[[int], int]] | None:
    """The words without escapes, and where a place in them stands in the words as they are; None where there are none.

    A letter behind a backslash is a break, so that a word begins behind it.
    """
    found = list(_ESCAPE.finditer(words)) if "\\" in words else []
    if not found:
        return None
    parts, places, lengths, end = [], [], [0], 0
    for each in found:
        parts += [words[end : each.start()], each[1] or (chr(int(each[2], 16)) if each[2] else "\n")]
        places.append(each.start() - lengths[-1])
        lengths.append(lengths[-1] + each.end() - each.start() - 1)
        end = each.end()
    return "".join([*parts, words[end:]]), lambda place: place + lengths[bisect_left(places, place)]
