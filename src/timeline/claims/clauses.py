"""A sentence, taken apart into what it claims: who did what to what, and when; and what nothing can bear out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from timeline.claims import verbs
from timeline.claims.marks import Count, Length, Marks, Piece, Said, Thing
from timeline.claims.people import Named
from timeline.claims.times import When
from timeline.claims.verbs import Verb

_JOINS = re.compile(
    r"\s*;\s*"
    r"|,?\s+(?=(?:because|due\s+to|owing\s+to|thanks\s+to|in\s+order\s+to|so\s+that|so\s+as\s+to|as\s+a\s+(?:result|consequence)|causing|leading\s+to|resulting\s+in"
    r"|which\s+(?:caused|led|resulted|meant|fixed|restored|mitigated)|to\s+(?:prevent|avoid|fix|mitigate|restore|stop|reduce|address|undo|make\s+sure|ensure))\b)"
    r"|,?\s+(?:(?:and|but),\s+|(?:and|but)\s+(?:then\s+)?|then\s+|before\s+|after\s+|while\s+|when\s+|once\s+|until\s+|as\s+soon\s+as\s+|whereupon\s+|followed\s+by\s+)"
    r"|,\s+(?:who|which|at\s+which\s+point)\s+|\s+(?:who|which)\s+"
    r"|,\s+|\s+-+\s+|\s+[\N{EM DASH}\N{EN DASH}·|→]\s+|:\s+|\.{3}\s*|\s*[()]\s*",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:^|(?<=[.;:!?]\s))\s*(?:(?P<word>before|after|once|when|while|until|as\s+soon\s+as)\s+)", re.IGNORECASE
)
_LATER = re.compile(r"\b(?:later|afterwards|thereafter)\W*$", re.IGNORECASE)
_ORDER = re.compile(
    r"\b(?P<word>before|after|once|when|while|until|as soon as|then|followed by|whereupon)\b", re.IGNORECASE
)
#: What a sentence gives as the reason, from there on to the end of that part.
CAUSE = re.compile(
    r"\b(?:because(?:\s+of)?|due\s+to|owing\s+to|thanks\s+to|as\s+a\s+(?:result|consequence)(?:\s+of)?|root[\s-]cause\w*|caus(?:e|es|ed|ing)(?:\s+by)?"
    r"|led\s+to|leads?\s+to|leading\s+to|result(?:ed|ing|s)\s+(?:in|from)|stemm\w+\s+from|contribut\w+\s+(?:to|factors?)|the\s+reason|responsible\s+for|attributed\s+to"
    r"|therefore|consequently|which\s+meant|meaning\s+that|so\s+much\s+that|since\s+the\s+\w+\s+(?:was|were|had)|brought\s+down|took\s+down|fixe[sd]|fixing|mitigat\w+|restor(?:e|es|ed|ing)"
    r"|culprit|traced\s+(?:back\s+)?to|blam\w+|at\s+fault|introduced\s+(?:by|a|the)|made\s+(?:it|them)\s+(?:fail|stop))\b",
    re.IGNORECASE,
)
IMPACT = re.compile(
    r"\b(?:impact\w*|affect(?:ed|ing|s)?|customers?|end[\s-]users?|users?|clients?|visitors?|outages?|degrad\w+|unavailab\w+|availability|revenue|sla|slo|error\s+budget"
    r"|lost\s+(?:data|messages|requests|orders|money)|data\s+loss|slow(?:er|ed)?\s+(?:down|responses?)|could\s+not\s+(?:log|use|reach|see|load|send)|unreachable|blast\s+radius|severity)\b",
    re.IGNORECASE,
)
INTENT = re.compile(
    r"\b(?:in\s+order\s+to|so\s+that|so\s+as\s+to|intend(?:ed|ing|s)?\s+to|intention|want(?:ed|ing|s)?\s+to|hop(?:ed|ing|es)\s+(?:to|that)|meant\s+to|aim(?:ed|ing|s)?\s+(?:to|at)"
    r"|decid(?:ed|ing|es)|decision|plan(?:ned|ning|s)?\s+to|tr(?:y|ied|ying)\s+to|attempt(?:ed|ing|s)?\s+to|cho(?:se|ose)\s+to|wish(?:ed)?\s+to|thought|believ(?:ed|ing)|assum(?:ed|ing|ption)"
    r"|suspect(?:ed|ing)|expected\s+(?:to|that)|realis?z?ed|to\s+(?:prevent|avoid|fix|mitigate|restore|stop|reduce|address|undo|make\s+sure|ensure|see\s+(?:if|whether)|find\s+out|check\s+(?:if|whether)|help)"
    r"|will|shall|should|would|could|might|must|ought|going\s+to|needs?\s+to|let's|todo|to-do|if\s+we|unless)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|no\s+one|nobody|none|without|neither|nor|no)\b|n't\b", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|from)\s+(?:the\s+)?(?:[\w-]+\s+){0,3}?,?\s*@?$", re.IGNORECASE)
_BESIDE = re.compile(r"\b(?:to|with|for|at|about|of|like|via|per|against|alongside)\s+(?:the\s+)?@?$", re.IGNORECASE)
_TOGETHER = re.compile(r"\s*(?:,|,?\s*and|&|\+|/|,?\s*then)\s*@?", re.IGNORECASE)
_OPENED = re.compile(r"[(:\N{EM DASH}\N{EN DASH}·|-]\s*@?$")
_TO_DO = re.compile(r"\bto\s+(?:not\s+|also\s+|be\s+)?$", re.IGNORECASE)
_FINITE = re.compile(
    r"\b(?:was|were|is|are|got|gets|has|have|had|been|being|be|then|also|later|already|did)\s+(?:\w+ly\s+|first\s+|then\s+|also\s+|later\s+|not\s+|never\s+|being\s+|been\s+)*$",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"\b(?:the|a|an|its|newly|previously|recently)\s+$", re.IGNORECASE)
_GIVING = frozenset(
    (
        "incident.assigned",
        "ticket.assigned",
        "error.assigned",
        "incident.notified",
        "incident.escalated",
        "incident.responder_requested",
    )
)
#: What only people do.
_HUMAN = frozenset(
    """pull.approved run.approved pull.rejected pull.reviewed pull.merged pull.closed pull.reopened pull.commented incident.acknowledged incident.escalated
    incident.snoozed incident.annotated""".split()
)


@dataclass(frozen=True)
class Clause:
    """One claim.

    Attributes:
        text: its words.
        begin, end: where it stands in the sentence.
        verb: what is said to have happened; None where no verb of the table stands there.
        areas: what its nouns mean: a pull request, a deployment …
        agents: who is said to have acted.
        targets: to whom it was done.
        beside: others whom it names.
        strangers: names that are none of the record's people.
        things, quotes, numbers, counted, times, lengths, counts: what else stands in it.
        joined: how it hangs on the clause before: `and`, `before`, `after`, …
        negated: whether it says that this did not happen.
        softly: things and times that it takes over from its neighbours, where that fits.
        sort: `cause`, `impact` or `intention`, of which nothing can be checked.
    """

    text: str
    begin: int
    end: int
    verb: Verb | None = None
    areas: frozenset[str] = frozenset()
    agents: tuple[Named, ...] = ()
    targets: tuple[Named, ...] = ()
    beside: tuple[Named, ...] = ()
    strangers: tuple[Piece, ...] = ()
    things: tuple[Thing, ...] = ()
    quotes: tuple[Piece, ...] = ()
    numbers: tuple[Piece, ...] = ()
    counted: tuple[Piece, ...] = ()
    times: tuple[When, ...] = ()
    lengths: tuple[Length, ...] = ()
    counts: tuple[Count, ...] = ()
    joined: str = ""
    negated: bool = False
    sort: str = ""
    taken: tuple[Thing, ...] = field(default=())
    left: str = ""

    @property
    def is_anchored(self) -> bool:
        """Whether it names anything of the record's."""
        return bool(self.agents or self.targets or self.things or self.quotes or self.times or self.strangers)


