"""Events and records for tests of the core."""

from datetime import UTC, datetime, timedelta

import timeline as tl

START = datetime(2019, 6, 20, 18, 30, tzinfo=UTC)
WINDOW = tl.Window("2019-06-20T18:30Z", "2019-06-20T19:30Z")


def event(key, seconds=0.0, *, source="deploys", kind="event.posted", **fields):
    """An event of that source, so many seconds after the window's start."""
    made = {
        "id": f"{source}:{key}",
        "time": START + timedelta(seconds=seconds),
        "precision": "us",
        "source": source,
        "kind": kind,
        "summary": f"Event {key} happened",
    }
    return tl.Event(**made | fields)


class Told:
    """A source that tells what it was given."""

    def __init__(self, *found, name="deploys", error=None):
        self.name = name
        self.found = found
        self.error = error

    def fetch(self, window, run):
        yield from self.found
        if self.error:
            raise self.error
