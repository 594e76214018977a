"""What joins for a source that is not ours: the vocabulary of keys, one reader of links, the general rule, the table."""

import ast
import os
import random
import subprocess
import sys
import time

import pytest

import timeline as tl
from support_events import WINDOW, Told, event
from support_house import PACKAGE, dotted, modules
from support_stranger import JOINING, lay
from support_worlds import VARIABLE
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads.slack import channel, message, post, user
from timeline.demo.server import StandIn
from timeline.demo.server.slack import SlackApi
from timeline.engine.reconstruct import pull
from timeline.joining.happenings import joined
from timeline.joining.keys import SORTS, THREAD
from timeline.joining.posts import keys_of
from timeline.joining.rules import links
from timeline.joining.strangers import strangers
from timeline.sources.slack.apps import linked
from timeline.sources.slack.message import Message
from timeline.testing import SimulatedClock, check_source

LINK = "https://flags.example/flag/checkout"
IDS = ("acme/api", "a-1", "x:y/z")


@pytest.fixture
def forgotten():
    """What is known of other packages is known for one test only."""
    strangers.cache_clear()
    yield
    strangers.cache_clear()


@pytest.fixture
def stranger(tmp_path, monkeypatch, forgotten):
    return lay(tmp_path, monkeypatch)


# The vocabulary


@pytest.mark.parametrize("sort", SORTS)
def test_a_key_is_read_as_it_was_made(sort):
    """Every sort makes a key of its ids and gives them back; of another sort's key it reads nothing."""
    ids = IDS[: sort._parts] if not sort._open else ("1", "2", "group:/a/b")
    assert sort.read(sort(*ids)) == ids
    assert sort(*ids).startswith(sort)
    assert sort.read("elsewhere:7") == ()
    assert sort.known(*ids[:-1], None) == sort.known(*ids[:-1], "") == []
    with pytest.raises(TypeError, match="made of"):
        sort(*ids, "one too many")


def test_no_sort_begins_like_another():
    """A key is of one sort only."""
    assert not [(one, other) for one in SORTS for other in SORTS if one is not other and other.startswith(one)]


def spelt(path):
    """The texts of a module that are no docstring."""
    tree = ast.parse(path.read_text())
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [node.value for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said]  # fmt: skip


@pytest.mark.parametrize("path", [path for path in modules() if dotted(path) != "joining.keys"], ids=dotted)
def test_a_key_is_spelt_in_one_module(path):
    """How a key begins stands in `joining/keys.py` alone; everybody else calls the sort."""
    assert not [text for text in spelt(path) if text.startswith(SORTS)]


def test_the_test_finds_what_is_spelt_elsewhere():
    """The vocabulary itself is found by it."""
    assert [text for text in spelt(PACKAGE / "joining" / "keys.py") if text.startswith(SORTS)]


# One reader of links


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("https://ledger.eu.pagerduty.com/incidents/Q9?utm=x", ["pagerduty:incident:Q9"]),
        ("https://ledger.pagerduty.com/services/P1/change_events/01D", ["pagerduty:change:01D"]),
        ("https://us5.datadoghq.com/monitors#77?to_ts=1&event_id=5", ["datadog:event:5", "datadog:monitor:77"]),
        ("https://us5.datadoghq.com/monitors/77?id=3", ["datadog:monitor:77"]),
        ("https://github.com/Ledger/Core/pull/new/branch", []),
        ("https://github.com/Ledger/Core/pull/9/files", ["github:pr:ledger/core#9"]),
        ("https://github.com/Ledger/Core/pull/9.", ["github:pr:ledger/core#9"]),
        ("https://github.com/Ledger/Core/issues/9", []),
        ("https://github.com/Ledger/Core/actions/runs/7/attempts/2", ["github:run:ledger/core/7"]),
        (f"https://github.com/Ledger/Core/commit/{'A' * 40}", [f"git:{'a' * 40}"]),
        ("https://tfe.example/app/ledger/net/runs/run-9Z", ["terraform:run:run-9Z"]),
        ("https://ledger.atlassian.net/browse/OPS-12?focusedId=1", ["jira:issue:OPS-12"]),
        ("https://ledger.example/jira/browse/OPS-12", ["jira:issue:OPS-12"]),
        ("https://code.example/projects/L/repos/core/browse/UTF-8", []),
        ("https://ledger.example/browse/OPS-12.pdf", []),
        ("https://ledger.sentry.io/issues/4711/?project=1", ["sentry:issue:4711"]),
        ("https://sentry.io/ledger/core/issues/4711/", ["sentry:issue:4711"]),
        ("https://errors.example/organizations/ledger/issues/4711/", ["sentry:issue:4711"]),
        ("https://forge.example/ledger/core/issues/4711", []),
        ("https://status.ledger.example/incidents/p31z", ["statuspage:incident:p31z"]),
        ("https://desk.example/incidents/p31z", []),
        ("https://stspg.io/9f2kq", ["statuspage:short:9f2kq"]),
        ("https://stspg.io/9f2kq/more", []),
        ("https://watch.example/alerting/grafana/cpu-9/view?orgId=1", ["grafana:rule:cpu-9"]),
        ("https://[x/archives/", []),
    ],
)
def test_a_link_names_the_same_in_a_message_and_to_about(address, keys):
    """One reader: what a person names by an address is what a message that holds it is found by; no address raises."""
    assert keys_of(address) == keys
    assert linked(Message({"user": "U1", "text": f"see <{address}>"})).keys == set(keys)
    assert linked(Message({"user": "U1", "text": f"see <{address}>"})).tags == {}


