"""The same incident pulled twice, something done in between: exactly that is the difference, each with its reason."""

import pytest

import timeline as tl
from timeline import demo
from timeline.demo.incident import apis
from timeline.demo.server import Response, StandIn

NEW = {"ts": "1561056400.000100", "type": "message", "user": "U0GRACE06", "text": "Backdated by an importer."}


def pulled(folder, *, act=None, fault=None, **sources):
    """A bundle of the demo's Slack, whose messages were changed so before they were read."""
    services = apis(demo.TOKEN)
    if act:
        act(services["slack"]._messages)
    with StandIn(services, fault=fault) as server:
        (slack,) = demo.sources(server, ["slack"])
        tl.pull(demo.WINDOW, [slack.model_copy(update=sources)], to=folder)
    return tl.load(folder)


def message(messages, words):
    return next((rows, row) for rows in messages.values() for row in rows if words in row.get("text", ""))


def test_an_edit_a_deletion_and_a_late_message_are_told(tmp_path):
    """One message edited, one deleted, one come late between two pulls: these three, and no other, with their reasons."""

    def act(messages):
        _, row = message(messages, "Which AMI were we on before?")
        row["text"], row["edited"] = "Which AMI was it?", {"user": row["user"], "ts": "1561060000.000000"}
        rows, gone = message(messages, "let's roll back Terraform config change")
        rows.remove(gone)
        rows.append(NEW)

    before = pulled(tmp_path / "a")
    made = before.diff(pulled(tmp_path / "b", act=act))
    assert [each["reason"] for each in made["added"]] == ["late"]
    assert [each["reason"] for each in made["removed"]] == ["deleted"]
    assert [each["reason"] for each in made["changed"]] == ["edited"]


@pytest.mark.parametrize("failing", ["first", "second"])
def test_a_channel_that_one_pull_could_not_read_is_no_deletion(tmp_path, failing):
    """What the first pull could not read is a gap closed; what the second could not read is gone for no known reason."""
    refused = Response.json({"ok": False, "error": "not_in_channel"})

    def fault(service, request, number):
        asked = request.form() if request.path.endswith("conversations.history") else {}
        return refused if asked.get("channel") == "C0INCIDNT" else None

    first, second = (pulled(tmp_path / name, fault=fault if failing == name else None) for name in ("first", "second"))
    made = first.diff(second)
    rows = made["added" if failing == "first" else "removed"]
    assert len(rows) > 5
    assert {each["reason"] for each in rows} == {"gap_closed" if failing == "first" else None}
    assert not made["removed" if failing == "first" else "added"]
    assert made["coverage"][0]["gaps"]["closed" if failing == "first" else "opened"]


def test_a_channel_that_one_pull_did_not_ask_is_said_so(tmp_path):
    """Neither late nor deleted, whichever way round."""
    whole, less = pulled(tmp_path / "whole"), pulled(tmp_path / "less", channels=("incidents",))
    assert {each["reason"] for each in whole.diff(less)["removed"]} == {"not_asked"}
    assert {each["reason"] for each in less.diff(whole)["added"]} == {"not_asked"}
