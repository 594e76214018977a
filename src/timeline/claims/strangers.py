"""Names of nobody in the record, where the name of somebody who acted or was meant stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from timeline.claims.marks import Marks
from timeline.claims.phrases import one_of
from timeline.claims.pieces import Piece, Said
from timeline.claims.roles import GIVING
from timeline.claims.verbs import Verb

_CAPITAL = r"[^\W\d_a-z]"
_NAME = re.compile(
    rf"(?<![\w'-]){_CAPITAL}[\w'-]{{0,40}}[^\W\d_]\.?"
    rf"(?: (?:{_CAPITAL}[\w'-]{{0,40}}[^\W_]|{_CAPITAL}\.|(?:van|von|de|der|den|da|di|la|le|bin|al|del)\b)){{0,3}}"
)
#: What begins a sentence with a capital, or is written with one, and is nobody's name.
_NO_NAME_WORDS = """
    the this that these those it its they them their we us our i my he him his she her you your a an all any both
    each every everybody everyone nobody none somebody someone anyone anybody one two three four five six seven
    eight nine ten first second third last next then later after before once when while until since during within
    between from to at by on in of for with without about around as if and but or so because due engineers
    engineer responders responder operators operator operations ops team teams developers developer people staff
    colleagues customers customer users user support sre sres oncall on-call management leadership security
    platform infrastructure infra automation alert alerts alarm alarms monitor monitors monitoring warning
    warnings page pages paging incident incidents pull request requests pr prs mr change changes commit commits
    branch main master merge deployment deployments deploy deploys build builds workflow workflows pipeline
    pipelines job jobs run runs plan plans apply release releases version rollback rollbacks rollout revert fix
    hotfix patch approval approvals review reviews comment comments message messages post posts thread channel
    channels ticket tickets issue issues task error errors exception status page update updates summary terraform
    atlantis hcp datadog pagerduty github slack jira sentry grafana statuspage kubernetes aws gcp azure docker
    jenkins argo helm git instance instances host hosts node nodes server servers service services database
    databases queue queues traffic publishing production staging monday tuesday wednesday thursday friday saturday
    sunday january february march april may june july august september october november december utc gmt cet cest
    z timeline detection response resolution recovery escalation acknowledgement mitigation impact cause root
    lessons action actions item items meanwhile finally eventually initially subsequently afterwards afterward
    shortly immediately however also additionally next overall there here what who which where why how not no yes
    thanks thank kudos hello hi dear hey morning evening regards cheers sorry please note fyi btw
    ok acknowledged approved merged applied opened created closed resolved triggered recovered rejected deployed
    handover handovers handoff shift having being
    reviewed started finished failed escalated assigned notified paged posted said wrote commented
"""
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
_NOTHING_DONE = one_of("""
    by|at|in|on|after|before|with|around|from|to|until|for|successfully|again|and|but|without|via|within|shortly|soon
    later|then|as|because|due
""")
_NO_OBJECT = re.compile(rf" ?(?:{_NOTHING_DONE}\b|[.,;:()-]|$)", re.IGNORECASE)
_OF_THINGS = re.compile(
    r"\b(?:the|a|an|of|in|on|into|our|its|their|for|about|regarding|via|using|through|with|at|and|or) $",
    re.IGNORECASE,
)
_TO_WORDS = re.compile(r" (?:on|in|to|about|at) [\w ]{0,12}\ufffc{1,80}\W{0,4}\ufffc")
#: What only people do.
_HUMAN_WORDS = """
    pull.approved run.approved pull.rejected pull.reviewed pull.merged pull.closed pull.reopened pull.commented
    incident.acknowledged incident.escalated incident.snoozed incident.annotated
