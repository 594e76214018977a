"""How often it happened, against how often it is said to have: happenings are counted, never their witnesses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from timeline.claims.asked import asked
from timeline.claims.clause import Clause
from timeline.claims.ground import Ground
from timeline.claims.matching import matches
from timeline.claims.pieces import Count
from timeline.claims.seen import Seen, stands_in
from timeline.claims.understood import unread
from timeline.claims.verbs import Verb, areas_of
from timeline.claims.verdict import Part
from timeline.joining import keys
from timeline.joining.keys import DEPLOYMENT, INCIDENT, ISSUE, PULL, RUN, TICKET, WORKFLOW, Sort

_PEOPLE = frozenset(("people", "persons", "engineers", "responders"))
#: What each noun counts: the acts that it stands for where no verb says what happened, and what is one each.
KINDS: Mapping[str, tuple[str, tuple[Sort, ...]]] = {
    "incidents": ("incident.triggered", (INCIDENT,)),
    "pages": ("incident.triggered incident.notified", ()),
    "alerts": ("alert.triggered", ()),
    "alarms": ("alert.triggered", ()),
    "warnings": ("alert.warned", ()),
    "tickets": ("ticket.created", (TICKET,)),
    "deployments": ("deploy.started", (DEPLOYMENT,)),
    "deploys": ("deploy.started", (DEPLOYMENT,)),
    "rollouts": ("deploy.started", (DEPLOYMENT,)),
    "builds": ("build.started", (WORKFLOW,)),
    "workflow runs": ("build.started", (WORKFLOW,)),
    "ci runs": ("build.started", (WORKFLOW,)),
    "runs": ("run.proposed build.started", (RUN, WORKFLOW)),
    "releases": ("release.published", ()),
    "pull requests": ("pull.proposed", (PULL,)),
    "prs": ("pull.proposed", (PULL,)),
    "approvals": ("pull.approved", ()),
    "errors": ("error.first_seen", (ISSUE,)),
    "exceptions": ("error.first_seen", (ISSUE,)),
}
#: The service whose ids the things of a noun have, which may be named behind their number.
_TYPES = {"incidents": "pagerduty", "pages": "pagerduty", "tickets": "jira", "runs": "terraform"} | dict.fromkeys(
    ("pull requests", "prs"), "github"
)
#: What is one where it is counted how often something was done that has a beginning and an end.
_WHOLE: Mapping[str, tuple[Sort, ...]] = {"deploy": (DEPLOYMENT,), "build": (WORKFLOW,), "run": (RUN,)}
_OF_PAGES = frozenset(("incident.triggered", "incident.assigned", "incident.notified"))
_WITNESSES = frozenset(("post", "event", "recorded"))
#: What only says that all of them were counted.
_FRAME = frozenset(("total", "altogether", "overall", "window", "record", "shift", "incident"))
_CHOSEN = re.compile(r"\b(?:first|second|third|last|latest|other|another)\b", re.IGNORECASE)
Counted = Mapping[str, Sequence[Seen]]
_WORD = re.compile(r"[a-z][a-z0-9]{2,40}", re.IGNORECASE)
_ONE_EACH = re.compile(
    r"\b(?:one (?:for|of|by|on|in|at|from|to)|in turn|alternat\w{2,6}|by turns|each|per"
    r"|a (?:day|minute|hour)|in (?:one|the same|a single))\b",
    re.IGNORECASE,
)


def counted(clause: Clause, count: Count, ground: Ground) -> Iterator[Part]:
    """How often it happened, against how often it is said to have."""
    if clause.sort:
        return
    if not count.countable:
        yield Part(count.text, "not_checkable", (), f"{count.of} are nothing that is counted here")
        return
    if count.least > 1 and count.least in Counter(thing.type for thing in clause.things if thing.type).values():
        return  # "three times: for 4171, 4172 and 4173"
    readings = happened(clause, count, ground)
    listed = (clause.verb is None and bool(clause.times)) or len(clause.quotes) > 1
    if not readings or listed or count.some or _ONE_EACH.search(clause.left):
        yield Part(count.text, "not_checkable", (), f"of what {count.text.strip()!r} are counted is not said")
        return
    found = fitting(readings, count) or readings[0]
    ids = tuple(each[0].event.id for each in list(found.values())[:8])
    if count.least <= len(found) <= count.most:
        yield Part(count.text, "supported", ids, f"{len(found)} in the record")
        return
    told = f"{len(found)} in the record"
    read = asked(replace(clause, counts=()), ground)
    if not _is_sure(clause, count, ground):
        yield Part(count.text, "not_checkable", ids, f"{told}; of which {count.text.strip()!r} is told is not certain")
    elif read.read == "complete":
        yield Part(count.text, "contradicted", ids, f"{told}, not {count.text.strip()}")
    else:
        yield Part(count.text, "not_in_record", ids, f"{told}; {read.words}", read.read)


def fitting(readings: Sequence[Counted], count: Count) -> Counted | None:
    """The first reading that has as many as are said."""
    return next((found for found in readings if count.least <= len(found) <= count.most), None)


def happened(clause: Clause, count: Count, ground: Ground) -> Sequence[Counted]:
    """What may be counted, each with the events that tell of it; none where it is not known what that is.

    A page is told by its trigger, its assignment and its notifications: only those of one kind are counted.
    """
    verb = _verb(clause, count)
    if verb is None or clause.negated or len(clause.agents) > 1 or len(clause.targets) > 1:
        return ()
    members = [thing for thing in clause.things if thing.type and thing.type == _TYPES.get(count.of)]
    if len(members) < count.least:
        clause = replace(clause, things=tuple(thing for thing in clause.things if thing not in members))
    told = replace(clause, verb=verb, counts=(), lengths=(), times=clause.times if len(clause.times) == 1 else ())
    several = len(clause.times) > 1 and all(when.exact for when in clause.times)
    means = [thing for thing in told.things if thing.type == "means"]
    if len(means) > 1:  # "by push and by sms": each is one of those that are counted
        told = replace(told, things=tuple(thing for thing in told.things if thing not in means))
    each = [replace(told, times=(when,)) for when in clause.times] if several else [told]
    found = [seen for one in each for seen in matches(one, ground.seen, ground)]
    if not found and len(clause.things) > 1:
        each = [replace(one, things=(thing,)) for one in each for thing in clause.things]
        found = [seen for one in each for seen in matches(one, ground.seen, ground)]
    found = list(dict.fromkeys(found))
    for word in _names(clause, ground):
        found = [seen for seen in found if stands_in(word, seen.text)]
    if any(seen.act.partition(".")[0] not in _WITNESSES for seen in found):
        found = [seen for seen in found if seen.act.partition(".")[0] not in _WITNESSES]
    kinds = dict.fromkeys(seen.act for seen in found)
    if len(kinds) > 1 and _OF_PAGES.issuperset(kinds):
        return [_different([seen for seen in found if seen.act == kind], count.of, ground) for kind in kinds]
    return [_different(found, count.of, ground)]


def _different(found: Sequence[Seen], noun: str, ground: Ground) -> Counted:
    different: dict[str, list[Seen]] = {}
    for seen in found:
        if key := identity(noun, seen, ground):
            different.setdefault(key, []).append(seen)
    return different


def _verb(clause: Clause, count: Count) -> Verb | None:
    """What those that are counted did; where no verb says so, what their noun stands for."""
    verb = clause.verb
    stands_for = frozenset(KINDS[count.of][0].split()) if count.of in KINDS else frozenset()
    if verb is None or not verb.acts:
        return Verb(stands_for, "") if stands_for and not (verb and verb.speech) else None
    if verb.speech and not (clause.quotes or clause.things or clause.agents):
        return None
    if verb.noun and stands_for:
        return verb._replace(acts=stands_for & verb.acts or stands_for)
    return verb


def identity(noun: str, seen: Seen, ground: Ground) -> str:
    """What is counted once; empty where an event tells of nothing of that kind."""
    if noun in _PEOPLE:
        return "".join(sorted(seen.others if seen.act in ("incident.notified", "incident.assigned") else seen.actor))
    if noun == "monitors":
        return seen.event.tags.get("monitor", "")
    sorts = KINDS[noun][1] if noun in KINDS else _WHOLE.get(seen.act.partition(".")[0], ())
    for witness in (seen, *ground.by_happening.get(seen.event.happening or "", ())):
        for sort in sorts:
            if known := keys.of(witness.event, sort):
                return f"{known[0]} {witness.event.tags.get('attempt', '') if sort is WORKFLOW else ''}"
    return "" if sorts else seen.one


def _names(clause: Clause, ground: Ground) -> list[str]:
    """The words of the record's names in what is left of a claim."""
    return [word for word in map(str.lower, _WORD.findall(clause.left)) if word in ground.name_words]


def _is_sure(clause: Clause, count: Count, ground: Ground) -> bool:
    """Whether nothing else can be meant: it says of what, all of it is read, and no others are counted."""
    told = clause.is_of_thing or clause.quotes or len(clause.times) == 1 or _names(clause, ground)
    single = clause.verb is None or len(areas_of(clause.verb) & clause.areas) <= 1 or bool(clause.things)
    single = single and not any(thing.type == _TYPES.get(count.of, "-") for thing in clause.things)
    single = single and len(clause.counts) == 1 and not _CHOSEN.search(clause.left)
    return bool(told) and single and not (count.known or clause.assumed) and _FRAME.issuperset(unread(clause, ground))
