"""One row of the audit trail: what its verb means, who its caller is, and its sentence. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from timeline.joining.keys import RUN
from timeline.model.event import Actor
from timeline.porting.draft import Draft, readable
from timeline.porting.payload import at, block, needed, text

#: The verbs of rows that only say that somebody looked.
_READS = frozenset(
    {"index", "show", "download", "read", "list", "view", "get", "search", "export", "access", "latest_output_summary"}
    | {"indexed", "shown", "downloaded", "listed", "viewed", "searched", "exported", "accessed"}
)
_READ_OF = ("download_", "show_", "list_", "index_", "get_", "view_", "search_", "export_")
#: The verbs that are told by the step of a run.
_STEPS: Mapping[str, str] = {
    "create": "created",
    "created": "created",
    "apply": "confirmed",
    "applied": "confirmed",
    "cancel": "canceled",
    "canceled": "canceled",
    "force_cancel": "force-canceled",
    "force_canceled": "force-canceled",
    "discard": "discarded",
    "discarded": "discarded",
}
_PAST: Mapping[str, str] = {
    "create": "created",
    "update": "updated",
    "destroy": "destroyed",
    "delete": "deleted",
    "force_delete": "force-deleted",
    "enable": "enabled",
    "disable": "disabled",
    "override": "overridden",
    "apply": "applied",
    "cancel": "canceled",
    "force_cancel": "force-canceled",
    "discard": "discarded",
    "force_execute": "force-executed",
    "approve": "approved",
    "acknowledge": "acknowledged",
    "lock": "locked",
    "unlock": "unlocked",
    "force_unlock": "force-unlocked",
}
_NAMES = ("name", "task_name", "organization_task", "key", "username")
_DETAILS = ("team", "user", "permissions", "task_stage", "version")


class Row(NamedTuple):
    """A row of the audit trail as it was received."""

    raw: dict[str, Any]

    @property
    def sort(self) -> str:
        """What sort of thing it is about."""
        return text(at(self.raw, "resource", "type")) or "object"

    @property
    def key(self) -> str | None:
        """The id of the thing that it is about."""
        return text(at(self.raw, "resource", "id"))

    @property
    def verb(self) -> str:
        """What was done, as the trail has it."""
        return (text(at(self.raw, "resource", "action")) or "").strip().lower()

    @property
    def is_read(self) -> bool:
        """Whether somebody only looked; a verb that is not known may be a change."""
        return self.verb in _READS or self.verb.startswith(_READ_OF)

    @property
    def twin(self) -> str | None:
        """The end of the id of the event that tells the same, if there is such an event for its verb."""
        if self.sort == "run" and self.verb in _STEPS:
            return f"{self.key}/{_STEPS[self.verb]}"
        if self.verb not in ("create", "created"):
            return None
        if self.sort in ("comment", "workspace_comment"):
            return f"comment/{self.key}"
        return self.key if self.sort == "state_version" else None

    @property
    def run(self) -> str | None:
        """The run that it is about."""
        if self.sort == "run":
            return self.key
        told = text(self._meta("run", "id")) or text(self._meta("payload", "run", "id"))
        return told or text(self._meta("run_id"))

    @property
    def workspace(self) -> str | None:
        """The name of the workspace that it is about."""
        told = text(self._meta("workspace", "name")) or text(self._meta("payload", "workspace", "name"))
        return told or text(self._meta("workspace"))

    def _meta(self, *path: str) -> Any:
        return at(self.raw, "resource", "meta", *path)

    @readable
    def draft(self, actor: Actor | None, caller: str) -> Draft:
        """The event of a change; `caller` names who made it, as the end of a sentence."""
        meta = block(self._meta())
        return Draft(
            id=f"audit/{needed(self.raw, 'id')}",
            stamp=self.raw.get("timestamp"),
            kind="change.updated",
            summary=f"Terraform {self._done()}{caller}{self._place()}",
            actor=actor,
            keys=RUN.known(self.run),
            tags={
                "resource": self.sort,
                "action": self.verb or None,
                "caller": text(at(self.raw, "auth", "type")),
                "workspace": self.workspace,
                **{name: text(meta.get(name)) for name in _DETAILS},
            },
            raw=self.raw,
        )

    def _done(self) -> str:
        meta = block(self._meta())
        name = next((told for each in _NAMES if (told := text(meta.get(each)))), None)
        thing = f"{self.sort.replace('_', ' ')} {name or self.key or 'without id'}"
        if self.verb in _PAST.values():
            return f"{thing} {self.verb.replace('_', '-')}"
        past = _PAST.get(self.verb)
        return f"{thing} {past}" if past else f"{thing}: {self.verb.replace('_', ' ') or 'changed'}"

    def _place(self) -> str:
        meta = block(self._meta())
        details = [f"{name.replace('_', ' ')} {told}" for name in _DETAILS if (told := text(meta.get(name)))]
        run = self.run if self.sort != "run" else None
        place = f" in {self.workspace}" if self.workspace else ""
        parts = [*details, *([run] if run else [])]
        return place + (f" ({', '.join(parts)})" if parts else "")
