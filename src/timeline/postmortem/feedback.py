"""Replies in a thread as people's notes: what was said of the document, by whom and when."""

from __future__ import annotations

from collections.abc import Iterable

from timeline.formats.inline import label
from timeline.formats.noted import line
from timeline.formats.text import address
from timeline.model.event import Event
from timeline.postmortem.folder import NOTES, Folder
from timeline.postmortem.sections import section, with_section
from timeline.postmortem.template import PARTS
from timeline.postmortem.threads import FILE, Asked

_SAID = "message."


def noted(replies: Iterable[Event], asked: Asked, folder: Folder) -> list[Event]:
    """Write the replies that were not read before into the notes; those that were written."""
    notes = folder.text(NOTES)
    new = [each for each in replies if _is_new(each, asked, notes)]
    if new:
        lines = "\n".join(filter(None, (section(notes, PARTS["feedback"]), *map(_line, new))))
        notes = with_section(notes, PARTS["feedback"], lines)
    folder.write({NOTES: notes, FILE: asked.having(each.id for each in new).text()})
    return new


def _is_new(reply: Event, asked: Asked, notes: str) -> bool:
    """Whether it is somebody's reply that stands in no note yet, and that nobody took out of the notes again."""
    link = address(reply.url)
    return reply.kind.startswith(_SAID) and reply.id not in asked.taken and not (link and f"({link})" in notes)


def _line(reply: Event) -> str:
    """The reply as a note."""
    who = reply.actor and (reply.actor.name or reply.actor.id)
    said = " / ".join(filter(None, (each.strip() for each in (reply.body or reply.summary).splitlines())))
    words = f"by {who}: {said}" if who and ":" not in who else said
    link = address(reply.url)
    note = Event(
        id=reply.id, time=reply.time, precision=reply.precision, source="notes", kind="note.added", summary=words
    )
    return f"{line(note)} [{label('Slack')}]({link})" if link else line(note)
