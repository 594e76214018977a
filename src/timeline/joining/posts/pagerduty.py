"""PagerDuty: links to incidents and change events, and the step that stands beside the link in a post."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from timeline.joining import keys
from timeline.joining.index import Index, by_person, only
from timeline.joining.keys import INCIDENT, RECORDED
from timeline.joining.posts._words import EMOJI, LABELLED, NAME, name
from timeline.joining.product import NOTHING, Found, Product, Stated
from timeline.model.event import Event

_INCIDENT = re.compile(r"//[\w.-]*pagerduty\.com/incidents/(\w+)")
_CHANGE = re.compile(r"//[\w.-]*pagerduty\.com/(?:[\w-]+/)*change_events/(\w+)")
_LINKED = re.compile(r"<[^<>]*>|https?://\S+")
_NO_MARKS = str.maketrans("*_[]", "    ")
_FILLING = re.compile(r"\b(?:the|incident|is|was|has|been)\b", re.IGNORECASE)  # they are nobody's name
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


def _addresses(address: str) -> Iterator[str]:
    if found := _INCIDENT.search(address):
        yield INCIDENT(found[1])
    if found := _CHANGE.search(address):
        yield RECORDED(found[1])


def _statements(lines: Sequence[str]) -> Stated:
    """The word beside the link to the incident, else alone on its line; the title inside the link may hold any word."""
    for line in lines:
        if "pagerduty.com/" not in line:
            continue
        if _CHANGE.search(line):
            return "change.recorded", None
        if _INCIDENT.search(line) and (found := _beside(_words_beside(line))):
            return found
    alone = [found for line in lines if (found := _alone(_words_beside(line)))]
    # `Assigned` alone is the label of who is, not a step.
    said = {_INCIDENTS[word]: who for word, who in alone if word != "assigned"}
    return next(iter(said.items())) if len(said) == 1 else NOTHING


def _alone(words: str) -> tuple[str, str | None] | None:
    """The step's word and who took it, on a line that says nothing else."""
    found = _STATE.search(words)
    if found is None or not _ALONE.match(words[: found.start()]):
        return None
    ends, who = _ending(words[found.end() :])
    return (found[1].lower(), who) if ends else None


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
    found = _ACTED_FIRST.fullmatch(words[: word.start()]) if word.start() <= NAME else None
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
    return True, name(" ".join(words[place + 1 :]))


def _words_beside(line: str) -> str:
    """The words beside the link to an incident; another link, as that to a person, by its label. No emoji, no marks."""
    words = _LINKED.sub(lambda link: f" {_label(link[0])} ", line)
    return " ".join(_FILLING.sub(" ", EMOJI.sub(" ", words).translate(_NO_MARKS)).split())


def _label(link: str) -> str:
    """What a link to a page shows; of the incident nothing, as its title may hold any word."""
    found = LABELLED.fullmatch(link)
    return found[1] if found and "://" in link and not _INCIDENT.search(link) else ""


def _transition(index: Index, post: Event) -> Found:
    """By the incident and the stated transition; several of one kind by the person who is named."""
    change = only(keys.of(post, RECORDED))
    if change:
        event = only(index.states.get((change, "change.recorded"), ()))
        return (event, change) if event else None
    key = only(keys.of(post, INCIDENT))
    if key is None:
        return None
    states, who = post.tags.get("states", ""), post.tags.get("states_actor")
    if "rewritten" in post.tags:
        # It shows the incident as it is now, and who did that; the post itself was made when it began.
        states, who = "incident.triggered", None
    entries = index.states.get((key, states), [])
    if states == "incident.triggered":
        entries = entries[:1]  # later triggers add alerts to an incident that has begun
    entry = by_person(entries, who)
    return (entry, key) if entry else None


PRODUCT = Product("pagerduty", _addresses, _statements, _transition, marks=("pagerduty.com/",))
