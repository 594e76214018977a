"""Names of nobody in the record, where the name of somebody who acted or was meant stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeline.claims import verbs
from timeline.claims.marks import Marks
from timeline.claims.pieces import Piece, Said
from timeline.claims.roles import GIVING

_NAME = re.compile(
    r"[^\W\d_a-z][\w’'-]*[^\W\d_]\.?(?:\s+(?:[^\W\d_a-z][\w’'-]*[^\W_]|[^\W\d_a-z]\.|(?:van|von|de|der|den|da|di|la|le|bin|al|del)\b)){0,3}"
)
#: What begins a sentence with a capital, or is written with one, and is nobody's name.
_NO_NAME = frozenset(
    """the this that these those it its they them their we us our i my he him his she her you your a an all any both each every everybody everyone
    nobody none somebody someone anyone anybody one two three four five six seven eight nine ten first second third last next then later after
    before once when while until since during within between from to at by on in of for with without about around as if and but or so because due
    engineers engineer responders responder operators operator operations ops team teams developers developer people staff colleagues customers
    customer users user support sre sres oncall on-call management leadership security platform infrastructure infra automation alert alerts alarm
    alarms monitor monitors monitoring warning warnings page pages paging incident incidents pull request requests pr prs mr change changes commit
    commits branch main master merge deployment deployments deploy deploys build builds workflow workflows pipeline pipelines job jobs run runs
    plan plans apply release releases version rollback rollbacks rollout revert fix hotfix patch approval approvals review reviews comment comments
    message messages post posts thread channel channels ticket tickets issue issues task error errors exception status page update updates summary
    terraform atlantis hcp datadog pagerduty github slack jira sentry grafana statuspage kubernetes aws gcp azure docker jenkins argo helm git
    instance instances host hosts node nodes server servers service services database databases queue queues traffic publishing production staging
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
    utc gmt cet cest z timeline detection response resolution recovery escalation acknowledgement mitigation impact cause root lessons action actions
    item items meanwhile finally eventually initially subsequently afterwards afterward shortly immediately however also additionally next overall
    there here what who which where why how not no yes ok acknowledged approved merged applied opened created closed resolved triggered recovered
    rejected deployed reviewed started finished failed escalated assigned notified paged posted said wrote commented""".split()
)
_NO_OBJECT_AHEAD = re.compile(
    r"\s*(?:(?:by|at|in|on|after|before|with|around|from|to|until|for|successfully|again|and|but|without|via|within|shortly|soon|later|then|as|because|due)\b|[.,;:()-]|$)",
    re.IGNORECASE,
)
_OF_THINGS = re.compile(
    r"\b(?:the|a|an|of|in|on|into|our|its|their|for|about|regarding|via|using|through|with|at|and|or)\s+$",
    re.IGNORECASE,
)
_TO_WORDS = re.compile(r"\s+(?:on|in|to|about|at)\s+[\w\s]{0,12}\ufffc+\W{0,4}\ufffc")
#: What only people do.
HUMAN = frozenset(
    """pull.approved run.approved pull.rejected pull.reviewed pull.merged pull.closed pull.reopened pull.commented incident.acknowledged incident.escalated
    incident.snoozed incident.annotated""".split()
)


def strangers(marks: Marks, head: Said | None, begin: int, end: int) -> Iterator[Piece]:
    """Names of nobody in the record, where a name of who acted or was meant stands."""
    left = marks.left
    for match in _NAME.finditer(left, begin, end):
        words = match[0].split()
        while words and words[0].lower().rstrip(".") in _NO_NAME:
            words = words[1:]
        if (
            not words
            or any(word.lower().rstrip("'s").rstrip(".") in _NO_NAME for word in words)
            or all(len(word) < 2 for word in words)
        ):  # noqa: PLR2004
            continue
        start = match.start() + match[0].find(words[0])
        name = re.sub(r"['’]s?$", "", match[0][start - match.start() :])
        before, after = left[begin:start], left[start + len(name) :]
        first = not re.search(r"\w|\ufffc", left[:start])
        colon = re.match(r"\s*[:\N{EM DASH}\N{EN DASH}-]+\s*", after)
        quoted = bool(colon) and any(quote.begin == start + len(name) + colon.end() for quote in marks.quotes)
        if _is_named(before, after, name, head, start, first=first, quoted=quoted):
            yield Piece(start, start + len(name), name)


def _is_named(before: str, after: str, name: str, head: Said | None, start: int, *, first: bool, quoted: bool) -> bool:
    """Whether it stands where a person is named."""
    if name.isupper() and len(name) <= 5:  # noqa: PLR2004 - an abbreviation
        return False
    if re.search(r"\bby\s+(?:the\s+\S+\s+|@)?$", before, re.IGNORECASE):
        return True
    alone = re.search(r"(?:^|[·|\N{EM DASH}\N{EN DASH}-]|\ufffc\W{0,4})\s*$", before) and (
        quoted or re.match(r"\s*[·|]", after)
    )
    if alone and (" " in name or quoted):
        return True
    if re.search(r"(?:^|[·|]|\ufffc\W{0,4})\s*$", before) and _TO_WORDS.match(after):
        return True
    if head is None:
        return False
    if re.search(r"\(\s*$", before) and re.match(r"\s*\)", after) and head.begin < start:
        return True
    if re.search(r",\s*$", before) and not re.search(r"\w", after) and head.begin < start and not head.verb.noun:
        return True
    behind = head.begin - start - len(name)
    if _is_given(head, name, after, behind):
        return True
    right_before = (
        0 <= behind <= 24
        and re.fullmatch(r"(?:\s+(?:has|had|then|also|later|first|first\s+then|\w+ly|and|,))*\s+", after[:behind])
        is not None
    )  # noqa: PLR2004
    several = " " in name
    if right_before and head.verb.noun:
        return False
    if several and head.verb.acts & (HUMAN | GIVING) and not _OF_THINGS.search(before):
        return True
    if (
        several
        and first
        and behind > 0
        and head.verb.acts & HUMAN
        and not verbs.is_passive(after[:behind])
        and re.match(r"\s+[a-z]", after)
    ):
        return True
    if head.verb.acts & GIVING and behind > 0 and re.match(r"['’]s\s+(?:phone|pager|mobile|cell)\b", after):
        return True
    if right_before and (several or not first):
        return True
    if right_before:
        rest = after[behind + head.end - head.begin :]
        return head.verb.speech or bool(head.verb.acts) and (" " in head.text or not _NO_OBJECT_AHEAD.match(rest))
    if re.match(r"['’]s\s+(?:\w+\s+)?$", after[:behind] + " ") and head.verb.noun and behind >= 0:
        return True
    given = bool(head.verb.acts & GIVING)
    if given and right_before and first:
        return True
    if (
        given
        and start > head.end
        and re.search(
            r"(?:\bto|notified|paged|assigned|requested|called|reassigned|and|,)\s+@?$", before, re.IGNORECASE
        )
    ):
        return True
    if given and first and several and re.match(r"\s+(?:was|were|got)\b", after):
        return True
    return bool(several and re.search(r"\(\s*$", before) and re.match(r"\s*\)", after))


def _is_given(head: Said, name: str, after: str, behind: int) -> bool:
    """Whether it is somebody to whom something was done: `Marlowe was paged`."""
    between = after[: max(behind, 0)]
    return (
        bool(head.verb.acts & GIVING)
        and behind > 0
        and bool(re.fullmatch(r"\s+(?:was|were|got|has\s+been|had\s+been|is)\s+(?:\w+ly\s+|then\s+|also\s+)?", between))
    )
