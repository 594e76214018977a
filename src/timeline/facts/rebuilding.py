"""A bundle made again from its native answers: its events, and the history that is counted for them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timeline.bundle.rebuild import rebuild as made_again
from timeline.facts.asking import whole
from timeline.facts.histories import Histories

if TYPE_CHECKING:
    from timeline.bundle.rebuild import Rebuilt
    from timeline.porting.source import Source
    from timeline.record import Timeline


def rebuild(folder: str | Path, sources: Iterable[Source] | None = None, *, write: bool = False) -> Rebuilt:
    """Make the events of a bundle again from its native answers, and its history, and compare.

    No service is asked, and no token is needed.

    Args:
        folder: the bundle.
        sources: those that were pulled, where they cannot be made from what the bundle tells of them.
        write: take the new events and counts, and seal anew; the old seal stays in `bag-info.txt`.

    Raises:
        ConfigError: it has no native answers, or a source cannot be made again.
    """
    return made_again(folder, None if sources is None else list(sources), write=write, counting=_counted)


def _counted(record: Timeline, past: Timeline) -> dict[str, Any]:
    days = (past.window.end - past.window.start).days
    return Histories.counted(whole(record), past, days).to_dict()
