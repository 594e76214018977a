"""Sharing: one message, once, with a token of its own; nothing else of this project writes to any service."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

import timeline as tl
from support_postmortem import LINK, POST_TOKEN, configured, kept, standing
from timeline import demo
from timeline.cli.commands import cli
from timeline.demo.server import Response

CHANNEL = "C0INCIDNT"


def ran(*arguments, typed=None):
    done = CliRunner().invoke(cli, list(map(str, arguments)), standalone_mode=False, input=typed)
    return done.return_value, done.stdout, done.stderr, done.exception


@pytest.fixture
def folder(tmp_path):
    return kept(tmp_path / "incident")


@pytest.fixture
def post_token(monkeypatch):
    monkeypatch.setenv("SLACK_POST_TOKEN", POST_TOKEN)


def writes(server):
    """What was sent to change something: everything but reading calls."""
    return [(name, each) for name, each in server.log if not is_reading(name, each)]


SEARCHES = {("datadog", "/api/v2/events/search"), ("jira", "/search/jql"), ("jira", "/changelog/bulkfetch")}


def is_reading(name, request):
    """A GET; one of the searches that take a body; a GraphQL query; a Slack method that lists or tells."""
    if request.method == "GET":
        return True
    if request.method != "POST":
        return False
    if name == "slack":
        return request.path.strip("/").rpartition(".")[2] in (
            "list",
            "history",
            "replies",
            "info",
            "test",
            "conversations",
        )
    if name == "github":
        return request.path.endswith("graphql") and not re.match(r"\s*mutation\b", request.json()["query"])
    return any(name == other and request.path.endswith(path) for other, path in SEARCHES)


def test_it_prints_and_sends_nothing(folder, tmp_path):
    """Without --post: the message with the link, on standard output; no configuration is needed."""
    code, out, said, _ = ran("share", folder, "--link", LINK)
    assert (code, said) == (0, "")
    assert f"<{LINK}>" in out
    assert "feedback" in out
    assert not (folder / "work").exists()


def test_it_calls_the_document_as_people_do(tmp_path):
    """By its title, where they gave it one, with nothing in it that would act in a channel."""
    named = kept(tmp_path / "named", postmortem="# R&D: hooks were late\n")
    assert "R&amp;D: hooks were late (2019-06-20 18:30 to 19:30 UTC)" in ran("share", named, "--link", LINK)[1]


def test_it_names_nobody(folder):
    """The message holds no name of a person of the record."""
    out = ran("share", folder, "--link", LINK)[1]
    assert not re.search("Ada|Grace|Linus", out)


@pytest.mark.parametrize(
    "link", ["wiki/4172", "javascript:alert(1)", "https://x.example/ <!channel>", "ftp://x.example", ""]
)
def test_what_is_no_link_is_refused(folder, link):
    """Before anything is sent."""
    assert isinstance(ran("share", folder, "--link", link)[3], tl.ConfigError)


def test_posting_sends_one_message_with_a_token_of_its_own(folder, tmp_path, post_token):
    """Through the first Slack source's base_url; what and where is said before; the thread is remembered."""
    with standing() as server:
        config = configured(tmp_path, server, "github", "slack")
        code, _, said, error = ran("share", folder, "--link", LINK, "--post", "#incidents", "--config", config)
        assert (code, error) == (0, None)
        ((name, sent),) = server.log
    assert (name, sent.method, sent.path.strip("/")) == ("slack", "POST", "chat.postMessage")
    assert sent.headers["authorization"] == f"Bearer {POST_TOKEN}"
    told = sent.json()
    assert told["channel"] == "#incidents"
    assert told["text"] == ran("share", folder, "--link", LINK)[1].rstrip("\n")
    assert said.index("#incidents") < said.index(LINK) < said.rindex("sent to")
    assert server.url("slack") in said
    assert POST_TOKEN not in said
    assert CHANNEL in (folder / "work" / "feedback.json").read_text()