def clauses(marks: Marks) -> list[Clause]:
    """The claims of a sentence, in the order of its words."""
    made = [_clause(marks, begin, end, joined) for begin, end, joined in _spans(marks)]
    return _handed_on(made, marks)


def _spans(marks: Marks) -> Iterator[tuple[int, int, str]]:
    """Where the claims begin and end, and by which word each hangs on the one before."""
    heads = _heads(marks, 0, len(marks.left))
    pieces: list[tuple[int, int, str]] = []
    begin, joined = 0, ""
    if lead := _LEADS.match(marks.left):
        joined = lead["word"].lower()
    for match in _JOINS.finditer(marks.left):
        pieces.append((begin, match.start(), joined))
        begin, joined = match.end(), _word(match[0])
    pieces.append((begin, len(marks.left), joined))
    merged: list[tuple[int, int, str]] = []
    waiting: tuple[int, str] | None = None
    for begin, end, joined in pieces:
        stands = _is_claim(marks, heads, begin, end, joined)
        if waiting and (
            _timed(marks, waiting[0], begin) and _timed(marks, begin, end) or marks.left[:begin].rstrip().endswith(";")
        ):
            merged.append((waiting[0], begin, waiting[1]))
            waiting = None
        if waiting:
            begin, joined = (
                waiting[0],
                waiting[1] or (joined if joined in _ORDERING and begin == waiting[0] else waiting[1]),
            )
        if stands:
            merged.append((begin, end, joined))
            waiting = None
        elif merged and not waiting and not _LATER.search(marks.left[begin:end]):
            merged[-1] = (merged[-1][0], end, merged[-1][2])
        else:
            waiting = (begin, joined)
    if waiting:
        last = len(marks.left)
        merged = [*merged[:-1], (merged[-1][0], last, merged[-1][2])] if merged else [(waiting[0], last, waiting[1])]
    yield from merged


