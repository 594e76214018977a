"""Small worlds made by seed, with what is true of them: by plain definitions over what was planted, not over events."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

import timeline as tl
from timeline.joining.happenings import joined
from timeline.joining.rules import links

START = datetime(2021, 3, 4, 10, tzinfo=UTC)
HOURS = 4
END = START + timedelta(hours=HOURS)
WINDOW = tl.Window(START, END)
TYPES = ("slack", "datadog", "pagerduty", "github", "terraform")
PEOPLE = {"ruth": "Ruth Amadi", "tomas": "Tomas Berg", "wen": "Wen Li Zhao", "noor": "Noor Haddad"}
CHANNELS = ("ops-alerts", "ops-talk")
TOLD = (
    "Check the brokers and restart the consumer.",
    "Runbook: see the shelf",
    "[dashboard](https://graphs.example/d/7)",
)
UNTOLD = ("Messages wait for {{value}}.", "Search latency is above its level", "The rate fell")
FOOT = (
    "\n\n[![Metric Graph](https://p.datadoghq.com/snapshot/x.png)](https://app.datadoghq.com/monitors/7?group=a)"
    "\n\nThe monitor was last triggered at Thu Mar 04 2021 11:00:00 UTC.\n\n- - -\n\n"
    "[[Monitor Status](https://app.datadoghq.com/monitors/7)] · [[Edit Monitor](https://app.datadoghq.com/monitors/7/edit)]"
)


def person(key, source):
    return {"id": f"{source[:2].upper()}-{key}", "name": PEOPLE[key], "kind": "person"}


def bot(name):
    return {"id": f"B-{name}", "name": name, "kind": "bot"}


@dataclass
class Firing:
    """One firing of a monitor's group."""

    key: str
    monitor: int
    group: str
    severity: str
    start: int
    end: int | None
    told: bool
    posts: dict = field(default_factory=dict)
    page: "Page | None" = None


@dataclass
class Page:
    """One incident."""

    key: str
    start: int
    end: int | None
    acks: list
    posts: dict = field(default_factory=dict)
    firing: Firing | None = None


