"""Lists that go one to one: "opened, merged - Ada, Grace", "two incidents, one at 18:42 and one at 18:46"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from timeline.claims.clause import Clause
from timeline.claims.marks import Marks
from timeline.claims.people import Named
from timeline.claims.pieces import Count, Thing
from timeline.claims.roles import GIVING

_JOINED = frozenset(("and", ",", "then", ""))
_RESPECTIVELY = re.compile(r"\brespectively\b|\bin (?:this|that) order\b", re.IGNORECASE)
_NUMBERS = {"one": 1, "another": 1, "once": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_NAMED = "other|first|second|third|fourth|fifth|last|latter|former"
#: What begins one of several that are told apart: "one at 18:42", "the other for mailer".
_EACH = re.compile(
    rf" ?(?:(?P<count>{'|'.join(_NUMBERS)})|(?:the )?(?:{_NAMED})(?: one)?) "
    r"(?!(?:of (?!them\b|which\b|whom\b|these\b)|(?:to|person|time|thing|more|incident|alert|warning|page)\b))",
    re.IGNORECASE,
)
#: What begins what is told of some of those that are named before: "two of which".
SOME = re.compile(r" ?(?:\ufffc{1,12}|both|all|some|none|most|each|neither) of (?:which|whom|them)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z][a-z0-9]{2,40}", re.IGNORECASE)
_SEVERAL = 2
_FIRST = re.compile(r"\bthe (?:first|former|one) (?!(?:to|time|person)\b)", re.IGNORECASE)
_NEAR = 1  # letters before a name
#: What follows the name of one of several with what is its own.
_ITS_OWN = re.compile(r" (?:at|for|by|on|in|to|from) |:? ?\(?\ufffc")
#: All that was told before was done by those who are named behind it.
_ALL_BY = re.compile(r"\b(?:all|both|each|everything)(?: of (?:it|them|these))? (?:by|from)\b", re.IGNORECASE)
_OPENED = re.compile(r"[:(]")


def is_one_of(marks: Marks, begin: int, end: int) -> bool:
    """Whether what stands there is one of several that are counted before, or some of them."""
    if SOME.match(marks.left, begin):
        return True
    counted = any(count.end <= begin and count.of for count in marks.counts) or _FIRST.search(marks.left, 0, begin)
    return bool(counted) and (bool(_EACH.match(marks.left, begin)) or _is_named(marks, begin, end))


def _is_named(marks: Marks, begin: int, end: int) -> bool:
    """Whether one of them is named there, with its own time, person or place and no verb: "4171 at 18:42"."""
    pieces: list[Thing | Named] = [*marks.things, *marks.people]
    named = next((each for each in pieces if begin <= each.begin <= begin + _NEAR and each.begin < end), None)
    verbs = any(begin <= said.begin < end for said in marks.verbs)
    return named is not None and not verbs and bool(_ITS_OWN.match(marks.left, named.end, end))


def one_of_several(main: Clause, clause: Clause, marks: Marks) -> Clause:
    """One of several with what is said of all of them; some of several accuse nobody."""
    each = _EACH.match(clause.left)
    if clause.verb or not main.verb:
        behind = bool(clause.verb) and all(when.begin >= _verb_end(clause, marks) for when in clause.times)
        return replace(clause, assumed=not behind, taken=main.things)
    named = tuple(
        Thing(clause.begin + word.start(), clause.begin + word.end(), word[0], (word[0].lower(),))
        for word in _WORD.finditer(clause.left)
        if word[0].lower() in marks.names
    )
    people = (*clause.agents, *clause.targets, *clause.beside)
    given = not main.agents and bool(main.targets or main.verb.acts & GIVING)
    said = _NUMBERS.get(each["count"].lower(), 0) if each and each["count"] else 0
    of = next((count.of for count in main.counts if count.of), "")
    counted = (Count(clause.begin, clause.begin, clause.text, said, said, of),) if said and not clause.times else ()
    return replace(
        clause,
        verb=main.verb,
        areas=main.areas,
        agents=() if given else people or main.agents,
        targets=(people or main.targets) if given else (),
        beside=(),
        things=(*clause.things, *named),
        counts=(*clause.counts, *counted),
        assumed=not main.counts or said > 1 or bool(counted) or bool(SOME.match(clause.left)),
    )


def dealt(made: Sequence[Clause], marks: Marks) -> list[Clause]:
    """The claims, each with its own of the people and of the times that are listed behind as many verbs."""
    told, begin = list(made), 0
    for place in range(1, len(told) + 1):
        if place < len(told) and told[place].joined in _JOINED and told[place].verb and told[begin].verb:
            continue
        if place - begin >= _SEVERAL:
            told[begin:place] = _dealt(told[begin:place], marks)
        begin = place
    return told


def _dealt(run: Sequence[Clause], marks: Marks) -> list[Clause]:
    """The same of claims that hang together."""
    last, told = run[-1], list(run)
    people = tuple(who for who in last.agents if who.begin >= _verb_end(last, marks))
    if len(people) >= _SEVERAL and not any(_own(clause) for clause in run[:-1]):
        told = _agents(told, people)
    elif len(run[0].agents) == len(run):
        told = _by_those_before(told, marks)
    elif _RESPECTIVELY.search(marks.left) and len(run[0].agents) > 1:
        told = [replace(clause, assumed=True) for clause in told]
    if _ALL_BY.search(last.left):
        told[-1] = replace(told[-1], agents=())
    if len(last.times) >= _SEVERAL and not any(clause.times for clause in run[:-1]):
        if len(last.times) == len(run):
            told = [replace(clause, times=(when,)) for clause, when in zip(told, last.times, strict=True)]
        else:
            told[-1] = replace(told[-1], assumed=True)
    return told


def _agents(told: Sequence[Clause], people: tuple[Named, ...]) -> list[Clause]:
    """The same of those who acted; of more or fewer of them it is not known who did what."""
    if len(people) == len(told):
        return [replace(clause, agents=(who,)) for clause, who in zip(told, people, strict=True)]
    return [*told[:-1], replace(told[-1], assumed=True)]


def _by_those_before(told: Sequence[Clause], marks: Marks) -> list[Clause]:
    """The same of those who stand before as many verbs; where nothing says that they go one to one, perhaps."""
    people = told[0].agents
    between = marks.left[people[-1].end : _verb_end(told[0], marks)]
    if any(set(clause.agents) != set(people) for clause in told[1:]) and not _OPENED.search(between):
        return [replace(clause, assumed=bool(_RESPECTIVELY.search(marks.left))) for clause in told]
    sure = bool(_RESPECTIVELY.search(marks.left) or _OPENED.search(between))
    owned = sum(any(clause.begin <= thing.begin < clause.end for thing in clause.things) for clause in told)
    sure = sure and owned in (0, 1, len(told))
    return [replace(clause, agents=(who,), assumed=not sure) for clause, who in zip(told, people, strict=True)]


def _own(clause: Clause) -> bool:
    """Whether somebody acts in it who stands in it."""
    return any(clause.begin <= who.begin < clause.end for who in clause.agents)


def _verb_end(clause: Clause, marks: Marks) -> int:
    found = [said.end for said in marks.verbs if clause.begin <= said.begin < clause.end and said.verb == clause.verb]
    return found[0] if found else clause.begin
