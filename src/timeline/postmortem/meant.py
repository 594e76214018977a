"""Whether words that may blame are meant so: "should have looked" and not "should have an owner"."""

from __future__ import annotations

import re

from timeline.postmortem.subjects import subject


def always(_text: str, _found: re.Match[str]) -> bool:
    """Whatever stands beside them."""
    return True


#: Participles that stand before a noun as adjectives: "each should have automated tests".
_ADJECTIVES = re.compile(
    r"(?:automated|dedicated|limited|shared|distributed|reduced|detailed|signed|scheduled|pinned|named|nested"
    r"|related|unified|centrali[sz]ed"
    r"|encrypted|typed|tagged|required|restricted|replicated|structured|trusted|unlimited|written|read|set"
    r"|documented|defined|agreed|tested"
    r"|expected|fixed|known|hidden|split|increased|improved|managed|bounded|cached|isolated|red)",
    re.IGNORECASE,
)
_AFTER_ADJECTIVE = re.compile(
    r"[ \t]{1,9}(?!(?:the|a|an|this|that|these|those|it|them|him|her|us|me|you|our|his|their|its|my|your|to|in|on"
    r"|at|by|for|from|with|of|up"
    r"|down|out|off|back|over|as|and|or|but|when|before|after|until|earlier|sooner|later|first|then|so|because"
    r"|if|what|how|why|who|all"
    r"|everything|everyone|someone|something|nothing|anything|more|less|well|here|there)\b)\w{1,60}"
)


#: What people ask each other in order to learn: "what would have helped?"
_ASKS = re.compile(
    r"\b(?:what|which|how|anything|something|who)(?:\s{1,9}else)?\s{1,9}(?:(?<=which\s)(?:[\w-]{1,60}\s{1,9}){1,3})?$",
    re.IGNORECASE,
)
_HELPS = re.compile(r"^(?:would|could)\s.*(?:helped|made|shown|told|let|warned|eased|saved)$", re.IGNORECASE)


#: What says that somebody was not able to know, and so that nothing is laid to them.
_COULD_NOT = re.compile(
    r"\b(?:could(?:n't|\s{1,9}not)|(?:nobody|no one|no-one|none of us)\s{1,9}could)\s{1,9}have\s{1,9}(?:been\s{1,9})?"
    r"(?:known|seen|noticed|foreseen|predicted|guessed|expected|told)$",
    re.IGNORECASE,
)
#: What says what time it was somewhere, or what a timetable has.
_BY_THE_CLOCK = re.compile(r"\s{1,9}(?:about|around|roughly|some)?\s{0,9}\d|[^.;]{0,60}\baccording to\b", re.IGNORECASE)


def did_not_happen(text: str, found: re.Match[str]) -> bool:
    """Whether "should have" is about the past, not about what a thing is to have."""
    last = re.split(r"\s{1,9}", found[0])[-1]
    if _COULD_NOT.search(text[max(found.start() - 30, 0) : found.end()]) or _BY_THE_CLOCK.match(text, found.end()):
        return False
    if _ASKS.search(_sentence(text, found.start())) and _HELPS.search(found[0]):
        return False
    return not (_ADJECTIVES.fullmatch(last) and _AFTER_ADJECTIVE.match(text, found.end()))


_QUANTITIES = re.compile(
    r"\s{1,9}(?:one|two|three|a|an|some|few|half|part|those|these|\d\S{0,60}|that|single|both|root|admins?|(?-i:[a-z]\w{1,60}s))\b",
    re.IGNORECASE,
)
_PERSONS = re.compile(
    r"\s{1,9}(?:we|i|he|she|they|you|someone|somebody|anyone|anybody|everyone|people)\b", re.IGNORECASE
)
_UNREAL = re.compile(r"(?:\W{1,20}+\w{1,60}+){0,7}?\W{1,20}+(?:had|hadn't|were|could|would|knew)\b", re.IGNORECASE)


def is_a_wish(text: str, found: re.Match[str]) -> bool:
    """Whether "if only" wishes, and does not say "if no more than"."""
    if _PERSONS.match(text, found.end()):
        return True
    if re.match(r"\s{0,9}(?:[.!]|$)", text[found.end() :]):
        return True
    return not _QUANTITIES.match(text, found.end()) and bool(_UNREAL.match(text, found.end()))