class World:
    """What was planted, and the record of it."""

    def __init__(self, seed, people=PEOPLE, *, small=False):
        self.random = random.Random(seed)
        self.names = people
        self.events, self.firings, self.pages, self.acts = [], [], [], []
        self.changes, self.failed, self.reports, self.ways = [], [], [], []
        self.number = 0
        for monitor in range(1 if small else self.random.randint(2, 5)):
            self.monitor(monitor)
        for _ in range(self.random.randint(0, 2)):
            self.lone_page()
        self.pair()
        for _ in range(2 if small else self.random.randint(2, 8)):
            self.change()
        for _ in range(3 if small else self.random.randint(4, 25)):
            self.say()
        for _ in range(self.random.randint(0, 2)):
            self.report()

    # -- what is made

    def second(self, first=0, last=HOURS * 3600 - 1):
        return self.random.randint(first, last)

    def key(self):
        self.number += 1
        return str(1000 + self.number)

    def make(self, source, key, second, kind, **fields):
        micro = self.random.randint(1, 999) * 1000 if source == "slack" else 0
        made = tl.Event(
            id=f"{source}:{key}", time=START + timedelta(seconds=second, microseconds=micro), source=source, kind=kind,
            precision="us" if source == "slack" else "s", **{"summary": f"Thing {key} happened", **fields},
        )  # fmt: skip
        self.events.append(made)
        return made

    def monitor(self, number):
        told = self.random.random() < 0.4
        words = self.random.choice(TOLD if told else UNTOLD)
        for group in range(self.random.randint(1, 2)):
            second = self.second(last=9000)
            for _ in range(self.random.randint(1, 4)):
                severity = self.random.choice(("warning", "error"))
                length = self.random.choice((45, 200, 900, 2500))
                ends = second + length if second + length < HOURS * 3600 else None
                self.fire(Firing(self.key(), number, f"host:{group}", severity, second, ends, told), words)
                second += length + self.random.choice((30, 300, 1200))
                if second >= HOURS * 3600 - 60:
                    break

    def pair(self):
        """Two monitors that go off near each other: together, or a little too far apart."""
        second = self.second(last=9000)
        for place, severity in enumerate(self.random.sample(("warning", "error"), 2)):
            at = second + place * self.random.randint(1, 100)
            self.fire(Firing(self.key(), 20 + place, "host:9", severity, at, at + 200, True), TOLD[0])

    def fire(self, firing, words):
        name, group = f"queue {firing.monitor}", firing.group
        keys = [f"datadog:event:{firing.key}", f"datadog:monitor:{firing.monitor}"]
        tags = {"monitor": name, "group": group}
        kind = {"warning": "alert.warned", "error": "alert.triggered"}[firing.severity]
        body = f"{name}\n{words} @slack-ops{FOOT}"
        self.make("datadog", firing.key, firing.start, kind, severity=firing.severity, keys=keys, tags=tags, body=body,
                  summary=f'Datadog monitor "{name}" went off ({group})')  # fmt: skip
        if firing.end:
            self.make("datadog", f"{firing.key}-ok", firing.end, "alert.recovered", severity="ok",
                      keys=keys[1:], tags=tags)  # fmt: skip
        self.firings.append(firing)
        if self.random.random() < 0.8:
            self.post(firing, "datadog", keys[0], kind, firing.start + self.random.randint(1, 6))
        if self.random.random() < 0.5:
            self.page(firing)

    def post(self, thing, app, key, states, second):
        channel = self.random.choice(CHANNELS)
        made = self.make("slack", f"C/{self.key()}", second, "message.posted", actor=bot(app), keys=[key],
                         tags={"channel": channel, "app": app, "states": states})  # fmt: skip
        thing.posts[channel] = made

    def page(self, firing=None, second=None):
        key = f"Q{self.key()}"
        start = firing.start + 3 if firing else second
        end = firing.end and firing.end + 4 if firing else start + self.random.choice((400, 4000))
        end = end if end and end < HOURS * 3600 else None
        last = end or HOURS * 3600 - 1
        acks = sorted(
            {self.second(start + 1, last) for _ in range(self.random.choice((0, 0, 1, 2)))} if last > start + 1 else []
        )
        page = Page(f"{key}t", start, end, [], firing=firing)
        keys = [f"pagerduty:incident:{key}"]
        tags, title = {"number": key[1:], "service": "hooks"}, f'PagerDuty incident {key[1:]} "page {key}"'
        more = [f"datadog:event:{firing.key}"] if firing else []
        self.make("pagerduty", page.key, start, "incident.triggered", severity="error", keys=keys + more, tags=tags,
                  summary=f"{title} triggered (hooks)")  # fmt: skip
        if self.random.random() < 0.6:
            self.notify(key, start + 2, keys, tags, title)
        for number, acked in enumerate(acks):
            who = self.random.choice(list(self.names))
            self.make("pagerduty", f"{key}a{number}", acked, "incident.acknowledged", keys=keys, tags=tags,
                      actor=self.actor(who, "pagerduty"), summary=f"{title} acknowledged")  # fmt: skip
            page.acks.append(f"pagerduty:{key}a{number}")
            self.acts.append((self.events[-1], who, "pagerduty"))
        if end:
            self.make("pagerduty", f"{key}r", end, "incident.resolved", severity="ok", keys=keys, tags=tags,
                      actor={"id": "PDD", "name": "Datadog", "kind": "service"}, summary=f"{title} resolved")  # fmt: skip
        self.pages.append(page)
        if firing:
            firing.page = page
            if self.random.random() < 0.5:
                self.post(page, "pagerduty", keys[0], "incident.triggered", start + self.random.randint(1, 4))

    def notify(self, key, second, keys, tags, title):
        who = self.random.choice(list(self.names))
        failed = self.random.random() < 0.2
        did = f"PagerDuty {'tried to notify' if failed else 'notified'} {self.names[who]} by push of {title}"
        made = self.make("pagerduty", f"{key}n", second, "incident.notified", keys=keys, tags=tags,
                         summary=did + (": it failed" if failed else ""))  # fmt: skip
        if not failed:
            self.ways.append((made, who, "paged"))

    def lone_page(self):
        self.page(second=self.second(last=12000))

    def actor(self, who, source):
        return person(who, source) | {"name": self.names[who]}

    def change(self):
        key, second, sort = (
            self.key(),
            self.second(60),
            self.random.choice(("merge", "apply", "deploy", "push", "failed")),
        )
        repo = {"repo": "acme/hooks"}
        if sort == "merge":
            keys = [f"git:{int(key):040x}", f"github:pr:acme/hooks#{key}"]
            who = self.random.choice(list(self.names))
            parts = [
                self.make("github", f"{key}/merged", second, "change.merged", keys=keys, tags=repo | {"base": "main"},
                          actor=self.actor(who, "github")),
                self.make("github", f"{key}/push", second, "code.pushed", keys=keys[:1], tags=repo | {"branch": "main"}),
            ]  # fmt: skip
            self.acts.append((parts[0], who, "github"))
        elif sort == "deploy":
            keys = [f"github:deployment:acme/hooks/{key}"]
            ends = [second] + ([second + 40] if second + 40 < HOURS * 3600 else [])
            parts = [self.make("github", f"{key}/{step}", at, f"deploy.{step}", keys=keys, tags=repo)
                     for at, step in zip(ends, ("started", "succeeded"), strict=False)]  # fmt: skip
        elif sort == "failed":
            self.failed.append(self.make("github", f"{key}/ended", second, "build.failed", severity="error", tags=repo))
            return
        elif sort == "push":
            parts = [self.make("github", f"{key}/push", second, "code.pushed", tags=repo | {"branch": "fix"})]
        else:
            parts = [self.make("terraform", f"run-{key}/applied", second, "change.applied",
                               keys=[f"terraform:run:run-{key}"], tags={"workspace": "prod"})]  # fmt: skip
        self.changes.append(parts)

    def say(self):
        who, second = self.random.choice(list(self.names)), self.second()
        words = "it is quiet here"
        named = self.random.choice([None, None, *self.names])
        if named and named != who:
            words = f"could {self.names[named]} look?"
        made = self.make("slack", f"C/{self.key()}", second, "message.posted", actor=self.actor(who, "slack"), body=words,
                         tags={"channel": "ops-talk"}, summary=f'{self.names[who]} says "{words}"')  # fmt: skip
        self.acts.append((made, who, "slack"))
        if named and named != who:
            self.ways.append((made, named, "mentioned"))

    def report(self):
        minute = self.second() // 60
        self.reports.append(tl.Event(
            id=f"notes:{self.key()}", time=START + timedelta(minutes=minute), precision="min", source="notes",
            kind="note.report", summary="A customer wrote to us",
        ))  # fmt: skip
        self.events.append(self.reports[-1])

    # -- the record

    def record(self, *, without=(), gap=None, order=None):
        """The record; without sources, with a gap in one, its events handed over in another order."""
        events = [event for event in self.events if event.source not in without]
        if order is not None:
            random.Random(order).shuffle(events)
        ordered = sorted(events, key=lambda event: (event.time, event.source, event.id))
        gaps = (tl.Gap(start=START, end=END, reason="denied", detail="no"),)
        coverage = [
            tl.Coverage(source=each, type=each, status="partial" if each == gap else "complete",
                        gaps=gaps if each == gap else ())
            for each in (*TYPES, "notes") if each not in without
        ]  # fmt: skip
        made = joined(ordered, links(ordered))
        if order is not None:
            random.Random(order).shuffle(made)
        return tl.Timeline(WINDOW, made, coverage)


