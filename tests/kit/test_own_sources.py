"""Our own sources on trial, each against its stand-in of the bundled incident: a seeded sample of faults by default.

`TIMELINE_FAULTS=all` tries every fault at every call, and every field of every sort of row.
"""

import pytest
from support_own_kits import EVERYWHERE, NAMES, kit_of

from timeline.testing import RULES

#: What takes longest, tried where everything is. Another hash seed is tried of all at once, in tests/test_demo.py.
LONG = ("outage.hangs", "window.parts")


@pytest.mark.parametrize("name", NAMES)
def test_our_own_source_breaks_no_rule(name):
    """The kit accuses none of ours; what does not hold of one stands in its kit, with the reason."""
    kit_of(name).check(*(rule for rule in RULES if rule != "same.seed" and (EVERYWHERE or rule not in LONG)))
