"""Slack: permalinks, each of which leads to a thread."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeline.joining.keys import THREAD
from timeline.joining.product import Product

_MESSAGE = re.compile(r"/archives/([CGD][A-Z0-9]+)/p(\d+)")
_MICROS = 6  # digits behind the point of a timestamp, which a permalink leaves out
_WITHIN = re.compile(r"[?&]thread_ts=(\d+\.\d+)")


def _addresses(address: str) -> Iterator[str]:
    """A reply's permalink names its thread; any other message began one."""
    if found := _MESSAGE.search(address):
        channel, stamp = found.groups()
        if within := _WITHIN.search(address):
            yield THREAD(channel, within[1])
        elif len(stamp) > _MICROS:
            yield THREAD(channel, f"{stamp[:-_MICROS]}.{stamp[-_MICROS:]}")


PRODUCT = Product("slack", _addresses, marks=("/archives/",))
