"""Times that somebody announced, planned or promised: they say nothing of when that was done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from timeline.claims.clocks import Told, clocks, heads
from timeline.claims.dated import dated
from timeline.claims.phrases import one_of
from timeline.claims.pieces import Piece
from timeline.claims.seen import Seen

_LATER_DAY = one_of(r"""
    tomorrow|(?:the )?(?:next|following) (?:day|morning|afternoon|evening|week|working day|business day|\w{3,6}day)
    (?:the )?(?:day|morning) after(?: tomorrow)?|next \w{3,6}day
""")
_ROUGHLY = r"(?:,? (?:at|around|about|by|from|no later than|before))?,? ?"
#: "for 19:00", "for the next day at 15:00"; what an act is said to be "for" lies ahead of it.
_FOR = rf"\bfor(?: (?:{_LATER_DAY}|today|later(?: today| that day)?|the same (?:day|evening)|\ufffc+))?{_ROUGHLY}$"
_DUE = rf"\b(?:due|scheduled|slated|booked|pencilled in|expected|eta)(?: (?:to|for|on) [^.;:,]{{1,40}}?)?{_ROUGHLY}$"
_AHEAD = rf"\b{_LATER_DAY}{_ROUGHLY}$"
_KNOWN = r"\b(?:promised|announced|planned|scheduled|agreed|expected|intended|usual|original|next) $"
_NEXT = r"\bnext (?:update|post|message|report|bulletin|meeting|sync|call|review)s?\b[^.;\d]{0,20}$"
#: What is said of the text itself, and of nothing else: "Last updated: 20 June 2019, 19:30".
_MAKING = one_of("""
    updated?|edited|revised|written|drafted|prepared|version|draft|status(?: update)?|as of|report date
    date of this report
""")
_OF_TEXT = re.compile(
    rf"(?:(?:last|first|this (?:report|page|document) was) )?{_MAKING}(?: (?:by|on|of|at|as|utc|gmt|\d{{1,3}}))*",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_WORDS = one_of(r"""
    announc\w{1,4}|promis\w{1,3}|propos\w{1,3}|schedul\w{1,4}|suggest\w{0,3}|arrang\w{1,4}|call(?:ed|s)? for
    invit\w{1,3}|set up|plann?(?:ed|s|ing)?|book(?:ed|s)?|agree[ds]?(?: on| to)?|next|push(?:ed|es)?
    mov(?:ed|es)|postpon\w{1,3}
""")
_THINGS = one_of(r"""
    updates?|post-?mortems?|meetings?|calls?|retro\w{0,12}|reviews?|follow-?ups?|debriefs?|syncs?|deadlines?|maintenance
    bulletins?|reports?|status messages?
""")
_TOLD = (
    rf"\b{_WORDS}\b[^.;:,]{{0,40}}\b{_THINGS}\b[^.;:,\d]{{0,25}}\b(?:at|by|for|to|until|before|around|of) (?:about )?$"
)
_BEFORE = re.compile(rf"(?:{_FOR}|{_DUE}|{_AHEAD}|{_KNOWN}|{_NEXT}|{_TOLD})", re.IGNORECASE)
_BEHIND = re.compile(rf",? ?\(?(?:on )?{_LATER_DAY}\b", re.IGNORECASE)
#: "T+4 min": nothing says when T was; "18:46/18:47": which of two is of what, neither.
_RELATIVE = re.compile(
    r"(?<!\w)T ?[+-] ?\d{1,4}(?::\d\d){0,2}(?: ?(?:minutes?|mins?|m|seconds?|secs?|s|hours?|h))?(?!\w)"
    r"|(?<![\w:])[012]?\d:[0-5]\d(?:/[012]?\d:[0-5]\d){1,4}(?![\w:])"
)
_NEAR = 120  # letters
_FOR_TIME = re.compile(r"\bfor(?= (?:about |around )?\d)", re.IGNORECASE)


def planned(text: str) -> Iterator[Piece]:
    """Every time of a sentence that is none of its act: still to come when it was said, or one of several in a row."""
    times = clocks(text)
    count = heads(text, times)
    if count:
        begin, end = times[0][0], times[count - 1][1].end
        yield Piece(begin, end, text[begin:end])
    yield from (Piece(match.start(), match.end(), match[0]) for match in _RELATIVE.finditer(text))
    if own := _of_text(text, times):
        yield from own
        return
    # A length stands behind "for" more often than a time: elsewhere none is read there.
    told = _FOR_TIME.sub(" at", text)
    for begin, said in clocks(told)[count:]:
        before = _BEFORE.search(text[max(begin - _NEAR, 0) : begin])
        behind = _BEHIND.match(text, said.end)
        if not said.until and (before or behind or said.next_day):
            yield Piece(begin, behind.end() if behind else said.end, f"{said.clock.hour:02d}:{said.clock.minute:02d}")


def _of_text(text: str, times: Sequence[Told]) -> list[Piece]:
    """Its times and dates, where it says only when the text itself was written."""
    found = [Piece(begin, said.end, text[begin : said.end]) for begin, said in times]
    found += [Piece(date.begin, date.end, date.text) for date in dated(text)]
    rest = text
    for piece in found:
        rest = rest[: piece.begin] + " " * (piece.end - piece.begin) + rest[piece.end :]
    return found if _OF_TEXT.fullmatch(" ".join(_WORD.findall(rest))) else []


def is_told(times: Sequence[Piece], seen: Seen) -> bool:
    """Whether an event itself names those times."""
    return all(re.search(rf"(?<!\w)0?{re.escape(time.text.removeprefix('0'))}\b", seen.spoken) for time in times)
