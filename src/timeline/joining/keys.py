"""The vocabulary of keys: each sort in one place, made and read here and spelt nowhere else."""

from __future__ import annotations

from typing import Self

from timeline.model.event import Event


class Sort(str):
    """One sort of key: as text, how its keys begin. Called with an object's ids, it makes the key of that object.

    `PULL("Acme/api", 12)` is `github:pr:acme/api#12`; `PULL.read` gives `("acme/api", "12")` back.
    """

    __slots__ = ("_joint", "_open", "_parts", "_small")
    _joint: str
    _parts: int
    _small: bool
    _open: bool

    def __new__(
        cls, begins: str, joint: str = "", parts: int = 1, *, small: bool = False, open_end: bool = False
    ) -> Self:
        """Define a sort.

        Args:
            begins: how its keys begin.
            joint: what stands between the ids of one object.
            parts: how many ids that are.
            small: the service does not tell capital letters from small ones.
            open_end: the last id may hold the joint, else the first one may.
        """
        made = super().__new__(cls, begins)
        made._joint, made._parts, made._small, made._open = joint, parts, small, open_end
        return made

    def __call__(self, *ids: str | int) -> str:
        """The key of the object with those ids."""
        if len(ids) != self._parts:
            raise TypeError(f"a key {self}… is made of {self._parts} ids, not {len(ids)}")
        told = self._joint.join(map(str, ids))
        return self + (told.lower() if self._small else told)

    def known(self, *ids: str | int | None) -> list[str]:
        """The key of the object with those ids; none where one of them is not known."""
        told = [each for each in ids if each]
        return [self(*told)] if len(told) == len(ids) else []

    def read(self, key: str) -> tuple[str, ...]:
        """The ids in a key; none where it is of another sort."""
        if not key.startswith(self):
            return ()
        told = key.removeprefix(self)
        if self._parts == 1:
            return (told,)
        split = told.split if self._open else told.rsplit
        found = tuple(split(self._joint, self._parts - 1))
        return found if len(found) == self._parts else ()


MONITOR, ALERT, DOWNTIME = Sort("datadog:monitor:"), Sort("datadog:event:"), Sort("datadog:downtime:")
#: From the first trigger to the recovery of one group: the monitor, the service's own cycle, the group's tags.
CYCLE = Sort("datadog:cycle:", "/", 3, open_end=True)
#: The event that opened what this one ended.
OPENED_BY = Sort("datadog:opened-by:")
INCIDENT, RECORDED = Sort("pagerduty:incident:"), Sort("pagerduty:change:")
PULL, REVIEW = Sort("github:pr:", "#", 2, small=True), Sort("github:review:")
WORKFLOW, DEPLOYMENT = Sort("github:run:", "/", 2, small=True), Sort("github:deployment:", "/", 2, small=True)
COMMIT = Sort("git:", small=True)
RUN = Sort("terraform:run:")
THREAD = Sort("slack:thread:", "/", 2)
ISSUE, TICKET = Sort("sentry:issue:"), Sort("jira:issue:")
STATUS, RULE = Sort("statuspage:incident:"), Sort("grafana:rule:")
#: What stands in the short address of an incident of a status page, which has nothing of its id.
SHORT = Sort("statuspage:short:")

SORTS: tuple[Sort, ...] = (
    MONITOR, ALERT, DOWNTIME, CYCLE, OPENED_BY, INCIDENT, RECORDED, PULL, REVIEW, WORKFLOW, DEPLOYMENT, COMMIT, RUN,
    THREAD, ISSUE, TICKET, STATUS, RULE, SHORT,
)  # fmt: skip


def of(event: Event, *sorts: str) -> list[str]:
    """The event's keys of those sorts."""
    return [key for key in event.keys if key.startswith(sorts)]


def first(event: Event, *sorts: str) -> str | None:
    """The event's first key of those sorts."""
    return next((key for key in event.keys if key.startswith(sorts)), None)


def opened_by(event: Event) -> list[str]:
    """The Datadog events that opened what this one ended, as keys of these events."""
    return [ALERT(*OPENED_BY.read(key)) for key in of(event, OPENED_BY)]
