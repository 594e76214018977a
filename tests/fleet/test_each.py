"""The same work on many bundles, on any executor: the same results, in order, and nothing lost without a word."""

import os
import pickle
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import reduce
from multiprocessing import get_context
from operator import or_

import pytest
from distributed import Client, LocalCluster

import timeline as tl
from support_events import WINDOW, event
from timeline.demo import year
from timeline.model import errors


@pytest.fixture(scope="module")
def world():
    """The services of a year, running as long as the tests of this file."""
    with year.served(10) as found:
        yield found


@pytest.fixture(scope="module")
def hundred(world, tmp_path_factory):
    """A hundred small bundles with native answers."""
    sources, incidents = world
    folder = tmp_path_factory.mktemp("hundred")
    for number in range(100):
        tl.pull(incidents[number % 10].window, sources[1:2], to=folder / f"inc-{number:03}")
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def dask(world):
    """A real cluster of two processes."""
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client.get_executor()


@pytest.fixture(scope="module")
def processes():
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool


@pytest.fixture(scope="module")
def threads():
    with ThreadPoolExecutor(2) as pool:
        yield pool


def lines(folder):
    """What a bundle's native answers tell, as text."""
    return tl.rebuild(folder).record.to_jsonl()


def picky(folder):
    """Break off at some bundles."""
    if folder.name.endswith("3"):
        raise tl.ConfigError(f"{folder.name} is not liked")
    return folder.name


def test_a_cluster_makes_the_same_bytes(hundred, dask):
    """A hundred bundles rebuilt on two processes of Dask's give what one process gives, in the same order."""
    here = list(tl.each(hundred, tl.rebuild))
    there = list(tl.each(hundred, tl.rebuild, executor=dask))
    assert [done.folder for done in there] == hundred
    assert [done.error for done in there] == [None] * 100
    assert all(done.made.identical for done in there)
    assert [done.made.record.to_jsonl() for done in there] == [done.made.record.to_jsonl() for done in here]


def test_a_cluster_analyses(bundles, dask):
    """Facts come back as they were found here."""
    there = tl.each(bundles, facts, executor=dask)
    assert [done.made for done in there] == [facts(folder) for folder in bundles]


def facts(folder):
    return tl.load(folder).facts().to_json()


@pytest.mark.parametrize("pool", ["threads", "processes"])
def test_other_executors_do(hundred, pool, request):
    """Threads and processes give the same; what one bundle raises stands beside its name, and the others go on."""
    some, executor = hundred[:8], request.getfixturevalue(pool)
    assert [done.made for done in tl.each(some, lines, executor=executor)] == list(map(lines, some))
    told = list(tl.each(some, picky, executor=executor))
    assert [done.made for done in told] == [None if path.name.endswith("3") else path.name for path in some]
    (error,) = [done.error for done in told if done.error]
    assert isinstance(error, tl.ConfigError)
    assert str(error) == "inc-003 is not liked"


def test_a_broken_bundle_is_named(hundred, tmp_path, dask):
    """One that cannot be read is an error beside its folder, wherever the work is done."""
    for executor in (None, dask):
        one, other = tl.each([tmp_path / "none", hundred[0]], tl.rebuild, executor=executor)
        assert (one.folder, one.made) == (tmp_path / "none", None)
        assert isinstance(one.error, tl.ConfigError)
        assert "has no data/" in str(one.error)
        assert other.made.identical


def test_what_cannot_be_sent_is_said(hundred, dask, processes):
    """A function, or what it gives, that cannot go to another process is an error in words, for every bundle."""

    def local(folder):
        return folder.name

    for function in (local, open_file):
        told = list(tl.each(hundred[:2], function, executor=processes))
        assert [done.made for done in told] == [None, None]
        assert all("the executor did not do it" in str(done.error) for done in told)
    assert [done.made for done in tl.each(hundred[:2], local, executor=dask)] == ["inc-000", "inc-001"]


def open_file(folder):
    return (folder / "bagit.txt").open()


