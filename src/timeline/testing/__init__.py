"""For tests of sources, ours and yours: the kit of rules, stand-ins, recorded answers, a simulated clock."""

from timeline.demo.server import Api, Request, Response
from timeline.testing.checking import check_source
from timeline.testing.kit import RULES, TOKEN, BrokenRulesError, Finding, Happened, Kit
from timeline.testing.replay import Answer
from timeline.testing.simulated import SimulatedClock

__all__ = [
    "RULES",
    "TOKEN",
    "Answer",
    "Api",
    "BrokenRulesError",
    "Finding",
    "Happened",
    "Kit",
    "Request",
    "Response",
    "SimulatedClock",
    "check_source",
]
