"""An export of a Slack workspace tells what the API tells, and says what it lacks."""

import json
import os
import tracemalloc
import zipfile
from datetime import timedelta, timezone

import pytest
from click.testing import CliRunner

import timeline as tl
from support_bundle import words as stored
from support_export import PEOPLE, TOKEN, drawn, exported, packed, unpacked
from support_worlds import WINDOW, pulled
from timeline import demo
from timeline.cli import cli
from timeline.demo.incident import slack as incident
from timeline.demo.incident.facts import at
from timeline.demo.payloads.slack import channel, message, ts
from timeline.demo.server.slack import SlackApi
from timeline.facts.known import needed
from timeline.porting.unasked import not_asked
from timeline.sources.slack.export import SlackExport, place
from timeline.sources.slack.export.names import HeldNames
from timeline.testing import check_source

AUCKLAND, HONOLULU, KIRITIMATI = (timezone(timedelta(hours=hours)) for hours in (12, -10, 14))
WORKSPACE = "https://acme.slack.com"
WIDE = tl.Window("2019-06-18T18:30Z", "2019-06-20T19:30Z")
ALL = ("alerts", "database", "leads")
DAY = "alerts/2019-06-20.json"


def told(record):
    """What a record says, without payloads."""
    return [event.to_dict() for event in record]


def read(path, window=WINDOW, **settings):
    return tl.reconstruct(window, [SlackExport(path=str(path), **{"workspace": WORKSPACE} | settings)])


def world(*messages, **more):
    """One channel in which those things were said."""
    return {"channels": [channel("C0A", "alerts")], "users": PEOPLE, "messages": {"C0A": list(messages)}} | more


def said(clock, words="x", day=20, **more):
    return message(at(clock, day), "U0ADA", words, **more)


TALK = world(said("18:40:00", "one"), said("18:41:00", "two", thread=at("18:40:00")), said("18:42:00", "three"))


def row_of(record):
    (row,) = record.coverage
    assert row.closes
    return row


# --- the same as over the API ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("zone", [AUCKLAND, HONOLULU, KIRITIMATI], ids=str)
def test_the_same_world_over_the_api_and_from_its_export(seed, zone, monkeypatch, tmp_path):
    """Same ids, same bytes, the same people, in whatever zone the export's days begin; the export is whole."""
    drawn_world = drawn(seed)
    api = pulled("slack", SlackApi(demo.TOKEN, **drawn_world), monkeypatch, window=WIDE, channels=ALL)
    file = packed(tmp_path / "export.zip", exported(drawn_world, zone=zone))
    export = read(file, WIDE, channels=ALL)
    assert len(api) > 20
    assert told(export) == told(api)
    assert [(each.name, each.ids, each.names) for each in export.people] == [
        (each.name, each.ids, each.names) for each in api.people
    ]
    assert export.complete
    assert row_of(export).events == len(api)


def test_the_demo_incident_from_its_export(monkeypatch, tmp_path):
    """The bundled incident's chat is the same from an export."""
    names = [each["name"] for each in incident.world()["channels"]]
    api = pulled("slack", SlackApi(demo.TOKEN, **incident.world()), monkeypatch, window=demo.WINDOW, channels=names)
    export = read(packed(tmp_path / "export.zip", exported(incident.world())), demo.WINDOW, channels=names)
    assert told(export) == told(api)
    # Both say of the stranger that no name is to be had.
    assert [any("U0STRANGE" in note for note in row_of(each).notes) for each in (api, export)] == [True, True]


def test_zip_and_folder_and_a_folder_around_are_the_same(tmp_path):
    """An export that was unpacked, or packed with a folder around it, tells the same."""
    files = exported(drawn(9))
    around = {f"Acme Slack export Jun 2019/{name}": content for name, content in files.items()}
    around["__MACOSX/users.json"] = "\0"
    paths = [
        packed(tmp_path / "a.zip", files),
        packed(tmp_path / "b.zip", around),
        unpacked(tmp_path / "c", files),
        unpacked(tmp_path / "d", around),
    ]
    one, *others = [told(read(path, WIDE)) for path in paths]
    assert one
    assert others == [one] * 3


