"""Records that fold, in which a stranger has named everything: monitors, groups, people, channels, what is about."""

import timeline as tl
from support_events import WINDOW, event

COUNT = 26


def folding(text, *, notes=()):
    """A flapping alert, a storm, pages, a build and two messages, each named by that text; 26 events in 6 lines."""
    made = [*_flaps(text), *_storm(text), *_pages(text), *_build(text)]
    made += [
        event(f"m{n}", 900 + n, source="slack", kind="message.posted", summary=f"Somebody says {text}", url=_url(n))
        for n in range(2)
    ]
    rows = [
        tl.Coverage(source=name, type=name, status="complete", events=count, raw_rows=count, notes=list(notes))
        for name in ("datadog", "github", "pagerduty", "slack")
        if (count := sum(each.source == name for each in made))
    ]
    return tl.Timeline(WINDOW, made, rows)


def _url(number):
    return f"https://x.example/{number}"


def _alert(key, at, kind, monitor, group, text):  # noqa: PLR0917 - a table of alerts
    verb = {"warned": "warned", "triggered": "alerted", "recovered": "recovered"}[kind]
    severity = {"warned": "warning", "triggered": "error", "recovered": "ok"}[kind]
    return event(
        key, at, source="datadog", kind=f"alert.{kind}", severity=severity, url=_url(key), tags={"group": group},
        summary=f'Datadog monitor "{text}" {verb} ({group})', keys=(f"datadog:monitor:{monitor}",),
    )  # fmt: skip


def _flaps(text):
    for n in range(3):
        yield _alert(f"f{n}", 10 + 200 * n, "warned", 1, text, text)
        yield _alert(f"g{n}", 40 + 200 * n, "recovered", 1, text, text)


def _storm(text):
    return [_alert(f"s{n}", 700 + n, "triggered", 2, f"{text}{n}", text) for n in range(12)]


def _pages(text):
    keys, tags = ("pagerduty:incident:Q1",), {"number": text, "service": text}
    yield event("p0", 800, source="pagerduty", kind="incident.triggered", severity="error", keys=keys, tags=tags,
                summary=f'PagerDuty incident 7 "{text}" triggered', url=_url("p0"))  # fmt: skip
    for n in range(3):
        ways = {"notification": "push", "delivery": "no_answer" if n == 2 else "success"}
        yield event(f"p{n + 1}", 801 + n, source="pagerduty", kind="incident.notified", keys=keys, tags=tags | ways,
                    summary=f'PagerDuty notified {text} by push of PagerDuty incident 7 "{text}"', url=_url(f"p{n}"))  # fmt: skip


def _build(text):
    for at, verb in ((1000, "started"), (1100, "succeeded")):
        yield event(f"b{verb}", at, source="github", kind=f"build.{verb}", keys=("github:run:acme/x/1",),
                    severity="ok" if verb == "succeeded" else None, summary=f'Workflow "{text}" {verb}', url=_url(verb))  # fmt: skip
