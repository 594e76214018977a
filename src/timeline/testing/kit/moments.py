"""Times as services write them: found in text, moved, and written in another way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from timeline.demo.server import Request, Response
from timeline.testing.kit.wire import Bend, Damage, anew

_ISO = re.compile(r"(\d{4}-\d\d-\d\d)([T ])(\d\d)(:|%3A)(\d\d)(?:(:|%3A)(\d\d))?(?![\d:])")
_WHOLE = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)([.,]\d+)?(Z|[+-]\d\d:?\d\d)")
_VALUE = re.compile(f'"{_WHOLE.pattern}"')
_EPOCH = re.compile(r"(?<![\w.])(\d{10})((?:\d{3}|\d{6}|\d{9})?)(?![\d])")
_NEAR = timedelta(days=30)
_ELSEWHERE = timezone(timedelta(hours=2))


class Moved:
    """The same world, so much later.

    Args:
        by: how much.
        near: a number is a time if it lies about here, as seconds since 1970 or a finer count.
    """

    def __init__(self, by: timedelta, near: datetime) -> None:
        self._by = by
        self._first, self._last = (int((near + side * _NEAR).timestamp()) for side in (-1, 1))

    @property
    def bend(self) -> Bend:
        """What is asked for, as the world of today has it."""

        def earlier(request: Request) -> Request:
            def back(text: str) -> str:
                return self.text(text, -self._by)

            return replace(
                request,
                path=back(request.path),
                query={name: back(value) for name, value in request.query.items()},
                lists={name: tuple(map(back, values)) for name, values in request.lists.items()},
                body=back(request.body.decode(errors="replace")).encode(),
            )

        return earlier

    @property
    def damage(self) -> Damage:
        """What is answered, later."""

        def later(_: Request, told: Response) -> Response:
            headers = {
                name: self.text(value, self._by) if name.lower() == "link" else value
                for name, value in told.headers.items()
            }
            return replace(told, headers=headers, body=self.text(told.body.decode(errors="replace"), self._by).encode())

        return later

    def text(self, text: str, by: timedelta) -> str:
        """The text with every time in it moved."""
        text = _ISO.sub(lambda found: _moved(found, by), text)
        return _EPOCH.sub(lambda found: self._counted(found, by), text)

    def numbers(self, text: str) -> bool:
        """Whether a time is told as a number in it."""
        return any(self._first <= int(found[1]) <= self._last for found in _EPOCH.finditer(text))

    def _counted(self, found: re.Match[str], by: timedelta) -> str:
        seconds = int(found[1])
        return f"{seconds + int(by.total_seconds())}{found[2]}" if self._first <= seconds <= self._last else found[0]


def _moved(found: re.Match[str], by: timedelta) -> str:
    day, mark, hour, colon, minute, other, second = found.groups()
    try:
        time = datetime.fromisoformat(f"{day}T{hour}:{minute}:{second or '00'}") + by
    except ValueError:
        return found[0]
    told = f"{time:%Y-%m-%d}{mark}{time:%H}{colon}{time:%M}"
    return f"{told}{other}{time:%S}" if other else told


def names_zones(text: str) -> bool:
    """Whether a value in that JSON is a time with its zone."""
    return bool(_VALUE.search(text))


def respelled() -> Damage:
    """Have every time told with another offset: the same instants."""
    return _told_anew(_elsewhere)


def without_zone() -> Damage:
    """Have every time told without its zone."""
    return _told_anew(lambda found: f"{found[1]}T{found[2]}{found[3] or ''}")


def _elsewhere(found: re.Match[str]) -> str:
    offset = "+00:00" if found[4] == "Z" else found[4]
    time = datetime.fromisoformat(f"{found[1]}T{found[2]}{offset}").astimezone(UTC).astimezone(_ELSEWHERE)
    return f"{time:%Y-%m-%dT%H:%M:%S}{found[3] or ''}+02:00"


def _told_anew(spelling: Callable[[re.Match[str]], str]) -> Damage:
    def spelled(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: spelled(each) for name, each in value.items()}
        if isinstance(value, list):
            return [spelled(each) for each in value]
        found = _WHOLE.fullmatch(value) if isinstance(value, str) else None
        return spelling(found) if found else value

    return anew(spelled)
