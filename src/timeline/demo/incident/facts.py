"""What the five services speak of: times, ids and names that must agree between them."""

from __future__ import annotations

from datetime import UTC, datetime

ADA, GRACE, LINUS = "Ada Lovelace", "Grace Hopper", "Linus Pauling"
ADA_MAIL, GRACE_MAIL, LINUS_MAIL = "ada@acme.example", "grace.hopper@acme.example", "linus@acme.example"
INFRA, HOOKS = "acme/infra", "acme/hooks"
PUBLISH, QUEUE, INSTANCES, LATENCY = 7340021, 7340117, 7340198, 7340305
PUBLISH_NAME, QUEUE_NAME = "hook publish volume drop", "RabbitMQ queue length"
INSTANCES_NAME, LATENCY_NAME = "http_hooks_v2 healthy instances", "editor p95 latency"
PUBLISH_ALERT, PUBLISH_AGAIN, PUBLISH_OK = "4980866172548217311", "4980866172548217356", "4980866172548217402"
QUEUE_ALERT, QUEUE_OK = "4980866172548216958", "4980866172548217399"
INSTANCES_WARN, INSTANCES_OK = "4980866172548216943", "4980866172548217007"
LAST_LAUNCH = "4980866172548216871"
PUBLISH_INCIDENT, QUEUE_INCIDENT, DISK_INCIDENT = "Q2HVW8M41PUB", "Q2HVW8M41RMQ", "Q2HVW8M41DSK"
ROLLBACK_SHA = "3f6c0d9be5a1477c8b2e4d1f90a7c65e8d2b1a04"
BRANCH_SHA = "a4be7f3110c98d62ef04b5a6d1379c82e0f4d96b"
HOOKS_SHA = "91ad4f07c2be38d5560fe1a7b34c9d280e6f5b13"
AMI_SHA = "c07be8821fd94a3b6e50d2c7f81a9e34b5d60f72"
ROLLBACK_RUN, SPECULATIVE_RUN, AMI_RUN = "run-9kQ2mWb7TzRollBk", "run-5hJ8xNc3VdSpecul", "run-2bF6yLp4GsMornng"
DEPLOY_RUN = 161803398
SENTRY_ISSUE = "4171206"


def at(clock: str, day: int = 20) -> datetime:
    """That time of the incident's day, in UTC, e.g. `18:46:02` or `18:46:02.5`."""
    return datetime.fromisoformat(f"2019-06-{day:02d}T{clock}").replace(tzinfo=UTC)
