"""The talk's own findings in the bundled incident; how facts are shown; and the rules' finer points, one by one."""

import json
import re
from datetime import timedelta

import pytest
from click.testing import CliRunner

import timeline as tl
from support_events import START, WINDOW, event
from timeline import demo
from timeline.cli.commands import cli
from timeline.facts.written import by_people, instructs

TYPES = ("slack", "datadog", "pagerduty", "github", "terraform")


@pytest.fixture(scope="module")
def record():
    return demo.record()


@pytest.fixture(scope="module")
def facts(record):
    return record.facts()


def made(*events, measured=(), asked=TYPES):
    """A record of those events, every service asked and read whole."""
    rows = [tl.Coverage(source=each, type=each, status="complete", measured=dict(measured).get(each, {}))
            for each in asked]  # fmt: skip
    return tl.Timeline(WINDOW, events, rows)


def alert(key, seconds, kind="alert.triggered", **more):
    severity = {"alert.triggered": "error", "alert.warned": "warning", "alert.recovered": "ok"}[kind]
    fields = {"precision": "s", "severity": severity, "keys": ["datadog:monitor:5"], "tags": {"monitor": "lag"}}
    return event(key, seconds, source="datadog", kind=kind, **fields | more)


def said(key, seconds, who="Ruth Amadi", **more):
    actor = {"id": f"U-{who[:2]}", "name": who, "kind": "person"}
    fields = {"actor": actor, "tags": {"channel": "ops"}, "body": "hm"}
    return event(key, seconds, source="slack", kind="message.posted", **fields | more)


def page(key, seconds, step="triggered", **more):
    fields = {"precision": "s", "keys": ["pagerduty:incident:Q7"], "tags": {"number": "7"}, "severity": "error",
              "summary": f'PagerDuty incident 7 "lag" {step}'}  # fmt: skip
    return event(key, seconds, source="pagerduty", kind=f"incident.{step}", **fields | more)


# -- the talk


def test_two_posts_together_of_which_the_warning_was_the_quieter(record, facts):
    """A warning and an error of PagerDuty's stood in one channel within a minute; then a triggered alert followed."""
    fact = facts["signals_together"][0]
    events = {each.id: each for each in facts.evidence(fact)}
    posts = [each for each in events.values() if each.kind == "message.posted"]
    assert {each.tags["channel"] for each in posts} == {"infra-alerts"}
    assert {(each.kind, each.severity) for each in events.values() if each.severity} == {
        ("alert.warned", "warning"), ("alert.triggered", "error"), ("incident.triggered", "error"),
    }  # fmt: skip
    assert 'By severity the quieter was Datadog monitor "http_hooks_v2 healthy instances".' in fact.sentence
    after = fact.sentence.partition("Within 5 min after them")[2]
    assert re.search(r'Datadog monitor "hook publish volume drop" alerted \(error, posted at 18:46:08\.\d+ Z', after)
    drop = next(each for each in events.values() if each.tags.get("monitor") == "hook publish volume drop")
    assert drop.id in fact.looked_at["followed"]
    assert fact.known == "yes"


def test_no_alert_of_the_talk_says_what_to_do(facts):
    """How is it made obvious what to do? None of the four monitors' texts has a link, runbook or next step."""
    named = [re.search(r'monitor "(.+?)"', fact.sentence)[1] for fact in facts["alert_without_instruction"]]
    assert named == ["editor p95 latency", "http_hooks_v2 healthy instances", "RabbitMQ queue length",
                     "hook publish volume drop"]  # fmt: skip


def test_who_was_first_and_who_came_how(facts):
    """The first error is answered after 35 s; Ada was paged; five people are five rows."""
    assert "35 s later" in facts["first_response"][0].sentence
    came = {fact.sentence.partition(" first acted")[0]: fact.sentence for fact in facts["joined_when"]}
    assert len(came) == len(facts["joined_when"]) == 5
    assert "paged for PagerDuty incident 4171" in came["Ada Lovelace"]


