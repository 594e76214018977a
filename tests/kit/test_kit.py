"""The kit is tried itself: it catches every broken source by the right rule, and accuses no good one."""

import json
import os
from functools import cache

import pytest
from broken_shipyards import BROKEN, OrderOfASet
from support_shipyard import HAPPENED, ROWS, Shipyard, ShipyardApi, kit_of, row

import timeline as tl
from timeline.testing import RULES, TOKEN, BrokenRulesError, Happened, Response

GOOD, UNORDERED = kit_of(), kit_of(OrderOfASet)
IN_THIS_PROCESS = [rule for rule in RULES if rule != "same.seed"]


@cache
def found(made):
    """Everything that the kit has against that source in this process, by rule."""
    return {each.rule: each for each in kit_of(made).findings(*IN_THIS_PROCESS)}


@pytest.mark.parametrize("rule", RULES)
def test_a_good_source_breaks_no_rule(rule):
    """Each rule is tried by itself, as a test of a stranger's would."""
    GOOD.check(rule)


@pytest.mark.parametrize(("made", "rule"), BROKEN.items(), ids=lambda each: getattr(each, "__name__", each))
def test_every_broken_source_is_caught_by_its_rule(made, rule):
    """One fault each, and the rule that is about it says so, with what was seen."""
    kit = UNORDERED if made is OrderOfASet else kit_of(made)
    (finding,) = kit.findings(rule)
    assert finding.rule == rule
    assert all(finding.seen)


def test_there_are_thirty_of_them_and_every_rule_has_one():
    """A rule that nothing breaks says nothing; that the world has pages is the one that is about the fixture."""
    assert len(BROKEN) >= 30
    assert set(RULES) - set(BROKEN.values()) == {"told.pages"}
    assert [each.rule for each in kit_of(pages=(100,)).findings("told.pages")] == ["told.pages"]


#: Sources whose fault is told by one rule alone: the others hold.
ALONE = [made for made in BROKEN if made.__name__ in
         ("MiscountedRows", "WindowOfTheClock", "ClockWhereNone", "LocalTime", "OneKindForAll", "LinkOfTheApi",
          "Swallowed403", "NoListIsEmpty", "DropsUnknownStates", "TokenInTheGap")]  # fmt: skip


@pytest.mark.parametrize("made", ALONE if os.environ.get("TIMELINE_FAULTS") == "all" else ALONE[:3])
def test_no_other_rule_accuses_it(made):
    """What is right in a broken source is not called broken."""
    assert list(found(made)) == [BROKEN[made]]


def test_what_is_broken_is_told_in_one_readable_error():
    """The source, each rule with what it says, what was seen, and what mends it; an AssertionError, as tests want."""
    with pytest.raises(AssertionError) as caught:
        kit_of(happened=[*HAPPENED[1:], Happened("d-17", "2019-06-20T18:50:00Z", "deploy.started")]).check(
            "told.all", "told.only", "id.unique"
        )
    assert isinstance(caught.value, BrokenRulesError)
    assert str(caught.value) == (
        "the source 'shipyard' breaks 2 rules\n\n"
        "told.all: Everything that happened in the window is told\n"
        "  seen: shipyard:d-17 at 2019-06-20T18:50:00Z is missing\n"
        "  mend: follow every page to its end, and leave no row out: one that cannot be read is a gap\n\n"
        "told.only: Nothing is told that did not happen\n"
        "  seen: shipyard:d-9007199254740991 is told, and is not in `happened`\n"
        "  mend: tell what the rows say, one event each; if it is right, add it to `happened`"
    )


def test_many_that_are_seen_are_three_and_a_number():
    """Who reads it needs an example, not all of them."""
    (finding,) = kit_of(happened=[]).findings("told.only")
    assert len(finding.seen) == 5
    assert "… and 2 more" in str(finding)


def test_a_rule_that_does_not_hold_is_named_with_its_reason():
    """It is left out, and a name that is none is refused."""
    but = {"told.all": "it is another world"}
    assert (
        kit_of(happened=[*HAPPENED, Happened("x", "2019-06-20T18:50:00Z", "a.b")], but=but).findings("told.all") == []
    )
    for wrong in ({"but": {"told.al": "…"}}, {}):
        with pytest.raises(tl.ConfigError, match="no rule"):
            kit_of(**wrong).check("told.al")


def test_a_stand_in_that_fails_is_no_fault_of_the_source():
    """Its own error is shown, and nobody looks for it in the source."""

    class Failing(ShipyardApi):
        def answer(self, request):
            raise LookupError("the stand-in's own")

    with pytest.raises(LookupError, match="own"):
        kit_of(serve=Failing).check("told.all")


def test_a_service_limits_as_it_says():
    """The answer that asks to wait is the service's own where the kit says so."""

    class Limits(tl.sources.http.Dialect):
        def wait(self, response, data, now):
            return float(response.headers.get("x-wait", 0)) or None

    class Waits(Shipyard):
        def client(self, run, dialect=Limits, **more):
            return super().client(run, dialect, **more)

    assert kit_of(Waits, limited=Response.json({}, 429, {"X-Wait": "7"})).findings("limit.waited") == []
    assert kit_of(Waits).findings("limit.waited")


def test_a_field_that_is_empty_where_nothing_happened():
    """A build without an end has not ended: `absent` names the field."""

    class Ends(Shipyard):
        def fetch(self, window, run):
            for page in self.pages(run, self.asked(window, run)):
                for each in page.rows("items"):
                    if each.get("ended_at"):
                        yield from run.emit(self.draft(each))

    serve = lambda size: ShipyardApi(size, [each | {"ended_at": each["at"]} for each in ROWS])  # noqa: E731
    assert kit_of(Ends, serve=serve).findings("row.kept")
    assert kit_of(Ends, serve=serve, absent=["ended_at"]).findings("row.kept") == []


def test_no_real_token_is_used(monkeypatch):
    """While a kit is tried its variable holds the kit's word, and afterwards what it held."""
    monkeypatch.setenv("SHIPYARD_TOKEN", "hunter2")
    seen = []

    class Looks(ShipyardApi):
        def answer(self, request):
            seen.append(request.headers["authorization"])
            return super().answer(request)

    kit_of(serve=Looks).check("told.all")
    assert set(seen) == {f"Bearer {TOKEN}"}
    assert os.environ["SHIPYARD_TOKEN"] == "hunter2"


def test_faults_are_drawn_by_lot_where_there_are_many():
    """`most` bounds what is tried, always the same; the last call is among it."""
    rows = [row(number, f"2019-06-20T18:{30 + number}:00.000Z", "started") for number in range(20)]
    kit = kit_of(serve=lambda size: ShipyardApi(size, rows), happened=[], most=3)
    kit.findings("told.pages")
    calls = kit._bench.calls
    assert len(calls) == 3
    assert calls[-1] == kit._bench.right.calls[-1]
    assert calls == sorted(calls, key=kit._bench.right.calls.index)


def test_what_another_process_compares_is_json():
    """The bytes hold no address of this machine, so that two servers tell the same."""
    assert "127.0.0.1" not in json.dumps(GOOD.bytes())
