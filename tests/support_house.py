"""The house: its rooms, what each may import, and how it is drawn; `make map` writes the drawing into the docs."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from pathlib import Path

import timeline

PACKAGE = Path(timeline.__file__).parent
DRAWING = Path(__file__).parent.parent / "docs" / "house.md"

#: What a room may import beside itself. A room is a folder or a module of the package; `sources.*` is any one source.
ROOMS: dict[str, set[str]] = {
    "model": set(),
    "porting": {"model"},
    "prose": {"model"},
    "joining": {"model"},
    "sources.http": {"model", "porting"},
    "sources.*": {"model", "porting", "prose", "joining", "sources.http"},
    "people": {"model"},
    "record": {"model", "joining"},
    "redaction": {"joining", "model", "people", "record"},
    "reading": {"model", "joining", "record"},
    "formats": {"joining", "model", "people", "porting", "reading", "record"},
    "config": {"model", "people", "porting"},
    "engine": {"config", "joining", "model", "people", "porting", "record"},
    "bundle": {"config", "engine", "formats", "joining", "model", "porting", "record", "sources.http"},
    "testing": {"demo", "engine", "model", "porting", "record"},
    "demo": {"engine", "model", "porting", "record", "sources.*"},
    "claims": {"curation", "formats", "joining", "model", "people", "prose", "reading", "record"},
    "curation": {"bundle", "formats", "model", "prose", "reading", "record", "redaction"},
    "facts": {"bundle", "engine", "formats", "joining", "model", "people", "porting", "reading", "record", "redaction"},
    "fleet": {"bundle", "facts", "formats", "model", "reading", "record"},
    "agents": {"claims", "curation", "facts", "model", "porting", "record"},
    "postmortem": {
        "bundle",
        "claims",
        "curation",
        "facts",
        "formats",
        "model",
        "people",
        "porting",
        "prose",
        "reading",
        "record",
        "redaction",
        "sources.*",
        "sources.http",
    },
}
ROOMS["cli"] = set(ROOMS)  # it sees all, and nobody sees it
#: The one arrow that runs up: doors of the record and of the package that open late, inside a function.
LATE_DOORS = {"record", "__init__", "__main__"}
WHAT = {
    "model": "values, no input or output",
    "porting": "what a source is and gets",
    "prose": "what people write",
    "joining": "the same thing, by explicit keys",
    "sources.http": "the toolkit",
    "sources.*": "one folder a service",
    "people": "who is who",
    "record": "the timeline",
    "redaction": "what may be shown",
    "reading": "the lines that are read",
    "formats": "how they are written",
    "config": "timeline.toml",
    "engine": "pulls and merges",
    "bundle": "what is kept",
    "curation": "what people make of it",
    "claims": "what others wrote of it",
    "facts": "what rules find",
    "fleet": "many incidents",
    "agents": "what models may ask",
    "postmortem": "what is written of it",
    "testing": "for tests of sources",
    "demo": "the bundled incident",
    "cli": "the command",
}


def modules() -> list[Path]:
    """Every module of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    """A module's name below the package, e.g. `sources.slack.paging`."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__") or "__init__"


def room(name: str) -> str | None:
    """The room that a module stands in, or None where nobody placed it."""
    parts = name.split(".")
    if parts[0] == "sources" and len(parts) > 1:
        return "sources.http" if parts[1] == "http" else "sources.*"
    if parts[0] in ROOMS or parts[0] in LATE_DOORS:
        return parts[0]
    return "model" if name in ("_version", "sources") else None


def imports(path: Path, *, late: bool = True) -> list[str]:
    """The modules of ours that a module imports; with `late`, those inside functions and for types, too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree) if late else tree.body:
        if isinstance(node, ast.ImportFrom) and re.match(r"timeline(\.|$)", node.module or ""):
            base = (node.module or "").removeprefix("timeline").strip(".")
            found += [_module(base, each.name) for each in node.names]
        elif isinstance(node, ast.Import):
            found += [each.name.removeprefix("timeline.") for each in node.names if each.name.startswith("timeline.")]
    return found


def _module(base: str, name: str) -> str:
    """What `from base import name` names: a module of that name, else the base itself."""
    inner = ".".join(part for part in (base, name) if part)
    file = PACKAGE / Path(*inner.split("."))
    return inner if file.with_suffix(".py").exists() or file.is_dir() else base or "__init__"


def arrows() -> dict[tuple[str, str], int]:
    """How many imports lead from one room to another."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for path in modules():
        own = room(dotted(path))
        for name in imports(path, late=own not in LATE_DOORS):
            other = room(name)
            if own and other and own != other and own not in ("__init__", "__main__"):
                found[own, other] += 1
    return found


def drawn() -> str:
    """The picture, as Mermaid: an arrow from a room to one that it imports."""
    names = {name: name.replace(".", "_").replace("*", "each") for name in ROOMS}
    boxes = [f'  {names[name]}["{name}<br/>{WHAT[name]}"]' for name in ROOMS]
    # What is reached by way of another room is not drawn again: a picture of all arrows is a thicket.
    own = arrows()
    direct = {pair for pair in own if not any((pair[0], mid) in own and _leads(own, mid, pair[1]) for mid in ROOMS)}
    lines = [f"  {names[one]} --> {names[other]}" for one, other in sorted(direct)]
    return "\n".join(["```mermaid", "flowchart BT", *boxes, *lines, "```"])


def below(name: str) -> set[str]:
    """The rooms that a room imports, by whatever way."""
    seen: set[str] = set()
    ahead = list(ROOMS[name])
    while ahead:
        here = ahead.pop()
        ahead += ROOMS[here] - seen
        seen |= {here}
    return seen


def _leads(own: dict[tuple[str, str], int], start: str, end: str) -> bool:
    """Whether arrows lead from one room to another by way of at least one arrow."""
    seen, ahead = set(), [start]
    while ahead:
        here = ahead.pop()
        for one, other in own:
            if one == here and other not in seen:
                seen.add(other)
                ahead.append(other)
    return end in seen


def written(text: str) -> str:
    """The page with the picture of today in it."""
    return re.sub(r"```mermaid\n.*?```", lambda _: drawn(), text, count=1, flags=re.DOTALL)


if __name__ == "__main__":
    DRAWING.write_text(written(DRAWING.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{DRAWING.name}: {len(arrows())} arrows between {len(ROOMS)} rooms\n")
