"""The public API as a user would type it; read by mypy, never run."""

from datetime import timedelta

import timeline as tl

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
for event in tl.stream(window, sources):
    summary: str = event.summary


class Own:
    """A stranger's source needs no base class."""

    name = "own"

    def fetch(self, window: tl.Window, run: tl.Run) -> list[tl.Event | tl.Gap]:
        return [first, run.undated("own:1")]


record = tl.reconstruct(window, [Own()])
