"""Slack: what a message shows is told, in its order, by whom it was said, in a sentence that is never empty."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_slack import WHEN, app, mrkdwn, one, plain, read, rich, section, words
from timeline.demo.payloads.slack import message
from timeline.sources.slack.channels import Channel
from timeline.sources.slack.lines import TooDeepError
from timeline.sources.slack.message import Message
from timeline.sources.slack.parse import body, drafts
from timeline.sources.slack.placeholders import _PLACEHOLDERS
from timeline.sources.slack.sorts import _DID, WORDS


class Nobody:
    """Names that cannot be had."""

    def record(self, key):
        return None

    def user(self, key):
        return key

    bot = channel = group = team = user


LINK = {"type": "link", "url": "https://wiki.example/failover", "text": "failover"}
BUTTON = {
    "type": "button",
    "text": plain("Roll back"),
    "action_id": "a",
    "value": "opaque",
    "confirm": {"title": plain("Sure?")},
}
CELL = section(words("ready"))
BLOCKS = [
    ("section", {"text": mrkdwn("*replica* lags"), "fields": [mrkdwn("*zone*\nb"), plain("*raw*")]}, "**replica** lags\n**zone**\nb\n*raw*"),
    ("section", {"text": plain("see"), "accessory": BUTTON}, "see\n[Roll back]"),
    ("section", {"text": plain("see"), "accessory": {"type": "image", "alt_text": "heat map", "image_url": "https://i.example"}}, "see\n[image heat map]"),
    ("header", {"text": plain("Replica lag")}, "Replica lag"),
    ("context", {"elements": [{"type": "image", "alt_text": "owl", "image_url": "https://i.example"}, mrkdwn("by *ops*")]}, "[image owl] by **ops**"),
    ("image", {"title": plain("lag by zone"), "alt_text": "a graph"}, "[image lag by zone: a graph]"),
    ("image", {"alt_text": "a graph"}, "[image a graph]"),
    ("image", {}, "[image]"),
    ("video", {"title": plain("walk-through"), "title_url": "https://v.example", "description": plain("in 3 min"), "author_name": "Kit"}, "[walk-through](https://v.example)\nin 3 min\nKit"),
    ("video", {"alt_text": "clip"}, "[video clip]"),
    ("file", {"external_id": "x", "source": "remote"}, "[file]"),
    ("file", {"file": {"id": "F1", "title": "dump.sql"}}, "[file dump.sql]"),
    ("call", {"call": {"v1": {"name": "war room", "join_url": "https://call.example"}}}, "[war room](https://call.example)"),
    ("call", {"call_id": "R1"}, "[call]"),
    ("actions", {"elements": [BUTTON, {"type": "button", "text": plain("Runbook"), "url": "https://wiki.example"}]}, "[Roll back]\n[Runbook](https://wiki.example)"),
    ("actions", {"elements": [{"type": "static_select", "placeholder": plain("Severity"), "options": [{"text": plain("high"), "value": "h"}]}]}, "[Severity]"),
    ("actions", {"elements": [{"type": "checkboxes", "options": [{"text": plain("drain"), "value": "d"}]}]}, "drain"),
    ("context_actions", {"elements": [{"type": "icon_button", "icon": "trash", "text": plain("Remove")}]}, "[Remove]"),
    ("input", {"label": plain("What broke?"), "element": {"type": "plain_text_input", "placeholder": plain("one line")}, "hint": plain("be short")}, "What broke?\n[one line]\nbe short"),
    ("markdown", {"text": "**m** <b>"}, "**m** <b>"),
    ("divider", {}, None),
    ("table", {"rows": [[{"type": "raw_text", "text": "node|id"}, rich(CELL)], [{"type": "raw_number", "value": 3, "text": "3"}, None]]}, "| node\\|id | ready |\n| --- | --- |\n| 3 |  |"),
    ("table", {"rows": [[{"type": "raw_number", "value": 1.5}]]}, "| 1.5 |\n| --- |"),
    ("alert", {"level": "error", "text": mrkdwn("disk *full*")}, "disk **full**"),
    ("card", {"title": mrkdwn("Card"), "subtitle": plain("sub"), "body": plain("text"), "actions": [BUTTON]}, "Card\nsub\ntext\n[Roll back]"),
    ("carousel", {"elements": [{"type": "card", "title": plain("one")}, {"type": "card", "title": plain("two")}]}, "one\ntwo"),
    ("container", {"title": plain("box"), "child_blocks": [{"type": "header", "text": plain("inside")}]}, "box\ninside"),
    ("plan", {"title": "Plan", "tasks": [{"type": "task_card", "title": "restart", "status": "in_progress", "details": rich(section(words("node 3")))}]}, "Plan\nrestart (in progress)\nnode 3"),
    ("hologram", {"title": "H", "block_id": "id", "data": {"caption": "deep", "parts": [{"text": mrkdwn("*last*")}]}}, "H\ndeep\n**last**"),
    ("rich_text", {"elements": [section(words("a", bold=True), words(" & <b>"), {"type": "emoji", "name": "wave", "skin_tone": 2})]}, "**a** & <b>:wave::skin-tone-2:"),
    ("rich_text", {"elements": [section({"type": "user", "user_id": "U2"}, words(" "), {"type": "channel", "channel_id": "C0B"}, words(" "), {"type": "broadcast", "range": "here"})]}, "Grace Hopper #database @here"),
    ("rich_text", {"elements": [section(LINK, words(" "), {"type": "link", "url": "https://x.example"})]}, "[failover](https://wiki.example/failover) https://x.example"),
    ("rich_text", {"elements": [section({"type": "date", "timestamp": 1561056660, "format": "{date}", "fallback": "June 20"}, words(" "), {"type": "date", "timestamp": 1561056660, "format": "{date}"})]}, "June 20 2019-06-20 18:51 Z"),
    ("rich_text", {"elements": [section({"type": "color", "value": "#ff0000"}, {"type": "scribble", "text": " new"})]}, "#ff0000 new"),
    ("rich_text", {"elements": [section(section(words("x")), section(words("y\nz")), kind="rich_text_list", style="bullet")]}, "- x\n- y\n  z"),
    ("rich_text", {"elements": [section(section(words("x")), section(words("y")), kind="rich_text_list", style="ordered", offset=2, indent=1)]}, "  3. x\n  4. y"),
    ("rich_text", {"elements": [section(words("p\nq"), kind="rich_text_quote")]}, "> p\n> q"),
    ("rich_text", {"elements": [section(words("x = 1 # *not bold*"), kind="rich_text_preformatted")]}, "```\nx = 1 # *not bold*\n```"),
    ("rich_text", {"elements": [section(words("kept"), kind="rich_text_scroll")]}, "kept"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "content", "shown"), BLOCKS, ids=[f"{kind}-{n}" for n, (kind, *_) in enumerate(BLOCKS)]
)
@pytest.mark.parametrize("place", ["message", "attachment"])
def test_every_block_is_told(monkeypatch, kind, content, shown, place):
    """Each block type that Slack documents, and one that it does not, tells its texts, wherever it stands."""
    blocks = [{"type": kind, **content}]
    content = (
        {"blocks": blocks}
        if place == "message"
        else {"attachments": [{"blocks": blocks, "fallback": "[no preview available]"}]}
    )
    event, _ = one(app(**content), monkeypatch, author="U7")
    assert event.body == shown
    assert not event.summary.endswith((" ", '""', "posted", "shared"))


def test_text_and_blocks_are_told_once(monkeypatch):
    """Blocks stand in place of the text; a person's text is their rich text; what an attachment repeats is told once."""
    same = "replica caught up"
    own, _ = one({"blocks": [rich(section(words(same)))]}, monkeypatch, text=same)
    posted, _ = one(app(blocks=[{"type": "header", "text": plain(same)}]), monkeypatch, author="U7", text=f"{same}!")
    repeated, _ = one(app(attachments=[{"text": same, "fallback": same}]), monkeypatch, author="U7", text=same)
    assert [own.body, posted.body, repeated.body] == [same] * 3


