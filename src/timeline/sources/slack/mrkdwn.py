"""Slack's mrkdwn, made into plain Markdown with names resolved. Pure but for the names."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, Protocol

_TOKEN = re.compile(r"<([^<>\n]+)>")
_CODE = re.compile(r"```.*?```|<[^<>\n]+>|`[^`\n]+`", re.DOTALL)
_BOLD = re.compile(r"(?<![\w*])\*(?!\s)([^*\n]+?)(?<!\s)\*(?![\w*])")
_LINK = re.compile(r"\[((?:[^\[\]\n]|\[[^\[\]\n]*\])*)\]\((?:https?:|mailto:)[^\s()]*\)")
_KEPT = re.compile(r"\0(\d+)\0")
_DOUBLED = re.compile(r"\*\*(.+?)\*\*|~~(.+?)~~")
_GROUPS = {"subteam": "group", "team": "team"}
_STRIKE = re.compile(r"(?<![\w~])~(?!\s)([^~\n]+?)(?<!\s)~(?![\w~])")


class Names(Protocol):
    """Where names come from."""

    def user(self, key: str) -> str:
        """A user's name, else the id."""

    def channel(self, key: str) -> str:
        """A channel's name, else the id."""

    def group(self, key: str) -> str:
        """A user group's handle, else the id."""

    def team(self, key: str) -> str:
        """A workspace's name, else the id."""


def to_markdown(source: str, names: Names) -> str:
    """The text as Markdown: `*bold*` doubled, `<…>` resolved, entities unescaped last."""
    if "`" not in source:
        return _prose(source, names)
    parts = _apart(source)
    return "".join(_code(part, names) if number % 2 else _prose(part, names) for number, part in enumerate(parts))


def _apart(source: str) -> list[str]:
    """Prose and code by turns; the code in a link's label is the link's."""
    parts, end = [], 0
    for found in _CODE.finditer(source):
        if found[0][0] == "`":
            parts += [source[end : found.start()], found[0]]
            end = found.end()
    return [*parts, source[end:]]


def _code(part: str, names: Names) -> str:
    """Code keeps its marks; links and names stand in it as words."""
    return unescape(_TOKEN.sub(lambda found: _word(found[1], names), part))


def _prose(part: str, names: Names) -> str:
    tokens: list[str] = []

    def keep(found: re.Match[str]) -> str:
        # Set aside, so that no star or underscore in an address is taken for emphasis.
        tokens.append(_token(found[1], names))
        return f"\0{len(tokens) - 1}\0"

    prose = part.replace("\0", "") if "\0" in part else part
    if "<" in prose:
        prose = _TOKEN.sub(keep, prose)
    if "*" in prose:
        prose = _BOLD.sub(lambda found: f"**{found[1]}**", prose)
    if "~" in prose:
        prose = _STRIKE.sub(lambda found: f"~~{found[1]}~~", prose)
    prose = unescape(prose)
    return _KEPT.sub(lambda found: tokens[int(found[1])], prose) if tokens else prose


def _token(token: str, names: Names) -> str:
    """What stands between `<` and `>`: a link keeps its label, a name is resolved."""
    target, bar, label = token.partition("|")
    if target[:1] in "@#!":
        return _word(token, names)
    address, words = unescape(target), unescape(label)
    if not bar or address in (words, f"mailto:{words}"):
        return words or address.removeprefix("mailto:")
    return f"[{words}]({address})"


def _word(token: str, names: Names) -> str:
    """The token as words only."""
    target, bar, label = token.partition("|")
    sign, key = target[:1], target[1:]
    if sign == "@":
        return unescape(label) if bar and label else names.user(key)
    if sign == "#":
        return f"#{unescape(label) if bar and label else names.channel(key)}"
    if sign == "!":
        return _special(key, unescape(label) if bar else "", names)
    return unescape(label or target)


def _special(key: str, label: str, names: Names) -> str:
    """`<!here>`, `<!subteam^S1|@group>`, `<!date^1561056660^{date}|June 20>`."""
    name, *arguments = key.split("^")
    if name == "date":
        return label or date_text(arguments[0] if arguments else None)
    if name in _GROUPS and arguments:
        return label.removeprefix("@") or str(getattr(names, _GROUPS[name])(arguments[0])).removeprefix("@")
    return label if label.startswith("@") else f"@{label or name}"


def date_text(stamp: Any) -> str:
    """A time in seconds as words, in UTC."""
    try:
        return datetime.fromtimestamp(int(stamp), UTC).strftime("%Y-%m-%d %H:%M Z")
    except (TypeError, ValueError, OverflowError, OSError):
        return "a date"


def to_words(made: str) -> str:
    """Markdown made here as words for a sentence: links as their labels, without emphasis."""
    if "](" in made:
        made = _LINK.sub(itemgetter(1), made)
    return _DOUBLED.sub(lambda found: found[1] or found[2], made) if "**" in made or "~~" in made else made


def unescape(words: str) -> str:
    """The three characters that Slack escapes; the ampersand last."""
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if "&" in words else words
