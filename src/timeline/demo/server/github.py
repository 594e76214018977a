"""GitHub over objects in memory: REST by path, GraphQL by the name of the operation."""

from __future__ import annotations

import re
from typing import Any

from timeline.demo.server import Request, Response

_RATE = {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4990", "x-ratelimit-reset": "4102444800"}


class GitHubApi:
    """An owner's repositories.

    Args:
        token: the one that is accepted.
        pulls: pull requests in the shape of GraphQL, their connections as plain lists.
        repositories: by name, lists of `activity`, `runs`, `deployments` and `releases`.
        page: the most rows that a page or a connection holds, whatever is asked for.
        former: by former name, the name of a repository that was renamed: a search does not know it.
    """

    base = "/github"

    def __init__(
        self,
        token: str,
        *,
        pulls: list[dict[str, Any]],
        repositories: dict[str, dict[str, list[dict[str, Any]]]],
        page: int = 100,
        former: dict[str, str] | None = None,
    ) -> None:
        self._token = token
        self._pulls = pulls
        self._repositories = repositories
        self._page = page
        self._former = former or {}

    def answer(self, request: Request) -> Response:
        """The answer to a query or a path."""
        if request.headers.get("authorization") != f"Bearer {self._token}":
            return Response.json({"message": "Bad credentials"}, 401)
        if request.path == "/graphql":
            body = request.json()
            return Response.json(self._operation(body["operationName"], body["variables"]), headers=_RATE)
        if request.path == "/user":
            return Response.json({"login": "timeline"}, headers={**_RATE, "x-oauth-scopes": "repo"})
        if request.path == "/user/repos":
            return Response.json([{"full_name": name} for name in self._repositories], headers=_RATE)
        found = re.fullmatch(r"/repos/([\w.-]+/[\w.-]+)(?:/(.+))?", request.path)
        return self._named(request, found[1].lower() if found else "", (found and found[2]) or "")

    def _named(self, request: Request, repo: str, rest: str) -> Response:
        """What a repository's path answers; one that was renamed leads to its present name."""
        if repo in self._former:
            return self._moved(request, self._former[repo], rest)
        if repo not in self._repositories:
            return Response.json({"message": "Not Found"}, 404, _RATE)
        return self._rest(request, repo, rest)

    def _moved(self, request: Request, repo: str, rest: str) -> Response:
        query = "&".join(f"{name}={value}" for name, value in request.query.items())
        there = f"http://{request.headers['host']}{self.base}/repos/{repo}/{rest}".rstrip("/")
        headers = {**_RATE, "Location": f"{there}?{query}" if query else there}
        return Response.json({"message": "Moved Permanently"}, 301, headers)

    def _rest(self, request: Request, repo: str, rest: str) -> Response:
        known = self._repositories[repo]
        if rest == "":
            return Response.json({"full_name": repo}, headers=_RATE)
        if rest == "activity":
            return self._linked(request, sorted(known["activity"], key=lambda each: each["timestamp"], reverse=True))
        if rest == "actions/runs":
            first, _, last = request.query.get("created", "..").partition("..")
            runs = [_public(each) for each in known["runs"] if first <= each["created_at"] <= (last or "~")]
            return self._linked(request, runs[::-1], "workflow_runs")
        found = re.fullmatch(r"actions/runs/(\d+)(?:/attempts/(\d+))?(/jobs|/approvals)?", rest)
        run = _attempt(known["runs"], *map(int, found.groups("0")[:2])) if found else None
        if found and run:
            return self._of_run(request, run, found[3])
        return Response.json({"message": "Not Found"}, 404, _RATE)

    def _of_run(self, request: Request, run: dict[str, Any], part: str | None) -> Response:
        """A run, its jobs, or the reviews of the environments that it deploys to."""
        if part == "/jobs":
            return self._linked(request, _jobs(run, whole="attempts" not in request.path), "jobs")
        return Response.json(run.get("_approvals", []) if part else _public(run), headers=_RATE)

    def _linked(self, request: Request, rows: list[dict[str, Any]], key: str | None = None) -> Response:
        """A page, and the next one's address in the header."""
        size, number = min(int(request.query.get("per_page", "30")), self._page), int(request.query.get("page", "1"))
        part, headers = rows[(number - 1) * size : number * size], dict(_RATE)
        if number * size < len(rows):
            kept = "&".join(f"{name}={value}" for name, value in request.query.items() if name != "page")
            host = request.headers["host"]
            headers["Link"] = f'<http://{host}{self.base}{request.path}?{kept}&page={number + 1}>; rel="next"'
        return Response.json({"total_count": len(rows), key: part} if key else part, headers=headers)

    def _operation(self, name: str, variables: dict[str, Any]) -> dict[str, Any]:
        if name in ("PullRequests", "MorePullRequests"):
            asked = sorted(key for key in variables if key.startswith("q"))
            return {"data": {f"s{n}": self._search(variables[key], variables) for n, key in enumerate(asked)}}
        if name == "ReviewComments":
            found = [self._node("MoreComments", {**variables, "id": key, "after": None}) for key in variables["ids"]]
            return {
                "data": {
                    "nodes": [each and {"id": key, **each} for key, each in zip(variables["ids"], found, strict=True)]
                }
            }
        if name == "Repositories":
            return self._several(variables)
        if name in ("MoreDeployments", "MoreReleases"):
            field = name.removeprefix("More").lower()
            repo = f"{variables['o']}/{variables['n']}".lower()
            return {"data": {"repository": {field: self._newest(repo, field, variables["after"], variables["size"])}}}
        return {"data": {"node": self._node(name, variables)}}

    def _search(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        said = [_tokens(each) for each in re.findall(r'"([^"]*)"', query)]
        words = dict(word.split(":", 1) for word in re.sub(r'"[^"]*"', "", query).split())
        first, _, last = words["created"].removeprefix("<=").rpartition("..")
        rows = [
            each
            for each in self._pulls
            if words.get("repo", own := each["repository"]["nameWithOwner"]).lower() == own.lower()
            and each["updatedAt"] >= words["updated"].removeprefix(">=")
            and first <= each["createdAt"] <= last
            and all(f" {part} " in f" {_tokens(_text(each))} " for part in said)
        ]
        made = self._connection([self._pull(each) for each in rows], variables.get("after"), variables["size"])
        return {"issueCount": len(rows), **made}

    def _pull(self, raw: dict[str, Any]) -> dict[str, Any]:
        items = [self._item(each) for each in raw["timelineItems"]]
        return {**raw, "timelineItems": self._connection(items), "files": self._connection(raw["files"])}

    def _item(self, raw: dict[str, Any]) -> dict[str, Any]:
        return {**raw, "comments": {"totalCount": len(raw["comments"])}} if "comments" in raw else raw

    def _several(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Unknown repositories are null, with an error beside the data."""
        data: dict[str, Any] = {}
        errors = []
        for number in range(sum(name.startswith("o") for name in variables)):
            asked = f"{variables[f'o{number}']}/{variables[f'n{number}']}".lower()
            repo = self._former.get(asked, asked)
            if repo in self._repositories:
                data[f"r{number}"] = {
                    "nameWithOwner": repo,
                    "deployments": self._newest(repo, "deployments"),
                    "releases": self._newest(repo, "releases"),
                }
            else:
                data[f"r{number}"] = None
                errors.append(
                    {"type": "NOT_FOUND", "path": [f"r{number}"], "message": "Could not resolve to a Repository"}
                )
        return {"data": data, **({"errors": errors} if errors else {})}

    def _newest(self, repo: str, field: str, after: str | None = None, size: int = 50) -> dict[str, Any]:
        rows = sorted(self._repositories[repo][field], key=lambda each: each["createdAt"], reverse=True)
        if field == "deployments":
            rows = [{**each, "statuses": self._connection(each["statuses"])} for each in rows]
        return self._connection(rows, after, size)

    def _node(self, name: str, variables: dict[str, Any]) -> dict[str, Any] | None:
        """More of a connection of one object."""
        fields = {
            "MoreTimeline": "timelineItems",
            "MoreFiles": "files",
            "MoreComments": "comments",
            "MoreStatuses": "statuses",
        }
        field = fields[name]
        deployments = [each for known in self._repositories.values() for each in known["deployments"]]
        reviews = [each for pull in self._pulls for each in pull["timelineItems"] if "comments" in each]
        for each in [*self._pulls, *deployments, *reviews]:
            if each["id"] == variables["id"]:
                rows = [self._item(row) for row in each[field]]
                return {field: self._connection(rows, variables["after"], variables["size"])}
        return None

    def _connection(self, rows: list[dict[str, Any]], after: str | None = None, size: int = 100) -> dict[str, Any]:
        start, size = int(after or 0), min(size, self._page)
        more = start + size < len(rows)
        return {"nodes": rows[start : start + size], "pageInfo": {"hasNextPage": more, "endCursor": str(start + size)}}


def _text(pull: dict[str, Any]) -> str:
    """What a search looks through: title, body and comments."""
    comments = (str(each.get("bodyText") or "") for each in pull["timelineItems"])
    return "\n".join([pull["title"], pull.get("body") or pull["bodyText"], *comments])


def _tokens(words: str) -> str:
    """The words alone, as the search sees them."""
    return " ".join(re.findall(r"\w+", words.lower()))


def _public(run: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in run.items() if not name.startswith("_")}


def _attempt(runs: list[dict[str, Any]], key: int, number: int) -> dict[str, Any] | None:
    """One attempt of a run; the earlier ones are its `_earlier`. Without a number, the last."""
    run = next((each for each in runs if each["id"] == key), None)
    attempts = [*run.get("_earlier", ()), run] if run else []
    return next((each for each in attempts if each["run_attempt"] == number), None) if number else run


def _jobs(run: dict[str, Any], *, whole: bool) -> list[dict[str, Any]]:
    """One job that ended early and one that ended the run; none where nothing ended.

    The list of the whole run holds of each job the last time it was run: `_kept` are those of earlier attempts.
    """
    shared = {"run_id": run["id"], "status": run["status"], "started_at": run["created_at"]}
    shared["run_attempt"] = run["run_attempt"]
    lint = {**shared, "id": run["id"] * 10, "name": "lint", "completed_at": run["created_at"]}
    test = {**shared, "id": run["id"] * 10 + 1, "name": "test", "completed_at": run["_ended"]}
    made = [] if run["_ended"] is None else [lint, test]
    return [*(run.get("_kept", ()) if whole else ()), *run.get("_jobs", made)]