def test_parts_stand_in_the_order_in_which_slack_shows_them(monkeypatch):
    """Text, then attachments (pretext, author, title, text, fields, image or blocks, footer, buttons), then files."""
    attachment = {
        "pretext": "pre", "author_name": "Kit", "title": "Title", "title_link": "https://t.example", "text": "*text*",
        "fields": [{"title": "zone", "value": "b"}], "footer": "foot", "fallback": "other", "image_url": "https://i.example",
        "actions": [{"type": "button", "text": "Silence", "url": "https://s.example"}],
    }  # fmt: skip
    event, _ = one(app(attachments=[attachment], files=[{"title": "log"}]), monkeypatch, author="U7", text="first")
    assert event.body == (
        "first\npre\nKit\n[Title](https://t.example)\n**text**\nzone: b\nfoot\n[Silence](https://s.example)\n[file log]"
    )


@pytest.mark.parametrize(
    ("field", "shown"),
    [({"title": "k", "value": "v"}, "k: v"), ({"title": "k", "value": ""}, "k"), ({"title": "", "value": "v"}, "v"),
     ({"value": "v"}, "v"), ({"title": "k"}, "k"), ({}, None), ({"title": None, "value": []}, None)],
)  # fmt: skip
def test_a_field_has_no_glue_where_a_part_is_missing(monkeypatch, field, shown):
    """Only parts that are there are joined."""
    assert one(app(attachments=[{"fields": [field]}]), monkeypatch, author="U7")[0].body == shown


