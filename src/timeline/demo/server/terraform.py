"""HCP Terraform's API over runs in memory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from timeline.demo.payloads.terraform import membership
from timeline.demo.server import Request, Response

_TYPE = {"Content-Type": "application/vnd.api+json"}


class TerraformApi:
    """One organization: runs newest first, speculative ones only when asked for, no totals on the run list.

    Args:
        token: the one that is accepted.
        runs: run objects.
        included: what comes with each run, by its id.
        events: run events by run id, with the objects that come with them.
        states: state versions by workspace name, newest first.
        trail: the audit trail.
        emails: the address of each membership by user id; without them the token may not see memberships.
        by_organization: whether an organization's runs can be listed; older servers list a workspace's only.
        page: the most rows that a page holds, whatever size is asked for.
    """

    base = "/terraform/api/v2"

    def __init__(
        self,
        token: str,
        *,
        organization: str,
        workspaces: list[dict[str, Any]],
        runs: list[dict[str, Any]],
        included: dict[str, list[dict[str, Any]]],
        events: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]],
        users: list[dict[str, Any]],
        states: dict[str, list[dict[str, Any]]] | None = None,
        trail: Sequence[dict[str, Any]] = (),
        emails: dict[str, str] | None = None,
        by_organization: bool = True,
        page: int = 100,
    ) -> None:
        self._token = token
        self._organization = organization
        self._workspaces = workspaces
        self._runs = sorted(runs, key=lambda each: str(each["attributes"]["created-at"]), reverse=True)
        self._included = included
        self._events = events
        self._users = {each["id"]: each for each in users}
        self._states = states or {}
        self._trail = trail
        self._emails = emails
        self._by_organization = by_organization
        self._page = page

    def answer(self, request: Request) -> Response:
        """The answer to a GET; what the token may not see does not exist."""
        if request.headers.get("authorization") != f"Bearer {self._token}":
            return _error(401, "unauthorized")
        own = f"/organizations/{self._organization}"
        single = self._single(request, own)
        return self._list(request, own) or (_json(single) if single else _error(404, "not found"))

    def _list(self, request: Request, own: str) -> Response | None:
        if request.path == f"{own}/workspaces":
            return self._paged(request, self._workspaces, totals=True)
        if request.path == f"{own}/runs" and self._by_organization:
            return self._listed(request)
        if found := re.fullmatch(r"/workspaces/([\w-]+)/runs", request.path):
            return self._listed(request, found[1])
        if request.path == "/state-versions":
            return self._paged(request, self._states.get(request.query["filter[workspace][name]"], []), totals=True)
        if request.path == f"{own}/organization-memberships" and self._emails is not None:
            return self._paged(request, [membership(*each) for each in self._emails.items()], totals=True)
        return self._audited(request) if request.path == "/organization/audit-trail" else None

    def _audited(self, request: Request) -> Response:
        rows = [each for each in self._trail if each["timestamp"] >= request.query["since"]]
        number = int(request.query.get("page[number]", "1"))
        more = number * self._page < len(rows)
        pagination = {"current_page": number, "next_page": number + 1 if more else None}
        part = rows[(number - 1) * self._page : number * self._page]
        return Response.json({"data": part, "pagination": pagination})

    def _single(self, request: Request, own: str) -> dict[str, Any] | None:
        if request.path == "/organizations":
            return {"data": [{"id": self._organization, "type": "organizations", "attributes": {}}]}
        if request.path == own:
            return {"data": {"id": self._organization, "type": "organizations", "attributes": {}}}
        if request.path == "/account/details":
            return {"data": next(iter(self._users.values()))}
        if found := re.fullmatch(r"/runs/([\w-]+)/run-events", request.path):
            rows, included = self._events.get(found[1], ([], []))
            return {"data": rows, "included": included if "include" in request.query else []}
        found = re.fullmatch(r"/(users|state-versions)/([\w-]+)", request.path)
        states = {each["id"]: each for listed in self._states.values() for each in listed}
        single = (self._users | states).get(found[2]) if found else None
        return {"data": single} if single else None

    def _listed(self, request: Request, workspace: str | None = None) -> Response:
        operations = request.query.get("filter[operation]", "plan_and_apply").split(",")
        year = request.query.get("filter[timeframe]", "")
        said = request.query.get("search[basic]", "").lower()
        runs = [
            each
            for each in self._runs
            if ("plan_only" in operations or not each["attributes"]["plan-only"])
            and each["attributes"]["created-at"].startswith(year if year.isdigit() else "")
            and (not said or said in f"{each['id']} {each['attributes'].get('message')}".lower())
            and (workspace is None or each["relationships"]["workspace"]["data"]["id"] == workspace)
        ]
        return self._paged(request, runs, totals=False)

    def _paged(self, request: Request, rows: list[dict[str, Any]], *, totals: bool) -> Response:
        number = int(request.query.get("page[number]", "1"))
        size = min(int(request.query.get("page[size]", "20")), 100, self._page)
        part, more = rows[(number - 1) * size : number * size], number * size < len(rows)
        pagination: dict[str, Any] = {
            "current-page": number,
            "next-page": number + 1 if more else None,
            "page-size": size,
        }
        if totals:
            pagination |= {"total-count": len(rows), "total-pages": -(-len(rows) // size)}
        found = {(each["type"], each["id"]): each for row in part for each in self._included.get(row["id"], [])}
        included = list(found.values()) if "include" in request.query else []
        return _json({"data": part, "included": included, "meta": {"pagination": pagination}})


def _json(data: Any) -> Response:
    return Response.json(data, headers=_TYPE)


def _error(status: int, title: str) -> Response:
    return Response.json({"errors": [{"status": str(status), "title": title}]}, status, _TYPE)
