"""What HCP Terraform states of the people whom it names: user names, addresses, and who sent what was pushed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from timeline.model.errors import SourceError
from timeline.model.profile import Profile, Sort
from timeline.porting.payload import at, objects, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import Page, cursor, follow

_PAGES = 10  # of a hundred; what is asked for is mostly on the first
_NEXT = cursor("meta", "pagination", "next-page", into="page[number]")


class Members:
    """States people's user names with the addresses of their memberships."""

    def __init__(self, organization: str, client: Client, run: Run) -> None:
        self._path = f"organizations/{organization}/organization-memberships"
        self._client = client
        self._run = run

    def sent(self, ingress: Mapping[str, Any]) -> None:
        """Who sent a commit: an account of where the repository lies, which a run names as if it were its own."""
        login = text(ingress.get("sender-username"))
        page = urlsplit(text(ingress.get("sender-html-url")) or "")
        host = page.netloc or urlsplit(text(ingress.get("commit-url")) or "").netloc
        if login:
            is_bot = login.endswith("[bot]")
            account = f"{host}/{login}".casefold() if host and not is_bot else None
            kind: Sort = "bot" if is_bot else "person"
            self._run.profile(Profile(self._run.source, login, names=(login,), kind=kind, login=account, own=False))

    def state(self, people: Mapping[str, str | None]) -> None:
        """The people who were named, with the addresses that the token may read; asked for only where there are any."""
        left = set(people)
        try:
            for page in islice(self._pages(), _PAGES) if left else ():
                for each in objects(at(page.data, "data")):
                    left -= self._stated(each, people)
                if not left:
                    break
        except SourceError as error:
            why = f"the organization's memberships could not be read ({error.reason})"
            self._run.note(f"people could not be joined by e-mail: {why}")
        for key in left:
            self._run.profile(Profile(self._run.source, key, names=_names(people[key])))

    def _pages(self) -> Iterator[Page]:
        first = Request(
            "GET /organizations/:name/organization-memberships",
            self._path,
            params={"page[size]": 100},
            expect="data",
        )
        return follow(self._client, first, _NEXT)

    def _stated(self, raw: Mapping[str, Any], people: Mapping[str, str | None]) -> set[str]:
        key = text(at(raw, "relationships", "user", "data", "id"))
        if key is None or key not in people:
            return set()
        email = text(at(raw, "attributes", "email"))
        self._run.profile(Profile(self._run.source, key, names=_names(people[key]), email=email))
        return {key}


def _names(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()