FORWARDED = {
    "is_share": True,
    "author_name": "Mary Jackson",
    "text": "the *relay* is hot",
    "from_url": "https://a.example/p1",
}
QUOTE = "Mary Jackson [wrote](https://a.example/p1):\n> the **relay** is hot"


@pytest.mark.parametrize("mark", ["is_share", "is_msg_unfurl", "is_reply_unfurl", "is_thread_root_unfurl"])
def test_forwarded_words_are_told_as_those_of_who_wrote_them(monkeypatch, mark):
    """They stand in the body, quoted, and in the sentence only where nothing else was said."""
    attachment = {**FORWARDED, "is_share": False, mark: True}
    alone, _ = one({"attachments": [attachment]}, monkeypatch)
    beside, _ = one({"attachments": [attachment]}, monkeypatch, text="look")
    assert alone.body == QUOTE
    assert alone.summary == 'Ada Lovelace shared a message of Mary Jackson: "the relay is hot"'
    assert beside.body == f"look\n{QUOTE}"
    assert beside.summary == 'Ada Lovelace says "look"'


def test_forwarded_words_are_found_where_they_stand(monkeypatch):
    """In the message's own blocks, in its files; its author by id; nothing at all is told as that."""
    blocks = [{"message": {"blocks": [rich(section(words("from blocks")))]}}]
    share = {"is_share": True, "author_id": "U2", "fallback": "[no preview available]"}
    shared = [{**share, "message_blocks": blocks}, {**share, "files": [{"title": "trace"}]}, share]
    told = [one({"attachments": [each]}, monkeypatch)[0].summary for each in shared]
    assert told == [
        'Ada Lovelace shared a message of Grace Hopper: "from blocks"',
        'Ada Lovelace shared a message of Grace Hopper: "[file trace]"',
        "Ada Lovelace shared a message of Grace Hopper that cannot be shown",
    ]


def test_what_a_link_leads_to_is_quoted_after_the_words(monkeypatch):
    """A preview is seen by all and said by nobody: it joins nothing and leads no sentence."""
    preview = {
        "from_url": "https://wiki.example/x",
        "service_name": "Wiki",
        "title": "Lag",
        "text": "https://a.pagerduty.com/incidents/Q1",
    }
    event, _ = one({"attachments": [preview]}, monkeypatch, text="see <https://wiki.example/x>")
    assert event.summary == 'Ada Lovelace says "see https://wiki.example/x"'
    assert event.body.splitlines()[1:3] == ["> Wiki", "> Lag"]
    assert not event.keys


