"""The ids by which an organization's sign-on service knows people: asked for only where the configuration says so."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from timeline.model.errors import SourceError
from timeline.porting.payload import at, text
from timeline.porting.run import Run
from timeline.sources.github.calls import Api
from timeline.sources.github.connections import Connection
from timeline.sources.github.graphql import nodes_of
from timeline.sources.github.queries import SIGN_ON

_PATH = ("organization", "samlIdentityProvider", "externalIdentities")
_PAGES = 10  # of a hundred


def identities(api: Api, run: Run, organizations: Collection[str]) -> Iterator[tuple[str, str]]:
    """By login, the sign-on ids that the organizations tell; a refusal is a note, for only their owners may ask."""
    for name in sorted(organizations):
        try:
            for found, errors in islice(_read(api, name), _PAGES):
                if errors:
                    _refused(run, name)
                yield from _told(found)
        except SourceError:
            _refused(run, name)


def _read(api: Api, name: str) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    return Connection(SIGN_ON, {"o": name}, _PATH, name).answers(api, None)


def _told(found: Any) -> Iterator[tuple[str, str]]:
    for node in nodes_of(found):
        login = text(at(node, "user", "login"))
        ids = (text(at(node, "samlIdentity", "nameId")), text(at(node, "scimIdentity", "username")))
        yield from ((login, key) for key in dict.fromkeys(ids) if login and key)


def _refused(run: Run, name: str) -> None:
    run.note(
        f"people could not be joined by sign-on: the identities of {name} could not be read, which takes the token of "
        "an owner of an organization with SAML"
    )
