"""The public toolkit: its names, what loading it costs, and that ours and a stranger's sources use the same."""

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import get_type_hints

import pytest

import timeline as tl
from support_events import WINDOW, Told, event
from support_house import PACKAGE, dotted
from timeline.demo.server import Response, StandIn
from timeline.engine.reconstruct import pull
from timeline.porting import hooks
from timeline.porting.source import product, source_type, source_types
from timeline.sources import http
from timeline.testing import SimulatedClock

PAGE = Path(__file__).parent.parent / "docs" / "writing-a-source.md"


def test_the_names_are_those_that_are_seen():
    """`__all__` holds every public name of the package and nothing else; its modules apart."""
    seen = {
        name for name, value in vars(http).items() if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert http.__all__ == sorted(seen)


@pytest.mark.parametrize("name", http.__all__)
def test_every_name_is_explained(name):
    """In its own docstring, and by name in the page on writing a source."""
    value = getattr(http, name)
    assert f"`{name}" in PAGE.read_text() or f"`{name}(" in PAGE.read_text()
    if inspect.isclass(value) or inspect.isfunction(value):
        assert len((value.__doc__ or "").strip()) > 15


def test_loading_it_loads_no_http_client():
    """The first call does."""
    code = "import sys; from timeline.sources.http import *; import timeline as tl; tl.GitHub, tl.Terraform; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"httpx", "requests", "slack_sdk"} & set(done.stdout.split())


@pytest.mark.parametrize("name", ["github", "terraform"])
def test_ours_open_their_client_as_a_strangers_do(name):
    """No source over plain HTTP makes a transport of its own."""
    text = "".join(path.read_text() for path in (PACKAGE / "sources" / name).glob("*.py"))
    assert "HttpTransport(" not in text
    assert re.search(r"config\.(client|transport)\(run", text)


#: What only a source needs that is built over its vendor's package, whose connections it bounds itself.
OVER_A_PACKAGE = {"IMPORTS", "IN_FLIGHT", "PACKED", "PIECE", "body_of", "proxy_to", "HttpTransport"}
#: What only a source needs that reads files, which are kept as answers are.
OVER_FILES = {"Configured", "NOT_JSON", "Shelf", "as_json", "parsed", "too_large", "whole"}


@pytest.mark.parametrize("path", sorted((PACKAGE / "sources").glob("[!h]*/**/*.py")), ids=dotted)
def test_ours_import_what_a_stranger_can(path):
    """From the toolkit and from what a source is given, our sources take public names; `lazy` is a decorator of speed."""
    taken = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            ("timeline.sources.http", "timeline.porting")
        ):
            taken |= {each.name for each in node.names}
    assert taken - OVER_A_PACKAGE - OVER_FILES - {"lazy"} <= {*http.__all__, *tl.__all__}


class Search(http.Settings):
    """A service that is asked by POST, wants its key in a header of its own, and pages by a cursor in the body."""

    label, default_token_env = "Acme Search", "ACME_KEY"
    name: str = http.Settings.named("search")
    base_url: http.Address | None = None

    def authorization(self):
        return {"X-Api-Key": self.token()}

    def fetch(self, window, run):
        body = {"from": http.utc_text(window.start), "to": http.utc_text(window.end)}
        first = http.Request("POST /search", "search", method="POST", body=body, expect="hits", where="acme")
        for page in http.follow(self.client(run, headers={"X-Team": "ops"}), first, http.cursor("next", into="cursor")):
            for row in page.records("hits"):
                yield from run.emit(http.Draft(str(row["id"]), row["at"], "event.posted", f"Row {row['id']} was found"))


class Service:
    """Its answers."""

    base = "/api"

    def answer(self, request):
        if request.method != "POST" or request.headers.get("x-api-key") != "opensesame":
            return Response.json({}, 401)
        assert "authorization" not in request.headers
        at = int(request.query.get("cursor", 0))
        hits = [{"id": at, "at": "2019-06-20T18:40:00Z"}]
        return Response.json({"hits": hits, "next": str(at + 1) if at < 2 else None})


def searched(monkeypatch, key="opensesame", **more):
    monkeypatch.setenv("ACME_KEY", key)
    with StandIn({"search": Service()}, **more) as server:
        made = Search(base_url=server.url("search"))
        return pull(WINDOW, [made], clock=SimulatedClock()), server.requests("search")


