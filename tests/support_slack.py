"""Small Slack workspaces, pulled over the wire, and the parts that messages are made of."""

from support_worlds import pulled
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads.slack import channel, message, user
from timeline.demo.server.slack import SlackApi

WHEN = at("18:40:00")
PEOPLE = [user("U1", "ada", "Ada Lovelace"), user("U2", "grace", "Grace Hopper")]
OWN_USER = user("U7", "deployer", "Deployer") | {"is_bot": True}
OWN_USER["profile"]["bot_id"] = "B7"


def workspace(messages, *, channels=None, **more):
    return SlackApi(
        demo.TOKEN,
        channels=channels or [channel("C0A", "alerts"), channel("C0B", "database")],
        users=[*PEOPLE, OWN_USER],
        messages={"C0A": messages},
        **more,
    )


def read(messages, monkeypatch, *, channels=("C0A",), **more):
    """The record of a channel with those messages."""
    return pulled("slack", workspace(messages), monkeypatch, channels=channels, **more)


def one(content, monkeypatch, *, author="U1", text="", **more):
    """The event of one message with that content, and its row in the coverage."""
    record = read([message(WHEN, author, text, **content)], monkeypatch, **more)
    return record[0], record.coverage[0]


def plain(text):
    return {"type": "plain_text", "text": text}


def mrkdwn(text):
    return {"type": "mrkdwn", "text": text}


def words(text, **style):
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def section(*elements, kind="rich_text_section", **more):
    return {"type": kind, "elements": list(elements)} | more


def rich(*elements):
    return {"type": "rich_text", "elements": list(elements)}


def app(**content):
    """What an app of its own posts: both its user and its bot are named."""
    return {"bot_id": "B7", "bot_profile": {"id": "B7", "name": "Deployer"}} | content
