"""Grafana's API over annotations and states of alerts in memory."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zlib import crc32

from timeline.demo.incident.facts import at
from timeline.demo.server import Response

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ms(time):
    """Milliseconds since 1970 of that time of the incident's day."""
    return (at(time) - _EPOCH) // timedelta(milliseconds=1)


def annotation(key, time, text="Deployed 2.1", *, who=None, **more):
    """What was noted on a dashboard: by nobody, or by a person as number and login."""
    number, login = who or (0, "")
    made = {"id": key, "alertId": 0, "alertName": "", "dashboardId": 0, "dashboardUID": None, "panelId": 0,
            "userId": number, "login": login, "email": f"{login}@acme.example" if login else "", "newState": "",
            "prevState": "", "created": ms(time), "updated": ms(time), "time": ms(time), "timeEnd": ms(time)}  # fmt: skip
    return made | {"text": text, "tags": [], "data": {}} | more


def noted(key, time, before, now, *, title="cpu", labels="alertname=cpu, host=a", **more):
    """What the server notes of a state, where it keeps states as annotations."""
    told = {"alertId": 7, "alertName": title, "prevState": before, "newState": now}
    return annotation(key, time, f"{title} {{{labels}}} - B=93.200000", **told, **more)


def state(time, before, now, *, rule="cpu-9", title="cpu", **labels):
    """A row of the state history: its time, and what is told."""
    labels = {"alertname": title, "grafana_folder": "web"} | (labels or {"host": "a"})
    line = {"schemaVersion": 1, "previous": before, "current": now, "values": {"B": 93.2}, "condition": "C",
            "dashboardUID": "", "panelID": 0, "ruleTitle": title, "ruleID": 7, "ruleUID": rule, "labels": labels,
            "fingerprint": format(crc32(str(sorted(labels.items())).encode()), "x")}  # fmt: skip
    return ms(time), line


def frame(rows, *, nanos=None, line=lambda told: told):
    """The rows as the history answers: by columns."""
    fields = [{"name": name, "type": sort} for name, sort in (("time", "time"), ("line", "other"), ("labels", "other"))]
    values = [[time for time, _ in rows], [line(told) for _, told in rows], [{"orgID": "1"} for _ in rows]]
    finer = {"nanos": [nanos, None, None]} if nanos else {}
    return {"schema": {"name": "states", "fields": fields}, "data": {"values": values, **finer}}


class GrafanaApi:
    """One organization; every list is cut at a limit without a word, from its oldest end.

    Args:
        token: the one that is accepted.
        annotations: those that people, programs and the server itself noted.
        states: rows of the state history.
        backend: where the server keeps states: `loki` or `annotations`.
        refusal: what a history of all rules is answered with where it is not kept in Loki.
        most: the most rows that any answer holds, whatever limit is asked for.
        uses_limit: whether the lists know a limit; else each has one of its own.
    """

    base = "/grafana"

    def __init__(self, token, *, annotations=(), states=(), backend="loki", refusal=500, most=5000, uses_limit=True):
        self._token = token
        self._annotations = sorted(annotations, key=lambda each: (-each["time"], -int(each["id"])))
        self._states = sorted(states, key=lambda row: (row[0], json.dumps(row[1])))
        self._backend = backend
        self._refusal = refusal
        self._most = most
        self._uses_limit = uses_limit

    def answer(self, request):
        """The answer to a GET."""
        if request.headers.get("authorization") != f"Bearer {self._token}":
            return Response.json({"message": "Invalid API key"}, 401)
        made = {
            "/api/annotations": self._noted, "/api/v1/rules/history": self._history,
            "/api/frontend/settings": self._settings, "/api/ruler/grafana/api/v1/rules": self._rules,
        }.get(request.path)  # fmt: skip
        return made(request) if made else Response.json({"message": "Not found"}, 404)

    def _limit(self, request, otherwise):
        told = int(request.query.get("limit", "0")) if self._uses_limit else 0
        return min(told or otherwise, self._most)

    def _noted(self, request):
        begin, end, sort = int(request.query["from"]), int(request.query["to"]), request.query.get("type")
        found = [
            each for each in self._annotations if each["time"] <= end and (each.get("timeEnd") or each["time"]) >= begin
        ]
        if sort:
            found = [each for each in found if (each["alertId"] != 0) == (sort == "alert")]
        return Response.json(found[: self._limit(request, 100)])

    def _history(self, request):
        if self._backend != "loki" and "ruleUID" not in request.query:
            return Response.json({"message": "ruleUID is required to query annotations"}, self._refusal)
        begin, end = (int(request.query[name]) * 1000 for name in ("from", "to"))
        rule = request.query.get("ruleUID")
        found = [row for row in self._states if begin <= row[0] < end and rule in (None, row[1]["ruleUID"])]
        return Response.json(frame(found[-self._limit(request, 1000) :]))

    def _settings(self, request):
        return Response.json({"unifiedAlerting": {"stateHistory": {"backend": self._backend}, "minInterval": "10s"}})

    def _rules(self, request):
        rule = {"grafana_alert": {"id": 7, "uid": "cpu-9", "title": "cpu"}}
        return Response.json({"web": [{"name": "web", "rules": [rule]}]})