def test_a_search_by_post_with_a_key_of_its_own(monkeypatch):
    """GET and a bearer are the usual; whatever else a service wants is said in one place each."""
    record, asked = searched(monkeypatch)
    assert ([each.id for each in record], record.complete) == (["search:0", "search:1", "search:2"], True)
    assert {request.headers["x-team"] for request in asked} == {"ops"}
    assert asked[0].json() == {"from": "2019-06-20T18:30:00Z", "to": "2019-06-20T19:30:00Z"}


@pytest.mark.parametrize(
    ("fault", "said"),
    [(Response.json({"rows": []}), "has no 'hits'"), (Response.json({"hits": {}}), "no list 'hits'"), (Response.json({"hits": [1]}), "no object")],
    ids=["no list", "an object", "a number"],
)  # fmt: skip
def test_an_answer_that_is_none_is_a_gap_that_names_the_call(monkeypatch, fault, said):
    """It is never an empty page."""
    record, _ = searched(monkeypatch, fault=lambda *_: fault)
    (gap,) = record.coverage[0].gaps
    assert said in gap.detail
    assert not record.complete


def test_a_credential_of_another_header_stands_nowhere_else(monkeypatch):
    """A refused key is told by its variable."""
    record, _ = searched(monkeypatch, key="hunter2hunter2")
    assert "ACME_KEY" in record.coverage[0].gaps[0].detail
    assert "hunter2" not in record.to_json() + repr(record)


def test_the_transport_is_closed_with_the_run(monkeypatch):
    """Whatever opened it, and however the run ends."""
    monkeypatch.setenv("ACME_KEY", "opensesame")
    run = tl.Run("search", WINDOW)
    opened = Search(base_url="https://api.acme.test").transport(run)
    run.close()
    assert opened._client.is_closed


def test_a_source_without_an_address_is_told_so(monkeypatch):
    """It is the configuration's error, before anything is asked."""
    monkeypatch.setenv("ACME_KEY", "opensesame")
    with pytest.raises(tl.ConfigError, match="base_url is not set"):
        Search().client(tl.Run("search", WINDOW))


def test_a_source_that_names_no_variable_is_told_what_to_write(monkeypatch):
    """It may leave that to the configuration; without either the gap says so."""
    monkeypatch.setattr(Search, "default_token_env", "")
    monkeypatch.setenv("OTHER_KEY", "opensesame")
    with StandIn({"search": Service()}) as server:
        bare, named = (
            Search(base_url=server.url("search")),
            Search(base_url=server.url("search"), token_env="OTHER_KEY"),
        )
        (gap,) = tl.reconstruct(WINDOW, [bare]).coverage[0].gaps
        assert tl.reconstruct(WINDOW, [named]).complete
    assert (gap.reason, "token_env" in gap.detail) == ("auth", True)


# What a source may say or do, and what asks for it.
HOOKS = {
    "check": hooks.can_check,
    "template": hooks.can_template,
    "plain": hooks.can_be_plain,
    "span_of": hooks.knows_incidents,
    "states": hooks.knows_tickets,
}


@pytest.mark.parametrize("name", HOOKS)
def test_what_cannot_be_called_is_no_hook(name):
    """A field that has a hook's name by chance is a field; each hook is a Protocol with that one method."""
    assert not HOOKS[name](type("Odd", (), {name: "yes"})())
    assert HOOKS[name](type("Odd", (), {name: lambda *_: None})())
    protocols = [each for each in vars(hooks).values() if getattr(each, "_is_protocol", False) and name in vars(each)]
    assert len(protocols) == 1
    assert protocols[0].__doc__


def test_every_hook_is_documented():
    """Each method and attribute of the Protocols stands in the page's table."""
    protocols = [each for each in vars(hooks).values() if inspect.isclass(each) and each.__module__ == hooks.__name__]
    names = {name for each in protocols for name in (*vars(each), *get_type_hints(each)) if not name.startswith("_")}
    assert names == {
        "check", "template", "plain", "span_of", "incidents", "states", "in_zone", "kept_settings", "history", "label",
        "default_token_env",
    }  # fmt: skip
    rows = re.findall(r"^\| `(\w+)", PAGE.read_text(), re.MULTILINE)
    assert names <= set(rows)


