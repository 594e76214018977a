"""What people made of a line: their words, their time, where it stands, and what they wrote around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

#: What a reader should know of a line: that it came later than what was decided, or says something else since.
NEW, CHANGED = "new", "changed"


class Written(NamedTuple):
    """A person's words: as they are in Markdown, and as a reader sees them."""

    markdown: str
    plain: str


@dataclass(frozen=True, slots=True)
class When:
    """A time as a person corrected it.

    Attributes:
        time: when it happened.
        about: whether they said that it is approximate.
        until: the end, where they gave a range.
    """

    time: datetime
    about: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Curated:
    """What people made of one line.

    Attributes:
        heading: the heading that it stands under; empty where it stands under none.
        words: its sentence in their words; None where it is the record's.
        when: its time as they say it; None where it is the record's.
        remark: what a reader should know: `new`, or `changed`, where the record says something else since.
        above: what they wrote before it.
        below: what they wrote behind it.
    """

    heading: str = ""
    words: Written | None = None
    when: When | None = None
    remark: str = ""
    above: tuple[Written, ...] = ()
    below: tuple[Written, ...] = ()
