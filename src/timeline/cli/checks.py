"""Trying a source before it is needed: what its own `check` says, within so long."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.model.errors import SourceError, StoppedError
from timeline.model.window import Window
from timeline.porting.hooks import can_check
from timeline.porting.run import Run
from timeline.porting.source import Source
from timeline.porting.within import Aside

_GRACE_S = 0.5  # to say itself what it could not try


class Check:
    """One source being tried, beside the others, from the moment this is made.

    Attributes:
        fine: whether it has passed; known when all lines are told.
    """

    def __init__(self, source: Source, seconds: float) -> None:
        self._name = source.name
        self._run = Run(source.name, Window("15m", "now"), deadline=seconds)
        self._source = source
        self._said: list[str] = []
        self._work = Aside(self._try)
        self.fine = False

    def lines(self) -> Iterator[str]:
        """What is known of it, a line each, the verdict last."""
        failure = self._failure()
        yield from (f"{self._name}: {line}" for line in list(self._said))
        if failure:
            yield f"FAILED {failure}"
            return
        self.fine = True
        yield f"{self._name}: {'ok' if can_check(self._source) else 'nothing to check'}"

    def _failure(self) -> str:
        """Why it has not passed, or an empty text."""
        try:
            self._work.result(self._run.remaining() + _GRACE_S)
        except TimeoutError:
            self._run.stop.set()
            return str(StoppedError("not tried to its end before the deadline", source=self._name, call="check"))
        except SourceError as error:
            error.source = error.source or self._name
            return str(error)
        except Exception as error:  # noqa: BLE001 - a stranger's check may raise anything; its words may hold a secret
            return f"{self._name} stopped with {type(error).__name__}"
        return ""

    def _try(self) -> None:
        try:
            if can_check(self._source):
                self._said.extend(self._source.check(self._run) or ())
                self._said.extend(self._clock())
        finally:
            self._run.close()

    def _clock(self) -> Iterator[str]:
        offset = self._run.measured().get("clock_offset_s", 0)
        if offset:
            side = "ahead of" if offset > 0 else "behind"
            yield f"its clock is at least {abs(offset):.0f} s {side} this machine's"