#: Verbs of machines that say something where a person's words are quoted.
_ALSO_SAY = frozenset(map(verbs.stem, ("warn", "acknowledge")))


def _timed(marks: Marks, begin: int, end: int) -> bool:
    return any(begin <= when.begin < end for when in marks.times)


_ORDERING = frozenset(
    ("before", "after", "once", "when", "while", "until", "as soon as", "then", "followed by", "whereupon")
)


def _word(join: str) -> str:
    """The word that joins: an order, `and`, or nothing."""
    if found := _ORDER.search(join):
        return " ".join(found["word"].lower().split())
    low = join.lower()
    return (
        "and"
        if re.search(r"\b(?:and|but)\b", low)
        else "who"
        if "who" in low
        else "which"
        if "which" in low
        else ","
        if "," in low
        else ""
    )


def _is_claim(marks: Marks, heads: Sequence[Said], begin: int, end: int, joined: str) -> bool:
    """Whether a piece claims something by itself: it has a verb, or a noun of an act where an order is told."""
    words = marks.left[begin:end]
    inside = [head for head in heads if begin <= head.begin < end]
    if any(not head.verb.noun for head in inside):
        return True
    if CAUSE.search(words) or INTENT.search(words):
        return True
    if joined in _ORDERING and inside:
        return True
    return bool(
        any(begin <= quote.begin < end for quote in marks.quotes)
        and any(begin <= who.begin < end for who in marks.people)
        and joined in ("", "and", ",")
    )


def _heads(marks: Marks, begin: int, end: int) -> list[Said]:
    """The verbs that say what happened; infinitives and attributes do not."""
    found, aimed = [], []
    for said in marks.verbs:
        if not begin <= said.begin < end:
            continue
        before = marks.left[max(said.begin - 80, 0) : said.begin]
        if not said.verb.noun and _TO_DO.search(before) and said.text.lower() != "to respond":
            if _FOR_TO.search(before):
                aimed.append(said)
            continue
        if not said.verb.noun and _ATTRIBUTE.search(before) and not said.verb.either:
            continue
        if _WITHOUT_BEFORE.search(before):
            continue
        found.append(said)
    return found or aimed


#: "It took until then for Ada to acknowledge it" says that she did.
_FOR_TO = re.compile(
    r"\btook\b.*\bfor\s+[\ufffc\w\s]+\s+to\s+$|\b(?:first|last)\s+(?:one\s+|person\s+)?to\s+$", re.IGNORECASE
)


