"""Whether a bundle is as it was sealed, whether what it counts is there, and whether its answers tell its events."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from timeline.bundle import bag, events, evidence, pages
from timeline.bundle.bag import Finding
from timeline.bundle.manifest import FILE as PULL
from timeline.bundle.manifest import Manifest
from timeline.bundle.staged import HISTORY, PAGES
from timeline.model.errors import ConfigError

WITHOUT_PAGES = "no pages: saved without native answers"
_WITHOUT = {bag.PAYLOAD: WITHOUT_PAGES, f"{bag.PAYLOAD}/{HISTORY}": f"{bag.PAYLOAD}/{HISTORY}: {WITHOUT_PAGES}"}
_BROKEN = (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of a bundle found.

    Attributes:
        folder: the bundle.
        findings: what is not as it was sealed, or does not add up.
        notes: what a reader should know beside.
        seal: the hash that stands for all of it; None where it was taken away.
        earlier: the seals that it had before, oldest first.
    """

    folder: Path
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    seal: str | None
    earlier: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        verdict = "as it was sealed" if self.ok else f"not as it was sealed, {len(self.findings)} found"
        seals = [f"seal {self.seal}"] if self.seal else []
        seals += [f"earlier seal {each}" for each in self.earlier]
        return "\n".join([f"{self.folder}: {verdict}", *map(str, self.findings), *self.notes, *seals])


def verify(folder: str | Path) -> Verdict:
    """Check a bundle: its files against its seal, its counts and events against what is there; `work/` is people's own.

    Raises:
        ConfigError: it is no bundle, or an unfinished pull.
    """
    path = Path(folder)
    if not (path / bag.PAYLOAD).is_dir() and not (path / bag.TAG_MANIFEST).is_file():
        raise ConfigError(f"{str(path)!r} is no bundle: it has no {bag.PAYLOAD}/")
    found = bag.verify(path)
    known = {finding.path: finding for finding in found}
    named = {name for finding in found for name in (finding.path, finding.before)}
    more: list[Finding] = []
    notes = list(_notes(path, named))
    for part in (bag.PAYLOAD, f"{bag.PAYLOAD}/{HISTORY}"):
        pulled = (path / part / PAGES).is_file()
        if pulled:
            more += _of_pages(path, f"{part}/{PAGES}", known)
        if part == bag.PAYLOAD or (path / part).is_dir():
            counted = _of_counts(path, part, pulled=pulled)
            more += [each for each in counted if each.what != "unreadable" or each.path not in named]
        if pulled:
            untold, said = _of_evidence(path, part)
            more, notes = more + untold, notes + said
    seals = tuple(bag.earlier_seals(path))
    return Verdict(path, (*known.values(), *more), tuple(notes), bag.sealed(path), seals)


def _notes(folder: Path, named: set[str | None]) -> Iterator[str]:
    """What was saved without native answers; where they were taken away, a finding says so."""
    for part, said in _WITHOUT.items():
        if (folder / part).is_dir() and not (folder / part / PAGES).is_file() and f"{part}/{PAGES}" not in named:
            yield said


def _of_pages(folder: Path, name: str, known: dict[str, Finding]) -> list[Finding]:
    """The pages that are not as they were written; of one that cannot be read, the number that it must have.

    That the file was changed is not said beside: which pages they are says more.
    """
    try:
        found = list(_pages(folder / name, name))
    except OSError:
        return []  # the bag says that it cannot be read
    if name in known and not found:
        found = [Finding(name, "changed", page=_number(member.page)) for member in pages.unlike(folder / name)]
    if found and known.get(name) == Finding(name, "changed"):
        del known[name]
    return found


def _pages(file: Path, name: str) -> Iterator[Finding]:
    seen: set[int] = set()
    broken: list[int] = []
    last = 0
    for member in pages.survey(file):
        number = _number(member.page) if member else None
        if member is None or number is None:
            broken.append(last + 1)
            continue
        if number in seen:
            yield Finding(name, "added", page=number, detail="it stands there twice")
        elif pages.fingerprint(member.page.get("body")) != member.page.get("sha256"):
            yield Finding(name, "changed", page=number, detail="its body has another hash")
        seen.add(number)
        last = max(last, number)
    what = Finding(name, "changed", detail="it does not unpack") if broken else Finding(name, "missing")
    yield from (replace(what, page=number) for number in sorted({*range(1, last), *broken} - seen))


def _number(page: Any) -> int | None:
    number = page.get("n") if isinstance(page, dict) else None
    return number if isinstance(number, int) else None


def _of_counts(folder: Path, part: str, *, pulled: bool) -> Iterator[Finding]:
    """What does not add up between the events of that part and what is told of them."""
    data = folder / part
    try:
        manifest = Manifest.read(data)
    except _BROKEN:
        yield Finding(f"{part}/{PULL}", "unreadable", detail="it is not whole")
        return
    try:
        rows = events.read(data / events.FILE)
        next(rows)
        counts = Counter(str(row["source"]) for row in rows)
    except (*_BROKEN, StopIteration):
        yield Finding(f"{part}/{events.FILE}", "unreadable", detail="it is not whole")
        return
    yield from _miscounted(manifest, counts, part, pulled=pulled)


def _miscounted(manifest: Manifest, counts: Counter[str], part: str, *, pulled: bool) -> Iterator[Finding]:
    told = dict(manifest.events) or dict(counts)
    for row in manifest.coverage:
        if not row.closes and not any(gap.reason == "count_mismatch" for gap in row.gaps):
            yield Finding(f"{part}/{PULL}", "miscounted", detail=f"the rows of {row.source} do not add up")
        # What was saved without its pull may be a part of one, but never more.
        if pulled or told.get(row.source, 0) > row.events:
            told[row.source] = row.events
    for name in sorted({*told, *counts}):
        if told.get(name, 0) != counts[name]:
            detail = f"{counts[name]} events of {name} where {PULL} tells of {told.get(name, 0)}"
            yield Finding(f"{part}/{events.FILE}", "miscounted", detail=detail)


def _of_evidence(folder: Path, part: str) -> tuple[list[Finding], list[str]]:
    """The events that no kept answer tells; and what is not known of that, in words."""
    try:
        found = evidence.untold(folder, part)
    except (*_BROKEN, ConfigError):
        return [], []  # what cannot be read is named already
    told = {source: f"no native answer tells {', '.join(ids)}" for source, ids in found.ids.items()}
    notes = []
    if found.unseen:
        notes = [f"{part}: what tells the events of {', '.join(found.unseen)} is not known: it cannot be made here"]
    if found.is_ours:
        return [Finding(f"{part}/{events.FILE}", "untold", detail=each) for each in told.values()], notes
    return [], [*notes, *(f"{part}: by today's parsers {each}; `timeline rebuild` compares" for each in told.values())]
