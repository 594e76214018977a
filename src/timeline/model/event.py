"""The one event model, and the one sort key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol, Self, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    ValidationError,
    model_validator,
)

from timeline.model.glance import bare
from timeline.model.kinds import lifecycle_rank
from timeline.model.secrets import masked, masked_in, suspicious
from timeline.model.window import Precision, read_iso, utc_text

Model = TypeVar("Model", bound=BaseModel)
Severity = Literal["error", "warning", "info", "ok"]

_WITHOUT_NUL = r"^[^\x00]*$"
# A length, be it none, has the text looked at: without one, half a surrogate pair passes and ends in no file.
Text = Annotated[str, Field(min_length=0)]
# The texts of an event that are masked each by itself.
_MASKED = ("id", "source", "summary", "url", "body", "happening")
_WIDTHS: dict[Precision, timedelta] = {
    "us": timedelta(microseconds=1),
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
}


def well_formed(value: Any) -> Any:
    """The value with U+FFFD wherever a text in it holds half a surrogate pair or a NUL."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {well_formed(key): well_formed(each) for key, each in value.items()}
    return tuple(map(well_formed, value)) if isinstance(value, (list, tuple)) else value


def _moment(value: Any) -> Any:
    """A time in UTC. A number, also as text, would be read as seconds or milliseconds by its size: a guess."""
    if not isinstance(value, datetime):
        return read_iso(value).time
    if value.tzinfo is None or value.tzinfo is UTC:
        return value
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("beyond the calendar") from None


@cache
def _fields(kind: type[BaseModel]) -> set[str]:
    return set(kind.model_fields)


def _slim(made: Model) -> Model:
    """The same, with one set for all of its kind that says which fields were given.

    What was not given is null here, so that nobody asks; a set of its own would be a third of an event's memory.
    """
    object.__setattr__(made, "__pydantic_fields_set__", _fields(type(made)))
    return made


class _Told(BaseModel):
    """What sources tell: texts that cannot be written as UTF-8 are mended rather than lost."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="wrap")
    @classmethod
    def _writable(cls, given: Any, check: Callable[[Any], Self]) -> Self:
        if isinstance(given, cls):
            return given  # an actor that many events name was checked when it was made
        try:
            return _slim(check(given))
        except ValidationError:
            if not isinstance(given, dict):
                raise
            # looking for what is broken in every text first would cost more than all the rest
        mended = given | {name: well_formed(each) for name, each in given.items() if name != "raw"}
        return _slim(check(mended))


class Actor(_Told):
    """Who acted, as the source names them; `name` is null where the source gives only an id."""

    id: Text | None = None
    name: Text | None = None
    kind: Literal["person", "bot", "service"]

    def masked(self) -> Self:
        """The actor as they are shown: without credentials and addresses."""
        shown = {name: value and masked(value) for name, value in (("id", self.id), ("name", self.name))}
        return _slim(self.model_copy(update=shown))

    def __repr_args__(self) -> Any:
        return ((name, value and masked(value)) for name, value in vars(self).items())


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an event is told: the native answer that was kept of it.

    Attributes:
        page: its number in `data/pages.jsonl.gz`.
        call: the call as the vendor names it.
        fetched: when the answer came, in UTC.
        sha256: the hash of the answer's body as it is kept.
    """

    page: int
    call: str
    fetched: datetime
    sha256: str


class Origin(Protocol):
    """The bundle that events were read from: what it holds beside them is read when it is asked for."""

    def raw_of(self, id: str) -> dict[str, Any] | None:  # noqa: A002 - an event's id
        """The native payload of that event."""

    def evidence_of(self, id: str) -> Evidence | None:  # noqa: A002 - an event's id
        """The page that tells that event."""


_ORIGIN = "_origin"


