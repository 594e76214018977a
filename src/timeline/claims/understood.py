"""Whether every word of a claim was read: what is not wholly understood accuses nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from timeline.claims import verbs
from timeline.claims.acts import LIGHT
from timeline.claims.clause import Clause
from timeline.claims.ground import Ground
from timeline.claims.phrases import phrase
from timeline.claims.seen import Seen

#: Words that join, point, count or colour, and change nothing of who did what to what and when.
_PLAIN_WORDS = """
    a an the this that these those it its he him his she her hers they them their theirs we us our i me my you your
    who whom whose which what there here itself himself herself themselves
    and or but so as than also too both each either all any some such same other another one own several various
    at on in of to by with for from into onto over under about around after before since until till during within
    while when where once upon via through against between among across behind beside near out up per
    again back
    am is are was were be been being has have had having do does did doing
    then later now already still just only even first second third last next final initial earlier afterwards soon
    shortly moments meanwhile finally eventually immediately promptly quickly soon subsequently straight right
    manually automatically successfully officially formally initially originally thereafter thereupon
    yes well indeed
    time times clock minute minutes second seconds hour hours day night evening morning afternoon today
    utc gmt z am pm
    monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december
    mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec
    engineer engineers engineering responder responders oncall on-call primary secondary sre sres colleague
    colleagues team teams lead manager commander reviewer author owner operator person people human somebody someone
    additional extra further new own
    workspace workspaces environment environments service services repository repositories repo project
    production staging integration phone pager channel log logs dashboard record
    read reads marked marks mark showed shows show shown appears appeared appear became becomes become
    routed reached reaches hit ready done without without doubt state states status
    unrelated corresponding respective related relevant speculative matching usual red green
    fix fixes revert rollback patch hotfix proposal response window item items action actions help
    taken goes gone words word question names rather much full
    thing things stuff one ones bit kind unmerged pd gh tf dd pr investigating investigation work working on-site
    two three four five six seven eight nine ten
    yet sooner than span respectively
"""
_PLAIN = frozenset(_PLAIN_WORDS.split())
_WORD = re.compile(r"(?<![\w])(?:[a-z][a-z'-]*[a-z]|[a-z])(?!\w)")
#: Where an aside may begin or end.
_PIECE = re.compile(r"[,:;()]| [-|\u00b7] ")
#: What says only in whose favour, during what or for what it was done, where nothing that can be held follows.
_TAIL = re.compile(
    r" (?:while|without|in favou?r of|instead of|rather than|despite|as part of|in response to|for)\b[^\ufffc]*$"
)
#: Phrases of several words that change nothing either.
_PHRASES = phrase(r"""
    (?:once|one) more|at (?:last|once)|of course|in fact|as well|so far|by (?:now|then)|this time|as expected|as usual
    on (?:her|his|their|its) own|by (?:him|her|them|it)sel(?:f|ves)|all of a sudden|in the end|to be (?:exact|precise)
    at (?:this|that) (?:point|stage|time|moment)|on the (?:same|other) (?:day|evening|night|side)|more or less|that is
""")
#: "…, opened at 18:53, was about the broker".
_WAS = re.compile(r" ?(?:is|was|are|were|has|had|concerns?|concerned) ", re.IGNORECASE)
_SHORTENED = 4  # letters
_LIGHT = frozenset(LIGHT.split())
_ADVERB = re.compile(r"[a-z]{2,20}ly")
#: Adverbs that do change it.
_TELLING = frozenset(("nearly", "barely", "hardly", "scarcely", "only", "partly", "partially", "supposedly", "early"))


def unread(clause: Clause, ground: Ground, found: Iterable[Seen] = ()) -> Sequence[str]:
    """The words of a claim that nothing here reads, and that none of those events has; asides say nothing of it.

    Args:
        clause: the claim.
        ground: the record, whose things are called by words.
        found: the events that it is held against.
    """
    events = list(found)
    pieces = (_TAIL.sub("", piece) for piece in _PIECE.split(clause.left) if _tells(piece, clause))
    words = [word for piece in pieces for word in _words(piece, clause)]
    return [word for word in words if not all(_is_known(part, ground, events) for part in _parts(word))]


def _parts(word: str) -> Iterable[str]:
    """A word without what it owns by, in the parts that dashes join."""
    return word.removesuffix("'s").split("-")


def more(words: Sequence[str]) -> str:
    """That words are left, in words; empty where none are."""
    return f"it says more than is read here: {', '.join(map(repr, words))}" if words else ""


def _tells(piece: str, clause: Clause) -> bool:
    """Whether a mark of the sentence stands there, what is said to have happened, or what something was."""
    return "\ufffc" in piece or bool(clause.word and clause.word in piece) or _WAS.match(piece) is not None


def _words(piece: str, clause: Clause) -> Iterable[str]:
    for name in clause.strangers:
        piece = piece.replace(name.text, " ")
    piece = _PHRASES.sub(" ", piece)
    return _WORD.findall(verbs.nouns().sub(" ", verbs.pattern().sub(" ", piece.replace("\ufffc", " "))).lower())


def _is_known(word: str, ground: Ground, events: Sequence[Seen]) -> bool:
    """Whether a word is read here, names a thing of the record, or stands in one of those events."""
    return _is_read(word) or _names(word, ground) or any(word in seen.text for seen in events)


def _names(word: str, ground: Ground) -> bool:
    """Whether a thing of the record is called by that word, or it shortens one: "rabbit"."""
    return word in ground.naming or (len(word) >= _SHORTENED and any(name.startswith(word) for name in ground.naming))


@cache
def _is_read(word: str) -> bool:
    return word in _PLAIN or word in _LIGHT or (bool(_ADVERB.fullmatch(word)) and word not in _TELLING)
