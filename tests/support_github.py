"""Small worlds of GitHub."""

from support_worlds import pulled
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads import iso
from timeline.demo.payloads.github import WEB, person, pull_request
from timeline.demo.server.github import GitHubApi

API = "acme/api"
ADA = person("ada", "Ada Lovelace")
GRACE = person("grace", "Grace Hopper")
URL = f"{WEB}/{API}/pull/1"
SHA = "ab" * 20


def repository(**known):
    return {"activity": [], "runs": [], "deployments": [], "releases": []} | known


def read(monkeypatch, *, pulls=(), page=100, repos=(API,), known=None, **more):
    repositories = known or {API: repository()}
    api = GitHubApi(demo.TOKEN, pulls=list(pulls), repositories=repositories, page=page)
    return pulled("github", api, monkeypatch, repos=repos, **more)


def change(number=1, *, items=(), files=("README.md",), created="18:31:00", repo=API, **more):
    made = pull_request(repo, number, "Change it", ADA, at(created), files=list(files), items=list(items))
    return {**made, **more}


def item(kind, time, actor=ADA, **more):
    """One item of a pull request's timeline."""
    return {"__typename": kind, "id": f"{kind}_{time}", "createdAt": iso(at(time)), "actor": actor, **more}
