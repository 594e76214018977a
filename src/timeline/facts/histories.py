"""The histories of a record's alerts and pages: a row each, with the coverage of what was asked for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self, overload

from timeline.facts.history import SCHEMA, History, histories, known_of, where_of
from timeline.facts.redefined import Redefined
from timeline.model.coverage import Coverage
from timeline.model.secrets import masked_in
from timeline.model.window import Window

if TYPE_CHECKING:
    import altair as alt

    from timeline.record import Timeline
    from timeline.redaction.redaction import Redaction

_COUNTS = ("fired", "paged", "acknowledged", "changed", "recovered_alone")


class Histories(Sequence[History]):
    """Rows in the order in which their alerts and pages first stand in the record.

    Attributes:
        days: how far back was asked.
        coverage: what was asked of every source for it, what came and what is missing.
    """

    def __init__(self, rows: Iterable[History], days: int, coverage: Iterable[Coverage]) -> None:
        self._rows = tuple(rows)
        self.days = days
        self.coverage = tuple(coverage)
        self._by_event: dict[str, list[History]] = {}
        for row in self._rows:
            for key in row.events:
                self._by_event.setdefault(key, []).append(row)

    @classmethod
    def counted(cls, record: Timeline, past: Timeline, days: int) -> Self:
        """What is counted of the past for each alert and page of the record."""
        return cls(histories(record, past), days, past.coverage)

    @classmethod
    def read(cls, told: Mapping[str, Any], window: Window) -> Self:
        """The rows of such an object; what is known of each follows from the coverage.

        Args:
            told: of schema `timeline-history/1`.
            window: the time that was asked for.

        Raises:
            LookupError, TypeError, ValueError: it is none.
        """
        if told["schema"] != SCHEMA:
            raise ValueError(SCHEMA)
        coverage = [Coverage.model_validate(each) for each in told["coverage"]]
        return cls((_row(each, coverage, window) for each in told["alerts"]), int(told["days"]), coverage)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, key: int) -> History: ...
    @overload
    def __getitem__(self, key: slice) -> Histories: ...
    def __getitem__(self, key: int | slice) -> History | Histories:
        if isinstance(key, slice):
            return Histories(self._rows[key], self.days, self.coverage)
        return self._rows[key]

    def __iter__(self) -> Iterator[History]:
        return iter(self._rows)

    def __repr__(self) -> str:
        partly = sum(row.known != "yes" for row in self)
        return f"Histories({len(self)} of {self.days} days{f', {partly} as far as read' if partly else ''})"

    @property
    def whole(self) -> bool:
        """Whether all that was asked was read."""
        return not any(row.gaps or row.status == "failed" for row in self.coverage)

    def of(self, ids: Iterable[str]) -> list[History]:
        """The rows that stand beside one of those events, each once."""
        return list(dict.fromkeys(row for key in ids for row in self._by_event.get(key, ())))

    def said(self, rows: Sequence[History]) -> str:
        """What stands beside a line: one sentence, of the alert where its page is there, too.

        Where the line tells of several, each says which it is.
        """
        told = [row for row in rows if not row.is_page] or rows
        if len(told) == 1:
            return told[0].sentence(self.days)
        return "; ".join(f"{row.title} {row.sentence(self.days)}" for row in told)

    def under(self, redaction: Redaction) -> Histories:
        """The same without names."""
        rows = (
            replace(
                row,
                key=redaction.key(row.key),
                title=redaction.text(row.title),
                events=tuple(map(redaction.key, row.events)),
            )
            for row in self
        )
        return Histories(rows, self.days, map(redaction.coverage, self.coverage))

    def to_dict(self) -> dict[str, Any]:
        """The rows as the JSON object of schema `timeline-history/1`."""
        rows, coverage = [row.to_dict() for row in self], [row.to_dict() for row in self.coverage]
        return {"schema": SCHEMA, "days": self.days, "alerts": rows, "coverage": coverage}

    def to_json(self) -> str:
        """The same as text, credentials masked as in every output."""
        return json.dumps(masked_in(self.to_dict()), indent=2, ensure_ascii=False) + "\n"

    def to_markdown(self) -> str:
        """The rows as a table of Markdown, with what is missing."""
        from timeline.facts import past_shown  # noqa: PLC0415

        return past_shown.as_markdown(self)

    def plot(self) -> alt.Chart:
        """Altair's chart of the rows, a bar each.

        Raises:
            MissingExtra: altair is not installed.
        """
        from timeline.facts import past_shown  # noqa: PLC0415

        return past_shown.chart(self)

    def _repr_markdown_(self) -> str:
        return self.to_markdown()

    def _repr_html_(self) -> str:
        from timeline.facts import past_shown  # noqa: PLC0415

        return past_shown.in_notebook(self)


def _row(told: Mapping[str, Any], coverage: Sequence[Coverage], window: Window) -> History:
    key, events = str(told["key"]), tuple(map(str, told["events"]))
    source = events[0].partition(":")[0] if events else ""
    known = known_of(coverage, window, source, where_of(key))
    counts = {name: int(told[name]) for name in _COUNTS}
    changed = tuple(map(Redefined.read, told.get("redefined", ())))
    return History(key=key, title=str(told["title"]), **counts, events=events, known=known, redefined=changed)
