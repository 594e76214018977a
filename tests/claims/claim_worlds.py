"""Worlds made by seed: a record of five to seven services, and what it tells, as fields that any hand may put in words."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import timeline as tl
from timeline.model.profile import Profile

_FIRST = """
    Amara Bruno Celia Dmitri Esra Farid Greta Hugo Ines Jonas Katya Leif Mina Nuno Oksana Pavel Quirin Rosa Sven
    Tova Umar Vera Wanda Ximena Yusuf Zofia Anselm Beatriz Caspian Delphine
"""
_LAST = """
    Okafor Lindqvist Moreau Petrov Demir Haidari Vogel Santos Carvalho Weiss Ivanova Nilsen Rahimi Teixeira
    Shevchenko Novak Brandt Fuentes Dahl Berglund Siddiqui Kowalska Mensah Aguilar Rahman Zielinska Keller Costa
    Whitlock Laurent
"""
FIRST, LAST = _FIRST.split(), _LAST.split()
SERVICES = ("billing", "checkout", "search", "ingest", "mailer", "gateway", "ledger", "catalogue")
SIGNS = (
    "error rate",
    "p99 latency",
    "queue depth",
    "disk usage",
    "consumer lag",
    "5xx responses",
    "connection pool",
    "cache misses",
)
TITLES = (
    "Raise the pool size", "Pin the base image", "Drop the retry budget", "Undo the cache change", "Widen the subnet", "Move sessions to the new store",
    "Limit batch size", "Rename the queue", "Bump the driver", "Restore the old timeout",
)  # fmt: skip
WORDS = (
    "I see the same thing on the second node", "rolling this back now, give me two minutes", "Looks like the deploy, can somebody check?",
    "no new errors since the restart", "we should tell support before they ask", "the replica is behind by a lot", "graphs are flat again",
    "could be the new config, reading it now", "paging the database folks", "traffic moved to the other zone", "I will stay on this until it is quiet",
    "this is not the first time this week", "that host was drained an hour ago", "who owns the mailer these days?", "numbers look better here",
    "please hold other deploys", "the fix is out, watching", "half of the workers are stuck", "closing this out, thanks all", "it came back for a moment and went away",
)  # fmt: skip
TICKETS = (
    "Write a runbook for the pool",
    "Alert before the disk is full",
    "Document the failover",
    "Remove the old image",
    "Test the rollback path",
)
ERRORS = (
    "TimeoutError: pool exhausted",
    "KeyError: session",
    "ConnectionReset: broker closed",
    "ValueError: bad batch",
)


@dataclass(frozen=True)
class Told:
    """What one event tells, as fields.

    Attributes:
        what: the act.
        id: the event's.
        time: when.
        who: who acted.
        whom: to whom.
        thing: what it is about, as its id or name.
        more: another thing that is named: an environment, a branch, a workspace, a state.
        words: what was said.
        title: what the thing is called.
    """

    what: str
    id: str
    time: datetime
    who: str = ""
    whom: str = ""
    thing: str = ""
    more: str = ""
    words: str = ""
    title: str = ""

    def but(self, **changes):
        return replace(self, **changes)


class World:
    """One incident among other work."""

    def __init__(self, seed):
        self.chance = random.Random(seed * 7919 + 11)
        pick = self.chance
        self.people = [f"{one} {two}" for one, two in zip(pick.sample(FIRST, 6), pick.sample(LAST, 6), strict=True)]
        self.start = datetime(
            2021 + seed % 4, pick.randint(1, 12), pick.randint(1, 27), pick.choice((3, 9, 14, 18)), tzinfo=UTC
        )
        self.window = tl.Window(self.start, self.start + timedelta(hours=pick.choice((2, 3))))
        self.org = pick.choice(("initech", "umbra", "northwind", "fabrikam"))
        self.services = pick.sample(SERVICES, 3)
        self.events, self.told, self.number = [], [], pick.randint(100, 4000)
        self.second = 60
        self.tell()

    # -- the record

    @property
    def record(self):
        types = {
            "datadog": "datadog",
            "pagerduty": "pagerduty",
            "github": "github",
            "terraform": "terraform",
            "slack": "slack",
            "jira": "jira",
            "sentry": "sentry",
        }
        rows = [tl.Coverage(source=name, type=type_, status="complete") for name, type_ in types.items()]
        return tl.Timeline(self.window, self.events, rows, profiles=self.profiles())

    def profiles(self):
        for person in self.people:
            one, two = person.lower().split()
            for source, key in (
                ("slack", f"U{one[:3].upper()}{len(two)}7X"),
                ("pagerduty", f"P{two[:4].upper()}1"),
                ("github", f"{one}-{two}"),
                ("jira", f"5b{one}"),
                ("sentry", one),
                ("terraform", f"{one}{two[0]}"),
            ):
                yield Profile(
                    source, key, person, (one,) if source == "slack" else (), email=f"{one}@{self.org}.example"
                )

    def actor(self, source, person):
        one, two = person.lower().split()
        ids = {
            "slack": f"U{one[:3].upper()}{len(two)}7X",
            "pagerduty": f"P{two[:4].upper()}1",
            "github": f"{one}-{two}",
            "jira": f"5b{one}",
            "sentry": one,
            "terraform": f"{one}{two[0]}",
        }
        return {"id": ids[source], "name": person, "kind": "person"}

    def next(self, least=1, most=140):
        self.second += self.chance.randint(least, most)
        return self.start + timedelta(seconds=self.second)

    def key(self, step=1):
        self.number += step
        return self.number

    def add(self, source, key, kind, time, summary, told=None, who="", **fields):  # noqa: PLR0917 - a row of a record
        actor = fields.pop("actor", None) or (self.actor(source, who) if who else None)
        url = fields.pop("url", f"https://{source}.{self.org}.example/e/{key}")
        event = tl.Event(
            id=f"{source}:{key}",
            time=time,
            precision="s",
            source=source,
            kind=kind,
            summary=summary,
            actor=actor,
            url=url,
            **fields,
        )
        self.events.append(event)
        if told:
            self.told.append(told.but(id=event.id, time=time, who=who or told.who))
        return event

    # -- what happens

    def tell(self):
        pick = self.chance
        acts = [
            self.pull,
            self.run,
            self.build,
            self.chat,
            self.chat,
            self.chat,
            self.chat,
            self.ticket,
            self.error,
            self.warning,
        ]
        while self.second < (self.window.end - self.start).total_seconds() - 2400 and len(self.events) < 150:
            pick.choice([*acts, self.incident])() if pick.random() < 0.9 else self.chat()
            self.second += pick.randint(5, 200)

    def incident(self):  # noqa: PLR0915 - a life, step by step
        pick, number = self.chance, self.key(self.chance.randint(1, 9))
        service, sign = pick.choice(self.services), pick.choice(SIGNS)
        name = f"{service} {sign}"
        group = pick.choice(("", f"host:{service}-{pick.randint(1, 9)}"))
        tail = f" ({group})" if group else ""
        monitor, incident, event = self.key(), f"Q{self.key()}ZX", str(4980000000000000000 + self.key())
        tags = {"monitor": name} | ({"group": group} if group else {})
        keys = (f"datadog:monitor:{monitor}", f"datadog:event:{event}")
        began = self.next()
        self.add(
            "datadog",
            event,
            "alert.triggered",
            began,
            f'Datadog monitor "{name}" alerted{tail}',
            Told("alerted", "", began, thing=name, more=group),
            severity="error",
            keys=keys,
            tags=tags,
        )
        title, page = f'PagerDuty incident {number} "{name}"', {"number": str(number), "service": service}
        thing = f"incident {number}"
        on, more = (
            {"keys": (f"pagerduty:incident:{incident}",), "tags": page},
            Told("", "", began, thing=thing, title=name),
        )
        self.second += 4
        self.add(
            "pagerduty",
            f"R{number}a",
            "incident.triggered",
            self.next(0, 0),
            f"{title} triggered ({service})",
            more.but(what="triggered"),
            actor={"id": "PDD", "name": "Datadog", "kind": "service"},
            keys=(f"pagerduty:incident:{incident}", keys[1]),
            tags=page,
        )
        one, two = pick.sample(self.people, 2)
        self.add(
            "pagerduty",
            f"R{number}b",
            "incident.assigned",
            self.next(0, 2),
            f"{title} assigned to {one}",
            more.but(what="assigned", whom=one),
            **on,
        )
        self.add(
            "pagerduty",
            f"R{number}c",
            "incident.notified",
            self.next(0, 3),
            f"PagerDuty notified {one} by push of {title}",
            more.but(what="notified", whom=one),
            **on,
        )
        if pick.random() < 0.8:
            self.add(
                "pagerduty",
                f"R{number}d",
                "incident.acknowledged",
                self.next(20, 400),
                f"{title} acknowledged by {one}",
                more.but(what="acknowledged"),
                who=one,
                **on,
            )
        for _ in range(pick.randint(0, 3)):
            self.chat()
        if pick.random() < 0.4:
            self.add(
                "pagerduty",
                f"R{number}e",
                "incident.escalated",
                self.next(30, 300),
                f"{title} escalated to {two} by {one}",
                more.but(what="escalated", whom=two),
                who=one,
                **on,
            )
        if pick.random() < 0.4:
            self.add(
                "pagerduty",
                f"R{number}f",
                "incident.responder_requested",
                self.next(30, 200),
                f"{one} requested {two} to respond to {title}",
                more.but(what="requested", whom=two),
                who=one,
                **on,
            )
        if pick.random() < 0.4:
            words = pick.choice(WORDS)
            self.add(
                "pagerduty",
                f"R{number}g",
                "incident.annotated",
                self.next(30, 200),
                f'{two} noted on {title}: "{words}"',
                more.but(what="noted", words=words),
                who=two,
                body=words,
                **on,
            )
        if pick.random() < 0.2:
            self.add(
                "pagerduty",
                f"R{number}s",
                "incident.snoozed",
                self.next(30, 200),
                f"{title} snoozed by {two}",
                more.but(what="snoozed"),
                who=two,
                **on,
            )
        if pick.random() < 0.5:
            pick.choice((self.pull, self.run))()
        end = self.next(120, 900)
        took = int((end - began).total_seconds())
        after = " ".join(
            f"{value} {unit}"
            for value, unit in ((took // 3600, "h"), (took // 60 % 60, "min"), (took % 60, "s"))
            if value
        )
        self.add(
            "datadog",
            str(int(event) + 100000),
            "alert.recovered",
            end,
            f'Datadog monitor "{name}" recovered after {after}{tail}',
            Told("recovered", "", end, thing=name, more=group),
            severity="ok",
            keys=keys[:1],
            tags=tags,
        )
        self.second += 3
        self.add(
            "pagerduty",
            f"R{number}z",
            "incident.resolved",
            self.next(0, 0),
            f"{title} resolved by Datadog",
            more.but(what="resolved"),
            actor={"id": "PDD", "name": "Datadog", "kind": "service"},
            **on,
        )

    def warning(self):
        pick = self.chance
        name, group, monitor = (
            f"{pick.choice(SERVICES)} {pick.choice(SIGNS)}",
            f"host:node-{pick.randint(10, 40)}",
            self.key(),
        )
        event = str(4980000000000000000 + self.key())
        on = {
            "keys": (f"datadog:monitor:{monitor}", f"datadog:event:{event}"),
            "tags": {"monitor": name, "group": group},
        }
        time = self.next()
        self.add(
            "datadog",
            event,
            "alert.warned",
            time,
            f'Datadog monitor "{name}" warned ({group})',
            Told("warned", "", time, thing=name, more=group),
            severity="warning",
            **on,
        )
        end = self.next(40, 50)
        self.add(
            "datadog",
            event[:-6] + str(self.key(1000)),
            "alert.recovered",
            end,
            f'Datadog monitor "{name}" recovered after {int((end - time).total_seconds())} s ({group})',
            Told("recovered", "", end, thing=name, more=group),
            severity="ok",
            **on,
        )

    def pull(self):
        pick, number = self.chance, self.key(self.chance.randint(1, 5))
        repo, title = f"{self.org}/{pick.choice(self.services)}", pick.choice(TITLES)
        place, (one, two) = f"{repo}#{number}", pick.sample(self.people, 2)
        on = {"keys": (f"github:pr:{place}",), "tags": {"repo": repo, "number": str(number)}}
        more = Told("", "", self.start, thing=place, title=title)
        self.add(
            "github",
            f"{place}/opened",
            "change.proposed",
            self.next(),
            f"Pull request opened by {one}: {title} ({place})",
            more.but(what="opened"),
            who=one,
            **on,
        )
        if pick.random() < 0.3:
            words = pick.choice(WORDS)
            self.add(
                "github",
                f"{place}/comment/{self.key()}",
                "change.commented",
                self.next(),
                f'{two} commented on {place}: "{words}"',
                more.but(what="pull_commented", words=words),
                who=two,
                body=words,
                **on,
            )
        if pick.random() < 0.3:
            self.add(
                "github",
                f"{place}/review/{self.key()}",
                "change.rejected",
                self.next(),
                f"Pull request returned with changes requested by {two} ({place})",
                more.but(what="rejected"),
                who=two,
                **on,
            )
        if pick.random() < 0.2:
            self.add(
                "github",
                f"{place}/closed/{self.key()}",
                "change.closed",
                self.next(),
                f"Pull request closed by {one} ({place})",
                more.but(what="closed"),
                who=one,
                **on,
            )
            return
        self.add(
            "github",
            f"{place}/review/{self.key()}",
            "change.approved",
            self.next(),
            f"Pull request approved by {two} ({place})",
            more.but(what="approved"),
            who=two,
            **on,
        )
        sha = f"{pick.getrandbits(160):040x}"
        self.add(
            "github",
            f"{place}/merged",
            "change.merged",
            self.next(),
            f"Pull request merged by {one} ({place})",
            more.but(what="merged"),
            who=one,
            keys=(f"github:pr:{place}", f"git:{sha}"),
            tags=on["tags"],
        )
        self.add(
            "github",
            f"{repo}/activity/{self.key()}",
            "code.pushed",
            self.start + timedelta(seconds=self.second),
            f"Merge pushed to main of {repo} by {one}: {sha[:7]}",
            who=one,
            keys=(f"git:{sha}",),
            tags={"repo": repo, "branch": "main"},
        )
        if pick.random() < 0.6:
            self.deploy(repo, sha)

    def deploy(self, repo, sha):
        pick, key, env = self.chance, self.key(), self.chance.choice(("production", "staging"))
        on = {
            "keys": (f"github:deployment:{repo}/{key}", f"git:{sha}"),
            "tags": {"repo": repo, "environment": env},
            "actor": {"id": "shipit[bot]", "name": "shipit[bot]", "kind": "bot"},
        }
        more = Told("", "", self.start, thing=repo, more=env)
        self.add(
            "github",
            f"{repo}/deployment/{key}",
            "deploy.started",
            self.next(),
            f"Deployment of {repo} to {env} started by shipit[bot]",
            more.but(what="deploy_started"),
            **on,
        )
        good = pick.random() < 0.7
        self.add(
            "github",
            f"{repo}/deployment/{key}/status/1",
            "deploy.succeeded" if good else "deploy.failed",
            self.next(60, 240),
            f"Deployment of {repo} to {env} {'succeeded' if good else 'failed'}",
            more.but(what="deployed" if good else "deploy_failed"),
            **on,
        )

    def run(self):
        pick, run = (
            self.chance,
            "run-" + "".join(self.chance.choices("abcdefghkmnpqrstuvwxyzABCDEFGHJKLM23456789", k=16)),
        )
        place, who = f"{pick.choice(self.services)}-{pick.choice(('prod', 'staging'))}", pick.choice(self.people)
        on = {"keys": (f"terraform:run:{run}",), "tags": {"workspace": place}}
        more = Told("", "", self.start, thing=run, more=place)
        self.add(
            "terraform",
            f"{run}/created",
            "change.proposed",
            self.next(),
            f"Terraform run created by {who} in {place}: {pick.choice(TITLES)} ({run})",
            more.but(what="run_opened"),
            who=who,
            **on,
        )
        self.add(
            "terraform",
            f"{run}/planned",
            "change.planned",
            self.next(20, 70),
            f"Terraform plan finished in {place} ({run})",
            more.but(what="planned"),
            **on,
        )
        end = pick.random()
        if end < 0.2:
            self.add(
                "terraform",
                f"{run}/discarded",
                "change.discarded",
                self.next(),
                f"Terraform run discarded in {place} ({run})",
                more.but(what="discarded"),
                **on,
            )
            return
        self.add(
            "terraform",
            f"{run}/confirmed",
            "change.approved",
            self.next(),
            f"Terraform run confirmed by {who} in {place} ({run})",
            more.but(what="confirmed"),
            who=who,
            **on,
        )
        if end < 0.4:
            self.add(
                "terraform",
                f"{run}/errored",
                "change.failed",
                self.next(),
                f"Terraform run errored in {place} ({run})",
                more.but(what="run_failed"),
                severity="error",
                **on,
            )
            return
        counts = f"{pick.randint(0, 4)} added, {pick.randint(1, 6)} changed, {pick.randint(0, 3)} destroyed"
        self.add(
            "terraform",
            f"{run}/applied",
            "change.applied",
            self.next(),
            f"Terraform apply finished in {place}: {counts} ({run})",
            more.but(what="applied", title=counts),
            **on,
        )

    def build(self):
        pick, repo, run = self.chance, f"{self.org}/{self.chance.choice(self.services)}", str(160000000 + self.key())
        who, name = pick.choice(self.people), pick.choice(("CI", "Nightly tests", "Build and test"))
        on = {"keys": (f"github:run:{repo}/{run}",), "tags": {"repo": repo, "workflow": name, "branch": "main"}}
        more = Told("", "", self.start, thing=repo, title=name)
        self.add(
            "github",
            f"{repo}/run/{run}/1/started",
            "build.started",
            self.next(),
            f'Workflow "{name}" of {repo} started by {who} on main',
            more.but(what="build_started"),
            who=who,
            **on,
        )
        good = pick.random() < 0.6
        self.add(
            "github",
            f"{repo}/run/{run}/1/ended",
            "build.succeeded" if good else "build.failed",
            self.next(60, 300),
            f'Workflow "{name}" of {repo} {"succeeded" if good else "failed"} on main',
            more.but(what="built" if good else "build_failed"),
            **on,
        )
        if pick.random() < 0.3:
            tag = f"v{pick.randint(1, 9)}.{pick.randint(0, 40)}.{pick.randint(0, 9)}"
            self.add(
                "github",
                f"{repo}/release/{self.key()}",
                "release.published",
                self.next(),
                f"Release {tag} of {repo} published by {who}",
                more.but(what="released", thing=tag, more=repo),
                who=who,
                tags={"repo": repo, "tag": tag},
            )

    def chat(self):
        pick = self.chance
        who, words, channel = pick.choice(self.people), pick.choice(WORDS), pick.choice(("incidents", "ops", "deploys"))
        if pick.random() < 0.5:
            words = f"{words}, {pick.choice(WORDS)}"
        time = self.next(2, 90)
        self.add(
            "slack",
            f"C{channel[:3].upper()}/{time.timestamp():.6f}",
            "message.posted",
            time,
            f'{who} says "{words}"',
            Told("said", "", time, words=words, more=f"#{channel}"),
            who=who,
            body=words,
            tags={"channel": channel},
        )

    def ticket(self):
        pick, key, who = self.chance, f"OPS-{self.key()}", self.chance.choice(self.people)
        title = pick.choice(TICKETS)
        noun, on = f'Jira ticket {key} "{title}"', {"keys": (f"jira:issue:{key}",), "tags": {"project": "OPS"}}
        more = Told("", "", self.start, thing=key, title=title)
        self.add(
            "jira",
            f"{key}/created",
            "ticket.created",
            self.next(),
            f"{noun} created by {who}",
            more.but(what="ticket_created"),
            who=who,
            **on,
        )
        if pick.random() < 0.6:
            whom = pick.choice(self.people)
            self.add(
                "jira",
                f"{key}/assigned",
                "ticket.assigned",
                self.next(),
                f"{noun} assigned to {whom} by {who}",
                more.but(what="ticket_assigned", whom=whom),
                who=who,
                keys=on["keys"],
                tags={"project": "OPS", "assignee": whom, "to": whom},
            )
        if pick.random() < 0.4:
            self.add(
                "jira",
                f"{key}/moved",
                "ticket.transitioned",
                self.next(),
                f"{noun} moved from To Do to In Progress by {who}",
                more.but(what="ticket_moved", more="In Progress"),
                who=who,
                **on,
            )

    def error(self):
        pick, short = (
            self.chance,
            f"{self.chance.choice(self.services).upper()}-{self.chance.randint(2, 9)}{self.chance.choice('ABCDEFGHK')}",
        )
        title, key = pick.choice(ERRORS), self.key()
        noun, on = f'Sentry issue {short} "{title}"', {"keys": (f"sentry:issue:{key}",), "tags": {"issue": short}}
        more = Told("", "", self.start, thing=short, title=title)
        self.add(
            "sentry",
            f"{key}/first_seen",
            "error.first_seen",
            self.next(),
            f"{noun} was first seen",
            more.but(what="first_seen"),
            severity="error",
            **on,
        )
        if pick.random() < 0.7:
            who = pick.choice(self.people)
            self.add(
                "sentry",
                f"{key}9",
                "error.resolved",
                self.next(),
                f"{noun} was resolved by {who}",
                more.but(what="error_resolved"),
                who=who,
                **on,
            )
