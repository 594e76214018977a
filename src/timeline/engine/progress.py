"""What somebody who waits for a pull in a notebook sees: a bar for each source, gone when it is over."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from timeline.porting.progress import Progress, share_of

_FORM = "{desc} {bar} {elapsed}{postfix}"
_WHOLE = 100


@contextmanager
def shown(progress: Progress | None, sources: Sequence[str], *, quiet: bool) -> Iterator[Progress | None]:
    """The caller's own progress; without one, tqdm's bars in a notebook's output, and nothing anywhere else."""
    if progress or quiet or not _in_notebook() or not find_spec("tqdm"):
        yield progress
        return
    bars = _Bars(sources)
    try:
        yield bars
    finally:
        bars.close()


def _in_notebook() -> bool:
    if "ipykernel" not in sys.modules or "IPython" not in sys.modules:
        return False
    from IPython import get_ipython  # noqa: PLC0415 - it is there already

    return getattr(get_ipython(), "kernel", None) is not None


class _Bars:
    """A bar a source, which fills where the source knows how much it has to read. Called from any thread."""

    def __init__(self, sources: Sequence[str]) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # without ipywidgets tqdm writes text, and says so on every import
            from tqdm.auto import tqdm  # noqa: PLC0415 - loaded only where it is shown
        self._output = None
        drawn = {"display": False} if find_spec("ipywidgets") else {}
        self._bars = {name: tqdm(desc=name, leave=False, bar_format=_FORM, **drawn) for name in sources}
        if drawn:
            self._output = _together([bar.container for bar in self._bars.values()])

    def __call__(self, source: str, text: str) -> None:
        bar, share = self._bars[source], share_of(text)
        if share is not None:
            bar.total, bar.n = _WHOLE, round(share * _WHOLE)
        bar.set_postfix_str(text)

    def close(self) -> None:
        for bar in self._bars.values():
            bar.close()
        if self._output:
            # A closed bar would stay in the saved notebook as a line of text.
            self._output.update({"text/html": "", "text/plain": ""}, raw=True)


def _together(bars: list[Any]) -> Any:
    """One output that holds them all and can be emptied."""
    from IPython.display import display  # noqa: PLC0415
    from ipywidgets import VBox  # noqa: PLC0415

    show: Any = display
    return show(VBox(bars), display_id=True)