@pytest.mark.parametrize(
    "placeholder", [*_PLACEHOLDERS, "This content can\u2019t be displayed.", "*[No preview available]*"]
)
def test_a_placeholder_is_nobodys_words(monkeypatch, placeholder):
    """What stands beside it is told; alone, the sentence says what the message is."""
    text = placeholder.capitalize()
    alone, _ = one(app(), monkeypatch, author="U7", text=text)
    beside, _ = one(app(attachments=[{"text": "lag is *9 s*", "fallback": text}]), monkeypatch, author="U7", text=text)
    assert alone.body is None
    assert alone.summary.startswith("Deployer posted a ")
    assert beside.body == "lag is **9 s**"


FILLINGS = ["This content can't be displayed.", "[no preview available]", "This message contains interactive elements."]


@pytest.mark.parametrize("filling", FILLINGS)
@pytest.mark.parametrize(
    "content",
    [
        lambda filling: {"blocks": [{"type": "section", "text": mrkdwn(filling)}, CONTROLS]},
        lambda filling: {"blocks": [{"type": "header", "text": plain(filling)}, CONTROLS]},
        lambda filling: {"attachments": [{"text": filling, "blocks": [CONTROLS]}]},
        lambda filling: {"attachments": [{"title": filling, "fallback": filling, "blocks": [CONTROLS]}]},
        lambda filling: {"attachments": [{"pretext": filling, "fields": [{"title": "", "value": filling}], "blocks": [CONTROLS]}]},
    ],
)  # fmt: skip
def test_what_slack_fills_a_part_with_is_no_part(monkeypatch, content, filling):
    """Wherever the placeholder stands, what stands beside it is told, and it alone is nobody's words."""
    event, _ = one(app(**content(filling)), monkeypatch, author="U7", text=filling)
    assert (event.summary, event.body) == ('Deployer posted a button: "Roll back"', "[Roll back]")
    alone, _ = one(app(attachments=[{"text": filling}]), monkeypatch, author="U7")
    assert alone.summary.startswith("Deployer posted a message ")
    assert alone.body is None


CONTROLS = {"type": "actions", "elements": [{"type": "button", "text": plain("Roll back")}]}


@pytest.mark.parametrize("words", sorted(_PLACEHOLDERS))
def test_what_a_person_types_is_theirs_though_slack_says_the_same(monkeypatch, words):
    """`Message deleted` is also what somebody says who deleted one."""
    event, _ = one({"client_msg_id": "2f6c"}, monkeypatch, text=words)
    assert (event.summary, event.body) == (f'Ada Lovelace says "{words}"', words)


def test_an_app_may_say_that_something_was_deleted(monkeypatch):
    """Only what no app would say of its own message is dropped from the parts of one."""
    event, _ = one(app(blocks=[{"type": "section", "text": mrkdwn("Message deleted")}]), monkeypatch, author="U7")
    assert event.summary == 'Deployer posted "Message deleted"'


@pytest.mark.parametrize("service", [{"service_name": "Wiki"}, {"author_name": "Wiki"}, {}])
def test_a_link_alone_is_told_by_what_its_page_is_called(monkeypatch, service):
    """Not by the mark of a quotation, nor by the service's name where the page has one of its own."""
    event, _ = one({"attachments": [{"from_url": "https://wiki.example/x", "title": "Lag", **service}]}, monkeypatch)
    assert event.summary == 'Ada Lovelace shared a link to "Lag"'


def test_a_cells_bar_stands_in_a_sentence_as_it_was_written(monkeypatch):
    """Only in the table itself it would end the cell."""
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "p50|p99"}]]}
    event, _ = one({"blocks": [table]}, monkeypatch)
    assert event.summary == 'Ada Lovelace shared a table: "p50|p99"'
    assert event.body.startswith(r"| p50\|p99 |")


