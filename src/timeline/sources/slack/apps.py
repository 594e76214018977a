"""What the other services' apps post: which objects a message links, and which transition a post states. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from urllib.parse import parse_qs, urlsplit

from timeline.sources.slack.message import Message
from timeline.sources.slack.mrkdwn import unescape

_ADDRESS = re.compile(r"https?://[^\s<>|\"]+")
_PAGERDUTY = re.compile(r"//[\w.-]*pagerduty\.com/incidents/(\w+)")
_CHANGE = re.compile(r"//[\w.-]*pagerduty\.com/(?:[\w-]+/)*change_events/(\w+)")
_DATADOG = re.compile(r"/monitors[/#](\d+)")
_EVENT = re.compile(r"[?&#](?:link_)?event_id=(\d+)")
_GITHUB = re.compile(r"//[^/]+/([\w.-]+/[\w.-]+)/(pull|commit|releases/tag|actions/runs)/([\w.-]+)")
_REVIEW = re.compile(r"#pullrequestreview-(\d+)")
_TERRAFORM = re.compile(r"/app/[\w.-]+/(?:workspaces/)?[\w.-]+/runs/(run-\w+)")
_THREAD = re.compile(r"/archives/([CGD][A-Z0-9]+)/p\d+\?(?:[^\s#]*&)?thread_ts=(\d+\.\d+)")

_LINKED = re.compile(r"<[^<>]*>|https?://\S+")
_EMOJI = re.compile(r":[\w+-]+:")
_NO_MARKS = str.maketrans("*_[]", "    ")
_FILLING = re.compile(r"\b(?:the|incident|is|was|has|been)\b", re.IGNORECASE)  # they are nobody's name
_LABELLED = re.compile(r"<[^<>|]+\|([^<>]*)>")
_MARKS = re.compile(r"^[\s*_~`:>\[\]-]*(?::[\w+-]+:)?[\s*_\[]*")
_ALERTS = (
    (re.compile(r"\W*(?:re-triggered|renotify|re-notified)\b", re.IGNORECASE), "alert.renotified"),
    (re.compile(r"\W*triggered\b", re.IGNORECASE), "alert.triggered"),
    (re.compile(r"\W*warn(?:ed|ing)?\b", re.IGNORECASE), "alert.warned"),
    (re.compile(r"\W*recovered\b", re.IGNORECASE), "alert.recovered"),
    (re.compile(r"\W*no data\b", re.IGNORECASE), "alert.no_data"),
)
_INCIDENTS = {
    "triggered": "incident.triggered",
    "acknowledged": "incident.acknowledged",
    "unacknowledged": "incident.unacknowledged",
    "resolved": "incident.resolved",
    "escalated": "incident.escalated",
    "reassigned": "incident.assigned",
    "assigned": "incident.assigned",
    "snoozed": "incident.snoozed",
}
_STATES = "|".join(_INCIDENTS)
_ANY_STATE = re.compile(rf"\b({_STATES})\b", re.IGNORECASE)
_HOW = r"(?:\s+(?:automatically|for|on|to|through|until|via(?=.*\sby\s))\b.*?)?"
_BY = rf"{_HOW}(?:\s+(?:by|via)(?:\s+(.+?))?)?\s*[.!:]*$"
_INCIDENT_WORD = re.compile(rf"\b({_STATES})\b{_BY}", re.IGNORECASE)
_ALONE = re.compile(rf"^\W*(?:status\b\W*)?({_STATES})\b:?{_BY}", re.IGNORECASE)
_ACTED_FIRST = re.compile(rf"^([\w.'-]+(?: [\w.'-]+){{0,3}})\s+({_STATES})\b", re.IGNORECASE)
_PULLS = (
    *(
        (re.compile(rf"pull request (?:#\d+ )?(?:{verb}) by (?P<who>.+)", re.IGNORECASE), kind)
        for verb, kind in (
            ("opened|created|submitted", "change.proposed"),
            ("merged", "change.merged"),
            ("closed", "change.closed"),
            ("reopened", "change.reopened"),
            ("approved", "change.approved"),
        )
    ),
    (re.compile(r"(?P<who>\S.*?) approved (?:\S.*?s )?pull request", re.IGNORECASE), "change.approved"),
    (re.compile(r"(?P<who>\S.*?) requested changes (?:on|to) ", re.IGNORECASE), "change.rejected"),
    (
        re.compile(r"(?P<who>\S.*?) (?:reviewed|commented on) (?:\S.*?s )?pull request", re.IGNORECASE),
        "change.reviewed",
    ),
    (re.compile(r"comment on #\d+", re.IGNORECASE), "change.commented"),
)
_DEPLOYS = (
    (
        re.compile(r"\b(?:successfully deployed|deployment succeeded|deployed successfully)\b", re.IGNORECASE),
        "deploy.succeeded",
    ),
    (
        re.compile(r"\b(?:failed (?:to deploy|deploying)|deployment failed|deploy failed)\b", re.IGNORECASE),
        "deploy.failed",
    ),
    (re.compile(r"\bdeploying\b|\bdeployment (?:started|in progress)\b", re.IGNORECASE), "deploy.updated"),
    (re.compile(r"\bworkflow (?:run )?succeeded\b", re.IGNORECASE), "build.succeeded"),
    (re.compile(r"\bworkflow (?:run )?failed\b", re.IGNORECASE), "build.failed"),
)
_RUN = re.compile(
    r"\brun (created|planning|planned and finished|planned|needs attention|confirmed|applying|applied|completed|errored"
    r"|discarded|(?:force-)?cancell?ed)\b",
    re.IGNORECASE,
)
#: What is under way is no transition.
_RUNS = {
    "created": "change.proposed",
    "planned": "change.planned",
    "planned and finished": "change.planned",
    "confirmed": "change.approved",
    "applied": "change.applied",
    "completed": "change.applied",
    "errored": "change.failed",
    "discarded": "change.discarded",
    "canceled": "change.canceled",
    "cancelled": "change.canceled",
    "force-canceled": "change.canceled",
}


@dataclass(frozen=True)
class Linked:
    """What a message links to and, for an app's post, what it states."""

    keys: frozenset[str] = frozenset()
    tags: dict[str, str] = field(default_factory=dict)


