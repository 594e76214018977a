"""What a source may do or say beside `name` and `fetch`: each of these is optional by itself.

A hook has only as long as the command's `--deadline`. What it raises ends nothing but itself; a `SourceError` is shown
in its words, anything else by its type only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Protocol, TypeGuard

from timeline.model.coverage import Gap
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.incident import Incident
from timeline.porting.run import Run
from timeline.porting.subject import Subject

_LABEL = re.compile(r"[^\W_][\w .&+-]{0,39}")


class Checks(Protocol):
    """Can be tried: `timeline check`."""

    def check(self, run: Run) -> Iterable[str]:
        """Yield a line for each thing that was tried and is fine.

        Raises:
            SourceError: something is not, with the remedy.
        """


class Templates(Protocol):
    """Can write its own table of `timeline.toml`: `timeline init`."""

    def template(self, run: Run) -> Iterable[str]:
        """Yield lines of TOML, from what the token sees, without the table's head.

        Raises:
            SourceError: nothing can be seen, with the remedy.
        """


class Plain(Protocol):
    """Can be made before it is configured, for `template` only; without it, `template` is called on a `Source()`."""

    @classmethod
    def plain(cls, **settings: Any) -> Templates:
        """A source with those settings and no others."""


class Spans(Protocol):
    """Knows incidents: `dump --incident`."""

    def span_of(self, incident: str, run: Run) -> Window:
        """The window around an incident, by its id or address.

        Raises:
            SourceError: it cannot be read.
        """


class Incidents(Protocol):
    """Lists incidents: `timeline incidents`."""

    def incidents(self, window: Window, run: Run) -> Iterable[Incident | Gap]:
        """Yield every incident that was open in the window, and a gap for what could not be read.

        Raises:
            SourceError: none can be read.
        """


class Remembers(Protocol):
    """Knows what was before: `timeline history`."""

    def history(self, window: Window, subjects: Sequence[Subject], run: Run) -> Iterable[Event | Gap]:
        """Yield what it tells of those alerts and pages in a long window, and a gap for what could not be read.

        Firings and recoveries, incidents with who acknowledged and resolved them, changes that name one of them. It
        asks for these alone: a window of ninety days has to be read in minutes. What it leaves out by design is a note.

        Raises:
            SourceError: nothing can be asked.
        """


class Tickets(Protocol):
    """Knows tickets: what becomes of action items."""

    def states(self, keys: Sequence[str], run: Run) -> Mapping[str, str]:
        """The present state of those tickets, by the keys that were given; none of what it does not see.

        Raises:
            SourceError: nothing can be asked, with the remedy.
        """


class Labelled(Protocol):
    """Says how its product is called: a line of the record links `[Buildkite]` rather than `[buildkite-emea]`."""

    label: ClassVar[str]


class Credentialed(Protocol):
    """Says which environment variable holds its token; `timeline init` asks no source whose variable is not set."""

    default_token_env: ClassVar[str]


class KeepsSettings(Protocol):
    """Says which settings made its answers what they are, where they are not its fields: for `timeline rebuild`."""

    def kept_settings(self) -> Mapping[str, Any]:
        """The settings by name; a credential among them is not kept."""


class Zoned(Protocol):
    """Reads times that may name no zone: those are of `--tz`, where its configuration says no other."""

    def in_zone(self, zone: str) -> Any:
        """The same source, reading them in that zone."""


def can_check(source: object) -> TypeGuard[Checks]:
    """Whether it has that hook; as with the others, something of that name that cannot be called is none."""
    return callable(getattr(source, "check", None))


def can_template(source: object) -> TypeGuard[Templates]:
    """Whether it has that hook."""
    return callable(getattr(source, "template", None))


def can_be_plain(made: object) -> TypeGuard[Plain]:
    """Whether that class has the hook."""
    return callable(getattr(made, "plain", None))


def knows_incidents(source: object) -> TypeGuard[Spans]:
    """Whether it has that hook."""
    return callable(getattr(source, "span_of", None))


def lists_incidents(source: object) -> TypeGuard[Incidents]:
    """Whether it has that hook."""
    return callable(getattr(source, "incidents", None))


def remembers(source: object) -> TypeGuard[Remembers]:
    """Whether it has that hook."""
    return callable(getattr(source, "history", None))


def knows_tickets(source: object) -> TypeGuard[Tickets]:
    """Whether it has that hook."""
    return callable(getattr(source, "states", None))


def keeps_settings(source: object) -> TypeGuard[KeepsSettings]:
    """Whether it has that hook."""
    return callable(getattr(source, "kept_settings", None))


def takes_zone(source: object) -> TypeGuard[Zoned]:
    """Whether it has that hook."""
    return callable(getattr(source, "in_zone", None))


def label_of(made: object) -> str | None:
    """How the product of that class is called, where it says so in one plain line of forty characters."""
    label = getattr(made, "label", None)
    return label if isinstance(label, str) and _LABEL.fullmatch(label) else None


def variable_of(made: object) -> str | None:
    """The environment variable that holds its token, where it says so."""
    name = getattr(made, "default_token_env", None)
    return name if isinstance(name, str) and name else None
