"""What is known of a record beside its events: who is who, what its alerts were before, what rules find in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from timeline.joining.happenings import Joined
from timeline.model.collector import collector_paused
from timeline.model.event import Event
from timeline.record.core import Core

if TYPE_CHECKING:
    from timeline.bundle.diff import Difference
    from timeline.claims.claims import Claims
    from timeline.facts.facts import Facts
    from timeline.facts.histories import Histories
    from timeline.model.profile import Profile
    from timeline.people.rules import Rules
    from timeline.people.table import People
    from timeline.record import Timeline
    from timeline.redaction.policy import How, Redactor
    from timeline.redaction.redaction import Redaction


class Known(Core):
    """Part of the class `Timeline`."""

    __slots__ = ()

    @property
    def people(self) -> People:
        """Who is who in the whole record, of which this may be a part: one row a person, joined by stated keys."""
        if self._people is None:
            from timeline.people.directory import people_of  # noqa: PLC0415 - people stand beside the record

            self._people = people_of(self, self._rules)
        return self._people

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """What the sources state of the people whom they name."""
        return self._profiles

    @property
    def stated(self) -> Timeline:
        """The same events in the sentences that the services' own statements give, whoever is who."""
        if not (self._profiles or self._rules):
            return self._own
        own = {event.id: event for event in self._joined.events}
        return self._with(own[event.id] for event in self._events)

    def with_people(self, *given: str | Path | Mapping[str, Any] | Rules) -> Timeline:
        """The same record, with a file's word for who is who; nothing of it is written into the events.

        Args:
            given: paths of a `people.toml`, or what stands in one: `{"Ada Lovelace": ["github:ada-l", "slack:U1"]}`.

        Raises:
            ConfigError: a file cannot be read, or names an id twice.
        """
        from timeline.people.rules import read_rules  # noqa: PLC0415 - people stand beside the record

        return self._with(self.stated, rules=read_rules(*given) or self._rules)

    @property
    def history(self) -> Histories | None:
        """How often its alerts and pages fired before, where that was asked; see `timeline.history`.

        Raises:
            ConfigError: its bundle keeps it, and it cannot be read.
        """
        if self._history is None and self._folder:
            from timeline.facts.asking import kept  # noqa: PLC0415 - facts stand above the record

            with collector_paused():
                self._history = kept(self._own, self._folder)
        return self._history

    def with_history(self, found: Histories) -> Timeline:
        """The same record, with what its alerts and pages were before beside their lines."""
        return self._with(self._events, history=found)

    def facts(self, *, tz: str = "UTC") -> Facts:
        """What fixed rules find for a systems analysis, each with the ids of the events that it rests on.

        Of a part, those about its events; they are looked for in the whole record.

        Args:
            tz: the zone that times are said in.

        Raises:
            WindowError: no such zone is known.
        """
        from timeline.facts import facts  # noqa: PLC0415

        with collector_paused():
            return facts.facts(self._own, tz=tz)

    def check_claims(self, text: str, *, tz: str | None = None) -> Claims:
        """What this record says of every sentence of a text: a post-mortem, whoever wrote it; by rule, without a model.

        Args:
            text: the text, as Markdown; a sentence that cites, by a short id or a link, is held against what it cites.
            tz: the zone of times that name none.

        Raises:
            WindowError: no such zone is known.
        """
        from timeline.claims.check import check  # noqa: PLC0415 - claims stand above the record

        with collector_paused():
            return check(self._own, text, tz=tz)

    def postmortem(
        self,
        folder: str | Path | None = None,
        *,
        form: Literal["md", "html"] = "md",
        template: str | Path | None = None,
        tz: str = "UTC",
    ) -> str:
        """The post-mortem of it: the record, its facts and coverage, and what people wrote, each in its place.

        Args:
            folder: the record's folder, in whose `work/` people's words are kept; without it there are none.
            form: Markdown, or an HTML page of it.
            template: a file of Markdown with places such as `{{record}}`.
            tz: the zone that times are shown in.

        Raises:
            ConfigError: the template cannot be read, or names a part that there is not; the folder is none.
            LeakError: of a record without names, one is left.
        """
        from timeline.postmortem.document import postmortem  # noqa: PLC0415 - it stands above the record

        with collector_paused():
            return self._checked(form, postmortem(self._own, folder, template, tz=tz).formed(form, self._own))

    def diff(self, other: Timeline) -> Difference:
        """What another record of the same tells differently, and why where that is known; this is the earlier one.

        It is the object that `timeline diff --format json` writes, shows itself as text, and has `to_markdown()`.
        """
        from timeline.bundle.diff import diff  # noqa: PLC0415

        return diff(self._own, other)

    def redacted(
        self,
        how: How = "role",
        *,
        customers: Sequence[str | Sequence[str]] = (),
        terms: Sequence[str] = (),
        hosts: Sequence[str] = (),
        people: People | None = None,
        also: Redactor | None = None,
    ) -> Timeline:
        """The same record, pseudonymised: people have roles, and whatever is written of it is checked for names first.

        Its `redaction` holds the map of roles, which stands in no export, and `text` for what people wrote beside it.

        Args:
            how: `"role"` (`responder A`, in the order of first acts), or `"mark"` (`[REDACTED]`).
            customers: become `customer 1` and so on; one with several names is a list of them.
            terms: become `[REDACTED]`.
            hosts: whose links lead nowhere any more.
            people: who is who, if not as the record has it.
            also: finds names that we do not; it takes nothing of ours back.

        Raises:
            ConfigError: there is no such way, or something else than texts was given.
        """
        from timeline.redaction import records  # noqa: PLC0415 - redaction stands above the record
        from timeline.redaction.policy import Policy  # noqa: PLC0415

        policy = Policy.of(how, {"customers": customers, "terms": terms, "hosts": hosts})
        with collector_paused():
            return records.redacted(self._own, policy, people, also)

    def renamed(self, redaction: Redaction, made: Mapping[str, Event], joined: Joined) -> Timeline:
        """The same part of a record whose events are these now, by the ids that they had."""
        from timeline.curation.renamed import renamed  # noqa: PLC0415 - people's work stands above the record

        events = (made[event.id] for event in self._events)
        about, left = self._about, self._about.rest if self._about else None
        return self._anew(
            self._window,
            events,
            map(redaction.coverage, self._coverage),
            joined=joined,
            redaction=redaction,
            about=about and about.under(redaction.text, made, left and left.renamed(redaction, made, joined)),
            apart=self._apart and frozenset(map(redaction.key, self._apart)),
            history=self.history and self.history.under(redaction),
            work=self._work and renamed(self._work, redaction),
        )