def _clause(marks: Marks, begin: int, end: int, joined: str) -> Clause:
    text = marks.text[begin:end].strip(" ,;:")
    left = marks.left[begin:end]

    def inside(pieces: Sequence[object]) -> list[object]:
        return [piece for piece in pieces if begin <= piece.begin < end]  # type: ignore[attr-defined]

    heads = _heads(marks, begin, end)
    head = _head(marks, heads, begin)
    areas = verbs.areas(left)
    for other in marks.verbs:
        if (
            begin <= other.begin < end
            and other is not head
            and not verbs.areas(other.text)
            and (
                other.verb.noun
                or other.verb.either
                or other.text.lower().endswith("ing")
                or not head
                or _TO_DO.search(marks.left[: other.begin])
            )
        ):
            areas |= {act.partition(".")[0] for act in other.verb.acts} if not other.verb.speech else set()
    people = inside(marks.people)
    quotes, head_verb = inside(marks.quotes), head.verb if head else None
    if quotes and any(who.kind == "person" for who in people) and (head_verb is None or head_verb.stem in _ALSO_SAY):
        head_verb = verbs.table()["says"]
    sort = (
        "cause"
        if CAUSE.search(left)
        else "impact"
        if IMPACT.search(left)
        else "intention"
        if INTENT.search(left)
        else ""
    )
    agents, targets, beside = _roles(marks, people, head, begin)  # type: ignore[arg-type]
    return Clause(
        text, begin, end, head_verb, frozenset(areas), tuple(agents), tuple(targets), tuple(beside),
        tuple(_strangers(marks, head, begin, end)), tuple(inside(marks.things)), tuple(quotes), tuple(inside(marks.numbers)),  # type: ignore[arg-type]
        tuple(inside(marks.counted)), tuple(inside(marks.times)), tuple(inside(marks.lengths)), tuple(inside(marks.counts)),  # type: ignore[arg-type]
        joined, _is_denied(left, head.begin - begin if head else len(left)), sort, left=left,
    )  # fmt: skip


def _is_perceived(marks: Marks, noun: Said, begin: int) -> bool:
    """Whether a person does something else to what the noun says: "Ada noticed the warning"."""
    return any(
        begin <= who.begin and who.end <= noun.begin and who.kind == "person" and not marks.left[who.end :].startswith("'")
        and re.search(r"\w", marks.left[who.end : noun.begin]) and not _BY.search(marks.left[begin : who.begin])
        for who in marks.people
    )  # fmt: skip


#: Verbs that say nothing but that the act of a noun was done: "a comment was left".
_LIGHT = frozenset(
    """left leave leaves given gave made makes make added adds posted posts sent sends submitted submits issued issues received raised raises occurred
    happened came performed completed recorded followed""".split()
)


def _is_denied(left: str, head: int) -> bool:
    """Whether it says that this did not happen: "not" stands before the verb, "without" elsewhere is of something else."""
    return bool(_NOT.search(left[:head])) or bool(_NOBODY.search(left))


_NOBODY = re.compile(r"\b(?:no\s+one|nobody)\b", re.IGNORECASE)
_WITHOUT_BEFORE = re.compile(r"\bwithout\s+(?:being\s+|having\s+been\s+|ever\s+|any\s+|an?\s+)?$", re.IGNORECASE)


def _head(marks: Marks, heads: Sequence[Said], begin: int) -> Said | None:
    """The verb that says what happened: one with a subject or an auxiliary before any other."""
    finite = [
        said
        for said in heads
        if not said.verb.noun and not (said.verb.either and _ATTRIBUTE.search(marks.left[begin : said.begin]))
    ]
    acts = [said for said in heads if said.verb.noun or said.verb.either]
    if acts and finite and all(said.text.lower() in _LIGHT or said in acts for said in finite):
        return acts[0]
    running = [said for said in finite if said.text.lower().endswith("ing")]
    if len(running) < len(finite):
        finite = [
            said
            for said in finite
            if said not in running or _FINITE.search(marks.left[max(begin, said.begin - 60) : said.begin])
        ]
    finite = [
        said
        for said in finite
        if not said.verb.either or _FINITE.search(marks.left[max(begin, said.begin - 60) : said.begin])
    ] or finite
    if not finite:
        return heads[0] if heads and not _is_perceived(marks, heads[0], begin) else None
    told = (
        [said for said in finite if said.verb.acts and not said.verb.speech]
        or [said for said in finite if said.verb.acts]
        or finite
    )
    for said in told:
        if _FINITE.search(marks.left[max(begin, said.begin - 60) : said.begin]):
            return _with_object(said, heads)
    people = [who.end for who in marks.people]
    for said in finite:
        if any(0 <= said.begin - place <= 2 for place in people) and (said.verb.acts or len(finite) == 1):  # noqa: PLR2004 - right behind a name
            return _with_object(said, heads)
    return _with_object(told[0], heads)


