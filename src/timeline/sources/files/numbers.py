"""The numbers of lines, as people are told them."""

from __future__ import annotations

from collections.abc import Sequence

_NAMED = 40


def lines_of(numbers: Sequence[int]) -> str:
    """`line 14`, `lines 14, 15 and 20 to 31`."""
    spans = _spans(sorted(set(numbers)))
    told = [str(first) if first == last else f"{first} to {last}" for first, last in spans[:_NAMED]]
    if len(spans) > _NAMED:
        return f"lines {', '.join(told)} and more up to {spans[-1][1]}, {len(set(numbers))} in all"
    if len(told) == 1:
        return f"line{'s' * (spans[0][0] != spans[0][1])} {told[0]}"
    return f"lines {', '.join(told[:-1])} and {told[-1]}"


def place_of(path: str, numbers: Sequence[int]) -> str:
    """The file and the lines from the first to the last: `deploys.csv:14`, `deploys.csv:14-31`."""
    first, last = min(numbers), max(numbers)
    return f"{path}:{first}" if first == last else f"{path}:{first}-{last}"


def _spans(numbers: Sequence[int]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for number in numbers:
        if made and number == made[-1][1] + 1:
            made[-1] = (made[-1][0], number)
        else:
            made.append((number, number))
    return made
