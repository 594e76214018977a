"""Jira: links to tickets, and the step that its app's post begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from timeline.joining.keys import TICKET
from timeline.joining.posts._words import name, plain
from timeline.joining.product import NOTHING, Product, Stated

#: At the root of the host, or below the one folder that a Data Center may stand in.
_TICKET = re.compile(r"//[^/]{1,255}/(?:[\w-]{1,40}/)?browse/([A-Z][A-Z0-9_]{1,80}-\d+)(?![\w./-])")
# `Ada Lovelace has transitioned a Bug IE-1: …`; without "has" on Jira Cloud. An edited comment is no step.
_STEP = re.compile(
    r"^(?P<who>\S.{0,79}?) (?:has )?(created|transitioned|assigned|reassigned|unassigned|commented(?: on| to)|updated) "
    r"an? (?!comment\b)",
    re.IGNORECASE,
)
_STEPS = {
    "created": "ticket.created",
    "transitioned": "ticket.transitioned",
    "assigned": "ticket.assigned",
    "reassigned": "ticket.assigned",
    "unassigned": "ticket.assigned",
    "commented": "ticket.commented",
    "updated": "ticket.updated",
}
_HEAD = 2  # lines: what stands below the ticket's name is the ticket's own words


def _addresses(address: str) -> Iterator[str]:
    if found := _TICKET.search(address):
        yield TICKET(found[1])


def _statements(lines: Sequence[str]) -> Stated:
    for line in lines[:_HEAD]:
        if found := _STEP.match(plain(line).replace("*", "")):
            return _STEPS[found[2].lower().split()[0]], name(found["who"])
    return NOTHING


PRODUCT = Product("jira", _addresses, _statements, marks=("/browse/",))
