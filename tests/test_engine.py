"""The engine: threads, clipping, duplicates, coverage."""

import asyncio
import threading
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta

import pytest

import timeline as tl
from support_events import START, WINDOW, Told, event
from timeline.engine import reconstruct as engine
from timeline.porting.run import Run


def test_what_is_outside_or_told_twice_is_counted():
    """Half-open clipping, duplicates by id, and an arithmetic that closes."""
    source = Told(event("in", 0), event("in", 0), event("before", -1), event("end", 3600), event("last", 3599.999999))
    record = tl.reconstruct(WINDOW, [source])
    (row,) = record.coverage
    assert [each.id for each in record] == ["deploys:in", "deploys:last"]
    assert (row.raw_rows, row.events, row.duplicates, row.out_of_window) == (5, 2, 1, 2)
    assert row.closes
    assert record.complete


def test_a_failing_source_keeps_what_it_told_and_never_takes_others_down():
    """The error becomes a gap with call and remedy; the other source is whole."""
    error = tl.DeniedError("not permitted", call="GET /x", remedy="ask for scope y")
    record = tl.reconstruct(WINDOW, [Told(event(1), error=error, name="deploys"), Told(name="other")])
    rows = {row.source: row for row in record.coverage}
    assert rows["other"].status == "complete"
    assert rows["deploys"].status == "partial"
    assert "GET /x" in rows["deploys"].gaps[0].detail
    assert "ask for scope y" in rows["deploys"].gaps[0].detail
    assert len(record) == 1


def test_a_source_whose_package_is_not_there_says_what_to_install():
    """Somebody who installed without the extras reads the command that mends it, in the gap."""
    record = tl.reconstruct(WINDOW, [Told(error=tl.MissingExtra("slack-sdk", "slack"))])
    (gap,) = record.coverage[0].gaps
    assert gap.reason == "not_installed"
    assert "pip install 'incident-timeline[slack]'" in gap.detail


def test_a_source_that_gives_nothing_and_fails_has_failed():
    """Asked and nothing there, and could not see, are two different rows."""
    record = tl.reconstruct(WINDOW, [Told(name="empty"), Told(name="blind", error=RuntimeError("hunter2"))])
    assert [(row.source, row.status) for row in record.coverage] == [("blind", "failed"), ("empty", "complete")]
    assert "hunter2" not in record.to_json()


@pytest.mark.parametrize("found", ["text", event("x", source="slack"), None])
def test_what_is_no_event_of_the_source_is_rejected(found):
    """It is counted, named, and makes the record incomplete."""
    (row,) = tl.reconstruct(WINDOW, [Told(event(1), found)]).coverage
    assert (row.events, row.rejected, row.status) == (1, 1, "partial")


def test_counts_that_do_not_close_are_a_gap():
    """A source that read more rows than it accounts for is not complete."""

    class Loses:
        name = "loses"

        def fetch(self, window, run):
            run.count(raw_rows=3)
            yield event("a", source="loses")

    (row,) = tl.reconstruct(WINDOW, [Loses()]).coverage
    assert row.status == "partial"
    assert row.gaps[0].reason == "count_mismatch"


def test_the_deadline_ends_the_pull_with_what_came():
    """A source that never ends is cut off; what it told stays, and the gap says so."""

    class Endless:
        name = "endless"

        def fetch(self, window, run):
            yield event("a", source="endless")
            while True:
                run.check("GET /more")
                run.wait(0.02, "more")

    began = time.monotonic()
    record = tl.reconstruct(WINDOW, [Endless()], deadline="1s")
    assert len(record) == 1
    assert record.coverage[0].gaps[0].reason == "deadline"
    assert time.monotonic() - began < 30


def test_strict_callers_get_an_error_that_holds_the_record():
    """`on_gap="raise"` refuses an incomplete record and loses nothing of it."""
    with pytest.raises(tl.IncompleteError) as caught:
        tl.reconstruct(WINDOW, [Told(event(1), error=tl.AuthError("refused"))], on_gap="raise")
    assert len(caught.value.record) == 1


def test_two_sources_of_one_name_are_refused():
    """Their ids would collide."""
    with pytest.raises(tl.ConfigError, match="two sources are named 'deploys'"):
        tl.reconstruct(WINDOW, [Told(), Told()])


def test_it_works_inside_a_running_loop():
    """Jupyter has one: the call is plain and needs no await."""

    async def inside():
        return tl.reconstruct(WINDOW, [Told(event(1))])

    assert len(asyncio.run(inside())) == 1


def test_sources_are_read_at_the_same_time():
    """Two sources that wait for each other both end."""
    meeting = threading.Barrier(2, timeout=10)

    class Meets(Told):
        def fetch(self, window, run):
            meeting.wait()
            return iter(())

    assert tl.reconstruct(WINDOW, [Meets(name="a"), Meets(name="b")]).complete