def test_names_of_channels_are_found_however_their_letters_are_written(tmp_path):
    """A folder whose name a file system took apart is still its channel's."""
    cafe = world(said("18:40:00"), channels=[channel("C0A", "caf\u00e9")])
    files = {name.replace("\u00e9", "e\u0301"): content for name, content in exported(cafe).items()}
    assert len(read(unpacked(tmp_path, files), channels=["#caf\u00e9"])) == 1


# --- threads --------------------------------------------------------------------------------------------------------


def test_replies_to_old_parents_are_told(tmp_path):
    """A reply stands in the file of its own day: however old its parent is, it is told."""
    talk = exported(world(said("18:40:00", day=1), said("18:41:00", thread=at("18:40:00", 1))))
    record = read(unpacked(tmp_path, talk))
    assert [(event.kind, event.id) for event in record] == [
        ("message.replied", f"slack:C0A/{ts(at('18:41:00'))}"),
    ]
    assert record.complete


@pytest.mark.parametrize("replies", [True, False], ids=["as Slack writes it", "as other tools do"])
@pytest.mark.parametrize("change", ["older latest", "fewer counted", "no reply_count"])
def test_a_parent_that_tells_less_hides_nothing(tmp_path, change, replies):
    """Replies are told whatever their parent says of them; to tell less than there is is no loss."""
    thread = at("18:40:00")
    files = exported(
        world(said("18:40:00"), said("18:41:00", thread=thread), said("18:42:00", thread=thread)), replies=replies
    )
    parent, first, _ = files[DAY]
    parent |= {"older latest": {"latest_reply": first["ts"]}, "fewer counted": {"reply_count": 0}}.get(change, {})
    if change == "no reply_count":
        del parent["reply_count"]
    record = read(unpacked(tmp_path, files))
    assert len(record) == 3
    assert record.complete


@pytest.mark.parametrize("replies", [True, False], ids=["named", "counted"])
def test_replies_that_are_not_there_are_a_gap(tmp_path, replies):
    """A parent that tells of a reply which the export does not hold shows that something is missing."""
    files = exported(TALK, replies=replies)
    del files[DAY][1]
    record = read(unpacked(tmp_path, files))
    (gap,) = row_of(record).gaps
    assert (gap.reason, gap.where) == ("count_mismatch", f"#alerts thread {ts(at('18:40:00'))}")
    assert len(record) == 2


# --- what an export lacks is named ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "no log of edits and deletions"),
        ({}, "no user groups"),
        ({}, "no list of apps (bots.info)"),
        ({"addresses": False}, "the export holds no addresses"),
        ({"private": False}, "no private channels (groups.json)"),
        ({}, "no direct messages (dms.json)"),
        ({}, "no direct messages of several (mpims.json)"),
        ({}, "in which zone a day begins is not said"),
    ],
    ids=str,
)
def test_what_an_export_lacks_is_named(tmp_path, settings, words):
    """What an export never has, or was made without, stands in the coverage; it makes the record no less complete."""
    record = read(unpacked(tmp_path, exported(drawn(1), **settings)), WIDE)
    assert any(words in note for note in row_of(record).notes), row_of(record).notes
    assert record.complete


def test_without_the_workspace_there_are_no_links(tmp_path):
    """Nothing in an export tells the workspace's address: without the setting, messages have no link, and it is said."""
    record = read(unpacked(tmp_path, exported(TALK)), workspace=None)
    assert {event.url for event in record} == {None}
    assert any("set workspace" in note for note in row_of(record).notes)


@pytest.mark.parametrize("given", ["acme", "https://acme.slack.com", "https://acme.slack.com/"])
def test_a_workspace_is_its_address_or_its_name(tmp_path, given):
    """Links begin with the workspace's address; its short name stands for it."""
    record = read(unpacked(tmp_path, exported(TALK)), workspace=given)
    assert record[0].url == f"https://acme.slack.com/archives/C0A/p{ts(at('18:40:00')).replace('.', '')}"


