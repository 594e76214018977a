"""Where the claims of a sentence begin and end, and by which word each hangs on the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from timeline.claims import verbs
from timeline.claims.dealing import SOME, is_one_of
from timeline.claims.elided import ORDERS, is_elided
from timeline.claims.enumerating import is_within_list
from timeline.claims.heads import is_noun, verbs_of
from timeline.claims.marks import Marks, Stands
from timeline.claims.phrases import one_of
from timeline.claims.pieces import Said
from timeline.claims.sorts import CAUSE, INTENT, JUDGEMENT
from timeline.claims.standing import is_other, is_same, is_state, takes_up

#: What begins a reason or a purpose: a claim of its own, which keeps this word.
_REASON = one_of(r"""
    because|due to|owing to|thanks to|in order to|so that|so as to|as a (?:result|consequence)|causing|leading to
    resulting in|bringing|allowing|enabling|easing|which (?:caused|led|resulted|meant|fixed|restored|mitigated)
    to (?:prevent|avoid|fix|mitigate|restore|stop|reduce|address|undo|make sure|ensure)
""")
_JOINING = one_of(r"""
    (?:and )?(?:finally|lastly)
    (?:after|before) (?:which|that,|this,|it(?= (?:\ufffc|(?:the|an?|incident|alert|monitor|ticket)\b)))
    (?:and|but),|(?:and|but)(?: then)?|then|before|after|while|when|once|until|as soon as|whereupon|followed by
    prior to|ahead of|(?<!\bno )(?:earlier|sooner|later) than|subsequent to|(?<!\bthe )following|by the time
    (?<=\ufffc )of(?= (?:the|its|their|his|her|being|having|it|\ufffc))
