"""An alert or a page whose past is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Subject:
    """An alert or a page of a record, as a source that is asked for its past needs to know it.

    Attributes:
        sort: which of the two it is.
        source: the configured source that told of it.
        id: the monitor's id; of a page, the integration's own key, where it has one.
        name: the monitor's name, or the page's title: what names it has that in its words.
        services: the ids of the services that paged for it in the record.
    """

    sort: Literal["alert", "page"]
    source: str
    id: str
    name: str
    services: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """How a gap is called that is about this one only: `alert 7340021`."""
        return f"{self.sort} {self.id or self.name}"

    def to_dict(self) -> dict[str, Any]:
        """The subject as a JSON object."""
        return {**asdict(self), "services": list(self.services)}

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Subject:
        """The subject that such an object tells.

        Raises:
            LookupError, TypeError, ValueError: it tells none.
        """
        sort: Literal["alert", "page"] = "alert" if told["sort"] == "alert" else "page"
        services = tuple(map(str, told["services"]))
        return cls(sort, str(told["source"]), str(told["id"]), str(told["name"]), services)


def alerts_of(subjects: Iterable[Subject], source: str | None = None) -> list[Subject]:
    """The alerts among them; of one source, if it is given."""
    return [each for each in subjects if each.sort == "alert" and source in (None, each.source)]


def pages_of(subjects: Iterable[Subject], source: str | None = None) -> list[Subject]:
    """The pages among them; of one source, if it is given."""
    return [each for each in subjects if each.sort == "page" and source in (None, each.source)]


def words_of(subjects: Iterable[Subject]) -> list[str]:
    """What a change says that names one of them, or links it, without regard to the order of words: each once.

    Names, monitors' ids, and where links to incidents lead, which have ids of their own each time. Whoever finds more
    by these words does no harm: what is found is read again.
    """
    found: dict[str, None] = {}
    for each in subjects:
        if each.name:
            found[each.name] = None
        found[each.id if each.sort == "alert" else INCIDENTS] = None
    return list(found)


#: What stands in every link to an incident.
INCIDENTS = "pagerduty.com/incidents"
