"""Recognising what Atlantis says in a pull request: it plans and applies Terraform from comments.

The field that is read is the rendered text of a comment: what Atlantis wrote as `**Plan Failed**` or `dir: `prod``
has neither asterisks nor back-ticks there. The patterns take the marks of the source, too, where a server leaves them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from timeline.porting.draft import first_line

_STEPS = "Plan|Apply|Policy Check|Approve Policies|Import|State|Unlock|Version"
_MARK = r"[*`]{0,3}"
_HEAD = 1000  # the first line names one project; a longer one is no template's
_RAN = re.compile(
    rf"Ran (?P<step>{_STEPS})(?: {_MARK}(?P<sub>rm){_MARK})? for (?:(?P<several>\d+) projects:|(?=dir|project))"
)
_PLACE = re.compile(
    r"(?:project: `?(?P<project>[^\n`]{1,255}?)`? )?"
    r"dir: `?(?P<directory>[^\n`]{1,255}?)`? workspace: `?(?P<workspace>[^\n` ]{1,255})`?"
)
_CONTINUED = re.compile(r"Continued (?P<step>[a-z_]+) output from previous comment\.")
_APPROVED = re.compile(r"Approved Policies for (?P<several>\d+) projects:")
_FAILED = re.compile(
    rf"^{_MARK}(?P<step>{_STEPS}) (?:Failed{_MARK}: *(?P<why>[^\n]*)|Failed{_MARK}$|Error{_MARK}$)", re.MULTILINE
)
_COUNTS = {
    "plan": re.compile(r"Plan: \d{1,9} to \w{1,9}(?:, \d{1,9} to \w{1,9})*|No changes(?=\.|$)", re.MULTILINE),
    "apply": re.compile(r"Apply complete! Resources: [\w ,]{1,99}?destroyed"),
    "policy check": re.compile(r"\b\d{1,9} tests?, \d{1,9} passed, [\w ,]{1,99}"),
    "import": re.compile(r"Import successful!"),
    "state rm": re.compile(r"Successfully removed \d{1,9} resource instance\(s\)"),
}
_SUMMARY = re.compile(r"^\d+ projects, ([^\n]+)", re.MULTILINE)
_LOST = re.compile(r"\b[1-9]\d{0,8} (?:failed|errored)")
_COMMAND = re.compile(r"@?atlantis (?:plan|apply|import|unlock|approve_policies|state|version|cancel)\b", re.IGNORECASE)
_NO_STEP = re.compile(rf"{_MARK}Error:{_MARK} (?=unknown command|Running `?atlantis|Failed to check global apply lock)")


@dataclass(frozen=True)
class Outcome:
    """What an Atlantis comment tells."""

    sentence: str
    tags: dict[str, str]


# What it says in fixed words: how that begins, the sentence, the step, and whether it could not be done.
_SAYINGS: tuple[tuple[str, str, str, bool], ...] = (
    ("Locks and plans deleted for the projects", "Atlantis deleted its locks and plans", "unlock", False),
    ("All Atlantis locks for this PR have been unlocked", "Atlantis deleted its locks and plans", "unlock", False),
    ("Failed to delete PR locks", "Atlantis failed to delete its locks", "unlock", True),
    ("Not allowed to unlock PR with", "Atlantis was not allowed to delete its locks", "unlock", True),
    ("Failed to retrieve PR labels... Not unlocking", "Atlantis failed to delete its locks", "unlock", True),
    ("Automatically merging because all plans", "Atlantis began to merge, all plans being applied", "merge", False),
    ("Automerging failed:", "Atlantis failed to merge", "merge", True),
    ("Cancelled all queued operations and released working", "Atlantis canceled what was queued", "cancel", False),
    ("Atlantis server is shutting down", "Atlantis was shutting down and ran nothing", "shutdown", True),
    ("Error: goroutine panic.", "Atlantis broke off with a panic", "panic", True),
)  # fmt: skip
_DISCARDED = re.compile(
    rf"{_MARK}Warning{_MARK}: The plan for (?=dir: ).* was {_MARK}discarded{_MARK} via the Atlantis UI"
)


def outcome(body: str, name: str) -> Outcome | None:
    """What the comment of that author tells if it is Atlantis's, or a person's command to it; else None.

    Its templates can be changed and translated; a comment that does not begin in the usual way is an
    ordinary comment.
    """
    body = body.strip()
    if _COMMAND.match(body.lstrip()):
        return Outcome(f'{name} told Atlantis "{first_line(body)}"', {"atlantis": "command"})
    ran = _RAN.match(body)
    return _told(ran, body) if ran else _other(body, name)


def _told(ran: re.Match[str], body: str) -> Outcome:
    """A step that ran, for one project or several."""
    step, several = ran["step"].lower(), ran["several"]
    told = f"{step} rm" if ran["sub"] else step
    where = {"projects": several} if several else _place(body)
    place = _projects(several) if several else where.get("project") or where.get("directory") or "the project"
    return Outcome(f"Atlantis ran {told} for {place}{_end(told, several, body)}", _tags(step, body) | where)


def _end(step: str, several: str | None, body: str) -> str:
    """How it came out; the counts of one project are not those of all, for which there is a summary or nothing."""
    failed, summary = _FAILED.search(body), _SUMMARY.search(body)
    counts = [each[0] for each in _COUNTS[step].finditer(body)] if step in _COUNTS else []
    if several:
        words = summary[1] if summary else ""
    elif failed:
        words = (failed["why"] or "").strip("*. ")
    else:
        words = counts[0] if len(set(counts)) == 1 else ""
    return (" and failed" if _lost(body) else "") + (f": {first_line(words)}" if words else "")


def _other(body: str, name: str) -> Outcome | None:
    """What it says beside the outcome of a step."""
    if approved := _APPROVED.match(body):
        tags = {"atlantis": "approve_policies", "projects": approved["several"]}
        return Outcome(f"Atlantis approved policies for {_projects(approved['several'])}", tags)
    if more := _CONTINUED.match(body):
        step = more["step"].replace("_", " ")
        return Outcome(f"Atlantis told more of its {step}{_end('', None, body)}", _tags(step, body))
    if alone := _FAILED.match(body):
        # Nothing in these words says that they are Atlantis's, so the sentence names who wrote them.
        step = alone["step"].lower()
        return Outcome(f"{name} told that the {step}{_end('', None, body).replace(' and', '', 1)}", _tags(step, body))
    return _refusal(body) or _discard(body) or _saying(body)


def _refusal(body: str) -> Outcome | None:
    refused = _NO_STEP.match(body)
    if not refused:
        return None
    why = first_line(body[refused.end() :]).rstrip(".")
    return Outcome(f"Atlantis ran nothing: {why}", {"atlantis": "refused", "status": "failed"})


def _discard(body: str) -> Outcome | None:
    """A plan that somebody, who is not named, threw away in Atlantis's own pages."""
    if not _DISCARDED.match(body):
        return None
    place = _place(body)
    where = place.get("directory", "a project")
    return Outcome(f"Atlantis's plan for {where} was discarded in its own pages", {"atlantis": "discard"} | place)


def _saying(body: str) -> Outcome | None:
    for beginning, sentence, step, failed in _SAYINGS:
        if body.lstrip("*").startswith(beginning):
            return Outcome(sentence, {"atlantis": step} | ({"status": "failed"} if failed else {}))
    return None


def _lost(body: str) -> bool:
    """Whether a project says that it failed, or the summary counts one that did."""
    summary = _SUMMARY.search(body)
    return bool(_FAILED.search(body) or (summary and _LOST.search(summary[1])))


def _tags(step: str, body: str) -> dict[str, str]:
    return {"atlantis": step.replace(" ", "_")} | ({"status": "failed"} if _lost(body) else {})


def _projects(count: str) -> str:
    return "1 project" if count == "1" else f"{count} projects"


def _place(body: str) -> dict[str, str]:
    """Where the only project is."""
    found = _PLACE.search(body.split("\n", 1)[0][:_HEAD])
    return {name: value for name, value in found.groupdict().items() if value} if found else {}
