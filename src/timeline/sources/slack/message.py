"""A message, read once: when, by which ids, what it shows. Pure; names are looked up later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from timeline.model.window import Instant
from timeline.porting.payload import at, block, lazy, objects, text
from timeline.sources.slack.attachments import attached
from timeline.sources.slack.blocks import walked
from timeline.sources.slack.files import attached_file
from timeline.sources.slack.lines import Line, Piece
from timeline.sources.slack.mrkdwn import Names
from timeline.sources.slack.placeholders import is_placeholder, meaning

SLACKBOT = "USLACKBOT"
_TS = re.compile(r"(\d{1,11})\.(\d{6})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAMED = re.compile(r"<(@|#|!subteam\^)([A-Z0-9]+)>")
#: What Slack wrote around an upload before files had a place of their own: the person's comment is what is left.
_UPLOAD = re.compile(
    r"<@[^<>]+> (?:uploaded|shared|commented on) (?:a|an|<@[^<>]+>\S*) [^<>:]{0,60}:? ?<[^<>]+>(?: and commented)?:? ?"
)
#: Where a message may show something beside its text.
_PARTS = frozenset({"blocks", "attachments", "files", "file"})
_SORTS = {"@": "user", "#": "channel", "!subteam^": "group"}


def instant(ts: Any) -> Instant:
    """A message's time to the microsecond, without a float in between.

    Raises:
        ValueError: it is no message timestamp.
    """
    found = _TS.fullmatch(ts) if isinstance(ts, str) else None
    if not found:
        raise ValueError("no message timestamp")
    return Instant(_EPOCH + timedelta(seconds=int(found[1]), microseconds=int(found[2])), "us")


def time_of(ts: Any) -> datetime | None:
    """The time that a timestamp tells, if it is one."""
    try:
        return instant(ts).time
    except ValueError:
        return None


def stamp(time: datetime) -> str:
    """A time as a message timestamp."""
    seconds, micros = divmod((time - _EPOCH) // timedelta(microseconds=1), 1_000_000)
    return f"{seconds}.{micros:06d}"


class Message:
    """A native message, with what is read out of it kept.

    Args:
        raw: as the answer holds it.

    Attributes:
        profile: what it tells of its writer, where that is to be taken; else an empty object.
    """

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.ts = text(raw.get("ts"))
        self.thread = text(raw.get("thread_ts"))
        self.subtype = text(raw.get("subtype"))
        self.user = text(raw.get("user"))
        self.bot = text(raw.get("bot_id"))
        self.profile = block(raw.get("user_profile"))
        self._made: tuple[Names, list[str]] | None = None

    @lazy
    def time(self) -> datetime | None:
        """When it was sent, if that can be read."""
        return time_of(self.raw.get("ts"))

    @property
    def is_bot(self) -> bool:
        """Whether an app sent it; it may have done so with a person's token."""
        return bool(self.bot) or self.subtype == "bot_message"

    @property
    def is_typed(self) -> bool:
        """Whether a person wrote it in a client of Slack's: then its text is theirs, whatever it says."""
        return not self.is_bot and bool(text(self.raw.get("client_msg_id")))

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread of another message."""
        return bool(self.thread) and self.thread != self.ts

    @lazy
    def words(self) -> str:
        """Its text, where it is somebody's; Slack's own is none."""
        words = text(self.raw.get("text")) or ""
        if self.subtype == "file_comment":
            words = text(at(self.raw, "comment", "comment")) or words
        if words.startswith("<@") and any(map(self.raw.get, ("files", "file", "upload"))):
            words = _UPLOAD.sub("", words, count=1)
        return "" if is_placeholder(words) and not self.is_typed else words

    @property
    def is_withheld(self) -> bool:
        """Whether its words are there and shown to nobody."""
        return self.subtype == "ekm_access_denied" or bool(self.raw.get("is_hidden_by_limit"))

    @lazy
    def instead(self) -> str | None:
        """What the message is, where its text is Slack's own: `a message that was deleted`."""
        if self.raw.get("is_hidden_by_limit"):
            return "a message hidden by the workspace's plan"
        attached = [each.get(key) for each in objects(self.raw.get("attachments")) for key in ("text", "fallback")]
        return next(filter(None, (meaning(text(each) or "") for each in (self.raw.get("text"), *attached))), None)

    @lazy
    def lines(self) -> list[Line]:
        """What its reader sees, in that order.

        Blocks stand in place of the text, which is then for notifications only. What a person's client writes as
        rich text is the same as the text.

        Raises:
            TooDeepError: it is nested deeper than any client shows.
        """
        if self.raw.keys().isdisjoint(_PARTS):
            return self._text
        own = self._own
        told = [line for line in self._attached if line.role != "fallback"]
        if own and told:
            known = {line.source.strip() for line in own}
            told = [line for line in told if line.source.strip() not in known]
        return [*own, *told, *self._files]

    def markdown(self, names: Names) -> list[str]:
        """Its lines as Markdown; kept, since the sentence and the body are both made of them."""
        if self._made is None or self._made[0] is not names:
            self._made = (names, [line.markdown(names) for line in self.lines])
        return self._made[1]

    @property
    def _own(self) -> list[Line]:
        mirrored = self.words and not self.bot and all(each.get("type") == "rich_text" for each in self._blocks)
        if mirrored or not self._blocks:
            return self._text
        shown = self._walked
        return shown if any(line.role == "words" for line in shown) else [*self._text, *shown]

    @lazy
    def _blocks(self) -> list[dict[str, Any]]:
        return objects(self.raw.get("blocks"))

    @lazy
    def _text(self) -> list[Line]:
        return [Line((Piece(self.words),))] if self.words.strip() else []

    @lazy
    def _walked(self) -> list[Line]:
        return list(walked(self._blocks))

    @lazy
    def _attached(self) -> list[Line]:
        return [line for each in objects(self.raw.get("attachments")) for line in attached(each)]

    @lazy
    def _files(self) -> list[Line]:
        files = objects(self.raw.get("files")) or objects([self.raw.get("file")])
        return [line for each in files for line in attached_file(each)]

    @lazy
    def sources(self) -> list[str]:
        """Its lines as Slack writes them, with the addresses of titles, blocks and buttons; without previews of links.

        The text is among them beside blocks: an app may state in either. Angle brackets stay escaped: those of a
        title would end the link that it is the label of.
        """
        if not (self.raw.get("blocks") or self.raw.get("attachments")):
            return self.words.replace("&amp;", "&").splitlines()
        lines = [*self._text, *self._walked, *(each for each in self._attached if each.role != "preview")]
        told = (line.source for line in lines)
        return [line for words in told for line in words.replace("&amp;", "&").splitlines()]

    @lazy
    def room(self) -> dict[str, Any]:
        """The huddle or call that it tells of."""
        return block(self.raw.get("room"))

    @lazy
    def participants(self) -> list[str]:
        """The users who took part in the huddle or call."""
        people = self.room.get("participant_history")
        return [key for each in people if (key := text(each))] if isinstance(people, list) else []

    @lazy
    def unreadable(self) -> Exception | None:
        """Why it cannot be read, if it cannot: known before anything is told of it."""
        try:
            _ = self.lines, self.sources, self.room
        except Exception as error:  # noqa: BLE001 - whatever shape a record has, it costs itself only
            return error
        return None

    def names(self) -> Iterator[tuple[str, str]]:
        """Sort and id of everybody and everything that it names without saying the name."""
        for piece in _pieces(self.lines):
            if piece.form == "mrkdwn" and "<" in piece.words:
                for sign, key in _NAMED.findall(piece.words):
                    yield _SORTS[sign], key


def _pieces(lines: Iterable[Line]) -> Iterator[Piece]:
    for line in lines:
        yield from line.pieces