def test_on_a_terminal_it_asks(folder, tmp_path, post_token, monkeypatch):
    """Yes sends, anything else does not."""
    monkeypatch.setattr("timeline.cli.share.is_terminal", lambda: True)
    with standing() as server:
        call = ("share", folder, "--link", LINK, "--post", CHANNEL, "--config", configured(tmp_path, server, "slack"))
        for typed in ("n\n", "\n", ""):
            assert ran(*call, typed=typed)[0] != 0
            assert server.log == []
        assert ran(*call, typed="y\n")[0] == 0
        assert len(server.log) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Response(hang_up=True), "not known"),
        (Response.json({}, 500), "not known"),
        (Response(body=b"<html>"), "not known"),
        (Response.json({"ok": True}), "not known"),
        (Response.json({"ok": False, "error": "internal_error"}), "not known"),
        (Response.json({"ok": False, "error": "ratelimited"}, 429), "later"),
        (Response.json({"ok": False, "error": "channel_not_found"}), "channel_not_found"),
        (Response.json({"ok": False, "error": "missing_scope", "needed": "chat:write"}), "chat:write"),
        (Response.json({"ok": False, "error": "invalid_auth"}), "SLACK_POST_TOKEN"),
        (Response(302, {"Location": "https://elsewhere.example"}), "redirects"),
    ],
)
def test_it_is_sent_once_whatever_comes_back(folder, tmp_path, post_token, answer, said):
    """A message that may have been posted is not posted again; the error says what is known."""
    with standing(lambda *_: answer) as server:
        config = configured(tmp_path, server, "slack")
        _, _, _, error = ran("share", folder, "--link", LINK, "--post", CHANNEL, "--config", config)
        assert len(server.log) == 1
    assert said in str(error)
    assert not (folder / "work" / "feedback.json").exists()


def test_it_needs_its_own_token_and_a_slack_source(folder, tmp_path, monkeypatch):
    """The token that reads is never used to post; and without a Slack source nobody knows where to post."""
    monkeypatch.setenv("SLACK_TOKEN", "xoxb-reads-only")
    with standing() as server:
        config = configured(tmp_path, server, "slack")
        assert "SLACK_POST_TOKEN" in str(ran("share", folder, "--link", LINK, "--post", CHANNEL, "--config", config)[3])
        config = configured(tmp_path, server, "github")
        assert "no Slack source" in str(ran("share", folder, "--link", LINK, "--post", CHANNEL, "--config", config)[3])
        assert "--post takes a channel" in str(
            ran("share", folder, "--link", LINK, "--post", "@ada", "--config", config)[3]
        )
        assert server.log == []


