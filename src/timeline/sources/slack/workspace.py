"""Whose token it is: one workspace's, or an organization's, which must say in some calls which workspace is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from timeline.model.errors import AuthError, SourceError, StoppedError
from timeline.porting.payload import at, objects, text
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import follow
from timeline.sources.slack.calls import NEXT

_PAGE = 100
_GROUPS = "usergroups:read"
_SCOPES = frozenset({"channels:history", "channels:read", "groups:history", "groups:read", "users:read"})


@dataclass(frozen=True, slots=True)
class Workspace:
    """What `auth.test` tells, and what that kind of token needs.

    Attributes:
        url: the address that permalinks are made of.
        teams: the workspaces whose lists are asked for by name; none where the token knows its own.
        names: the workspaces' names, by id.
    """

    url: str | None = None
    teams: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)


def identified(client: Client, team: str | None) -> Workspace:
    """The workspace of the token.

    Args:
        client: of this pull.
        team: the workspace that is configured for an organization-wide token, if one is.

    Raises:
        SourceError: who the token is cannot be told.
    """
    return told(client, client.json(Request("auth.test")), team)


def told(client: Client, who: Any, team: str | None) -> Workspace:
    """The workspace that an answer of `auth.test` tells."""
    address = text(at(who, "url"))
    key, name = text(at(who, "team_id")), text(at(who, "team"))
    names = {key: name} if key and name else {}
    if team is None and at(who, "is_enterprise_install") is True:
        found = _approved(client)
        names |= {each: title for row in found if (each := text(row.get("id"))) and (title := text(row.get("name")))}
        teams = tuple(each for row in found if (each := text(row.get("id"))))
    else:
        teams = (team,) if team else ()
    return Workspace(address and f"{address.rstrip('/')}/", teams, names)


def reach(given: set[str]) -> Iterator[str]:
    """What the token lacks: to read at all, and to name groups that are called."""
    missing = sorted(_SCOPES - given)
    yield f"scopes missing: {', '.join(missing)}" if missing else "no scope is missing"
    if _GROUPS not in given:
        yield f"without {_GROUPS}, a group that is called stands by its id"


def _approved(client: Client) -> list[dict[str, Any]]:
    """The workspaces that an organization-wide app was approved for.

    Where they cannot be listed, the calls that need one of them say so, with the setting that names it.
    """
    first = Request("auth.teams.list", params={"limit": _PAGE}, budget="auth.teams.list")
    try:
        return [row for page in follow(client, first, NEXT) for row in objects(at(page.data, "teams"))]
    except (AuthError, StoppedError):
        raise
    except SourceError:
        return []