FILES = [
    ({"title": "graph.png"}, 'shared a file: "graph.png"', "[file graph.png]"),
    ({"name": "graph.png"}, 'shared a file: "graph.png"', "[file graph.png]"),
    ({"mimetype": "image/png"}, "shared an image", "[image]"),
    ({}, "shared a file", "[file]"),
    ({"mode": "tombstone"}, "shared a deleted file", "[deleted file]"),
    ({"mode": "hidden_by_limit"}, "shared a file hidden by the workspace's plan", "[file hidden by the workspace's plan]"),
    ({"mode": "file_access", "file_access": "check_file_info"}, "shared a file of another workspace", "[file of another workspace]"),
    ({"file_access": "access_denied"}, "shared a file that this token may not see", "[file that this token may not see]"),
    ({"mode": "snippet", "title": "trace", "preview": "panic: lag\n"}, 'shared a file: "trace"', "[file trace]\n```\npanic: lag\n```"),
    ({"mode": "email", "subject": "Down?", "from": [{"original": "Kit <k@x.example>"}], "plain_text": "is it you"}, 'shared an email: "Down?"', "[email Down?]\n> From: Kit <⟨e-mail⟩>\n> is it you"),
    ({"subtype": "slack_audio", "transcription": {"preview": {"content": "it is hot"}}}, "shared an audio clip", "[audio clip]\n> it is hot"),
    ({"title": "dip.png", "alt_txt": "a dip"}, 'shared a file: "dip.png"', "[file dip.png: a dip]"),
    ({"mode": "quip", "title": "Plan"}, 'shared a canvas: "Plan"', "[canvas Plan]"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "said", "shown"), FILES)
def test_a_file_is_told_by_its_name_or_by_what_became_of_it(monkeypatch, file, said, shown):
    """No sentence ends in a verb: a deleted or hidden file says so, and what Slack shows of it is told."""
    event, _ = one({"files": [{"id": "F1", **file}]}, monkeypatch)
    assert (event.summary, event.body) == (f"Ada Lovelace {said}", shown)


def test_the_words_that_slack_wrote_around_an_upload_are_not_the_persons(monkeypatch):
    """Before files had a place of their own, the comment stood behind them."""
    text = "<@U1> uploaded a file: <https://f.example|dip.png> and commented: see the dip"
    event, _ = one({"upload": True, "subtype": "file_share", "file": {"title": "dip.png"}}, monkeypatch, text=text)
    assert event.summary == 'Ada Lovelace says "see the dip"'


@pytest.mark.parametrize("content", [{"is_hidden_by_limit": 1}, {"subtype": "ekm_access_denied"}])
def test_words_that_are_withheld_are_a_note(monkeypatch, content):
    """Somebody wrote them; the sentence and the coverage say that they are not shown."""
    event, row = one(content, monkeypatch, author="UREVOKEDU")
    assert "withheld" in event.summary or "hidden" in event.summary
    assert any("without their words" in note for note in row.notes)


# Who acted.


@pytest.mark.parametrize(
    ("raw", "actor"),
    [
        ({"user": "U1"}, ("U1", "Ada Lovelace", "person")),
        ({"user": "U1", "bot_id": "B5", "bot_profile": {"name": "Console"}}, ("U1", "Ada Lovelace", "person")),
        ({"user": "U7", "bot_id": "B7", "bot_profile": {"name": "Deployer"}}, ("B7", "Deployer", "bot")),
        ({"user": "U7"}, ("B7", "Deployer", "bot")),
        ({"bot_id": "B7", "username": "night deploy", "bot_profile": {"name": "Deployer"}}, ("B7", "night deploy", "bot")),
        ({"bot_id": "B7", "subtype": "bot_message"}, ("B7", "Bot", "bot")),
        ({"user": "U0ELSEWHERE", "bot_id": "B8", "bot_profile": {"name": "Form"}}, ("B8", "Form", "bot")),
        ({"username": "webhook", "subtype": "bot_message"}, (None, "webhook", "bot")),
        ({"user": "U0FAR", "user_profile": {"real_name": "Kit Far", "display_name": "kit"}}, ("U0FAR", "Kit Far", "person")),
        ({"user": "U0FAR"}, ("U0FAR", None, "person")),
        ({}, None),
    ],
)  # fmt: skip
def test_who_wrote_is_a_person_before_the_app_that_carries_their_token(monkeypatch, raw, actor):
    """Of several names, the one that the channel shows; one identity has one id."""
    own = {"type": "message", "ts": message(WHEN, "U1", "x")["ts"], "text": "x"}
    event = read([own | raw], monkeypatch)[0]
    assert (event.actor and (event.actor.id, event.actor.name, event.actor.kind)) == actor