def test_a_group_and_a_bot_without_a_name_stand_by_their_ids(tmp_path):
    """What no list tells is a note with the id."""
    post = {"type": "message", "subtype": "bot_message", "bot_id": "B0Z", "text": "up", "ts": ts(at("18:44:00"))}
    record = read(unpacked(tmp_path, exported(world(said("18:40:00", "<!subteam^S0ONCALL> look"), post))))
    assert [event.summary for event in record] == ['Ada Lovelace says "S0ONCALL look"', 'B0Z posted "up"']
    assert {"S0ONCALL", "B0Z"} == {
        key for note in row_of(record).notes for key in ("S0ONCALL", "B0Z") if f"could not be had: {key}" in note
    }


def test_direct_messages_are_read_by_their_id_only(tmp_path):
    """What people said to each other is no part of `all`: it is counted, and read where it is named."""
    files = exported(TALK) | {"dms.json": [{"id": "D0AB", "members": ["U0ADA", "U0GRACE"]}]}
    files["D0AB/2019-06-20.json"] = [said("18:50:00", "between us")]
    path = unpacked(tmp_path, files)
    record = read(path)
    assert not any("between us" in event.summary for event in record)
    assert any("1 direct conversations were not read" in note for note in row_of(record).notes)
    (only,) = read(path, channels=["D0AB"])
    assert (only.id, only.tags["channel"]) == (f"slack:D0AB/{ts(at('18:50:00'))}", "D0AB")


# --- people ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("listed", ["users.json", "org_users.json", None])
def test_people_are_known_by_the_list_or_by_what_they_wrote(tmp_path, listed):
    """An organization's list is as good; without one, and for who left, the name stands in the message itself."""
    files = exported(TALK)
    people = files.pop("users.json")
    if listed:
        files[listed] = people
    record = read(unpacked(tmp_path, files))
    assert {(event.actor.name, event.actor.id, event.actor.kind) for event in record} == {
        ("Ada Lovelace", "U0ADA", "person")
    }
    assert record.complete
    assert any("no list of people" in note for note in row_of(record).notes) is (listed is None)


def test_who_is_in_no_list_is_named_in_mentions_too(tmp_path):
    """The name of who left is known from their own message, wherever they are mentioned, in whatever order."""
    gone = {"real_name": "Rosalind Franklin", "display_name": "rosalind"}
    files = exported(
        world(said("18:40:00", "<@U0LEFT> knew"), channels=[channel("C0A", "alerts"), channel("C0Z", "zoo")])
    )
    files["zoo/2019-06-20.json"] = [{**said("18:50:00", "bye"), "user": "U0LEFT", "user_profile": gone}]
    names = HeldNames(tl.Run("slack", WINDOW), {}, [])
    names.message(files["zoo/2019-06-20.json"][0])
    assert names.user("U0LEFT") == "Rosalind Franklin"  # known before anything is told
    assert [event.summary for event in read(unpacked(tmp_path, files))] == [
        'Ada Lovelace says "Rosalind Franklin knew"',
        'Rosalind Franklin says "bye"',
    ]


def test_rows_hidden_by_the_plan_are_nobodys_words(tmp_path):
    """A row that the workspace's plan hides is told as that, without words, and the coverage says so."""
    hidden = {"type": "message", "user": "U0ADA", "text": "", "ts": ts(at("18:45:00")), "is_hidden_by_limit": 1}
    record = read(unpacked(tmp_path, exported(world(hidden))))
    assert record[0].summary == "Ada Lovelace posted a message hidden by the workspace's plan"
    assert any("told without their words" in note for note in row_of(record).notes)


# --- faults ---------------------------------------------------------------------------------------------------------


def damaged(files, change):
    files = dict(files)
    text = json.dumps(files[DAY])
    if change == "cut":
        files[DAY] = text[:-40]
    elif change == "no list":
        files[DAY] = {"ok": True}
    elif change == "NUL":
        files[DAY] = text.replace("one", "o\0e")
    elif change == "empty":
        files[DAY] = ""
    elif change == "HTML":
        files[DAY] = "<!DOCTYPE html><p>Sign in"
    return files


