"""The rules on wording: what blames or judges with hindsight, why, and another way to say it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from timeline.postmortem.meant import (
    always,
    blames,
    by_people,
    did_not_happen,
    is_a_wish,
    judges,
    not_denied,
    not_refused,
    not_sought,
    overlooked_by_people,
    rules_of_people,
)

Holds = Callable[[str, re.Match[str]], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule.

    Attributes:
        name: what it is called.
        words: what it looks for, in a text whose quotations are gone.
        why: what such words do to a post-mortem.
        instead: another way to say it.
        holds: whether words that were found are meant so, from the text and where they stand.
    """

    name: str
    words: re.Pattern[str]
    why: str
    instead: str
    holds: Holds


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


_IRREGULAR = (
    "been|had|gone|done|seen|known|caught|found|made|told|kept|taken|given|got|gotten|come|become|begun|held"
    "|led|left|let|lost|meant|met"
    "|paid|put|read|run|said|sent|set|shown|shut|spoken|stood|stopped|thought|understood|written|brought|built"
    "|bought|chosen|cut|driven"
    "|drawn|fallen|felt|forgotten|hit|heard|hidden|hurt|learnt|proven|quit|risen|spent|spread|stuck|won|broken"
    "|woken|thrown|sought|slept"
    "|sat|rung|cost|dealt|bound|split|rebuilt|overseen|undone|withdrawn"
)
_PARTICIPLE = (
    rf"(?:\w{{1,20}}-){{0,3}}(?:{_IRREGULAR}|(?!(?:need|speed|feed|seed|breed|indeed|embed|hundred)\b)\w{{2,}}ed)"
)
_ADVERBS = (
    r"(?:(?:\w+ly|not|also|never|already|always|ever|just|long|simply|then|all|both|at least|either|instead)\s+){0,2}"
)
_SOON = r"(?:\s+(?:never|ever|also|likely|then|still|perhaps|maybe|only|just|quite|rather|even|well|\w{2,20}ly)){0,3}"
_HAVE = r"(?:\s+have|'ve|a|\s+of)"
_NOT_OURS = "look at what people saw and knew at that time"
RULES = (
    Rule(
        "hindsight",
        _pattern(
            rf"\b(?:should|could|would|ought\s+(?:not\s+)?to|need\s+to)(?:\s*n't"
            rf"|\s+not)?{_SOON}{_HAVE}\s+{_ADVERBS}{_PARTICIPLE}\b"
            rf"|(?:(?<=[.?!;:,]\s)|(?<=^)|(?<=\bwhy\s)|(?<=\bhow\s)|(?<=\band\s)|(?<=\bso\s)|(?<=\bwhen\s)"
            rf"|(?<=\bwhere\s)|(?<=\bbut\s)|(?<=\bearth\s)|(?<=\bworld\s)|(?<=\bthen\s))"
            rf"(?:should|could|would)(?:n't)?\s+(?:[\w¤-]+\s+){{1,7}}?have\s+{_ADVERBS}{_PARTICIPLE}\b"
        ),
        "it tells what did not happen, and explains nothing of what did",
        f"say what happened, and what made it the sensible thing to do; {_NOT_OURS}; what is to change is an "
        f"action item",
        did_not_happen,
    ),
    Rule(
        "hindsight",
        _pattern(r"\b(?:should|ought\s+to)(?:n't|\s+not)?\s+have(?=\s*(?:[.,;!?)]|$))"),
        "it tells what did not happen, and explains nothing of what did",
        "say what happened; what is to change is an action item",
        always,
    ),
    Rule(
        "hindsight",
        _pattern(r"\bif\s+only\b"),
        "it tells what did not happen, and explains nothing of what did",
        "say what happened; what is to change is an action item",
        is_a_wish,
    ),
    Rule(
        "hindsight",
        _pattern(
            r"\b(?:if|had)\s+(?:we|i|he|she|they|you|someone|somebody|anyone|anybody|nobody)\s+(?:had(?!\s+(?:to|an?|one|two|no|any|more|another|enough)\b)|hadn't)\b"
        ),
        "it tells what did not happen, and explains nothing of what did",
        "say what happened; what is to change is an action item",
        always,
    ),
    Rule(
        "failing",
        _pattern(r"\b(?:fail(?:ed|s|ing)|failure|neglect(?:ed|s|ing))\s+to\s+(?:\w+ly\s+)?[\w-]+"),
        "it measures a person against what is known only now",
        "say what they did or saw, and what was in the way: 'the alert was not seen until 18:51; the channel "
        "had 240 posts'",
        by_people,
    ),
    Rule(
        "failing",
        _pattern(r"\b(?:ignor(?:ed|es|ing)|disregard(?:ed|ing)|neglect(?:ed|ing)|overlook(?:ed|ing))(?!\s+to\b)\b"),
        "it says that somebody saw and did not care, which no record shows",
        "say what was seen and done: 'the warning was read at 18:43 and put down to the rotation of instances'",
        overlooked_by_people,
    ),
    Rule(
        "failing",
        _pattern(r"\bfailed\s+(?:us|them|him|her|me|our\s+customers?|the\s+(?:team|customers?|users?))\b"),
        "it measures a person against what is known only now",
        "say what was done or not done, and what was in the way",
        by_people,
    ),
    Rule(
        "failing",
        _pattern(r"\bforg(?:ot|otten|ets|etting)\b"),
        "it lays to a person's memory what no reminder, check or default caught",
        "say what was not done, and what would bring it to mind: 'the flag was still on; nothing shows that it is'",
        not_denied,
    ),
    Rule(
        "failing",
        _pattern(
            r"\b(?:did\s*(?:n't|\s+not)|does\s*n't|do\s*n't|had\s*(?:n't|\s+not)|could\s*n't\s+be|never|not|without)"
            r"\s+(?:even\s+)?bother(?:ed|ing)?\b"
            r"|\b(?:nobody|no[- ]one|none\s+of\s+\w+|neither|few)\s+(?:even\s+)?bothered\b|\bbothered\s+to\b"
        ),
        "it guesses at somebody's will",
        "say what was done, and what was known to whoever did it",
        always,
    ),
    Rule(
        "failing",
        _pattern(r"\b(?:violat(?:ed?|ing|es)|violations?\s+of)\b"),
        "it holds a person against a rule, and not the rule against the work",
        "say what was done, and how the rule fits the work at that time: 'the change was merged without a "
        "second review'",
        rules_of_people,
    ),
    Rule(
        "failing",
        _pattern(
            r"\b(?:should|ought\s+to)\s+know\s+better\b|\bmade\s+(?:a|an|the|this|that"
            r"|another)\s+(?:\w+\s+)?mistake\b|\bmistakes?\s+(?:that\s+)?[\w-]+\s+made\b"
        ),
        "it judges a person, and explains nothing",
        "say what was done, and why it made sense then",
        not_denied,
    ),
    Rule(
        "judging",
        _pattern(
            r"\b(?:careless(?:ly|ness)?|negligen(?:t|tly|ce)|slopp(?:y|ily|iness)|stupid(?:ly|ity)?|idiot(?:ic"
            r"|s)?|incompeten(?:t|tly|ce)"
            r"|irresponsibl[ey]|reckless(?:ly|ness)?|unprofessional(?:ly)?|unacceptabl[ey]|inexcusabl[ey]"
            r"|unforgivabl[ey])\b"
        ),
        "it judges, and whoever is judged tells less the next time",
        "leave the word out, and say what was done and what came of it",
        not_denied,
    ),
    Rule(
        "judging",
        _pattern(r"\bcommon\s+sense\b"),
        "it says that everybody knew, and asks nobody what they knew",
        "say what was known, where it is written down, and who could see it",
        not_denied,
    ),
    Rule(
        "judging",
        _pattern(r"\bobviously\b"),
        "it was not plain to those who were there",
        "leave the word out, or say what could be seen, and where",
        lambda text, found: not re.search(r"\bnot\W+$", text[: found.start()], re.IGNORECASE),
    ),
    Rule(
        "judging",
        _pattern(r"\b(?:clearly|simply)\b"),
        "it makes plain or easy, from here, what was neither then",
        "leave the word out, or say what could be seen, and what had to be done",
        judges,
    ),
    Rule(
        "fault",
        _pattern(r"\bblam(?:e|ed|es|ing)(?![\w])"),
        "it ends the search at a person",
        "say what happened and what made it possible",
        blames,
    ),
    Rule(
        "fault",
        _pattern(
            r"\bat\s+fault\b|\b(?:my|our|his|her|their|your|whose|nobody's|[\w]+'s)\s+(?:own\s+)?fault\b"
            r"|\bfault\s+(?:lies|lay|rests?|rested|is|was)\s+with\b"
            r"|\bfault\s+of\s+(?:the\s+)?(?:[\w-]+\s+){0,2}?(?:engineer|developer|team|operator|on-call"
            r"|reviewer|author|person|people)s?\b"
        ),
        "it ends the search at a person",
        "say what happened and what made it possible",
        not_denied,
    ),
    Rule(
        "fault",
        _pattern(r"\b(?:human|(?:operator|user|pilot|people|personnel)(?:'s|s')?)[ -](?:errors?|mistakes?)\b"),
        "it is where an analysis begins, and no cause",
        "say what was done, what the tool showed, and what it let through: 'the command took the other cluster "
        "without a question'",
        not_refused,
    ),
    Rule(
        "fault",
        _pattern(r"\broot[ -]causes?\b"),
        "it makes one cause of many that came together",
        "say what contributed, each with its evidence",
        not_sought,
    ),
)