"""
HUMAN = frozenset(_HUMAN_WORDS.split())
_BY = re.compile(r"\bby (?:the \S+ |@)?$", re.IGNORECASE)
_FROM = re.compile(
    r"\b(?:from|to|with|reached|notified|paged|asked|told|brought in|pulled in|looped in) $", re.IGNORECASE
)
_BEGINS = re.compile(r"(?:^|[·|\u2013\u2014-]|\ufffc\W{0,4}) ?$")
_COLON = re.compile(r" ?[:\u2013\u2014-]{1,3} ?")
_ADVERBS = re.compile(r"(?: (?:has|had|then|also|later|first|\w{1,20}ly|and|,)){0,6} ")
_PASSIVE = re.compile(r" (?:was|were|got|has been|had been|is) (?:\w{1,20}ly |then |also )?")
_PHONE = re.compile(r"'s (?:phone|pager|mobile|cell)\b")
_TO = re.compile(r"(?:\bto|notified|paged|assigned|requested|called|reassigned|and|,) @?$", re.IGNORECASE)
_DID = re.compile(
    r" (?:then |also |later |finally |quickly |first |since |who |, who )?(?:(?:had|has) (?:since |then |already )?)?"
    r"(?:[a-z]{2,20}(?:ed|[^s]s)|was|is|had|put|gave|sent|took|hit|set|made|saw|found|thought|left|ran|got|went|came|said|wrote|told|chose|cut)\b"
)
_PRODUCT = re.compile(r"\b(?!Mc|Mac|De|Di|La|Le|Van|Fitz|O')[A-Z]\w*[a-z][A-Z]")
_HANDLE = re.compile(r"(?<![\w.@/])@([A-Za-z][\w.-]{0,38}\w)(?![\w/@])")
_EVERYBODY = frozenset(["here", "channel", "everyone", "all", "team", "oncall", "on-call", "group", "latest", "main"])
_NOTHING = Verb(frozenset(), "")
#: How far behind a name its verb may stand, adverbs between them; how long an abbreviation is.
_NEAR, _ABBREVIATION = 24, 5


@dataclass(frozen=True)
class _Place:
    """A name where it stands.

    Attributes:
        name: the name.
        start: where it begins.
        before, after: what stands around it in its clause.
        head: the verb of its clause.
        first: whether the sentence begins with it.
        quoted: whether a quotation follows it, as in `Ada: "…"`.
    """

    name: str
    start: int
    before: str
    after: str
    head: Said | None
    first: bool
    quoted: bool

    @property
    def several(self) -> bool:
        """Whether it has a first name and a surname."""
        return " " in self.name

    @property
    def verb(self) -> Verb:
        """What its clause says; nothing where it has no verb."""
        return self.head.verb if self.head else _NOTHING

    @property
    def between(self) -> str:
        """What stands between it and the verb that follows it."""
        return self.after[: max(self.gap, 0)]

    @property
    def gap(self) -> int:
        """How far the verb is behind it; below 0 where it stands before it."""
        return self.head.begin - self.start - len(self.name) if self.head else -1

    @property
    def rest(self) -> str:
        """What stands behind the verb that follows it."""
        return self.after[self.gap + self.head.end - self.head.begin :] if self.head else ""

    @property
    def gives(self) -> bool:
        """Whether its verb is of what is done to somebody."""
        return bool(self.verb.acts & GIVING)

    @property
    def is_next(self) -> bool:
        """Whether the verb follows it at once."""
        return 0 <= self.gap <= _NEAR and _ADVERBS.fullmatch(self.between) is not None


def _is_behind_by(place: _Place) -> bool:
    return bool(_BY.search(place.before)) or (place.several and bool(_FROM.search(place.before)))


def _is_speaker(place: _Place) -> bool:
    """`Ada: "…"`, and a cell of a table that is a whole name."""
    begins = bool(_BEGINS.search(place.before))
    cell = place.several and re.match(r" ?[·|]", place.after)
    return begins and bool(place.quoted or cell or _TO_WORDS.match(place.after))


def _is_beside(place: _Place) -> bool:
    """`merged (Ada)`, `merged, Ada`."""
    if place.head is None or place.gap >= 0:
        return place.several and _is_in_brackets(place)
    alone = place.before.rstrip().endswith(",") and not re.search(r"\w", place.after)
    return _is_in_brackets(place) or (alone and not place.verb.noun)


def _is_in_brackets(place: _Place) -> bool:
    return place.before.rstrip().endswith("(") and place.after.lstrip().startswith(")")


def _is_given(place: _Place) -> bool:
    """`Ada was paged`, `Ada paged`, `Ada's phone rang`, `paged Ada`, `assigned to Ada`."""
    if not place.gives:
        return False
    if place.gap > 0 and (_PASSIVE.fullmatch(place.between) or _PHONE.match(place.after)):
        return True
    if place.gap < 0:
        return bool(_TO.search(place.before))
    return place.first and (place.is_next or (place.several and bool(re.match(r" (?:was|were|got)\b", place.after))))


def _acts(place: _Place) -> bool:
    """`Ada merged it`: what a single word begins a sentence with must do something to something."""
    if not place.is_next or place.verb.noun:
        return False
    if place.several or not place.first:
        return True
    does = bool(place.verb.acts) and (
        " " in (place.head.text if place.head else "") or not _NO_OBJECT.match(place.rest)
    )
    return place.verb.speech or does


def _is_of_people(place: _Place) -> bool:
    """A first name and a surname beside an act that is only people's."""
    return place.several and bool(place.verb.acts & (HUMAN | GIVING)) and not _OF_THINGS.search(place.before)