# -- what is true of a world, by rule: the ids that belong together


def truth(world):
    return {name: set(rule(world)) for name, rule in TRUTHS.items()}


def _signals_together(world):
    """Two signals of different severity and of different things, whose posts in one channel lie within 60 s."""
    shown = []
    for firing in world.firings:
        for thing, severity in ((firing, firing.severity), (firing.page, "error")):
            for channel in CHANNELS if thing else ():
                posts = [each.posts[channel] for each in (firing, firing.page) if each and channel in each.posts]
                own = thing.posts.get(channel) or min(posts, key=lambda post: post.time, default=None)
                if own:
                    source = "datadog" if thing is firing else "pagerduty"
                    shown.append((f"{source}:{thing.key}", severity, channel, own.time, firing))
    for one, other in combinations(shown, 2):
        near = abs(one[3] - other[3]) <= timedelta(seconds=60)
        if one[1] != other[1] and one[2] == other[2] and near and one[4] is not other[4]:
            yield frozenset((one[0], other[0]))


def _first_alerts(world):
    first = {}
    for firing in sorted(world.firings, key=lambda each: each.start):
        first.setdefault((firing.monitor, firing.group), firing)
    yield from ((f"datadog:{firing.key}", firing.start) for firing in first.values())
    yield from ((f"pagerduty:{page.key}", page.start) for page in world.pages if not page.firing)


def _changes_before(world):
    for key, second in _first_alerts(world):
        at = START + timedelta(seconds=second)
        for event in (event for parts in world.changes for event in parts):
            if at - timedelta(minutes=30) <= event.time < at:
                yield frozenset((key, event.id))


def _first_response(world):
    signals = [(firing.start, "datadog", firing.key) for firing in world.firings if firing.severity == "error"]
    signals += [(page.start, "pagerduty", page.key) for page in world.pages]
    if signals:
        second, source, key = min(signals)
        later = [event for event, _, _ in world.acts if event.time >= START + timedelta(seconds=second)]
        act = min(later, key=lambda event: (event.time, event.source, event.id), default=None)
        yield frozenset({f"{source}:{key}", *([act.id] if act else [])})
    for page in world.pages:
        if page.acks:
            yield frozenset((f"pagerduty:{page.key}", page.acks[0]))
    if world.firings:
        first = min(world.firings, key=lambda each: (each.start, each.key))
        for report in world.reports:
            if report.time + timedelta(minutes=1) <= START + timedelta(seconds=first.start):
                yield frozenset((report.id, f"datadog:{first.key}"))


