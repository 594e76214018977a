"""The document: what is made of the record, and what people wrote, each in its place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from timeline.bundle import bag
from timeline.formats.inline import markdown
from timeline.formats.text import visible
from timeline.model.errors import ConfigError
from timeline.postmortem import parts
from timeline.postmortem.actions import HEAD
from timeline.postmortem.folder import ACTIONS, LAST, NOTES, WORDS, Folder
from timeline.postmortem.hidden import hiding
from timeline.postmortem.sections import Section, section, sections
from timeline.postmortem.template import PARTS, Template, filled, parts_of
from timeline.prose.items import alike

if TYPE_CHECKING:
    from timeline.record import Timeline

SCHEMA = "timeline-postmortem/1"
OWN = "own:"  # before the heading of a section that people added
#: What a part without words of people's says.
_EMPTY = {"summary": parts.TO_WRITE, "feedback": parts.NO_FEEDBACK}
_ROOM = f"{HEAD}|  |  |  |  |"


@dataclass(frozen=True, slots=True)
class Words:
    """What people wrote, as it stands in `work/`.

    Attributes:
        title: what they call the document, if they do.
        parts: by part, their words, the preface under an empty name.
        own: sections of their own, each with the part that it stands behind.
    """

    title: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    own: tuple[tuple[str, Section], ...] = ()

    @classmethod
    def of(cls, folder: Folder | None) -> Words:
        """Those in a record's folder."""
        if folder is None:
            return cls()
        text = folder.text(WORDS)
        told: dict[str, str] = {"actions": folder.text(ACTIONS), "feedback": section(folder.text(NOTES), "Feedback")}
        known = {alike(heading): name for name, heading in PARTS.items() if heading}
        title, own, last = "", [], ""
        for each in sections(text):
            if each.level == 1 and not title:
                title = each.heading
                told[""] = _joined(told.get("", ""), each.body)
            elif not each.level or (each.level > 1 and each.key in known):
                last = known.get(each.key, "") if each.level else ""
                told[last] = _joined(told.get(last, ""), each.body)
            else:
                own.append((last, each))
        return cls(title, {name: words.strip("\n") for name, words in told.items()}, tuple(own))


def _joined(one: str, other: str) -> str:
    return "\n\n".join(filter(None, (one.strip("\n"), other.strip("\n"))))


