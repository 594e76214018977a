"""The present state of tickets: one search for all of them, and a call for each that it does not find."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from timeline.model.errors import AuthError, DeniedError, SourceError, StoppedError
from timeline.porting.payload import at, text
from timeline.sources.http.exchange import Request
from timeline.sources.jira.site import Site

_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,80}-\d{1,18}")
_AT_ONCE = 50


def present(site: Site, keys: Iterable[str]) -> dict[str, str]:
    """The state of each ticket by the key that was given; none of what the token cannot see.

    Raises:
        SourceError: the credential is refused, or the site does not answer.
    """
    wanted = [key for key in dict.fromkeys(keys) if _KEY.fullmatch(key)]
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        found.update(_searched(site, wanted[start : start + _AT_ONCE]))
    # One key that is not there makes the search be refused; one that was changed is answered by its new name.
    found.update(_single(site, [key for key in wanted if key not in found]))
    return {key: found[key] for key in wanted if key in found}


def _searched(site: Site, keys: list[str]) -> Iterator[tuple[str, str]]:
    try:
        for page in site.search(f"key in ({', '.join(keys)})", ("status",), where="keys"):
            for row in page.rows("issues"):
                key, state = text(at(row, "key")), text(at(row, "fields", "status", "name"))
                if key and state:
                    yield key, state
    except (AuthError, StoppedError):
        raise
    except SourceError:
        return


def _single(site: Site, keys: list[str]) -> Iterator[tuple[str, str]]:
    for key in keys:
        request = Request("GET /issue/:key", f"issue/{quote(key)}", params={"fields": "status"}, where=key)
        try:
            state = text(at(site.client.json(request), "fields", "status", "name"))
        except DeniedError:
            continue
        if state:
            yield key, state
