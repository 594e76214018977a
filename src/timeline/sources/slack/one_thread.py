"""One thread read by itself: the replies to a message, whichever channels are configured."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.model.coverage import Gap
from timeline.model.event import Event
from timeline.sources.slack.channels import Channels, UnseenError
from timeline.sources.slack.fetch import Reading
from timeline.sources.slack.thread import Thread


class OneThread(Reading):
    """A pull of one thread."""

    def replies(self, key: str, parent: str) -> Iterator[Event | Gap]:
        """Every reply of the window, and what could not be read.

        Raises:
            SourceError: the channel is not visible.
        """
        yield from self._identity()
        found = next(Channels(self._client, self._run, self._workspace.teams).named((key,)))
        if isinstance(found, UnseenError):
            raise found
        self._channel_names[found.id] = found.name or found.id
        own = self._threads[found.id, parent] = Thread(found, parent)
        # No channel is chosen, so that a reply which links another thread leads nowhere.
        yield from self._run.gather([lambda: self._replies(own)])
        yield from own.missing(self._window)
        self._names.notes()
