"""What people write in tickets, as Markdown: a document of nodes on Jira Cloud, wiki text on a Data Center. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from timeline.porting.payload import text
from timeline.sources.jira.document import markdown
from timeline.sources.jira.wiki import wiki


def words(value: Any, names: Mapping[str, str]) -> str | None:
    """The words, whichever form they have; None where there are none.

    Args:
        value: as the service tells it.
        names: what people are called, by what mentions name them by.
    """
    if isinstance(value, dict):
        return markdown(value, names)
    return wiki(told, names).strip() or None if (told := text(value)) else None