def test_changes_are_all_listed_and_nothing_is_claimed(facts):
    """Before an unrelated page stand the merge 27 s before it, and all the others of the half hour."""
    disk = next(fact for fact in facts["changes_before"] if "Disk 85 %" in fact.sentence)
    assert "merge of acme/infra#31 at 18:55:03 Z (27 s before)" in disk.sentence
    assert "merge of acme/hooks#88" in disk.sentence
    assert "In the 25 min 30 s of the window before" in disk.sentence  # the window begins within the half hour
    assert not any("code.pushed" in fact.sentence for fact in facts)


# -- how they are shown


def test_a_part_shows_the_facts_about_its_events(record, facts):
    """Of a part the facts are those of the whole that are about its events: a filter makes nobody the first."""
    part = record.where(kind="alert.*").facts()
    whole = {fact.sentence for fact in facts}
    assert {fact.sentence for fact in part} <= whole
    assert part["changes_before"]
    assert not part["joined_when"]
    assert not record.where(kind="release.published").facts()


def test_facts_are_a_sequence_with_names(facts):
    """By position, by slice, by a rule's name; an unknown name is refused with those that there are."""
    assert facts[0] in facts
    assert len(facts[:3]) == 3
    assert {fact.rule for fact in facts["quiet"]} == {"quiet"}
    with pytest.raises(KeyError, match="changes_before"):
        facts["loud"]
    assert repr(facts) == f"Facts({len(facts)})"


def test_the_json_is_of_the_contract(facts):
    """Schema and keys of the contract; the text is the same as the object."""
    told = facts.to_dict()
    assert told["schema"] == "timeline-facts/1"
    assert all(list(each) == ["rule", "sentence", "events", "looked_at", "known"] for each in told["facts"])
    assert json.loads(facts.to_json()) == told


def test_no_credential_stands_in_a_fact():
    """What people put into a title is masked in each form, as in every output."""
    secret = "xoxb-" + "123456789012-1234567890123-abcdefghijklmnopqrstuvwx"
    found = made(page("t", 60, summary=f'PagerDuty incident 7 "token {secret}" triggered')).facts()
    assert len(found) > 1
    for form in (found.to_json(), found.to_markdown(), found._repr_html_(), json.dumps(found.to_dict())[:0]):
        assert secret not in form


def test_others_words_act_in_no_form():
    """A title with Markdown and HTML in it is words in both."""
    found = made(
        page("t", 60, summary='PagerDuty incident 7 "<script>x</script> [a](http://b) @here" triggered')
    ).facts()
    assert "<script>" not in found._repr_html_()
    assert "`<script>" in found.to_markdown()
    assert "`@here`" in found.to_markdown()


def test_the_page_leads_from_a_fact_to_its_lines(record, facts):
    """The file has each fact with links to lines of it, and rings around the marks of what they cite."""
    html = record.to_html()
    assert f"<summary>{len(facts)} facts</summary>" in html
    section = html.partition("<details class='facts'>")[2].partition("</details>")[0]
    lines = set(re.findall(r"href='#(l\d+)'", section))
    assert lines
    assert all(f'id="{line}"' in html for line in lines)
    assert 'class="cited"' in html
    assert "facts</summary>" not in made(event("a", 1)).to_html()


def test_the_page_draws_the_rings_anew(browser, record, tmp_path):
    """With nothing chosen, the script draws as many rings as stood in the file."""
    html = record.to_html()
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    assert browser.open(tmp_path / "page.html").acts == []
    assert browser.run("lanes.querySelectorAll('circle.cited').length") == html.count('<circle class="cited"')


def test_the_command_writes_both_forms(tmp_path):
    """`timeline facts DIR` writes Markdown or JSON, to a file as its name says, in a zone; 3 where something is missing."""
    record = made(alert("a", 60), said("b", 95))
    record.save(tmp_path / "kept")
    run = CliRunner().invoke
    folder = str(tmp_path / "kept")
    shown = run(cli, ["facts", folder, "--tz", "Europe/Paris"], standalone_mode=False)
    assert shown.return_value == 0
    assert "20:31:00 CEST" in shown.output
    told = run(cli, ["facts", folder, "--format", "json"], standalone_mode=False)
    assert json.loads(told.output)["schema"] == "timeline-facts/1"
    run(cli, ["facts", folder, "-o", str(tmp_path / "facts.json")], standalone_mode=False)
    assert json.loads((tmp_path / "facts.json").read_text()) == json.loads(told.output)
    gap = tl.Gap(start=WINDOW.start, end=WINDOW.end, reason="denied", detail="no")
    rows = (*record.coverage[1:], record.coverage[0].model_copy(update={"status": "partial", "gaps": (gap,)}))
    tl.Timeline(record.window, record, rows).save(tmp_path / "less")
    assert run(cli, ["facts", str(tmp_path / "less")], standalone_mode=False).return_value == 3