def test_a_catalog_is_built_by_several(bundles, catalog, tmp_path, processes):
    """Bundles that other processes read give the same catalog; one that is broken is named as ever."""
    made = tl.catalog(tmp_path / "c")
    added = made.add(*bundles, tmp_path / "none", executor=processes)
    assert "no record can be read" in added.left_out[tmp_path / "none"]
    for file in (each for each in catalog.folder.rglob("*") if each.is_file()):
        assert (made.folder / file.relative_to(catalog.folder)).read_bytes() == file.read_bytes()


class Refusing(Executor):
    def submit(self, *given):
        raise RuntimeError("cannot schedule new futures after shutdown")


@pytest.mark.parametrize("executor", [Refusing(), 4])
def test_what_is_no_executor_is_refused(hundred, executor):
    """One that does not take the work is refused before anything is done."""
    with pytest.raises(tl.ConfigError, match="does not take the work"):
        list(tl.each(hundred, picky, executor=executor))


class Counting(Executor):
    """Does the work at once, and counts it."""

    done = 0

    def submit(self, function, *given):
        self.done += 1
        made = Future()
        made.set_result(function(*given))
        return made


def test_results_do_not_pile_up():
    """However many bundles there are, what is done ahead of the reader is bounded, and folders may come as they like."""
    executor = Counting()
    told = tl.each((f"i{number}" for number in range(10**9)), picky, executor=executor)
    assert [next(told).folder.name for _ in range(5)] == [f"i{n}" for n in range(5)]
    assert executor.done < 100
    told.close()


def test_records_made_apart_join(world, dask):
    """Each source pulled in another process, the records put together: the happenings of one pull."""
    sources, incidents = world
    for incident in incidents[:2]:
        futures = [dask.submit(tl.reconstruct, incident.window, [each], progress=False) for each in sources]
        made = reduce(or_, [future.result() for future in futures])
        whole = tl.reconstruct(incident.window, sources, progress=False)
        assert made.to_dicts() == whole.to_dicts()
        assert [group.keys for group in made.happenings] == [group.keys for group in whole.happenings]
        assert len(whole.happenings) > 1
        assert made.complete


def test_a_pull_is_refused_where_calls_run_elsewhere(world, dask):
    """The sources of one pull share clock and counts: an executor elsewhere is refused in words, not with a TypeError."""
    sources, incidents = world
    with pytest.raises(tl.ConfigError, match="whose calls run in this process"):
        tl.reconstruct(incidents[0].window, sources, executor=dask)


def test_a_record_that_was_sent_keeps_its_evidence(hundred, monkeypatch, tmp_path):
    """Payloads and pages of a bundle's events are found after the record went to another process, and back."""
    monkeypatch.chdir(hundred[0].parent)
    record = tl.load(hundred[0].name)
    sent = pickle.dumps(record)
    os.chdir(tmp_path)
    back = pickle.loads(sent)
    assert back == record
    assert [each.raw for each in back] == [each.raw for each in tl.load(hundred[0])]
    assert all(each.raw for each in back)
    assert [each.evidence for each in back] == [each.evidence for each in tl.load(hundred[0])]


ERRORS = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, tl.TimelineError)]


@pytest.mark.parametrize("kind", [*ERRORS, tl.IncompleteError, tl.LeakError], ids=lambda kind: kind.__name__)
def test_an_error_that_was_sent_says_the_same(kind):
    """An error of another process comes back as what it was; one that did not would break a whole pool."""
    given = {tl.MissingExtra: ("duckdb", "fleet"), tl.IncompleteError: (tl.Timeline(WINDOW, [event("a", 1)]),)}
    error = kind(*given.get(kind, ("it is so",)))
    if isinstance(error, tl.SourceError):
        error = kind("it is so", source="slack", call="x", reason="r", remedy="do that", code="404")
    back = pickle.loads(pickle.dumps(error))
    assert (type(back), str(back), vars(back)) == (kind, str(error), vars(error))
