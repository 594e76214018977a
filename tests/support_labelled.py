"""A day of thousands of events in which it is known which are the same happening, told by the services' payloads."""

from datetime import UTC, datetime, timedelta

import timeline as tl
from timeline import demo
from timeline.demo.payloads import datadog as dd
from timeline.demo.payloads import github as gh
from timeline.demo.payloads import pagerduty as pd
from timeline.demo.payloads import slack as sl
from timeline.demo.payloads import terraform as tf
from timeline.demo.server.datadog import DatadogApi
from timeline.demo.server.github import GitHubApi
from timeline.demo.server.pagerduty import PagerDutyApi
from timeline.demo.server.slack import SlackApi
from timeline.demo.server.terraform import TerraformApi

START = datetime(2019, 6, 20, tzinfo=UTC)
WINDOW = tl.Window(START, START + timedelta(days=1))
REPO, CHANNEL, OTHER = "acme/api", "C0ALERTS", "C0DEPLOYS"
PEOPLE = {"ada": "Ada Lovelace", "grace": "Grace Hopper"}
DATADOG = pd.reference("PDD", "events_api_v2_inbound_integration", "Datadog")


class World:
    """Builds incidents and changes; `groups` are the sets of ids that are one happening each."""

    def __init__(self, count):
        self.events, self.entries, self.changes, self.pulls = [], [], [], []
        self.activity, self.runs, self.deployments = [], [], []
        self.hcp, self.included, self.created = [], {}, {}
        self.messages = {CHANNEL: [], OTHER: []}
        self.groups = []
        self.number = 0
        for number in range(count):
            self.incident(number, START + timedelta(minutes=9 * number % 1400, seconds=number % 50))
            self.change(number, START + timedelta(minutes=11 * number % 1380, seconds=7))
        self.queue(START + timedelta(hours=5, seconds=3))
        self.storm(START + timedelta(hours=6))
        self.before_the_window(START + timedelta(minutes=30))

    def same(self, *ids):
        self.groups.append(frozenset(ids))

    def key(self):
        self.number += 1
        return self.number

    def post(self, made, channel=CHANNEL):
        stamp = datetime.fromtimestamp(int(float(made["ts"])), UTC) + timedelta(microseconds=10 * self.key())
        made["ts"] = sl.ts(stamp)
        self.messages[channel].append(made)
        return f"slack:{channel}/{made['ts']}"

    def alert(self, time, monitor, states, group, cycle, **more):
        event = str(4_980_866_172_548_000_000 + self.key())
        self.events.append(dd.transition(time, event, monitor, f"m{monitor}", states, group=group, cycle=cycle, **more))
        return event

    def alert_post(self, time, word, monitor, event):
        return self.post(sl.datadog_post(time, word, monitor=monitor, event=event, name=f"m{monitor}", text="x"))

    def page_post(self, time, incident, words, **more):
        return self.post(sl.pagerduty_post(time, incident, 7, "Triggered: resolved?", words) | more)

    def incident(self, number, time):
        """An alert, its page, acknowledgements by two, a renotification, the recovery; posts about each."""
        monitor, group, cycle = 100 + number % 9, f"host:{number}", str(number)
        event = self.alert(time, monitor, ("OK", "Alert"), group, cycle)
        about = pd.incident(f"Q{number}", number, "x", "api", time + timedelta(seconds=2), first=f"R{number}t")
        trigger = pd.datadog_channel(event, monitor, "x")
        self.entries += [
            pd.entry(f"R{number}t", "trigger", time + timedelta(seconds=2), about, DATADOG, channel=trigger),
            pd.entry(f"R{number}n", "notify", time + timedelta(seconds=3), about),
        ]
        rewritten = {"edited": {"user": "B0PAGERDUTY", "ts": "1.000000"}} if number % 4 == 0 else {}
        stated = "resolved" if rewritten else "triggered"
        first = self.page_post(time + timedelta(seconds=4), f"Q{number}", stated, **rewritten)
        copy = self.alert_post(time + timedelta(seconds=5), "Triggered", monitor, event)
        self.same(f"datadog:{event}", f"pagerduty:R{number}t", first, copy)
        for step, (who, name) in enumerate(PEOPLE.items()):
            acted = time + timedelta(seconds=60 + 30 * step)
            agent = pd.reference(f"P{who}", "user", name)
            self.entries.append(pd.entry(f"R{number}a{step}", "acknowledge", acted, about, agent))
            said = self.page_post(acted + timedelta(seconds=2), f"Q{number}", f"acknowledged by {name}")
            self.same(f"pagerduty:R{number}a{step}", said)
        again = self.alert(time + timedelta(minutes=3), monitor, ("Alert", "Alert"), group, cycle, renotify=True)
        self.same(
            f"datadog:{again}", self.alert_post(time + timedelta(minutes=3, seconds=2), "Re-Triggered", monitor, again)
        )
        self.over(number, about, time + timedelta(minutes=6), monitor=monitor, group=group, cycle=cycle)
        link = f"<https://acme.pagerduty.com/incidents/Q{number}|this> resolved itself?"
        self.post(sl.message(time + timedelta(minutes=7), "U1", link))

    def over(self, number, about, time, *, monitor, group, cycle):
        event = self.alert(time, monitor, ("Alert", "OK"), group, cycle, minutes=6)
        self.entries.append(pd.entry(f"R{number}r", "resolve", time + timedelta(seconds=3), about, DATADOG))
        self.same(
            f"datadog:{event}", f"pagerduty:R{number}r", self.alert_post(time + timedelta(seconds=2), "Recovered", monitor, event),
            self.page_post(time + timedelta(seconds=5), f"Q{number}", "resolved"),
        )  # fmt: skip

    def change(self, number, time):
        """A pull request to its applied runs, in two workspaces, with a re-run and a speculative plan; a deployment."""
        pull, sha, url = number + 1, f"{number + 1:040x}", f"{gh.WEB}/{REPO}/pull/{number + 1}"
        grace, ada = gh.person("grace", PEOPLE["grace"]), gh.person("ada", PEOPLE["ada"])
        reviews = [(5000 + 2 * number, ada, 2), (5001 + 2 * number, grace, 3)]
        merged = time + timedelta(minutes=5)
        items = [
            *(gh.review(key, "APPROVED", who, time + timedelta(minutes=step), url) for key, who, step in reviews),
            *gh.merge(900000 + 2 * number, sha, grace, merged, url),
        ]
        self.pulls.append(gh.pull_request(REPO, pull, "Change", grace, time, files=["a.tf"], items=items))
        self.activity.append(gh.push(number + 1, sha, merged, "grace", kind="pr_merge"))
        self.same(f"github:{REPO}#{pull}/opened", self.pull_post(time, "Pull request opened by grace", pull))
        for key, _, step in reviews:
            said = self.pull_post(
                time + timedelta(minutes=step), "ada approved pull request", pull, f"#pullrequestreview-{key}"
            )
            self.same(f"github:{REPO}#{pull}/review/{key}", said)
        runs = [self.run(f"run-{number}{name}", f"ws-{name}", sha, merged + timedelta(seconds=3)) for name in "ab"]
        said = self.pull_post(merged, "Pull request merged by grace", pull)
        self.same(
            f"github:{REPO}#{pull}/merged",
            f"github:{REPO}/activity/{number + 1}",
            said,
            *(f"terraform:{key}/created" for key in runs),
        )
        again = self.run(f"run-{number}c", "ws-a", sha, merged + timedelta(minutes=4))
        self.hcp[-1]["attributes"]["source"] = "tfe-ui" if number % 2 else "tfe-configuration-version"
        self.run(f"run-{number}s", "ws-a", f"{10**6 + number:040x}", time, plan_only=True)
        for key in (*runs, again):
            for word, step, seconds in (("Planned", "planned", 40), ("Applied", "applied", 90)):
                stated = sl.terraform_post(self.created[key] + timedelta(seconds=seconds + 2), key, "x", word, "y")
                self.same(f"terraform:{key}/{step}", self.post(stated, OTHER))
        self.deployment(number, sha, merged + timedelta(minutes=2))

    def pull_post(self, time, words, pull, anchor=""):
        link = f"{gh.WEB}/{REPO}/pull/{pull}{anchor}"
        return self.post(sl.github_post(time + timedelta(seconds=3), words, f"#{pull} merged twice", link, REPO), OTHER)

    def run(self, key, workspace, sha, time, **more):
        steps = {"planned": time + timedelta(seconds=40), "applied": time + timedelta(seconds=90)}
        self.hcp.append(tf.run(key, workspace, time, "Change", steps, **more))
        self.included[key] = tf.ingress(key, REPO, sha, "grace")
        self.created[key] = time
        return key

    def deployment(self, number, sha, time):
        log = f"{gh.WEB}/{REPO}/actions/runs/{70000 + number}"
        statuses = [gh.status(f"S{number}", "SUCCESS", time + timedelta(seconds=50), log)]
        self.deployments.append(gh.deployment(number + 1, sha, "prod", time, statuses))
        words = {"type": "mrkdwn", "text": f"<{log}|{sha[:7]}> successfully deployed to prod"}
        block = [{"type": "section", "text": words}]
        said = self.post(sl.post(time + timedelta(seconds=52), "B0GITHUB", "GitHub", blocks=block), OTHER)
        self.same(f"github:{REPO}/deployment/{number + 1}/status/S{number}", said)
        change = pd.change(f"PC{number}", time + timedelta(seconds=51), "Deployed", "api", log)
        self.changes.append(change)
        address = f"https://acme.pagerduty.com/services/PAPI/change_events/PC{number}"
        block = [{"type": "section", "text": {"type": "mrkdwn", "text": f"<{address}|Deployed {sha[:7]}>"}}]
        said = self.post(sl.post(time + timedelta(seconds=53), "B0PAGERDUTY", "PagerDuty", blocks=block), OTHER)
        self.same(f"pagerduty:PC{number}", said)

    def queue(self, time):
        """Two pull requests of one merge queue: one push for the second, none for the first."""
        shas = [f"{2 * 10**6 + n:040x}" for n in (1, 2)]
        for n, sha in enumerate(shas):
            pull = 9000 + n
            items = gh.merge(990000 + 2 * n, sha, gh.person("grace"), time, f"{gh.WEB}/{REPO}/pull/{pull}")
            opened = time - timedelta(hours=1)
            self.pulls.append(gh.pull_request(REPO, pull, "Queued", gh.person("ada"), opened, files=[], items=items))
        self.activity.append(gh.push(99001, shas[1], time, "grace", kind="merge_queue_merge"))
        self.same(f"github:{REPO}#9001/merged", f"github:{REPO}/activity/99001")

    def storm(self, time):
        """One monitor goes off for many groups in one second, each with its own page."""
        for n in range(40):
            event = self.alert(time, 500, ("OK", "Alert"), f"host:s{n}", "storm")
            about = pd.incident(f"QS{n}", 5000 + n, "storm", "api", time, first=f"RS{n}")
            channel = pd.datadog_channel(event, 500, "storm")
            self.entries.append(
                pd.entry(f"RS{n}", "trigger", time + timedelta(seconds=1), about, DATADOG, channel=channel)
            )
            self.same(
                f"datadog:{event}",
                f"pagerduty:RS{n}",
                self.alert_post(time + timedelta(seconds=1), "Triggered", 500, event),
            )

    def before_the_window(self, time):
        """An alert of the day before that ends in the window: its resolve leads back to the trigger of then."""
        began = START - timedelta(hours=2)
        event = self.alert(began, 600, ("OK", "Alert"), "host:old", "old")
        about = pd.incident("QOLD", 6000, "old", "api", began, first="ROLDt")
        channel = pd.datadog_channel(event, 600, "old")
        self.entries.append(pd.entry("ROLDt", "trigger", began, about, DATADOG, channel=channel))
        ended = self.alert(time, 600, ("Alert", "OK"), "host:old", "old", minutes=150)
        self.entries.append(pd.entry("ROLDr", "resolve", time + timedelta(seconds=3), about, DATADOG))
        self.same(f"datadog:{ended}", "pagerduty:ROLDr")

    def apis(self):
        repository = {"activity": self.activity, "runs": self.runs, "deployments": self.deployments, "releases": []}
        channels = [sl.channel(CHANNEL, "infra-alerts"), sl.channel(OTHER, "deploys"), sl.channel("C0X", "incidents")]
        empty = {"activity": [], "runs": [], "deployments": [], "releases": []}
        return {
            "slack": SlackApi(demo.TOKEN, channels=channels, users=[sl.user("U1", "ada", "Ada Lovelace")], messages=self.messages),
            "datadog": DatadogApi(demo.TOKEN, events=self.events),
            "pagerduty": PagerDutyApi(demo.TOKEN, entries=self.entries, changes=self.changes, notes={}),
            "github": GitHubApi(demo.TOKEN, pulls=self.pulls, repositories={REPO: repository, "acme/infra": empty, "acme/hooks": empty}),
            "terraform": TerraformApi(
                demo.TOKEN, organization="acme", workspaces=[tf.workspace("ws-a", "a"), tf.workspace("ws-b", "b")], runs=self.hcp,
                included=self.included, events={}, users=[tf.user("user-1", "x")],
            ),
        }  # fmt: skip
