"""Whether a word that is also a name stands in a name's place.

Such a word is a name beside another name of the same person, after `@`, as all that a cell holds, in a path that is
somebody's, and where a sentence has a person. Everywhere else it is left, and counted.
"""

from __future__ import annotations

import re

from timeline.redaction.words import MONTHS, ORDERS

_REACH = 48
#: What stands before a name in an address or a path; and a branch that begins with one.
_PATH = re.compile(
    r"""(?:^|[/?&:=\s"'(])
    (?:users?|u|members?|people|profiles?|avatars?|team|home|heads|tree|authors?|by|login|~)[/=]~?$
    | (?:github|gitlab|bitbucket)\.[a-z.]+/$ | (?:^|[/\s])~$""",
    re.IGNORECASE | re.VERBOSE,
)
_ALONE = re.compile(r"""(?:^|[\s"'(`\[=:>,|])$""")
_BRANCH = re.compile(r"/[^\W_]+[-_.]+[^\W_]")
_DONE = """acknowledged|applied|approved|assigned|authored|cancell?ed|changed|closed|commented|confirmed|created
    |deployed|discarded|escalated|merged|muted|opened|owned|paged|planned|proposed|published|pushed|queued|reassigned|rejected
    |renamed|reopened|reported|requested|resolved|reverted|reviewed|rolled\\ back|run|set|snoozed|started|triggered
    |unmuted|updated|written"""
_BY = re.compile(rf"\b(?:{_DONE})\ (?:by|to|from)\ @?$", re.IGNORECASE | re.VERBOSE)
#: What is said to somebody, or of somebody, so that a capital behind it is a person's.
_TO = re.compile(
    r"""\b(?:hi|hey|hello|thanks|thank\ you|thx|kudos\ to|cc|ping(?:ed|ing)?|ask(?:ed|ing)?|tell|told|paged|paging|dear
    |(?:over|off|back|talk(?:ed|ing)?|spoke|speaking|according|reach(?:ed)?\ out|listen(?:ed)?|respond)\ to
    |(?:pair(?:ed|ing)?|spoke|talk(?:ed|ing)?|check(?:ed)?|call)\ with|notified|on-call:?|oncall:?)[ ,:]+$""",
    re.IGNORECASE | re.VERBOSE,
)
_SAYS = re.compile(r"""\ (?:says|said|replied|replies|wrote|writes|noted)\ ?["\u201c'\u2018\\&]""")
_SPEAKS = re.compile(r" (?:says|said|replied|replies|thinks|wrote|agreed|agrees)\b")
_ACTS = re.compile(
    r"""\ (?:is\ (?:on\ it|on\ call|looking|checking|rolling|restarting|away|back|off|out)|has\ (?:been\ paged|joined)
    |looked|rolled|restarted|acknowledged|approved|merged|deployed|reverted|confirmed|fixed|paged|found|checked|noticed
    |asked|joined|took|told|started|opened|closed|pushed|applied|handed|mentioned|suggested)\b""",
    re.VERBOSE,
)
_VOCATIVE = re.compile(
    r",? (?:can|could|would|please|pls|are|do|did|have) you\b|,? (?:please|pls)\b|, (?:is|what|any)\b"
)


def stands_for_a_person(text: str, start: int, end: int, word: str) -> bool:
    """Whether the word there is in a name's place, as far as the words around it tell.

    Args:
        text: what it stands in.
        start: where it begins.
        end: where it ends.
        word: the same, folded.
    """
    before, behind = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    if (before.endswith("@") and not re.search(r"[^\W_]@$", before)) or _in_path(before, behind, word):
        return True
    if word.isdigit() or _SAYS.match(behind):
        return not word.isdigit()
    if word in MONTHS:
        return False
    if _BY.search(before):
        return True
    return text[start].isupper() and not text[start:end].isupper() and _capital_is_a_name(before, behind, word)


def _in_path(before: str, behind: str, word: str) -> bool:
    if _PATH.search(before) and re.match(r"[^\w]|_|$", behind):
        return True
    # In the middle of an address a month is a month, and an order an order.
    begins = _ALONE.search(before) or (before.endswith("/") and word not in MONTHS | ORDERS)
    return bool(begins and _BRANCH.match(behind))


def _capital_is_a_name(before: str, behind: str, word: str) -> bool:
    if _TO.search(before) or _SPEAKS.match(behind) or _is_possessive(behind):
        return True
    if word not in ORDERS and _ACTS.match(behind):
        return True
    first = not before.strip() or before.rstrip().endswith((".", "!", "?", '"', "“"))
    if first and word not in ORDERS and _VOCATIVE.match(behind):
        return True
    return before.endswith(", ") and not behind.strip().strip("?!.")


def _is_possessive(behind: str) -> bool:
    return behind[:2] in ("'s", "\u2019s") and not behind[2:3].isalnum()
