"""The threads of a conversation: what their parents say of them, held against the replies that are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from timeline.model.coverage import Gap
from timeline.model.window import Window
from timeline.porting.payload import objects, text
from timeline.sources.slack.channels import Channel
from timeline.sources.slack.message import Message, time_of
from timeline.sources.slack.thread import Thread

_REMEDY = "export it again, or read it over the API"


def threads_of(channel: Channel, messages: Iterable[Message], window: Window) -> Iterator[Gap]:
    """A gap for every thread whose parent tells of replies in the window that are not there.

    A parent may tell less: it may count fewer replies than there are, and call an older one the latest.
    """
    parents: dict[str, Message] = {}
    replies: dict[str, set[str]] = defaultdict(set)
    for each in messages:
        if each.is_reply and each.thread and each.ts:
            replies[each.thread].add(each.ts)
        elif each.ts and (each.raw.get("reply_count") or each.raw.get("replies")):
            parents.setdefault(each.ts, each)
    for ts, parent in parents.items():
        thread = Thread(channel, ts, parent.raw, replies[ts], read=True, remedy=_REMEDY)
        yield from _unlisted(thread, parent, window) or thread.missing(window)


def _unlisted(thread: Thread, parent: Message, window: Window) -> list[Gap]:
    """The gap of replies that the parent names one by one."""
    named = {ts for each in objects(parent.raw.get("replies")) if (ts := text(each.get("ts")))}
    missing = sorted(ts for ts in named - thread.told if (time := time_of(ts)) and time in window)
    if not missing:
        return []
    detail = f"the thread names {len(missing)} replies that the export does not hold; {_REMEDY}"
    return [Gap.of(window, "count_mismatch", detail, where=thread.label, start=time_of(missing[0]))]
