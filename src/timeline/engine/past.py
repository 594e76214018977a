"""What the sources tell of the past of alerts and pages: each asked by its own filter, over a long window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from timeline.engine.reconstruct import pull
from timeline.model.coverage import Coverage
from timeline.model.window import Window
from timeline.porting.hooks import remembers
from timeline.porting.source import Source, type_name
from timeline.porting.subject import Subject
from timeline.record import Timeline

_UNASKED = "not asked for a history: what people write over so long a time is beyond its limits"
_CHAT = ("slack", "slack_export")
_UNABLE = "not asked for a history: this source cannot tell one"


def past(window: Window, sources: Sequence[Source], subjects: Sequence[Subject], **how: Any) -> Timeline:
    """The events of the window that are about those alerts and pages, with a row for every source, asked or not.

    Args:
        window: how far back, to where the record begins.
        sources: all that are configured.
        subjects: whose past is asked for.
        how: as `pull` takes it.
    """
    found = pull(window, [each for each in sources if _is_able(each)], subjects=subjects, **how)
    skipped = [_skipped(each) for each in sources if not _is_able(each)]
    return Timeline(window, found, (*found.coverage, *skipped), found=found.pulled.found)


def _is_able(source: Source) -> bool:
    return remembers(source)


def _skipped(source: Source) -> Coverage:
    kind = type_name(source)
    return Coverage(source=source.name, type=kind, status="skipped", notes=(_UNASKED if kind in _CHAT else _UNABLE,))
