"""What Jira knows: the action items of the incident, and what its app and people said of them in Slack."""

from __future__ import annotations

from typing import Any

from timeline.demo import EMAIL
from timeline.demo.incident import facts
from timeline.demo.incident.facts import at
from timeline.demo.payloads.jira import account, comment, document, entry, item, paragraph, ticket
from timeline.demo.payloads.slack import jira_post, message

_WEB = "https://acme.atlassian.net/browse"
_ADA, _GRACE, _LINUS = (
    account(f"5b10a2844c20165700ed{number}", name, email=email)
    for number, name, email in (
        ("e181", facts.ADA, facts.ADA_MAIL),
        ("e190", facts.GRACE, facts.GRACE_MAIL),
        ("e201", facts.LINUS, facts.LINUS_MAIL),
    )
)
_AMI, _SENTRY = "IE-1457", "SXP-794"
_AMI_TITLE = "Find out why the new AMI publishes no hooks"


def world() -> dict[str, Any]:
    """A site with two action items, and a ticket of last month that nobody touched that evening."""
    return {"owner": _ADA, "email": EMAIL, "web": "https://acme.atlassian.net", "tickets": [_ami(), _sentry(), _old()]}


def _ami() -> dict[str, Any]:
    """The action item that was begun at once, and was done the next day."""
    return ticket(
        "20457", _AMI, _AMI_TITLE, _GRACE, at("19:16:02.310"),
        description=document("Six of six instances take traffic and publish nothing."),
        assignee=_GRACE, status={"name": "Done"}, priority={"name": "High"},
        histories=[
            entry("80110", _ADA, at("19:17:40.118"), item("assignee", None, facts.GRACE, to=_GRACE["accountId"])),
            entry("80114", _GRACE, at("19:24:11.906"), item("status", "To Do", "In Progress")),
            entry(
                "80190", _GRACE, at("14:02:37.001", 21),
                item("resolution", None, "Done"), item("status", "In Progress", "Done"),
            ),
        ],
    )  # fmt: skip


def _sentry() -> dict[str, Any]:
    """The question that the talk asks, too."""
    asked = paragraph("Did we get one? If not, why not? ", {"type": "mention", "attrs": {"id": _LINUS["accountId"]}})
    return ticket(
        "20461", _SENTRY, "Was there a Sentry report, and who saw it?", _ADA, at("19:18:25.640"),
        comments=[comment("31007", _LINUS, at("19:21:03.772"), document("Tomorrow, with the alert rules."))],
        description=document(asked),
    )  # fmt: skip


def _old() -> dict[str, Any]:
    return ticket(
        "19903", "IE-1391", "Levels of the queue length alert", _LINUS, at("09:12:00.000", 3),
        comments=[comment("31050", _ADA, at("09:40:12.345", 21), document("No warning any more: green or red."))],
    )  # fmt: skip


def posts(grace: str) -> list[dict[str, Any]]:
    """What stands of it in Slack: the app's post of a new ticket, and the message that names both."""
    links = " and ".join(f"<{_WEB}/{key}|{key}>" for key in (_AMI, _SENTRY))
    page = f"<https://acme.pagerduty.com/incidents/{facts.PUBLISH_INCIDENT}|4172>"
    title = f"{_AMI}: {_AMI_TITLE}"
    said = f"{facts.GRACE} has *created* a Task"
    return [
        jira_post(at("19:16:04.120700"), said, title, f"{_WEB}/{_AMI}", "Status: `To Do`       Assignee: *Unassigned*"),
        message(at("19:19:10.550800"), grace, f"Action items of {page} so far: {links}"),
    ]
