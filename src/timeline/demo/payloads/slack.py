"""Slack's messages, users and channels."""

from __future__ import annotations

from datetime import datetime
from typing import Any

TEAM = "T0ACME"


def ts(time: datetime) -> str:
    """A message's timestamp."""
    return f"{int(time.timestamp())}.{time.microsecond:06d}"


def channel(
    key: str, name: str, *, private: bool = False, archived: bool = False, former: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A channel that the token's owner is in."""
    return {
        "id": key, "name": name, "name_normalized": name, "previous_names": list(former), "is_channel": not private,
        "is_group": private, "is_private": private, "is_archived": archived, "is_member": True,
        "topic": {"value": "", "creator": "", "last_set": 0}, "num_members": 12,
    }  # fmt: skip


def user(key: str, name: str, full: str, *, email: str | None = None, deleted: bool = False) -> dict[str, Any]:
    """A person."""
    profile = {"real_name": full, "real_name_normalized": full, "display_name": name}
    profile |= {"email": email} if email else {}
    return {
        "id": key, "team_id": TEAM, "name": name, "real_name": full, "deleted": deleted, "is_bot": False,
        "profile": profile,
    }  # fmt: skip


def message(time: datetime, author: str, text: str, *, thread: datetime | None = None, **more: Any) -> dict[str, Any]:
    """What a person wrote; with `thread`, a reply to the message of that time."""
    made: dict[str, Any] = {"type": "message", "user": author, "text": text, "ts": ts(time), "team": TEAM}
    if thread:
        made["thread_ts"] = ts(thread)
    return made | more


def post(time: datetime, bot: str, name: str, **content: Any) -> dict[str, Any]:
    """What an app posted."""
    profile = {"id": bot, "name": name, "deleted": False, "team_id": TEAM}
    return {
        "type": "message", "subtype": "bot_message", "text": "", "ts": ts(time), "bot_id": bot, "bot_profile": profile,
        "team": TEAM, **content,
    }  # fmt: skip


def datadog_post(time: datetime, word: str, *, monitor: int, event: str, name: str, text: str) -> dict[str, Any]:
    """Datadog's post of a transition: its link carries the event's id."""
    link = (
        f"https://app.datadoghq.com/monitors/{monitor}?event_id={event}&link_source=monitor_notif"
        f"&link_monitor_id={monitor}&link_event_id={event}"
    )
    attachment = {"id": 1, "fallback": f"{word}: {name}", "title": f"{word}: {name}", "title_link": link, "text": text}
    return post(time, "B0DATADOG", "Datadog", attachments=[attachment])


def pagerduty_post(time: datetime, incident: str, number: int, title: str, words: str) -> dict[str, Any]:
    """PagerDuty's post of a transition: its own words stand beside the link."""
    address = f"https://acme.pagerduty.com/incidents/{incident}?utm_campaign=channel&amp;utm_source=slack"
    link = f"<{address}|[#{number}] {title}>"
    block = {"type": "section", "text": {"type": "mrkdwn", "text": f":red_circle: *{link}* {words}"}}
    attachment = {"id": 1, "fallback": f"[#{number}] {title}", "blocks": [block]}
    return post(time, "B0PAGERDUTY", "PagerDuty", attachments=[attachment])


def github_post(time: datetime, pretext: str, title: str, link: str, repo: str) -> dict[str, Any]:
    """The GitHub app's post about a pull request."""
    attachment = {
        "id": 1, "pretext": pretext, "title": title, "title_link": link, "fallback": f"[{repo}] {title}",
        "footer": f"<https://github.com/{repo}|{repo}>",
    }  # fmt: skip
    return post(time, "B0GITHUB", "GitHub", attachments=[attachment])


def terraform_post(time: datetime, run: str, workspace: str, word: str, message_: str) -> dict[str, Any]:
    """HCP Terraform's post of a run's step."""
    attachment = {
        "id": 1, "fallback": f"Run notification from acme/{workspace}", "title": run,
        "title_link": f"https://app.terraform.io/app/acme/{workspace}/runs/{run}", "text": message_,
        "fields": [{"title": f"Run {word}", "value": f"{time:%b %d %Y %H:%M} UTC", "short": False}],
    }  # fmt: skip
    return post(time, "B0TERRAFORM", "Terraform", attachments=[attachment])


def jira_post(time: datetime, words: str, title: str, link: str, text: str) -> dict[str, Any]:
    """Jira's post of what was done to a ticket."""
    attachment = {"id": 1, "pretext": words, "title": title, "title_link": link, "text": text, "fallback": title}
    return post(time, "B0JIRA", "Jira", attachments=[attachment])
