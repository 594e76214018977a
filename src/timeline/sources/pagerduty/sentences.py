"""One sentence about a log entry. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from timeline.model.event import Actor
from timeline.model.window import utc_text
from timeline.porting.draft import by, first_line
from timeline.porting.payload import at, iso_time, objects, text
from timeline.sources.pagerduty import delivery
from timeline.sources.pagerduty.changes import Change
from timeline.sources.pagerduty.entry import KINDS, Entry, label

#: What an entry says that has no summary of its own.
_UNSAID: Mapping[str, str] = {
    "exhaust_escalation_path": "the escalation path ended without anybody left to notify",
    "repeat_escalation_path": "the escalation path began again",
    "reach_ack_limit": "the limit of acknowledgements was reached",
    "reach_trigger_limit": "the limit of triggers was reached",
    "field_value_change": "fields were changed",
    "custom_field_value_change": "custom fields were changed",
    "event_rule_action": "an event rule acted",
    "assign": "the assignment was changed",
    "delegate": "it was handed to another escalation policy",
    "reassign": "the assignment was changed",
    "escalate": "it was escalated to the next level",
    "priority_change": "the priority was changed",
    "urgency_change": "the urgency was changed",
    "status_update": "a status update was posted",
    "incident_status_update": "a status update was posted",
    "responder_request": "a responder was requested",
    "annotate": "a note without words was added",
    "": "an entry without a type was made",
}


def sentence(entry: Entry, who: Actor | None) -> str:
    """What happened, to which incident, by whom."""
    told = _TOLD.get(KINDS.get(entry.type, ""), _by_its_summary)(entry, label(entry.incident), who)
    failed = delivery.broken(entry.raw) if entry.type != "notify" else None
    return f"{told}, but {failed}" if failed else told


def until(entry: Entry) -> str | None:
    """When a snooze ends: the time of the action that is to wake the incident."""
    actions = objects(entry.raw.get("changed_actions"))
    actions.sort(key=lambda action: action.get("type") != "unacknowledge")
    when = next((time for action in actions if (time := iso_time(action.get("at")))), None)
    return utc_text(when, "s") if when else None


def _triggered(entry: Entry, subject: str, who: Actor | None) -> str:
    """Who opened it by hand is named; an integration stands for the service that it belongs to."""
    hand = by(who) if who and who.kind == "person" else ""
    return f"{subject} triggered{hand}" + (f" ({entry.place})" if entry.place else "")


def _stepped(entry: Entry, subject: str, who: Actor | None) -> str:
    if at(entry.channel, "type") == "timeout":
        return f"{subject} {KINDS[entry.type]} by a time-out" + (f" of {who.name}" if who and who.name else "")
    return f"{subject} {KINDS[entry.type]}{by(who)}"


def _handed(entry: Entry, subject: str, who: Actor | None) -> str:
    names = _called(entry, entry.raw.get("assignees"))
    if not names:
        return _by_its_summary(entry, subject, who)
    return f"{subject} {KINDS[entry.type]} to {names}{by(who)}"


def _notified(entry: Entry, subject: str, _: Actor | None) -> str:
    people = (entry.raw.get("user"), at(entry.channel, "notification", "user"), at(entry.channel, "user"))
    person = _called(entry, [next(filter(None, people), None)]) or "somebody"
    way = delivery.way(entry.raw)
    by_way = f" by {way}" if way else ""
    failed = delivery.failure(delivery.status(entry.raw))
    if failed:
        return f"PagerDuty tried to notify {person}{by_way} of {subject}: {failed}"
    return f"PagerDuty notified {person}{by_way} of {subject}"


def _noted(entry: Entry, subject: str, who: Actor | None) -> str:
    return _quoted("noted", entry, subject, who)


def _status(entry: Entry, subject: str, who: Actor | None) -> str:
    return _quoted("posted a status update", entry, subject, who)


def _quoted(did: str, entry: Entry, subject: str, who: Actor | None) -> str:
    if not entry.body:
        return _by_its_summary(entry, subject, who)
    author = (who and (who.name or who.id)) or "Somebody"
    return f'{author} {did} on {subject}: "{first_line(entry.body)}"'


def _snoozed(entry: Entry, subject: str, who: Actor | None) -> str:
    end, seconds = until(entry), at(entry.channel, "duration")
    if end:
        return f"{subject} snoozed until {end[:10]} {end[11:16]} Z{by(who)}"
    return f"{subject} snoozed{f' for {_span(seconds)}' if isinstance(seconds, int) else ''}{by(who)}"


def _span(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return " ".join(f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min")) if count) or f"{seconds} s"


def _changed(entry: Entry, subject: str, who: Actor | None) -> str:
    told = [change for change in entry.changed if change.field in ("priority", "urgency")]
    return f"{subject}: {_list(told)}{by(who)}" if told else _by_its_summary(entry, subject, who)


def _requested(entry: Entry, subject: str, who: Actor | None) -> str:
    names = _called(entry, _asked(entry))
    words = f': "{first_line(entry.body)}"' if entry.body else ""
    if not names:
        return _by_its_summary(entry, subject, who) + words
    author = who and (who.name or who.id)
    did = f"{author} requested {names}" if author else f"{names} was requested"
    return f"{did} to respond to {subject}{words}"


def _asked(entry: Entry) -> list[object]:
    """The people and escalation policies that were asked, wherever they stand."""
    found: list[object] = []
    for place in (entry.raw, entry.channel, at(entry.raw, "responder_request")):
        for key in ("responders", "responder_request_targets", "targets"):
            found += objects(at(place, key))
        found += objects([at(place, "responder")])
    return [at(each, "user") or at(each, "responder_request_target") or at(each, "target") or each for each in found]


def _by_its_summary(entry: Entry, subject: str, who: Actor | None) -> str:
    """The service's own words; where there are none, what the type says; with the fields that were changed."""
    own = first_line(text(entry.raw.get("summary")) or "").rstrip(".")
    told = own or _UNSAID.get(entry.type) or entry.type.replace("_", " ")
    named = (who.name or who.id) if who and who.kind != "service" else None
    fields = [change for change in entry.changed if str(change) not in told]
    beside = [_list(fields) if fields else "", by(who).strip() if named and named not in told else ""]
    return f"{subject}: {told}" + (f" ({'; '.join(filter(None, beside))})" if any(beside) else "")


def _list(changed: Iterable[Change]) -> str:
    return first_line(", ".join(" ".join(str(change).split()) for change in changed))


def _called(entry: Entry, things: object) -> str:
    """The names of objects, each once; an id where there is none to be had."""
    listed = things if isinstance(things, (list, tuple)) else []
    names = (entry.name(each) or text(at(each, "id")) for each in listed)
    return ", ".join(dict.fromkeys(name for name in names if name))


_TOLD: Mapping[str, Callable[[Entry, str, Actor | None], str]] = {
    "triggered": _triggered,
    "acknowledged": _stepped,
    "unacknowledged": _stepped,
    "resolved": _stepped,
    "escalated": _handed,
    "assigned": _handed,
    "notified": _notified,
    "annotated": _noted,
    "status_updated": _status,
    "snoozed": _snoozed,
    "priority_changed": _changed,
    "urgency_changed": _changed,
    "responder_requested": _requested,
}