def test_jobs_run_at_the_same_time_and_lose_only_themselves():
    """`gather` yields what every job finds, also from jobs that jobs make; a failing one is a gap."""
    run = Run("deploys", WINDOW)
    meeting = threading.Barrier(3, timeout=10)

    def job(number):
        def work():
            meeting.wait()
            yield event(number, number)
            if number == 1:
                raise tl.DeniedError("denied", call="GET /1")
            yield lambda: [event(f"{number}-more", number)]

        return work

    found = list(run.gather([job(0), job(1), job(2)]))
    assert sorted(each.id for each in found if isinstance(each, tl.Event)) == [
        "deploys:0", "deploys:0-more", "deploys:1", "deploys:2", "deploys:2-more",
    ]  # fmt: skip
    assert [each.reason for each in found if isinstance(each, tl.Gap)] == ["denied"]


def test_what_is_no_error_in_a_job_is_not_swallowed():
    """Somebody who leaves, leaves: it comes out of `gather`, after the other jobs."""

    def leave():
        raise SystemExit(4)
        yield

    with pytest.raises(SystemExit):
        list(Run("deploys", WINDOW).gather([leave]))


def test_gaps_stay_inside_the_window():
    """A gap's ends are the times inside the window at which events may be missing."""
    gap = tl.Gap.of(WINDOW, "denied", "x", start=START.replace(year=2018), end=START.replace(year=2020))
    assert (gap.start, gap.end) == (WINDOW.start, WINDOW.end)


def test_a_stream_hands_out_events_as_they_come():
    """The first event is there before the source has read the second; the ordered record is there at the end."""
    gate = threading.Event()

    class Slow:
        name = "slow"

        def fetch(self, window, run):
            yield event("late", 2, source="slow")
            yield event("late", 2, source="slow")
            gate.wait(10)
            yield event("early", 1, source="slow")

    found = tl.stream(WINDOW, [Slow(), Told(event("other", 0))])
    first = {next(found).id, next(found).id}
    assert first == {"slow:late", "deploys:other"}
    gate.set()
    assert [each.id for each in found] == ["slow:early"]
    assert [each.id for each in found.record] == ["deploys:other", "slow:early", "slow:late"]
    assert found.record.coverage[1].duplicates == 1


def test_the_record_of_a_stream_needs_no_reading():
    """Asking for the record at once is the same as reconstructing."""
    assert tl.stream(WINDOW, [Told(event(1))]).record == tl.reconstruct(WINDOW, [Told(event(1))])


def test_payloads_can_be_left_out():
    """They are most of the memory; without them nothing else changes."""

    class Raw(Told):
        def fetch(self, window, run):
            from timeline.porting.draft import Draft

            yield from run.emit(
                Draft(id="1", stamp="2019-06-20T18:40:00Z", kind="event.posted", summary="x", raw={"a": 1})
            )

    kept, bare = (tl.reconstruct(WINDOW, [Raw()], keep_raw=keep) for keep in (True, False))
    assert kept[0].raw == {"a": 1}
    assert bare[0].raw is None
    assert kept.to_json() == bare.to_json()


@pytest.mark.parametrize(
    ("answers", "offset"),
    [
        ([(0, -0.1, 0.1)], 0),  # a header of whole seconds agrees with any moment of its second
        ([(5, 0, 0.2)], 4),
        ([(-5, 0, 0.2)], -4),
        ([(5, 0, 4.9), (5, 0.9, 1.5)], 3),  # a slow answer proves less than a quick one
        ([(90_000, 0, 1)], None),
        ([], None),
    ],
)
def test_a_clock_is_bounded_by_what_its_answers_prove(answers, offset):
    """Told between sending and receiving, in whole seconds: the least that it must be off, and nothing of what is no clock."""
    from datetime import timedelta

    run = Run("web", WINDOW)
    for told, sent, received in answers:
        run.clock_seen(*(START + timedelta(seconds=each) for each in (told, sent, received)))
    assert run.measured().get("clock_offset_s") == offset


def test_an_executor_may_run_the_sources():
    """A pool of one reads them one after the other, and nothing else changes."""
    sources = [Told(event(1)), Told(name="other")]
    with ThreadPoolExecutor(1) as pool:
        assert tl.reconstruct(WINDOW, sources, executor=pool) == tl.reconstruct(WINDOW, sources)


def elsewhere(work, *given):
    """As another process would: it answers, and nothing is seen of it here."""
    future = Future()
    future.set_result(None)
    return future


def refusing(work, *given):
    future = Future()
    future.set_exception(TypeError("cannot be sent to hunter2"))
    return future


def raising(work, *given):
    raise TypeError("cannot pickle hunter2")


