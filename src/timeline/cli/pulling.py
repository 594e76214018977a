"""Pulling a record, or reading one that was kept; writing it, and what is said beside it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

from timeline.cli import status
from timeline.cli.output import COMPLETE, INTERRUPTED, PARTIAL, Output, stdout
from timeline.cli.say import say
from timeline.cli.selection import Chosen
from timeline.engine.reconstruct import Stream, reconstruct
from timeline.engine.reconstruct import stream as streamed
from timeline.model.window import Window, parse_span, utc_text
from timeline.people.rules import Rules
from timeline.porting.source import Source
from timeline.record import Timeline


def record(
    window: Window,
    asked: Sequence[Source],
    output: Output,
    *,
    ends: float | None = None,
    rules: Rules | None = None,
) -> int:
    """Pull, write, and say on stderr what is missing; the exit code.

    Args:
        window: what to pull.
        asked: the sources.
        output: what is shown, and how.
        ends: when the deadline is, on the monotonic clock, if its time has begun already.
        rules: who is who, by the files.
    """
    deadline = parse_span(output.deadline) if ends is None else timedelta(seconds=max(ends - time.monotonic(), 0.0))
    if not output.quiet:
        say(f"window {utc_text(window.start)} to {utc_text(window.end)}", err=True)
    with status.lines([source.name for source in asked], quiet=output.quiet or output.stream) as progress:
        if output.stream:
            found = _streamed(streamed(window, asked, deadline=deadline, progress=progress), window, output)
        else:
            found = reconstruct(window, asked, deadline=deadline, progress=progress, keep_raw=output.raw)
    return show(found.with_people(rules) if rules else found, output)


def show(found: Timeline, output: Output) -> int:
    """Write what is chosen of a record, and say on stderr what is missing; the exit code."""
    chosen = output.shown.of(found, tz=output.tz)
    chosen = chosen._replace(record=output.of(chosen.record))
    if not output.stream or output.path:
        output.write(chosen.record)
    if not output.quiet:
        _summarise(found, chosen, output)
    return verdict(found)


def _streamed(events: Stream, window: Window, output: Output) -> Timeline:
    from timeline.formats.tables import json_line  # noqa: PLC0415

    out = stdout()
    for event in events:
        if output.shown.of(Timeline(window, [event]), tz=output.tz, remarks=False).record:
            out.write(f"{json_line(event, raw=output.raw)}\n".encode())
            out.flush()
    return events.record


def _summarise(record: Timeline, chosen: Chosen, output: Output) -> None:
    for remark in chosen.remarks:
        say(remark, err=True)
    if output.shown:
        rest = "; --all shows the whole window" if chosen.is_about else ""
        say(f"{len(chosen.record)} of {len(record)} events shown{rest}", err=True)
    say_gaps(chosen.record)
    if output.path:
        say(f"wrote {output.path}", err=True)


def say_gaps(record: Timeline) -> None:
    """Say on stderr what is missing."""
    for row in record.coverage:
        for gap in row.gaps:
            place = f"{row.source} {gap.where}" if gap.where and gap.where != row.source else row.source
            span = f"{utc_text(gap.start)} to {utc_text(gap.end)}"
            say(f"gap in {place}, {span}: {gap.detail}", err=True)


def verdict(record: Timeline) -> int:
    """The exit code: whether all was read."""
    reasons = {gap.reason for row in record.coverage for gap in row.gaps}
    if "interrupted" in reasons:
        return INTERRUPTED
    return COMPLETE if record.complete else PARTIAL
