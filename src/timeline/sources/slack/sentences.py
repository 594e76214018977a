"""The sentence of a message: never empty, whatever part of it is missing."""

from __future__ import annotations

import re

from timeline.model.event import Actor
from timeline.porting.draft import first_line
from timeline.sources.slack.attachments import NOBODY_TOLD
from timeline.sources.slack.lines import Line
from timeline.sources.slack.message import SLACKBOT, Message
from timeline.sources.slack.mrkdwn import Names, to_words
from timeline.sources.slack.sorts import actors, added, did, is_call, sort_of

_SOMEBODY = "Somebody"
#: Sorts whose words are a title, not what happened.
_TITLED = frozenset({"assistant_app_thread"})
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
    if line := _page(message, names):
        return f'a link to "{line}"'
    line = _first(message, names, "side")
    return f'"{line}"' if line else ""


def _page(message: Message, names: Names) -> str:
    """What the page behind a link is called: its title or its words, before the name of the service that has it."""
    told = [line._replace(prefix=("", "")) for line in message.lines if line.role == "preview"]
    told.sort(key=lambda line: line.pieces[0].form == "plain")
    return next(filter(None, (first_line(to_words(line.markdown(names))) for line in told)), "")


def of_housekeeping(message: Message, who: Actor | None, names: Names) -> str:
    """What happened to the channel, by whom; in the message's own words where it has any."""
    sort = sort_of(message)
    if sort in _ALONE:
        return _ALONE[sort]
    people = [who.name or who.id or ""] if who else [names.user(key) for key in actors(message)]
    name = _together(list(filter(None, people)))
    if is_call(message):
        return _call(message, name)
    if invited := added(message):
        return f"{name or _SOMEBODY} added {names.user(invited)} to the channel"
    line = "" if sort in _TITLED else spoken(message, names)
    if line and who and who.id == SLACKBOT:
        return f'{name} posted "{line}"'
    return _happened(line, people, name) if line else f"{name or _SOMEBODY} {_did(message)}"


def _happened(line: str, people: list[str], name: str) -> str:
    """The words as a sentence about those people, each named once."""
    for each in filter(None, people):
        line = re.sub(rf"\s*{re.escape(each)}\W*$", "", line) if line.find(each) < line.rfind(each) else line
    if line.startswith(name or "\0"):
        return line
    if line[:1].islower():
        return f"{name or _SOMEBODY} {line}"
    return line if all(each in line for each in people) else f"{line} ({name})"


def _did(message: Message) -> str:
    things = [first_line(each.thing) for each in message.lines if each.thing]
    return did(message) if message.subtype or not things else f"shared {_listed(things)}"


def call_end(message: Message, who: Actor | None, lasted: str, took_part: list[str]) -> str:
    """That a huddle or a call ended."""
    named = f" that {who.name or who.id} began" if who else ""
    people = f"; {_together(took_part)} took part" if took_part else ""
    return f"The {_room(message)}{named} ended after {lasted}{people}"


def spoken(message: Message, names: Names) -> str:
    """The beginning of its own words."""
    return _first(message, names, "words")


def _first(message: Message, names: Names, role: str) -> str:
    for line, made in zip(message.lines, message.markdown(names), strict=True):
        if line.role == role and (words := first_line(to_words(_fences(made)))):
            return words
    return ""


def _fences(words: str) -> str:
    """The words without the marks of a code block, which are no line of it."""
    return words.replace("```", "\n") if "```" in words else words


def _own(line: Line) -> bool:
    return line.role not in ("forwarded", "preview")


def _forwarded(lines: list[Line], names: Names) -> str:
    """`a message of Grace Hopper: "…"`."""
    head, *quoted = lines
    author = head.pieces[0].markdown(names)
    told = f"a message of {first_line(author)}" if author != NOBODY_TOLD else "a message"
    said = (line._replace(prefix=("", "")).markdown(names) for line in quoted)
    words = next(filter(None, (first_line(to_words(_fences(each))) for each in said)), "")
    return f'{told}: "{words}"' if words else f"{told} that cannot be shown"


def _call(message: Message, name: str) -> str:
    begun = f"{name} began a {_room(message)}" if name else f"A {_room(message)} began"
    title = first_line(str(message.room.get("name") or ""))
    return f'{begun}: "{title}"' if title else begun


def _room(message: Message) -> str:
    huddle = message.subtype == "huddle_thread" or message.room.get("call_family") == "huddle"
    return "huddle" if huddle else "call"


def _listed(things: list[str]) -> str:
    """`an image: "a"`, of many the first and how many more."""
    if len(things) <= _MANY:
        return " and ".join(things)
    return f"{things[0]} and {len(things) - 1} more"


def _together(people: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(people[:-1]), *people[-1:])))


def _name(who: Actor | None) -> str:
    return (who and (who.name or who.id)) or _SOMEBODY