def test_a_message_stands_in_its_own_thread_only():
    """The key of a thread says where a message stands, so a link to another thread is no key of it."""
    address = "https://acme.slack.com/archives/C0X/p1561056660000200"
    assert keys_of(address) == [THREAD("C0X", "1561056660.000200")]
    assert not linked(Message({"user": "U1", "text": f"see <{address}>"})).keys


# The general rule

KEY, OTHER = "flags:flag:checkout", "flags:flag:search"
ADA, EVE = (tl.Actor(id=name.lower(), name=name, kind="person") for name in ("Ada", "Eve"))


def on(key, *keys, kind="flag.switched_on", **more):
    return event(key, 10, source="flags", kind=kind, keys=keys or (KEY,), **more)


def told(key, *keys, app="flags", states="flag.switched_on", who=None, kind="message.posted", **tags):
    tags |= {"app": app} | ({"states": states} if states else {}) | ({"states_actor": who} if who else {})
    return event(key, 12, source="slack", kind=kind, keys=keys or (KEY,), tags=tags)


def groups(events):
    made = joined(events, links(events))
    found = {}
    for each in made:
        if each.happening:
            found.setdefault(each.happening, set()).add(each.id.partition(":")[2])
    return sorted(map(sorted, found.values()))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([on("a"), told("p")], [["a", "p"]], id="the same key and kind"),
        pytest.param([on("a"), told("p", app="anything")], [["a", "p"]], id="whatever the app is called"),
        pytest.param([on("a"), told("p"), told("q", kind="channel.updated")], [["a", "p", "q"]], id="two posts of one thing"),
        pytest.param([on("a", KEY, OTHER), told("p", KEY, OTHER)], [["a", "p"]], id="two keys of one event"),
        pytest.param([on("a", kind="flag.switched_off"), told("p")], [], id="another transition"),
        pytest.param([on("a", OTHER), told("p")], [], id="another object"),
        pytest.param([on("a"), told("p", states=None)], [], id="nothing stated"),
        pytest.param([on("a"), on("b"), told("p")], [], id="two of one kind"),
        pytest.param([on("a"), on("b", OTHER), told("p", KEY, OTHER)], [], id="two objects linked, each with such an event"),
        pytest.param([on("a", actor=ADA), on("b", actor=EVE), told("p", who="ada")], [["a", "p"]], id="two, one by the person named"),
        pytest.param([on("a", actor=ADA), on("b", actor=ADA), told("p", who="Ada")], [], id="two by the person named"),
        pytest.param([on("a", actor=EVE), told("p", who="Ada")], [], id="a name that contradicts"),
        pytest.param([on("a"), told("p", who="Ada")], [["a", "p"]], id="a name where nobody is known"),
        pytest.param([on("a"), told("p", rewritten="true")], [], id="rewritten since"),
        pytest.param([on("a", kind="message.posted"), told("p", states="message.posted")], [], id="a message is about nothing"),
        pytest.param([on("a", "slack:thread:C1/1.2"), told("p", "slack:thread:C1/1.2")], [], id="where a post stands is no link"),
        pytest.param([on("a", "sentry:issue:7"), told("p", "sentry:issue:7", app="sentry")], [["a", "p"]], id="a product without a rule yet"),
        pytest.param([on("a"), told("p", app="github")], [["a", "p"]], id="a stranger's key in a post of ours"),
        pytest.param([on("a", "github:pr:a/b#1", kind="change.updated"), told("p", "github:pr:a/b#1", app="github", states="change.updated")], [], id="our key in a post of ours: its own rule alone"),
        pytest.param([on("a", "pagerduty:incident:Q1", kind="incident.resolved", actor=EVE), told("p", "pagerduty:incident:Q1", app="pagerduty", states="incident.resolved", who="Ada")], [], id="what our rule refused"),
    ],
)  # fmt: skip
def test_a_post_and_an_event_of_any_source_with_one_key(events, expected):
    """They are the same happening if the post states the event's kind and there is no choice; in any order."""
    for seed in range(3):
        random.Random(seed).shuffle(events)
        assert groups(list(tl.Timeline(WINDOW, events))) == expected