class Event(_Told):
    """One thing that happened, at one instant, as one source recorded it.

    `time` is the source's server clock in UTC, exact to `precision`. What the source does not say
    (actor, severity, url) is null. `raw` is the native payload; it never appears in a repr. Of an event that was
    read from a bundle with native answers, `raw` is read from them when it is asked for.
    """

    __slots__ = (_ORIGIN, "_plain")

    id: Annotated[str, Field(min_length=1)]
    time: Annotated[AwareDatetime, BeforeValidator(_moment)]
    precision: Precision
    source: Annotated[str, Field(min_length=1)]
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z_]*\.[a-z][a-z_]*$")]
    summary: Annotated[str, Field(min_length=1, pattern=_WITHOUT_NUL)]
    actor: Actor | None = None
    severity: Severity | None = None
    url: Text | None = None
    body: Annotated[str, Field(pattern=_WITHOUT_NUL)] | None = None
    keys: tuple[Text, ...] = ()
    tags: dict[Text, Text] = Field(default_factory=dict)
    happening: Text | None = None
    raw: InstanceOf[dict[str, Any]] | None = Field(default=None, repr=False)

    def __hash__(self) -> int:
        return hash(self.id)

    def __eq__(self, other: object) -> bool:
        """Whether they tell the same; a payload that one of them would have to read from its bundle is not held."""
        if not isinstance(other, Event):
            return NotImplemented
        mine, theirs = ({**vars(each), "raw": None} for each in (self, other))
        if mine != theirs:
            return False
        held = [vars(each)["raw"] for each in (self, other) if "raw" in vars(each)]
        return held[0] == held[-1] or masked_in(held[0]) == masked_in(held[-1]) if held else True

    if not TYPE_CHECKING:  # a reader of types sees the field

        def __getattr__(self, name: str) -> Any:
            """The payload of an event that is kept in a bundle with its native answers."""
            if name == "raw":
                origin = self._from
                return origin and origin.raw_of(self.id)
            return super().__getattr__(name)

    @property
    def evidence(self) -> Evidence | None:
        """Where it is told: page, call, fetch time and hash; None where no native answers are kept.

        The first that is asked for makes the events of its bundle anew from the answers, to see which is told where.
        """
        return self._from.evidence_of(self.id) if self._from else None

    def __getstate__(self) -> dict[Any, Any]:
        """What is sent to another process: also where its payload is."""
        state = super().__getstate__()
        return state | {_ORIGIN: self._from} if self._from else state

    def __setstate__(self, state: dict[Any, Any]) -> None:
        super().__setstate__(state)
        if _ORIGIN in state:
            object.__setattr__(self, _ORIGIN, state[_ORIGIN])

    @property
    def _from(self) -> Origin | None:
        return getattr(self, _ORIGIN, None)

    def of(self, origin: Origin) -> Self:
        """The same event, whose payload is in that bundle and is read when it is asked for."""
        vars(self).pop("raw", None)
        object.__setattr__(self, _ORIGIN, origin)
        return self

    def but(self, **changes: Any) -> Self:
        """The event with other values in those fields, which are not checked again."""
        made = _slim(self.model_copy(update=changes))
        if self._from:
            object.__setattr__(made, _ORIGIN, self._from)
        return made

    @property
    def plain(self) -> bool:
        """Whether nothing in it is masked in an output; it is looked at once."""
        try:
            return _PLAIN.__get__(self)  # type: ignore[no-any-return]
        except AttributeError:
            found = self._is_plain()
            _PLAIN.__set__(self, found)
            return found

    def masked(self) -> Self:
        """The event as every output shows it: each credential and each address in it replaced by a mark.

        Equal ones have equal marks, so that ids and keys join as before. The payload is as it was.
        """
        if self.plain:
            return self
        told = {name: masked(getattr(self, name)) for name in _MASKED if getattr(self, name)}
        lists = {"keys": tuple(dict.fromkeys(map(masked, self.keys))), "tags": masked_in(self.tags)}
        return self.but(**told, **lists, actor=self.actor and self.actor.masked())

    def to_dict(self, *, raw: bool = False) -> dict[str, Any]:
        """The event as the JSON object of the contract, keys in their fixed order; credentials and addresses masked."""
        shown = self.masked()
        made = {
            **vars(shown),
            "time": utc_text(self.time, self.precision),
            "actor": shown.actor and dict(vars(shown.actor)),
            "keys": list(shown.keys),
            "tags": dict(sorted(shown.tags.items())),
        }
        made.pop("raw", None)
        return made | {"raw": masked_in(self.raw)} if raw else made

    def __repr_args__(self) -> Any:
        shown = self.masked()
        return ((name, getattr(shown, name)) for name in type(self).model_fields if name != "raw")

    def _is_plain(self) -> bool:
        """Most bodies stand in their summary, and nothing in either."""
        told, body = self._texts(), self.body or ""
        return (body in self.summary and bare(told)) or not suspicious(f"{told}\n{body}")

    def _texts(self) -> str:
        """Every text but the body and the payload, so that one look tells whether any of them needs another."""
        told = [self.summary, self.url or "", self.id, self.happening or "", self.source, self.kind]
        if self.actor:
            told += (self.actor.id or "", self.actor.name or "")
        told += self.keys
        told += [f"{name}={value}" for name, value in self.tags.items()]
        return "\n".join(told)


_PLAIN: Any = vars(Event)["_plain"]


def width(precision: Precision) -> timedelta:
    """How long the span is in which an event of that precision happened."""
    return _WIDTHS[precision]


def sort_key(event: Event) -> tuple[datetime, str, int, str]:
    """The one order: time, source, step of a life (for exactly equal times), id as text."""
    return (event.time, event.source, lifecycle_rank(event.kind), event.id)
