"""What two pulls of the same tell differently: a reason is given only where it is known."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

import timeline as tl
from support_events import START, WINDOW, event
from timeline.bundle.manifest import Manifest
from timeline.cli import commands

WHOLE = {"channels": ["#ops", "#rain"], "look_back": "7d"}


def said(number, *, channel="ops", source="slack", **fields):
    """What somebody said in a channel, so many minutes after the window's start."""
    tags = {"channel": channel, **fields.pop("tags", {})}
    return event(
        f"C{channel.upper()}AAAA/{number}", number * 60, source=source, kind="message.posted", tags=tags, **fields
    )


def gap(first=0, last=60, *, reason="unavailable", where=None, detail="no answer"):
    start, end = (START + timedelta(minutes=minutes) for minutes in (first, last))
    return tl.Gap(start=start, end=end, reason=reason, detail=detail, where=where)


def pulled(
    *events, settings=WHOLE, at=600, status=None, gaps=(), window=WINDOW, source="slack", count=None, notes=(), **row
):
    """A record as a bundle tells it, pulled so many minutes after the window's start; none if `settings` is None."""
    status = status or ("partial" if gaps else "complete")
    number = len(events) if count is None else count
    rows = [
        tl.Coverage(
            source=source, type=source, status=status, events=number, raw_rows=number, gaps=gaps, notes=notes, **row
        )
    ]
    told = ({"name": source, "type": source, **settings},) if settings is not None else ()
    clock = START + timedelta(minutes=at) if at is not None else None
    manifest = Manifest(window, told, tuple(rows), clock=clock) if settings is not None else None
    return tl.Timeline(window, events, rows, manifest=manifest)


ONE, TWO, RAIN = said(1), said(2), said(3, channel="rain")
SHORT = tl.Window(WINDOW.start, WINDOW.start + timedelta(seconds=90))
LATER = tl.Window(WINDOW.start + timedelta(seconds=30), WINDOW.end)
REPLY = event(
    "COPSAAAA/9",
    120,
    source="slack",
    kind="message.replied",
    tags={"channel": "ops"},
    keys=("slack:thread:COPSAAAA/1561.1",),
)

REMOVED = {
    "gone from a channel that was read whole": (pulled(ONE, TWO), pulled(ONE), "deleted"),
    "gone from a channel that is named and tells nothing else": (pulled(ONE, RAIN), pulled(ONE), "deleted"),
    "gone, and a gap in another channel": (pulled(ONE, TWO), pulled(ONE, gaps=[gap(where="#rain")]), "deleted"),
    "gone, and a gap in a thread": (pulled(ONE, TWO), pulled(ONE, gaps=[gap(where="#ops thread 1561.1")]), "deleted"),
    "gone, and a gap of another time": (pulled(ONE, TWO), pulled(ONE, gaps=[gap(30, 40)]), "deleted"),
    "gone, and another record that cannot be dated": (
        pulled(ONE, TWO), pulled(ONE, gaps=[gap(reason="undated", where="slack:COPSAAAA/77")]), "deleted"),
    "gone, neither kept as a bundle, its channel told": (pulled(ONE, TWO, settings=None), pulled(ONE, settings=None), "deleted"),
    "gone, the later pull partial there": (pulled(ONE, TWO), pulled(ONE, gaps=[gap(where="#ops")]), None),
    "gone, a gap over all of it": (pulled(ONE, TWO), pulled(ONE, gaps=[gap()]), None),
    "gone, a gap of a place that is not understood": (pulled(ONE, TWO), pulled(ONE, gaps=[gap(where="permalinks")]), None),
    "gone, itself not to be dated": (pulled(ONE, TWO), pulled(ONE, gaps=[gap(reason="undated", where=TWO.id)]), None),
    "gone, the later pull failed": (pulled(ONE, TWO), pulled(status="failed", gaps=[gap(where="#rain")]), None),
    "gone from a part of the later pull": (pulled(ONE, TWO), pulled(ONE, count=2), None),
    "gone, with a shorter look back": (pulled(ONE, TWO), pulled(ONE, settings={**WHOLE, "look_back": "1d"}), None),
    "gone, with another filter": (
        pulled(ONE, TWO, settings={"query": "a"}, source="slack"), pulled(ONE, settings={"query": "b"}), None),
    "gone, in a later window that looks less far back": (pulled(ONE, TWO), pulled(ONE, window=LATER), None),
    "gone, the two given the wrong way round": (pulled(ONE, TWO, at=900), pulled(ONE, at=600), None),
    "gone, the channels those that the token is in": (
        pulled(ONE, RAIN, settings={"channels": "joined"}), pulled(ONE, settings={"channels": "joined"}), None),
    "gone, neither kept as a bundle, its channel told nowhere": (pulled(ONE, RAIN, settings=None), pulled(ONE, settings=None), None),
    "gone, neither kept as a bundle, other limits": (
        pulled(ONE, TWO, settings=None), pulled(ONE, settings=None, notes=("threads of 1d only",)), None),
    "its channel was not asked": (pulled(ONE, RAIN), pulled(ONE, settings={**WHOLE, "channels": ["#ops"]}), "not_asked"),
    "its channel was asked by its id": (
        pulled(ONE, RAIN), pulled(ONE, settings={**WHOLE, "channels": ["#ops", "CRAINAAAA"]}), "deleted"),
    "its channel was asked by a former name": (
        pulled(ONE, RAIN, said(4, channel="rain")), pulled(ONE, RAIN, settings={**WHOLE, "channels": ["#ops", "#drizzle"]}), "deleted"),
    "its source was not asked": (pulled(ONE, TWO), pulled(source="github"), "not_asked"),
    "its time was not asked": (pulled(ONE, TWO), pulled(ONE, window=SHORT), "not_asked"),
    "a sum of records that was not asked there": (pulled(ONE, TWO), pulled(ONE, gaps=[gap(reason="not_asked")]), "not_asked"),
}  # fmt: skip

