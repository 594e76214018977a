"""What stands in a sentence, as values."""

from __future__ import annotations

from typing import NamedTuple

from timeline.claims.verbs import Verb


class Length(NamedTuple):
    """A length of time.

    Attributes:
        seconds: how long.
        unit: how finely it is said, in seconds.
        about: whether it is approximate.
        least, most: between which seconds it may be and be told so.
        way: `later`, `earlier` or `same`, where it says so itself: "a minute after it", "in the same minute".
    """

    begin: int
    end: int
    text: str
    seconds: float
    unit: int
    about: bool
    least: float
    most: float
    way: str = ""


class Thing(NamedTuple):
    """A thing that a sentence names.

    Attributes:
        needles: one of these stands in what an event says or is called.
        type: the service whose id it is, where its shape tells.
        title: whether it is a title, which may stand there as ordinary words.
        begins: whether it is the beginning of a longer id, a commit's.
    """

    begin: int
    end: int
    text: str
    needles: tuple[str, ...]
    type: str = ""
    title: bool = False
    begins: bool = False

    @property
    def qualifies(self) -> bool:
        """Whether it only says where, how, or into what state something went, and is nothing to which it happened."""
        return self.type in ("place", "branch", "state", "means")


class Said(NamedTuple):
    """A verb where it stands."""

    begin: int
    end: int
    text: str
    verb: Verb


class Count(NamedTuple):
    """How often something is said to have happened: from `least` to `most` times; of what, where a noun says it.

    Attributes:
        countable: whether it is of a kind that a record has.
        known: whether it only says how many those are that are meant: "the two incidents".
        some: whether it is of some of those that are named beside it: "two of the incidents".
    """

    begin: int
    end: int
    text: str
    least: int
    most: int
    of: str = ""
    countable: bool = True
    known: bool = False
    some: bool = False


class Piece(NamedTuple):
    """Any other piece of a sentence."""

    begin: int
    end: int
    text: str
