"""The sentences of a text with their verdicts: a list that shows itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

from timeline.claims.verdict import ORDER, Claim, Verdict
from timeline.model.event import Event
from timeline.model.secrets import masked_in

if TYPE_CHECKING:
    from timeline.record import Timeline


class Claims(Sequence[Claim]):
    """Claims in the order of the text, with the record that they were held against."""

    def __init__(self, found: Iterable[Claim], record: Timeline) -> None:
        self._found = tuple(found)
        self._record = record

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._found)

    @overload
    def __getitem__(self, key: int) -> Claim: ...
    @overload
    def __getitem__(self, key: slice | str) -> Claims: ...
    def __getitem__(self, key: int | slice | str) -> Claim | Claims:
        """A claim by position, a part by slice, or those of a verdict by its name.

        Raises:
            KeyError: there is no such verdict.
        """
        if isinstance(key, str):
            if key not in ORDER:
                raise KeyError(f"no verdict {key!r}; there are {', '.join(ORDER)}")
            return Claims((claim for claim in self if claim.verdict == key), self._record)
        return Claims(self._found[key], self._record) if isinstance(key, slice) else self._found[key]

    def __repr__(self) -> str:
        return f"Claims({self.counted})"

    @property
    def record(self) -> Timeline:
        """What they were held against."""
        return self._record

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many sentences have each verdict."""
        found = Counter(claim.verdict for claim in self)
        return {verdict: found[verdict] for verdict in ORDER}

    @property
    def counted(self) -> str:
        """`31 sentences: 2 contradicted, 1 not in the record, 4 not checkable, 24 supported`."""
        told = ", ".join(f"{count} {SAID[verdict]}" for verdict, count in self.counts.items() if count)
        return f"{len(self)} {'sentence' if len(self) == 1 else 'sentences'}" + (f": {told}" if told else "")

    @property
    def fail(self) -> bool:
        """Whether any is contradicted, or not in the record although its source was read whole."""
        return any(claim.fails for claim in self)

    @property
    def uncited(self) -> Claims:
        """Those that can be checked and cite nothing."""
        return Claims((claim for claim in self if claim.is_checkable and not claim.cited), self._record)

    def events(self, keys: Iterable[str]) -> list[Event]:
        """The events of those ids."""
        known = {event.id: event for event in (*self._record.pulled.events, *self._record)}
        return [known[key] for key in keys if key in known]

    def to_dict(self) -> dict[str, Any]:
        """The claims as the JSON object of the contract."""
        return {
            "claims": [claim.to_dict() for claim in self],
            "coverage": [row.to_dict() for row in self._record.coverage],
        }

    def to_json(self) -> str:
        """The same as text, credentials masked as in every output."""
        return json.dumps(masked_in(self.to_dict()), indent=2, ensure_ascii=False) + "\n"

    def to_markdown(self) -> str:
        """The claims as Markdown, the worst first, each with what the record has of it side by side."""
        from timeline.claims import shown  # noqa: PLC0415 - it is made of this list

        return shown.as_markdown(self)

    def _repr_markdown_(self) -> str:
        return self.to_markdown()

    def _repr_html_(self) -> str:
        from timeline.claims import shown  # noqa: PLC0415 - it is made of this list

        return shown.in_notebook(self)

    def _ipython_key_completions_(self) -> list[str]:
        return list(ORDER)


SAID: dict[Verdict, str] = {
    "contradicted": "contradicted",
    "not_in_record": "not in the record",
    "not_checkable": "not checkable",
    "supported": "supported",
}
