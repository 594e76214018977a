"""What people make of a record: their notes, and what they decide of its lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from timeline.joining.happenings import Joined
from timeline.model.coverage import Coverage
from timeline.model.event import Event, sort_key
from timeline.record.core import Core

if TYPE_CHECKING:
    from timeline.curation.store import Curation
    from timeline.curation.work import Work
    from timeline.reading.lines import Line
    from timeline.record import Timeline


class Worked(Core):
    """Part of the class `Timeline`."""

    __slots__ = ()

    def annotate(self, event: Event | str, text: str) -> Timeline:
        """The record with a person's note about an event (or its id), at that event's time.

        The note is marked as one everywhere; it is nobody's fact. This record stays as it is.

        Raises:
            KeyError: the event is not in this record.
            ConfigError: the note says nothing.
        """
        from timeline.prose.notes import annotated  # noqa: PLC0415 - what people write stands beside the record

        return self.with_notes([annotated(self._found(event), text, self.pulled.events)])

    def with_notes(self, notes: Iterable[Event], row: Coverage | None = None) -> Timeline:
        """The record with people's notes among its facts, which stay joined as they were.

        Args:
            notes: events of kinds `note.*`.
            row: what was read of them, and what could not be; without it, one that counts them.
        """
        from timeline.prose.notes import covered  # noqa: PLC0415 - what people write stands beside the record

        stated, added = self._own.stated, tuple(notes)
        joined = Joined(tuple(sorted((*self.pulled.events, *added), key=sort_key)), self.pulled.found)
        return self._but(events=(*stated, *added), coverage=covered(self._coverage, added, row), joined=joined)

    @property
    def work(self) -> Work:
        """What people made of it: their notes and their curation, with the seal of the bundle that it was read from."""
        from timeline.curation.work import Work  # noqa: PLC0415 - people's work stands above the record

        return self._work or Work()

    def with_work(self, folder: Path) -> Timeline:
        """The record with what people keep in `work/` of that bundle's folder: their notes, and their curation.

        Raises:
            ConfigError: a file of theirs cannot be read.
        """
        from timeline.curation.work import loaded  # noqa: PLC0415 - people's work stands above the record

        return loaded(self._own, folder)

    def worked(self, work: Work) -> Timeline:
        """The same record, of which people made that."""
        return self._with(self._events, work=work)

    @property
    def curation(self) -> Curation | None:
        """What people decided of its lines: which are shown, in which order, in whose words; None where nothing."""
        return self._work.curation if self._work else None

    def curated(self, curation: Curation | None) -> Timeline:
        """The same record with what people decided of it in place of what they had; `None` shows all of it."""
        return self.worked(self.work.curated(curation))

    @property
    def shown(self) -> Timeline:
        """The part whose lines people left to be read; all of it where nobody decided anything."""
        if not self.curation:
            return self._own
        from timeline.curation import arranged  # noqa: PLC0415 - people's work stands above the record

        hidden = arranged.hidden(self._own)
        return self._keep(lambda event: event.id not in hidden)

    def unplaced(self, made: Sequence[Line]) -> tuple[str, ...]:
        """What people wrote about it and stands at none of its lines."""
        if not self.curation:
            return ()
        from timeline.curation import arranged  # noqa: PLC0415 - people's work stands above the record

        return arranged.unplaced(self._own, made)

    @property
    def sealed(self) -> Timeline:
        """The same record without what people keep beside it: the facts alone."""
        if not self._work:
            return self._own
        from timeline.curation.work import Work, without  # noqa: PLC0415 - people's work stands above the record

        noted, rows = self._work.noted, without(self._coverage, self._work)
        return self._with((each for each in self._events if each.id not in noted), coverage=rows, work=Work())

    def keep(self, *events: Event | str) -> Timeline:
        """The record with the lines of these events (or ids) shown; a line that nobody decided about is left out.

        A new record; `save` keeps what was decided in `work/` of its folder. So with the other three.

        Raises:
            KeyError: an event is not in this record.
        """
        from timeline.curation import doors  # noqa: PLC0415 - people's work stands above the record

        return doors.keep(self._own, [self._found(each) for each in events])

    def leave_out(self, *events: Event | str) -> Timeline:
        """The record without the lines of these events (or ids); they stay in the record, and `curated(None)` has them.

        Raises:
            KeyError: an event is not in this record.
        """
        from timeline.curation import doors  # noqa: PLC0415 - people's work stands above the record

        return doors.leave_out(self._own, [self._found(each) for each in events])

    def reword(self, event: Event | str, words: str) -> Timeline:
        """The record with the line of an event (or id) in a person's words, beside which stands what was recorded.

        Raises:
            KeyError: the event is not in this record.
            ConfigError: there are no words.
        """
        from timeline.curation import doors  # noqa: PLC0415 - people's work stands above the record

        return doors.reword(self._own, self._found(event), words)

    def under(self, heading: str, *events: Event | str) -> Timeline:
        """The record with the lines of these events (or ids) under a heading; the lines under no heading come first.

        Raises:
            KeyError: an event is not in this record.
            ConfigError: the heading says nothing.
        """
        from timeline.curation import doors  # noqa: PLC0415 - people's work stands above the record

        return doors.under(self._own, heading, [self._found(each) for each in events])