ADDED = {
    "before the earlier pull's end, no gap": (pulled(ONE), pulled(ONE, TWO, at=900), "late"),
    "late, and a gap elsewhere": (pulled(ONE, gaps=[gap(where="#rain")]), pulled(ONE, TWO, at=900), "late"),
    "late, and a gap of another time": (pulled(ONE, gaps=[gap(10, 20, where="#ops")]), pulled(ONE, TWO, at=900), "late"),
    "after the earlier pull's end": (pulled(ONE, at=1), pulled(ONE, TWO), None),
    "at the earlier pull's very end": (pulled(ONE, at=2), pulled(ONE, TWO), None),
    "the earlier pull's end not known": (pulled(ONE, at=None), pulled(ONE, TWO), None),
    "not kept as a bundle": (pulled(ONE, settings=None), pulled(ONE, TWO, settings=None), None),
    "the earlier one a part": (pulled(ONE, count=2), pulled(ONE, TWO), None),
    "the earlier one a part, with a gap": (pulled(ONE, count=2, gaps=[gap()]), pulled(ONE, TWO), None),
    "the two given the wrong way round": (pulled(ONE, at=900), pulled(ONE, TWO, at=600), None),
    "another look back": (pulled(ONE), pulled(ONE, TWO, settings={**WHOLE, "look_back": "9d"}), None),
    "a gap that only may lie over it": (pulled(ONE, gaps=[gap(where="permalinks")]), pulled(ONE, TWO), None),
    "the gap was in its channel": (pulled(ONE, gaps=[gap(where="#ops")]), pulled(ONE, TWO), "gap_closed"),
    "the gap was in its channel, by id": (pulled(ONE, gaps=[gap(where="COPSAAAA")]), pulled(ONE, TWO), "gap_closed"),
    "the gap was over all of the source": (pulled(status="failed", gaps=[gap()]), pulled(TWO), "gap_closed"),
    "it could not be dated": (pulled(ONE, gaps=[gap(reason="rejected", where=TWO.id)]), pulled(ONE, TWO), "gap_closed"),
    "the gap was in its thread": (pulled(ONE, gaps=[gap(where="#ops thread 1561.1")]), pulled(ONE, REPLY), "gap_closed"),
    "the gap was in another thread": (pulled(ONE, gaps=[gap(where="#ops thread 1561.2")]), pulled(ONE, REPLY, at=900), "late"),
    "the gap ends where it begins": (pulled(ONE, gaps=[gap(0, 2, where="#ops")]), pulled(ONE, TWO), None),
    "the gap is still there": (pulled(ONE, gaps=[gap(where="#ops")]), pulled(ONE, TWO, gaps=[gap(where="#ops")]), None),
    "the gap was in another channel": (pulled(ONE, gaps=[gap(where="#rain")]), pulled(ONE, TWO, at=900), "late"),
    "its channel was not asked": (pulled(ONE, settings={**WHOLE, "channels": ["#ops"]}), pulled(ONE, RAIN), "not_asked"),
    "its source was not asked": (pulled(source="github"), pulled(ONE), "not_asked"),
    "its time was not asked": (pulled(ONE, window=SHORT), pulled(ONE, TWO), "not_asked"),
}  # fmt: skip


