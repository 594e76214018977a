"""What apps' posts state: what their vendors document, and nothing that is not clear."""

import pytest

from timeline.joining.posts import keys_of
from timeline.sources.slack.apps import linked
from timeline.sources.slack.message import Message

INCIDENT = "<https://acme.pagerduty.com/incidents/QDISK|[#88] Disk resolved itself>"
RUN = "<https://app.terraform.io/app/acme/net/runs/run-9|run-9>"
PULL = "<https://github.com/acme/ledger/pull/9|#9>"
MONITOR = "https://app.datadoghq.com/monitors/9?event_id=8"


def said(*lines):
    tags = linked(Message({"bot_id": "B1", "text": "\n".join(lines)})).tags
    return tags.get("states"), tags.get("states_actor")


@pytest.mark.parametrize(
    ("word", "states"),
    [
        ("Created", "change.proposed"), ("Planning", None), ("Needs Attention", "run.needs_attention"), ("Applying", None),
        ("Completed", "change.applied"), ("Errored", "change.failed"), ("Planned and Finished", "change.planned"),
        ("Canceled", "change.canceled"), ("Force-Cancelled", "change.canceled"),
    ],
)  # fmt: skip
def test_every_run_notification_of_hcp_terraform(word, states):
    """The documented triggers; what is under way is no transition, and what asks for input has a word of its own."""
    assert said(RUN, f"*Run {word}*") == (states, None)


@pytest.mark.parametrize(
    "word", ["Drift Detected", "Check Failed", "Health Assessment Errored", "Auto-destroy reminder"]
)
def test_what_is_about_a_workspace_states_nothing_of_a_run(word):
    """Assessments and reminders have no run of their own, whatever run is linked beside."""
    assert said(RUN, word) == (None, None)


@pytest.mark.parametrize(
    ("line", "states", "actor"),
    [
        (f"{INCIDENT} delegated to Storage by Mei", "incident.assigned", "Mei"),
        (f"Mei Tanaka added a note to {INCIDENT}: it resolved", "incident.annotated", "Mei Tanaka"),
        (f"Note added by Mei: acknowledged {INCIDENT}", "incident.annotated", "Mei"),
        (f"Status update on {INCIDENT}: half of it is resolved", "incident.status_updated", None),
        (f"{INCIDENT} priority changed", "incident.priority_changed", None),
        (f"Mei requested a responder for {INCIDENT}", "incident.responder_requested", "Mei"),
        (f"{INCIDENT} resolved: note added", None, None),
        (f"{INCIDENT} resolved via Datadog", "incident.resolved", "Datadog"),
        (f"{INCIDENT} resolved through the API by Mei T.", "incident.resolved", "Mei T"),
        (f"{INCIDENT} acknowledged via phone by Mei", "incident.acknowledged", "Mei"),
        (f"{INCIDENT} Tom accepted", None, None),
    ],
)
def test_every_notification_of_pagerduty(line, states, actor):
    """The events that its Slack connection offers; a note's own words are no step."""
    assert said(line) == (states, actor)


@pytest.mark.parametrize(
    ("title", "states"),
    [
        ("Triggered: disk", "alert.triggered"), ("Re-Triggered: disk", "alert.renotified"), ("Warn: disk", "alert.warned"),
        ("Re-Warn: disk", "alert.renotified"), ("No data: disk", "alert.no_data"), ("Re-No data: disk", "alert.renotified"),
        ("Recovered: disk", "alert.recovered"), ("[P1] [Triggered on {host:a}] disk", "alert.triggered"),
        ("[prod][P2] [Recovered] disk", "alert.recovered"), ("disk triggered", None), ("[prod] disk Recovered", None),
    ],
)  # fmt: skip
def test_every_state_of_a_datadog_title(title, states):
    """The state at the title's beginning, behind whatever stands in brackets before it."""
    attachment = {"title": title, "title_link": MONITOR}
    tags = linked(Message({"bot_id": "B1", "text": "", "attachments": [attachment]})).tags
    assert tags.get("states") == states


@pytest.mark.parametrize(
    ("line", "states", "actor"),
    [
        ("Pull request opened by mei", "change.proposed", "mei"),
        ("[acme/ledger] Pull request merged by mei", "change.merged", "mei"),
        (":git-merged: Pull request reopened by mei", "change.reopened", "mei"),
        ("mei approved tom's pull request", "change.approved", "mei"),
        (":white_check_mark: mei approved tom's pull request", "change.approved", "mei"),
        ("mei requested changes on tom's pull request", "change.rejected", "mei"),
        ("mei commented on tom's pull request", "change.reviewed", "mei"),
        ("Comment on #9 Shrink the log", "change.commented", None),
        ("I approved this, see pull request opened by tom", None, None),
        ("mei approved of the colour", None, None),
        ("Issue opened by mei", None, None),
    ],
)
def test_every_pull_request_notification_of_github(line, states, actor):
    """The statement begins its line; what people write in prose is none."""
    assert said(PULL, line) == (states, actor)


@pytest.mark.parametrize("address", ["https://[x/event/event?id=1", "https://a.example/event/event?from=2&id=84#top"])
def test_no_address_ends_the_reading(address):
    """A link that is no address has whatever key it spells, and raises nothing."""
    assert list(keys_of(address))
