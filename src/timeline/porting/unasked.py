"""The services that could have been asked and were not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from timeline.model.errors import TimelineError
from timeline.porting.hooks import label_of, variable_of
from timeline.porting.source import product, source_type, source_types


def not_asked(asked: Iterable[str]) -> Iterator[str]:
    """The services that could have been asked and were not, by their products' names; an export is as good.

    Args:
        asked: the types of the sources that were.
    """
    there = set(asked)
    known = {product(name) for name in there}
    for name in source_types():
        if name in there:
            continue
        try:
            made = source_type(name)
        except TimelineError:
            continue  # what cannot be loaded here is known to nobody
        label = label_of(made)
        if label and label not in known and variable_of(made):
            yield label
