"""A document that comes back: what people wrote in it goes to where it is kept, the record's part to its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from timeline.bundle.files import load
from timeline.curation import apply as curation
from timeline.curation.apply import Applied
from timeline.postmortem.document import OWN, Document
from timeline.postmortem.drawn import with_bars
from timeline.postmortem.folder import ACTIONS, NOTES, WORDS, Folder
from timeline.postmortem.sections import Section, section, sections, with_section
from timeline.postmortem.template import PARTS
from timeline.postmortem.units import Unit, merged, units, without
from timeline.prose.items import alike

_MOST_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Taken:
    """What a document that came back says.

    Attributes:
        record: its part that is the objective record, as the dump that it was.
        texts: by file of `work/`, what it is to say now.
        renamed: headings that people changed, each with the template's own.
    """

    record: str
    texts: dict[str, str]
    renamed: tuple[tuple[str, str], ...] = ()


def apply(text: str, folder: str | Path, *, guesses: bool = True) -> Applied:
    """Take what people made of a document: of a dump, a curation, or a post-mortem with all the words in it.

    Of a post-mortem the record's part is applied as a dump is; every other word goes into `work/`.

    Args:
        text: the document.
        folder: the bundle.
        guesses: as for a dump.

    Raises:
        ConfigError: there is no bundle, or it cannot be written.
    """
    work = Folder.of(folder)
    found = taken(text, work) if is_postmortem(text, work) else None
    if found is None:
        return curation.apply(text, folder, guesses=guesses)
    if found.record:
        made = curation.apply(found.record, folder, guesses=guesses)
        found = taken(text, work) or found  # what had no place stands in the notes now
    else:
        made = Applied(load(folder), ("the document has no part with the record: what is shown of it stays",))
    work.write(found.texts)
    told = (f"the heading {now!r} is {was!r} in the template, and is written so again" for now, was in found.renamed)
    return replace(made, warnings=(*made.warnings, *told))


def is_postmortem(text: str, folder: Folder) -> bool:
    """Whether a text is a post-mortem of that record, and no dump."""
    last = Document.last(folder)
    if last is None:
        return False
    there = {each.key for each in sections(with_bars(text), last.level)}
    return sum(alike(heading) in there for heading in last.headings.values()) > 1


def taken(text: str, folder: Folder) -> Taken | None:
    """What people wrote in a post-mortem that came back; None where none was written for that record.

    Nothing is written: `folder.write(taken.texts)` does, once the record's part is read, too.
    """
    last = Document.last(folder)
    return None if last is None else _Taking(text, folder, last).taken()


class _Taking:
    def __init__(self, text: str, folder: Folder, last: Document) -> None:
        self._folder = folder
        self._last = last
        self._was = self._of(sections(last.text, last.level))
        self._found = self._of(sections(with_bars(text), last.level))
        self._renamed: list[tuple[str, str]] = []
        self._recognise()

    def taken(self) -> Taken:
        parts = {name: self._words(name) for name in ("", *PARTS) if name not in ("title", "record")}
        texts = {
            ACTIONS: self._actions(parts.pop("actions")),
            NOTES: self._feedback(parts.pop("feedback")),
        }
        texts[WORDS] = self._kept(parts)
        body = "".join(each.body for name, each in self._found if name == "record")
        record = f"# Timeline\n\n{body}" if body.strip() else ""
        return Taken(record, texts, tuple(self._renamed))

    def _of(self, found: Sequence[Section]) -> list[tuple[str, Section]]:
        """The sections by the part that they are: "title", a part's name, or `own:` and their heading."""
        known = {alike(heading): name for name, heading in self._last.headings.items()}
        made = []
        for number, each in enumerate(found):
            first = all(not before.level for before in found[:number])
            name = "title" if not each.level or (first and each.key not in known) else known.get(each.key)
            made.append((name or f"{OWN}{each.heading}", each))
        return made

    def _recognise(self) -> None:
        """Take a section whose heading people changed for the part whose lines stand in it."""
        for part, section_was in self._was:
            if part.startswith(OWN) or part == "title" or any(name == part for name, _ in self._found):
                continue
            before = {piece.key for piece in units(section_was.body)}
            for place, (name, each) in enumerate(self._found):
                now = {piece.key for piece in units(each.body)}
                if name.startswith(OWN) and before and len(before & now) / len(before) >= _MOST_ALIKE:
                    self._found[place] = (part, each)
                    self._renamed.append((each.heading, section_was.heading))
                    break

    def _words(self, name: str) -> list[Unit]:
        """The pieces of a part that are people's: all but what was made of the record or stood in the template."""
        at = "title" if name == "" else name
        came = [piece for part, each in self._found if part == at for piece in units(each.body)]
        stood = [piece for part, each in self._was if part == at for piece in units(each.body)]
        return without(came, without(stood, units(self._last.words.get(name, ""))))

    def _actions(self, pieces: Sequence[Unit]) -> str:
        """The text of action items; the table with room that we wrote where there was none is nobody's words."""
        base, theirs = self._last.words.get("actions", ""), self._folder.text(ACTIONS)
        made = merged(base, pieces, theirs or base)
        return made if theirs or made != base else ""

    def _feedback(self, pieces: Sequence[Unit]) -> str:
        notes = self._folder.text(NOTES)
        theirs = section(notes, PARTS["feedback"])
        return with_section(notes, PARTS["feedback"], merged(self._last.words.get("feedback", ""), pieces, theirs))

    def _kept(self, parts: dict[str, list[Unit]]) -> str:
        """What `postmortem.md` is to say: people's words under the parts' own headings, and sections of their own."""
        text = self._folder.text(WORDS)
        for name, pieces in parts.items():
            if name:
                theirs = section(text, PARTS[name])
                text = with_section(text, PARTS[name], merged(self._last.words.get(name, ""), pieces, theirs))
        return self._headed(self._with_own(text), parts[""])

    def _with_own(self, text: str) -> str:
        """The text with people's own sections, each behind the part that it stood behind in the document."""
        here = sections(text)
        known = {alike(heading) for heading in PARTS.values() if heading}
        theirs = {each.key: each for each in here if each.level and each.key not in known and each.level > 1}
        own: list[tuple[str, Section]] = []
        last = ""
        for name, each in self._found:
            if name.startswith(OWN):
                own.append((last, self._own(each, theirs)))
            elif name != "title":
                last = name
        came = {each.key for _, each in own}
        gone = {alike(name.removeprefix(OWN)) for name in self._last.words if name.startswith(OWN)} - came
        stays = [(_before(here, each, known), each) for key, each in theirs.items() if key not in came | gone]
        rest = "".join(each.text for each in here if not each.level or each.level == 1 or each.key in known)
        for part, each in reversed([*own, *stays]):
            rest = _behind(rest, part, each)
        return rest

    def _own(self, came: Section, theirs: dict[str, Section]) -> Section:
        there = theirs.get(came.key)
        base = self._last.words.get(f"{OWN}{came.heading}", "")
        body = merged(base, units(came.body), there.body.strip("\n") + "\n") if there and base else came.body
        return replace(came, level=2, head=f"## {came.heading}\n", body=f"\n{body.strip(chr(10))}\n")

    def _headed(self, text: str, preface: Sequence[Unit]) -> str:
        """The text with what people call the document, and what they wrote before its first part."""
        found = sections(text)
        first = found[1] if len(found) > 1 and found[1].level == 1 else None
        rest = "".join(each.text for each in found[1:] if each is not first)
        title = next((each.heading for name, each in self._found if name == "title" and each.level), "")
        was = next((each.heading for name, each in self._was if name == "title" and each.level), "")
        mine = title if title and alike(title) != alike(was) else (first.heading if first else "")
        theirs = "\n\n".join(filter(None, (found[0].body.strip("\n"), first.body.strip("\n") if first else "")))
        body = merged(self._last.words.get("", ""), preface, theirs)
        pieces = (f"# {mine}" if mine else "", body.strip("\n"), rest.strip("\n"))
        made = "\n\n".join(filter(None, pieces))
        return f"{made}\n" if made else ""


def _before(found: Sequence[Section], own: Section, known: set[str]) -> str:
    """The part behind which a section of people's own stands in what they keep."""
    names = {alike(heading): name for name, heading in PARTS.items() if heading}
    behind = [each.key for each in found[: found.index(own)] if each.key in known]
    return names[behind[-1]] if behind else ""


def _behind(text: str, part: str, own: Section) -> str:
    """The text with a section behind a part, whose heading is written where it is not there."""
    heading = PARTS.get(part, "")
    if heading and not any(each.key == alike(heading) for each in sections(text)):
        text = f"{text.rstrip(chr(10))}\n\n## {heading}\n".lstrip("\n")
    pieces = []
    placed = False
    for each in sections(text):
        pieces.append(each.text.strip("\n"))
        at_top = not heading and not placed and (each.level == 1 or not any(s.level == 1 for s in sections(text)))
        if (heading and each.key == alike(heading)) or at_top:
            pieces.append(own.text.strip("\n"))
            placed = True
    return "\n\n".join(filter(None, pieces)) + "\n"