def test_an_app_with_a_persons_token_states_nothing(monkeypatch):
    """Whose token carries it is told; what the person links is linked, and witnesses nothing."""
    link = "<https://a.pagerduty.com/incidents/Q1|x> resolved"
    event, _ = one({"bot_id": "B5", "bot_profile": {"name": "Console"}}, monkeypatch, text=link)
    assert event.keys == ("pagerduty:incident:Q1",)
    assert event.tags["via"] == "Console"
    assert "states" not in event.tags


def test_an_edited_message_says_when(monkeypatch):
    """What is read today was perhaps written later than it was sent."""
    event, _ = one({"edited": {"user": "U1", "ts": "1561058001.000000"}}, monkeypatch, text="fixed")
    assert (event.tags["edited"], event.tags["edited_at"]) == ("true", "2019-06-20T19:13:21Z")


# Sorts.

DOCUMENTED = [
    "assistant_app_thread", "bot_add", "bot_disable", "bot_enable", "bot_message", "bot_remove",
    "channel_archive", "channel_canvas_updated", "channel_convert_to_private", "channel_convert_to_public",
    "channel_join", "channel_leave", "channel_name", "channel_posting_permissions", "channel_purpose",
    "channel_topic", "channel_unarchive", "document_mention", "ekm_access_denied", "file_comment",
    "file_mention", "file_share", "group_archive", "group_join", "group_leave", "group_name", "group_purpose",
    "group_topic", "group_unarchive", "huddle_thread", "me_message", "message_changed", "message_deleted",
    "message_replied", "pinned_item", "reminder_add", "reply_broadcast", "sh_room_created", "slackbot_response",
    "tabbed_canvas_updated", "thread_broadcast", "tombstone", "unpinned_item", "joiner_notification",
    "joiner_notification_for_inviter", "app_conversation_join", "app_conversation_leave", "channel_tab_added",
    "channel_tab_removed", "canvas_sharing_message", "retention_threshold", "not_known_yet",
]  # fmt: skip
SAID = {"bot_message", "file_comment", "file_share", "me_message", "reply_broadcast", "thread_broadcast"}


@pytest.mark.parametrize("subtype", DOCUMENTED)
@pytest.mark.parametrize("author", ["U1", "USLACKBOT", None])
@pytest.mark.parametrize("text", ["", "did something", "A thing happened"])
def test_every_subtype_is_words_or_housekeeping(subtype, author, text):
    """A subtype is housekeeping unless somebody speaks in it; whatever is missing, the sentence says something."""
    raw = message(WHEN, author, text, subtype=subtype)
    (draft, *_) = drafts(Message(raw), Channel("C0A", "alerts"), Nobody(), None)
    speaks = author != "USLACKBOT" and subtype in SAID | {"slackbot_response"}
    speaks = speaks or (author == "USLACKBOT" and subtype == "slackbot_response")
    assert draft.kind == ("message.posted" if speaks else "channel.updated")
    assert len(draft.summary.split()) > 2
    assert "  " not in draft.summary
    if author == "USLACKBOT" and not speaks:
        assert "Slackbot" not in draft.summary
        assert draft.actor is None


def test_the_sorts_that_are_told_by_a_phrase_are_no_words():
    """The two tables do not overlap."""
    assert not WORDS & set(_DID)


