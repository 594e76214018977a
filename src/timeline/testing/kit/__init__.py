"""The kit: a source tried against its service's stand-in, by rules that each have a name."""

from timeline.testing.kit.bench import TOKEN
from timeline.testing.kit.described import Happened, Kit
from timeline.testing.kit.finding import BrokenRulesError, Finding
from timeline.testing.kit.rule import RULES as _RULES
from timeline.testing.kit.rule import Rule
from timeline.testing.kit.rules import (
    answers,
    faults,
    ids,
    manners,
    rows,
    same,
    times,
    told,
    walks,
    who,
    windows,
    words,
)

_FAMILIES = (told, ids, times, words, who, windows, same, faults, answers, walks, rows, manners)
for _family in _FAMILIES:
    for _name in [name for name, each in _RULES.items() if each.judge.__module__ == _family.__name__]:
        _RULES[_name] = _RULES.pop(_name)  # tried and told in this order
#: The names of all rules.
RULES: tuple[str, ...] = tuple(_RULES)

__all__ = ["RULES", "TOKEN", "BrokenRulesError", "Finding", "Happened", "Kit", "Rule"]