def test_the_general_rule_is_linear():
    """Posts and events of one key, thousands of each: four times as many take about four times as long."""

    def seconds(count):
        events = [on(str(n), actor=ADA) for n in range(count)] + [told(f"p{n}", who="Ada") for n in range(count)]
        began = time.thread_time()
        assert not links(events)
        return time.thread_time() - began

    small = min(seconds(1000) for _ in range(3))
    assert min(seconds(4000) for _ in range(2)) < 10 * small


# A stranger's package


def slack(server):
    return tl.Slack(channels=["C0A"], base_url=server.url("slack"), token_env=VARIABLE)


def world():
    told = [
        message(at("18:39:00"), "U1", f"about to look at <{LINK}|it>"),
        post(at("18:40:03"), "B1", "Flags", text=f"<{LINK}|checkout> switched on"),
        post(at("18:50:02"), "B1", "Flags", text=f"<{LINK}|checkout> switched off"),
        post(at("18:55:00"), "B1", "Flags", text=f"<{LINK}|checkout> is a flag"),
    ]
    return SlackApi(
        demo.TOKEN, channels=[channel("C0A", "flags")], users=[user("U1", "ada", "Ada")], messages={"C0A": told}
    )


def flags():
    import flags_source

    return flags_source.Flags()


def pulled(monkeypatch, *more):
    """A record of Slack and of the stranger's source."""
    monkeypatch.setenv(VARIABLE, demo.TOKEN)
    with StandIn({"slack": world()}) as server:
        return pull(WINDOW, [slack(server), *more], clock=SimulatedClock())


def witnessed(record):
    return [[each.source for each in group.events] for group in record.happenings]


def test_a_strangers_package_joins_its_post_and_its_own_events(stranger, monkeypatch):
    """A source, a reader of its app's posts and a rule, none of them ours: each post joins what it states."""
    record = pulled(monkeypatch, flags())
    assert check_source(flags(), WINDOW) == []
    assert witnessed(record) == [["flags", "slack"], ["flags", "slack", "flags"]]
    assert record.happenings[0].keys == {each.id: ("flags:flag:checkout",) for each in record.happenings[0].events}
    assert [each.tags.get("states") for each in record["slack"]] == [
        None,
        "flag.switched_on",
        "flag.switched_off",
        None,
    ]
    assert [each.tags.get("app") for each in record["slack"]] == [None, "flags", "flags", "flags"]
    assert all("flags:flag:checkout" in each.keys for each in record["slack"])
    assert len(record.about(LINK)) == len(record)
    assert record.complete


def test_pulled_apart_and_put_together_a_stranger_joins_as_in_one_pull(stranger, monkeypatch):
    """`a | b` joins anew by the same table, strangers' rules among it, and in whichever order."""
    whole, chat, own = (
        pulled(monkeypatch, flags()),
        pulled(monkeypatch),
        pull(WINDOW, [flags()], clock=SimulatedClock()),
    )
    for both in (chat | own, own | chat):
        assert both.to_dicts() == whole.to_dicts()
        assert [group.keys for group in both.happenings] == [group.keys for group in whole.happenings]