@dataclass(frozen=True, slots=True)
class Document:
    """A post-mortem.

    Attributes:
        text: it, in Markdown.
        words: by part, what in it are people's words.
        headings: by part, the heading that it stands under.
        level: that of its sections.
        homeless: the parts with people's words for which the template has no place.
    """

    text: str
    words: Mapping[str, str]
    headings: Mapping[str, str]
    level: int
    homeless: tuple[str, ...] = ()

    def formed(self, form: str, record: Timeline | None = None) -> str:
        """It as Markdown, or as an HTML page of that; beside people's sentences, what that record has of them."""
        if form not in ("md", "html"):
            raise ConfigError(f"a post-mortem is md or html, not {form!r}")
        if form == "md":
            return self.text
        from timeline.postmortem.page import page  # noqa: PLC0415 - only a page needs it
        from timeline.postmortem.proofs import proofs  # noqa: PLC0415

        return page(self.text, proofs(record, self.text, self.words.values()) if record is not None else None)

    def to_json(self) -> str:
        """What is kept of it, to know what a person changed."""
        told = {name: getattr(self, name) for name in ("text", "level")} | {
            "words": dict(self.words),
            "headings": dict(self.headings),
        }
        return json.dumps({"schema": SCHEMA, **told}, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def last(cls, folder: Folder) -> Document | None:
        """The one that was last written for that folder; None where nothing is kept of it."""
        try:
            told = json.loads(folder.text(LAST))
            return cls(told["text"], told["words"], told["headings"], int(told["level"]))
        except (ValueError, KeyError, TypeError):
            return None


def postmortem(
    record: Timeline,
    folder: str | Path | None,
    template: str | Path | None,
    *,
    tz: str = "UTC",
    kept: bool = False,
    ids: bool = False,
) -> Document:
    """The post-mortem of a record, with the words in that folder, after that file; raises as `Timeline.postmortem`.

    Args:
        record: the record, or its part that belongs to the incident; one without names gives a document without them.
        folder: the record's folder.
        template: the file.
        tz: the zone that times are shown in.
        kept: keep in the folder what stands in the document, so that it can come back.
        ids: show the ids of the record's lines.
    """
    made = Template.of() if template is None else Template.of(_read(Path(template)), str(template))
    work = None if folder is None else Folder.of(folder)
    is_to_come_back = kept and work is not None and not record.redaction
    written = _Written(record, Words.of(work), made, tz)
    if is_to_come_back and work is not None:
        written.comes_back(work.path.parent, ids=ids)
    document = written.document()
    if is_to_come_back and work is not None:
        work.write({LAST: document.to_json()})
    return document


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot read {str(path)!r}: {error.strerror or type(error).__name__}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{str(path)!r} is no text in UTF-8") from None


class _Written:
    def __init__(self, record: Timeline, words: Words, template: Template, tz: str) -> None:
        self._record = record
        self._words = words
        self._template = template
        self._tz = tz
        self._hide = hiding(record.redaction)
        self._told: dict[str, str] = {}
        self._bundle: Path | None = None
        self._ids = False

    def comes_back(self, bundle: Path, *, ids: bool) -> None:
        """Have the bundle keep what stands in the record's part."""
        self._bundle, self._ids = bundle if bag.sealed(bundle) else None, ids

    def document(self) -> Document:
        """All of it."""
        text = "".join(self._pieces()).strip("\n") + "\n"
        lacks = [name for name in self._template.lacks if self._words.parts.get(name)]
        told = {name: visible(words) for name, words in self._told.items()}  # as they stand in the text
        return Document(visible(text), told, self._template.headings, self._template.level, tuple(lacks))

    def _pieces(self) -> Iterator[str]:
        chunks = self._template.chunks
        first = next(number for number, chunk in enumerate(chunks) if parts_of(chunk, but="title"))
        for number, chunk in enumerate(chunks):
            if number == first:
                yield from self._preface()
            yield _ended(filled(self._hide(chunk.text), self._part))
            yield from self._own(parts_of(chunk, but="title"))
        yield from self._own(self._template.lacks)

    def _preface(self) -> Iterator[str]:
        """What people wrote before the first part, behind whatever the template has there."""
        if words := self._people(""):
            yield _ended(words)
        yield from self._own([""])

    def _own(self, behind: Sequence[str]) -> Iterator[str]:
        """The sections that people added behind those parts."""
        for after, each in self._words.own:
            if after in behind:
                head = self._hide(each.head.strip().lstrip("# "))
                body = self._hide(each.body.strip("\n"))
                self._told[f"{OWN}{each.heading}"] = body
                yield _ended(f"{'#' * self._template.level} {head}\n\n{body}")

    def _part(self, name: str) -> str:
        """What stands in a place."""
        if name == "title":
            self._told["title"] = self._hide(markdown(self._words.title))
            return self._told["title"] or parts.title(self._record)
        words = self._people(name)
        return "\n\n".join(filter(None, (self._made(name), words or _EMPTY.get(name, ""))))

    def _people(self, name: str) -> str:
        words = self._hide(parts.below(self._words.parts.get(name, ""), self._template.level))
        self._told[name] = words or (_ROOM if name == "actions" else "")
        return self._told[name]

    def _made(self, name: str) -> str:
        """What is made of the record."""
        if name == "record":
            return parts.record_part(self._record, self._tz, self._bundle, ids=self._ids)
        if name == "coverage":
            return parts.coverage_part(self._record, self._tz)
        if name == "analysis":
            notes = parts.notes_of_record(self._record)
            made = parts.analysis_part(self._record, notes, self._tz)
            return f"{made}\n\n### What people see in it" if self._words.parts.get(name) else made
        return ""


def _ended(text: str) -> str:
    """A block that an empty line parts from the next."""
    return text.strip("\n") + "\n\n"
