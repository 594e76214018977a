"""Where the parts of a post-mortem stand: Markdown with places such as `{{record}}`, and nothing else."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass

from timeline.model.errors import ConfigError
from timeline.postmortem.sections import Section, sections

#: The parts, and under which heading people keep their words of each.
PARTS = {
    "title": "",
    "summary": "Summary",
    "record": "Objective record",
    "analysis": "Systems analysis",
    "actions": "Action items",
    "feedback": "Feedback",
    "coverage": "Appendix: coverage",
}
#: Without these a reader could take for whole what is not.
NEEDED = ("record", "coverage")
DEFAULT = "# {{title}}\n\n" + "\n".join(
    f"## {heading}\n\n{{{{{name}}}}}\n" for name, heading in PARTS.items() if heading
)
_PLACE = re.compile(r"\{\{\s{0,9}([^{}]*?)\s{0,9}\}\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A template.

    Attributes:
        text: as it is written.
        level: that of the headings over its parts.
        chunks: its sections, with places.
    """

    text: str
    level: int
    chunks: tuple[Section, ...]

    @classmethod
    def of(cls, text: str = DEFAULT, name: str = "the template") -> Template:
        """The template that a text is.

        Raises:
            ConfigError: it names a part that there is not, or has no place for one that is needed, or two for one.
        """
        found = _PLACE.findall(text)
        for each in found:
            if each not in PARTS:
                near = difflib.get_close_matches(each, PARTS, 1)
                hint = f"; did you mean {{{{{near[0]}}}}}?" if near else ""
                raise ConfigError(f"{name}: no part is called {each!r}{hint} There are {', '.join(PARTS)}")
            if found.count(each) > 1 and each != "title":
                raise ConfigError(f"{name}: {{{{{each}}}}} stands in it twice")
        for each in NEEDED:
            if each not in found:
                raise ConfigError(
                    f"{name}: it has no place for {{{{{each}}}}}, without which nobody knows what is missing"
                )
        level = _level(text)
        return cls(text, level, tuple(sections(text, level)))

    @property
    def lacks(self) -> tuple[str, ...]:
        """The parts that it has no place for."""
        there = set(_PLACE.findall(self.text))
        return tuple(name for name, heading in PARTS.items() if heading and name not in there)

    @property
    def headings(self) -> dict[str, str]:
        """By part, the heading that it stands under."""
        return {name: chunk.heading for chunk in self.chunks for name in parts_of(chunk, but="title")}


def parts_of(chunk: Section, *, but: str = "") -> list[str]:
    """The parts that have their place in a section, but one."""
    return [name for name in _PLACE.findall(chunk.text) if name != but]


def filled(text: str, part: Callable[[str], str]) -> str:
    """The text with every place filled."""
    return _PLACE.sub(lambda found: part(found[1]), text)


def _level(text: str) -> int:
    """The level of the headings under which parts stand: the highest that is not the title's."""
    levels = [each.level for each in sections(text, 6) if any(name != "title" for name in _PLACE.findall(each.text))]
    return min((level for level in levels if level), default=2)