FAULTS = {
    "its import": "raise RuntimeError('hunter2')",
    "its exit": "raise SystemExit(3)",
    "a reader that is none": JOINING.replace("def keys_of", "keys_of = 5\n\n\ndef other"),
    "its reading of links": JOINING.replace("    return [f", "    raise ValueError('hunter2')\n    return [f"),
    "a link to no key": JOINING.replace("    return [f", "    return [5]\n    return [f"),
    "its reading of posts": JOINING.replace("    said =", "    raise KeyError('hunter2')\n    said ="),
    "a statement that is none": JOINING.replace("    said =", "    return 'hunter2'\n    said ="),
    "its rule": JOINING.replace("    for off", "    raise LookupError('hunter2')\n    for off"),
    "a pair of no events": JOINING.replace("    for off", "    yield 1, 2, 3\n    for off"),
    "a pair without a key": JOINING.replace(
        "    for off", "    yield index.events[0], index.events[1], 'hunter2'\n    for off"
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_fails_in_a_strangers_package_takes_nothing_down(fault, tmp_path, monkeypatch, forgotten):
    """Every event is there, the rows are complete, and a note says, without the error's words, what may be missing."""
    lay(tmp_path, monkeypatch, FAULTS[fault])
    record = pulled(monkeypatch, flags())
    assert len(record) == 7
    assert record.complete
    notes = {note for row in record.coverage for note in row.notes if "flags" in note}
    assert len(notes) == 1
    assert "hunter2" not in str(record.to_dicts()) + str(notes)
    both = pulled(monkeypatch) | pull(WINDOW, [flags()], clock=SimulatedClock())
    assert {note for row in both.coverage for note in row.notes if "flags" in note} == notes


def test_what_fails_where_two_records_are_put_together_is_noted(tmp_path, monkeypatch, forgotten):
    """A rule that breaks on the union alone, whose parts were joined without it: the union says so."""
    alone = "    if len({each.source for each in index.events}) > 1:\n        raise ValueError\n    for off"
    lay(tmp_path, monkeypatch, JOINING.replace("    for off", alone))
    chat, own = pulled(monkeypatch), pull(WINDOW, [flags()], clock=SimulatedClock())
    assert not [note for row in (*chat.coverage, *own.coverage) for note in row.notes if "flags" in note]
    assert all(any("'flags' adds to joining stopped" in note for note in row.notes) for row in (chat | own).coverage)


def test_a_package_that_fails_hides_no_other(tmp_path, monkeypatch, forgotten):
    """One that cannot be imported stands beside one that can."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    lay(tmp_path / "a", monkeypatch, "raise RuntimeError('hunter2')", module="broken_joining", name="another")
    lay(tmp_path / "b", monkeypatch)
    record = pulled(monkeypatch, flags())
    assert witnessed(record) == [["flags", "slack"], ["flags", "slack", "flags"]]
    assert any("'another' adds to joining stopped with RuntimeError" in note for note in record.coverage[0].notes)


def test_a_strangers_reader_takes_no_link_of_ours(tmp_path, monkeypatch, forgotten):
    """A package that claims every address adds its keys to what we read; whose post it is stays as it was."""
    lay(
        tmp_path,
        monkeypatch,
        "def keys_of(address):\n    return ['mine:1']\n\n\ndef stated(lines):\n    return 'a.b', None\n",
    )
    found = linked(Message({"bot_id": "B1", "text": "<https://acme.pagerduty.com/incidents/Q1|x> resolved"}))
    assert found.keys == {"pagerduty:incident:Q1", "mine:1"}
    assert found.tags == {"app": "pagerduty", "states": "incident.resolved"}


def test_nothing_of_a_stranger_is_imported_before_a_record_is_joined(stranger):
    """Neither the package, nor a source, nor the configuration loads it; a record does."""
    code = (
        "import sys, timeline as tl; from timeline.config.load import load_sources\n"
        "(stranger,) = load_sources(); tl.Slack(channels=['C1']); print('flags_joining' in sys.modules)\n"
        "tl.reconstruct(tl.Window('2019-06-20T18:30Z', '2019-06-20T19:30Z'), [stranger])\n"
        "print('flags_joining' in sys.modules)"
    )
    (stranger / "timeline.toml").write_text("[sources.flags]\n")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=stranger,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(stranger)},
    )  # fmt: skip
    assert done.stdout.split() == ["False", "True"], done.stderr


def test_the_same_bytes_whatever_the_order_of_packages(stranger, monkeypatch):
    """The record is that of its events, in whatever order they came and the table was added to."""
    events = list(pulled(monkeypatch, flags()))
    bare = [each.but(happening=None) for each in events]
    for seed in range(4):
        random.Random(seed).shuffle(bare)
        sources = [Told(*(each for each in bare if each.source == name), name=name) for name in ("slack", "flags")]
        assert list(pull(WINDOW, sources, clock=SimulatedClock())) == events
