"""What is known of a product: what its addresses lead to, what its app's posts state, and of which event that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from timeline.joining.index import Index
from timeline.model.event import Event

#: A kind, or what the vendor calls a step that several kinds may be; and the name of who is said to have taken it.
Stated = tuple[str | None, str | None]
#: The event of a transition, and the key that the post and the event carry.
Found = tuple[Event, str] | None
#: Where it is said what a stranger's package could not do.
Note = Callable[[str], object]

NOTHING: Stated = (None, None)


@dataclass(frozen=True, eq=False)
class Product:
    """One product.

    Attributes:
        name: the tag `app` of its app's posts.
        addresses: from an address to the keys of what it leads to, what is meant first of all first.
        statements: from a post's lines, as Slack writes them and the headline first, to what they state; None where
            its app's posts are not read.
        transition: from a post to the event that it states; None where the general rule does.
        marks: letters of which every address has some that leads to something of the product's.
        owns: whether an address is the product's, though it leads to nothing that has a key.
    """

    name: str
    addresses: Callable[[str], Iterable[str]]
    statements: Callable[[Sequence[str]], Stated] | None = None
    transition: Callable[[Index, Event], Found] | None = None
    marks: tuple[str, ...] = ()
    owns: Callable[[str], bool] | None = None

    def keys(self, address: str, note: Note) -> list[str]:  # noqa: ARG002 - a stranger's has something to say
        """The keys of what the address leads to."""
        return list(self.addresses(address))

    def stated(self, lines: Sequence[str], note: Note) -> Stated:  # noqa: ARG002
        """What a post of its app states in those lines."""
        return self.statements(lines) if self.statements else NOTHING

    def posts_about(self, address: str, keys: Sequence[str]) -> bool:
        """Whether a post that leads to the address first of all is its app's."""
        return self.statements is not None and (bool(keys) or (self.owns is not None and self.owns(address)))


def quietly(_: str) -> None:
    """Take a note nowhere: where it is worth saying, somebody else has said it."""
