"""What is said of a redaction, beside the export."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """What was taken out.

    Attributes:
        people: how many people.
        customers: how many customers.
        terms: at how many places a term or a host.
        unjudged: how many words were left because they may be no names.
    """

    people: int
    customers: int
    terms: int
    unjudged: int

    def __str__(self) -> str:
        left = f"; {self.unjudged} words that may be names were left, since nothing beside them says so"
        return (
            f"pseudonymised: {self.people} people as roles, {self.customers} customers, {self.terms} terms and hosts"
            f"{left if self.unjudged else ''}"
        )