@pytest.mark.parametrize("pack", [packed, unpacked])
@pytest.mark.parametrize("change", ["cut", "no list", "NUL", "empty", "HTML"])
def test_a_day_that_cannot_be_read_is_a_gap_of_that_day_and_channel(tmp_path, change, pack):
    """One broken file costs its channel that day, named; what stands in others is told."""
    before = at("09:00:00", 19)
    files = exported(
        world(said("18:40:00", "one"), said("09:00:00", "day before", day=19), said("18:41:00", thread=before))
    )
    other = {"id": "C0B", "name": "database"}
    files["channels.json"].append(other)
    files["database/2019-06-20.json"] = [said("18:50:00", "elsewhere")]
    record = read(pack(tmp_path / "export", damaged(files, change)), WIDE)
    assert [event.body for event in record] == ["day before", "elsewhere"]
    (gap,) = row_of(record).gaps
    assert (gap.reason, gap.where) == ("unreadable", "#alerts")
    assert DAY in gap.detail
    assert gap.start == tl.read_iso("2019-06-19T10:00:00Z").time
    assert gap.end == WIDE.end


def test_a_zip_that_is_cut_off_is_a_failure(tmp_path):
    """A zip whose end is missing is not read in part."""
    file = tmp_path / "export.zip"
    packed(file, exported(TALK))
    file.write_bytes(file.read_bytes()[:-60])
    row = row_of(read(file))
    assert (row.status, row.gaps[0].reason, row.events) == ("failed", "unreadable", 0)
    assert "cut off" in row.gaps[0].detail


def test_a_damaged_member_of_a_zip_is_a_gap(tmp_path):
    """Bytes that are not those that were packed are not told."""
    file = tmp_path / "export.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as out:
        for name, content in exported(TALK).items():
            out.writestr(name, json.dumps(content))
    file.write_bytes(file.read_bytes().replace(b'"three"', b'"thrxx"'))
    record = read(file)
    assert [gap.where for gap in row_of(record).gaps] == ["#alerts"]
    assert not record


def test_a_zip_that_unpacks_to_more_than_it_says_is_not_unpacked(tmp_path, monkeypatch):
    """Of one file, and of all, no more is unpacked than the bound, whatever the zip says of its size."""
    monkeypatch.setattr(place, "LARGEST", 1 << 16)
    files = exported(TALK)
    files[DAY] = b"[" + b" " * (16 << 20) + b"]"
    path = packed(tmp_path / "export.zip", files)
    read(tmp_path)  # loads what is loaded once
    tracemalloc.start()
    record = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20
    assert [(gap.reason, gap.where) for gap in row_of(record).gaps] == [("too_large", "#alerts")]


