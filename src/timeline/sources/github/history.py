"""Which pull requests named an alert or a page over a long time: found by search, repository by repository."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from timeline.model.coverage import Gap
from timeline.model.errors import AuthError, SourceError, StoppedError
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.payload import at, text
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.porting.subject import Subject, words_of
from timeline.sources.github.calls import Api
from timeline.sources.github.people import Accounts
from timeline.sources.github.pulls import Pulls

if TYPE_CHECKING:
    from timeline.sources.github import GitHub

_A_QUERY = 6  # searches in one request
_LONGEST = 100  # letters of what is searched for: the service takes 256 of all


class Past:
    """The pull requests of one configuration that name one of those."""

    def __init__(self, config: GitHub, api: Api, window: Window, subjects: Sequence[Subject], run: Run) -> None:
        self._window = window
        self._config = config
        self._api = api
        self._run = run
        self._words = list(dict.fromkeys(filter(None, map(_searched, words_of(subjects)))))
        self._pulls = Pulls(api, run, Accounts(config.web, run), titled=True)

    def findings(self) -> Iterator[Event | Gap]:
        """Every event of the pull requests that were found."""
        self._run.note(
            "pull requests were searched for that name one of these alerts or pages, or link one; pushes, deployments, "
            "releases and workflow runs say no such words, and were not asked for"
        )
        if not self._words:
            return
        scopes: list[str] = []
        for each in self._scopes():
            if isinstance(each, Gap):
                yield each
            else:
                scopes.append(each)
        yield from self._run.gather(self._jobs([(scope, said) for scope in scopes for said in self._words]))

    def _jobs(self, asked: Sequence[tuple[str, str]]) -> Iterator[Job]:
        for start in range(0, len(asked), _A_QUERY):
            yield self._run.counted("searches", self._pulls.saying(asked[start : start + _A_QUERY]))

    def _scopes(self) -> Iterator[str | Gap]:
        """Each repository by its present name: under another one, or where it is hidden, a search finds nothing."""
        if self._config.organization:
            yield f"org:{self._config.organization}"
        for repo in dict.fromkeys(self._config.repos):
            try:
                found, _ = self._api.get(f"repos/{repo}", where=repo, name="/repos/:repo")
            except (AuthError, StoppedError):
                raise
            except SourceError as error:
                yield Gap.after(error, self._window, where=repo)
            else:
                yield f"repo:{text(at(found, 'full_name')) or repo}"


def _searched(said: str) -> str:
    """The words as a search takes them between quotes: not cut inside a word."""
    line = " ".join(said.replace('"', " ").replace("\\", " ").split())
    return line if len(line) <= _LONGEST else line[:_LONGEST].rpartition(" ")[0] or line[:_LONGEST]
