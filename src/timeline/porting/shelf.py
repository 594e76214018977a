"""What a source reads from files: kept where pulls are kept, and found there again when the files are gone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from timeline.model.errors import SourceError, StoppedError
from timeline.porting.archive import Asked, Kept
from timeline.porting.run import Run

_FOUND, _REFUSED = 200, 404


class Leaf(NamedTuple):
    """What was read, and the number of the page that it is kept as; 0 where nothing is kept."""

    body: bytes
    number: int = 0


class Shelf:
    """What one source reads in one pull: each thing once, and nothing but what was kept while kept answers are read."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def look(self, call: str, path: str, params: Mapping[str, Any], read: Callable[[], bytes]) -> Leaf:
        """What was kept of that pull, else what `read` gives, which is kept.

        Args:
            call: what is done, as a gap and a page name it.
            path: of what.
            params: what else tells it from other looks.
            read: reads it, in UTF-8 and cleaned.

        Raises:
            SourceError: it cannot be read, or could not when it was kept; or it was not kept.
        """
        archive, asked = self._run.archive, Asked(self._run.source, call, "READ", path, params)
        self._run.check(path or call)
        if archive is None:
            return Leaf(self._read(path, read))
        while kept := archive.find(asked):
            if kept.status == _FOUND:
                return Leaf(kept.body, kept.number)
            if archive.offline:  # else it may be mended since
                raise self._again(path, json.loads(kept.body))
        if archive.offline:
            raise self._again(path, {"why": "it was not kept", "remedy": "pull again", "reason": "unreadable"})
        try:
            status, body = _FOUND, self._read(path, read)
        except StoppedError:
            raise
        except SourceError as error:
            told = {"why": error.detail, "remedy": error.remedy, "reason": error.reason}
            archive.keep(asked, Kept(0, _REFUSED, {}, _json(told)), self._run.clock.now())
            raise
        return Leaf(body, archive.keep(asked, Kept(0, status, {}, body), self._run.clock.now()))

    def told(self, call: str, path: str, params: Mapping[str, Any], read: Callable[[], Any]) -> Any:
        """As `look`, of what is read as JSON."""
        leaf = self.look(call, path, params, lambda: _json(read()))
        return self.seen(leaf, json.loads(leaf.body))

    def seen(self, leaf: Leaf, data: Any) -> Any:
        """The data that was read of a leaf, known to be of its page."""
        if self._run.archive is not None:
            self._run.archive.seen(leaf.number, data)
        return data

    def _read(self, path: str, read: Callable[[], bytes]) -> bytes:
        try:
            return read()
        except SourceError as error:
            error.source, error.call = error.source or self._run.source, error.call or path
            raise

    def _again(self, path: str, told: Mapping[str, str]) -> SourceError:
        """The refusal that was kept."""
        return SourceError(
            told["why"], source=self._run.source, call=path, reason=told["reason"], remedy=told["remedy"]
        )


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
