"""The bundled incident, told by its services in their own payloads, with the noise around it.

The morning's new machine image for the `http_hooks_v2` instances drops published hooks. A warning is
noticed and put down to instances that are being rotated; the alarm comes when the last of them is new;
the change is rolled back.
"""

from __future__ import annotations

from timeline.demo.incident import datadog, github, jira, pagerduty, sentry, slack, terraform
from timeline.demo.server import Api
from timeline.demo.server.datadog import DatadogApi
from timeline.demo.server.github import GitHubApi
from timeline.demo.server.jira import JiraApi
from timeline.demo.server.pagerduty import PagerDutyApi
from timeline.demo.server.sentry import SentryApi
from timeline.demo.server.slack import SlackApi
from timeline.demo.server.terraform import TerraformApi


def apis(token: str, *, page: int = 100, post: str = "") -> dict[str, Api]:
    """The services as they are after the incident.

    Args:
        token: the one that every service accepts.
        page: the most rows that a page holds.
        post: the token that may post to Slack, and nothing else.
    """
    return {
        "slack": SlackApi(token, **slack.world(), page=page, post=post),
        "datadog": DatadogApi(token, **datadog.world(), page=page),
        "pagerduty": PagerDutyApi(token, **pagerduty.world(), page=page),
        "github": GitHubApi(token, **github.world(), page=page),
        "sentry": SentryApi(token, **sentry.world(), page=page),
        "terraform": TerraformApi(token, **terraform.world(), page=page),
        "jira": JiraApi(token, **jira.world(), page=page),
    }
