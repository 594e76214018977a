"""Grafana: links to alert rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeline.joining.keys import RULE
from timeline.joining.product import Product

_RULE = re.compile(r"/alerting/grafana/([\w-]{1,40})/view\b")


def _addresses(address: str) -> Iterator[str]:
    if found := _RULE.search(address):
        yield RULE(found[1])


PRODUCT = Product("grafana", _addresses, marks=("/alerting/",))