def _joined_when(world):
    first = {}
    for event, who, source in sorted(world.acts, key=lambda each: (each[0].time, each[0].source, each[0].id)):
        first.setdefault((who, source), event)
    for (who, _), act in first.items():
        before = [(way, event) for event, named, way in world.ways if named == who and event.time < act.time]
        ordered = sorted(before, key=lambda each: (("paged", "mentioned").index(each[0]), each[1].time, each[1].id))
        yield frozenset({act.id, *(event.id for _, event in ordered[:1])})


def _without_instruction(world):
    yield from (frozenset([f"datadog:{firing.key}"]) for firing in world.firings if not firing.told)


def _tried_again(world):
    yield from (frozenset([event.id]) for event in world.failed)
    groups = {}
    for firing in sorted(world.firings, key=lambda each: each.start):
        groups.setdefault((firing.monitor, firing.group), []).append(firing)
    for before, again in (pair for each in groups.values() for pair in pairwise(each)):
        start, end = (START + timedelta(seconds=each.start) for each in (before, again))
        for parts in world.changes:
            if start < parts[-1].time < end and end - parts[-1].time <= timedelta(minutes=15):
                yield frozenset((f"datadog:{before.key}", parts[-1].id, f"datadog:{again.key}"))


def _never_acknowledged(world):
    yield from (frozenset([f"pagerduty:{page.key}"]) for page in world.pages if not page.acks)


def _quiet(world):
    """The spans, as times."""
    opened = [
        (START + timedelta(seconds=each.start), START + timedelta(seconds=each.end) if each.end else END)
        for each in (*world.firings, *world.pages)
    ]
    edges = sorted({edge for span in opened for edge in span} | {event.time for event, _, _ in world.acts})
    acts = {event.time for event, _, _ in world.acts}
    begun = None
    for first, last in pairwise(edges):
        inside = any(start <= first and last <= end for start, end in opened)
        begun = (begun or first) if inside else None
        closes = last in acts or not any(start <= last < end for start, end in opened)
        if begun and closes:
            if last - begun >= timedelta(minutes=5):
                yield (begun, last)
            begun = None


def _at_the_same_time(world):
    for one, other in combinations(sorted(world.pages, key=lambda each: each.start), 2):
        if one.end is None or one.end > other.start:
            yield frozenset((f"pagerduty:{one.key}", f"pagerduty:{other.key}"))


TRUTHS = {
    "signals_together": _signals_together, "changes_before": _changes_before, "first_response": _first_response,
    "joined_when": _joined_when, "alert_without_instruction": _without_instruction, "tried_again": _tried_again,
    "never_acknowledged": _never_acknowledged, "quiet": _quiet, "at_the_same_time": _at_the_same_time,
}  # fmt: skip


def claims(fact, record):
    """What a fact claims, in the form of the truths."""
    return set(CLAIMS[fact.rule](fact, {event.id: event for event in record}))


def _claimed_together(fact, events):
    for one, other in combinations([events[key] for key in fact.about], 2):
        if one.severity != other.severity:
            yield frozenset((one.id, other.id))


def _claimed_before(fact, events):
    (alert,) = fact.about
    yield from (frozenset((alert, key)) for key in fact.events if key != alert)


def _claimed_again(fact, events):
    if len(fact.about) == 1:
        yield frozenset(fact.about)
        return
    yield from (frozenset((*fact.about, key)) for key in fact.looked_at["changes"])


def _claimed_quiet(fact, events):
    yield tuple(datetime.fromisoformat(fact.looked_at[name]) for name in ("from", "to"))


def _claimed_open(fact, events):
    yield from map(frozenset, combinations(fact.events, 2))


def _claimed(fact, events):
    yield frozenset(fact.events)


CLAIMS = dict.fromkeys(TRUTHS, _claimed) | {
    "signals_together": _claimed_together, "changes_before": _claimed_before, "tried_again": _claimed_again,
    "quiet": _claimed_quiet, "at_the_same_time": _claimed_open,
    "alert_without_instruction": lambda fact, _: (frozenset([key]) for key in fact.events),
    "never_acknowledged": lambda fact, _: [frozenset(fact.about)],
}  # fmt: skip
