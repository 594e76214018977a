"""What a message shows, line by line, before any name is looked up.

A line renders twice: as Markdown for people, and as Slack would have written it for what is read out of apps' posts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from timeline.porting.payload import at, text
from timeline.sources.slack.mrkdwn import Names, to_markdown
from timeline.sources.slack.placeholders import is_filling

#: How a piece is written: in Slack's marks, as it stands, or as what joins two pieces (for apps' posts: a line end).
Form = Literal["mrkdwn", "plain", "joint"]
#: `words` are the author's own. `side` is what stands around them (a footer, a detail). `forwarded` and `preview` are
#: somebody else's. `fallback` is shown only where nothing else can be.
Role = Literal["words", "side", "forwarded", "preview", "fallback"]

#: More levels than any client shows; what is nested deeper is no message.
DEEPEST = 40
_STYLES = (("code", "`"), ("strike", "~~"), ("italic", "_"), ("bold", "**"))


class TooDeepError(ValueError):
    """A message is nested deeper than any that Slack makes."""

    def __init__(self) -> None:
        super().__init__(f"it is nested more than {DEEPEST} levels deep")


class Piece(NamedTuple):
    """A run of words with one form.

    Attributes:
        address: where the words lead to.
        marks: Markdown marks around them.
    """

    words: str
    form: Form = "mrkdwn"
    address: str | None = None
    marks: tuple[str, ...] = ()

    def markdown(self, names: Names) -> str:
        """The piece as Markdown."""
        made = to_markdown(self.words, names) if self.form == "mrkdwn" else self.words
        if self.address:
            made = f"[{made}]({self.address})" if made and made != self.address else self.address
        if not self.marks or not made.strip():
            return made
        return f"{''.join(reversed(self.marks))}{made}{''.join(self.marks)}"

    @property
    def source(self) -> str:
        """The piece as Slack writes it; the brackets of a label are escaped, since they would end its link."""
        if self.form == "joint":
            return "\n"
        if not self.address:
            return self.words
        return f"<{self.address}|{self.words.replace('<', '&lt;').replace('>', '&gt;')}>"


class Line(NamedTuple):
    """One line of a message, or a paragraph of several.

    Attributes:
        prefix: what stands before its first line, and before the others.
        thing: what is shown there in place of words, for a sentence: `an image: "p99 latency"`.
    """

    pieces: tuple[Piece, ...]
    role: Role = "words"
    prefix: tuple[str, str] = ("", "")
    thing: str = ""

    def markdown(self, names: Names) -> str:
        """The line as Markdown."""
        made = "".join([piece.markdown(names) for piece in self.pieces])
        if self.prefix == ("", ""):
            return made
        first, *others = made.splitlines() or [""]
        return "\n".join((f"{self.prefix[0]}{first}", *(f"{self.prefix[1]}{each}" for each in others)))

    @property
    def source(self) -> str:
        """The line as Slack writes it."""
        return "".join(piece.source for piece in self.pieces)

    def under(self, prefix: tuple[str, str]) -> Line:
        """The line behind one more prefix."""
        return self._replace(prefix=(prefix[0] + self.prefix[0], prefix[1] + self.prefix[1]))


def said(words: Any, *, role: Role = "words", form: Form = "mrkdwn", address: Any = None) -> Iterator[Line]:
    """The line of a text, if there is one and Slack did not fill it in; an address without words stands for itself."""
    shown, leads = text(words) or "", text(address)
    if is_filling(shown):
        return
    if shown.strip() or leads:
        yield Line((Piece(shown, form, leads),), role)


def shown(sort: str, name: str | None = None, *, more: str | None = None, address: Any = None) -> Line:
    """The line of a thing that is shown: its sort, its name where it has one, what more is told of it."""
    told, leads = ": ".join(dict.fromkeys(filter(None, (name, more)))), text(address)
    words = told if leads and told else f"[{sort} {told}]" if told else f"[{sort}]"
    return Line((Piece(words, "plain", leads),), "side", thing=phrase(sort, name or more))


def control(sort: str, name: str, address: Any = None) -> Line:
    """The line of a button or a field: its label."""
    leads = text(address)
    return Line((Piece(name if leads else f"[{name}]", "plain", leads),), "side", thing=phrase(sort, name))


def phrase(sort: str, name: str | None) -> str:
    """A thing in a sentence: `an image: "p99 latency"`, `a deleted file`."""
    article = "an" if sort[:1] in "aeio" else "a"
    return f'{article} {sort}: "{name}"' if name else f"{article} {sort}"


def joined(lines: Iterable[Line], joint: str) -> Iterator[Line]:
    """Those lines as one; a line alone stays as it is."""
    found = list(lines)
    if len(found) == 1:
        yield found[0]
    elif found:
        first, *others = (line.pieces for line in found)
        yield Line((*first, *(piece for pieces in others for piece in (Piece(joint, "joint"), *pieces))))


def marks(style: Any) -> tuple[str, ...]:
    """The Markdown marks of a style, from the inside out."""
    return tuple(mark for name, mark in _STYLES if at(style, name) is True) if isinstance(style, dict) else ()
