"""Which verbs state which acts: the one exact table, read both ways. A verb that is not in it is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

#: What people do with words; what they said is checked only where it is quoted.
SPEECH = (
    "message.* post.* pull.commented run.commented ticket.commented error.commented incident.annotated "
    "incident.status_updated note.*"
)
#: By what it is about: `pull` is a pull request, `run` a Terraform run. Forms that end in `*` are nouns of the act, and
#: count only where they stand for it ("before the merge"); several words are parted by `_`.
_TABLE = (
    ("approve approval* signed_off sign-off* greenlit green-lit lgtm* gave_the_go-ahead gave_a_thumbs-up", "pull.approved run.approved deploy.approved"),
    ("confirm", "run.approved"),
    ("reject rejection* decline requested_changes changes_requested changes_were_requested changes_had_been_requested requesting_changes requests_changes request_changes asked_for_changes asking_for_changes asks_for_changes sent_back turned_down pushed_back_on", "pull.rejected deploy.rejected"),
    ("review review*", "pull.reviewed"),
    ("comment left_a_comment comment*", "pull.commented run.commented ticket.commented error.commented incident.annotated"),
    ("merge merge* land squash-merge squashed_and_merged", "pull.merged code.pushed"),
    ("close closed_without_merging closure*", "pull.closed incident.resolved ticket.transitioned error.resolved status.resolved"),
    ("reopen re-open re-opened", "pull.reopened ticket.transitioned incident.triggered"),
    ("plan plan*", "run.planned"),
    ("apply apply* applied_successfully", "run.applied"),
    ("discard", "run.discarded"),
    ("cancel cancelled cancelling abort", "run.canceled build.updated deploy.updated"),
    ("fail failure* errored break broke broken went_red turned_red crashed", "run.failed deploy.failed build.failed"),
    ("push push* force-push committed", "code.pushed"),
    ("publish", "release.published status.published status.updated"),
    ("release release* cut tagged", "release.published"),
    ("deploy ship shipped roll_out rolled_out rolling_out rollout* went_live was_live is_live were_live go_live went_out put_live promoted", "deploy.succeeded run.applied event.* recorded.*"),
    ("deployment* deploy*", "deploy.started deploy.succeeded run.applied event.* recorded.*"),
    ("start begin began begun kick_off kicked_off kicking_off queue queued spin_up started_running launch", "deploy.started build.started run.proposed incident.triggered"),
    ("in_progress", "deploy.updated ticket.transitioned"),
    ("finish complete completion* succeed success* pass done go_through went_through", "deploy.succeeded build.succeeded run.applied run.planned"),
    ("went_green turned_green go_green goes_green", "build.succeeded deploy.succeeded alert.recovered"),
    ("end ended", "deploy.succeeded build.succeeded incident.resolved alert.recovered note.impact_ended"),
    ("alert went_into_alert entered_alert alert*", "alert.triggered"),
    ("fire go_off went_off goes_off trip tripped tripping breached firing* issued", "alert.triggered alert.warned incident.triggered"),
    ("trigger trigger*", "alert.triggered alert.warned incident.triggered run.proposed"),
    ("warn warning* went_into_warn entered_warn went_to_warn", "alert.warned"),
    ("no_data reported_no_data had_no_data lost_data stopped_reporting went_silent", "alert.no_data"),
    ("recover recovery* clear cleared_up went_back_to_ok returned_to_ok back_to_ok went_ok returned_to_normal went_back_to_normal", "alert.recovered"),
    ("resolve resolution*", "alert.recovered incident.resolved error.resolved status.resolved ticket.transitioned"),
    ("renotify renotification* re-notified re-alerted notified_again alerted_again re-triggered retriggered fired_again", "alert.renotified"),
    ("mute silence", "alert.muted"),
    ("unmute unmuted", "alert.unmuted"),
    ("acknowledge acknowledgement* acknowledgment* ack* ack acked acks acking ack'd ack\u2019d", "incident.acknowledged"),
    ("unacknowledge unacknowledged un-acknowledged unacked timed_out_of_acknowledgement", "incident.unacknowledged"),
    ("escalate escalation*", "incident.escalated error.updated"),
    ("assign assignment* reassign re-assigned hand_over handed_over handed_to hand_to delegate landed_with went_to", "incident.assigned ticket.assigned error.assigned"),
    ("notify notification* page paging* called_out phoned texted rang", "incident.notified"),
    ("page* paged_out went_to_page", "incident.triggered incident.notified"),
    ("annotate noted_on added_a_note left_a_note wrote_a_note", "incident.annotated"),
    ("snooze snooze*", "incident.snoozed"),
    ("priority_changed changed_the_priority priority_was_changed raised_the_priority lowered_the_priority set_the_priority", "incident.priority_changed ticket.updated"),
    ("urgency_changed changed_the_urgency urgency_was_changed raised_the_urgency lowered_the_urgency", "incident.urgency_changed"),
    ("posted_a_status_update status_update* status_was_updated sent_a_status_update gave_a_status_update", "incident.status_updated status.updated status.published"),
    ("request ask", "incident.responder_requested"),
    ("requested_responders requested_responder asked_for_responders to_respond requested_help_from requested_a_responder was_requested were_requested request_a_responder asked_for_help", "incident.responder_requested"),
    ("open opened file submit put_up opening*", "pull.proposed ticket.created incident.triggered"),
    ("raise", "pull.proposed ticket.created incident.triggered alert.triggered alert.warned"),
    ("create creation*", "pull.proposed run.proposed ticket.created incident.triggered deploy.started code.updated"),
    ("propose", "pull.proposed"),
    ("declare", "note.declared incident.triggered"),
    ("log logged", "ticket.created"),
    ("first_seen first_saw first_appeared first_reported first_recorded was_first_seen", "error.first_seen"),
    ("regress regression* came_back come_back reappeared", "error.regressed"),
    ("move transition transition* set", "ticket.transitioned"),
    ("last lasted was_firing was_open was_active was_ongoing", "alert.recovered incident.resolved"),
    ("new_pr* new_pull_request* new_merge_request*", "pull.proposed"),
    ("new_ticket* new_jira_ticket*", "ticket.created"),
    ("new_page* new_incident* new_pagerduty_incident*", "incident.triggered"),
    ("new_error* new_sentry_error* new_sentry_issue* new_exception*", "error.first_seen"),
    ("new_issue*", "error.first_seen ticket.created"),
    ("new_release*", "release.published"),
    ("new_alert*", "alert.triggered"),
    ("new_warning*", "alert.warned"),
    ("new_deployment* new_deploy*", "deploy.started"),
    ("new_run* new_terraform_run*", "run.proposed"),
)  # fmt: skip
_SPEAKING = (
    "say says said write writes wrote written writing post ask report answer reply replies replied replying announce suggest "
    "mention remark state tell tells told telling explain point_out pointed_out note add share observe respond comment "
    "confirm inform flag chimed_in put_it update declare propose conclude message summarise summarize quote "
    "describe agree request promise offer objected counter"
)
#: What is done to machines: no kind of event is this; it is held against the words of events that have their own.
_DONE = (
    "launch terminate restart stop reboot kill scale drain rotate provision replace remove delete install upgrade downgrade "
    "enable disable switch fail_over failed_over promote add join leave left archive rename pin detach attach recycle start create "
    "update set change roll_back rolled_back rolling_back revert rebase lock unlock flag"
)
#: What a noun says of the things that are meant.
NOUNS: Mapping[str, str] = {
    "pull": r"pull[ -]requests?|prs?|merge[ -]requests?|mrs?|terraform changes?|code changes?|changes?",
    "run": r"(?:terraform )?(?:speculative )?(?:runs?|plans?|appl(?:y|ies))|terraform changes?|hcp|changes?",
    "deploy": r"deployments?|deploys?|roll-?outs?",
    "build": r"builds?|workflows?|pipelines?|ci|workflow runs?|jobs?|actions?|test suites?",
    "incident": r"incidents?|pages?|pagerduty(?: alerts?| incidents?)?|alerts?|alarms?",
    "alert": r"alerts?|alarms?|monitors?|warnings?|datadog",
    "ticket": r"tickets?|jira(?: issues?| tickets?)?|issues?|tasks?",
    "error": r"sentry(?: issues?| errors?)?|errors?|exceptions?|issues?",
    "release": r"releases?|versions?|prereleases?",
    "code": r"branch(?:es)?|commits?|code|push(?:es)?",
    "status": r"status ?pages?",
    "message": r"messages?|posts?|thread",
    "channel": r"channels?|topics?",
    "event": r"instances?|nodes?|hosts?|servers?|pods?|containers?",
}  # fmt: skip
_IRREGULAR = {
    "begin": "begin begins began begun beginning",
    "break": "break breaks breaking",
    "go": "go goes went gone going",
    "cut": "cut cuts cutting",
    "set": "set sets setting",
    "leave": "leave leaves left leaving",
    "tell": "tell tells told telling",
}
_BASES = frozenset(("succeed", "bring", "ring"))
_DOUBLED = frozenset(("trip", "stop", "log", "ship", "pin", "flag", "cancel", "tag", "plan", "submit", "drop"))
_IN_PARTICIPLE = re.compile(r"\b(?:was|were|been|being|is|are|be|got|gets|getting)\b[^.;]{0,24}$")


class Verb(NamedTuple):
    """One entry of the table, as it stands in a text.

    Attributes:
        acts: `area.verb` that it states; a verb may be `*`.
        stem: what its forms begin with.
        noun: whether it is a noun of the act.
        speech: whether it says that somebody said something.
        either: whether it may be a noun, too: "the deploy failed".
    """

    acts: frozenset[str]
    stem: str
    noun: bool = False
    speech: bool = False
    either: bool = False


def forms(word: str) -> Iterator[str]:
    """The forms of a verb that stands in the table as an infinitive; what is inflected already stays as it is."""
    if word in _IRREGULAR:
        yield from _IRREGULAR[word].split()
        return
    yield word
    if "_" in word or (word.endswith(("ed", "ing", "'d", "\u2019d")) and word not in _BASES):
        return
    base = word[:-1] if word.endswith("e") else word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        yield from (f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing")
        return
    if word in _DOUBLED:
        yield from (f"{word}{word[-1]}ed", f"{word}{word[-1]}ing")
    yield from (f"{word}{'es' if word.endswith(('s', 'sh', 'ch', 'x')) else 's'}", f"{base}ed", f"{base}ing")


def stem(word: str) -> str:
    """What the forms of one verb have in common, as far as endings tell."""
    word = word.lower()
    for ending in ("ies", "ied", "ing", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2:-1] and word[-1] not in "sl" else word


@cache
def table() -> Mapping[str, Verb]:
    """By form, in small letters, what it states."""
    found: dict[str, Verb] = {}
    for words, acts in _TABLE:
        for word in words.split():
            noun = word.endswith("*")
            for form in _plural(word[:-1]) if noun else forms(word):
                _put(found, form, Verb(frozenset(acts.split()), stem(form), noun))
    speech = frozenset(SPEECH.split())
    for word in _SPEAKING.split():
        for form in forms(word):
            _put(found, form, Verb(speech, stem(form), speech=True))
    for word in _DONE.split():
        for form in forms(word):
            _put(found, form, Verb(frozenset(), stem(form)))
    return {form.replace("_", " "): verb for form, verb in found.items()}


def _plural(noun: str) -> Iterator[str]:
    yield noun
    yield noun[:-1] + "ies" if noun.endswith("y") else f"{noun}{'es' if noun.endswith(('s', 'h')) else 's'}"


def _put(found: dict[str, Verb], form: str, verb: Verb) -> None:
    """A form that stands there already means either; a noun never hides a verb."""
    old = found.get(form)
    if old is None:
        found[form] = verb
    else:
        either = old.either or verb.either or old.noun != verb.noun
        acts = old.acts | verb.acts if old.noun == verb.noun else (verb if old.noun else old).acts
        found[form] = Verb(acts, verb.stem, old.noun and verb.noun, old.speech or verb.speech, either)


@cache
def pattern() -> re.Pattern[str]:
    """Finds every form of the table in a text, the longest first."""
    words = sorted(table(), key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![\w'\u2019-])(?:{'|'.join(map(re.escape, words))})(?![\w-]|['\u2019]\w)", re.IGNORECASE)


@cache
def nouns() -> re.Pattern[str]:
    """Finds nouns that say what is meant."""
    each = "|".join(f"(?P<{area}>{words})" for area, words in NOUNS.items())
    return re.compile(rf"(?<![\w-])(?:{each})(?![\w-])", re.IGNORECASE)


def areas(text: str) -> frozenset[str]:
    """The sorts of things that the nouns of a text mean."""
    found = set()
    for match in nouns().finditer(text):
        found |= {area for area, words in NOUNS.items() if re.fullmatch(words, match[0], re.IGNORECASE)}
    return frozenset(found)


def is_passive(before: str) -> bool:
    """Whether the words before a participle make it a passive."""
    return bool(_IN_PARTICIPLE.search(before))


def states(verb: Verb, act: str) -> bool:
    """Whether the verb states that act."""
    return act in verb.acts or f"{act.partition('.')[0]}.*" in verb.acts