# -- the rules' finer points


@pytest.mark.parametrize(
    ("kind", "actor", "acts"),
    [("message.posted", "person", True), ("message.posted", "bot", False), ("incident.notified", "person", False),
     ("note.added", "person", False), ("note.report", "person", False), ("build.started", None, False),
     ("incident.resolved", "service", False), ("change.approved", "person", True), ("channel.updated", "person", True)],
)  # fmt: skip
def test_what_a_human_act_is(kind, actor, acts):
    """An event that a person did; no notification, no note, no bot's post, no scheduled run."""
    who = actor and {"id": "X1", "name": "Ruth Amadi", "kind": actor}
    found = made(alert("a", 60), event("b", 95.5, source="slack", kind=kind, actor=who)).facts()["first_response"]
    assert [("35 s later" in fact.sentence) for fact in found] == [acts]


def test_nobody_is_said_only_of_what_was_read():
    """Where nobody acted, the sentence says so to the window's end; where Slack was not asked, as far as read."""
    (whole,) = made(alert("a", 60)).facts()["first_response"]
    assert whole.known == "yes"
    assert "No human act was read until the window's end at 19:30:00 Z" in whole.sentence
    (part,) = made(alert("a", 60), asked=TYPES[1:]).facts()["first_response"]
    assert part.known == "as far as read"
    assert part.sentence.startswith("As far as read: ")


@pytest.mark.parametrize(
    ("seconds", "precision", "lag"),
    [(35.0002, "us", "35 s later"), (0.9, "us", "less than 1 s later"), (150.9, "us", "2 min 30 s later"),
     (61, "s", "1 min 1 s later"), (3600, "s", "1 h later"), (120, "min", "2 min later")],
)  # fmt: skip
def test_lags_are_those_of_the_coarser_clock(seconds, precision, lag):
    """Between a second and a microsecond clock whole seconds are said, none of them rounded up."""
    (fact,) = made(alert("a", 60), said("b", 60 + seconds, precision=precision)).facts()["first_response"]
    assert f", {lag}." in fact.sentence


def test_a_known_offset_of_a_clock_is_said_with_the_lag():
    """A lag between two sources names what was measured of their clocks; within one source there is nothing to say."""
    events = (alert("a", 60), said("b", 95), page("t", 60), page("k", 90, "acknowledged", severity=None))
    first, second = made(*events, measured={"slack": {"clock_offset_s": -4}}).facts()["first_response"][:2]
    assert "35 s (the clock of slack was 4 s behind at the pull) later" in first.sentence + second.sentence
    assert "behind" not in second.sentence


def test_dates_are_said_where_the_window_has_several():
    """In a window of two days a time has its date."""
    window = tl.Window("2019-06-20T12:00Z", "2019-06-21T12:00Z")
    rows = [tl.Coverage(source=each, type=each, status="complete") for each in TYPES]
    (fact,) = tl.Timeline(window, [alert("a", 60)], rows).facts()["first_response"]
    assert "at 2019-06-20 18:31:00 Z" in fact.sentence


@pytest.mark.parametrize(
    ("minute", "approximate", "told"),
    [(0, False, "at 18:30 Z, 2 min before"), (0, True, "at about 18:30 Z, 2 min before"), (2, False, None), (3, False, None)],
)  # fmt: skip
def test_a_users_report_rests_on_a_note(minute, approximate, told):
    """A report before the first alert says that it is a person's note; in the alert's own minute no order is known."""
    tags = {"approximate": "true"} if approximate else {}
    report = event("r", 60 * minute, source="notes", kind="note.report", precision="min", tags=tags)
    found = [fact for fact in made(report, alert("a", 130)).facts()["first_response"] if "report" in fact.sentence]
    assert [told in fact.sentence and "by a person's note" in fact.sentence for fact in found] == (
        [True] if told else []
    )
    assert [fact.looked_at["rests_on"] for fact in found] == (["a person's note"] if told else [])