_NOTHING = Linked()


def linked(message: Message) -> Linked:
    """The objects a message links; `app` and `states` only on a bot's post whose headline leads there."""
    lines, bot = message.sources, message.is_bot
    addresses = dict.fromkeys(address for line in lines if "://" in line for address in _ADDRESS.findall(line))
    if not addresses:
        return _NOTHING
    found = {address: list(keys_of(address)) for address in addresses}
    keys = frozenset(chain.from_iterable(found.values()))
    app = next(filter(None, map(_app, found.items())), None) if bot else None
    if app is None:
        return Linked(keys)
    states, actor = _STATED[app](lines)
    tags = {"app": app, "states": states, "states_actor": actor and unescape(actor)}
    if message.raw.get("edited"):
        tags["rewritten"] = "true"
    return Linked(keys, {name: value for name, value in tags.items() if value})


def parents(message: Message) -> Iterator[tuple[str, str]]:
    """Channel and parent of every thread that a permalink in the message leads into."""
    for line in message.sources:
        if "thread_ts=" in line:
            yield from _THREAD.findall(line)


def keys_of(address: str) -> Iterator[str]:
    """The keys of what an address leads to."""
    if "pagerduty.com/" in address:
        if found := _PAGERDUTY.search(address):
            yield f"pagerduty:incident:{found[1]}"
        if found := _CHANGE.search(address):
            yield f"pagerduty:change:{found[1]}"
    if "/monitors" in address and (found := _DATADOG.search(address)):
        yield f"datadog:monitor:{found[1]}"
        if event := _EVENT.search(address):
            yield f"datadog:event:{event[1]}"
    elif "/event/event" in address and (event_id := parse_qs(urlsplit(address).query).get("id")):
        yield f"datadog:event:{event_id[0]}"
    if "/runs/run-" in address and (found := _TERRAFORM.search(address)):
        yield f"terraform:run:{found[1]}"
    if found := _GITHUB.search(address):
        yield from _github_keys(address, found[1].lower(), found[2], found[3])


