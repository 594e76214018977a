"""Jira: what people write in tickets, and how tickets are joined to messages, posts and pull requests."""

import pytest

import timeline as tl
from support_faults import FAULTS, Fault, verdict
from support_github import change
from support_github import read as read_github
from test_jira import IDA, MAX, entry, item, one, read, world
from timeline.demo.incident.facts import at
from timeline.demo.payloads.jira import comment, document, paragraph
from timeline.joining.rules import links
from timeline.sources.jira.words import words
from timeline.sources.slack.apps import linked
from timeline.sources.slack.message import Message

NAMES = {"5c02": "Ida Noddack", "ida": "Ida Noddack"}
OPS = "https://acme.atlassian.net/browse/OPS-1"


def text(said, *marks, **attributes):
    return {"type": "text", "text": said, "marks": [{"type": mark} for mark in marks] + attributes.pop("more", [])}


def node(kind, *content, **attributes):
    made = [each if isinstance(each, dict) else paragraph(each) for each in content]
    return {"type": kind, "attrs": attributes, "content": made}


LINK = [{"type": "link", "attrs": {"href": "https://wiki.example/x"}}]
DOCUMENTS = {
    "paragraphs": (["one", "two"], "one\ntwo"),
    "marks": ([paragraph(text("a", "strong"), " ", text("b", "em"), " ", text("c", "code"), " ", text("d", "strike"), " ", text("e", "textColor"))], "**a** _b_ `c` ~~d~~ e"),
    "a link": ([paragraph(text("the page", more=LINK))], "[the page](https://wiki.example/x)"),
    "a link that is its own label": ([paragraph(text("https://wiki.example/x", more=LINK))], "https://wiki.example/x"),
    "a break": ([paragraph("a", {"type": "hardBreak"}, "b")], "a\nb"),
    "a mention": ([paragraph("for ", node("mention", id="5c07", text="@Max Born"))], "for @Max Born"),
    "a mention by id": ([paragraph(node("mention", id="5c02"))], "@Ida Noddack"),
    "a mention of nobody known": ([paragraph(node("mention", id="5c77"))], "@somebody"),
    "an emoji": ([paragraph(node("emoji", shortName=":fire:", text="🔥"), node("emoji", shortName=":acme:"))], "🔥:acme:"),
    "a day": ([paragraph(node("date", timestamp="1561056360000"))], "2019-06-20"),
    "a day that is none": ([paragraph(node("date", timestamp="soon"))], "soon"),
    "a status": ([paragraph(node("status", text="BLOCKED", color="red"))], "BLOCKED"),
    "a card in a line": ([paragraph("see ", node("inlineCard", url="https://wiki.example/x"))], "see https://wiki.example/x"),
    "a card of data": ([paragraph(node("inlineCard", data={"url": "https://wiki.example/y"}))], "https://wiki.example/y"),
    "a card": ([node("blockCard", url="https://wiki.example/x"), node("embedCard", url="https://wiki.example/z")], "https://wiki.example/x\nhttps://wiki.example/z"),
    "a heading": ([node("heading", "Why", level=2)][:1], "## Why"),
    "lists": ([node("bulletList", node("listItem", "a", node("orderedList", node("listItem", "b"), node("listItem", "c"), order=3)))], "- a\n  3. b\n  4. c"),
    "tasks": ([node("taskList", node("taskItem", text("done"), state="DONE"), node("taskItem", text("open"), state="TODO"), node("taskList", node("taskItem", text("below"))))], "- [x] done\n- [ ] open\n  - [ ] below"),
    "decisions": ([node("decisionList", node("decisionItem", text("roll back"), state="DECIDED"))], "- roll back"),
    "a quotation": ([node("blockquote", "a", "b")], "> a\n> b"),
    "code": ([{"type": "codeBlock", "content": [{"type": "text", "text": "a\n b"}]}], "```\na\n b\n```"),
    "a rule": (["a", {"type": "rule"}, "b"], "a\n---\nb"),
    "a panel": ([node("panel", "watch out", panelType="warning")], "watch out"),
    "what is folded": ([node("expand", "inside", title="Details"), node("nestedExpand", "in it", title="More")], "Details\ninside\nMore\nin it"),
    "a table": ([node("table", node("tableRow", node("tableHeader", "a"), node("tableHeader", "b")), node("tableRow", node("tableCell", "1"), node("tableCell", "2")))], "a | b\n1 | 2"),
    "a file": ([node("mediaSingle", node("media", id="1", type="file", alt="graph.png")), node("mediaGroup", node("media", id="2", type="file"))], "[file: graph.png]\n[file]"),
    "a hint of a template": ([paragraph("a", node("placeholder", text="Describe it here"))], "a"),
    "an unknown block": ([node("carousel", "first", node("slide", "second"), title="Shown")], "Shown\nfirst\nsecond"),
    "an unknown node in a line": ([node("inlineExtension", text="a chart", extensionKey="chart")], "a chart"),
    "nothing": ([], None),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_read(name):
    """Every node that is documented, as Markdown; of an unknown one its texts; a template's hint is nobody's words."""
    blocks, expected = DOCUMENTS[name]
    assert words(document(*blocks), NAMES) == expected


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"content": 5},
        {"content": [None, 3, {"type": 7}]},
        {"content": [{"type": "paragraph", "content": "x"}]},
        17.5,
        [],
        None,
    ],
)
def test_a_document_of_another_shape_is_no_error(odd):
    """There are no words in it, and nothing else is lost by it."""
    assert words(odd, NAMES) is None


