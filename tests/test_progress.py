"""How far a source is, and about how long the rest takes."""

import pytest

import timeline as tl
from timeline import demo
from timeline.demo.incident import apis
from timeline.demo.server import StandIn
from timeline.porting.progress import Ahead, Told, _length, share_of
from timeline.porting.run import Run
from timeline.testing import SimulatedClock

WINDOW = tl.Window("2021-03-01T00:00Z", "2021-03-02T00:00Z")


def test_the_rest_is_reckoned_by_the_pace():
    """61 of 150 threads in 82 s: the other 89 take about as long again as their number says."""
    ahead = Ahead()
    for _ in range(150):
        ahead.add("threads", 1000.0)
    for _ in range(61):
        ahead.did("threads")
    told = ahead.told(1082.0)
    assert told == "61 of 150 threads, about 2 min"
    assert share_of(told) == pytest.approx(61 / 150)


def test_the_sort_that_takes_longest_is_told():
    """Channels are soon read, threads are not; before anything is known, nothing is said."""
    ahead = Ahead()
    assert ahead.told(0.0) is None
    for what, count, done in (("channels", 3, 2), ("threads", 40, 10)):
        for _ in range(count):
            ahead.add(what, 0.0)
        for _ in range(done):
            ahead.did(what)
    assert ahead.told(20.0) == "10 of 40 threads, about 1 min"
    assert ahead.told(1.0) == "10 of 40 threads"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(5, "5 s"), (23, "25 s"), (54, "55 s"), (58, "1 min"), (150, "2 min"), (3600, "1 h"), (4200, "1 h 10 min")],
)
def test_lengths_are_said_as_people_say_them(seconds, said):
    """No more exact than it is known."""
    assert _length(seconds) == said


def test_a_job_counts_when_it_has_ended_however_that_was():
    """One that fails, one that finds more work, one that finds nothing."""
    run = Run("web", WINDOW, clock=SimulatedClock())

    def fails():
        raise tl.DeniedError("no", source="web")
        yield

    def more():
        yield run.counted("pages", lambda: iter(()))

    gaps = list(run.gather([run.counted("pages", fails), run.counted("pages", more)]))
    assert [gap.reason for gap in gaps] == ["denied"]
    assert run._ahead.told(0.0) == "3 of 3 pages"


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("slack", "threads"),
        ("slack", "channels"),
        ("github", "repositories"),
        ("pagerduty", "incidents"),
        ("terraform", "runs"),
    ],
)
def test_every_source_says_what_it_has_to_read(monkeypatch, source, what):
    """Told after each piece; all that was announced is done at the end."""
    seen = []
    monkeypatch.setattr(Run, "progressed", lambda run: seen.append(dict(run._ahead._sorts)))
    with StandIn(apis(demo.TOKEN)) as server:
        assert tl.reconstruct(demo.WINDOW, demo.sources(server, [source])).complete
    counted = seen[-1][what]
    assert counted.done == counted.total > 0


def test_a_notebook_s_bar_fills_by_the_same_share(monkeypatch):
    """A text without a share leaves it where it is."""
    from timeline.engine import progress

    monkeypatch.setattr(progress, "find_spec", lambda name: None)
    bars = progress._Bars(["slack"])
    bars("slack", Told.of("30 of 120 threads", 0.25))
    bars("slack", "waiting 3 s: a limit")
    bar = bars._bars["slack"]
    assert (bar.n, bar.total) == (25, 100)
    bars.close()
