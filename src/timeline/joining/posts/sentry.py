"""Sentry: links to issues, and the step that a line of a post begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from timeline.joining.keys import ISSUE
from timeline.joining.posts._words import EMOJI, NAME, name, plain
from timeline.joining.product import NOTHING, Product, Stated

#: On a host of Sentry's, or below an organization, as on every installation.
_ISSUES = (
    re.compile(r"/organizations/[\w.-]{1,100}/issues/(\d+)\b"),
    re.compile(r"//[\w.-]{0,255}\bsentry[\w.:-]{0,255}/(?:[\w.-]{1,100}/){0,2}issues/(\d+)\b"),
)
#: What an alert of an issue says at its end where the rule is the one that every project begins with. Other rules are
#: named by people, and `State: New` stands for a week.
_NEW = re.compile(r"\b(?:via|Alert:) (?:<[^<>|]{1,400}\|)?Send a notification for new issues\b")
_FOOT = 2  # lines at a post's end that are no words of the error's
_STEPS = (
    (re.compile(r"Issue marked as (?:a )?regression\b", re.IGNORECASE), "error.regressed"),
    (re.compile(r"Issue (?:marked as )?resolved\b(?P<rest>.*)", re.IGNORECASE), "error.resolved"),
    (re.compile(r"Issue (?:automatically )?assigned to\b(?P<rest>.*)", re.IGNORECASE), "error.assigned"),
    (re.compile(r"New comment\b(?P<rest>.*)", re.IGNORECASE), "error.commented"),
)
_MARKED = re.compile(
    rf"^(?P<who>.{{1,{NAME}}}?) (?:has )?marked \S{{1,80}}(?: \S{{1,40}})? as resolved\b", re.IGNORECASE
)
_BY = re.compile(rf" by (?P<who>.{{1,{NAME}}})$")


def _addresses(address: str) -> Iterator[str]:
    if found := next(filter(None, (each.search(address) for each in _ISSUES)), None):
        yield ISSUE(found[1])


def _statements(lines: Sequence[str]) -> Stated:
    """The step that the headline begins with; an alert's is a link, and shows a title, which may hold any words."""
    headline = lines[0] if lines else ""
    said = "" if _is_link(headline) else plain(headline).strip(" *_.")
    for pattern, kind in _STEPS:
        if found := pattern.match(said):
            return kind, _by(found.groupdict().get("rest") or "")
    if found := _MARKED.match(said):
        return "error.resolved", _named(found["who"])
    return ("error.first_seen", None) if any(map(_NEW.search, lines[-_FOOT:])) else NOTHING


def _is_link(line: str) -> bool:
    return EMOJI.sub("", line).lstrip(" *_>~").startswith("<http")


def _by(rest: str) -> str | None:
    found = _BY.search(rest)
    return _named(found["who"]) if found else None


def _named(who: str) -> str | None:
    """A name; a mention holds only an id of Slack's."""
    return None if who.lstrip(" *_").startswith(("<@", "@")) else name(who)


PRODUCT = Product("sentry", _addresses, _statements, marks=("/issues/",))
