"""Which runs named an alert or a page over a long time: found by search in their messages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from timeline.model.coverage import Gap
from timeline.model.errors import AnswerError
from timeline.model.event import Event
from timeline.model.window import Window, parse_span
from timeline.porting.payload import at, block, text
from timeline.porting.run import Run
from timeline.porting.subject import Subject, words_of
from timeline.sources.http.client import Client
from timeline.sources.terraform import parse, steps
from timeline.sources.terraform.dialect import UnlistedError
from timeline.sources.terraform.listing import Listing
from timeline.sources.terraform.paging import created
from timeline.sources.terraform.workspaces import Workspaces

if TYPE_CHECKING:
    from timeline.sources.terraform import Terraform

_PAGES = 34  # of a hundred runs, for all searches of one alert and its page


class Past:
    """The runs of one organization whose message names one of those."""

    def __init__(
        self, config: Terraform, client: Client, window: Window, subjects: Sequence[Subject], run: Run
    ) -> None:
        self._config = config
        self._client = client
        self._window = window
        self._run = run
        self._words = words_of(subjects)
        self._oldest = window.start - parse_span(config.look_back)
        self._workspaces = Workspaces(config.organization, config.workspaces, client, run)
        self._left = _PAGES * max(1, len(subjects) // 2)
        self._told: set[str] = set()

    def findings(self) -> Iterator[Event | Gap]:
        """Every step of the runs that were found."""
        self._run.note(
            "runs were searched for whose message names one of these alerts or pages, or links one; comments on runs "
            "and the audit trail were not read for it"
        )
        if not self._words:
            return
        if self._config.workspaces:
            yield from self._workspaces.read()
        try:
            yield from self._searches()
        except UnlistedError as error:
            yield Gap.after(error, self._window, where="runs")

    def _searches(self) -> Iterator[Event | Gap]:
        for said in self._words:
            searched = True
            for found in self._pages(said):
                if isinstance(found, Gap):
                    yield found
                    continue
                included = parse.included(found)
                for raw in found["data"]:
                    told = json.dumps([raw, _beside(raw, included)], ensure_ascii=False).casefold()
                    searched &= said.casefold() in told
                    if any(each.casefold() in told for each in self._words):
                        yield from self._taken(raw, included)
            if not searched:
                return  # this server knows no such search: it has told all that there is

    def _pages(self, said: str) -> Iterator[Any]:
        listing = Listing.of_organization(self._config.organization, self._client, self._run, self._oldest, saying=said)
        for found in listing.pages():
            self._left -= 1
            yield found if isinstance(found, Gap) else found.data
            if self._left <= 0:
                error = AnswerError("more runs were found than are read for a history", reason="cap")
                yield Gap.after(error, self._window, where="runs")
                return

    def _taken(self, raw: Any, included: Mapping[tuple[str, str], dict[str, Any]]) -> Iterator[Event | Gap]:
        key = text(at(raw, "id"))
        if key is None or not isinstance(at(raw, "attributes"), dict):
            self._run.count(raw_rows=1)
            yield self._run.rejected(f"{self._config.name}:{key or 'a run without id'}", "it has no attributes")
        elif key not in self._told and (created(raw) or self._oldest) >= self._oldest:
            self._told.add(key)
            yield from self._steps(raw, included)

    def _steps(self, raw: dict[str, Any], included: Mapping[tuple[str, str], dict[str, Any]]) -> Iterator[Event | Gap]:
        name = self._workspaces.name(raw)
        if self._config.workspaces and (name is None or not self._workspaces.chosen(name)):
            return
        seen = parse.Seen(raw, included, name)
        for step, kind, when in steps.taken(raw):
            draft = parse.step(seen, step, kind, when, actor=None, url=self._url(seen))
            # A run may have been created before this time; what it says holds for each of its steps.
            yield from self._run.emit(draft._replace(body=text(at(raw, "attributes", "message"))))

    def _url(self, seen: parse.Seen) -> str | None:
        if not seen.workspace:
            return None
        return f"{self._config.app}/app/{self._config.organization}/workspaces/{seen.workspace}/runs/{seen.id}"


def _beside(raw: Any, included: Mapping[tuple[str, str], dict[str, Any]]) -> list[dict[str, Any]]:
    """What came with a run: a commit says more than its first line, which the run's message is."""
    version = parse.Seen(block(raw), included, None)
    return [version.ingress]
