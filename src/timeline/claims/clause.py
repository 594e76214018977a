"""One claim of a sentence, and what makes one that nothing can bear out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from timeline.claims.people import Named
from timeline.claims.pieces import Count, Length, Piece, Thing
from timeline.claims.times import When
from timeline.claims.verbs import Verb

#: What a sentence gives as the reason, from there on to the end of that part.
CAUSE = re.compile(
    r"\b(?:because(?:\s+of)?|due\s+to|owing\s+to|thanks\s+to|as\s+a\s+(?:result|consequence)(?:\s+of)?|root[\s-]cause\w*|caus(?:e|es|ed|ing)(?:\s+by)?"
    r"|led\s+to|leads?\s+to|leading\s+to|result(?:ed|ing|s)\s+(?:in|from)|stemm\w+\s+from|contribut\w+\s+(?:to|factors?)|the\s+reason|responsible\s+for|attributed\s+to"
    r"|therefore|consequently|which\s+meant|meaning\s+that|so\s+much\s+that|since\s+the\s+\w+\s+(?:was|were|had)|brought\s+down|took\s+down|fixe[sd]|fixing|mitigat\w+|restor(?:e|es|ed|ing)"
    r"|culprit|traced\s+(?:back\s+)?to|blam\w+|at\s+fault|introduced\s+(?:by|a|the)|made\s+(?:it|them)\s+(?:fail|stop))\b",
    re.IGNORECASE,
)
IMPACT = re.compile(
    r"\b(?:impact\w*|affect(?:ed|ing|s)?|customers?|end[\s-]users?|users?|clients?|visitors?|outages?|degrad\w+|unavailab\w+|availability|revenue|sla|slo|error\s+budget"
    r"|lost\s+(?:data|messages|requests|orders|money)|data\s+loss|slow(?:er|ed)?\s+(?:down|responses?)|could\s+not\s+(?:log|use|reach|see|load|send)|unreachable|blast\s+radius|severity)\b",
    re.IGNORECASE,
)
INTENT = re.compile(
    r"\b(?:in\s+order\s+to|so\s+that|so\s+as\s+to|intend(?:ed|ing|s)?\s+to|intention|want(?:ed|ing|s)?\s+to|hop(?:ed|ing|es)\s+(?:to|that)|meant\s+to|aim(?:ed|ing|s)?\s+(?:to|at)"
    r"|decid(?:ed|ing|es)|decision|plan(?:ned|ning|s)?\s+to|tr(?:y|ied|ying)\s+to|attempt(?:ed|ing|s)?\s+to|cho(?:se|ose)\s+to|wish(?:ed)?\s+to|thought|believ(?:ed|ing)|assum(?:ed|ing|ption)"
    r"|suspect(?:ed|ing)|expected\s+(?:to|that)|realis?z?ed|to\s+(?:prevent|avoid|fix|mitigate|restore|stop|reduce|address|undo|make\s+sure|ensure|see\s+(?:if|whether)|find\s+out|check\s+(?:if|whether)|help)"
    r"|will|shall|should|would|could|might|must|ought|going\s+to|needs?\s+to|let's|todo|to-do|if\s+we|unless)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Clause:
    """One claim.

    Attributes:
        text: its words.
        begin, end: where it stands in the sentence.
        verb: what is said to have happened; None where no verb of the table stands there.
        areas: what its nouns mean: a pull request, a deployment …
        agents: who is said to have acted.
        targets: to whom it was done.
        beside: others whom it names.
        strangers: names that are none of the record's people.
        things, quotes, numbers, counted, times, lengths, counts: what else stands in it.
        joined: how it hangs on the clause before: `and`, `before`, `after`, …
        negated: whether it says that this did not happen.
        softly: things and times that it takes over from its neighbours, where that fits.
        sort: `cause`, `impact` or `intention`, of which nothing can be checked.
    """

    text: str
    begin: int
    end: int
    verb: Verb | None = None
    areas: frozenset[str] = frozenset()
    agents: tuple[Named, ...] = ()
    targets: tuple[Named, ...] = ()
    beside: tuple[Named, ...] = ()
    strangers: tuple[Piece, ...] = ()
    things: tuple[Thing, ...] = ()
    quotes: tuple[Piece, ...] = ()
    numbers: tuple[Piece, ...] = ()
    counted: tuple[Piece, ...] = ()
    times: tuple[When, ...] = ()
    lengths: tuple[Length, ...] = ()
    counts: tuple[Count, ...] = ()
    joined: str = ""
    negated: bool = False
    sort: str = ""
    taken: tuple[Thing, ...] = field(default=())
    left: str = ""

    @property
    def is_anchored(self) -> bool:
        """Whether it names anything of the record's."""
        return bool(self.agents or self.targets or self.things or self.quotes or self.times or self.strangers)
