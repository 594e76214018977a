"""Recognising what Atlantis says in a pull request: it plans and applies Terraform from comments."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STEPS = "Plan|Apply|Policy Check|Approve Policies|Import|State|Unlock|Version"
_RAN = re.compile(rf"Ran ({_STEPS}) for (?:(\d+) projects|(dir|project): )")
_WORKSPACE = re.compile(r"workspace: `?([\w./-]+)`?")
_DIRECTORY = re.compile(r"dir: `?([\w./-]+)`?")
_COUNTS = re.compile(r"(Apply complete! Resources: [^\n]{0,200}?destroyed|Plan: [^\n]{0,200}?to destroy|No changes)")
_SUMMARY = re.compile(r"^\d+ projects, ([^\n]+)", re.MULTILINE)
_FAILED = re.compile(r"\*\*(?:Plan|Apply|Policy Check|Import) (?:Failed|Error)\*\*|(?:Plan|Apply) (?:Failed|Error)")
_COMMAND = re.compile(r"^\s*atlantis (plan|apply|import|unlock|approve_policies|state|version)\b", re.IGNORECASE)
_UNLOCKED = "Locks and plans deleted for the projects and workspaces modified in this pull request"


@dataclass(frozen=True)
class Outcome:
    """What an Atlantis comment tells."""

    sentence: str
    tags: dict[str, str]


def outcome(body: str, name: str) -> Outcome | None:
    """What the comment of that author tells if it is Atlantis's, or a person's command to it; else None.

    Its templates can be changed and translated; a comment that does not begin in the usual way is an
    ordinary comment.
    """
    body = body.strip()
    command = _COMMAND.match(body)
    if command:
        return Outcome(f'{name} told Atlantis "{body.splitlines()[0]}"', {"atlantis": "command"})
    if body.startswith(_UNLOCKED):
        return Outcome("Atlantis deleted its locks and plans", {"atlantis": "unlock"})
    ran = _RAN.match(body)
    return _told(ran, body) if ran else None


def _told(ran: re.Match[str], body: str) -> Outcome:
    step, several = ran.group(1).lower(), ran.group(2)
    tags = {"atlantis": step.replace(" ", "_")} | ({"projects": several} if several else _place(body))
    place = f"{several} projects" if several else tags.get("directory", "the project")
    # The counts of one project are not those of all: for several there is a summary, or nothing is said.
    counts = (_SUMMARY if several else _COUNTS).search(body)
    failed = _FAILED.search(body)
    end = " and failed" if failed else f": {counts.group(1)}" if counts else ""
    return Outcome(f"Atlantis ran {step} for {place}{end}", tags | ({"status": "failed"} if failed else {}))


def _place(body: str) -> dict[str, str]:
    """Where the only project is."""
    found = {"workspace": _WORKSPACE.search(body), "directory": _DIRECTORY.search(body)}
    return {name: match.group(1) for name, match in found.items() if match}
