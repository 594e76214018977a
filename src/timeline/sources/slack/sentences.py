"""The sentence of a message: never empty, whatever part of it is missing."""

from __future__ import annotations

import re

from timeline._event import Actor
from timeline.sources._draft import first_line
from timeline.sources.slack.lines import Line
from timeline.sources.slack.message import Message
from timeline.sources.slack.mrkdwn import Names, to_words
from timeline.sources.slack.sorts import actors, added, did, is_call, sort_of

_SOMEBODY = "Somebody"
_EMPTY = "a message without words"
_MANY = 2  # things that are told by name
#: Sentences of sorts in which nobody is told to have acted.
_ALONE = {
    "tombstone": "A message was deleted",  # by whom is not told: its author is Slack's placeholder
    "ekm_access_denied": "A message is withheld: access to its content was suspended by the workspace's admins",
}


def of_words(message: Message, who: Actor | None, names: Names) -> str:
    """Who said, posted, shared or forwarded what."""
    name, bot = _name(who), who is not None and who.kind == "bot"
    if line := spoken(message, names):
        return f'{name} {"posted" if bot else "says"} "{line}"'
    if message.instead and not message.lines:
        return f"{name} posted {message.instead}"
    shown = _shown(message, names)
    return f"{name} {'posted' if bot else 'shared'} {shown}" if shown else f"{name} posted {message.instead or _EMPTY}"


def _shown(message: Message, names: Names) -> str:
    """What stands where no words of one's own do: things, a forwarded message, a preview, what is around them."""
    if things := list(dict.fromkeys(first_line(line.thing) for line in message.lines if line.thing and _own(line))):
        return _listed(things)
    if forwarded := [line for line in message.lines if line.role == "forwarded"]:
        return _forwarded(forwarded, names)
    if line := _first(message, names, "preview"):
        return f'a link to "{line}"'
    line = _first(message, names, "side")
    return f'"{line}"' if line else ""


def of_housekeeping(message: Message, who: Actor | None, names: Names) -> str:
    """What happened to the channel, by whom; in the message's own words where it has any."""
    sort = sort_of(message)
    if sort in _ALONE:
        return _ALONE[sort]
    several = [names.user(key) for key in actors(message)] if who is None else []
    name = _together(several) or (who and (who.name or who.id)) or ""
    if is_call(message):
        return _call(message, name)
    if invited := added(message):
        return f"{name or _SOMEBODY} added {names.user(invited)} to the channel"
    line = _without(spoken(message, names), name)
    if not line:
        things = [first_line(each.thing) for each in message.lines if each.thing]
        phrase = did(message) if message.subtype or not things else f"shared {_listed(things)}"
        return f"{name or ('Slackbot' if message.subtype is None else _SOMEBODY)} {phrase}"
    if line[:1].islower():
        return f"{name or _SOMEBODY} {line}"
    return line if not name or name in line else f"{line} ({name})"


def call_end(message: Message, who: Actor | None, lasted: str, took_part: list[str]) -> str:
    """That a huddle or a call ended."""
    named = f" that {who.name or who.id} began" if who else ""
    people = f"; {_together(took_part)} took part" if took_part else ""
    return f"The {_room(message)}{named} ended after {lasted}{people}"


def spoken(message: Message, names: Names) -> str:
    """The beginning of its own words."""
    return _first(message, names, "words")


def _first(message: Message, names: Names, role: str) -> str:
    for line in message.lines:
        if line.role == role and (words := first_line(to_words(_fences(line.markdown(names))))):
            return words
    return ""


def _fences(words: str) -> str:
    """The words without the marks of a code block, which are no line of it."""
    return words.replace("```", "\n") if "```" in words else words


def _own(line: Line) -> bool:
    return line.role not in ("forwarded", "preview")


def _forwarded(lines: list[Line], names: Names) -> str:
    """`a message of Grace Hopper: "…"`."""
    author = next((line.pieces[0].markdown(names) for line in lines if line.thing), "")
    said = (line._replace(prefix=("", "")).markdown(names) for line in lines if not line.thing)
    words = next(filter(None, (first_line(to_words(_fences(each))) for each in said)), "")
    return (
        "a message"
        + (f" of {first_line(to_words(author)).removeprefix('@')}" if author else "")
        + (f': "{words}"' if words else "")
    )


def _call(message: Message, name: str) -> str:
    begun = f"{name} began a {_room(message)}" if name else f"A {_room(message)} began"
    title = first_line(str(message.room.get("name") or ""))
    return f'{begun}: "{title}"' if title else begun


def _room(message: Message) -> str:
    huddle = message.subtype == "huddle_thread" or message.room.get("call_family") == "huddle"
    return "huddle" if huddle else "call"


def _without(line: str, name: str) -> str:
    """The words without the name of who acted, which the sentence begins with or need not say twice."""
    if not name:
        return line.strip()
    named = rf"@?{re.escape(name)}"
    return re.sub(rf"^\W*{named}\b\s*|\s*@{re.escape(name)}\W*$", "", line).strip()


def _listed(things: list[str]) -> str:
    """`an image: "a"`, of many the first and how many more."""
    if len(things) <= _MANY:
        return " and ".join(things)
    return f"{things[0]} and {len(things) - 1} more"


def _together(people: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(people[:-1]), *people[-1:])))


def _name(who: Actor | None) -> str:
    return (who and (who.name or who.id)) or _SOMEBODY
