"""Two hours of a busy company as events, in which it is known what belongs to one incident; and what looks as if."""

import itertools
import random
from datetime import UTC, datetime, timedelta

import timeline as tl
from timeline.joining.happenings import joined
from timeline.joining.rules import links

START = datetime(2021, 3, 4, 9, tzinfo=UTC)
WINDOW = tl.Window(START, START + timedelta(hours=2))
INCIDENT, NUMBER, SERVICE = "QMARMOT01", "6120", "ledger"
MONITOR = 900
PEOPLE = [tl.Actor(id=f"U0{n:03d}", name=f"Person {n}", kind="person") for n in range(24)]
CHANNELS = ["inc-6120", "ops", "alerts", "deploys", "random", "web", "data"]


class World:
    """Builds the events; `own` are the ids that belong to the incident, `keyed` those that its keys lead to."""

    def __init__(self, seed=3, quiet=False):
        self.dice = random.Random(seed)
        self.events, self.own, self.keyed = [], [], []
        self.count = 0
        self.story()
        self.traps()
        if not quiet:
            self.noise()

    def record(self):
        ordered = list(tl.Timeline(WINDOW, self.events))
        found = links(ordered)
        rows = [
            tl.Coverage(source=name, type=name, status="complete", events=count, raw_rows=count)
            for name in ("datadog", "github", "pagerduty", "slack", "terraform")
            if (count := sum(event.source == name for event in ordered))
        ]
        return tl.Timeline(WINDOW, joined(ordered, found), rows)

    def add(self, source, key, kind, seconds, summary, *, own=False, keyed=False, **more):
        self.count += 1
        made = tl.Event(
            id=f"{source}:{key}", time=START + timedelta(seconds=seconds, microseconds=self.count % 900),
            precision="us", source=source, kind=kind, summary=summary, url=f"https://x.example/{self.count}", **more,
        )  # fmt: skip
        self.events.append(made)
        self.own += [made.id] if own or keyed else []
        self.keyed += [made.id] if keyed else []
        return made

    def alert(self, seconds, kind, monitor, group, cycle, *, name=None, service=None, **more):
        key = str(10**15 + self.count)
        name = name or f"monitor {monitor}"
        verb = {
            "triggered": "alerted",
            "warned": "warned",
            "recovered": "recovered",
            "renotified": "notified again: still in Alert",
        }[kind]
        severity = {"triggered": "error", "warned": "warning", "recovered": "ok", "renotified": "error"}[kind]
        self.add(
            "datadog", key, f"alert.{kind}", seconds, f'Datadog monitor "{name}" {verb} ({group})', severity=severity,
            keys=(f"datadog:event:{key}", f"datadog:monitor:{monitor}", f"datadog:cycle:{monitor}/{cycle}/{group}"),
            tags={"monitor": name, "group": group, "to": "Alert"} | ({"service": service} if service else {}), **more,
        )  # fmt: skip
        return key

    def page(self, seconds, incident, number, step, kind, words, *keys, service="web", tags=None, **more):  # noqa: PLR0917 - a table of pages
        severity = {"triggered": "error", "resolved": "ok"}.get(kind)
        self.add(
            "pagerduty", f"{incident}-{step}", f"incident.{kind}", seconds, f'PagerDuty incident {number} "page" {words}',
            severity=severity, keys=(f"pagerduty:incident:{incident}", *keys),
            tags={"number": number, "service": service} | (tags or {}), **more,
        )  # fmt: skip

    def say(self, seconds, channel, words, *keys, thread=None, by=None, app=None, states=None, **more):
        who = by or self.dice.choice(PEOPLE)
        actor = tl.Actor(id="B1", name=app, kind="bot") if app else who
        stamp = f"{int((START + timedelta(seconds=seconds)).timestamp())}.{self.count:06d}"
        place = f"C0{CHANNELS.index(channel)}XX"
        named = (*keys, *([f"slack:thread:{place}/{thread}"] if thread else []))
        tags = {"channel": channel} | ({"app": app} if app else {}) | ({"states": states} if states else {})
        self.add(
            "slack", f"{place}/{stamp}", "message.replied" if thread else "message.posted", seconds,
            f'{actor.name} says "{words}"', actor=actor, keys=named, tags=tags, **more,
        )  # fmt: skip
        return stamp

    def change(self, seconds, repo, number, title, sha, *, who, to=4, **more):
        pull, tags = f"github:pr:{repo}#{number}", {"repo": repo, "number": str(number), "base": "main"}
        steps = (("opened", "proposed", 0), ("review/1", "approved", 0.4), ("merged", "merged", 1))
        for step, kind, part in steps:
            keys = (pull, f"git:{sha}") if kind == "merged" else (pull,)
            words = f": {title}" if kind == "proposed" else ""
            self.add("github", f"{repo}#{number}/{step}", f"change.{kind}", seconds + 60 * to * part,
                     f"Pull request {kind} by {who.name}{words} ({repo}#{number})", actor=who, keys=keys, tags=tags, **more)  # fmt: skip
        self.add("github", f"{repo}/push/{sha}", "code.pushed", seconds + 60 * to, f"Merge pushed to main of {repo}",
                 actor=who, keys=(f"git:{sha}",), tags={"repo": repo, "branch": "main"}, **more)  # fmt: skip

    def run(self, seconds, key, workspace, repo, sha, *, source="tfe-configuration-version", **more):
        tags = {"workspace": workspace, "repo": repo, "branch": "main", "run_source": source}
        for step, kind, later in (("created", "proposed", 0), ("planned", "planned", 30), ("applied", "applied", 90)):
            self.add("terraform", f"{key}/{step}", f"change.{kind}", seconds + later, f"Terraform run {kind} in {workspace} ({key})",
                     severity="ok" if kind == "applied" else None, keys=(f"terraform:run:{key}", f"git:{sha}"), tags=tags, **more)  # fmt: skip

    def build(self, seconds, repo, key, sha, *, ok=True, event="push", lasts=150, **more):
        tags = {"repo": repo, "workflow": "CI", "attempt": "1", "event": event}
        for step, kind, later in (("started", "started", 0), ("ended", "succeeded" if ok else "failed", lasts)):
            severity = {"succeeded": "ok", "failed": "error"}.get(kind)
            self.add("github", f"{repo}/run/{key}/1/{step}", f"build.{kind}", seconds + later, f'Workflow "CI" of {repo} {kind} on main',
                     severity=severity, keys=(f"github:run:{repo}/{key}", f"git:{sha}"), tags=tags, **more)  # fmt: skip

    def story(self):
        """The incident: 38 happenings, of which a person would add nine that no rule leads to."""
        link = f"pagerduty:incident:{INCIDENT}"
        ada, grace = PEOPLE[:2]
        self.change(900, "acme/ledger", 12, "Faster postings", f"{12:040x}", who=grace, own=True)
        self.build(1150, "acme/ledger", 7012, f"{12:040x}", own=True)
        self.alert(2400, "warned", 901, "host:l1", "early", own=True, name="postings backlog")
        began = self.alert(
            3600, "triggered", MONITOR, "shard:3", "now", keyed=True, name="postings lag", service=SERVICE
        )
        self.page(
            3602, INCIDENT, NUMBER, "t", "triggered", "triggered", f"datadog:event:{began}", service=SERVICE, keyed=True
        )
        self.say(3605, "alerts", "page", link, app="pagerduty", states="incident.triggered", keyed=True)
        said = self.say(
            3606,
            "alerts",
            "alert",
            f"datadog:event:{began}",
            f"datadog:monitor:{MONITOR}",
            app="datadog",
            states="alert.triggered",
            keyed=True,
        )
        self.say(3660, "alerts", "looking at this one", thread=said, by=ada, keyed=True)
        self.say(3700, "alerts", "our change?", "github:pr:acme/ledger#12", thread=said, by=grace, keyed=True)
        self.keyed += [event.id for event in self.events if "acme/ledger" in event.tags.get("repo", "")]
        for n, (way, went) in enumerate((("push", "success"), ("sms", "success"), ("phone", "no_answer"))):
            self.page(
                3603 + n,
                INCIDENT,
                NUMBER,
                f"n{n}",
                "notified",
                "x",
                service=SERVICE,
                tags={"notification": way, "delivery": went},
                keyed=True,
            )
            self.events[-1] = self.events[-1].but(
                summary=f'PagerDuty notified Person {n // 2} by {way} of PagerDuty incident {NUMBER} "page"'
            )
        self.page(3680, INCIDENT, NUMBER, "a", "acknowledged", "acknowledged", service=SERVICE, actor=ada, keyed=True)
        for n in range(15):
            self.say(3800 + 150 * n, "inc-6120", f"step {n}", by=PEOPLE[n % 4], own=True)
        self.change(5000, "acme/infra", 77, "Roll back postings", f"{77:040x}", who=ada, own=True)
        self.say(5100, "inc-6120", "please review", link, "github:pr:acme/infra#77", by=ada, keyed=True)
        self.run(5250, "run-back", "ledger-prod", "acme/infra", f"{77:040x}", own=True)
        self.keyed += [
            event.id for event in self.events if "77" in event.id.partition(":")[2] or "run-back" in event.id
        ]
        self.alert(4000, "triggered", 902, "queue:p", "second", own=True, name="queue depth")
        for n in range(5):
            self.say(3900 + 200 * n, "data", f"second room {n}", by=PEOPLE[5 + n % 2], own=True)
        ended = self.alert(
            6200, "recovered", MONITOR, "shard:3", "now", keyed=True, name="postings lag", service=SERVICE
        )
        self.page(
            6203,
            INCIDENT,
            NUMBER,
            "r",
            "resolved",
            "resolved",
            f"datadog:opened-by:{began}",
            service=SERVICE,
            keyed=True,
        )
        self.say(
            6204, "alerts", "recovered", f"datadog:event:{ended}", app="datadog", states="alert.recovered", keyed=True
        )
        self.say(6400, "inc-6120", "all clear", by=ada, own=True)

    def traps(self):
        """What shares a monitor, a commit, a channel, a thread or a message with it, and is another story."""
        other = "pagerduty:incident:QOTHER001"
        first = self.alert(300, "triggered", MONITOR, "shard:9", "before", name="postings lag")
        self.page(302, "QOTHER001", "6101", "t", "triggered", "triggered", f"datadog:event:{first}", service="web")
        self.page(330, "QOTHER001", "6101", "n", "notified", "notified", service="web")
        self.alert(600, "recovered", MONITOR, "shard:9", "before", name="postings lag")
        handover = self.say(
            6500, "ops", "handover", f"pagerduty:incident:{INCIDENT}", other, "github:pr:acme/web#5", keyed=True
        )
        self.say(6510, "ops", "and the other one?", thread=handover)
        feed = self.say(200, "deploys", "feed of today", app="pagerduty")
        self.say(305, "deploys", "page", other, app="pagerduty", states="incident.triggered", thread=feed)
        self.say(
            3607,
            "deploys",
            "page",
            f"pagerduty:incident:{INCIDENT}",
            app="pagerduty",
            states="incident.triggered",
            thread=feed,
        )
        self.own.append(self.events[-1].id)
        self.keyed.append(self.events[-1].id)
        self.say(3900, "deploys", "feeds are for reading", thread=feed)
        daily = self.say(100, "ops", "on call today")
        self.say(310, "ops", "one", other, thread=daily)
        self.say(3650, "ops", "two", f"pagerduty:incident:{INCIDENT}", thread=daily, keyed=True)
        self.say(3651, "ops", "quiet otherwise", thread=daily)
        sha = f"{77:040x}"
        self.run(6300, "run-again", "dns-prod", "acme/infra", sha, source="tfe-ui")
        self.build(6350, "acme/infra", 7099, sha, event="schedule")
        self.add(
            "github",
            "acme/infra/activity/9",
            "code.updated",
            6360,
            "Branch created: x of acme/infra",
            keys=(f"git:{sha}",),
            tags={"repo": "acme/infra"},
        )
        self.add(
            "github",
            "fork/infra/push/1",
            "code.pushed",
            6370,
            "Pushed to main of fork/infra",
            keys=(f"git:{sha}",),
            tags={"repo": "fork/infra", "branch": "main"},
        )
        self.change(6000, "acme/web", 5, "Web", f"{5:040x}", who=PEOPLE[9])

    def noise(self):
        """64 monitors, storms, flapping, pages, builds, changes, and chat in seven channels."""
        dice = self.dice
        self.alarms()
        for n in range(25):
            self.paged(n, dice.randrange(100, 6500))
        for n in range(40):
            self.change(
                dice.randrange(100, 6500), "acme/web", 100 + n, "Web", f"{10**6 + n:040x}", who=dice.choice(PEOPLE[8:])
            )
            self.build(dice.randrange(100, 6500), "acme/web", n, f"{10**6 + n:040x}", ok=n % 5 > 0)
        for n in range(60):
            self.say(dice.randrange(3600, 6900), "inc-6120", f"aside {n}", by=dice.choice(PEOPLE))
        for _ in range(1750):
            self.say(dice.randrange(7200), dice.choice(CHANNELS[1:]), "chat", by=dice.choice(PEOPLE[8:]))

    def alarms(self):
        dice = self.dice
        for monitor, n in itertools.product(range(40), range(6)):
            at = dice.randrange(60, 6900)
            self.alert(at, "triggered", monitor, f"host:{n}", f"c{n}")
            self.alert(at + dice.randrange(30, 240), "recovered", monitor, f"host:{n}", f"c{n}")
        for monitor, n in itertools.product(range(100, 104), range(40)):
            self.alert(1000 * (monitor - 99) + n * 0.1, "triggered", monitor, f"shard:{n}", "s")
        for monitor, n in itertools.product(range(200, 210), range(12)):
            self.alert(100 + 500 * n + monitor, "warned", monitor, "host:f", f"f{n}")
            self.alert(145 + 500 * n + monitor, "recovered", monitor, "host:f", f"f{n}")
        for n in range(40):
            self.alert(150 * n, "triggered", 950, f"pod:{n}", f"k{n}", name="ledger restarts")

    def paged(self, n, at):
        event = self.alert(at, "triggered", 300 + n, "host:p", "p")
        key = f"QNOISE{n:03d}"
        self.page(at + 2, key, str(5000 + n), "t", "triggered", "triggered", f"datadog:event:{event}")
        for step in range(4):
            self.page(
                at + 3 + step, key, str(5000 + n), f"n{step}", "notified", "notified", tags={"notification": "push"}
            )
        self.say(at + 5, "alerts", "page", f"pagerduty:incident:{key}", app="pagerduty", states="incident.triggered")
        self.page(at + 300, key, str(5000 + n), "r", "resolved", "resolved")
