"""Grafana: links to alert rules, and the state that the headline of a notification begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from timeline.joining.keys import RULE
from timeline.joining.posts._words import plain
from timeline.joining.product import NOTHING, Product, Stated

_RULE = re.compile(r"/alerting/grafana/([\w-]{1,40})/view\b")
#: Where a notification's headline leads to: the list of alerts, or one rule.
_PAGES = re.compile(r"/alerting/(?:list|grafana)\b")
# `[FIRING:1] cpu web (host)`; a headline that tells of both sorts states neither.
_FIRING = re.compile(r"FIRING:\d{1,6}\] {0,3}(?P<alert>\w{0,20})")
_RESOLVED = re.compile(r"RESOLVED(?::\d{1,6})?\]")
#: What the server calls an alert that it makes of a rule without data, or of one that it could not evaluate.
_NO_DATA, _ERROR = "DatasourceNoData", "DatasourceError"


def _addresses(address: str) -> Iterator[str]:
    if found := _RULE.search(address):
        yield RULE(found[1])


def _statements(lines: Sequence[str]) -> Stated:
    said = plain(lines[0]) if lines else ""
    if found := _FIRING.match(said):
        kind = {_NO_DATA: "alert.no_data", _ERROR: None}.get(found["alert"], "alert.triggered")
        return kind, None
    return ("alert.recovered", None) if _RESOLVED.match(said) else NOTHING


def _owns(address: str) -> bool:
    return _PAGES.search(address) is not None


PRODUCT = Product("grafana", _addresses, _statements, marks=("/alerting/",), owns=_owns)
