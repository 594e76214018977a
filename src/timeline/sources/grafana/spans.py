"""A list that tells so many rows of a span, has no second page, and never says that it was cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from timeline.model.coverage import Gap
from timeline.model.errors import AuthError, SourceError, StoppedError
from timeline.model.window import Window

#: The most rows that an answer is asked for: as many as Loki gives.
MOST = 5000
# Where a server goes by a number of its own, that is a round one: 100 without a limit, 1000 of Loki without one.
_ROUND = 100
# A list of which every part is full is not told on and on.
_ASKED = 400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {"s": timedelta(seconds=1), "ms": timedelta(milliseconds=1)}


class Span(NamedTuple):
    """From one moment to another, as a list takes them: whole units since 1970."""

    begin: int
    end: int

    def halves(self) -> tuple[Span, ...]:
        """The span in two, which share the moment between them: whether a list counts its ends in is not said."""
        middle = (self.begin + self.end) // 2
        return (Span(self.begin, middle), Span(middle, self.end)) if self.end - self.begin > 1 else ()


def spans(window: Window, unit: str, longest: timedelta | None = None) -> list[Span]:
    """The window in spans of that unit, none of them longer than that; together they hold all of it."""
    one = _UNITS[unit]
    begin, end = (window.start - _EPOCH) // one, -((_EPOCH - window.end) // one)
    step = longest // one if longest else end - begin
    return [Span(at, min(at + step, end)) for at in range(begin, end, step)]


class Listing:
    """One list of the server.

    Args:
        ask: asks for the rows of a span.
        unit: what it counts time in.
        window: the window being pulled.
        where: how the list is called in a gap.
    """

    def __init__(self, ask: Callable[[Span], list[Any]], unit: str, window: Window, where: str) -> None:
        self._ask = ask
        self._unit = _UNITS[unit]
        self._window = window
        self._where = where
        self._left = _ASKED

    def read(self, ahead: list[Span]) -> Iterator[list[Any] | Gap]:
        """The rows of those spans, in any number of lists, some rows more than once; a gap for what is missing.

        An answer that is as long as an answer can be may have been cut: its span is asked for again, in two halves.

        Raises:
            SourceError: not even a first answer could be had, or there is no going on.
        """
        answered, ahead = False, ahead[::-1]
        while ahead:
            span = ahead.pop()
            try:
                found = self._ask(span)
            except (AuthError, StoppedError):
                raise
            except SourceError as error:
                if not answered:
                    raise
                yield Gap.after(error, self._window, where=self._where, **self._times(span))
                continue
            answered = True
            yield found
            if found and (len(found) >= MOST or len(found) % _ROUND == 0):
                halves = span.halves() if self._left > 0 else ()
                self._left -= len(halves)
                ahead += halves[::-1]
                if not halves:
                    yield self._cut(span, len(found))

    def _cut(self, span: Span, amount: int) -> Gap:
        detail = f"as many as {amount} came, which may not be all, and the span cannot be asked for in smaller parts"
        return Gap.of(self._window, "cap", detail, where=self._where, **self._times(span))

    def _times(self, span: Span) -> dict[str, datetime]:
        return {"start": _EPOCH + span.begin * self._unit, "end": _EPOCH + (span.end + 1) * self._unit}
