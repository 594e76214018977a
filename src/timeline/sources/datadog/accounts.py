"""The list of an organization's accounts, asked for where somebody is known by an address only."""

from __future__ import annotations

from itertools import islice

from timeline.model.errors import SourceError
from timeline.model.profile import Sort
from timeline.porting.payload import at, block, objects, text
from timeline.porting.run import Run
from timeline.sources.datadog.people import People, account
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import follow, number

_PAGES = 10  # of a hundred
_FIRST = Request("GET /api/v2/users", "api/v2/users", params={"page[size]": 100, "page[number]": 0}, expect="data")
_NEXT = number("data", into="page[number]", size=100)


def learn(client: Client, run: Run, people: People) -> None:
    """Take note of whose the addresses are, a page of accounts after the other, until nobody is left without an id."""
    if not people.addressed:
        return
    try:
        for page in islice(follow(client, _FIRST, _NEXT), _PAGES):
            for raw in objects(at(page.data, "data")):
                _see(people, raw)
            if not people.addressed:
                break
    except SourceError as error:
        run.note(
            f"the accounts of this organization could not be read ({error.reason}; they are read with "
            "`user_access_read`): who is known by an e-mail address only has no id and no name here"
        )


def _see(people: People, raw: dict[str, object]) -> None:
    attributes = block(at(raw, "attributes"))
    sort: Sort = "service" if attributes.get("service_account") is True else "person"
    found = account({**attributes, "uuid": text(raw.get("id"))}, sort)
    if found and people.knows(found):
        people.see(found._replace(active=attributes.get("disabled") is not True))