@pytest.mark.parametrize("case", REMOVED)
def test_why_something_is_gone(case):
    """A deletion is told only where the later pull surely read that place, with the same filters, and it was not there."""
    before, after, reason = REMOVED[case]
    gone = {each["id"]: each["reason"] for each in before.diff(after)["removed"]}
    assert gone[[each.id for each in before if each.id not in {other.id for other in after}][-1]] == reason


@pytest.mark.parametrize("case", ADDED)
def test_why_something_came(case):
    """Late only where the earlier pull surely read the place; a closed gap only where it lay over the event's own call."""
    before, after, reason = ADDED[case]
    (came,) = before.diff(after)["added"]
    assert came["reason"] == reason


REPO = {"source": "github", "tags": {"repo": "acme/api"}}
CALLS = [
    (event("p", 60, kind="code.pushed", **REPO), "github GET /repos/:repo/activity acme/api: no answer", "acme/api", "gap_closed"),
    (event("b", 60, kind="build.failed", **REPO), "github GET /repos/:repo/activity acme/api: no answer", "acme/api", None),
    (event("p", 60, kind="code.pushed", **REPO), "github GET /repos/:repo/actions/runs acme/api: no answer", "acme/api", None),
    (event("d", 60, kind="deploy.started", **REPO), "github GraphQL Repositories a/b, acme/api: no answer", "a/b, acme/api", "gap_closed"),
    (event("d", 60, kind="deploy.started", **REPO), "github GraphQL Repositories a/b: no answer", "a/b", None),
    (event("d", 60, kind="deploy.started", **REPO), "github GET /repos/:repo acme/api: hidden", "acme/api", "gap_closed"),
    (event("1", 60, source="pagerduty", kind="change.recorded"), "pagerduty GET /log_entries: no answer", None, None),
    (event("1", 60, source="pagerduty", kind="change.recorded"), "pagerduty GET /change_events: no answer", "change events", "gap_closed"),
    (event("1", 60, source="pagerduty", kind="incident.resolved"), "pagerduty GET /change_events: no answer", "change events", "late"),
    (event("1", 60, source="pagerduty", kind="incident.annotated", keys=("pagerduty:incident:PX1",)), "x", "PX1", "gap_closed"),
    (event("1", 60, source="pagerduty", kind="incident.annotated", keys=("pagerduty:incident:PX1",)), "x", "PX2", None),
    (event("downtime/1/started", 60, source="datadog", kind="alert.muted"), "datadog POST /api/v2/events/search: x", None, None),
    (event("downtime/1/started", 60, source="datadog", kind="alert.muted"), "datadog GET /api/v2/downtime: x", "downtimes", "gap_closed"),
]  # fmt: skip


@pytest.mark.parametrize(("came", "detail", "where", "reason"), CALLS)
def test_a_closed_gap_was_in_the_call_that_tells_the_event(came, detail, where, reason):
    """Of a repository, an account, several calls tell different things: a gap of one says nothing of the others."""
    before = pulled(source=came.source, settings={}, gaps=[gap(detail=detail, where=where)])
    (row,) = before.diff(pulled(came, source=came.source, settings={}))["added"]
    assert row["reason"] == reason


