"""Whether a form of the table is a verb where it stands, and whether other verbs stand there that are in no table."""

from __future__ import annotations

import re
from collections.abc import Collection

from timeline.claims import verbs
from timeline.claims.acts import LIGHT
from timeline.claims.phrases import one_of, phrase
from timeline.claims.verbs import Verb

_REQUEST = re.compile(r"\b(?:pull|merge|change)[ -]$", re.IGNORECASE)
_TO_DO = re.compile(r" (?:to [a-z]{1,30}|(?P<running>[a-z]{2,30}ing))\b", re.IGNORECASE)
#: What stands before an infinitive that says what happened; a noun before it makes it a part of a name.
_SUBJECTS = one_of("to|did|do|not|and|or|we|they|i|you|who|he|she|it|then|also|both|all|clicked|pressed|hit")
_SUBJECT = re.compile(rf"\b{_SUBJECTS} $", re.IGNORECASE)
#: "in alert" is how something was; "ending at 18:58" says when.
_STATES, _STATE = frozenset(("alert", "warning")), re.compile(r"\b(?:in|on) $", re.IGNORECASE)
_EDGES, _EDGE = frozenset(("starting", "beginning", "ending")), re.compile(r" (?:at|in|on|with|from)\b", re.IGNORECASE)
#: "the nightly tests fail": what plurals do by themselves.
_ALONE = frozenset(("fail", "pass", "recover", "succeed", "finish", "fire", "start"))
_MANY = re.compile(r"(?:[a-z]s|\ufffc),? $", re.IGNORECASE)
_NO_OBJECT = re.compile(r" ?(?:$|[.,;:)\ufffc]|(?:on|at|in|for|again|after|before|and|within|by)\b)", re.IGNORECASE)
_ON = re.compile(r" (?:(?:it|this|them) )?(?:(?:on|along|over) )?to\b", re.IGNORECASE)
#: "…, and it was in production at 18:35".
_WAS_THERE = re.compile(
    r"[\W\ufffc]{0,30}(?:it|this|that|they|these) (?:was|were|is|are|had been) (?:in|on|up|out|live|down)\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"(?:^|[^\w ] ?)$")
#: What stands before a participle that says what happened: "finished deploying".
_AUXILIARY = one_of("""
    was|were|is|are|been|being|started|starts|began|begins|finished|finishes|stopped|kept|after|before|while|by|without
    from|still|then|and
""")
_RUNNING = re.compile(rf"(?:[^\w ] ?|\b{_AUXILIARY} )$", re.IGNORECASE)
_OBJECT = re.compile(r" (?:\ufffc|the |a |an |of |it\b|to |his |her |their )", re.IGNORECASE)
_OBJECT_OR_END = re.compile(
    r" ?(?:$|[.,;:)]|(?:\ufffc|the|a|an|of|it|to|on|his|her|their)(?:\b|\ufffc))", re.IGNORECASE
)
_IS = re.compile(r" (?:was|were|is|are|has|had)\b", re.IGNORECASE)
#: What a noun of an act only tells more of: "the alert rule".
_MORE = one_of(r"""
    rules?|policy|policies|fatigue|config\w{0,10}|settings?|thresholds?|systems?|tools?|process(?:es)?|templates?
    names?|titles?|descriptions?|history|logs?|lists?|managers?|numbers?|windows?|freeze|coverage|quality
""")
_COMPOUND = re.compile(rf" {_MORE}\b", re.IGNORECASE)
_IRREGULAR = one_of("""
    went|came|got|saw|found|ran|made|gave|knew|kept|held|felt|became|stood|lost|hit|rose|fell|spoke|brought|grew
    let|put|sent|spent|thought|led|met|paid|sat|drove|spread|threw|turned|understood|meant|caught|built|bought
""")
#: Verbs of what is, not of what happened.
_BEING = re.compile(
    r"\b(?:was|were|is|are|had|has|have|remained|remains|stayed|stays|kept|seemed|looked)\b", re.IGNORECASE
)
_PERFECT = re.compile(
    r"\b(?:had|has|have) (?:already |just |first |also |never |not )?(?:been )?(seen|gone|come|known|taken|given|run)\b"
)
_DOING = re.compile(rf"\b(?:[a-z]{{2,20}}ed|{_IRREGULAR})\b", re.IGNORECASE)
#: What stands before a participle that only says which is meant: "an unrelated page".
_MODIFIER = re.compile(
    r"\b(?:the|a|an|its|his|her|their|this|that|new|newly|some|any|no|of|two|three|most) $", re.IGNORECASE
)
#: What takes up the verb of another: "and Grace did the same".
_SAME = phrase("did the same|did so|did too|so did|followed(?: suit)?|likewise|as well|too|also|again|again later")
_LITTLE = frozenset(
    """
    at by to and then both later after afterwards earlier before just shortly soon about around a an the in turn
    only some or so another within
    """.split()  # noqa: SIM905 - a list of so many words is read as text
)


_HELPING = frozenset(
    ("was", "were", "is", "are", "has", "had", "have", "been", "being", "did", "be", "it", "which", "this", "that")
)


_LIGHT = frozenset(LIGHT.split())


def stands(match: re.Match[str], verb: Verb) -> bool:
    """Whether a form that the table has says what happened, where it stands."""
    left, word = match.string, match[0].lower()
    before = left[max(match.start() - 24, 0) : match.start()]
    if _is_part_of_another(left, match, word, before):
        return False
    if verb.noun or verb.either:
        return not _COMPOUND.match(left, match.end())
    if verb.plain:
        if word in _ALONE and _MANY.search(before) and _NO_OBJECT.match(left, match.end()):
            return True
        return bool(_SUBJECT.search(before)) or (
            bool(_MARK.search(before)) and _OBJECT_OR_END.match(left, match.end()) is not None
        )
    if word.endswith("ing") and " " not in word:
        return bool(_RUNNING.search(before)) or (
            not before.strip() and bool(_OBJECT.match(left, match.end())) and not _IS.match(left, match.end())
        )
    return True


def _is_part_of_another(left: str, match: re.Match[str], word: str, before: str) -> bool:
    """Whether it only helps to say something else: "started to look", "ended up", "pull request", "by push"."""
    if word.startswith(("start", "begin", "began")) and _TO_DO.match(left, match.end()):
        return not _known(left, match.end())
    if (word in _STATES and _STATE.search(before)) or (word in _EDGES and _EDGE.match(left, match.end())):
        return True
    if word.startswith("end") and left.startswith(" up ", match.end()):
        return True
    if (word.startswith("pass") and _ON.match(left, match.end())) or (word == "push" and before.endswith("by ")):
        return True
    return bool(word.startswith("request") and _REQUEST.search(before)) or (word == "clear" and before.endswith("all "))


def _known(left: str, place: int) -> bool:
    """Whether what is begun there is an act of the table: "started deploying"."""
    begun = _TO_DO.match(left, place)
    return bool(begun and begun["running"] and begun["running"].lower() in verbs.table())


def is_other(words: str, light: Collection[str] = _LIGHT) -> bool:
    """Whether a verb that is in no table says what happened there; light ones say nothing beside the noun of an act."""
    found = [match for match in _DOING.finditer(words) if not _MODIFIER.search(words[: match.start()])]
    told = [match[0].lower() for match in found] + [match[1].lower() for match in _PERFECT.finditer(words)]
    return any(word not in verbs.table() and word not in light for word in told)


def is_state(words: str) -> bool:
    """Whether it says what was, not what happened."""
    there = _WAS_THERE.match(words) is not None
    return there or (bool(_BEING.search(words)) and not is_other(words, ()) and not is_bare(words))


def takes_up(words: str) -> bool:
    """Whether nothing stands there but what takes up the verb of another clause."""
    rest = _SAME.sub(" ", words)
    return all(word in _LITTLE for word in re.findall(r"[a-z']+", rest.lower()))


def is_bare(words: str) -> bool:
    """Whether nothing stands there but a verb: no noun that says to what it happened."""
    told = verbs.table()
    return all(word in _LITTLE or word in told or word in _HELPING for word in re.findall(r"[a-z']+", words.lower()))


def is_same(words: str) -> bool:
    """Whether it says that somebody did what another did."""
    return bool(_SAME.search(words))