def _github_keys(address: str, repo: str, kind: str, name: str) -> Iterator[str]:
    if kind == "pull":
        yield f"github:pr:{repo}#{name}"
        if review := _REVIEW.search(address):
            yield f"github:review:{review[1]}"
    elif kind == "actions/runs":
        yield f"github:run:{repo}/{name}"
    elif kind == "commit" and re.fullmatch(r"[0-9a-fA-F]{40}", name):
        yield f"git:{name.lower()}"


def _app(linked: tuple[str, list[str]]) -> str | None:
    """Whose object an address with those keys leads to; a release and a short commit have no key."""
    address, keys = linked
    if not keys:
        return "github" if _GITHUB.search(address) else None
    area = keys[0].partition(":")[0]
    return "github" if area == "git" else area


def _alert(lines: list[str]) -> tuple[str | None, str | None]:
    for words in map(_words, lines):
        for pattern, kind in _ALERTS:
            if pattern.match(words):
                return kind, None
    return None, None


def _incident(lines: list[str]) -> tuple[str | None, str | None]:
    """The word beside the link to the incident, else alone on its line; the title inside the link may hold any word."""
    for line in lines:
        if "pagerduty.com/" not in line:
            continue
        if _CHANGE.search(line):
            return "change.recorded", None
        if _PAGERDUTY.search(line) and (stated := _beside(_words_beside(line))):
            return stated
    alone = [found for line in lines if (found := _ALONE.match(_words_beside(line)))]
    # `Assigned` alone is the label of who is, not a step.
    said = {_INCIDENTS[found[1].lower()]: _name(found[2]) for found in alone if found[1].lower() != "assigned"}
    return next(iter(said.items())) if len(said) == 1 else (None, None)


def _beside(words: str) -> tuple[str, str | None] | None:
    if len({_INCIDENTS[word.lower()] for word in _ANY_STATE.findall(words)}) > 1:
        return None
    last, first = _ALONE.match(words) or _INCIDENT_WORD.search(words), _ACTED_FIRST.search(words)
    if first and not (last and last[2]):
        return _INCIDENTS[first[2].lower()], first[1]
    return (_INCIDENTS[last[1].lower()], _name(last[2])) if last else None


def _name(words: str | None) -> str | None:
    return words.strip(" *_.") if words else None


def _words_beside(line: str) -> str:
    """The words beside the link to an incident; another link, as that to a person, by its label. No emoji, no marks."""
    words = _LINKED.sub(lambda link: f" {_label(link[0])} ", line)
    return " ".join(_FILLING.sub(" ", _EMOJI.sub(" ", words).translate(_NO_MARKS)).split())


def _label(link: str) -> str:
    """What a link to a page shows; of the incident nothing, as its title may hold any word."""
    found = _LABELLED.fullmatch(link)
    return found[1] if found and "://" in link and not _PAGERDUTY.search(link) else ""


def _pull(lines: list[str]) -> tuple[str | None, str | None]:
    said = list(map(_words, lines))
    for patterns in (_PULLS, _DEPLOYS):
        for words in said:
            for pattern, kind in patterns:
                if found := pattern.search(words):
                    return kind, (found.groupdict().get("who") or "").strip(" *_.") or None
    return None, None


def _run(lines: list[str]) -> tuple[str | None, str | None]:
    """The line that is nothing but the statement; without one, what all other lines agree on.

    A run's message is anybody's words, and may speak of runs, too.
    """
    said = [_words(line).strip(" *_.!:") for line in lines]
    whole = {found[1].lower() for words in said if (found := _RUN.fullmatch(words))}
    stated = whole or {found[1].lower() for words in said for found in _RUN.finditer(words)}
    return (_RUNS.get(stated.pop()) if len(stated) == 1 else None), None


_STATED = {"datadog": _alert, "pagerduty": _incident, "github": _pull, "terraform": _run}


def _words(line: str) -> str:
    """A line without its marks: links as their labels."""
    shown = _LABELLED.sub(itemgetter(1), line) if "|" in line else line
    return shown if shown[:1].isalpha() else _MARKS.sub("", shown)