WAS = {"tags": {"edited": "true", "edited_at": "2019-06-20T18:40:00Z"}}
CHANGED = {
    "edited since": (said(1), said(1, summary="new", tags={"edited": "true", "edited_at": "2019-06-20T18:50:00Z"}), "edited"),
    "edited again": (said(1, **WAS), said(1, summary="new", tags={"edited": "true", "edited_at": "2019-06-20T18:50:00Z"}), "edited"),
    "edited, and no time told": (said(1), said(1, summary="new", tags={"edited": "true"}), "edited"),
    "edited before both": (said(1, **WAS), said(1, summary="new", **WAS), None),
    "no word of an edit": (said(1), said(1, summary="new"), None),
    "the mark of an edit is gone": (said(1, **WAS), said(1, summary="new"), None),
    "its place taken by a stone": (said(1), said(1, summary="A message was deleted", tags={"subtype": "tombstone"}), "deleted"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGED)
def test_why_something_is_told_otherwise(case):
    """Edited only where the service says so, and says something else than before."""
    before, after, reason = CHANGED[case]
    (row,) = pulled(before).diff(pulled(after))["changed"]
    assert row["reason"] == reason
    assert row["fields"]["summary"] == [before.summary, after.summary] if "summary" in row["fields"] else True


def test_it_has_the_contracts_form():
    """Ids with their reasons, fields with both values, coverage by source with what was measured apart."""
    before = pulled(ONE, TWO, gaps=[gap(where="#rain")], measured={"requests": 3})
    after = pulled(said(1, severity="error"), RAIN, measured={"requests": 4})
    made = before.diff(after)
    assert json.loads(made.to_json()) == made == {
        "added": [{"id": RAIN.id, "reason": "gap_closed"}],
        "removed": [{"id": TWO.id, "reason": "deleted"}],
        "changed": [{"id": ONE.id, "fields": {"severity": [None, "error"]}, "reason": None}],
        "coverage": [
            {
                "source": "slack",
                "fields": {"status": ["partial", "complete"]},
                "gaps": {"opened": [], "closed": [gap(where="#rain").to_dict()]},
                "measured": [{"requests": 3}, {"requests": 4}],
            }
        ],
    }  # fmt: skip
    assert made


def test_what_only_describes_the_pull_is_no_difference():
    """Other counts of requests, other payloads: the two say the same."""
    made = pulled(ONE, measured={"requests": 3}).diff(pulled(ONE.but(raw={"a": 1}), measured={"requests": 4}))
    assert not made
    assert str(made) == "No difference.\n"
    assert [row["fields"] for row in made["coverage"]] == [{}]


def test_who_else_tells_of_it_changes_with_those_who_came_or_went():
    """Another happening is a change of its own only where no event of it came, went or was changed."""
    one, two, three = (said(number, happening="slack:a") for number in (1, 2, 3))
    assert (
        pulled(one, two, three).diff(pulled(one.but(happening="slack:b"), two.but(happening="slack:b")))["changed"]
        == []
    )
    (row,) = pulled(one, two).diff(pulled(one, two.but(happening="slack:b")))["changed"]
    assert row["fields"] == {"happening": ["slack:a", "slack:b"]}


def test_it_is_read_by_people():
    """Times, sentences, what stood there and what stands there now, and why; in Markdown nothing of it acts."""
    after = pulled(said(1, summary="all <b>*well*</b>", tags={"edited": "true"}), gaps=[gap(where="#rain")])
    made = pulled(ONE, TWO, RAIN).diff(after)
    assert str(made).splitlines() == [
        "0 added, 2 removed, 1 changed.",
        "",
        "Removed",
        "  2019-06-20T18:32:00Z slack: Event COPSAAAA/2 happened (deleted: its place was read whole, and it is gone)",
        "  2019-06-20T18:33:00Z slack: Event CRAINAAAA/3 happened (why is not known)",
        "",
        "Changed",
        "  2019-06-20T18:31:00Z slack: all <b>*well*</b> (edited, as the service says)",
        '    summary: "Event COPSAAAA/1 happened" → "all <b>*well*</b>"',
        '    tags edited: nothing → "true"',
        "",
        "Coverage",
        "  slack",
        '    status: "complete" → "partial"',
        "    events: 3 → 1",
        "    raw_rows: 3 → 1",
        "    gap opened: #rain, 2019-06-20T18:30:00Z to 2019-06-20T19:30:00Z: no answer",
    ]
    assert "`<b>`" in made.to_markdown()
    assert "## Removed" in made.to_markdown()


def test_a_credential_is_in_no_form_of_it():
    """What people pasted is masked as in every output."""
    secret = "ghp_" + "a1B2" * 9
    made = pulled(ONE, said(4, summary=secret)).diff(pulled(said(1, summary=f"it is {secret}", body=secret)))
    for form in (made.to_json(), made.to_text(), made.to_markdown(), json.dumps(made, ensure_ascii=False)):
        assert secret not in form
        assert "⟨secret " in form


@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_the_command_compares_bundles_and_files(tmp_path, form):
    """Folders, files, one of each; to standard output or a file; what was pulled, and when, is read from the bundle."""
    pulled(ONE, TWO, settings=None).save(tmp_path / "a")
    (tmp_path / "b.jsonl").write_text(pulled(ONE, settings=None).to_jsonl())
    arguments = ["diff", str(tmp_path / "a"), str(tmp_path / "b.jsonl"), "--format", form]
    done = CliRunner().invoke(commands.cli, arguments)
    assert (done.exit_code, "deleted" in done.stdout) == (0, True)
    CliRunner().invoke(commands.cli, [*arguments, "-o", str(tmp_path / "out")])
    assert (tmp_path / "out").read_text() == done.stdout


def test_a_bundle_tells_how_it_was_pulled(tmp_path):
    """The manifest comes with the record that is read, and with its parts."""
    folder = pulled(ONE).save(tmp_path / "kept")
    assert tl.load(folder).manifest.sources == ({"name": "slack", "type": "slack"},)
    assert tl.load(folder)[:1].manifest is not None
    assert pulled(ONE, settings=None).manifest is None
