"""Words that are also names: whether one is meant as a name cannot be seen in the word itself."""

from __future__ import annotations

from importlib.resources import files

#: Names of months, which stand behind "by", "in", "to" and "with" as people do.
MONTHS = frozenset((
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
))  # fmt: skip
#: Words with which an order or a question begins, so that a past tense behind them does not make them a name.
ORDERS = frozenset((
    "art", "bill", "can", "case", "chase", "check", "drew", "drop", "frank", "grant", "hunt", "mark", "may", "page",
    "pat", "pick", "ping", "rob", "rush", "skip", "spike", "sue", "trace", "wade", "will",
))  # fmt: skip
#: Words of the language and of the trade that people are called by, as names or as handles.
WORDS = MONTHS | frozenset(files("timeline.redaction").joinpath("words.txt").read_text("utf-8").split())
#: What our own formats write into a cell, which is nobody's name there.
FURNITURE = frozenset((
    "alert", "all", "bot", "build", "change", "channel", "code", "complete", "datadog", "deploy", "error", "event",
    "events", "failed", "false", "github", "grafana", "incident", "info", "jira", "kind", "message", "min", "ms",
    "none", "note", "null", "ok", "pagerduty", "partial", "person", "release", "s", "sentry", "service", "skipped",
    "slack", "source", "status", "statuspage", "terraform", "text", "ticket", "true", "us", "warning",
))  # fmt: skip
_SHORT = 3


def is_word(folded: str) -> bool:
    """Whether it may as well be no name: short, a number, or a word of the language or of the trade."""
    return len(folded) <= _SHORT or folded.isdigit() or folded in WORDS
