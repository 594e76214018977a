"""The one exact table: which forms state which acts, read both ways. A verb that is not in it is never guessed."""

from __future__ import annotations

from collections.abc import Mapping

#: What people do with words; what they said is checked only where it is quoted.
SPEECH = (
    "message.* post.* pull.commented run.commented ticket.commented error.commented incident.annotated "
    "incident.status_updated note.*"
)
#: By what it is about: `pull` is a pull request, `run` a Terraform run. Forms that end in `*` are nouns of the act, and
#: count only where they stand for it ("before the merge"); several words are parted by `_`.
TABLE = """
pull.approved run.approved deploy.approved:
    approve approval* signed_off sign-off* greenlit green-lit lgtm* go-ahead* thumbs-up* approving_review* okayed
    green_light* blessing* ok'd stamped
run.approved:
    confirm
pull.rejected deploy.rejected:
    reject rejection* decline requested_changes changes_requested changes_were_requested
    changes_had_been_requested requesting_changes requests_changes request_changes asked_for_changes
    asking_for_changes asks_for_changes sent_back turned_down pushed_back_on
pull.reviewed pull.approved pull.rejected:
    review review*
pull.commented run.commented ticket.commented error.commented incident.annotated:
    comment left_a_comment comment*
pull.merged code.pushed:
    merge merge* land squash-merge squashed_and_merged merge_button* got_merged went_in
pull.closed incident.resolved ticket.transitioned error.resolved status.resolved:
    close closed_without_merging closure*
pull.reopened ticket.transitioned incident.triggered error.regressed error.updated:
    reopen re-open re-opened
run.planned:
    plan plan*
run.applied:
    apply apply* applied_successfully
run.discarded:
    discard
run.canceled build.updated deploy.updated:
    cancel cancelled cancelling abort
run.failed deploy.failed build.failed:
    fail failure* errored ended_in_an_error ended_with_an_error break broke broken went_red turned_red crashed
code.pushed code.created incident.notified:
    push push*
code.pushed:
    force-push committed
code.deleted:
    delete deletion*
release.published status.published status.updated:
    publish
release.published:
    release release* cut tagged
deploy.succeeded run.applied event.* recorded.*:
    deploy ship shipped roll_out rolled_out rolling_out rollout* went_live was_live is_live were_live go_live
    went_out put_live promoted
deploy.started deploy.succeeded run.applied event.* recorded.*:
    deployment* deploy* deploys deploying ships shipping
deploy.started build.started run.proposed incident.triggered:
    start begin began begun kick_off kicked_off kicking_off queued spin_up started_running
deploy.updated ticket.transitioned:
    in_progress
deploy.succeeded build.succeeded run.applied run.planned:
    finish complete completion* succeed success* pass done go_through went_through
build.succeeded deploy.succeeded alert.recovered:
    went_green turned_green go_green goes_green
build.failed deploy.failed run.applied run.failed:
    end ended
deploy.succeeded build.succeeded incident.resolved alert.recovered note.impact_ended:
    end ended
alert.triggered:
    alert went_into_alert gone_into_alert goes_into_alert entered_alert enters_alert entering_alert alert*
alert.triggered alert.warned incident.triggered:
    fire go_off went_off goes_off trip tripped tripping breached firing* issued
alert.triggered alert.warned incident.triggered run.proposed:
    trigger trigger*
alert.warned:
    warn warning* went_into_warn entered_warn went_to_warn went_into_warning gone_into_warning entered_warning
    enters_warning enters_warn
alert.no_data:
    no_data reported_no_data had_no_data lost_data stopped_reporting went_silent
alert.recovered:
    recover recovery* clear cleared_up
    back_to_ok back_to_normal back_to_green back_in_ok returned_to_ok returned_to_normal
    returns_to_ok returns_to_normal returned_to_healthy returns_to_healthy returned_to_a_healthy_state
    returns_to_a_healthy_state went_healthy back_to_healthy
    went_ok normalised normalized subsided stopped_firing stopped_alerting quieted_down recovered_by_itself
alert.recovered incident.resolved error.resolved status.resolved ticket.transitioned:
    resolve resolution* auto-resolve
alert.renotified:
    renotify renotification* re-notified re-alerted re-notify re-notifies notified_again notifies_again
    alerted_again re-alerts re-triggered retriggered
    fired_again notified_once_more notifies_once_more notified_once_again alerted_once_more still_alerting
channel.updated:
    changed_the_topic set_the_topic updated_the_topic changes_the_topic sets_the_topic updates_the_topic
    changed_the_channel_topic set_the_channel_topic updated_the_channel_topic topic_was_changed topic_was_set
    topic_was_updated
alert.muted:
    mute silence
alert.unmuted:
    unmute unmuted
incident.acknowledged incident.assigned ticket.assigned:
    picked_up picks_up pick_up
incident.acknowledged:
    acknowledge acknowledgement* acknowledgment* ack* ack acked acks acking ack'd
incident.unacknowledged:
    unacknowledge unacknowledged un-acknowledged unacked timed_out_of_acknowledgement
incident.escalated incident.assigned incident.notified:
    passed_on_to passes_on_to was_passed_on passed_it_on_to moved_on_to
incident.escalated error.updated:
    escalate escalation*
incident.assigned ticket.assigned error.assigned:
    assign assignment* reassign re-assigned hand_over handed_over handed_to hand_to delegate landed_with
    landed_on
incident.assigned ticket.assigned error.assigned ticket.transitioned:
    went_to goes_to
    hands_it_to handed_it_to hand_it_to hands_to passed_to passed_it_to passes_it_to gave_it_to gives_it_to
    handed_it_over_to
incident.notified:
    notify notification* called_out phoned texted rang
incident.notified incident.assigned incident.escalated incident.responder_requested:
    page paging*
incident.triggered incident.notified incident.assigned incident.escalated incident.responder_requested:
    page* paged_out went_to_page
incident.annotated:
    annotate noted_on added_a_note left_a_note wrote_a_note
incident.snoozed:
    snooze snooze* snooze_button*
incident.priority_changed ticket.updated:
    priority_changed changed_the_priority priority_was_changed raised_the_priority lowered_the_priority
    set_the_priority
incident.urgency_changed:
    urgency_changed changed_the_urgency urgency_was_changed raised_the_urgency lowered_the_urgency
incident.status_updated status.updated status.published:
    posted_a_status_update status_update* status_was_updated sent_a_status_update gave_a_status_update
incident.responder_requested:
    request ask
incident.responder_requested:
    brought_in brings_in called_in pulled_in looped_in
    requested_responders requested_responder asked_for_responders to_respond requested_help_from requests_help_from
    requested_a_responder was_requested were_requested request_a_responder responder_request* asked_for_help
    asks_for_help asked_for_support
pull.proposed ticket.created incident.triggered:
    open opened file submit put_up opening*
pull.proposed:
    had_a_pr_up had_the_pr_up was_up is_up were_up went_up goes_up
pull.proposed ticket.created incident.triggered alert.triggered alert.warned:
    raise
pull.proposed run.proposed ticket.created incident.triggered deploy.started code.created:
    create creation*
pull.proposed:
    propose authored
note.declared incident.triggered:
    declare
ticket.created:
    log logged
error.first_seen:
    first_seen first_saw first_sees first_appeared first_reported first_recorded first_observed first_noticed
    first_detected first_logged first_occurred first_captured first_raised first_occurrence*
error.first_seen alert.triggered alert.warned incident.triggered:
    appear show_up shows_up showed_up pop_up pops_up popped_up
error.regressed:
    regress regression* came_back come_back reappeared
ticket.transitioned:
    move transition transition* set
pull.proposed:
    new_pr* new_pull_request* new_merge_request*
ticket.created:
    new_ticket* new_jira_ticket*
incident.triggered:
    new_page* new_incident* new_pagerduty_incident*
error.first_seen:
    new_error* new_sentry_error* new_sentry_issue* new_exception*
error.first_seen ticket.created:
    new_issue*
release.published:
    new_release*
alert.triggered:
    new_alert*
alert.warned:
    new_warning*
deploy.started:
    new_deployment* new_deploy*
run.proposed:
    new_run* new_terraform_run*
"""
SPEAKING = """
    say says said write writes wrote written writing post ask report answer reply replies replied replying
    announce suggest mention remark state tell tells told telling explain point_out pointed_out note add share
    observe respond comment confirm inform flag chimed_in put_it update declare propose conclude message summarise
    summarize quote describe agree request promise offer objected counter
"""
#: Verbs that say nothing but that the act of a noun was done: "a comment was left", "gave it the go-ahead".
LIGHT = """
    left leave leaves given gave give gives giving made makes make added adds posted posts sent sends submitted submits
    issued issues received receives got gets raised raises occurred happened came comes performed recorded
    followed put puts took takes hit hits pressed presses clicked clicks provided provides granted grants went did does
    chose chooses handed reached needed saw sees
"""
#: What nobody does: a run fails, an alert clears.
_BY_ITSELF = """
    run.planned run.applied run.failed deploy.succeeded deploy.failed build.succeeded build.failed deploy.updated
    build.updated
    alert.triggered alert.warned alert.no_data alert.recovered alert.renotified error.first_seen error.regressed
    incident.notified
"""
BY_ITSELF = frozenset(_BY_ITSELF.split())
#: What is done to machines: no kind of event is this; it is held against the words of events that have their own.
DONE = """
    launch terminate restart stop reboot kill scale drain rotate provision replace remove delete install upgrade
    downgrade enable disable switch fail_over failed_over promote add join leave left archive rename pin detach
    attach recycle start create update set change roll_back rolled_back rolling_back revert rebase lock unlock
    flag
"""
#: What was so from one minute to another: it began in the one and ended in the other.
LASTING = """
    lasted lasts was_firing was_open was_active was_ongoing was_in_alert stayed_in_alert remained_in_alert was_alerting
    kept_firing kept_alerting stayed_open remained_open was_alarming was_in_alarm was_red stayed_red remained_red
"""
#: What a noun says of the things that are meant.
NOUNS: Mapping[str, str] = {
    "pull": r"pull[ -]requests?|prs?|merge[ -]requests?|mrs?|terraform changes?|code changes?|changes?",
    "run": r"(?:terraform )?(?:speculative )?(?:runs?|plans?|appl(?:y|ies))|terraform changes?|hcp|changes?",
    "deploy": r"deployments?|deploys?|roll-?outs?",
    "build": r"builds?|workflows?|pipelines?|ci|(?:workflow )?runs?|jobs?|actions?|test suites?",
    "incident": r"issues?|problems?|incidents?|pages?|pagerduty(?: alerts?| incidents?)?|alerts?|alarms?",
    "alert": r"issues?|problems?|alerts?|alarms?|monitors?|warnings?|datadog",
    "ticket": r"tickets?|jira(?: issues?| tickets?)?|issues?|tasks?",
    "error": r"sentry(?: issues?| errors?)?|errors?|exceptions?|issues?",
    "release": r"releases?|versions?|prereleases?",
    "code": r"branch(?:es)?|commits?|code",
    "status": r"status ?pages?",
    "message": r"messages?|posts?|thread",
    "channel": r"channels?|topics?",
    "event": r"instances?|nodes?|hosts?|servers?|pods?|containers?",
}  # fmt: skip