def test_all_files_together_are_bounded_too(tmp_path, monkeypatch):
    """Many files that are each below the bound are not unpacked without end."""
    files = exported(drawn(3))
    sizes = [len(json.dumps(each)) for each in files.values()]
    monkeypatch.setattr(place, "_ALL", sum(sizes) // 2)
    assert max(sizes) < sum(sizes) // 2
    record = read(packed(tmp_path / "export.zip", files), WIDE)
    assert "too_large" in {gap.reason for gap in row_of(record).gaps}


def test_a_name_that_stands_twice_in_a_zip_is_not_chosen_from(tmp_path):
    """Of two files of one name none is taken for the other."""
    file = tmp_path / "export.zip"
    packed(file, exported(TALK))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as out:
        out.writestr(DAY, "[]")
    record = read(file)
    assert "more than once" in row_of(record).gaps[0].detail
    assert not record


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_is_packed_otherwise_is_not_unpacked(tmp_path, packing):
    """What could unpack to any size at once is refused."""
    file = tmp_path / "export.zip"
    with zipfile.ZipFile(file, "w", packing) as out:
        for name, content in exported(TALK).items():
            out.writestr(name, json.dumps(content), packing if name == DAY else zipfile.ZIP_DEFLATED)
    assert [gap.where for gap in row_of(read(file)).gaps] == ["#alerts"]


def test_a_channel_whose_folder_is_empty_is_quiet(tmp_path):
    """Slack makes a folder for each channel: one without a day in it was read, and nothing was said."""
    files = exported(TALK)
    files["channels.json"].append({"id": "C0Q", "name": "quiet"})
    unpacked(tmp_path / "folder", files)
    (tmp_path / "folder" / "quiet").mkdir()
    packed(tmp_path / "a.zip", files)
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as out:
        out.mkdir("quiet")
    for path in (tmp_path / "folder", tmp_path / "a.zip"):
        assert read(path, channels=["quiet"]).complete


def test_names_that_lead_out_of_a_zip_are_never_written(tmp_path):
    """A member whose name climbs out is no conversation's, and nothing is unpacked to disk."""
    folder = tmp_path / "in"
    folder.mkdir()
    files = exported(TALK) | {"../evil.json": "[]", "/abs/2019-06-20.json": "[]", "alerts/../../x.json": "[]"}
    record = read(packed(folder / "export.zip", files))
    assert len(record) == 3
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["export.zip", "in"]


def test_links_that_lead_out_of_a_folder_are_not_followed(tmp_path):
    """A link to a file elsewhere, in a circle, or to a folder is not read."""
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps([said("18:44:00", "not of this export")]))
    root = tmp_path / "export"
    unpacked(root, exported(TALK))
    (root / "alerts" / "2019-06-21.json").symlink_to(secret)
    (root / "alerts" / "2019-06-19.json").symlink_to("2019-06-19.json")
    (root / "alerts" / "round").symlink_to(root)
    record = read(root)
    assert len(record) == 3
    assert sorted(gap.reason for gap in row_of(record).gaps) == ["unreadable", "unreadable"]


