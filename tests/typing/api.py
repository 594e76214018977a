"""The public API as a user would type it; read by mypy, never run."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import timeline as tl
from timeline.porting.hooks import Checks, Labelled, Spans, Templates
from timeline.sources import http
from timeline.testing import Answer, check_source

window = tl.Window("2019-06-20T18:30Z", "2019-06-20T19:30Z")
last: tl.Window = tl.Window.parse("2h")
sources: list[tl.Source] = [
    tl.Slack(channels=("#infra-alerts",)),
    tl.Slack(name="slack-emea", channels="joined", look_back="30d"),
    tl.Datadog(),
    tl.PagerDuty(),
    tl.GitHub(repos=("acme/infra",)),
    tl.Terraform(organization="acme"),
]
record: tl.Timeline = tl.reconstruct(window, sources, on_gap="keep", deadline="15m")
first: tl.Event = record[0]
part: tl.Timeline = record.where(kind="alert.*", source=["datadog"], actor="ada", text="x", channel="#x")
part = part.between("2019-06-20T18:40Z", "2019-06-20T18:50Z").around(first, "15m")
part = record.where(
    service="hooks", severity=["error"], key="git:*", id="x", not_kind="event.*", test=lambda event: True
)
part = record["pagerduty"]
part = (part | record) & record - part
story: tl.Timeline = record.about("4172", "#incidents")
sentences: list[str] = [line.text for line in story.lines(fold="threads")]
reason: str | None = story.why_about(story[0])
part = record[1:5]
gap: tl.Gap = record.coverage[0].gaps[0]
lag: timedelta = record.happenings[0].lags[first.id]
why: str = record.why(first, record[1])
page: str = record.to_markdown(tz="Europe/Paris", seconds=True, style="table", fold="none")
chart_page: str = record.plot(by="service").to_html()
again: tl.Timeline = tl.load(record.save("incident-123"))
whole: bool = tl.verify("incident-123").ok
told: list[str] = [finding.path for finding in tl.verify("incident-123").findings]
changes: str = again.diff(record).to_markdown()
for event in tl.stream(window, sources):
    summary: str = event.summary


class Own:
    """A stranger's source needs no base class."""

    name = "own"

    def fetch(self, window: tl.Window, run: tl.Run) -> list[tl.Event | tl.Gap]:
        return [first, run.undated("own:1")]


record = tl.reconstruct(window, [Own()])


class Limits(http.Dialect):
    """A service's own words for a limit."""

    home, limits = "api.acme.test", {"": http.Pace(50, 60)}

    def wait(self, response: http.Response, data: Any, now: datetime) -> float | None:
        return http.seconds_of(response.headers.get("ratelimit-reset"), now)

    def judge(self, request: http.Request, response: http.Response, data: Any, now: datetime) -> http.Verdict:
        if http.at(data, "busy"):
            return http.Broken("busy")
        return http.Limited(None) if http.at(data, "slow") else super().judge(request, response, data, now)


class Builds(http.Settings):
    """A stranger's source over the toolkit, with every hook."""

    label = "Acme Builds"
    default_token_env = "ACME_TOKEN"
    name: str = http.Settings.named("builds")
    base_url: http.Address = "https://api.acme.test/v2"
    web: http.WebAddress | None = None
    look_back: http.Span = "1d"

    def authorization(self) -> Mapping[str, str]:
        return {"X-Api-Key": self.token()}

    def fetch(self, window: tl.Window, run: tl.Run) -> Iterator[tl.Event | tl.Gap]:
        client: http.Client = self.client(run, Limits, headers={"Accept": "application/json"})
        params = {"from": http.utc_text(window.start - http.parse_span(self.look_back))}
        for page in http.follow(client, http.Request("GET builds", "builds", params=params), http.link):
            for row in page.records("builds"):
                yield from run.emit(drafted(row))

    def check(self, run: tl.Run) -> Iterator[str]:
        yield str(http.text(http.at(self.client(run).json(http.Request("GET user", "user")), "name")))

    def template(self, run: tl.Run) -> Iterator[str]:
        yield http.listed("projects", ["a"], "give it projects")

    def span_of(self, incident: str, run: tl.Run) -> tl.Window:
        return tl.Window.around(incident, "30m")


@http.readable
def drafted(row: dict[str, Any]) -> http.Draft:
    who = http.actor("1", "Ada", "person")
    return http.Draft(row["id"], row["at"], "build.started", f"Build started{http.by(who)}", who, keys=["git:1"])


def after(page: http.Page) -> http.Request | None:
    return http.cursor("meta", "next", into="after")(page) or http.address("next")(page)


builds = Builds(name="builds-emea", token_env="ACME_TOKEN_EMEA")
hooks: tuple[Checks, Templates, Spans, Labelled] = (builds, builds, builds, builds)
own_client: http.Client = http.connect(tl.Run("own", window), "https://api.acme.test", headers={"X-Api-Key": "x"})
pages: Iterator[http.Page] = http.follow(own_client, http.Request("GET rows", "rows"), after)
faults: list[str] = check_source(builds, window)
faults = check_source(builds, window, answers=Path("answers"), golden="builds.golden")
faults = check_source(builds, window, answers={"GET /builds": Answer([], headers={"Link": "x"}), "GET /user": {}})
record = tl.reconstruct(window, [builds])
