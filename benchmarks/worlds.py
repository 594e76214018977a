"""The worlds that are measured: the tests' labelled day, made larger, with people talking in it."""

from __future__ import annotations

import random
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support_labelled import START, WINDOW, World
from timeline._window import Window
from timeline.demo.payloads.slack import message

_WORDS = [
    "the",
    "alarm",
    "is",
    "back",
    "on",
    "host",
    "after",
    "rollback",
    "we",
    "look",
    "at",
    "queue",
    "length",
    "and",
    "image",
    "of",
    "instances",
    "again",
    "please",
]


class Talkative(World):
    """A labelled day in which people talk."""

    def chatter(self, count: int) -> list[dict[str, Any]]:
        """What people say: some marks, a name or a link now and then."""
        chance = random.Random(5)
        said = []
        for number in range(count):
            words = " ".join(chance.choices(_WORDS, k=chance.randrange(4, 30)))
            extra = ("", "", "", " *now*", " <@U1>", " <https://example.com/a|see this>", " `code`")[number % 7]
            moment = START + timedelta(microseconds=number * 700_000 + 11)
            said.append(message(moment, f"U{number % 40}", words + extra))
        return said


def labelled(count: int) -> tuple[Window, Talkative]:
    """A day with that many incidents and changes."""
    return WINDOW, Talkative(count)
