"""Connected groups, and what is done where a group holds ids that cannot be one person's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from timeline.people.table import Join


class Sets:
    """Ids in sets that grow together."""

    def __init__(self, refs: Iterable[str]) -> None:
        self._leads = {ref: ref for ref in refs}

    def lead(self, ref: str) -> str:
        """The one that stands for its set."""
        while self._leads[ref] != ref:
            self._leads[ref] = self._leads[self._leads[ref]]
            ref = self._leads[ref]
        return ref

    def join(self, refs: Sequence[str]) -> None:
        """Put the sets of all of them together."""
        for ref in refs[1:]:
            one, other = sorted((self.lead(refs[0]), self.lead(ref)))
            self._leads[other] = one

    def groups(self) -> list[tuple[str, ...]]:
        """The sets, in a fixed order."""
        found: dict[str, list[str]] = defaultdict(list)
        for ref in sorted(self._leads):
            found[self.lead(ref)].append(ref)
        return sorted(map(tuple, found.values()))


def connected(refs: Iterable[str], joins: Iterable[Join]) -> Sets:
    """The sets that those keys make."""
    made = Sets(refs)
    for join in joins:
        made.join(join.ids)
    return made


def parted(
    group: Sequence[str], sides: Mapping[str, Iterable[str]], sure: Sets, apart: Callable[[str, str], bool]
) -> Iterator[tuple[str, ...]]:
    """The group in parts of which none holds two ids that are apart.

    Those that are apart stand each with what is surely theirs. Any other id goes with the one of them that its keys
    lead to; where they lead to several, it stands without them, for nobody knows to which it belongs.

    Args:
        group: ids that keys connect.
        sides: by id, those that a key joins it to.
        sure: the sets that nothing parts.
        apart: whether two ids cannot be one person's.
    """
    fixed = {sure.lead(ref) for pair in combinations(group, 2) if apart(*pair) for ref in pair}
    if not fixed:
        yield tuple(group)
        return
    anchors = {ref: lead for ref in group if (lead := sure.lead(ref)) in fixed}
    parts: dict[str, list[str]] = defaultdict(list)
    for ref, lead in anchors.items():
        parts[lead].append(ref)
    for loose in _loose(group, sides, anchors):
        leads = {anchors[ref] for each in loose for ref in sides.get(each, ()) if ref in anchors}
        parts[leads.pop() if len(leads) == 1 else loose[0]] += loose
    yield from (tuple(sorted(part)) for part in parts.values())


def _loose(
    group: Sequence[str], sides: Mapping[str, Iterable[str]], anchors: Mapping[str, str]
) -> list[tuple[str, ...]]:
    """What hangs together without the ids that are apart."""
    made = Sets(ref for ref in group if ref not in anchors)
    for ref in group:
        made.join([each for each in (ref, *sides.get(ref, ())) if each not in anchors] if ref not in anchors else [])
    return made.groups()