class Made(Executor):
    """An executor with that `submit`; the first `fine` calls are run at once."""

    def __init__(self, submit, fine=0):
        self.wrong, self.fine = submit, fine

    def submit(self, work, /, *given, **named):
        self.fine -= 1
        if self.fine < 0:
            return self.wrong(work, *given)
        future = Future()
        future.set_result(work(*given, **named))
        return future


def ended():
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    return pool


UNFIT = {
    "elsewhere": lambda: Made(elsewhere), "refusing": lambda: Made(refusing), "raising": lambda: Made(raising),
    "shut down": ended, "none at all": lambda: "threads", "processes": lambda: ProcessPoolExecutor(1),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNFIT)
def test_an_executor_that_cannot_take_the_work_is_refused(kind):
    """Before anything is asked, in words that say why and what to give instead; whatever it raises itself."""
    asked = []

    class Asked(Told):
        def fetch(self, window, run):
            asked.append(window)
            return ()

    began = time.monotonic()
    with pytest.raises(tl.ConfigError, match="executor= cannot take the work") as caught:
        tl.reconstruct(WINDOW, [Asked(event(1))], executor=UNFIT[kind]())
    assert not asked
    assert time.monotonic() - began < 5
    assert "hunter2" not in str(caught.value)
    assert "ThreadPoolExecutor" in str(caught.value)


@pytest.mark.parametrize("how", [refusing, raising])
def test_what_an_executor_raises_later_stands_in_the_gap(how):
    """It is told at once, and the deadline is not blamed for it; what it ran before stays."""
    began = time.monotonic()
    record = tl.reconstruct(WINDOW, [Told(event(1)), Told(name="other")], executor=Made(how, fine=2), deadline="5s")
    assert time.monotonic() - began < 3
    rows = {row.source: row for row in record.coverage}
    assert rows["deploys"].status == "complete"
    assert (rows["other"].status, rows["other"].gaps[0].reason) == ("failed", "error")
    assert "TypeError" in rows["other"].gaps[0].detail
    assert "hunter2" not in rows["other"].gaps[0].detail


def test_a_busy_executor_is_waited_for():
    """It has not refused anything: the sources are read when it gets to them."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(time.sleep, 0.2)
        assert len(tl.reconstruct(WINDOW, [Told(event(1))], executor=pool)) == 1


@pytest.mark.parametrize("error", [SystemExit(4), KeyboardInterrupt()])
def test_a_source_that_leaves_has_failed_at_a_place(error, capfd):
    """`sys.exit()` in a source ends that source, says where, and prints nothing."""
    (row,) = tl.reconstruct(WINDOW, [Told(event(1), error=error)]).coverage
    assert (row.events, row.gaps[0].reason) == (1, "error")
    assert type(error).__name__ in row.gaps[0].detail
    assert not capfd.readouterr().err


@pytest.mark.parametrize("wrong", [None, "slack", object(), type("Nameless", (), {"fetch": lambda self, w, r: []})()])
def test_what_is_no_source_is_refused(wrong):
    """Before anything is asked, and as the caller's mistake."""
    with pytest.raises(tl.ConfigError, match="no source"):
        tl.reconstruct(WINDOW, [wrong])


def test_strictness_is_not_lost_by_a_typing_error():
    """A caller who means to be strict is not served leniently."""
    with pytest.raises(tl.ConfigError, match="on_gap"):
        tl.reconstruct(WINDOW, [Told()], on_gap="rise")


def test_a_display_that_fails_costs_no_event():
    """The caller's progress is a courtesy; the record is whole without it."""

    class Says(Told):
        def fetch(self, window, run):
            run.say("reading")
            yield from self.found

    def broken(source, text):
        raise ValueError("no terminal")

    record = tl.reconstruct(WINDOW, [Says(event(1))], progress=broken)
    assert (len(record), record.complete) == (1, True)


def test_a_gap_of_a_source_is_kept_inside_the_window():
    """It says when events may be missing here, whatever span the source wrote."""
    day = timedelta(days=1)
    wide = tl.Gap(start=WINDOW.start - day, end=WINDOW.end + day, reason="denied", detail="closed")
    (gap,) = tl.reconstruct(WINDOW, [Told(wide)]).coverage[0].gaps
    assert (gap.start, gap.end) == (WINDOW.start, WINDOW.end)


def test_the_counts_of_a_source_that_is_cut_off_close(monkeypatch):
    """A page was counted, and some of its rows were told, when the deadline came."""

    class Page:
        name = "deploys"

        def fetch(self, window, run):
            run.count(raw_rows=100)
            yield event(1)
            time.sleep(30)

    monkeypatch.setattr(engine, "_GRACE_S", 0.5)
    (row,) = tl.reconstruct(WINDOW, [Page()], deadline="0s").coverage
    assert (row.events, row.raw_rows, row.closes, row.status) == (1, 1, True, "partial")