def test_an_alert_that_was_going_on_has_no_first_in_the_record():
    """A monitor whose first event is a recovery or a renotification had its first alert before the record."""
    change = event("c", 50, source="github", kind="change.merged", keys=["github:pr:acme/a#1"], precision="s")
    assert made(change, alert("a", 60)).facts()["changes_before"]
    ends = alert("o", 10, "alert.recovered")
    assert not made(change, ends, alert("a", 60)).facts()["changes_before"]


@pytest.mark.parametrize(
    ("way", "told"),
    [({"kind": "incident.notified", "summary": 'PagerDuty notified Ruth Amadi by push of PagerDuty incident 7 "x"'}, "paged"),
     ({"kind": "incident.notified", "summary": 'PagerDuty tried to notify Ruth Amadi by sms of PagerDuty incident 7 "x"'},
      "by themselves"),
     ({"kind": "incident.assigned", "summary": 'PagerDuty incident 7 "x" assigned to Ruth Amadi'}, "asked"),
     ({"kind": "incident.responder_requested",
       "summary": 'Tomas Berg requested Ruth Amadi to respond to PagerDuty incident 7 "x"'}, "asked"),
     ({"kind": "incident.notified", "summary": 'PagerDuty notified Tomas Berg by push of PagerDuty incident 7 "Ruth Amadi"'},
      "by themselves")],
)  # fmt: skip
def test_by_which_way_a_person_came(way, told):
    """Paged, asked, or by themselves; a delivery that failed reached nobody, and a title names nobody."""
    step = event("w", 30, source="pagerduty", keys=["pagerduty:incident:Q7"], precision="s", **way)
    found = {
        fact.sentence.partition(" first")[0]: fact.sentence for fact in made(step, said("b", 60)).facts()["joined_when"]
    }
    assert f"; {told}" in found["Ruth Amadi"]


@pytest.mark.parametrize(
    ("words", "told"),
    [("Ruth Amadi, can you look?", True), ("cc @U-Ru", True), ("Ruthless", False), ("ruth amadine", False)],
)
def test_mentions_are_by_name_or_id(words, told):
    """A message that names a person before their first act; a longer word is another."""
    found = made(said("m", 30, "Tomas Berg", body=words), said("b", 60)).facts()["joined_when"]
    assert ("mentioned in #ops" in found[1].sentence) is told


def test_what_came_after_the_first_act_is_no_way():
    """Somebody who was there is not called in by a page that came later."""
    step = event("w", 90, source="pagerduty", kind="incident.notified", summary="PagerDuty notified Ruth Amadi of it")
    assert "by themselves" in made(said("b", 60), step).facts()["joined_when"][0].sentence


STANDING = (
    "[![Metric Graph](https://p.datadoghq.eu/snapshot/1.png)](https://app.datadoghq.eu/monitors/9?to_ts=1)",
    "**queue.depth** over **queue:a** was **> 10** at least once during the **last 5m**.",
    "More than **1** log events matched in the last **1m** against the query: **[q](https://app.datadoghq.com/logs?query=q)**",
    "The monitor was last triggered at Thu Jun 20 2019 18:42:45 UTC.",
    "- - -\n\n[[Monitor Status](https://app.datadoghq.com/monitors/9)] · [[Related Logs](https://app.datadoghq.com/logs?query=x)]",
    "---\n[[Edit Monitor](https://app.datadoghq.com/monitors/9/edit)]",
    "[[View api](https://app.datadoghq.com/infrastructure?hostname=api)]",
)


