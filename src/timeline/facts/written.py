"""What people wrote for an alert, and whether it says where to look or what to do.

A service adds to their text what it measured, a graph, and links of its own that stand under every alert.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

#: How a line begins from which on a Datadog text is the service's: its rule, its graph, when it was last triggered.
_OWN = (
    "- - -", "---", "[![", "the monitor was last triggered", "the monitor was triggered", "this monitor was",
    "test notification triggered by",
)  # fmt: skip
#: What a line in bold says where the service tells what it measured.
_MEASURED = ("** over **", "** was marked as", "** was last triggered", "** matched", " matched in the last ")
_LINK = re.compile(
    r"(?P<first>\[{1,2})(?P<label>[^\[\]\n]{0,200})\]\((?P<to>https?://[^\s()]{1,2000})\)\]?|(?P<bare>https?://[^\s<>()]{1,2000})"
)
#: Pages that the service links under each alert by itself.
_STANDING = re.compile(
    r"https?://[\w.-]{1,100}/(?:monitors[/#?]|event/event|infrastructure\?|process\?|logs(?:/analytics)?\?|apm/watchdog)"
)
_SERVICE = re.compile(r"https?://(?:[\w-]{1,60}\.){0,4}(?:datadoghq\.com|datadoghq\.eu|ddog-gov\.com)[/:]")
_LABELS = frozenset({
    "monitor status", "edit monitor", "event url", "related logs", "show processes", "metric graph", "view monitor",
    "view event", "related traces", "view in datadog", "view watchdog story",
})  # fmt: skip
_HANDLE = re.compile(r"(?<![\w/@])@[\w.{}|/@-]{1,200}")
_RUNBOOK = re.compile(
    r"\b(?:run|play)[ -]?books?\b|\bsops?\b|\bwiki\b|\bstandard operating procedure"
    r"|\btroubleshooting (?:guide|page|doc)",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\bnext steps?\b|\bwhat to do\b|\bhow to (?:fix|mitigate|resolve|handle|respond)\b"
    r"|\bactions? (?:needed|required|items?)\b|\b(?:actions?|steps|remediation|mitigation)\s?:",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[.!?:;,()\n\u2013\u2014]|\s-\s")
_WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ORDERS = """
    acknowledge ask assign attach cancel check clean clear compare confirm consider contact cordon create delete deploy
    disable drain enable ensure escalate examine execute expand failover fix flush follow identify ignore increase
    inform inspect investigate kick kill make mitigate mute notify pause promote prune purge raise reach rebalance
    reboot recreate redeploy reduce refer remove reopen replace rerun reset resize restart restore resume retry revert
    roll rollback rotate see silence ssh stop switch talk tell terminate try tune turn undo upgrade validate verify
"""
_NAMES = """
    add call do file find free go join let log look monitor move open page ping post query read review run scale search
    send set shut start trigger update use view visit wait wake watch
"""
_BEHIND = "the a an this that these those your our its it all any each every for with in into up at to if"
_BEFORE = "please then next first now and or also otherwise if so to kindly just you we can may"
#: Where a clause begins with one of these, something is told to be done.
_TOLD = frozenset(_ORDERS.split())
#: And with one of these, which are names as well, where a word follows that such a name has not behind it.
_ALSO_NAMES, _FOLLOWS = frozenset(_NAMES.split()), frozenset(_BEHIND.split())
#: What may stand before it.
_FILLERS = frozenset(_BEFORE.split())
_MODALS = frozenset({"please", "must", "should", "need", "needs"})
_REACH = 3


def by_people(body: str, name: str | None = None) -> str:
    """The part of an alert's text that people wrote: not its title, whom it goes to, nor what the service adds."""
    lines = list(_before_own(body))
    text = _LINK.sub(lambda found: "" if _stands(found) else found[0], "\n".join(lines))
    told = (line for line in _HANDLE.sub(" ", text).splitlines() if line.strip(" ·|[]%"))
    return "\n".join(line for line in told if name is None or line.strip().casefold() != name.casefold())


def instructs(words: str) -> bool:
    """Whether it has a link, names a runbook, or says what to do."""
    if _LINK.search(words) or _RUNBOOK.search(words) or _SAID.search(words):
        return True
    return any(_is_step(_WORDS.findall(clause.casefold())) for clause in _CLAUSES.split(words))


def _before_own(body: str) -> Iterator[str]:
    for line in body.splitlines():
        said = line.strip().casefold()
        if said.startswith(_OWN) or ("**" in said and any(mark in said for mark in _MEASURED)):
            return
        yield line


def _stands(found: re.Match[str]) -> bool:
    """Whether a link is one that the service puts under each alert."""
    label, to = (found["label"] or "").strip().casefold(), found["to"] or found["bare"] or ""
    return label in _LABELS or bool(_SERVICE.match(to) and _STANDING.match(to))


def _is_step(words: Sequence[str]) -> bool:
    """Whether a clause tells something to be done: it begins so, or says that it must be."""
    start = next((place for place, word in enumerate(words) if word not in _FILLERS and not word.isdecimal()), 0)
    if _begins(words[start:]):
        return True
    modals = (place for place, word in enumerate(words) if word in _MODALS)
    return any(word in _TOLD for place in modals for word in words[place + 1 : place + _REACH])


def _begins(words: Sequence[str]) -> bool:
    if len(words) < 2:  # noqa: PLR2004 - a word alone is a label
        return False
    return words[0] in _TOLD or (words[0] in _ALSO_NAMES and words[1] in _FOLLOWS)