def _with_object(said: Said, others: Sequence[Said]) -> Said:
    """`started deploying` says of what it is the start."""
    behind = next(
        (
            each
            for each in others
            if each.begin == said.end + 1 and each.text.lower().endswith("ing") and each.verb.acts
        ),
        None,
    )
    if not behind:
        return said
    areas = {act.partition(".")[0] for act in behind.verb.acts}
    kept = frozenset(act for act in said.verb.acts if act.partition(".")[0] in areas)
    return said._replace(verb=said.verb._replace(acts=kept)) if kept else said


def _roles(
    marks: Marks, people: Sequence[Named], head: Said | None, begin: int
) -> tuple[list[Named], list[Named], list[Named]]:
    """Who acts, to whom it is done, and who is only named."""
    roles: dict[str, list[Named]] = {"agent": [], "target": [], "beside": []}
    last, role = -1, ""
    for who in people:
        between = marks.left[last : who.begin] if last >= 0 else ""
        together = last >= 0 and _TOGETHER.fullmatch(between) and not (head and last <= head.begin < who.begin)
        role = role if together else _role(marks, who, head, begin)
        if (
            role == "beside"
            and roles["agent"]
            and re.search(r"\band\s+$", between)
            and _AT_TIME.match(marks.left[who.end :])
        ):
            role = "agent"
        roles[role].append(who)
        last = who.end
    return roles["agent"], roles["target"], roles["beside"]


def _role(marks: Marks, who: Named, head: Said | None, begin: int) -> str:
    before = marks.left[begin : who.begin]
    giving = bool(head and head.verb.acts & _GIVING)
    if _BY.search(before):
        return "agent"
    if who.kind == "service":
        return "beside"
    if head is None:
        return "agent" if not _BESIDE.search(before) else "beside"
    if who.end <= head.begin:
        between = _ASIDE.sub(" ", marks.left[who.end : head.begin])
        if re.fullmatch(r"\s*(?:was|were|is)\s+(?:also\s+)?the\s+(?:first|last)\s+(?:one\s+|person\s+)?to\s*", between):
            return "agent"
        if between.strip() == "to" and re.search(r"\bfor\s+$", before):
            return "agent"
        if giving and re.match(r"'s?\s+(?:phone|pager|mobile|cell)\b", between):
            return "target"
        if between.startswith("'"):
            return "agent" if head.verb.noun and len(between.split()) <= 2 else "beside"  # noqa: PLR2004 - "Ada's quick approval"
        if _BESIDE.search(before):
            return "beside"
        if giving and not between.strip() and _NO_OBJECT.match(marks.left[head.end :]):
            return "target"
        if verbs.is_passive(between + " ") and not between.strip().endswith(("has", "had", "have")):
            return "target" if giving else "beside"
        return "agent"
    if giving:
        return "target"
    if _OPENED.search(before) or (before.rstrip().endswith(",") and not re.search(r"\w", marks.left[who.end :])):
        return "agent"
    return "beside"


_AT_TIME = re.compile(r"\s+(?:at|around|about)\s", re.IGNORECASE)
_ASIDE = re.compile(r",[^,]{1,80},|\([^()]{1,80}\)")
_NO_OBJECT = re.compile(r"\s*(?:[,.;:)]|(?:at|for|about|by|on|in|regarding|again|twice)\b|$)", re.IGNORECASE)


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


def _strangers(marks: Marks, head: Said | None, begin: int, end: int) -> Iterator[Piece]:
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


