"""The projects of an organization: which are chosen, and which cannot be seen."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from timeline.model.coverage import Gap
from timeline.porting.payload import at, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.sentry.paging import rows

#: What a list of issues takes for every project that the token may read; without it, those that its owner is in.
EVERY = ("-1",)


class Projects:
    """Issues are listed by the ids of projects, people write their slugs.

    Args:
        wanted: slugs, ids or patterns; none for every project.

    Attributes:
        chosen: what a list of issues is asked with; empty where nothing of what was wanted can be seen.
    """

    def __init__(self, organization: str, wanted: tuple[str, ...], client: Client, run: Run) -> None:
        self._path = f"organizations/{organization}/projects/"
        self._wanted = wanted
        self._client = client
        self._run = run
        self.chosen: tuple[str, ...] = () if wanted else EVERY

    def read(self) -> Iterator[Gap]:
        """Find those that were wanted; yield a gap for each that cannot be seen.

        Raises:
            SourceError: the projects cannot be listed, so that none can be found by its slug.
        """
        if not self._wanted:
            return
        found = self._listed()
        met = [each for each in found if any(_is(each, wanted) for wanted in self._wanted)]
        self.chosen = tuple(sorted(str(at(each, "id")) for each in met if at(each, "hasAccess") is not False))
        for each in met:
            if at(each, "hasAccess") is False:
                yield self._unseen(str(at(each, "slug")), "the token may not read it")
        for wanted in self._wanted:
            if not any(_is(each, wanted) for each in found):
                yield self._unseen(wanted, "not existing or not visible to this token; check projects")

    def slugs(self) -> list[str]:
        """The slugs of all that the token sees."""
        return sorted(slug for each in self._listed() if (slug := text(at(each, "slug"))))

    def _listed(self) -> list[Any]:
        found = rows(self._client, Request("GET /organizations/:org/projects/", self._path))
        return [each for each in found if text(at(each, "id"))]

    def _unseen(self, name: str, why: str) -> Gap:
        return Gap.of(self._run.window, "denied", f"project {name!r}: {why}", where=name)


def _is(project: Any, wanted: str) -> bool:
    return text(at(project, "id")) == wanted or fnmatchcase(text(at(project, "slug")) or "", wanted)
