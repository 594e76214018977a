"""Who acted: a person before the app that carries their token; nobody where only a stand-in is named."""

from __future__ import annotations

from typing import Any, Protocol

from timeline.model.event import Actor
from timeline.porting.draft import actor
from timeline.porting.payload import at, text
from timeline.sources.slack.message import SLACKBOT, Message
from timeline.sources.slack.names import full_name
from timeline.sources.slack.sorts import NOBODY, actors, is_words, sort_of


class Directory(Protocol):
    """What is known of the ids that messages name."""

    def record(self, key: str) -> dict[str, Any] | None:
        """A user's record."""

    def bot(self, key: str) -> str | None:
        """The name of an app's bot."""


def acted(message: Message, directory: Directory) -> Actor | None:
    """Who acted in a message, of whatever sort."""
    if is_words(message):
        return writer(message, directory)
    found = actors(message)
    if not found:
        return _unsorted(message, directory)
    # Of several who acted together, choosing one would be a guess.
    return user(found[0], directory) if len(found) == 1 else None


def _unsorted(message: Message, directory: Directory) -> Actor | None:
    """Who acted where no user did: an app, unless it is what was acted on; Slackbot, where it speaks for itself."""
    if message.user == SLACKBOT:
        return actor(SLACKBOT, "Slackbot", "bot") if message.subtype is None else None
    return None if message.user or sort_of(message).startswith("bot_") else _app(message, None, directory)


def writer(message: Message, directory: Directory) -> Actor | None:
    """Who wrote: a person, also through an app; else the app by the name that the channel shows."""
    key = text(at(message.raw, "comment", "user")) or message.user
    if key == SLACKBOT:
        return actor(SLACKBOT, "Slackbot", "bot")
    if key and key not in NOBODY and key[:1] != "B":
        if not message.bot and (name := full_name({"profile": message.profile})):
            return actor(key, name, "person")
        # Without a record, who has a bot's id is taken for the bot, which nearly all of them are.
        if not message.bot or at(directory.record(key) or {"is_bot": True}, "is_bot") is not True:
            return user(key, directory)
    return _app(message, key, directory)


def user(key: str, directory: Directory) -> Actor:
    """The actor of a user's id. An app's own user has the id under which the app posts."""
    if key[:1] == "B":
        return actor(key, directory.bot(key), "bot")
    record = directory.record(key)
    if at(record, "is_bot") is True:
        return actor(text(at(record, "profile", "bot_id")) or key, full_name(record), "bot")
    return actor(key, full_name(record), "person")


def _app(message: Message, key: str | None, directory: Directory) -> Actor | None:
    bot = message.bot or (key if key and key[:1] == "B" else None)
    name = text(message.raw.get("username")) or text(at(message.raw, "bot_profile", "name"))
    if name is None and key and key not in NOBODY and key[:1] != "B":
        name = full_name(directory.record(key))
    if name is None and bot:
        name = directory.bot(bot)
    return actor(bot, name, "bot") if bot or name else None