_NO_OBJECT_AHEAD = re.compile(
    r"\s*(?:(?:by|at|in|on|after|before|with|around|from|to|until|for|successfully|again|and|but|without|via|within|shortly|soon|later|then|as|because|due)\b|[.,;:()-]|$)",
    re.IGNORECASE,
)
_OF_THINGS = re.compile(
    r"\b(?:the|a|an|of|in|on|into|our|its|their|for|about|regarding|via|using|through|with|at|and|or)\s+$",
    re.IGNORECASE,
)
_TO_WORDS = re.compile(r"\s+(?:on|in|to|about|at)\s+[\w\s]{0,12}\ufffc+\W{0,4}\ufffc")


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
    if several and head.verb.acts & (_HUMAN | _GIVING) and not _OF_THINGS.search(before):
        return True
    if (
        several
        and first
        and behind > 0
        and head.verb.acts & _HUMAN
        and not verbs.is_passive(after[:behind])
        and re.match(r"\s+[a-z]", after)
    ):
        return True
    if head.verb.acts & _GIVING and behind > 0 and re.match(r"['’]s\s+(?:phone|pager|mobile|cell)\b", after):
        return True
    if right_before and (several or not first):
        return True
    if right_before:
        rest = after[behind + head.end - head.begin :]
        return head.verb.speech or bool(head.verb.acts) and (" " in head.text or not _NO_OBJECT_AHEAD.match(rest))
    if re.match(r"['’]s\s+(?:\w+\s+)?$", after[:behind] + " ") and head.verb.noun and behind >= 0:
        return True
    given = bool(head.verb.acts & _GIVING)
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
        bool(head.verb.acts & _GIVING)
        and behind > 0
        and bool(re.fullmatch(r"\s+(?:was|were|got|has\s+been|had\s+been|is)\s+(?:\w+ly\s+|then\s+|also\s+)?", between))
    )


def _handed_on(made: list[Clause], marks: Marks) -> list[Clause]:
    """Each clause with what it takes over from its neighbours: the subject behind "and", the thing that "it" means."""
    for place in range(1, len(made)):
        made[place] = _continued(made[place - 1], made[place], marks)
    for place in range(len(made) - 1):
        one, two = made[place], made[place + 1]
        if not one.things and not one.taken and two.joined in ("and", ",") and not one.sort and not two.sort:
            made[place] = replace(one, taken=two.things)
    return [clause for place, clause in enumerate(made) if not _is_told_better(clause, made[place + 1 : place + 2])]


def _continued(before: Clause, clause: Clause, marks: Marks) -> Clause:
    """The clause as it goes on from the one before."""
    if clause.sort:
        return clause
    follows = clause.joined in ("and", "then", ",", "who") and re.match(
        r"\W*(?:then\s+|later\s+|also\s+|had\s+|was\s+|were\s+)*$", clause.left[: _at(clause, marks)]
    )
    place = clause.begin + _at(clause, marks)
    if (
        follows
        and not clause.agents
        and all(who.begin > place for who in clause.targets)
        and not _agent_behind(clause, marks)
    ):
        subjects = tuple(
            who
            for who in before.agents
            if who.end <= _at(before, marks) + before.begin or clause.joined == "who" or before.sort
        )
        if clause.joined == "who" and before.targets:
            clause = replace(clause, targets=before.targets)
        elif not verbs.is_passive(clause.left[: _at(clause, marks)]):
            clause = replace(clause, agents=subjects)
    if follows and _is_review(before) and before.strangers:
        clause = replace(clause, strangers=(*before.strangers, *clause.strangers))
    if follows and (before.sort or _is_review(before)) and not clause.times and clause.joined == "and":
        clause = replace(clause, times=before.times)
    if not clause.things and not clause.quotes:
        clause = replace(clause, taken=before.things or before.taken)
    if not clause.areas and not clause.things:
        clause = replace(clause, areas=before.areas)
    return clause


def _is_review(clause: Clause) -> bool:
    return bool(clause.verb and clause.verb.acts == {"pull.reviewed"})


def _is_told_better(clause: Clause, behind: Sequence[Clause]) -> bool:
    """Whether the next clause says what a review came to: "reviewed and approved"."""
    if not _is_review(clause) or not behind or not behind[0].verb:
        return False
    after = behind[0]
    own = after.times and clause.times and after.times != clause.times
    return bool(after.verb and after.verb.acts & {"pull.approved", "pull.rejected"}) and not own and not after.lengths


def _at(clause: Clause, marks: Marks) -> int:
    """Where its verb stands, counted from its beginning."""
    return next(
        (
            said.begin - clause.begin
            for said in marks.verbs
            if clause.begin <= said.begin < clause.end and said.verb == clause.verb
        ),
        0,
    )


def _agent_behind(clause: Clause, marks: Marks) -> bool:
    return bool(re.search(r"\bby\b", clause.left))