_NO = re.compile(
    r"(?:\b(?:no|not|never|nobody|none|nor|without|neither|isn't|wasn't|aren't|weren't|don't|doesn't|didn't|cannot"
    r"|can't|avoid\w{0,60}|rather than|instead of|free of|nothing)(?:[^\w,;:]+(?!(?:but|and|so|because|which"
    r"|that)\b)\w{1,60}){0,3}[^\w,;:]+)$",
    re.IGNORECASE,
)


_NEAR = 500


def _sentence(text: str, place: int) -> str:
    """The sentence up to that place."""
    begin = max((found.end() for found in re.finditer(r"[.!?;:]\s{1,9}|\s\|\s|·", text[:place])), default=0)
    return text[begin:place]


_NONE = re.compile(
    r"\W{0,20}(?:\s(?:is|was|are|were|do|does|did|has|can))(?:\s{1,9}(?:not|never|no)\b|n't\b)", re.IGNORECASE
)


def not_denied(text: str, found: re.Match[str]) -> bool:
    """Whether the words are said, and not said to be none: "nobody is to blame"."""
    return not _NO.search(_sentence(text, found.start()))


def not_refused(text: str, found: re.Match[str]) -> bool:
    """The same, of words that may be refused behind them, too: "human error is not a cause"."""
    return not_denied(text, found) and not _NONE.match(text, found.end())


_UNSOUGHT = re.compile(
    r"\b(?:n't|not|no longer|stop(?:ped)?|avoid\w{0,60}|instead of|rather than)\s(?:[^.;:]{0,60}\s)?"
    r"(?:think|believe|look(?:ing)?|search(?:ing)?|seek(?:ing)?|ask(?:ing)?|speak(?:ing)?|talk(?:ing)?|have|nam(?:e|ing))"
    r"\b[^.;:]*$",
    re.IGNORECASE,
)


def not_sought(text: str, found: re.Match[str]) -> bool:
    """Whether such a cause is told or looked for: "we do not think that there is one", "none was found"."""
    return not_refused(text, found) and not _UNSOUGHT.search(_sentence(text, found.start()))


_TO_DO = re.compile(r"to\s{1,9}(?:\w{1,60}ly\s{1,9})?([\w-]+)", re.IGNORECASE)
_HUMAN = re.compile(
    r"notice|realise|realize|follow|communicate|escalate|understand|consider|tell|inform|ask|test|review"
    r"|document|anticipate|think|recognise|recognize|remember|appreciate|act|notify|check|look|pay|double-check"
    r"|investigate|own|care|warn|mention|coordinate"
)


def by_people(text: str, found: re.Match[str]) -> bool:
    """Whether it was people who failed."""
    verb = _TO_DO.search(found[0]) or _TO_DO.match(text[found.end() :].lstrip())
    said = verb[1].lower() if verb else ""
    if found[0].lower().startswith("failure"):
        return _HUMAN.fullmatch(said) is not None
    before = _sentence(text, found.start())
    if re.search(r"(?:\bnobody|\bno one|\bno-one|\bnone of us|\bnever)\W{0,20}$", before, re.IGNORECASE):
        return False
    if found[0].lower().startswith("neglecting") and not before.strip():
        return True
    return subject(before, said) == "person"


_PASSIVE = re.compile(
    r"\b(?:was|were|been|being|got|is|are)\s{1,9}(?:\w{1,60}ly\s{1,9}|also\s{1,9}|then\s{1,9})?$", re.IGNORECASE
)
#: By whom it was done, as far as the noun goes.
_BY = re.compile(
    r"(?:\s{1,9}\w{1,60}ly)?\s{1,9}by((?:\s{1,9}(?!(?:since|for|until|till|when|while|and|in|on|at|during|before|after)\b)"
    r"[\w¤'-]{1,60}+){1,4})"
)
_SEEN_BY_PEOPLE = re.compile(
    r"\b(?:alert|alarm|page|warning|notification|ticket|message|runbook|request|report|question|email|signal"
    r"|advice|instruction|review"
    r"|concern|complaint|process|procedure|policy|guideline|checklist|documentation|docs|step|task|test"
    r"|convention|rule|protocol|freeze|it"
    r"|they|this|that|these|which)s?\b",
    re.IGNORECASE,
)
_SAFE = re.compile(
    r"\b(?:safely|can be|could be|may be|to be|is|are|deliberately|silently|automatically)\W{0,20}$", re.IGNORECASE
)


