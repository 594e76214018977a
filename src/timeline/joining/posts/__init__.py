"""Links and apps' posts: what an address leads to, and which transition a post states, one file a product."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from timeline.joining.index import Index, only
from timeline.joining.keys import SORTS, THREAD
from timeline.joining.posts import datadog, github, grafana, jira, pagerduty, sentry, slack, statuspage, terraform
from timeline.joining.product import Found, Note, Product, quietly
from timeline.joining.strangers import strangers
from timeline.model.event import Event

#: Ours come before strangers', in this order: a package that is installed beside takes no link of ours away.
OURS: tuple[Product, ...] = (
    pagerduty.PRODUCT, datadog.PRODUCT, terraform.PRODUCT, github.PRODUCT, slack.PRODUCT, jira.PRODUCT, sentry.PRODUCT,
    statuspage.PRODUCT, grafana.PRODUCT,
)  # fmt: skip
_MARKS = tuple((mark, product) for product in OURS for mark in product.marks)
_TRANSITIONS = {product.name: product.transition for product in OURS if product.transition}


class Led(NamedTuple):
    """What an address leads to.

    Attributes:
        keys: of the objects.
        app: whose app a post is that leads there first of all.
    """

    keys: list[str]
    app: Product | None


def keys_of(address: str, note: Note = quietly) -> list[str]:
    """The keys of what an address leads to, what is meant first of all first; none where no product knows it."""
    return led(address, note).keys


def led(address: str, note: Note = quietly) -> Led:
    """What an address leads to, and by whose reading."""
    asked = dict.fromkeys(product for mark, product in _MARKS if mark in address)
    found = [(product, product.keys(address, note)) for product in chain(asked, strangers()[0])]
    app = next((product for product, keys in found if product.posts_about(address, keys)), None)
    return Led([key for _, keys in found for key in keys], app)


def transition(index: Index, post: Event) -> Found:
    """What an app's post states: one event, or none where it is not clear which.

    An app of which more is known is judged by its own rule, and the general one is left what that knows nothing of.
    """
    own = _TRANSITIONS.get(post.tags["app"])
    if own is None:
        return _stated(index, post, (key for key in post.keys if not key.startswith(THREAD)))
    return own(index, post) or _stated(index, post, (key for key in post.keys if not key.startswith(SORTS)))


def _stated(index: Index, post: Event, keys: Iterable[str]) -> Found:
    """The event, of whatever source, that carries a key of the post and is of the kind that it states.

    Several of one kind go by the person who is named. What a post that was rewritten since said at first is not known.
    """
    states, who = post.tags.get("states"), post.tags.get("states_actor")
    if not states or "rewritten" in post.tags:
        return None
    linked = list(keys)
    if who and (named := _reached(index, linked, states, who)):
        return only(named)
    found = only(_reached(index, linked, states))
    return found if found and not (who and found[0].actor) else None


def _reached(index: Index, keys: Iterable[str], kind: str, name: str | None = None) -> list[tuple[Event, str]]:
    """The events of that kind that carry one of the keys, and which; of a thousand, two show that there is a choice."""
    found = {event.id: (event, key) for key in keys for event in index.reached(key, kind, name)[:2]}
    return list(found.values())
