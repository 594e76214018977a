"""Which transition an app's post states by its own words, and by whom. Pure.

What an app says in words that it does not document, or in two ways at once, is no statement. Every pattern here is
bounded or begins with a literal: the lines are anybody's words, and as long as they like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter

#: A kind, or what the vendor calls a step that several kinds may be; and the name of who is said to have taken it.
Stated = tuple[str | None, str | None]
_NOTHING: Stated = (None, None)

PAGERDUTY = re.compile(r"//[\w.-]*pagerduty\.com/incidents/(\w+)")
CHANGE = re.compile(r"//[\w.-]*pagerduty\.com/(?:[\w-]+/)*change_events/(\w+)")
_LINKED = re.compile(r"<[^<>]*>|https?://\S+")
_EMOJI = re.compile(r":[\w+-]+:")
_NO_MARKS = str.maketrans("*_[]", "    ")
_FILLING = re.compile(r"\b(?:the|incident|is|was|has|been)\b", re.IGNORECASE)  # they are nobody's name
_LABELLED = re.compile(r"<[^<>|]+\|([^<>]*)>")
_MARKS = " \t*_~`:>[]-"
_NAME = 80  # letters that a name has at most

_ALERTS = (
    (re.compile(r"re-?(?:triggered|warn(?:ed|ing)?|no data|notified)\b|renotify\b", re.IGNORECASE), "alert.renotified"),
    (re.compile(r"triggered\b", re.IGNORECASE), "alert.triggered"),
    (re.compile(r"warn(?:ed|ing)?\b", re.IGNORECASE), "alert.warned"),
    (re.compile(r"recovered\b", re.IGNORECASE), "alert.recovered"),
    (re.compile(r"no data\b", re.IGNORECASE), "alert.no_data"),
)
_LEADING = re.compile(r"^\W{0,20}([^\[\]]{1,60})\]\s{0,5}")
_INCIDENTS = {
    "triggered": "incident.triggered",
    "acknowledged": "incident.acknowledged",
    "unacknowledged": "incident.unacknowledged",
    "resolved": "incident.resolved",
    "escalated": "incident.escalated",
    "reassigned": "incident.assigned",
    "delegated": "incident.assigned",
    "assigned": "incident.assigned",
    "snoozed": "incident.snoozed",
}
_STATE = re.compile(rf"\b({'|'.join(_INCIDENTS)})\b", re.IGNORECASE)
_ALONE = re.compile(r"^\W{0,20}(?:status\b\W{0,20})?$", re.IGNORECASE)
#: What stands between the step and who took it: `resolved through the API by Ada`.
_HOW = frozenset({"automatically", "for", "on", "to", "through", "until"})
#: What people wrote stands behind these, and may hold any step's word.
_REPORTS = (
    (re.compile(r"\b(?:added (?:a )?note|note added|annotated)\b", re.IGNORECASE), "incident.annotated"),
    (re.compile(r"\bstatus update\b", re.IGNORECASE), "incident.status_updated"),
    (
        re.compile(r"\bpriority (?:changed|updated)\b|\b(?:changed|updated) priority\b", re.IGNORECASE),
        "incident.priority_changed",
    ),
    (
        re.compile(r"\bresponders? (?:added|requested)\b|\b(?:added|requested) (?:a )?responders?\b", re.IGNORECASE),
        "incident.responder_requested",
    ),
)
_ACTED_FIRST = re.compile(r"^([\w.'-]+(?: [\w.'-]+){0,3}) $")

_REPOSITORY = re.compile(r"^[\w.-]{1,100}/[\w.-]{1,100}\] ")
_PULL = re.compile(
    r"^(?:\S{1,40} ){0,2}pull request (?:#\d{1,12} )?"
    r"(opened|created|submitted|merged|closed|reopened|approved) by (?P<who>.+)",
    re.IGNORECASE,
)
_PULLS = {
    "opened": "change.proposed",
    "created": "change.proposed",
    "submitted": "change.proposed",
    "merged": "change.merged",
    "closed": "change.closed",
    "reopened": "change.reopened",
    "approved": "change.approved",
}
_COMMENT = re.compile(r"^comment on #\d+", re.IGNORECASE)
_REVIEWED = re.compile(r" (approved|requested changes (?:on|to)|reviewed|commented on) ", re.IGNORECASE)
_SOMEBODYS = re.compile(r"^(?:(?:\S{1,80} ){0,3}\S{0,80}(?:['\u2019]s|s['\u2019]) )?pull request\b", re.IGNORECASE)
_REVIEWS = {
    "approved": "change.approved",
    "requested": "change.rejected",
    "reviewed": "change.reviewed",
    "commented": "change.reviewed",
}
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
    "needs attention": "run.needs_attention",
    "confirmed": "change.approved",
    "applied": "change.applied",
    "completed": "change.applied",
    "errored": "change.failed",
    "discarded": "change.discarded",
    "canceled": "change.canceled",
    "cancelled": "change.canceled",
    "force-canceled": "change.canceled",
    "force-cancelled": "change.canceled",
}


def stated(app: str, lines: Sequence[str]) -> Stated:
    """What a post of that app states in its lines, the headline first."""
    return _STATED[app](lines)


def _alert(lines: Sequence[str]) -> Stated:
    for words in map(_words, lines):
        for pattern, kind in _ALERTS:
            if pattern.match(_unprefixed(words)):
                return kind, None
    return _NOTHING


def _unprefixed(words: str) -> str:
    """A title without the bracketed parts before its state: `[P1] [Triggered on {host:a}] cpu`."""
    for _ in range(4):
        found = _LEADING.match(words)
        if not found or any(pattern.match(found[1]) for pattern, _ in _ALERTS):
            break
        words = words[found.end() :]
    return words.lstrip(" [*_")


def _incident(lines: Sequence[str]) -> Stated:
    """The word beside the link to the incident, else alone on its line; the title inside the link may hold any word."""
    for line in lines:
        if "pagerduty.com/" not in line:
            continue
        if CHANGE.search(line):
            return "change.recorded", None
        if PAGERDUTY.search(line) and (found := _beside(_words_beside(line))):
            return found
    alone = [found for line in lines if (found := _alone(_words_beside(line)))]
    # `Assigned` alone is the label of who is, not a step.
    said = {_INCIDENTS[word]: name for word, name in alone if word != "assigned"}
    return next(iter(said.items())) if len(said) == 1 else _NOTHING


def _alone(words: str) -> tuple[str, str | None] | None:
    """The step's word and who took it, on a line that says nothing else."""
    found = _STATE.search(words)
    if found is None or not _ALONE.match(words[: found.start()]):
        return None
    ends, name = _ending(words[found.end() :])
    return (found[1].lower(), name) if ends else None


