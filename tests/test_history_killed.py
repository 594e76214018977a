"""A history that is asked for, killed by the system at whatever request, is gone on with, and nothing is asked twice."""

import random
import shutil

import pytest

import timeline as tl
from support_killing import Killer, configured, settled
from support_past import SETTINGS, VARIABLE, WINDOW, World, planted, served, sources
from timeline import demo
from timeline.bundle import pages
from timeline.bundle.pulling import pull

HISTORY = "data/history"


def kept(folder):
    return len(list(pages.members(folder / "pages.jsonl.gz"))) if (folder / "pages.jsonl.gz").exists() else 0


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A stand-in, a bundle pulled from it, and processes that ask for its history."""
    place = tmp_path_factory.mktemp("killed")
    told = World()
    planted(told, 60, seed=3)
    told.now()
    with served(told) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, demo.TOKEN)
        pull(WINDOW, sources(server), to=place / "bare")
        given = {
            name: {"base_url": server.url(name), "token_env": VARIABLE} | settings
            for name, settings in SETTINGS.items()
        }
        killer = Killer(configured(place, given))
        yield server, killer, place
        killer.process.kill()
        killer.process.communicate()


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_any_request_it_goes_on_and_asks_nothing_again(world, tmp_path, seed):
    """SIGKILL, five times a seed: the bundle is as it was until all is there, and then has what an undisturbed one has."""
    server, killer, place = world
    whole = shutil.copytree(place / "bare", tmp_path / "whole")
    before = len(server.log)
    assert killer.do(whole, "history") == 0
    total = len(server.log) - before
    assert total == kept(whole / HISTORY)
    chance, stood = random.Random(seed), []
    for number in range(5):
        folder = shutil.copytree(place / "bare", tmp_path / f"k{number}")
        beside = folder.with_name(f"k{number}.history")
        ends = len(server.log) + chance.randrange(total)
        killer.killed(folder, lambda ends=ends: len(server.log) >= ends, what="history")
        if not beside.exists():
            continue  # it had not begun, or was at its end
        assert tl.verify(folder).ok
        assert tl.load(folder).history is None
        there, asked = kept(beside / "data"), settled(server)
        assert killer.do(folder, "history") == 0
        assert len(server.log) - asked == total - there
        for name in ("events.jsonl.gz", "asked.json"):
            assert (folder / HISTORY / name).read_bytes() == (whole / HISTORY / name).read_bytes()
        assert tl.load(folder).history.to_dict()["alerts"] == tl.load(whole).history.to_dict()["alerts"]
        assert tl.verify(folder).ok
        assert not beside.exists()
        stood.append(there)
    assert any(0 < there < total for there in stood)
