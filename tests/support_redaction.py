# ruff: noqa: RUF001 - names are written in many scripts
"""People who are to be taken out of a record, and all the forms in which a text may name them."""

import base64

import timeline as tl
from support_events import WINDOW, event
from timeline.people.table import People, Person

IDA = Person(
    "Ida Bramwell", "person",
    ("slack:U07IDA99X", "github:ida-b", "pagerduty:PIDA441", "terraform:user-bRam1204q", "datadog:5550123", "deploys:ida-b"),
    ("Ida Bramwell", "ida-b", "ida.b"),
)  # fmt: skip
GRACE = Person("Grace Ellsworth", "person", ("slack:U07GRACE1", "deploys:grace"), ("Grace Ellsworth", "grace"))
WILL = Person("Will Okonkwo", "person", ("slack:U07WILL22",), ("Will Okonkwo", "will"))
MAY = Person("May Zhang", "person", ("slack:U07MAY333",), ("May Zhang", "may"))
MARK = Person("Mark Söderqvist", "person", ("slack:U07MARK44",), ("Mark Söderqvist", "mark"))
TAIWO = Person("Táíwò Ọlábísí", "person", ("slack:U07TAIWO5",), ())
HANAKO = Person("山田 花子", "person", ("slack:U07HANA66",), ())
VERA = Person("Вера Лебедева", "person", ("slack:U07VERA77",), ())
OBRIEN = Person("Niamh O'Brien-Walsh", "person", ("slack:U07NIAMH8",), ())
BOT = tl.Actor(id="B01", name="deploybot", kind="bot")
PEOPLE = People([IDA, GRACE, WILL, MAY, MARK, TAIWO, HANAKO, VERA, OBRIEN])


def _base64(text):
    return base64.b64encode(text.encode()).decode()


#: By class, texts that name somebody.
PLANTED = {
    "full name": ["Ida Bramwell", "ask Will Okonkwo", "May Zhang", "Niamh O'Brien-Walsh", "niamh obrien"],
    "first name": ["over to Ida", "asked Grace to look", "thanks Mark", "Niamh restarted it", "cc Ida"],
    "surname": ["Bramwell", "ping Okonkwo", "Zhang restarted it", "I. Bramwell", "O'Brien", "OBrien", "Walsh"],
    "possessive": ["Bramwell's pager", "Ida’s pager", "Grace's pager"],
    "initials": ["— I.B.", "done. I.B."],
    "handle": ["@ida", "@grace", "@will", "ida-b", "ida_b", "run by ida.b", "@may"],
    "mention": ["<@U07IDA99X>", "<@U07IDA99X|ida>", "<@U07NOBODY>"],
    "address": ["ida.b@example.org", "mailto:i.bramwell@example.org", "Ida Bramwell <ida@example.org>"],
    "branch": ["ida/fix-ami", "refs/heads/ida/fix", "grace/roll-back", "bramwell-hotfix", "pushed ida/fix-ami"],
    "path": ["/home/ida/run.sh", "https://avatars.example/u/5550123", "https://github.com/ida-b", "https://x.example/avatars/ida.png"],
    "run name": ["run-ida-bramwell-3", "deploy_bramwell_2"],
    "one word": ["idaBramwell", "IdaBramwell", "ida_bramwell", "IDA_BRAMWELL", "releaseByBramwell", "ibramwell", "graceEllsworth"],
    "reversed": ["Bramwell, Ida", "Ellsworth, Grace", "okonkwo.will"],
    "other case": ["BRAMWELL", "ida bramwell", "IDA BRAMWELL", "BrAmWeLl", "grace ellsworth"],
    "accents": ["Soderqvist", "SÖDERQVIST", "So\u0308derqvist", "Taiwo Olabisi", "OLABISI", "Söderqvist"],
    "other script": ["山田 花子", "山田花子さんが確認", "花子が再起動した", "Лебедева", "ЛЕБЕДЕВА перезапустила", "Ｂｒａｍｗｅｌｌ"],
    "mark-up": ["Ida **Bram**well", "_Bram_*well*", "Bram<b>well</b>", "[Bram](https://x.example/1)well", "**Ida** Bramwell", "`Bram`well"],
    "entity": ["Bram&#119;ell", "Ida&nbsp;Bramwell", "&#x42;ramwell", "S&ouml;derqvist", "Bram&amp;#119;ell"],
    "without width": ["Bram\u200bwell", "Bram\u00adwell", "\u2060Bram\u2060well", "I\u200dd\u200da Bramwell", "Bram\u202ewell"],
    "line end": ["Ida\nBramwell", "Bram-\nwell", "Bram\r\nwell"],
    "encoded": ["Ida%20Bramwell", "Bram%77ell", "%42ramwell", "S%C3%B6derqvist", "Ida%2520Bramwell", "\\u0042ramwell"],
    "base64": [_base64("Ida Bramwell"), _base64('{"user": "ida-b", "team": 7}'), _base64("by Grace Ellsworth now").rstrip("=")],
    "id": ["U07IDA99X", "PIDA441", "user-bRam1204q", "USER-BRAM1204Q", "u07ida99x", "https://slack.example/team/U07IDA99X"],
}  # fmt: skip
#: Sentences in which a name of somebody is no name.
TEMPLATES = (
    "The service handled the failure with grace.", "It {may} fail again after the next deploy.", "Please {mark} as resolved.",
    "This {will} be retried in {n} minutes.", "A grace period of {n} s was given.", "The queue {may} grow to {n}.",
    "{Will} this {will} work on {n} hosts?", "{May} I restart node {n}?", "{Mark} the ticket as done when all {n} are up.",
    "In {May} we saw it {n} times.", "Since 3 {May} 2019 it happened {n} times.", "The low water {mark} was {n}.",
    "Nodes {will} drain, then {may} leave; {mark} them first.", "Grace period expired after {n} s.", "It is a saving grace.",
    "We {will}, we {may}, we {mark}.", "by {May} {n}", "must be merged by {May}.", "check{mark} set; {will}power needed {n} times",
    "book{mark} {n} and question {mark}s", "graceful shutdown took {n} s", "may/will/could", "The {may}or was told {n} times",
    "a will and a way", "rewritten in Ida and C", "the ida compiler printed {n}", "idaho and ida-like", "She did it with grace and {will}.",
    "Mark: {n} of {n} done", "retry {will} stop at {n}; {mark}ed as failed", "from April to {May}", "between {May} and June", "{Will} do.",
)  # fmt: skip


def sentences(count):
    """So many ordinary sentences."""
    words = {word: word for word in ("may", "will", "mark", "May", "Will", "Mark")}
    return [TEMPLATES[number % len(TEMPLATES)].format(n=number, **words) for number in range(count)]


def record(*events, **fields):
    """A record of those events, or of one that has those fields."""
    return tl.Timeline(WINDOW, events or [event("x", **{"actor": BOT} | fields)])