""")
#: "…, and right after that Grace …".
_POINTING = r"(?:(?:right|just|shortly|soon|immediately) )?(?:after|before) (?:that|this)"
_JOINS = re.compile(
    rf",? (?:(?:and|but) )?{_POINTING},? (?=\ufffc|(?:s?he|they|it|we|the|a) )|"
    rf" ?; ?|,? (?={_REASON}\b)|,? by which (?:time|point) |,? {_JOINING} "
    r"|, (?:who|which|whose|at which point) | (?:who|which) "
    r"|,? (?=(?:\ufffc{1,12}|both|all|some|none|most|each|neither) of (?:which|whom|them)\b)"
    r"| (?:that|whether|if) |, (?:so|hence|thus|thereby) "
    r"|, | -+ | [\N{EM DASH}\N{EN DASH}·|→] |: |\.{3} ?| ?[()] ?(?:(?:and|but) (?:then )?)?",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:^|(?<=[.;:!?] )) ?(?P<turned>(?:not|only|it was (?:only|not)|no sooner|hardly|scarcely|barely) )?"
    r"(?:(?P<word>before|prior to|ahead of|after|following|subsequent to|once|when|while|until|as soon as|by the time)"
    r" )?",
    re.IGNORECASE,
)
#: Where the main claim begins behind "only after …" and "no sooner …".
_TURNED = re.compile(
    r",? (?=(?:did|had|was|were|has|have|do|does) (?:\ufffc|the|an?|it|they|he|she|we)\b)| than |,? when ",
    re.IGNORECASE,
)
_LATER = re.compile(r"\b(?:later|afterwards|thereafter)\W*$", re.IGNORECASE)
_ORDER = re.compile(
    r"\b(?P<word>before|after|once|when|while|until|as soon as|then|followed by|whereupon|by the time"
    r"|(?P<early>prior to|ahead of|earlier than|sooner than)|(?P<late>following|subsequent to|later than)"
    r"|(?P<next>finally|lastly))\b",
    re.IGNORECASE,
)
#: What points back at the claim before: "after which", "by which time".
_POINTS_BACK = re.compile(r"\b(?P<word>after|before|by) (?:which|that|this|it)\b", re.IGNORECASE)
_ORDERING_WORDS = "before|after|once|when|while|until|as soon as|then|followed by|whereupon|by the time"
ORDERING = frozenset(_ORDERING_WORDS.split("|"))


#: Begins what only says in which state somebody did something.
_ASIDES = one_of("having|being|unsure|worried|concerned|looking|seeing|noticing|realising|realizing|thinking|knowing")
_ASIDE = re.compile(rf" ?{_ASIDES}\b", re.IGNORECASE)
_DENIED_BEFORE = re.compile(r"\b(?:not|never|nobody|no one|no)\b[^.;]{1,80}\bbut $", re.IGNORECASE)
_WHEN = ORDERING - {"when", "while"}
#: What says of what it is, beside a length of time.
_NAMES = re.compile(r"[A-Za-z]{3}")
#: "After that merge Ada …": two acts of which nothing parts them.
WHO_FOLLOWS = re.compile(
    r"\b(?:after|before|since|upon|with) (?:the|that|this|its) \w+ (?:both )?\ufffc", re.IGNORECASE
)
_NEAR, _LEADING = 20, 8  # letters


class Span(NamedTuple):
    """Where a claim stands, and the word by which it hangs on the one before."""

    begin: int
    end: int
    joined: str


def within(pieces: Sequence[Stands], span: Span) -> tuple[Stands, ...]:
    """Those of some marks that stand in a claim."""
    return tuple(piece for piece in pieces if span.begin <= piece.begin < span.end)


def spans(marks: Marks) -> list[Span]:
    """Where the claims begin and end. What claims nothing by itself belongs to its neighbour."""
    heads = verbs_of(marks, 0, len(marks.left))
    merged: list[Span] = []
    waiting: Span | None = None
    pieces = list(_pieces(marks))
    for place, piece in enumerate(pieces):
        if waiting and _are_apart(marks, waiting, piece):
            merged.append(waiting._replace(end=piece.begin))
            waiting = None
        whole = _together(waiting, piece) if waiting else piece
        ordered = place + 1 < len(pieces) and pieces[place + 1].joined in ORDERING
        if (
            _is_claim(marks, heads, piece, ordered=ordered)
            or (not _ASIDE.match(marks.left, piece.begin) and _is_other(marks, whole))
            or (merged and _takes_up(marks, piece, whole))
        ):
            merged.append(whole)
            waiting = None
        elif merged and not waiting and not _is_of_next(marks, merged, piece, pieces[place + 1 : place + 2]):
            merged[-1] = merged[-1]._replace(end=piece.end)
        else:
            waiting = whole
    if waiting and merged and SOME.match(marks.left, waiting.begin):
        merged.append(waiting)
    elif waiting and merged:
        merged[-1] = merged[-1]._replace(end=waiting.end)
    return merged or [waiting or Span(0, len(marks.left), "")]


def _pieces(marks: Marks) -> Iterator[Span]:
    """What stands between the words and marks that join."""
    lead = _LEADS.match(marks.left)
    begin, joined = 0, _order_before(marks)
    turned = _TURNED.search(marks.left, lead.end()) if lead and lead["turned"] else None
    for match in _JOINS.finditer(marks.left):
        if turned and match.end() > turned.start():
            yield Span(begin, turned.start(), joined)
            begin, joined, turned = turned.end(), "" if joined in ORDERING else "then", None
            if match.start() < begin:
                continue
        word = _word(match[0])
        if match[0] == " of ":
            # "Within a minute of the approval" is after it; any other "of" joins nothing.
            if not any(length.end == match.start() for length in marks.lengths):
                continue
            word = "after"
        if (word in ("and", ",") and is_within_list(marks, match)) or (word == "that" and not _reports(marks, match)):
            continue
        yield Span(begin, match.start(), joined)
        begin, joined = match.end(), word
    if turned:
        yield Span(begin, turned.start(), joined)
        begin, joined = turned.end(), "" if joined in ORDERING else "then"
    yield Span(begin, len(marks.left), joined)


def _reports(marks: Marks, join: re.Match[str]) -> bool:
    """Whether what follows "that" is what somebody said, in words that are not quoted."""
    if any(join.start() <= quote.begin <= join.end() + _NEAR for quote in marks.quotes):
        return False
    before = re.search(r"[A-Za-z]{1,20}$", marks.left[max(join.start() - _NEAR, 0) : join.start()])
    return "whether" in join[0] or bool(before and (is_other(before[0]) or _says(before[0])))


def _says(word: str) -> bool:
    verb = verbs.table().get(word.lower())
    return bool(verb and verb.speech)


def _is_other(marks: Marks, piece: Span) -> bool:
    """Whether a verb that is in no table makes a claim of its own of it."""
    words = marks.left[piece.begin : piece.end]
    if _DENIED_BEFORE.search(marks.left[: piece.begin]) and _timed(marks, piece.begin, piece.end):
        return True
    was = is_state(words) and _timed(marks, piece.begin, piece.end)
    return was or is_other(words, ())


def _takes_up(marks: Marks, piece: Span, whole: Span) -> bool:
    """Whether it says of another person, time or quotation what the claim before says: "Grace two minutes later"."""
    if any(piece.begin <= quote.begin < piece.end for quote in marks.quotes) and whole.begin < piece.begin:
        return takes_up(marks.left[whole.begin : whole.end])
    named = any(piece.begin <= who.begin < piece.end for who in marks.people)
    words = marks.left[whole.begin : whole.end]
    dated = [each.begin for each in marks.times] + [each.begin for each in marks.lengths]
    return named and takes_up(words) and (is_same(words) or any(whole.begin <= each < piece.end for each in dated))


def _is_of_next(marks: Marks, merged: Sequence[Span], piece: Span, behind: Sequence[Span]) -> bool:
    """Whether a time belongs to what follows: behind "later", or behind what leads the sentence."""
    words = marks.left[piece.begin : piece.end]
    if (
        _LATER.search(words)
        or _ASIDE.match(words)
        or SOME.match(words)
        or (behind and _is_subject(marks, piece, behind[0]))
    ):
        return True
    if not words.strip(" \ufffc") and not (behind and behind[0].joined in ORDERING):
        return False  # one of several times in a list
    leads = len(merged) == 1 and (merged[0].joined in ORDERING or _starts_with_length(marks))
    is_time = _timed(marks, piece.begin, piece.end) and takes_up(words)
    return leads or (is_time and piece.joined == "and" and _timed(marks, merged[-1].begin, merged[-1].end))


def _is_subject(marks: Marks, piece: Span, behind: Span) -> bool:
    """Whether it begins a claim that an aside parts: "and incident 4172 (the second page) was …"."""
    begins = piece.joined not in ("", ",") or marks.left[: piece.begin].rstrip().endswith(";")
    return (
        begins
        and piece.joined not in ORDERING
        and behind.joined in ("", ",", "who", "which")
        and behind.begin > piece.end
    )


def _starts_with_length(marks: Marks) -> bool:
    """Whether it begins as "Four minutes after …"."""
    return any(
        length.begin <= _LEADING and re.match(r" ?(?:after|before)\b", marks.left[length.end :])
        for length in marks.lengths
    )


def _together(one: Span, two: Span) -> Span:
    return Span(one.begin, two.end, one.joined)


def _are_apart(marks: Marks, one: Span, two: Span) -> bool:
    """Whether each has a time of its own, a semicolon parts them, or the other is when it was: "…, after it began"."""
    if two.joined in _WHEN and not one.joined and _NAMES.search(marks.left[one.begin : one.end]):
        return True
    own = _timed(marks, one.begin, two.begin) and _timed(marks, two.begin, two.end)
    return own or marks.left[: two.begin].rstrip().endswith(";")


def _timed(marks: Marks, begin: int, end: int) -> bool:
    return any(begin <= when.begin < end for when in marks.times)


def _order(word: str) -> str:
    """The word of an order that others mean too: "prior to" is "before", "after which" is "then"."""
    found = _ORDER.fullmatch(word)
    if found and found["next"]:
        return "then"
    return "before" if found and found["early"] else "after" if found and found["late"] else word.lower()


def _word(join: str) -> str:
    """The word that joins: an order, `and`, or nothing."""
    if found := _POINTS_BACK.search(join):
        return "then" if found["word"].lower() == "after" else "after"
    if found := _ORDER.search(join):
        return _order(found["word"])
    low = join.lower()
    if low.strip() in ("that", "whether", "if"):
        return "that"
    if low.strip(" ,") in ("so", "hence", "thus", "thereby"):
        return "so"
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


def _order_before(marks: Marks) -> str:
    """The word of an order with which a sentence begins; none where it begins with none."""
    lead = _LEADS.match(marks.left)
    return _order(lead["word"]) if lead and lead["word"] else ""


def _is_claim(marks: Marks, heads: Sequence[Said], span: Span, *, ordered: bool) -> bool:
    """Whether a piece claims something by itself: it has a verb, or a noun of an act where an order is told."""
    begin, end, joined = span
    words = marks.left[begin:end]
    inside = [head for head in heads if begin <= head.begin < end]
    if any(not is_noun(marks, head) for head in inside):
        return True
    if joined == "so" or CAUSE.search(words) or INTENT.search(words) or JUDGEMENT.search(words):
        return True
    is_led = joined == "," and _order_before(marks)
    if ((joined in ORDERING or ordered) and inside) or ((joined in ORDERING or ordered or is_led) and is_state(words)):
        return True
    if joined in ORDERS and is_elided(marks, begin, end):
        return True
    if is_one_of(marks, begin, end):
        return not SOME.match(marks.left, begin)
    return bool(
        any(begin <= quote.begin < end for quote in marks.quotes)
        and (joined == "who" or any(begin <= who.begin < end for who in marks.people))
        and joined in ("", "and", ",", "who")
    )