def _is_quoted_before(place: _Place) -> bool:
    """`"…", wrote Ada`."""
    verb = place.head.text if place.head and place.verb.speech else ""
    before = place.before.rstrip()
    return bool(verb) and before.endswith(verb) and "\ufffc" in before[-len(verb) - 6 :]


def _owns(place: _Place) -> bool:
    """`Ada's approval`."""
    own = place.verb.noun and place.gap >= 0 and re.match(r"'s (?:\w+ )?$", f"{place.between} ")
    return bool(own) or (place.several and bool(re.match(r"'s [a-z]", place.after)))


def _is_to_act(place: _Place) -> bool:
    """`It took Ada two minutes to acknowledge it`, `until 18:47 for Ada to acknowledge it`."""
    takes = place.before.endswith(("for ", "took ")) and place.between.rstrip().endswith(" to")
    return takes and bool(place.verb.acts & HUMAN)


def _is_subject(place: _Place) -> bool:
    """A first name and a surname before a verb that is people's, and in no table."""
    return place.several and not _OF_THINGS.search(place.before) and bool(_DID.match(place.after))


_TESTS = (
    _is_behind_by,
    _is_speaker,
    _is_beside,
    _is_given,
    _acts,
    _is_of_people,
    _is_subject,
    _is_to_act,
    _is_quoted_before,
    _owns,
)


def strangers(marks: Marks, head: Said | None, begin: int, end: int) -> Iterator[Piece]:
    """Names of nobody in the record, where a name of who acted or was meant stands."""
    yield from _handles(marks, begin, end)
    for match in _NAME.finditer(marks.left, begin, end):
        if (name := _name(match[0])) and not _is_of_things(name, marks):
            place = _placed(marks, name, match.start() + match[0].find(name), begin, head)
            if any(test(place) for test in _TESTS):
                yield Piece(place.start, place.start + len(name), name)


def _handles(marks: Marks, begin: int, end: int) -> Iterator[Piece]:
    """Handles of nobody in the record."""
    for match in _HANDLE.finditer(marks.left, begin, end):
        if match[1].lower() not in _EVERYBODY:
            yield Piece(match.start(), match.end(), match[0])


def _is_of_things(name: str, marks: Marks) -> bool:
    """Whether all its words are the record's own, or it is written as products are."""
    return all(_bare(word) in marks.words for word in name.split()) or bool(_PRODUCT.search(name))


def _name(text: str) -> str:
    """The name in words with capitals; empty where it is none."""
    words = text.split()
    while words and _bare(words[0]) in _NO_NAME:
        words = words[1:]
    name = re.sub(r"'s?$", "", " ".join(words))
    is_short = name.isupper() and len(name) <= _ABBREVIATION
    return (
        ""
        if is_short or any(_bare(word) in _NO_NAME for word in words) or all(len(word) == 1 for word in words)
        else name
    )


def _bare(word: str) -> str:
    return re.sub(r"'s?$", "", word.lower()).rstrip(".")


def _placed(marks: Marks, name: str, start: int, begin: int, head: Said | None) -> _Place:
    end = start + len(name)
    colon = _COLON.match(marks.left, end)
    quoted = bool(colon) and any(quote.begin == (colon.end() if colon else end) for quote in marks.quotes)
    first = not re.search(r"\w|\ufffc", marks.left[:start])
    return _Place(name, start, marks.left[begin:start], marks.left[end:], head, first, quoted)
