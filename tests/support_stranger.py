"""A package of somebody else's: a source, a reader of its app's posts, and a rule of joining; laid down in a folder."""

import sys
from pathlib import Path

from timeline.joining.strangers import strangers

SOURCE = """
import timeline as tl


class Flags:
    name = "flags"

    def fetch(self, window, run):
        for key, minute, kind in (("1", 40, "flag.switched_on"), ("2", 50, "flag.switched_off"), ("3", 51, "flag.cleaned")):
            yield tl.Event(
                id=f"flags:{key}", time=tl.read_iso(f"2019-06-20T18:{minute}:00Z").time, precision="s", source=self.name,
                kind=kind, summary=f"Flag checkout: {kind}", keys=("flags:flag:checkout", f"flags:change:{key}"),
            )
"""
JOINING = """
import re

LINK = re.compile(r"//flags\\.example/flag/(\\w+)")


def keys_of(address):
    return [f"flags:flag:{found}" for found in LINK.findall(address)]


def stated(lines):
    said = " ".join(lines)
    return next(((f"flag.{word}", None) for word in ("switched_on", "switched_off") if word.replace("_", " ") in said), (None, None))


def cleaned(index):
    for off in index.events:
        if off.kind == "flag.switched_off":
            for key in off.keys:
                yield from ((off, other, key) for other in index.having(key) if other.kind == "flag.cleaned")


rules = [cleaned]
"""


def lay(folder: Path, monkeypatch, joining: str = JOINING, module: str = "flags_joining", name: str = "flags") -> Path:
    """Install the package for this process; what was known of other packages is forgotten."""
    (folder / "flags_source.py").write_text(SOURCE)
    (folder / f"{module}.py").write_text(joining)
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        f"[timeline.sources]\nflags = flags_source:Flags\n[timeline.joining]\n{name} = {module}\n"
    )
    monkeypatch.syspath_prepend(str(folder))
    for each in ("flags_source", module):
        monkeypatch.delitem(sys.modules, each, raising=False)
    strangers.cache_clear()
    return folder
