"""The strings of a JSON text that hold given places: of all others nothing is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

String = tuple[str, int, int]  # its name, and where it begins and ends between its quotes


class Strings:
    """Finds strings in a JSON text by what stands in them.

    Args:
        text: JSON; of what is none, whatever stands between two quotes is a string.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        # Of the same length, and every quote in it begins or ends a string.
        self._drawn = text.replace("\\\\", "__").replace('\\"', "__") if "\\" in text else text
        self._name, self._named = "", 0  # the last name that is known, and until where it is looked for

    def holding(self, places: Iterable[int]) -> Iterator[String]:
        """The strings at those places, which are in order; for a name all that stands under it."""
        seen, done, inside = 0, 0, False
        for place in places:
            if place < done:
                continue
            inside ^= self._drawn.count('"', seen, place) % 2 == 1
            seen = place
            if not inside:  # a number, e.g. -5
                continue
            begin = self._drawn.rfind('"', 0, place) + 1
            end = self._end(begin)
            if self._names(end):
                found = list(self._under(self._text[begin:end], end))
            else:
                found = [(self._name_of(begin), begin, end)]
            yield from found
            done = max(end, *(end for _, _, end in found)) if found else end

    def _under(self, name: str, end: int) -> Iterator[String]:
        """The strings from there to the next name."""
        self._name, self._named = name, end
        while begin := self._drawn.find('"', end + 1) + 1:
            end = self._end(begin)
            if self._names(end):
                return
            yield name, begin, end

    def _name_of(self, begin: int) -> str:
        """The last name before a string."""
        end, until = begin - 1, self._named
        self._named = begin
        while (end := self._drawn.rfind('"', until + 1, end)) >= 0:
            start = self._drawn.rfind('"', 0, end) + 1
            if self._names(end):
                self._name = self._text[start:end]
                break
            end = start - 1
        return self._name

    def _end(self, begin: int) -> int:
        end = self._drawn.find('"', begin)
        return end if end >= 0 else len(self._drawn)

    def _names(self, end: int) -> bool:
        """Whether the string that ends there is a name."""
        at = end + 1
        while self._drawn[at : at + 1].isspace():
            at += 1
        return self._drawn.startswith(":", at)