@pytest.mark.parametrize(
    ("wiki", "expected"),
    [("*plain* {code}x{code}", "*plain* {code}x{code}"), ("ask [~ida]", "ask @Ida Noddack"), ("[~accountid:5c02]", "@Ida Noddack"),
     ("[~other]", "@other"), ("[the page|https://w.example/x]", "[the page](https://w.example/x)"), ("[https://w.example/x]", "https://w.example/x"),
     ("[a|https://w.example/x|smart-link]", "[a](https://w.example/x)"), ("[anchor]", "[anchor]"), ("  ", None)],
)  # fmt: skip
def test_wiki_text_is_plain(wiki, expected):
    """Links and mentions are read; everything else stays as it was written."""
    assert words(wiki, NAMES) == expected


def test_a_mention_is_called_by_what_the_ticket_tells(monkeypatch):
    """The names of all who did something on it, whichever call told of them."""
    said = comment("1", MAX, at("18:41:00"), document(paragraph("over to ", node("mention", id="5c02"))))
    made = one(
        histories=[entry("1", MAX, at("18:42:00"), item("assignee", None, "Ida Noddack", to="5c02"))], comments=[said]
    )
    assert read([made], monkeypatch)["jira:1/comment/1"].body == "over to @Ida Noddack"


# --- joining ---


def said(*lines):
    tags = linked(Message({"bot_id": "B1", "text": "\n".join(lines)})).tags
    return tags.get("states"), tags.get("states_actor")


LINKED = f"<{OPS}|OPS-1: Queue is full>"


@pytest.mark.parametrize(
    ("line", "states", "actor"),
    [
        (f"<https://x.example/ida|Ida Noddack> has *created* a Bug {LINKED}", "ticket.created", "Ida Noddack"),
        (f"*Ida Noddack* created a *Bug*\n{LINKED}", "ticket.created", "Ida Noddack"),
        (f"<https://x.example/ida|Ida> has *transitioned* an Incident {LINKED} from `Open` to `Done`", "ticket.transitioned", "Ida"),
        (f"*Ida* transitioned a *Task* from `To Do` ⟶ `Done`\n{LINKED}", "ticket.transitioned", "Ida"),
        (f"Ida has *assigned* a Bug {LINKED} to <https://x.example/max|Max>", "ticket.assigned", "Ida"),
        (f"Ida has *reassigned* a Bug {LINKED} from <https://x.example/max|Max> to Ida", "ticket.assigned", "Ida"),
        (f"Ida has *unassigned* a Bug {LINKED}", "ticket.assigned", "Ida"),
        (f"Ida has *commented* to a Bug {LINKED}", "ticket.commented", "Ida"),
        (f"*Ida* commented on a *Bug*\n{LINKED}", "ticket.commented", "Ida"),
        (f"Ida has *updated* a comment to a Bug {LINKED}", None, None),
        (f"Ida has *updated* a Bug {LINKED}", "ticket.updated", "Ida"),
        (f"{LINKED}\nStatus: `Open`\nMax created a Bug in our queue", None, None),
        (f"{LINKED}", None, None),
    ],
)  # fmt: skip
def test_every_notification_of_jira(line, states, actor):
    """The steps that its app posts, named by whom; what stands below is the ticket's own words, a preview states nothing."""
    assert said(*line.split("\n")) == (states, actor)


