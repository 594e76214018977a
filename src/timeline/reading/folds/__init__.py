"""The rules by which lines are folded, in their order: a line is in one fold at most, and the first rule takes it.

A rule is a function from all lines to the folds that it makes of those that are still free. It goes by keys and
times alone, and a line costs it no more among many than among few. To add one: write it in a file of its own, and
name it here.
"""

from __future__ import annotations

from timeline.reading.folds._rule import Fold, Rule, Unit
from timeline.reading.folds.build import builds
from timeline.reading.folds.flapping import flapping
from timeline.reading.folds.paging import pagings
from timeline.reading.folds.renotified import renotified
from timeline.reading.folds.storm import storms
from timeline.reading.folds.thread import threads

__all__ = ["DEFAULT", "THREADS", "Fold", "Rule", "Unit"]

DEFAULT = (
    Rule("paging", pagings),
    Rule("storm", storms),
    Rule("renotified", renotified),
    Rule("flapping", flapping),
    Rule("build", builds),
)
THREADS = (*DEFAULT, Rule("thread", threads))
