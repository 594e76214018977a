"""What people wrote for an alert, and whether it says where to look or what to do.

A service adds to their text what it measured, a graph, and links of its own that stand under every alert.
"""

from __future__ import annotations

import re

#: From here on a Datadog text is the service's: its graph, its measurement, when it was last triggered, its links.
_OWN = re.compile(
    r"^\s*(?:-\s?-\s?-+\s*$|\[!\[|(?:The|This) monitor was (?:last )?triggered\b|\*\*.+\*\* over \*\*"
    r"|\*\*.+\*\* was (?:marked as|last triggered)|(?:More|Less|Fewer) than \*\*.+ matched\b"
    r"|Test notification triggered by)",
    re.MULTILINE | re.IGNORECASE,
)
_LINK = re.compile(r"(?<!!)\[+(?P<label>[^\[\]]*)\]+\((?P<to>https?://[^\s()]+)\)|<?(?P<bare>https?://[^\s<>)]+)")
#: Pages that the service links under each alert by itself.
_STANDING = re.compile(
    r"https?://[\w.-]*(?:datadoghq\.(?:com|eu)|ddog-gov\.com)(?::\d+)?"
    r"/(?:monitors[/#?]\d|event/event|infrastructure\?|process\?|logs(?:/analytics)?\?|apm/watchdog)",
    re.IGNORECASE,
)
_LABELS = frozenset({
    "monitor status", "edit monitor", "event url", "related logs", "show processes", "metric graph", "view monitor",
    "view event", "related traces", "view in datadog", "silence", "view watchdog story",
})  # fmt: skip
_HANDLE = re.compile(r"(?<![\w/])@[\w.{}|/-]+(?:@[\w.-]+)?")
_RUNBOOK = re.compile(
    r"\b(?:run|play)[ -]?books?\b|\bsops?\b|\bstandard operating procedure|\bwiki\b"
    r"|\btroubleshooting (?:guide|page|doc)",
    re.IGNORECASE,
)
_TOLD = """
    acknowledge add ask assign attach call cancel check clean clear compare confirm consider contact cordon create
    delete deploy disable do drain enable ensure escalate examine execute expand fail failover file find fix flush
    follow free go identify ignore increase inform inspect investigate join kick kill let log look make mitigate
    monitor move mute notify open page pause ping post promote prune purge query raise reach read rebalance reboot
    recreate redeploy reduce refer remove reopen replace rerun reset resize restart restore resume retry review revert
    roll rollback rotate run scale search see send set shut silence ssh start stop switch talk tell terminate trigger
    try tune turn undo update upgrade use validate verify view visit wait wake watch
"""
_VERBS = "|".join(_TOLD.split())
#: A sentence or a part of one that begins with such a verb, one that is told to be done, a list of steps.
_STEP = re.compile(
    rf"(?:^|[.!?:;,(\u2013\u2014]|\s-)\s*(?:[-*\u2022>#_]+\s*|\d+[.)]\s*)*"
    rf"(?:(?:please|then|next|first|now|and|or)\s+)*(?:{_VERBS})\b(?!\s*[:=])"
    rf"|\b(?:please|then|must|should|needs? to|ha(?:ve|s) to|you can|you may)\s+(?:\w+\s+)?(?:{_VERBS})\b"
    r"|\bnext steps?\b|\bwhat to do\b|\bhow to (?:fix|mitigate|resolve|handle|respond)\b"
    r"|\bactions? (?:needed|required|items?)\b|^\s*(?:actions?|steps|remediation|mitigation|resolution)\s*:",
    re.MULTILINE | re.IGNORECASE,
)


def by_people(body: str, name: str | None = None) -> str:
    """The part of an alert's text that people wrote: not its title, whom it goes to, nor what the service adds."""
    own = _OWN.search(body)
    text = body[: own.start()] if own else body
    text = _LINK.sub(lambda found: "" if _stands(found) else found[0], text)
    text = _HANDLE.sub(" ", text)
    lines = [line for line in text.splitlines() if line.strip(" ·|[]")]
    return "\n".join(line for line in lines if name is None or line.strip().casefold() != name.casefold())


def instructs(words: str) -> bool:
    """Whether it has a link, names a runbook, or says what to do."""
    return bool(_LINK.search(words) or _RUNBOOK.search(words) or _STEP.search(words))


def _stands(found: re.Match[str]) -> bool:
    """Whether a link is one that the service puts under each alert."""
    label = (found["label"] or "").strip().casefold()
    return label in _LABELS or _STANDING.match(found["to"] or found["bare"] or "") is not None
