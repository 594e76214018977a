"""What GitHub states of the people whom it names: the login, and the addresses of their commits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from timeline.model.event import Event
from timeline.model.profile import Profile
from timeline.porting.payload import at, block, text
from timeline.porting.run import Run
from timeline.sources.github.actors import person

#: What a query asks of the author of a commit: the address stands beside the account that GitHub says is theirs.
AUTHOR = "author{name email user{login}}"


class Accounts:
    """States each account once.

    Args:
        web: where people open repositories; a login is one of that host.
    """

    def __init__(self, web: str, run: Run) -> None:
        self._host = urlsplit(web).netloc
        self._run = run
        self._logins: dict[str, str] = {}

    def signed_on(self, told: Iterable[tuple[str, str]]) -> None:
        """The sign-on ids of those who were named."""
        for login, key in told:
            if own := self._logins.get(login.casefold()):
                self._run.profile(Profile(self._run.source, own, login=self._account(own), sso=key))

    def acted(self, event: Event) -> None:
        """Who acted in an event."""
        if event.actor and event.actor.id:
            self._state(event.actor.id, event.actor.name, event.actor.kind == "person")

    def of_pull(self, node: Any, items: Iterable[Any]) -> None:
        """Who is named in a pull request without acting in it, and who wrote its commits, which is taken out of it."""
        for item in items:
            self._named(at(item, "requestedReviewer"))
        self.of_commit(at(node, "mergeCommit"))
        self.of_commit(at(block(node).pop("headRef", None), "target"))

    def of_commit(self, commit: Any) -> None:
        """The author of a commit, where GitHub knows whose account it is; taken out, as events hold no address."""
        author = block(commit).pop("author", None)
        login, email = text(at(author, "user", "login")), text(at(author, "email"))
        who = person({"login": login})
        if login and email and who and who.kind == "person":
            self._run.profile(Profile(self._run.source, login, email=email, login=self._account(login)))

    def _named(self, raw: Any) -> None:
        who = person(raw)
        if who and who.id:
            self._state(who.id, who.name, who.kind == "person")

    def _state(self, login: str, name: str | None, is_person: bool) -> None:
        if is_person:
            self._logins[login.casefold()] = login
            shown = name if name != login else None
            self._run.profile(Profile(self._run.source, login, name=shown, login=self._account(login)))

    def _account(self, login: str) -> str:
        return f"{self._host}/{login}".casefold()