def overlooked_by_people(text: str, found: re.Match[str]) -> bool:
    """Whether somebody ignored or neglected, in whatever voice; a parser ignores a field, too."""
    before = _sentence(text, found.start())
    if not (passive := _PASSIVE.search(before)):
        return by_people(text, found)
    after = _BY.match(text, found.end())
    if after:
        return subject(after[1].strip()) == "person"
    if _SAFE.search(before):
        return False
    if found[0].lower().startswith("neglect"):
        return True
    return bool(_SEEN_BY_PEOPLE.search(before[: passive.start()]))


_PEOPLES_RULES = re.compile(
    r"\b(?:change|release|deployment|deploy|review|company|our|the|a|this|team|safety|access"
    r"|on-call)?\s{0,9}(?:policy|policies|procedures?"
    r"|process(?:es)?|protocols?|guidelines?|freeze|checklist|agreement|best practices?|rules? of|conventions?"
    r"|standards?)\b",
    re.IGNORECASE,
)
_MACHINES_RULES = re.compile(
    r"\b(?:network|security|retention|lifecycle|content|scaling|pod|rate|constraint|slo|sla|invariant|budget"
    r"|schema|foreign|unique"
    r"|opa|kyverno|admission|iam|bucket|cors|password)\b",
    re.IGNORECASE,
)


#: What people do, so that it is theirs what it breaks.
_ACTS = re.compile(
    r"\b(?:change|deploy(?:ment)?|merge|release|commit|roll-?out|push|migration|hotfix|restart)s?\W{1,20}$",
    re.IGNORECASE,
)


def rules_of_people(text: str, found: re.Match[str]) -> bool:
    """Whether a rule of people's was broken by people; a query violates a constraint, too."""
    before, after = _sentence(text, found.start()), re.split(r"[.;,]", text[found.end() :])[0]
    if _MACHINES_RULES.search(after if not _PASSIVE.search(before) else before):
        return False
    if _PASSIVE.search(before):
        by = _BY.match(after)
        return subject(by[1].strip()) == "person" if by else bool(_PEOPLES_RULES.search(before))
    is_act = found[0].lower().startswith("violation") or _ACTS.search(before)
    return subject(before) == "person" or bool(is_act and _PEOPLES_RULES.search(after))


_REQUIRED = re.compile(
    r"\b(?:should|shall|must|will|can|may|so that|let us|let's|please|needs? to|has to|have to|to (?:be |say "
    r"|mark |label |show |state ))[^.;]*$",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\b(?:more|less|as|so|most|very|too|how|not|n't|put(?:\s{1,9}it)?|quite|speak|spoke|sa(?:id|ys?)|stat(?:es?|ed"
    r"|ing)|show(?:s|ed|n)?|writ(?:es?|ten)|wrote|mark(?:s|ed)?|label(?:s|led)?|nam(?:es?|ed)|explain(?:s|ed)?"
    r"|describ(?:es?|ed))\W{1,20}$",
    re.IGNORECASE,
)
_LAST = re.compile(r"\s{0,9}(?:[.;)\]]|$|enough\b|and\b)")
_SEPARATED = re.compile(
    r"\s{1,9}(?:separat|mark|label|labell|defin|document|nam|assign|word|divid|distinguish|communicat|stat|pars)(?:ed|led)\b",
    re.IGNORECASE,
)


_ORDERS = re.compile(
    r"\W{0,20}(?:is|are|does|do|can|make|keep|show|mark|label|state|say|write|name|put|tell|explain)\b", re.IGNORECASE
)


def judges(text: str, found: re.Match[str]) -> bool:
    """Whether "clearly" says that it was plain to see, and not how something is or is to be said."""
    before = _sentence(text, found.start())
    if _MANNER.search(before) or _REQUIRED.search(before) or _ORDERS.match(before):
        return False
    if before.strip(" *_-") and _LAST.match(text, found.end()):
        return False
    return not (found[0].lower() == "clearly" and _SEPARATED.match(text, found.end()))


_GIT = re.compile(r"\b(?:git|hg|svn)\W{1,20}$", re.IGNORECASE)
_FREE = re.compile(r"(?:-free|less|[ -]culture|[ -]aware|\s{1,9}(?:game|view))\b", re.IGNORECASE)


def blames(text: str, found: re.Match[str]) -> bool:
    """Whether somebody is blamed, by people and not by `git`."""
    before = _sentence(text, found.start())
    if _GIT.search(before) or _FREE.match(text, found.end()):
        return False
    return not_refused(text, found)
