"""A workspace of the stand-in's, laid out as Slack exports it; and workspaces drawn by lot."""

import json
import random
import zipfile
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from support_slack import OWN_USER, app, mrkdwn, plain, rich, section, words
from timeline.demo.incident.facts import at
from timeline.demo.payloads.slack import channel, message, post, ts, user
from timeline.demo.server.slack import SlackApi
from timeline.sources.slack.message import time_of

_PROFILE = ("real_name", "display_name", "real_name_normalized")
_LISTED = ("id", "name", "created", "creator", "is_archived", "topic", "purpose")
TOKEN = "xoxe-1111111111-2222222222-3333333333-0123456789abcdef0123456789abcdef"


def exported(world, *, zone=UTC, addresses=True, private=True, replies=True):
    """The files of an export, by their paths: what Slack leaves out is left out, what it adds is there.

    Args:
        world: `channels`, `users` and `messages`, as the stand-in takes them.
        zone: in which a day begins.
        addresses: whether people's addresses were asked for.
        private: whether private channels were.
        replies: whether parents list their replies, which other tools do not write.
    """
    served = SlackApi("", **world)  # it counts replies as Slack does
    folders = {each["id"]: each["name"] for each in world["channels"] if private or not each["is_private"]}
    listed = {"channels.json": [], "groups.json": []}
    for each in world["channels"]:
        if each["id"] in folders:
            row = {key: each[key] for key in _LISTED if key in each}
            listed["groups.json" if each["is_private"] else "channels.json"].append(row)
    files = {name: rows for name, rows in listed.items() if private or name == "channels.json"}
    files["users.json"] = [_person(each, addresses=addresses) for each in world["users"]]
    files["integration_logs.json"] = []
    people = {each["id"]: each for each in world["users"]}
    for key, folder in folders.items():
        days = defaultdict(list)
        for row in served._messages.get(key, []):
            time = time_of(row["ts"])
            day = time.astimezone(zone).date().isoformat()
            days[f"{folder}/{day}.json"].append(_row(row, served._messages[key], people, replies=replies))
        files |= {name: sorted(rows, key=lambda each: each["ts"]) for name, rows in days.items()}
    return files


def _person(record, *, addresses):
    profile = {key: value for key, value in record["profile"].items() if addresses or key != "email"}
    return {**record, "profile": profile}


def _row(row, rows, people, *, replies):
    """A message as an export has it: with its writer's profile, and a parent with its replies."""
    made = json.loads(json.dumps(row).replace('"https://files.slack.com/', '"https://files.slack.com/t/'))
    made = _with_token(made)
    writer = people.get(row.get("user"))
    if writer and not row.get("subtype"):
        profile = {key: value for key, value in writer["profile"].items() if key in _PROFILE}
        made["user_profile"] = {"avatar_hash": "g1", "team": "T0ACME", "name": writer["name"], **profile}
    if row.get("reply_count") and replies:
        own = [each for each in rows if each.get("thread_ts") == row["ts"] != each["ts"]]
        made["replies"] = [{"user": each.get("user"), "ts": each["ts"]} for each in own]
    return made


def _with_token(value):
    if isinstance(value, dict):
        return {key: _with_token(each) for key, each in value.items()}
    if isinstance(value, list):
        return list(map(_with_token, value))
    if isinstance(value, str) and value.startswith("https://files.slack.com/t/"):
        return f"https://files.slack.com/{value.removeprefix('https://files.slack.com/t/')}?t={TOKEN}"
    return value


def packed(file, files):
    """The zip of those files, as Slack makes it."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            out.writestr(name, content if isinstance(content, (str, bytes)) else json.dumps(content))
    return str(file)


def unpacked(folder, files):
    """The folder of those files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, (str, bytes)) else json.dumps(content)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(folder)


PEOPLE = [
    user("U0ADA", "ada", "Ada Lovelace", email="ada@acme.example"),
    user("U0GRACE", "grace", "Grace Hopper", email="grace@acme.example"),
    user("U0GONE", "rosalind", "Rosalind Franklin", deleted=True),
    OWN_USER,
]
_SAID = (
    "hooks are late", "<@U0GRACE> can you look?", "rolled back, see <https://github.com/acme/infra/pull/31|#31>",
    "in <#C0B|database> too", "*not* `me` & <!here>", "<@U0NOBODY> knows",
)  # fmt: skip


def drawn(seed):
    """A workspace of three channels over four days: words, threads, posts of apps, files, housekeeping."""
    dice = random.Random(seed)
    return {
        "channels": [
            channel("C0A", "alerts"),
            channel("C0B", "database"),
            channel("G0C", "leads", private=True),
        ],
        "users": PEOPLE,
        "messages": {key: _talk(dice) for key in ("C0A", "C0B", "G0C")},
    }


def _talk(dice):
    rows, parents = [], []
    moment = at("07:10:00", 18)
    for _ in range(60):
        moment += timedelta(seconds=dice.randint(20, 9000), microseconds=dice.randint(1, 999_999))
        thread = dice.choice(parents) if parents and dice.random() < 0.4 else None
        rows.append(_row_of(dice, moment, thread))
        if thread is None and "subtype" not in rows[-1]:
            parents.append(moment)
    return rows


def _row_of(dice, moment: datetime, thread):
    author = dice.choice(("U0ADA", "U0GRACE", "U0GONE"))
    sort = dice.randrange(10) if thread is None else dice.randrange(4)
    said = dice.choice(_SAID)
    link = f"https://files.slack.com/files-pri/T0ACME-F{dice.randint(1, 99)}/graph.png"
    shot = {"id": "F1", "name": "graph.png", "mimetype": "image/png", "url_private": link, "thumb_360": link}
    if sort <= 2:
        edited = {"edited": {"user": author, "ts": ts(moment + timedelta(seconds=9))}} if dice.random() < 0.2 else {}
        return message(moment, author, said, thread=thread, **edited)
    if sort == 3 and thread:
        return message(moment, author, said, thread=thread, subtype="thread_broadcast", root={"ts": ts(thread)})
    return (
        message(moment, "U7", said),  # an app that posts as its own user
        message(moment, author, said, files=[shot]),
        message(
            moment, author, "", blocks=[{"type": "image", "image_url": link, "alt_text": "p99", "title": plain("p99")}]
        ),
        message(moment, author, f"<@{author}> has joined the channel", subtype="channel_join"),
        message(moment, author, "set the channel topic: SEV-2", subtype="channel_topic", topic="SEV-2"),
        post(
            moment, "B0X", "Deployer", attachments=[{"title": "api", "title_link": link, "text": said, "fallback": "x"}]
        ),
        message(moment, "U7", said, **app(blocks=[rich(section(words("done", bold=True)))])),
        message(moment, author, said, blocks=[{"type": "section", "text": mrkdwn(said)}]),
    )[(sort - 3) % 8]
