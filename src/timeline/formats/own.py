"""What people wrote, as Markdown: their headings, and their words between the lines, as they wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from timeline.formats.text import one_line, visible
from timeline.model.secrets import masked
from timeline.reading.lines import Line

_ITEM = re.compile(r"\s{0,40}(?:[-*+]|\d{1,9}[.)])\s")


def headed(heading: str) -> str:
    """A heading as Markdown; one that says its own level has that one."""
    return one_line(heading) if heading.startswith("#") else f"### {one_line(heading)}"


def around(line: Line, told: str) -> Iterator[str]:
    """The line, with what people wrote before and behind it."""
    above, below = (line.curated.above, line.curated.below) if line.curated else ((), ())
    for each in above:
        yield from written(each.markdown)
    yield told
    for each in below:
        yield from written(each.markdown)


def written(text: str) -> Iterator[str]:
    """A person's words as they wrote them: an item in the list, anything else by itself."""
    told = "\n".join(map(visible, masked(text).split("\n")))
    yield from (told,) if _ITEM.match(text) else ("", told, "")


def tidy(made: Iterable[str]) -> Iterator[str]:
    """The lines, of several empty ones one, and none at either end."""
    waiting, begun = False, False
    for each in made:
        if each:
            if waiting and begun:
                yield ""
            yield each
            begun = True
        waiting = not each
