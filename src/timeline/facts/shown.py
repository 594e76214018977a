"""Facts as people read them: Markdown, and a table in a notebook; each with links to what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from timeline.formats.inline import markdown
from timeline.formats.page import block
from timeline.formats.text import address, in_html
from timeline.reading.objects import many

if TYPE_CHECKING:
    from timeline.facts.fact import Fact
    from timeline.facts.facts import Facts

_LINKED = 6


def as_markdown(found: Facts) -> str:
    """A heading a rule, an item a fact."""
    return "\n".join(["# Facts", "", f"{counted(found)}.", "", *_items(found)]) + "\n"


def counted(found: Facts) -> str:
    """`35 facts by fixed rules, 4 of them as far as read`."""
    partly = sum(fact.known != "yes" for fact in found)
    return f"{many(len(found), 'fact')} by fixed rules" + (f", {partly} of them as far as read" if partly else "")


def _items(found: Facts) -> Iterator[str]:
    for number, (rule, facts) in enumerate(groupby(found, key=lambda fact: fact.rule)):
        if number:
            yield ""
        yield from (f"## {title(rule)}", "")
        for fact in facts:
            yield f"- {markdown(fact.sentence)} {_evidence(found, fact)}".rstrip()


def _evidence(found: Facts, fact: Fact) -> str:
    """`[1](…) [2](…) and 3 more`."""
    links = dict.fromkeys(link for event in found.evidence(fact) if (link := address(event.url)))
    told = [f"[{number}]({link})" for number, link in enumerate(links, start=1)]
    more = f" and {len(told) - _LINKED} more" if len(told) > _LINKED else ""
    return " ".join(told[:_LINKED]) + more


def title(rule: str) -> str:
    """`Signals together`."""
    return rule.replace("_", " ").capitalize()


def in_notebook(found: Facts) -> str:
    """A table whose rows lead to their evidence."""
    rows = "".join(_row(found, fact) for fact in found)
    head = "<tr><th>rule</th><th>what was found</th><th>known</th><th>evidence</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>" if found else ""
    return block(f"<h3>Facts <span class='dim'>{counted(found)}</span></h3>{table}")


def _row(found: Facts, fact: Fact) -> str:
    links = " ".join(
        _link(number, event.url, event.summary) for number, event in enumerate(found.evidence(fact), start=1)
    )
    return f"<tr><td>{title(fact.rule)}</td><td>{in_html(fact.sentence)}</td><td>{fact.known}</td><td>{links}</td></tr>"


def _link(number: int, url: str | None, summary: str) -> str:
    link = address(url)
    words = f'title="{in_html(summary)}"'
    if not link:
        return f"<span {words}>{number}</span>"
    return f'<a href="{in_html(link)}" {words} rel="noreferrer">{number}</a>'
