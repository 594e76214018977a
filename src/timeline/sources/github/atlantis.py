"""Recognising what Atlantis says in a pull request: it plans and applies Terraform from comments."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RAN = re.compile(
    r"^Ran (Plan|Apply|Policy Check|Import|State|Unlock|Version) for (?:(\d+) projects|(dir|project): )", re.MULTILINE
)
_WORKSPACE = re.compile(r"workspace: `?([\w./-]+)`?")
_DIRECTORY = re.compile(r"dir: `?([\w./-]+)`?")
_COUNTS = re.compile(r"(Apply complete! Resources: [^\n]*?destroyed|Plan: [^\n]*?to destroy|No changes)")
_FAILED = re.compile(r"\*\*(?:Plan|Apply|Policy Check|Import) (?:Failed|Error)\*\*|(?:Plan|Apply) (?:Failed|Error)")
_COMMAND = re.compile(r"^\s*atlantis (plan|apply|import|unlock|approve_policies|state|version)\b", re.IGNORECASE)
_UNLOCKED = "Locks and plans deleted for the projects and workspaces modified in this pull request"


@dataclass(frozen=True)
class Outcome:
    """What an Atlantis comment tells."""

    sentence: str
    tags: dict[str, str]


def outcome(body: str) -> Outcome | None:
    """What the comment tells if it is Atlantis's, or a person's command to it; else None.

    Its templates can be changed and translated; a comment that does not begin in the usual way is an
    ordinary comment.
    """
    command = _COMMAND.match(body)
    if command:
        return Outcome(f'Atlantis was told "{body.strip().splitlines()[0]}"', {"atlantis": "command"})
    if body.startswith(_UNLOCKED):
        return Outcome("Atlantis deleted its locks and plans", {"atlantis": "unlock"})
    ran = _RAN.search(body)
    return _told(ran, body) if ran and ran.start() == 0 else None


def _told(ran: re.Match[str], body: str) -> Outcome:
    step = ran.group(1).lower()
    counts, failed = _COUNTS.search(body), _FAILED.search(body)
    tags = {"atlantis": step.replace(" ", "_")}
    for name, pattern in (("workspace", _WORKSPACE), ("directory", _DIRECTORY)):
        found = pattern.search(body)
        if found:
            tags[name] = found.group(1)
    if ran.group(2):
        tags["projects"] = ran.group(2)
    place = f"{ran.group(2)} projects" if ran.group(2) else tags.get("directory", "the project")
    end = " and failed" if failed else f": {counts.group(1)}" if counts else ""
    return Outcome(f"Atlantis ran {step} for {place}{end}", tags | ({"status": "failed"} if failed else {}))