def _beside(words: str) -> Stated | None:
    states = list(_STATE.finditer(words))
    report = next(((found, kind) for pattern, kind in _REPORTS if (found := pattern.search(words))), None)
    if report and not (states and states[0].start() < report[0].start()):
        return report[1], _acted_first(words, report[0]) or _ending(words[report[0].end() :].partition(": ")[0])[1]
    kinds = {_INCIDENTS[state[1].lower()] for state in states}
    if len(kinds) != 1 or report:
        return None
    endings = [_ending(words[state.end() :]) for state in (states[0], states[-1])]
    ended = next((ending for ending in endings if ending[0]), None)
    first = _acted_first(words, states[0])
    if not first and not ended:
        return None
    return kinds.pop(), (ended and ended[1]) or first


def _acted_first(words: str, word: re.Match[str]) -> str | None:
    """The name before the word, where the line begins with it."""
    found = _ACTED_FIRST.fullmatch(words[: word.start()]) if word.start() <= _NAME else None
    return found[1] if found else None


def _ending(rest: str) -> tuple[bool, str | None]:
    """Whether the statement ends with what follows its word, and who is named: `for 4 hours by Ada`."""
    words = rest.removeprefix(":").rstrip(" .!:").split()
    if not words:
        return True, None
    lower = [word.lower() for word in words]
    if not rest.removeprefix(":").startswith(" ") or lower[0] not in _HOW | {"by", "via"}:
        return False, None
    start = 1 if lower[0] == "via" and "by" in lower else 0
    place = next((place for place, word in enumerate(lower) if place >= start and word in ("by", "via")), len(words))
    return True, _name(" ".join(words[place + 1 :]))


def _name(words: str) -> str | None:
    return words.strip(" *_.") or None


def _words_beside(line: str) -> str:
    """The words beside the link to an incident; another link, as that to a person, by its label. No emoji, no marks."""
    words = _LINKED.sub(lambda link: f" {_label(link[0])} ", line)
    return " ".join(_FILLING.sub(" ", _EMOJI.sub(" ", words).translate(_NO_MARKS)).split())


def _label(link: str) -> str:
    """What a link to a page shows; of the incident nothing, as its title may hold any word."""
    found = _LABELLED.fullmatch(link)
    return found[1] if found and "://" in link and not PAGERDUTY.search(link) else ""


def _pull(lines: Sequence[str]) -> Stated:
    said = [_without_repository(_words(line)) for line in lines]
    for words in said:
        if found := _pull_step(words) or _review(words):
            return found
    for words in said:
        for pattern, kind in _DEPLOYS:
            if pattern.search(words):
                return kind, None
    return _NOTHING


def _without_repository(words: str) -> str:
    """A line without the repository before its statement: `[acme/api] Pull request merged by ada`."""
    found = _REPOSITORY.match(words)
    return words[found.end() :] if found else words


def _pull_step(words: str) -> Stated | None:
    if found := _PULL.match(words):
        return _PULLS[found[1].lower()], _name(found["who"])
    return ("change.commented", None) if _COMMENT.match(words) else None


def _review(words: str) -> Stated | None:
    """`ada approved grace's pull request`, `ada requested changes on #12`."""
    found = _REVIEWED.search(words[: 2 * _NAME])
    if not found:
        return None
    verb = found[1].lower().split()[0]
    if verb != "requested" and not _SOMEBODYS.match(words[found.end() :]):
        return None
    return _REVIEWS[verb], _name(words[: found.start()])


def _run(lines: Sequence[str]) -> Stated:
    """The line that is nothing but the statement; without one, what all other lines agree on.

    A run's message is anybody's words, and may speak of runs, too.
    """
    said = [_words(line).strip(" *_.!:") for line in lines]
    whole = {found[1].lower() for words in said if (found := _RUN.fullmatch(words))}
    told = whole or {found[1].lower() for words in said for found in _RUN.finditer(words)}
    return (_RUNS.get(told.pop()) if len(told) == 1 else None), None


_STATED: Mapping[str, Callable[[Sequence[str]], Stated]] = {
    "datadog": _alert,
    "pagerduty": _incident,
    "github": _pull,
    "terraform": _run,
}


def _words(line: str) -> str:
    """A line without its marks: links as their labels, no emoji before the first word."""
    shown = _LABELLED.sub(itemgetter(1), line) if "|" in line else line
    while not shown[:1].isalpha():
        rest = shown.lstrip(_MARKS.replace(":", ""))
        found = _EMOJI.match(rest)
        if not found:
            return rest.lstrip(_MARKS)
        shown = rest[found.end() :]
    return shown
