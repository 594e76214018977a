"""The workspaces of an organization: their names, which of them were chosen, and which cannot be seen."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import AuthError, SourceError, StoppedError
from timeline.porting.payload import Once, at, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.terraform.paging import PAGE, pages


class Workspaces:
    """Read once a pull; runs carry only a workspace's id.

    Args:
        wanted: names or patterns; none for every workspace.

    Attributes:
        by_hand: the chosen ones whose runs happen elsewhere, by name.
        known: whether the list could be read.
    """

    def __init__(self, organization: str, wanted: tuple[str, ...], client: Client, run: Run) -> None:
        self._path = f"organizations/{organization}/workspaces"
        self._wanted = wanted
        self._client = client
        self._run = run
        self._names: dict[str, str] = {}
        self._unlisted = Once(self._asked)
        self._nameless: set[str] = set()
        self.by_hand: list[str] = []
        self.known = False

    def read(self) -> Iterator[Gap]:
        """Read the list; yield what it leaves open.

        Raises:
            AuthError, StoppedError: there is no going on.
        """
        try:
            for page in pages(self._client, self._first()):
                self._take(page.records("data"))
        except (AuthError, StoppedError):
            raise
        except SourceError as error:
            # What was saved by hand in the others is not known.
            yield Gap.after(error, self._run.window, where="workspaces")
        else:
            self.known = True
            yield from self._unmet()

    def ids(self) -> list[str]:
        """The ids of those that were chosen."""
        return sorted(key for key, name in self._names.items() if self.chosen(name))

    def note(self) -> None:
        """Say what is less certain where a name could not be had."""
        if self._nameless:
            shown = ", ".join(sorted(self._nameless))
            self._run.note(f"the names of the workspaces {shown} could not be read: their ids stand instead, unlinked")

    def _take(self, found: list[dict[str, Any]]) -> None:
        for each in found:
            key, name = text(at(each, "id")), text(at(each, "attributes", "name"))
            if key is None or name is None:
                self._nameless.add(key or "without id")
                continue
            self._names[key] = name
            if at(each, "attributes", "execution-mode") == "local" and self.chosen(name):
                self.by_hand.append(name)

    def name(self, raw: Any) -> str | None:
        """The name of a run's workspace; one that was not listed is asked for."""
        key = text(at(raw, "relationships", "workspace", "data", "id"))
        return key and (self._names.get(key) or self._unlisted(key))

    def chosen(self, name: str) -> bool:
        """Whether a workspace of that name is to be read."""
        return not self._wanted or any(fnmatchcase(name, each) for each in self._wanted)

    @property
    def every(self) -> bool:
        """Whether all were chosen."""
        return not self._wanted

    def unnamed(self, raw: Any) -> Gap:
        """The gap for a run of which nobody can say whether it was chosen."""
        key = text(at(raw, "relationships", "workspace", "data", "id"))
        detail = f"workspace {key or 'without id'} has runs, but its name, by which it is chosen, cannot be read"
        return Gap.of(self._run.window, "denied", detail, where=key)

    def _first(self) -> Request:
        params = {"page[size]": PAGE, "page[number]": 1}
        return Request("GET /organizations/:name/workspaces", self._path, params=params, expect="data")

    def _unmet(self) -> Iterator[Gap]:
        for each in self._wanted:
            if not any(fnmatchcase(name, each) for name in self._names.values()):
                detail = f"no workspace {each!r}: not existing or not visible to this token; check workspaces"
                yield Gap.of(self._run.window, "denied", detail, where=each)

    def _asked(self, key: str) -> str | None:
        try:
            found = self._client.json(Request("GET /workspaces/:id", f"workspaces/{key}", where=key, expect="data"))
        except SourceError:
            found = None
        name = text(at(found, "data", "attributes", "name"))
        if name is None:
            self._nameless.add(key)
        return name