def test_nothing_else_writes_to_any_service(tmp_path, post_token, monkeypatch):
    """At the socket: every command that asks, with every source, sends reading calls alone, with the tokens that read."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "pulled"
    with standing() as server:
        config = configured(tmp_path, server, *demo.CONFIGURATION)
        span = ("--from", "2019-06-20T18:30Z", "--to", "2019-06-20T19:30Z")
        calls = [
            ("check", "--config", config),
            ("incidents", *span, "--config", config),
            ("pull", *span, "--config", config, "-o", folder, "--quiet"),
            ("dump", "--incident", "Q2HVW8M41JT5KA", "--config", config, "--quiet"),
            ("pull", "--refresh", folder, "--config", config, "--quiet"),
            ("history", folder, "--config", config, "--days", "30", "--quiet"),
            ("rebuild", folder),
            ("diff", folder, folder),
            ("actions", folder, "--config", config),
            (
                "feedback",
                folder,
                "--config",
                config,
                "--thread",
                f"https://acme.slack.com/archives/{CHANNEL}/p1561056492330700",
            ),
            ("dump", folder, "--quiet"),
            ("facts", folder),
            ("people", folder),
            ("verify", folder),
            ("postmortem", folder),
            ("share", folder, "--link", LINK),
        ]
        (tmp_path / "acts.md").write_text("| Item | Ticket |\n|---|---|\n| a | IE-1457 |\n")
        asked = {}
        for call in calls:
            before = len(server.log)
            if call[0] == "actions":
                (folder / "work").mkdir(exist_ok=True)
                (tmp_path / "acts.md").rename(folder / "work" / "actions.md")
            ran(*call)
            asked[call[0]] = asked.get(call[0], 0) + len(server.log) - before
        assert writes(server) == []
        assert POST_TOKEN not in "".join(str(each.headers) for _, each in server.log)
        assert all(asked[name] > 0 for name in ("check", "incidents", "pull", "history", "actions", "feedback"))
        assert not any(asked[name] for name in ("rebuild", "diff", "facts", "people", "verify", "postmortem", "share"))
        assert {name for name, _ in server.log} == set(demo.CONFIGURATION)


def test_one_place_names_a_writing_method():
    """In the source there is one call of a method that writes, and it stands in the room that may."""
    root = Path(tl.__file__).parent
    sources = [path for path in root.rglob("*.py") if "demo" not in path.parts]
    slack = [
        path
        for path in sources
        if re.search(r"chat\.(?:post|update|delete)|reactions\.add|files\.upload", path.read_text())
    ]
    assert [str(path.relative_to(root)) for path in slack] == ["postmortem/share.py"]
    other = [
        path for path in sources if re.search(r"method=\"(?:PUT|PATCH|DELETE)\"|\bmutation\b.*\{", path.read_text())
    ]
    assert other == []


# Replies


def reply(ts, user, text, **more):
    return {"type": "message", "ts": ts, "thread_ts": "1561056492.330700", "user": user, "text": text, **more}


THREAD = f"https://acme.slack.com/archives/{CHANNEL}/p1561056492330700"


def test_replies_are_read_back_as_notes_once(folder, tmp_path, post_token):
    """What is posted in the thread stands under Feedback in the notes, by whom, when, linked; again adds only what is new."""
    with standing() as server:
        config = configured(tmp_path, server, "slack")
        assert ran("share", folder, "--link", LINK, "--post", "#incidents", "--config", config)[0] == 0
        api = server.apis["slack"]
        parent = max((each["ts"] for each in api._messages[CHANNEL]), key=float)
        later = [f"{float(parent) + n * 60:.6f}" for n in (1, 2, 3)]
        api.add(
            CHANNEL, reply(later[0], "U0GRACE06", "I saw it at 18:41\n18:42 and <@U0ADA1815> called", thread_ts=parent)
        )
        api.add(CHANNEL, reply(later[1], "U0ADA1815", "Thanks :pray:", thread_ts=parent))
        code, _, said, error = ran("feedback", folder, "--config", config)
        assert (code, error) == (0, None), said
        assert "2 new of 2" in said
        notes = (folder / "work" / "notes.md").read_text()
        api.add(CHANNEL, reply(later[2], "U0ADA1815", "One more", thread_ts=parent))
        assert "1 new of 3" in ran("feedback", folder, "--config", config)[2]
        assert "0 new of 3" in ran("feedback", folder, "--config", config)[2]
    now = (folder / "work" / "notes.md").read_text()
    assert now.startswith(notes.rstrip("\n"))
    lines = [line for line in now.splitlines() if line.startswith("- ")]
    assert len(lines) == 3
    assert (
        "by Grace Hopper: I saw it at 18:41 / 18:42 and Ada Lovelace called [Slack](https://acme.slack.com/" in lines[0]
    )
    text = ran("postmortem", folder)[1]
    assert all(line in text for line in lines)
    record = tl.load(folder)
    assert not [event for event in record if "18:41" in event.summary]


def test_a_note_that_was_taken_out_does_not_come_back(folder, tmp_path):
    """What a person deleted stays deleted, and what they edited is not written over."""
    with standing() as server:
        config = configured(tmp_path, server, "slack")
        ran("feedback", folder, "--thread", THREAD, "--config", config)
        path = folder / "work" / "notes.md"
        lines = path.read_text().splitlines()
        assert len([line for line in lines if line.startswith("- ")]) > 2
        edited = "\n".join([*lines[:2], lines[2].replace("by ", "by our "), *lines[4:]]) + "\n"
        path.write_text(edited)
        assert "0 new" in ran("feedback", folder, "--config", config)[2]
        assert path.read_text() == edited


def test_what_cannot_be_read_is_said(folder, tmp_path):
    """A thread whose pages fail or that is not visible is exit 3 with the reason; no thread is a bad call."""
    fails = Response.json({"ok": False, "error": "access_denied"})

    def broken(_, request, __):
        return fails if request.path.endswith("conversations.replies") else None

    with standing(broken) as server:
        config = configured(tmp_path, server, "slack")
        code, _, said, error = ran("feedback", folder, "--thread", THREAD, "--config", config)
        assert (code, error) == (3, None)
        assert "not read" in said
        nowhere = THREAD.replace("C0INCIDNT", "C0NOWHERE")
        assert ran("feedback", kept(tmp_path / "unseen"), "--thread", nowhere, "--config", config)[0] == 3
        other = kept(tmp_path / "other")
        assert "no thread is known" in str(ran("feedback", other, "--config", config)[3])
        for url in ("https://acme.slack.com/archives/C1", "x", "https://acme.slack.com/archives/C1/p12"):
            assert "--thread is a message's link" in str(ran("feedback", other, "--thread", url, "--config", config)[3])


def test_only_that_thread_is_read(folder, tmp_path):
    """One look at who the token is, one at the channel, the thread's pages, and names: no history of any channel."""
    with standing() as server:
        ran("feedback", folder, "--thread", THREAD, "--config", configured(tmp_path, server, "slack"))
        asked = [each.path.strip("/") for each in server.requests("slack")]
        (replies,) = [each for each in server.requests("slack") if each.path.endswith("replies")]
    assert "conversations.history" not in asked
    assert replies.form()["ts"] == "1561056492.330700"
    assert not parse_qs(urlsplit(THREAD).query)
