"""A text by its headings: what stands under each, and a text with another section in one's place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from timeline.prose.document import read
from timeline.prose.items import alike

DEEPEST = 2  # the level of the sections of what people keep


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text.

    Attributes:
        heading: what it is called; nothing for what stands before the first heading.
        level: how deep the heading is; 0 without one.
        head: the heading's own lines.
        body: the lines below it.
    """

    heading: str
    level: int
    head: str
    body: str

    @property
    def key(self) -> str:
        """Its heading as it compares."""
        return alike(self.heading).strip(" :#*_")

    @property
    def text(self) -> str:
        """All of it."""
        return self.head + self.body


def sections(text: str, deepest: int = DEEPEST) -> list[Section]:
    """The sections of a text; deeper headings are part of what stands under a higher one."""
    document = read(text)
    heads = [item for item in document.items if item.sort == "heading" and 0 < item.level <= deepest]
    lines = [f"{line}\n" for line in document.lines]
    if lines and not document.lines[-1]:
        lines.pop()
    ends = [*(item.first - 1 for item in heads), len(lines)]
    made = [Section("", 0, "", "".join(lines[: ends[0]]))]
    for item, end in zip(heads, ends[1:], strict=True):
        last = max(item.last, item.first)
        if last < end and _underlines(document.lines[last]):
            last += 1
        made.append(Section(item.text, item.level, "".join(lines[item.first - 1 : last]), "".join(lines[last:end])))
    return made


def _underlines(line: str) -> bool:
    return bool(line.strip()) and set(line.strip()) in ({"="}, {"-"})


def section(text: str, *names: str) -> str:
    """What stands under the heading of one of these names, if anything."""
    wanted = set(map(alike, names))
    return "".join(each.body for each in sections(text) if each.level and each.key in wanted).strip("\n")


def with_section(text: str, name: str, body: str) -> str:
    """The text with that below the heading of that name, which is added at the end where there is none."""
    found = sections(text)
    first = next((each for each in found if each.level and each.key == alike(name)), None)
    said = body.strip("\n")
    if first is None:
        if not said:
            return text
        before = text.rstrip("\n")
        return f"{before}\n\n## {name}\n\n{said}\n" if before else f"## {name}\n\n{said}\n"
    made = [each.text if each is not first else f"{each.head}\n{said}\n\n" if said else each.head for each in found]
    return "".join(_parted(made)).rstrip("\n") + "\n"


def _parted(pieces: Sequence[str]) -> Iterator[str]:
    """The pieces, each behind an empty line."""
    before = ""
    for piece in pieces:
        if before.strip() and piece and not before.endswith("\n\n"):
            yield "\n"
        yield piece
        before = piece or before
