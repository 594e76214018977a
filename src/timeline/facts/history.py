"""An alert's history: how often it fired before, and what followed until it recovered. Pure: the past is given."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from timeline.facts import known, redefined, said
from timeline.facts.fact import Known
from timeline.facts.firing import Firing, Followed, followed
from timeline.facts.pages import Page, pages
from timeline.facts.redefined import Definitions, Redefined
from timeline.facts.signals import FIRES, Signal, signals
from timeline.joining import keys
from timeline.joining.keys import ALERT, INCIDENT, MONITOR, PULL, RULE, RUN
from timeline.model.coverage import Coverage, Gap
from timeline.model.event import Event
from timeline.model.window import Window

if TYPE_CHECKING:
    from timeline.record import Timeline

SCHEMA = "timeline-history/1"
#: What changes something; a comment or a review is about a change.
_STEPS = re.compile(
    r"change\.(?:proposed|merged|applied|recorded|closed|reopened)|code\.pushed|deploy\.\w+|release\.\w+"
)


@dataclass(frozen=True)
class History:
    """What was read of the past of one alert or page of a record.

    Attributes:
        key: the monitor with its group, or the service with the alert key or the title.
        title: what it is called.
        fired: how often it fired before.
        paged: after how many of these a page followed before it recovered.
        acknowledged: after how many an acknowledgement did.
        changed: after how many a change did that names it.
        recovered_alone: after how many it recovered with none of these.
        events: the events of the record beside which this stands.
        known: whether all was read that this rests on.
        redefined: how the monitor was changed in that time; what is counted before is of another alert.
    """

    key: str
    title: str
    fired: int
    paged: int
    acknowledged: int
    changed: int
    recovered_alone: int
    events: tuple[str, ...]
    known: Known
    redefined: tuple[Redefined, ...] = ()

    @property
    def is_page(self) -> bool:
        """Whether it is that of a page."""
        return self.key.startswith(_PAGE)

    def to_dict(self) -> dict[str, Any]:
        """The row as the JSON object of the contract."""
        names = ("key", "title", "fired", "paged", "acknowledged", "changed", "recovered_alone")
        made = {**{name: getattr(self, name) for name in names}, "events": list(self.events)}
        return made | ({"redefined": [each.to_dict() for each in self.redefined]} if self.redefined else {})

    def sentence(self, days: int) -> str:
        """`fired 14 times in the 90 days before; 11 times it recovered with no page, acknowledgement or change`."""
        part = "" if self.known == "yes" else "as far as read: "
        of_page = self.is_page
        changed = redefined.in_words(self.redefined, self.fired, of_page=of_page)
        if not self.fired:
            return f"{part}{'was not triggered' if of_page else 'did not fire'} in the {days} days before{changed}"
        alone = "was resolved with no acknowledgement or change" if of_page else _ALONE
        return (
            f"{part}{'was triggered' if of_page else 'fired'} {_times(self.fired)} in the {days} days before; "
            f"{_times(self.recovered_alone)} it {alone} (messages were not read for this){changed}"
        )


_PAGE = "pagerduty:"
_ALONE = "recovered with no page, acknowledgement or change"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def histories(record: Timeline, past: Timeline) -> list[History]:
    """A row for each alert and page of the record, in the order in which they first stand in it.

    Args:
        record: what happened.
        past: what was read of the time before it, by whatever means.
    """
    before, asked = Past(past), Definitions((*past, *record))
    alerts: dict[tuple[str, str, str], list[Signal]] = defaultdict(list)
    for signal in signals(record):
        if signal.first.kind.startswith("alert.") and keys.first(signal.first, MONITOR, RULE):
            alerts[signal.of].append(signal)
    found = [(each[0].first, _of_alert(of, each, before, asked)) for of, each in alerts.items()]
    own: dict[tuple[str, str], list[Page]] = defaultdict(list)
    for page in pages(record):
        own[page.source, page.key].append(page)
    found += [(each[0].trigger, _of_page(each, before, asked)) for each in own.values()]
    return [row for _, row in sorted(found, key=lambda each: (each[0].time, each[0].id))]


class Past:
    """What was read of the time before a record.

    Args:
        record: all of it.
    """

    def __init__(self, record: Timeline) -> None:
        self.window = record.window
        self.coverage = record.coverage
        self.pages = pages(record)
        self._fired: dict[tuple[str, str, str], list[Signal]] = defaultdict(list)
        for signal in signals(record):
            if signal.first.kind in FIRES:
                self._fired[signal.of].append(signal)
        self._by_alert: dict[str, list[Page]] = defaultdict(list)
        for page in self.pages:
            for key in page.alerts:
                self._by_alert[key].append(page)
        self._steps = [event for event in record if _STEPS.fullmatch(event.kind)]
        self._texts: dict[str, list[str]] = defaultdict(list)
        for event in record:
            for key in keys.of(event, PULL, RUN) if event.kind.startswith("change.") else ():
                self._texts[key].append(_text(event))

    def fired(self, of: tuple[str, str, str]) -> Iterator[Firing]:
        """Each time that the monitor's group fired."""
        return map(self.firing, self._fired.get(of, ()))

    def firing(self, signal: Signal) -> Firing:
        """The firing that a signal is."""
        over = signal.ended is not None and signal.ended.kind == "alert.recovered"
        caused = [page for event in signal.events for key in keys.of(event, ALERT) for page in self._by_alert[key]]
        return Firing(signal.first.time, signal.end(self.window.end), over, tuple(dict.fromkeys(caused)))

    def triggered(self, page: Page) -> Iterator[Firing]:
        """Each incident that paged for the same."""
        for each in self.pages:
            if each.source == page.source and each.same(page):
                end = each.resolved or self.window.end
                yield Firing(each.trigger.time, end, each.resolved is not None, (each,))

    def changing(self, first: Event, of: tuple[str, str, str]) -> list[datetime]:
        """When the steps were of the changes that name that alert."""
        key = of[1]
        number = key.rpartition(":")[2]
        return self.naming(
            first.tags.get("monitor", ""),
            key,
            f"/monitors/{number}",
            f"/monitors#{number}",
            f"/alerting/grafana/{number}",
        )

    def naming(self, name: str, *links: str) -> list[datetime]:
        """When the steps were of the changes that name it: its whole name, or a link to it, in title or text."""
        whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE) if name else None
        linked = [re.compile(rf"{re.escape(link)}(?!\w)") for link in links]
        return [step.time for step, words in self._worded if _names(words, whole, linked)]

    def known(self, source: str, where: str) -> Known:
        """Whether the source, and all that tells of pages and changes, was read whole."""
        return known_of(self.coverage, self.window, source, where)

    @cached_property
    def _worded(self) -> list[tuple[Event, str]]:
        """Each step with what is written of the change that it is one of, on whichever of its steps that stands."""
        return [
            (step, "\n".join([_text(step), *(text for key in keys.of(step, PULL, RUN) for text in self._texts[key])]))
            for step in self._steps
        ]