def test_a_conversation_that_may_not_be_looked_into_is_a_gap(tmp_path, monkeypatch):
    """A folder without permission costs its own channel."""
    root = tmp_path / "export"
    unpacked(root, exported(drawn(2)))
    real = place.os.scandir

    def scandir(path):
        if str(path).endswith("database"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(place.os, "scandir", scandir)
    record = read(root, WIDE)
    assert [gap.where for gap in row_of(record).gaps] == ["#database"]
    assert "may not be looked into" in row_of(record).gaps[0].detail
    assert {event.tags["channel"] for event in record} == {"alerts", "leads"}


def test_a_message_in_two_days_is_told_once(tmp_path):
    """A row that stands in two files is one event and one duplicate."""
    files = exported(TALK)
    files["alerts/2019-06-21.json"] = [files[DAY][2]]
    record = read(unpacked(tmp_path, files))
    assert (len(record), row_of(record).duplicates) == (3, 1)
    assert record.complete


def test_rows_that_are_no_messages_are_counted_and_named(tmp_path):
    """A row that is no object, has no time, or cannot be read costs itself only."""
    files = exported(TALK)
    files[DAY] += ["text", None, {"type": "message", "text": "when?"}, {"type": "message", "ts": "soon"}]
    row = row_of(read(unpacked(tmp_path, files)))
    assert (row.events, row.raw_rows, row.rejected, row.undated) == (3, 7, 2, 2)
    assert {gap.reason for gap in row.gaps} == {"rejected", "undated"}


def test_bytes_that_are_no_text_cost_themselves_only(tmp_path):
    """Invalid UTF-8 in a message stands as a sign of its own; the file is told, and a note says so."""
    files = exported(TALK)
    files[DAY] = json.dumps(files[DAY]).encode().replace(b'"one"', b'"o\xffe"')
    record = read(unpacked(tmp_path, files))
    assert record[0].body == "o\ufffde"
    assert any("not all UTF-8" in note for note in row_of(record).notes)


@pytest.mark.parametrize(
    ("missing", "gaps"),
    [("channels.json", ["alerts"]), ("users.json", []), (DAY, [])],
)
def test_files_that_are_missing(tmp_path, missing, gaps):
    """Without the list of channels nothing says which one a folder is; people and quiet days may be missing."""
    files = exported(TALK)
    del files[missing]
    files["alerts/2019-06-19.json"] = files["alerts/2019-06-21.json"] = []
    row = row_of(read(unpacked(tmp_path, files)))
    assert [gap.where for gap in row.gaps] == gaps


def test_what_is_no_export_fails(tmp_path):
    """A folder, a zip and a name that are no export say so, with what to do."""
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    packed(tmp_path / "x.zip", {"a.txt": "x"})
    for path in (*map(tmp_path.joinpath, ("empty", "x.zip", "nowhere.zip", "pipe")), "a\0b"):
        row = row_of(read(path))
        assert (row.status, row.gaps[0].reason) == ("failed", "unreadable")


def test_channels_that_are_not_there_are_gaps(tmp_path):
    """A channel that was asked for and is not in the export, or has no folder in it, was not seen."""
    files = exported(TALK)
    files["channels.json"].append({"id": "C0Q", "name": "quiet"})
    path = unpacked(tmp_path, files)
    assert [gap.where for gap in row_of(read(path, channels=["#nope", "alerts", "C0QQ", "quiet"])).gaps] == [
        "#nope", "#quiet", "C0QQ",
    ]  # fmt: skip
    assert row_of(read(path)).status == "complete"
    assert any("#quiet has no folder" in note for note in row_of(read(path)).notes)


@pytest.mark.parametrize(
    ("window", "start", "end"),
    [
        (("2019-06-24T00:00Z", "2019-06-25T00:00Z"), "2019-06-24T00:00Z", "2019-06-25T00:00Z"),
        (("2019-06-20T18:30Z", "2019-06-23T00:00Z"), "2019-06-21T12:00Z", "2019-06-23T00:00Z"),
        (("2019-06-17T00:00Z", "2019-06-20T19:30Z"), "2019-06-17T00:00Z", "2019-06-19T10:00Z"),
    ],
    ids=["behind it", "its end", "its beginning"],
)
def test_a_window_beyond_the_export_is_a_gap(tmp_path, window, start, end):
    """Whether anything was said before its first day and after its last one, an export cannot tell."""
    record = read(unpacked(tmp_path, exported(TALK)), tl.Window(*window))
    (gap,) = row_of(record).gaps
    assert (gap.reason, tl.Window(gap.start, gap.end)) == ("not_asked", tl.Window(start, end))


def test_files_whose_names_are_no_days_are_read(tmp_path):
    """Other tools write a conversation as one file: it is read whole."""
    files = exported(TALK)
    files["alerts/alerts.json"] = files.pop(DAY)
    files["alerts/2019-06-20.json"] = []
    files["alerts/canvas_in_the_conversation.json"] = [{"id": "F1"}]
    assert len(read(unpacked(tmp_path, files))) == 3


# --- kept -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """A pull whose export is gone."""
    folder = tmp_path_factory.mktemp("pull")
    file = folder / "export.zip"
    packed(file, exported(drawn(5)))
    source = SlackExport(path=str(file), workspace=WORKSPACE)
    record = tl.pull(WIDE, [source], to=folder / "bundle")
    file.unlink()
    return folder / "bundle", record


def test_a_bundle_is_made_again_without_the_export(bundle):
    """The files of the export are pages of the bundle: rebuilt without it, the events are the same."""
    folder, record = bundle
    assert len(record) > 20
    assert tl.verify(folder).ok
    again = tl.rebuild(folder)
    assert again.identical
    assert again.record.coverage[0].notes == record.coverage[0].notes


def test_every_event_leads_to_its_page(bundle):
    """The evidence of a message is the file of its day."""
    folder, _ = bundle
    record = tl.load(folder)
    assert {event.evidence.call for event in record} == {"READ export"}
    assert record[0].raw["ts"] == record[0].id.rpartition("/")[2]


def test_the_token_of_an_export_stands_nowhere(bundle, tmp_path):
    """With the token in its links, files are open to everybody: it stands in no output, and in no file of a bundle."""
    folder, _ = bundle
    path = packed(tmp_path / "export.zip", exported(drawn(5)))
    assert TOKEN.encode() in zipfile.ZipFile(path).read("alerts/2019-06-19.json")
    record = read(path, WIDE)
    for text in (stored(folder), record.to_json(raw=True), record.to_markdown(), record.to_html()):
        assert TOKEN not in text
        assert "xoxe-" not in text
    assert any("files.slack.com" in str(event.raw) for event in record)


@pytest.mark.parametrize(
    ("link", "left"),
    [
        ("https://f.example/a.png?t=xoxe-1-2-ab", "https://f.example/a.png"),
        ("https://f.example/a.png?t=xoxe-1-2-ab&pub=1", "https://f.example/a.png?pub=1"),
        ("https://f.example/a.png?pub=1&t=xoxe-1-2-ab", "https://f.example/a.png?pub=1"),
        ("https://f.example/a.png?pub=1&amp;t=xoxe-1-2-ab", "https://f.example/a.png?pub=1"),
    ],
)
@pytest.mark.parametrize("escape", [False, True], ids=["plain", "escaped"])
def test_a_link_is_what_it_is_without_the_token(tmp_path, link, left, escape):
    """What is left of a link is what the API gives."""
    files = exported(world(said("18:40:00", "x", blocks=[{"type": "image", "image_url": link, "alt_text": "g"}])))
    text = json.dumps(files[DAY])
    files[DAY] = text.replace("/", "\\/").replace("&", "\\u0026") if escape else text
    record = read(unpacked(tmp_path, files))
    assert record[0].raw["blocks"][0]["image_url"] == left


# --- configuration and commands --------------------------------------------------------------------------------------


def run(tmp_path, *arguments, table=""):
    (tmp_path / "timeline.toml").write_text(f'[sources.slack]\ntype = "slack_export"\n{table}\n')
    return CliRunner().invoke(cli, [*arguments, "--config", str(tmp_path / "timeline.toml")])


def test_commands_know_it(tmp_path):
    """Configured as any source: `check` says what the export holds, `dump` tells it, without a token."""
    path = packed(tmp_path / "export.zip", exported(TALK))
    table = f'path = "{path}"\nworkspace = "acme"\nchannels = ["#alerts"]'
    checked = run(tmp_path, "check", table=table)
    assert checked.exit_code == 0, checked.output
    assert "1 conversations and 4 people, 2019-06-20 to 2019-06-20" in checked.output
    assert "#alerts is in it" in checked.output
    span = ["--from", "2019-06-20T18:30Z", "--to", "2019-06-20T19:30Z"]
    dumped = run(tmp_path, "dump", *span, "--quiet", table=table)
    assert dumped.exit_code == 0, dumped.output
    assert '- <18:40 Z>: Ada Lovelace says "one" [Slack](https://acme.slack.com/archives/C0A/p' in dumped.stdout
    refused = run(tmp_path, "check", table=table.replace("alerts", "nope"))
    assert "FAILED slack: #nope is not in the export" in refused.output
    assert "slack_export" in CliRunner().invoke(cli, ["sources"]).output


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "path: Field required"),
        ({"path": "x", "workspace": "https://u:p@acme.slack.com"}, "workspace: write it as https://"),
        ({"path": "x", "channels": []}, "channels: write a list of names or ids"),
        ({"path": "x", "channels": "joined"}, "channels: write a list of names or ids"),
        ({"path": "x", "chanels": ["a"]}, "chanels"),
    ],
)
def test_what_is_configured_wrongly_is_said(settings, words):
    """A faulty table is refused before anything is opened."""
    with pytest.raises(tl.ConfigError, match=words):
        SlackExport(**settings)


def test_it_counts_as_slack(tmp_path):
    """What needs Slack to have been read takes an export for it, by its type."""
    record = read(unpacked(tmp_path, exported(TALK)), name="chat")
    assert (row_of(record).source, row_of(record).type) == ("chat", "slack_export")
    assert needed(record.coverage, ("slack",)) == list(record.coverage)
    assert "Slack" not in list(not_asked([row_of(record).type]))
    assert "PagerDuty" in list(not_asked([row_of(record).type]))


def test_it_keeps_what_a_source_promises(tmp_path):
    """It pulls the same twice, and every event is as the contract has it."""
    source = SlackExport(path=unpacked(tmp_path, exported(drawn(7))), workspace=WORKSPACE)
    assert check_source(source, WIDE) == []
