"""Tables of phrases, and the patterns that they make; a sentence has one space between two words."""

from __future__ import annotations

import re


def one_of(table: str) -> str:
    """The alternatives of a table, one or several a line, parted by `|`."""
    return "(?:" + "|".join(line.strip() for line in table.strip().splitlines()) + ")"


def phrase(table: str) -> re.Pattern[str]:
    """Finds any phrase of a table, as whole words, in any letters."""
    return re.compile(rf"\b{one_of(table)}(?!\w)", re.IGNORECASE)
