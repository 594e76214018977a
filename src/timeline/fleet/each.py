"""The same work done to each of many bundles, on any executor."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Generic, TypeVar

from timeline.model.errors import ConfigError, TimelineError

Made = TypeVar("Made")
#: How many are under way at once: what they give is not all in memory, and no executor has so many workers here.
_AHEAD = 64


@dataclass(frozen=True)
class Done(Generic[Made]):
    """What became of one bundle.

    Attributes:
        folder: the bundle.
        made: what the function gave; None where it did not come to an end.
        error: what it raised, or why the executor could not do it; None where it came to its end.
    """

    folder: Path
    made: Made | None
    error: Exception | None = None


def each(
    folders: Iterable[str | Path], function: Callable[[Path], Made], *, executor: Executor | None = None
) -> Iterator[Done[Made]]:
    """Call a function with each of many bundles, and give what became of them in their order.

    What one of them raises stands beside its name, and the others go on.

    Args:
        folders: the bundles; where the calls run on other machines, they are there under the same names.
        function: such as `timeline.rebuild`, or one of your own. Where the calls run in other processes, it has to be
            one that can be sent there, and what it gives has to come back: records, facts and differences do.
        executor: any `concurrent.futures.Executor`: threads, processes, Dask's `client.get_executor()`. Without one the
            calls are made here, one after the other.

    Raises:
        ConfigError: the executor is none, or does not take the work.
    """
    call = _Call(function)
    places = map(Path, folders)
    if executor is None:
        return map(call, places)
    return _read(executor, call, places)


@dataclass(frozen=True)
class _Call(Generic[Made]):
    """The function, whose errors come back as values: what a future raises is the executor's own."""

    function: Callable[[Path], Made]

    def __call__(self, folder: Path) -> Done[Made]:
        try:
            return Done(folder, self.function(folder))
        except Exception as error:  # noqa: BLE001 - anybody's function may raise anything
            return Done(folder, None, error)


def _read(executor: Executor, call: _Call[Made], folders: Iterator[Path]) -> Iterator[Done[Made]]:
    going: deque[tuple[Path, Future[Done[Made]]]] = deque()
    try:
        going.extend(_submitted(executor, call, folder) for folder in islice(folders, _AHEAD))
        while going:
            folder, future = going.popleft()
            yield _done(folder, future)
            going.extend(_submitted(executor, call, folder) for folder in islice(folders, 1))
    finally:
        for _, future in going:
            future.cancel()


def _submitted(executor: Executor, call: _Call[Made], folder: Path) -> tuple[Path, Future[Done[Made]]]:
    try:
        return folder, executor.submit(call, folder)
    except Exception as error:  # noqa: BLE001 - an executor may refuse in any way
        raise ConfigError(f"executor= does not take the work ({_named(error)}): {_HINT}") from None


_HINT = "where calls run in other processes, the function has to stand in a module that is there, too"


def _done(folder: Path, future: Future[Done[Made]]) -> Done[Made]:
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001 - as above
        return Done(folder, None, TimelineError(f"the executor did not do it ({_named(error)}): {_HINT}"))


def _named(error: Exception) -> str:
    """The kind of the error; its words may quote what was sent."""
    return type(error).__name__
