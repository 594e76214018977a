"""Who stands behind an account, and who made a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from timeline.model.errors import SourceError
from timeline.model.event import Actor
from timeline.porting.draft import actor
from timeline.porting.payload import Once, at, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request

Included = Mapping[tuple[str, str], dict[str, Any]]

# Accounts that stand for a token of an organization or of a team.
_SERVICES = ("api-org-", "api-team_")
_SHOWN = 5

#: Who made a run, by its `source`: the person whom it names as its creator …
_BY_CREATOR = frozenset({"tfe-ui", "tfe-api", "terraform", "terraform+cloud", "tfe-module"})
#: … or the sender of what was pushed. Whatever is not named here was made by nobody whom a field names: a run
#: trigger, the end of a workspace's life, a health assessment.
PUSH = "tfe-configuration-version"
#: What queued a run that nobody made.
TRIGGERS: Mapping[str, str] = {
    "tfe-run-trigger": "a run trigger",
    "tfe-infrastructure-lifecycle": "the workspace's auto-destroy settings",
}


def maker(raw: dict[str, Any], sender: str | None, creator: Actor | None) -> Actor | None:
    """Who made a run: its creator or the sender of its commit, as its trigger has it, or nobody.

    A run that re-uses a commit has its sender, too, who did nothing; a run that a push made is often created by
    the organization's own account.
    """
    source, reason = text(at(raw, "attributes", "source")), text(at(raw, "attributes", "trigger-reason"))
    if source is None or source in _BY_CREATOR:
        return creator
    if source != PUSH:
        return None
    by_hand = reason == "manual" and creator is not None and creator.name is not None and creator.kind == "person"
    if sender is None or by_hand:
        return creator
    return actor(sender, sender, "bot" if sender.endswith("[bot]") else "person")


def sort(attributes: Mapping[str, Any], name: str | None) -> Literal["person", "service"]:
    """Whether an account is a person's or a token's."""
    service = attributes.get("is-service-account")
    if isinstance(service, bool):
        return "service" if service else "person"
    return "service" if name and name.startswith(_SERVICES) else "person"


class Users:
    """Looks accounts up, each once."""

    def __init__(self, client: Client, run: Run) -> None:
        self._client = client
        self._run = run
        self._found = Once(self._asked)
        self._nameless: set[str] = set()
        self._people: dict[str, str | None] = {}

    def actor(self, key: str | None, included: Included, name: str | None = None) -> Actor | None:
        """The account of that id, from what came with an answer, else asked for; `name` is what else is known of it."""
        if key is None:
            return None
        attributes = at(included.get(("users", key)) or self._found(key), "attributes") or {}
        told = text(attributes.get("username")) or name
        if told is None:
            self._nameless.add(key)
        kind = sort(attributes, told)
        if kind == "person":
            self._people[key] = told
        return actor(key, told, kind)

    @property
    def people(self) -> dict[str, str | None]:
        """The people who were named so far: by id, the user name."""
        return dict(self._people)

    def record(self, key: str | None) -> dict[str, Any] | None:
        """What the service says of an account, if it does."""
        return self._found(key) if key else None

    def note(self) -> None:
        """Say what is less certain where a name could not be had."""
        if not self._nameless:
            return
        shown = ", ".join(sorted(self._nameless)[:_SHOWN])
        more = len(self._nameless) - _SHOWN
        names = f"{shown} and {more} more" if more > 0 else shown
        self._run.note(
            f"the names of the users {names} could not be read: their ids stand instead, a filter by name does not"
            " find them, and whether they are people is not certain"
        )

    def _asked(self, key: str) -> dict[str, Any] | None:
        try:
            found = self._client.json(Request("GET /users/:id", f"users/{key}", where=key, expect="data"))
        except SourceError:
            return None
        return at(found, "data") if isinstance(at(found, "data"), dict) else None
