"""What Slack knows: three channels, what people said in them and what the other services' apps posted."""

from __future__ import annotations

from typing import Any

from timeline.demo.incident import facts, jira
from timeline.demo.incident.facts import HOOKS, INFRA, at
from timeline.demo.payloads.slack import (
    channel,
    datadog_post,
    github_post,
    message,
    pagerduty_post,
    post,
    terraform_post,
    user,
)

_ALERTS, _INCIDENTS, _DEPLOYS, _PRIVATE = "C0ALERTS1", "C0INCIDNT", "C0DEPLOYS", "C0PRIVATE"
_ADA, _GRACE, _LINUS, _FORMER = "U0ADA1815", "U0GRACE06", "U0LINUS01", "U0FORMER1"
_STRANGER = "U0STRANGE"  # from another workspace: users.info does not know them
_ROTATION = at("15:02:11.004200", 18)  # the thread's parent, two days old


def world() -> dict[str, Any]:
    """The workspace."""
    return {
        "channels": [
            channel(_ALERTS, "infra-alerts", former=("ops-alerts",)),
            channel(_INCIDENTS, "incidents"),
            channel(_DEPLOYS, "deploys"),
            channel(_PRIVATE, "leads", private=True),
        ],
        "users": [
            user(_ADA, "ada", facts.ADA, email=facts.ADA_MAIL),
            user(_GRACE, "grace", facts.GRACE, email=facts.GRACE_MAIL),
            user(_LINUS, "linus", facts.LINUS, email=facts.LINUS_MAIL),
            user(_FORMER, "rosalind", "Rosalind Franklin", deleted=True),
        ],
        "messages": {
            _ALERTS: [*_rotation(), *_alarms(), *_pages(), *_flapping()],
            _INCIDENTS: [*_talk(), *jira.posts(_GRACE)],
            _DEPLOYS: [*_hooks(), *_rollback()],
            _PRIVATE: [message(at("18:50:00.000100"), _ADA, "not for the record: this channel was not asked for")],
        },
    }


def _rotation() -> list[dict[str, Any]]:
    """A thread of two days ago that is still answered while it happens."""
    return [
        message(_ROTATION, _GRACE, "Thursday we rotate the `http_hooks_v2` instances to the new AMI, one by one."),
        message(at("15:09:40.000300", 18), _LINUS, "Expect a warning or two.", thread=_ROTATION),
        message(at("18:42:04.512300"), _GRACE, "Five of six are new.", thread=_ROTATION),
        message(at("18:44:31.220900"), _GRACE, "That was the last one, all six are on the new AMI.", thread=_ROTATION),
        message(at("18:52:07.001900"), _LINUS, "Which AMI were we on before?", thread=_ROTATION),
        message(at("18:52:40.730100"), _GRACE, "`ami-0b1e5aa7`, it is in the launch template", thread=_ROTATION),
    ]


def _alarms() -> list[dict[str, Any]]:
    publish = (facts.PUBLISH, facts.PUBLISH_NAME)
    queue = (facts.QUEUE, f"{facts.QUEUE_NAME} on queue:hooks")
    instances = (facts.INSTANCES, facts.INSTANCES_NAME)
    posts = [
        ("18:42:33.118200", "Warn", instances, facts.INSTANCES_WARN, "5 of 6 healthy"),
        ("18:42:48.905100", "Triggered", queue, facts.QUEUE_ALERT, "12,400 messages waiting"),
        ("18:47:03.402100", "Triggered", publish, facts.PUBLISH_ALERT, "Published hooks fell by 62 %"),
        ("18:47:34.640000", "Recovered", instances, facts.INSTANCES_OK, "6 of 6 healthy"),
        ("19:01:05.870300", "Re-Triggered", publish, facts.PUBLISH_AGAIN, "Published hooks fell by 58 %"),
        ("19:10:35.001700", "Recovered", queue, facts.QUEUE_OK, "3 messages waiting"),
        ("19:12:13.660400", "Recovered", publish, facts.PUBLISH_OK, "Published hooks are as usual"),
    ]
    return [
        datadog_post(at(clock), word, monitor=monitor, name=name, event=event, text=text)
        for clock, word, (monitor, name), event, text in posts
    ]


def _pages() -> list[dict[str, Any]]:
    publish = (facts.PUBLISH_INCIDENT, 4172, facts.PUBLISH_NAME)
    queue = (facts.QUEUE_INCIDENT, 4171, facts.QUEUE_NAME)
    return [
        pagerduty_post(at("18:42:51.300500"), *queue, "triggered"),
        pagerduty_post(at("18:43:57.410200"), *queue, f"acknowledged by {facts.ADA}"),
        pagerduty_post(at("18:46:08.020600"), *publish, "triggered"),
        pagerduty_post(at("18:47:35.770800"), *publish, f"acknowledged by {facts.ADA}"),
        pagerduty_post(at("18:49:50.160200"), *publish, f"acknowledged by {facts.GRACE}"),
        pagerduty_post(at("19:10:38.220400"), *queue, "resolved"),
        pagerduty_post(at("19:12:16.830100"), *publish, "resolved"),
    ]


