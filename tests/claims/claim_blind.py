"""Drafts by writers who saw a record and no rule: each sentence is marked ⟦T⟧ true, ⟦F⟧ false, ⟦C⟧ nothing a record decides."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from claim_worlds import World

from timeline import demo
from timeline.claims.check import Checker
from timeline.claims.verdict import ORDER

FOLDER = Path(__file__).parent / "blind"
CAUGHT = frozenset(("contradicted", "not_in_record"))
_MARK = re.compile(r"\s*⟦(?P<label>[TFC])⟧(?P<cell> *\|)?\s*$")
_CITES = re.compile(r"\^[a-z2-9]{4,}|\]\(http")


class Told(NamedTuple):
    """A sentence of a draft, what its writer says of it, and the verdict."""

    draft: str
    line: int
    label: str
    cites: bool
    verdict: str
    text: str
    why: str


@cache
def record(name):
    """The record that a draft is about: the demo's, or that of a world by its seed."""
    return demo.record() if name == "demo" else World(int(name)).record


def drafts():
    """The names of all drafts."""
    return sorted(path.stem for path in FOLDER.glob("*.md"))


def told(name):
    """The marked sentences of a draft, each with the worst verdict of what begins in its line."""
    lines, labels = [], {}
    for number, line in enumerate((FOLDER / f"{name}.md").read_text(encoding="utf-8").split("\n"), 1):
        found = _MARK.search(line)
        lines.append(line[: found.start()] + (found["cell"] or "") if found else line)
        if found:
            labels[number] = found["label"]
    claims = {}
    for claim in Checker(record(name.partition("-")[0])).claims("\n".join(lines)):
        claims.setdefault(claim.line, []).append(claim)
    for number, label in labels.items():
        here = sorted(claims.get(number, ()), key=lambda claim: ORDER.index(claim.verdict))
        text = lines[number - 1].strip()
        verdict, why = (here[0].verdict, here[0].why) if here else ("", "")
        yield Told(name, number, label, bool(_CITES.search(text)), verdict, text, why)


def counted(sentences):
    """By label and whether it cites: how many there are, how many were accused, and how many borne out."""
    every, accused, borne_out = Counter(), Counter(), Counter()
    for each in sentences:
        every[each.label, each.cites] += 1
        accused[each.label, each.cites] += each.verdict in CAUGHT
        borne_out[each.label, each.cites] += each.verdict == "supported"
    return every, accused, borne_out
