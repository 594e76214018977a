"""Pull requests that were updated since the window's start, with everything that happened to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from timeline.model.coverage import Gap
from timeline.model.errors import AuthError, SourceError, StoppedError
from timeline.model.event import Event
from timeline.model.window import utc_text
from timeline.porting.draft import Draft
from timeline.porting.payload import at, iso_time, text
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.github import parse_pr, queries
from timeline.sources.github.calls import Api
from timeline.sources.github.connections import Connection
from timeline.sources.github.errors import gap_of, path_of
from timeline.sources.github.graphql import Nodes, nodes_of
from timeline.sources.github.line_comments import LineComments
from timeline.sources.github.merge import closing
from timeline.sources.github.people import Accounts
from timeline.sources.http.paging import Count, halves

_PAGE = 25
_SMALLEST = 4
_MOST = 1000  # a search tells no more than that many
_FIRST_DAY = datetime.fromisoformat("2008-01-01T00:00:00+00:00")  # before the first pull request


class Pulls:
    """Reads pull requests by search.

    Whatever happens to a pull request bumps its `updated` time, and it was created by the window's end: so
    `updated:>=start created:<=end` finds every one that could matter, in any order.

    Args:
        titled: each step has the title and the words of its pull request as its text, too, which may have been opened
            before the window.
    """

    def __init__(self, api: Api, run: Run, accounts: Accounts, *, titled: bool = False) -> None:
        self._titled = titled
        self._accounts = accounts
        self._api = api
        self._run = run
        self._window = run.window

    def job(self, scopes: Sequence[str]) -> Job:
        """The searches of several scopes (`repo:owner/name` or `org:name`), begun in one request."""
        return lambda: self._begin([_Slice(scope, _FIRST_DAY, self._window.end) for scope in scopes])

    def saying(self, asked: Sequence[tuple[str, str]]) -> Job:
        """The searches of several scopes, each for what says those words, begun in one request."""
        return lambda: self._begin([_Slice(scope, _FIRST_DAY, self._window.end, words) for scope, words in asked])

    def _begin(self, slices: Sequence[_Slice]) -> Iterator[Event | Gap | Job]:
        scopes = list(dict.fromkeys(each.scope for each in slices))
        variables = {f"q{number}": each.text(self._window.start) for number, each in enumerate(slices)}
        try:
            data, errors, size = self._api.query(
                queries.searches(len(slices)), variables, _PAGE, where=", ".join(scopes)
            )
        except (AuthError, StoppedError) as error:
            yield from (Gap.after(error, self._window, where=scope) for scope in scopes)
            return
        except SourceError:
            data, errors, size = None, [], _SMALLEST
        if data is None:  # one of them may have taken the others down
            yield from (self._whole(each, size) for each in slices)
            return
        for number, each in enumerate(slices):
            mine = [error for error in errors if path_of(error)[:1] == [f"s{number}"]]
            yield from self._found(each, size, at(data, f"s{number}"), mine)
        yield from (gap_of(self._window, error, ", ".join(scopes)) for error in errors if not path_of(error))

    def _whole(self, part: _Slice, size: int) -> Job:
        """The search of one slice from its beginning, with smaller pages."""
        return lambda: self._read(part, size, None)

    def _found(self, part: _Slice, size: int, connection: Any, errors: list[Any]) -> Iterator[Event | Gap | Job]:
        yield from (gap_of(self._window, error, part.scope) for error in errors)
        if not isinstance(connection, dict):
            if not errors:
                yield Gap.of(
                    self._window, "partial_answer", f"no answer to the search of {part.scope}", where=part.scope
                )
            return
        yield from self._read(part, size, connection)

    def _split(self, part: _Slice, count: int) -> Iterator[Gap | Job]:
        parts = part.halves()
        if parts:
            yield from (self._whole(each, _PAGE) for each in parts)
        else:
            detail = f"{count} pull requests were created within one second; a search tells {_MOST}"
            yield Gap.of(self._window, "cap", detail, where=part.scope)

    def _read(self, part: _Slice, size: int, first: Any) -> Iterator[Event | Gap | Job]:
        """The pages of one slice from the one given, if there is one, then the proof that all were seen."""
        search = Connection(queries.SEARCH, {"q": part.text(self._window.start)}, ("s0",), part.scope, size=size)
        count = Count()
        try:
            for found, errors in search.answers(self._api, first):
                begins = not count.unique
                count.add(at(found, "issueCount"), (text(at(node, "id")) for node in nodes_of(found)))
                if begins and count.most > _MOST:
                    yield from self._split(part, count.most)
                    return
                yield from (gap_of(self._window, error, part.scope) for error in errors)
                yield from self._page(found)
            count.prove("pull requests")
        except SourceError as error:
            yield Gap.after(error, self._window, where=part.scope)

    def _page(self, connection: Any) -> Iterator[Job]:
        nodes = nodes_of(connection)
        if nodes:
            yield lambda: self._pulls_of(nodes)

    def _pulls_of(self, nodes: Nodes) -> Iterator[Event | Gap | Job]:
        """The pull requests of a page, once the comments on their lines are read, all in one request."""
        comments = LineComments(self._api, self._window)
        where = ", ".join(sorted({text(at(node, "repository", "nameWithOwner")) or "?" for node in nodes}))
        yield from comments.ask((item for node in nodes for item in nodes_of(at(node, "timelineItems"))), where)
        for node in nodes:
            yield self._pull_job(node, comments)

    def _pull_job(self, node: dict[str, Any], comments: LineComments) -> Job:
        return self._run.counted("pull requests", lambda: self._pull(node, comments))

    def _pull(self, node: dict[str, Any], comments: LineComments) -> Iterator[Event | Gap]:
        repo, key = text(at(node, "repository", "nameWithOwner")), text(at(node, "id"))
        if repo is None or at(node, "number") is None:
            yield self._run.rejected(f"{self._run.source}: a pull request", "it has no repository or number")
            self._run.count(raw_rows=1)
            return
        place = f"{repo}#{node['number']}"
        files, gaps = self._more(node, "files", queries.FILES, key, place)
        yield from gaps
        items, gaps = self._more(node, "timelineItems", queries.TIMELINE, key, place)
        yield from gaps
        yield from comments.ask(items, place)
        self._accounts.of_pull(node, items)
        pull = parse_pr.PullRequest(node, repo, parse_pr.paths({"nodes": files}), tuple(items))
        yield from self._emit(pull, parse_pr.opened(pull))
        yield from self._items(pull, comments)

    def _items(self, pull: parse_pr.PullRequest, comments: LineComments) -> Iterator[Event | Gap]:
        if closing(pull.raw, pull.timeline):
            self._run.count(raw_rows=1, duplicates=1)
        told = [review for review in pull.timeline if self._told_by_comments(pull, review, comments)]
        self._run.count(raw_rows=len(told), duplicates=len(told))
        for draft in parse_pr.items(pull, but=told):
            yield from self._emit(pull, draft)
        for review in pull.timeline:
            for raw in comments.of(review):
                yield from self._emit(pull, parse_pr.inline_comment(pull, review, raw))

    def _emit(self, pull: parse_pr.PullRequest, draft: Draft) -> Iterator[Event | Gap]:
        if self._titled:
            parts = (draft.body, text(at(pull.raw, "title")), text(at(pull.raw, "body")))
            draft = draft._replace(body="\n".join(dict.fromkeys(filter(None, parts))))
        return self._run.emit(draft)

    def _told_by_comments(self, pull: parse_pr.PullRequest, review: dict[str, Any], comments: LineComments) -> bool:
        """Whether a review says nothing beside comments that are told themselves: a reply in a thread is one."""
        times = (iso_time(at(raw, "createdAt")) for raw in comments.of(review))
        inside = any(time is not None and time in self._window for time in times)
        return inside and parse_pr.wordless(pull, review)

    def _more(
        self, owner: dict[str, Any], name: str, query: str, key: str | None, where: str
    ) -> tuple[list[dict[str, Any]], list[Gap]]:
        """All nodes of a connection that came with its first page."""
        found, gaps = [], []
        for page in Connection(query, {"id": key}, ("node", name), where).pages(
            self._api, self._window, at(owner, name)
        ):
            if isinstance(page, Gap):
                gaps.append(page)
            else:
                found += page
        return found, gaps


class _Slice(NamedTuple):
    """One search: a scope, the span in which its pull requests were created, and what they say, if that matters."""

    scope: str
    first: datetime
    last: datetime
    words: str = ""

    def text(self, start: datetime) -> str:
        """The search's words; both ends of `created` count, whole seconds."""
        span = f"created:{utc_text(self.first, 's')}..{utc_text(self.last, 's')}"
        if self.first == _FIRST_DAY:
            span = f"created:<={utc_text(self.last, 's')}"
        said = f' "{self.words}"' if self.words else ""
        return f"{self.scope} is:pr updated:>={utc_text(start, 's')} {span}{said}"

    def halves(self) -> list[_Slice]:
        """Two slices without a second in common, or none where there is only one second."""
        return [_Slice(self.scope, *each, self.words) for each in halves(self.first, self.last, apart=True)]
