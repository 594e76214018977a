"""The server: the tools of `answers`, offered over the Model Context Protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from timeline._version import __version__
from timeline.agents.answers import MOST, USUAL, Answer, Answers
from timeline.agents.fence import INSTRUCTIONS
from timeline.agents.known import Known
from timeline.model.errors import MissingExtra, TimelineError, raised

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from timeline.record import Timeline

Incident = Annotated[str | None, Field(description="The name of one of the records; without it, all of them.")]
Limit = Annotated[int, Field(ge=1, le=MOST, description="Rows of this answer.")]
Offset = Annotated[int, Field(ge=0, description="The row to begin with: the `next` of the answer before.")]
Between = Annotated[
    list[str] | None, Field(description='The first moment and the one behind the last, as "2026-08-03T18:40Z".')
]


def server(records: dict[str, Timeline]) -> MCPServer:
    """A server that answers from these records and nothing else: it asks no service, and it writes nothing.

    Args:
        records: each by its name; without names of people, where models are not to see them.

    Raises:
        MissingExtra: the package `mcp` is not installed.
    """
    try:
        from mcp.server.mcpserver import MCPServer  # noqa: PLC0415 - an extra
        from mcp_types import ToolAnnotations  # noqa: PLC0415
    except ImportError:
        raise MissingExtra("mcp", "mcp") from None
    made = MCPServer("timeline", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING")
    reads = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    for tool in Tools(Answers({name: Known(name, record) for name, record in records.items()})).all():
        made.tool(annotations=reads)(tool)
    return made


class Tools:
    """The tools; their docstrings are what a model reads."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def all(self) -> tuple[Callable[..., Answer], ...]:
        """Each of them."""
        return self.find, self.event, self.coverage, self.facts, self.check_claims

    def find(
        self,
        *,
        text: Annotated[str | None, Field(description="Part of the summary or the body.")] = None,
        kind: Annotated[str | None, Field(description="A kind or a pattern, as alert.*")] = None,
        actor: Annotated[str | None, Field(description="Part of the actor's name or role.")] = None,
        source: Annotated[str | None, Field(description="A source's name or a pattern.")] = None,
        between: Between = None,
        incident: Incident = None,
        limit: Limit = USUAL,
        offset: Offset = 0,
    ) -> Answer:
        """Find events of the record, in order of time. Says `n of m`, and which sources could not be read whole."""
        asked: dict[str, Any] = {"text": text, "kind": kind, "actor": actor, "source": source, "between": between}
        return _answer(lambda: self._answers.find(**asked, incident=incident, limit=limit, offset=offset))

    def event(
        self,
        id: Annotated[str, Field(description="An event's id, or a short one as ^k3f9.")],  # noqa: A002 - its name
        incident: Incident = None,
    ) -> Answer:
        """Read one event whole, with its neighbours and with what tells of the same happening."""
        return _answer(lambda: self._answers.event(id, incident=incident))

    def coverage(self, incident: Incident = None) -> Answer:
        """Read how well each source was read, where the gaps are, and which services were not asked at all."""
        return _answer(lambda: self._answers.coverage(incident=incident))

    def facts(
        self,
        rule: Annotated[str | None, Field(description="The name of one rule, as first_response.")] = None,
        incident: Incident = None,
        limit: Limit = USUAL,
        offset: Offset = 0,
    ) -> Answer:
        """Read what fixed rules find in the record, each with the events that it rests on; no cause and no score."""
        return _answer(lambda: self._answers.facts(rule=rule, incident=incident, limit=limit, offset=offset))

    def check_claims(
        self,
        text: Annotated[str, Field(description="The sentences, as Markdown; cite an event by its id, as ^k3f9.")],
        incident: Incident = None,
        tz: Annotated[str | None, Field(description="The zone of times that name none.")] = None,
        limit: Limit = USUAL,
        offset: Offset = 0,
    ) -> Answer:
        """Hold every sentence of a text against the record: supported, contradicted, not in it, or not checkable."""
        return _answer(lambda: self._answers.check_claims(text, incident=incident, tz=tz, limit=limit, offset=offset))


def _answer(made: Callable[[], Answer]) -> Answer:
    """The answer, or why there is none, in words of ours: nothing of a record stands in an error."""
    try:
        return made()
    except TimelineError as error:
        said = str(error)
    except Exception as error:  # noqa: BLE001 - our own mistake: its frames would quote the record
        said = f"it stopped with {raised(error)}, which is a mistake of ours"
    from mcp.server.mcpserver.exceptions import ToolError  # noqa: PLC0415 - an extra

    raise ToolError(said)