def known_of(coverage: Iterable[Coverage], window: Window, source: str, where: str) -> Known:
    """Whether all was read that the history of one alert or page rests on.

    Args:
        coverage: what was asked for the time before.
        window: that time.
        source: which of the sources tells of it.
        where: how a gap is called that is about this one only; those of others do not matter.
    """
    rows = [row.model_copy(update={"gaps": tuple(_about(row.gaps, where))}) for row in coverage]
    types = {*known.PAGES, *known.CHANGES}
    return known.known(rows, window.start, window.end, types, sources={source})


def _about(gaps: Iterable[Gap], where: str) -> Iterator[Gap]:
    """The gaps without those that are about another alert or page only."""
    for gap in gaps:
        of_one = gap.where and gap.where.startswith(("alert ", "page "))
        if not of_one or gap.where == where:
            yield gap


def where_of(key: str) -> str:
    """How a gap is called that is about the alert or page of that row only."""
    if key.startswith(_PAGE):
        return f"page {key.removeprefix(_PAGE).partition('/')[2]}"
    return f"alert {key.partition('/')[0].rpartition(':')[2]}"


def _text(event: Event) -> str:
    return "\n".join((event.summary, event.body or "", *event.keys))


def _names(text: str, whole: re.Pattern[str] | None, linked: Sequence[re.Pattern[str]]) -> bool:
    return bool(whole and whole.search(text)) or any(link.search(text) for link in linked)


def _of_alert(of: tuple[str, str, str], found: list[Signal], past: Past, asked: Definitions) -> History:
    first = found[0].first
    changed, before = past.changing(first, of), list(past.fired(of))
    made = [followed(each, changed) for each in before]
    key, title = alert_named(first, of)
    return History(
        key=key,
        title=title,
        **_counts(made),
        recovered_alone=sum(each.alone for each in made),
        events=tuple(event.id for signal in found for event in signal.events),
        known=past.known(first.source, where_of(key)),
        redefined=asked.changes(of[1], [each.start for each in before]),
    )


def alert_named(first: Event, of: tuple[str, str, str]) -> tuple[str, str]:
    """The key of an alert with its group, and what it is called."""
    _, key, group = of
    name = first.tags.get("monitor") or key.rpartition(":")[2]
    return f"{key}/{group}", f"{name}{f' ({group})' if group else ''}"


def _of_page(found: list[Page], past: Past, asked: Definitions) -> History:
    page = found[0]
    before = list(past.triggered(page))
    links = [f"/incidents/{each.incident.removeprefix(INCIDENT)}" for firing in before for each in firing.pages]
    changed = past.naming(said.title(page.trigger) or "", *links)
    made = [followed(each, changed) for each in before]
    return History(
        key=f"{_PAGE}{page.key}",
        title=page.title,
        **_counts(made),
        recovered_alone=sum(each.over and not (each.acknowledged or each.changed) for each in made),
        events=tuple(each.trigger.id for each in found),
        known=past.known(page.source, where_of(f"{_PAGE}{page.key}")),
        redefined=asked.changes(keys.first(page.trigger, MONITOR), [each.start for each in before]),
    )


def _counts(made: list[Followed]) -> dict[str, int]:
    return {
        "fired": len(made),
        "paged": sum(each.paged for each in made),
        "acknowledged": sum(each.acknowledged for each in made),
        "changed": sum(each.changed for each in made),
    }
