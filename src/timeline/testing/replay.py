"""Recorded answers in a service's place, over a server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from timeline.demo.server import Request, Response, StandIn
from timeline.model.errors import ConfigError
from timeline.model.secrets import masked
from timeline.porting.hooks import variable_of
from timeline.porting.source import Source
from timeline.testing.variable import holding


@dataclass(frozen=True, slots=True)
class Answer:
    """One recorded answer, where it is more than a JSON body."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


#: A folder of JSON files, each with `request`, `body` and, where they matter, `status` and `headers`; or an answer for
#: each request.
Answers = str | Path | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A request that was recorded, and its answer."""

    name: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: Any
    answer: Answer

    @classmethod
    def of(cls, name: str, answer: Any) -> _Recorded:
        """Read `GET /path?name=value`, or `POST /path {"name": "value"}`.

        Raises:
            ConfigError: it is written in another way.
        """
        method, _, rest = name.partition(" ")
        address, _, body = rest.partition(" ")
        try:
            asked = json.loads(body) if body else {}
        except ValueError:
            method = ""
        if not method.isupper() or not address.startswith("/"):
            raise ConfigError(f"an answer is recorded for a request such as 'GET /path?name=value', not for {name!r}")
        parts = urlsplit(address)
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        return cls(name, method, parts.path, query, asked, answer if isinstance(answer, Answer) else Answer(answer))

    @property
    def exact(self) -> int:
        """How much of a request it names."""
        return len(self.query) + len(json.dumps(self.body))

    def answers(self, request: Request) -> bool:
        """Whether it was recorded for this request; what it does not name may be asked for beside it."""
        asked = {(key, value) for key, values in request.lists.items() for value in values}
        if (self.method, self.path) != (request.method, request.path) or not set(self.query) <= asked:
            return False
        return not self.body or _holds(_json(request.body), self.body)


class Replay:
    """Tells recorded answers for as long as its block lasts.

    Attributes:
        source: the source as it was given, but asking the server on this machine.

    Raises:
        ConfigError: the source takes no `base_url`, or something recorded cannot be read.
    """

    def __init__(self, source: Source, answers: Answers) -> None:
        self._recorded = sorted(_read(answers), key=lambda each: each.exact, reverse=True)
        self._address = urlsplit(str(getattr(source, "base_url", "")))
        if not self._address.netloc:
            raise ConfigError("recorded answers need a source with a base_url, so that it can be asked elsewhere")
        self.base = f"{self._address.path.rstrip('/')}/"
        self._server = StandIn({"recorded": self})
        self._local = self._server.url("recorded").removesuffix(self.base)
        variable = getattr(source, "token_env", None) or variable_of(source)
        self._token = holding([variable] if variable else [], "recorded")
        self._lock = threading.Lock()
        self._asked: set[str] = set()
        self._missing: dict[str, None] = {}
        self.source = _elsewhere(source, self._local + self.base.rstrip("/"))

    def __enter__(self) -> Self:
        self._token.__enter__()
        self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.__exit__(kind, error, trace)
        self._token.__exit__(kind, error, trace)

    def answer(self, request: Request) -> Response:
        """The recorded answer, its addresses led here."""
        found = next((each for each in self._recorded if each.answers(request)), None)
        with self._lock:
            if not found:
                self._missing[_name(request)] = None
                return Response.json({"message": "not recorded"}, 404)
            self._asked.add(found.name)
        headers = {name: self._led_here(value) for name, value in found.answer.headers.items()}
        body = self._led_here(json.dumps(found.answer.body)).encode()
        return Response(found.answer.status, {"Content-Type": "application/json"} | headers, body)

    def faults(self) -> Iterator[str]:
        """What was asked and not recorded, and what was recorded and not asked."""
        yield from (f"it asked for what was not recorded: {masked(name)}" for name in self._missing)
        for each in self._recorded:
            if each.name not in self._asked:
                yield f"it never asked for what was recorded: {masked(each.name)}"

    def original(self, words: str) -> str:
        """The words with the service's own address in the place of this server's."""
        return words.replace(self._local, self._origin)

    @property
    def _origin(self) -> str:
        return f"{self._address.scheme}://{self._address.netloc}"

    def _led_here(self, words: str) -> str:
        return words.replace(self._origin, self._local)


def _read(answers: Answers) -> list[_Recorded]:
    if isinstance(answers, Mapping):
        return [_Recorded.of(name, answer) for name, answer in answers.items()]
    files = sorted(Path(answers).glob("*.json"))
    if not files:
        raise ConfigError(f"there is no recorded answer, *.json, in {str(answers)!r}")
    return [_filed(file) for file in files]


def _filed(file: Path) -> _Recorded:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        request, answer = told["request"], Answer(told["body"], told.get("status", 200), told.get("headers", {}))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ConfigError(f"{file} is no recorded answer: write {{'request': 'GET /path', 'body': …}}") from None
    return _Recorded.of(request, answer)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _holds(told: Any, part: Any) -> bool:
    """Whether all that stands in the part stands in the whole."""
    if isinstance(told, dict) and isinstance(part, dict):
        return all(key in told and _holds(told[key], value) for key, value in part.items())
    return bool(told == part)


def _elsewhere(source: Source, base_url: str) -> Source:
    """The same source with another base address."""
    if hasattr(source, "model_copy"):
        commands = {"token_command": None} if hasattr(source, "token_command") else {}
        other: Source = source.model_copy(update={"base_url": base_url, **commands})
        return other
    if hasattr(source, "__dataclass_fields__"):
        return replaced(source, base_url=base_url)  # type: ignore[type-var] # a dataclass, by its fields
    other = copy(source)
    other.base_url = base_url  # type: ignore[attr-defined] # it has one
    return other


def _name(request: Request) -> str:
    query = [(key, value) for key, values in request.lists.items() for value in values]
    return f"{request.method} {request.path}{'?' if query else ''}{urlencode(query)} {request.body.decode()}".rstrip()