@pytest.mark.parametrize("foot", STANDING)
@pytest.mark.parametrize(
    ("words", "told"),
    [("", False), ("@slack-ops @pagerduty", False), ("Queue lag on {{queue}} is high", False), ("Search latency is up", False),
     ("File system is 85 % full", False), ("Open connections: 5", False), ("Traffic fell because demand fell", False),
     ("Check the consumer", True), ("1. Drain the node", True), ("The queue is long. Restart the consumer.", True),
     ("Please look at the graph", True), ("If this fires, page the on-call", True), ("You must fail over by hand: revert", False),
     ("Runbook: oncall/queues", True), ("see play-book 7", True), ("https://wiki.example/q", True),
     ("[graphs](https://app.datadoghq.com/dashboard/abc)", True), ("Next steps are in the team's drawer", True)],
)  # fmt: skip
def test_what_instructs_is_what_people_wrote(words, told, foot):
    """A link of theirs, a runbook, or a step counts; what the service puts under every alert does not."""
    assert instructs(by_people(f"queue lag\n{words}\n\n{foot}", "queue lag")) is told


def test_an_alert_without_a_text_has_no_instruction_and_a_recovery_needs_none():
    """A monitor for which nobody wrote anything stands there; a recovery is no signal."""
    found = made(alert("a", 60), alert("b", 90, "alert.recovered")).facts()["alert_without_instruction"]
    assert [fact.events for fact in found] == [("datadog:a",)]


def test_a_warning_that_became_worse_is_one_signal():
    """From warned to alerted nothing fired again; after a recovery it did."""
    change = event("c", 90, source="terraform", kind="change.applied", keys=["terraform:run:run-1"], precision="s")
    warned, worse = alert("a", 60, "alert.warned"), alert("b", 120)
    assert not made(warned, change, worse).facts()["tried_again"]
    (fact,) = made(warned, alert("o", 70, "alert.recovered"), change, worse).facts()["tried_again"]
    assert "apply of run-1 at 18:31:30 Z (30 s before)" in fact.sentence


@pytest.mark.parametrize("kind", ["change.failed", "deploy.failed", "build.failed"])
def test_what_failed_is_told_once(kind):
    """A run, deployment or build that failed is a row of its own."""
    failed = event("f", 60, source="github", kind=kind, severity="error", tags={"repo": "acme/a"}, precision="s")
    (fact,) = made(failed).facts()["tried_again"]
    assert fact.sentence.endswith("failed at 18:31:00 Z.")


def test_a_page_that_is_open_at_the_end_is_said_to_be():
    """Resolved without an acknowledgement, or open at the window's end: two sentences."""
    (opened,) = made(page("t", 60)).facts()["never_acknowledged"]
    assert "was not acknowledged within the window" in opened.sentence
    ends = page("r", 120, "resolved", severity="ok")
    (resolved,) = made(page("t", 60), ends).facts()["never_acknowledged"]
    assert "resolved at 18:32:00 Z, 1 min later, without an acknowledgement" in resolved.sentence
    assert not made(page("t", 60), page("k", 90, "acknowledged", severity=None), ends).facts()["never_acknowledged"]


@pytest.mark.parametrize(("gone", "spans"), [(299, []), (300, [("18:31:00 Z", "18:36:00 Z")])])
def test_quiet_begins_at_five_minutes(gone, spans):
    """A span of 5 min without an act while an alert was open; one of less is none, and what follows the end is none."""
    events = (alert("a", 60), said("b", 60 + gone, precision="s"), alert("o", 400, "alert.recovered"))
    found = [re.search(r"from (.*?) to (.*?), ", fact.sentence).groups() for fact in made(*events).facts()["quiet"]]
    assert found == spans


def test_two_that_only_touch_are_not_open_at_the_same_time():
    """One that is resolved in the second in which the other triggers is not told as open."""
    other = {"keys": ["pagerduty:incident:Q8"], "tags": {"number": "8"}}
    ends = page("r", 120, "resolved", severity="ok")
    assert not made(page("t", 60), ends, page("t2", 120, **other)).facts()["at_the_same_time"]
    (fact,) = made(page("t", 60), ends, page("t2", 119, **other)).facts()["at_the_same_time"]
    assert fact.events == ("pagerduty:t", "pagerduty:t2")
    assert START + timedelta(seconds=60) in made(page("t", 60)).window
