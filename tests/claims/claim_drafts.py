"""Drafts of the demo's post-mortem as people write them, each in a hand of its own; what is wrong in them is marked."""

import re
from pathlib import Path

from timeline.curation.ids import id_of

FOLDER = Path(__file__).parent / "drafts"
#: Behind a sentence that is wrong, the kind of its error.
_MARK = re.compile(r"\s*⟦(.*?)⟧")
_PLACE = re.compile(r"\{([a-z0-9]+)\}")
#: What a draft may cite, by a kind and words of its event.
CITED = {
    "alerted": ("alert.triggered", "hook publish volume"), "recovered": ("message.posted", "back to normal"),
    "ack1": ("incident.acknowledged", "4172"), "pr": ("change.proposed", "infra#31"), "approved": ("change.approved", "infra#31"),
    "merged": ("change.merged", "infra#31"), "applied": ("change.applied", ""), "image": ("message.replied", "it is the image"),
    "snoozed": ("incident.snoozed", ""),
}  # fmt: skip


def drafts():
    """The names of all drafts."""
    return sorted(path.stem for path in FOLDER.glob("*.md"))


def draft(name, record):
    """A draft as it would be written, and by line the kind of error that stands there."""
    lines = (FOLDER / f"{name}.md").read_text(encoding="utf-8").split("\n")
    wrong = {number: found[1] for number, line in enumerate(lines, 1) if (found := _MARK.search(line))}
    return _PLACE.sub(lambda found: _short(found[1], record), _MARK.sub("", "\n".join(lines))), wrong


def _short(name, record):
    kind, words = CITED[name]
    return f"^{id_of(next(event.id for event in record if event.kind == kind and words in event.summary))[:8]}"