@pytest.mark.parametrize(
    ("raw", "actor", "summary"),
    [
        ({"subtype": "channel_join", "user": "U1", "text": "<@U1> has joined the channel"}, "U1", "Ada Lovelace has joined the channel"),
        ({"subtype": "channel_join", "user": "U1", "inviter": "U2", "text": "<@U1> has joined the channel"}, "U2", "Grace Hopper added Ada Lovelace to the channel"),
        ({"subtype": "group_join", "user": "U1", "inviter": "U2"}, "U2", "Grace Hopper added Ada Lovelace to the channel"),
        ({"subtype": "app_conversation_join", "user": "U7", "inviter": "U1"}, "U1", "Ada Lovelace added Deployer to the channel"),
        ({"subtype": "app_conversation_join", "user": "U7", "text": "<@U7> was added"}, None, "Deployer was added"),
        ({"subtype": "bot_add", "user": "U1", "bot_id": "B9", "text": "added an integration: <https://x.example|pager>"}, "U1", "Ada Lovelace added an integration: pager"),
        ({"subtype": "bot_remove", "bot_id": "B9", "text": "removed an integration"}, None, "Somebody removed an integration"),
        ({"subtype": "channel_tab_removed", "user": "USLACKBOT", "tab_removed_user_id": "U2"}, "U2", "Grace Hopper removed a tab from the channel"),
        ({"subtype": "tabbed_canvas_updated", "user": "USLACKBOT", "canvas_update_user_ids": ["U1"]}, "U1", "Ada Lovelace changed a canvas of the channel"),
        ({"subtype": "tabbed_canvas_updated", "user": "USLACKBOT", "canvas_update_user_ids": ["U1", "U2"]}, None, "Ada Lovelace and Grace Hopper changed a canvas of the channel"),
        ({"subtype": "not_known_yet", "user": "USLACKBOT", "bookmark_user_id": "U1", "parent_user_id": "U2", "text": "A bookmark was moved"}, "U1", "A bookmark was moved (Ada Lovelace)"),
        ({"subtype": "not_known_yet", "user": "USLACKBOT", "removed_user_id": "U2"}, None, "Somebody changed the channel (not known yet)"),
        ({"subtype": "channel_topic", "user": "U1", "topic": "all clear"}, "U1", "Ada Lovelace set the channel topic: all clear"),
        ({"subtype": "channel_topic", "bot_id": "B7", "username": "Incidents", "topic": "SEV-1"}, "B7", "Incidents set the channel topic: SEV-1"),
        ({"subtype": "channel_topic", "user": "U7", "topic": "SEV-1"}, "B7", "Deployer set the channel topic: SEV-1"),
        ({"subtype": "channel_purpose", "user": "U1", "purpose": ""}, "U1", "Ada Lovelace cleared the channel description"),
        ({"subtype": "channel_name", "user": "U1", "old_name": "a", "name": "b"}, "U1", "Ada Lovelace renamed the channel from #a to #b"),
        ({"subtype": "ekm_access_denied", "user": "UREVOKEDU", "text": "Your admins have suspended everyone's access to this content."}, None, "A message is withheld: access to its content was suspended by the workspace's admins"),
        ({"user": "USLACKBOT", "text": "Reminder: rotate keys"}, "USLACKBOT", 'Slackbot posted "Reminder: rotate keys"'),
        ({"user": "USLACKBOT", "files": [{"title": "Notes", "mode": "quip"}]}, "USLACKBOT", 'Slackbot shared a canvas: "Notes"'),
        ({"subtype": "sh_room_created", "user": "U1", "room": {"created_by": "U2", "name": "triage"}}, "U2", 'Grace Hopper began a call: "triage"'),
    ],
)  # fmt: skip
def test_who_did_the_housekeeping_stands_in_the_sorts_own_field(monkeypatch, raw, actor, summary):
    """What was acted on did not act; of several who acted together, none is chosen."""
    own = {"type": "message", "ts": message(WHEN, "U1", "x")["ts"], "text": ""}
    event = read([own | raw], monkeypatch)[0]
    assert (event.kind, event.actor and event.actor.id, event.summary) == ("channel.updated", actor, summary)


def huddle(begun, ended, **more):
    room = {
        "id": "R1",
        "created_by": "U1",
        "date_end": ended,
        "participant_history": ["U1", "U2"],
        "call_family": "huddle",
    }
    return message(begun, "USLACKBOT", "A huddle happened", subtype="huddle_thread", room=room, **more)


