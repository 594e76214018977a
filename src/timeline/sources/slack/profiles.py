"""What Slack states of the people whom it names: names, whether they are there still, and the address."""

from __future__ import annotations

import threading
from typing import Any

from timeline.model.profile import Profile
from timeline.porting.payload import at, text
from timeline.porting.run import Run

_SHOWN = ("display_name", "name", "real_name")


class Stated:
    """States each user once, and says where no address came.

    Args:
        unstated: how that is said.
    """

    def __init__(self, run: Run, unstated: str) -> None:
        self._run = run
        self._unstated = unstated
        self._lock = threading.Lock()
        self._told: dict[str, bool] = {}  # by id, whether an address came

    def take(self, key: str, record: dict[str, Any] | None) -> None:
        """What was read of a user, or that nothing could be."""
        profile = at(record, "profile")
        email, is_bot = text(at(profile, "email")), at(record, "is_bot") is True
        if record is not None and not is_bot:
            with self._lock:
                self._told[key] = email is not None
        names = {name for part in (profile, record) for field in _SHOWN if (name := text(at(part, field)))}
        real = text(at(profile, "real_name")) or text(at(record, "real_name"))
        self._run.profile(
            Profile(
                self._run.source,
                (text(at(profile, "bot_id")) if is_bot else None) or key,
                name=real or min(names, default=None),
                names=tuple(names),
                kind="bot" if is_bot else "person",
                email=None if is_bot else email,
                active=at(record, "deleted") is not True,
            )
        )

    def note(self) -> None:
        """Say so where nobody's address can be read."""
        if self._told and not any(self._told.values()):
            self._run.note(self._unstated)
