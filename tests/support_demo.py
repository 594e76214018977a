"""How much the bundled incident tells: counted once, in the golden record that was looked at."""

import re
from pathlib import Path

_GOLDEN = Path(__file__).parent / "golden"


def _counted(name):
    found = re.search(r"^- (\d+) events in (\d+) lines", (_GOLDEN / name).read_text(), re.MULTILINE)
    return int(found[1]), int(found[2])


def _sources():
    """Their products' names, as they stand in the head of the record."""
    line = re.search(r"^- Sources: (.*)", (_GOLDEN / "demo.md").read_text(), re.MULTILINE)[1]
    return [each.rpartition(" ")[0] for each in line.split(", ")]


#: Of the whole record, and of the part about its incident.
EVENTS, LINES = _counted("demo.md")
EVENTS_ABOUT, LINES_ABOUT = _counted("demo-about.md")
SOURCES = _sources()