def _flapping() -> list[dict[str, Any]]:
    """A monitor that nobody listens to any more; its posts come and go beside the alarm."""
    made = []
    for number, minute in enumerate((31, 38, 45, 52, 59)):
        name = f"{facts.LATENCY_NAME} on host:editor-{number % 2 + 1}"
        for step, (second, word) in enumerate(((10, "Warn"), (55, "Recovered"))):
            event = f"49808661725482180{2 * number + step:02d}"
            text = "2.1 s" if word == "Warn" else "0.8 s"
            moment = at(f"18:{minute}:{second}.4410{number}0")
            made.append(datadog_post(moment, word, monitor=facts.LATENCY, event=event, name=name, text=text))
    return made


def _talk() -> list[dict[str, Any]]:
    noticed = at("18:43:20.000200")
    start = at("18:48:12.330700")
    pull = "<https://github.com/acme/hooks/pull/88|#88>"
    page = f"<https://acme.pagerduty.com/incidents/{facts.PUBLISH_INCIDENT}|4172>"
    launch = f"<https://app.datadoghq.com/event/event?id={facts.LAST_LAUNCH}|the last launch>"
    graph = {
        "id": "F0GRAPH01", "name": "publish-volume.png", "title": "publish volume", "mimetype": "image/png",
        "url_private": "https://files.slack.com/files-pri/T0ACME-F0GRAPH01/publish-volume.png",
    }  # fmt: skip
    return [
        message(at("18:31:02.0001"), _LINUS, "Handing over to Ada, all quiet. Runbook: <https://wiki.example/oncall|here>"),
        message(
            noticed, _ADA, "Noticed a DataDog warning, I think it is the rotating http_hooks_v2 instances",
            reactions=[{"name": "eyes", "users": [_GRACE], "count": 1}],
        ),
        message(at("18:47:52.3101"), _ADA, f"It was more than that: {page}, since {launch}", thread=noticed),
        message(start, _ADA, f"<!here> hook publishing is down by half. <@{_GRACE}> is that the rotation?"),
        message(at("18:48:40.0041"), _GRACE, "Looking. The new instances take traffic, publish nothing.", thread=start),
        message(at("18:49:31.6503"), _LINUS, f"Could be my retry change, {pull}?", thread=start),
        message(at("18:50:12.0908"), _GRACE, "No: an old instance with the same code is fine.", thread=start),
        message(at("18:50:29.4409"), _GRACE, "it is the image", thread=start, subtype="thread_broadcast"),
        message(at("18:51:00.7103"), _GRACE, "let's roll back Terraform config change, switching back to the old AMI"),
        message(at("18:51:14.0205"), _ADA, "Agreed. Open it, I will approve."),
        message(at("18:51:40.1302"), _STRANGER, "Our hooks are missing since 18:45, is this known?"),
        message(at("18:52:10.9903"), _ADA, f"Yes, we are on it, <@{_STRANGER}>. Next update at 19:00."),
        message(at("18:56:41.3001"), _GRACE, "Here is what it looks like", subtype="file_share", files=[graph]),
        message(at("18:59:58.5407"), _ADA, "Update: old AMI is applied, instances are being replaced."),
        message(at("19:05:33.8702"), _FORMER, "I still get these pages, please take me off."),
        message(
            at("19:12:44.2509"), _ADA, "Hook publishing is back to normal.",
            edited={"user": _ADA, "ts": "1561058001.000000"},
        ),
        message(at("19:13:20.0006"), _ADA, f"<@{_ADA}> set the channel topic: 4172 all clear", subtype="channel_topic"),
        message(at("19:14:55.4102"), _GRACE, "Post-mortem tomorrow at 15:00, I will bring the record."),
        message(at("19:22:18.0904"), _LINUS, f"<@{_LINUS}> has left the channel", subtype="channel_leave"),
    ]  # fmt: skip


def _hooks() -> list[dict[str, Any]]:
    pull = f"https://github.com/{HOOKS}/pull/88"
    run = f"https://github.com/{HOOKS}/actions/runs/{facts.DEPLOY_RUN}"
    title = "#88 Retry publishing with a jitter"
    deployed = {"type": "mrkdwn", "text": f"<{run}|hooks 91ad4f0> successfully deployed to production"}
    return [
        github_post(
            at("18:32:17.550100"), "grace-hopper approved pull request", title, f"{pull}#pullrequestreview-99083", HOOKS
        ),
        github_post(at("18:33:10.210300"), "Pull request merged by linusp", title, pull, HOOKS),
        post(at("18:35:42.870500"), "B0GITHUB", "GitHub", blocks=[{"type": "section", "text": deployed}]),
        message(at("18:36:02.110200"), _LINUS, "#88 is out :tada:"),
    ]


def _rollback() -> list[dict[str, Any]]:
    pull = f"https://github.com/{INFRA}/pull/31"
    title = "#31 Roll back AMI"
    run = (facts.ROLLBACK_RUN, "hooks-prod")
    return [
        github_post(at("18:53:08.330200"), "Pull request opened by grace-hopper", title, pull, INFRA),
        github_post(
            at("18:54:25.040400"), "ada-l approved pull request", title, f"{pull}#pullrequestreview-99120", INFRA
        ),
        github_post(at("18:55:05.660900"), "Pull request merged by grace-hopper", title, pull, INFRA),
        terraform_post(at("18:55:50.120300"), *run, "Planned", "Roll back AMI"),
        terraform_post(at("18:58:46.930200"), *run, "Applied", "Roll back AMI"),
        message(at("18:59:12.200800"), _GRACE, "Applied. Instances are being replaced."),
    ]
