"""A year of small incidents, pulled once for all tests of many incidents."""

import pytest

import timeline as tl
from timeline.demo import year


@pytest.fixture(scope="session")
def bundles(tmp_path_factory):
    """Eight incidents, each pulled on its own into a folder of its name; one of them has a gap."""
    folder = tmp_path_factory.mktemp("year")
    with year.served(8) as (sources, incidents):
        for each in incidents[:7]:
            tl.pull(each.window, sources, to=folder / each.name)
        last = incidents[7]
        record = tl.reconstruct(last.window, sources, progress=False)
    rows = [row if row.source != "slack" else lost(row, last.window) for row in record.coverage]
    tl.Timeline(record.window, record.where(not_source="slack"), rows).save(folder / last.name)
    return sorted(folder.iterdir())


def lost(row, window):
    gap = tl.Gap.of(window, "denied", "the channel cannot be seen", where="#incidents")
    return row.model_copy(update={"status": "partial", "events": 0, "raw_rows": 0, "gaps": (gap,)})


@pytest.fixture(scope="session")
def catalog(bundles, tmp_path_factory):
    """The catalog of all of them, which no test changes."""
    made = tl.catalog(tmp_path_factory.mktemp("catalog") / "year")
    made.add(*bundles)
    return made