def test_a_huddle_is_told_with_its_end(monkeypatch):
    """Both are facts with times of their own: who began it is known, who ended it is not."""
    record = read([huddle(WHEN, int(WHEN.timestamp()) + 754)], monkeypatch)
    assert [event.summary for event in record] == [
        "Ada Lovelace began a huddle",
        "The huddle that Ada Lovelace began ended after 12 min 34 s; Ada Lovelace and Grace Hopper took part",
    ]
    assert record[1].id == f"{record[0].id}/ended"
    assert (record[1].actor, record[1].precision) == (None, "s")
    assert record.complete


@pytest.mark.parametrize(("before", "after", "told"), [(0, 0, 1), (0, 7200, 1), (4200, 4800, 1), (4200, 300, 0)])
def test_a_huddle_is_told_as_far_as_the_window_reaches(monkeypatch, before, after, told):
    """One that goes on has no end; one from before the window has its end; counts close."""
    from datetime import timedelta

    begun = WHEN - timedelta(seconds=before)
    ended = int(begun.timestamp()) + after if after else 0
    record = read([huddle(begun, ended)], monkeypatch)
    assert len(record) == told
    assert record.coverage[0].closes
    assert record.complete


# Odd records.


def nested(depth, leaf, key="elements"):
    made = leaf
    for _ in range(depth):
        made = {"type": "rich_text_section" if key == "elements" else "new", key: [made]}
    return made


@pytest.mark.parametrize(
    "content",
    [
        {"blocks": [{"type": "rich_text", "elements": [nested(400, words("x"))]}]},
        {"blocks": [nested(400, {"text": "x"}, key="parts")]},
        {"attachments": [nested(400, {"text": "x"}, key="attachments")]},
    ],
)  # fmt: skip
def test_a_message_that_is_nested_too_deep_costs_itself_only(monkeypatch, content):
    """It is a gap that names it; the messages beside it, and the replies to it, are told."""
    bad, good = message(WHEN, "U7", "", **content), message(WHEN.replace(minute=41), "U1", "fine")
    record = read([bad, good, message(WHEN.replace(minute=42), "U2", "yes", thread=WHEN)], monkeypatch)
    (row,) = record.coverage
    assert [event.body for event in record] == ["fine", "yes"]
    assert [(gap.reason, gap.where) for gap in row.gaps] == [("rejected", f"slack:C0A/{bad['ts']}")]
    assert (row.status, row.rejected, row.closes) == ("partial", 1, True)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["U1", "section", "rich_text", "image", "table", "USLACKBOT", "huddle_thread", "<@U1>", "tombstone"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["type", "text", "elements", "blocks", "fields", "title", "rows", "user_id", "url", "style", "name",
                         "files", "attachments", "is_share", "message_blocks", "call", "room", "options", "value"]),
        inner, max_size=5),
    max_leaves=25,
)  # fmt: skip
FIELDS = ["text", "user", "bot_id", "subtype", "blocks", "attachments", "files", "room", "edited", "thread_ts", "comment",
          "bot_profile", "user_profile", "username", "inviter", "x_user_id", "x_user_ids", "file"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JUNK, max_size=6))
def test_no_shape_breaks_a_message(raw):
    """Whatever stands where, there is a sentence that says something, or a depth that is refused."""
    try:
        for draft in drafts(Message({"ts": "1561056000.000100", **raw}), Channel("C0A", "alerts"), Nobody(), None):
            assert draft.summary.strip()
    except TooDeepError:
        pass


def seconds(text):
    began = time.process_time()
    body(Message({"ts": "1561056000.000100", "text": text}), Nobody())
    return time.process_time() - began


@pytest.mark.parametrize(
    "unit", ["<", "<@U1>", "*a ", "~a", "`", "```", "[", "<https://x|", "&amp;", "<!date^1^", "<@U1> uploaded a "]
)
def test_reading_takes_time_as_the_text_is_long(unit):
    """No pattern takes the square of what others write."""
    few, many = (min(seconds(unit * (size // len(unit))) for _ in range(2)) for size in (10_000, 100_000))
    assert many < 30 * max(few, 0.001)
