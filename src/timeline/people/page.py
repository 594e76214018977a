"""The table of people for a notebook."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from timeline.model.secrets import masked
from timeline.model.unseen import shown

if TYPE_CHECKING:
    from timeline.people.table import Join, People

_HEADS = ("name", "kind", "ids", "joined by")


def as_html(people: People) -> str:
    """A row a person, and who could not be joined."""
    rows = "".join(
        _row("td", row.name, row.kind, ", ".join(row.ids), "; ".join(map(_key, row.joins))) for row in people
    )
    left = "".join(f"<li>{_text(', '.join(each.ids))}: {_text(each.why)}</li>" for each in people.left)
    rest = f"<p>Could not be joined:</p><ul>{left}</ul>" if left else ""
    return f"<table><thead>{_row('th', *_HEADS)}</thead><tbody>{rows}</tbody></table>{rest}"


def _key(join: Join) -> str:
    return f"{join.key} ({', '.join(join.ids)})"


def _row(tag: str, *cells: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{_text(cell)}</{tag}>' for cell in cells)}</tr>"


def _text(words: str) -> str:
    """Others' words, harmless."""
    return html.escape(shown(masked(words)))
