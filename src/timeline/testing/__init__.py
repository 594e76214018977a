"""For tests of sources, ours and yours: the contract that every source keeps, recorded answers, a simulated clock."""

from timeline.testing.checking import check_source
from timeline.testing.replay import Answer
from timeline.testing.simulated import SimulatedClock

__all__ = ["Answer", "SimulatedClock", "check_source"]
