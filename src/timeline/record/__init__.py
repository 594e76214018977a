"""The record: an immutable sequence of events in the one order, with its window and coverage."""

from timeline.record.choosing import Choosing
from timeline.record.known import Known
from timeline.record.worked import Worked
from timeline.record.written import Style, Written

__all__ = ["Style", "Timeline"]


class Timeline(Choosing, Known, Worked, Written):
    """The objective record of one window.

    Args:
        window: the half-open span it is about.
        events: in any order; they are put into the one order.
        coverage: one row for every source that was asked.
        found: what joined the events, where that is known already.
        profiles: what the sources state of the people whom they name.
        rules: what a file says of them.
        manifest: what its bundle says of it, where it has one.
        folder: its bundle, where that keeps the past of its alerts.
    """

    __slots__ = ()
