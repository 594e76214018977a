"""People's Markdown, and what a reader sees of it."""

from __future__ import annotations

from functools import lru_cache

from timeline.prose.document import inline, read
from timeline.reading.curated import Written

_MOST = 4096


@lru_cache(_MOST)
def words(markdown: str) -> Written:
    """A line's words."""
    return Written(markdown, " ".join(inline(markdown).text.split()))


@lru_cache(_MOST)
def own(markdown: str) -> Written:
    """What stands between the lines: in Markdown, of one or several lines."""
    told = "\n".join(item.text for item in read(markdown).items if item.text)
    return Written(markdown, told or markdown.strip())