@pytest.mark.parametrize("name", sorted({"slack", "datadog", "pagerduty", "github", "terraform"} & set(source_types())))
def test_our_sources_say_their_products_names(name):
    """As a stranger's do: by `label`."""
    assert product(name) == source_type(name).label
    assert product(name).lower() == name


def test_no_table_of_products_is_left():
    """No module beside a source knows what that source's product is called."""
    for path in (PACKAGE / "formats").glob("*.py"):
        assert '"PagerDuty"' not in path.read_text(), path.name


@pytest.mark.parametrize(
    ("label", "shown"),
    [("Buildkite", "Buildkite"), ("Acme CI + CD", "Acme CI + CD"), ("R&D", "R&amp;D"), ("Überwachung 2.0", "Überwachung 2.0"),
     ("](https://x)", "odd"), ("<b>x</b>", "odd"), ("*x*", "odd"), ("`x`", "odd"), ("a\nb", "odd"), ("@here", "odd"), ("", "odd"),
     ("x" * 41, "odd"), (5, "odd"), (None, "odd")],
)  # fmt: skip
def test_a_label_is_one_plain_line(label, shown):
    """Of a class in a notebook, too. What could act in a document is not shown: the source's own name is."""
    made = type(f"Odd{abs(hash(label))}", (Told,), {"label": label})
    record = tl.reconstruct(WINDOW, [made(event("1", 1, source="odd", url="https://a.test/1"), name="odd")])
    assert f">{shown}</a>" in record.to_html()


def test_several_sources_of_one_product_are_told_apart():
    """By their own names, as before."""
    made = type("Twice", (Told,), {"label": "Twice"})
    told = [made(event("1", 1, source=name, url="https://a.test/1"), name=name) for name in ("one", "two")]
    page = tl.reconstruct(WINDOW, told).to_markdown()
    assert "[one](" in page
    assert "[two](" in page


@pytest.mark.parametrize("without", ["id", "number", "by"])
def test_what_an_event_needs_is_named_where_it_is_missing(without):
    """`needed` gives a text or a whole number as text; without it the record is rejected in words, and no other is."""

    @http.readable
    def made(row):
        words = f"Build {http.needed(row, 'number')} by {http.needed(row, 'by', 'name')} was seen"
        return http.Draft(row.get("id"), "2019-06-20T18:40:00Z", "build.seen", words)

    class Builds:
        name = "builds"

        def fetch(self, window, run):
            whole = {"id": "b1", "number": 7, "by": {"name": "ada"}}
            for row in ({key: value for key, value in whole.items() if key != without}, whole):
                yield from run.emit(made(row))

    record = pull(WINDOW, [Builds()], clock=SimulatedClock())
    assert [each.summary for each in record] == ["Build 7 by ada was seen"]
    (gap,) = record.coverage[0].gaps
    assert gap.reason == "rejected"
    assert f"it has no {'by.name' if without == 'by' else without}" in gap.detail


@pytest.mark.parametrize("key", [1.5, True, [], ""])
def test_an_id_that_is_no_text_and_no_whole_number_is_none(key):
    """A float would lose digits, and an empty one is everybody's."""

    class Builds:
        name = "builds"

        def fetch(self, window, run):
            yield from run.emit(http.Draft(key, "2019-06-20T18:40:00Z", "build.seen", "A build was seen"))

    record = pull(WINDOW, [Builds()], clock=SimulatedClock())
    assert (len(record), record.coverage[0].rejected) == (0, 1)


def test_an_actor_goes_by_no_address():
    """Neither as a name nor as an id; the other of the two stays, and in words one mark stands for all."""
    address, stands = "ada@acme.example", "⟨e-mail 3fa29c01aa⟩"
    for told in (address, stands):
        assert (http.actor("u1", told, "person").id, http.actor("u1", told, "person").name) == ("u1", None)
        assert (http.actor(told, "Ada", "person").id, http.actor(told, "Ada", "person").name) == (None, "Ada")
    draft = http.Draft(
        "1", tl.read_iso("2019-06-20T18:40:00Z"), "a.b", f"{stands} was paged", body=f"by {stands}", tags={"to": stands}
    )
    event = draft.event("x", draft.stamp, raw=False)
    assert (event.summary, event.body, event.tags["to"]) == ("⟨e-mail⟩ was paged", "by ⟨e-mail⟩", "⟨e-mail⟩")