def post(key, seconds, states=None, who=None):
    tags = {"app": "jira", **({"states": states} if states else {}), **({"states_actor": who} if who else {})}
    return happened(f"slack:C1/{key}", seconds, "message.posted", source="slack", tags=tags)


def happened(key, seconds, kind, *, source="jira", who=None, tags=None):
    return tl.Event(
        id=key, time=at("18:40:00").replace(second=seconds), precision="ms", source=source, kind=kind, summary="It happened",
        actor=who and tl.Actor(id=who, name=who, kind="person"), keys=["jira:issue:OPS-1"], tags=tags or {},
    )  # fmt: skip


MOVED = happened("jira:1/2/status/1", 5, "ticket.transitioned", who="Ida")
BACK = happened("jira:1/3/status/1", 8, "ticket.transitioned", who="Max")


@pytest.mark.parametrize(
    ("events", "joined"),
    [
        ([MOVED, post("1", 6, "ticket.transitioned", "Ida")], True),
        ([MOVED, BACK, post("1", 9, "ticket.transitioned", "Ida")], True),
        ([MOVED, BACK, post("1", 9, "ticket.transitioned")], False),
        ([MOVED, post("1", 6, "ticket.transitioned", "Max")], False),
        ([MOVED, post("1", 6, "ticket.commented", "Ida")], False),
        ([MOVED, post("1", 6)], False),
    ],
    ids=["the one", "by the person", "two of them", "somebody else's", "another step", "a preview"],
)
def test_a_post_belongs_to_the_step_that_it_states(events, joined):
    """By the ticket in its link, the step and the person; where there is a choice, to none."""
    found = {(link.cause.id, link.effect.id) for link in links(events)}
    assert found == ({("jira:1/2/status/1", "slack:C1/1")} if joined else set())


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (f"Fixes [OPS-1]({OPS}).", ["jira:issue:OPS-1"]), (f"see {OPS}.", ["jira:issue:OPS-1"]), (f"<{OPS}>", ["jira:issue:OPS-1"]),
        (f"{OPS}?focusedCommentId=7 and {OPS}", ["jira:issue:OPS-1"]), ("OPS-1: fix the queue", []), (f"{OPS}/edit", []),
        ("https://acme.atlassian.net/browse/OPS", []),
    ],
)  # fmt: skip
def test_a_pull_request_is_joined_to_the_ticket_that_it_links(monkeypatch, words, keys):
    """By an address in its description, also behind a label; a bare key in a text is anybody's."""
    record = read_github(monkeypatch, pulls=[change(body=words, bodyText="OPS-1")])
    opened = next(event for event in record if event.kind == "change.proposed")
    assert [key for key in opened.keys if key.startswith("jira:")] == keys


@pytest.mark.parametrize("name", FAULTS)
def test_no_fault_of_a_data_center_loses_an_event_silently(monkeypatch, name):
    """Every fault at every request: nothing invented or moved, nothing lost without a gap over its time."""
    monkeypatch.setattr("timeline.sources.http.client.REQUEST_TIMEOUT_S", 2.0)
    made = [
        one(str(n), f"OPS-{n}", histories=[entry("1", IDA, at("18:41:00"), item("status", "a", "b"))],
            comments=[comment("1", IDA, at("18:42:00"), "x"), comment("2", IDA, at("18:43:00"), "y")])
        for n in (1, 2)
    ]  # fmt: skip
    asked = []
    healthy = read(made, monkeypatch, api=world(made, cloud=False, page=1), requests=asked)
    assert len(healthy) == 8
    response, times = FAULTS[name]
    for index in range(len(asked)):
        faulty = read(
            made, monkeypatch, api=world(made, cloud=False, page=1), fault=Fault("jira", index, response, times)
        )
        assert not verdict(healthy, faulty), f"request {index}"
