"""No credential and no e-mail address stands in any file of a pull; what says who somebody is still joins people."""

import gzip
import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.bundle.pulling import pull
from timeline.bundle.rebuild import rebuild
from timeline.demo.server import Request, Response, StandIn
from timeline.model.window import Window
from timeline.porting.cleaning import Cleaning
from timeline.sources import http

WINDOW = Window("2019-06-20T18:30Z", "2019-06-20T19:30Z")
SECRETS = {
    "address": "ghp_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0iL3oR6",
    "parameter": "xoxb-" + "2718281828-3141592653-aBcDeFgHiJkLmNoPqRsTuVwX",
    "header": "glpat-aB3dE6gH9jK2mN5pQ8sT",
    "body": "AKIA" + "Q3EGRXUFLH7VN2PD",
    "blob": "https://archivist.example/v1/object/dmF1bHQ6djE6TjF2NEpuTGg",
    "token": "the-stand-in-opens-with-this-4711",
    "named": "hunter2hunter2hunter2",
}
ADDRESSES = ("ada.lovelace@acme.example", "grace@acme.example", "oncall@acme.example", "author@corp.example")


class Leaky:
    """A service whose every part holds what no file may hold."""

    base = "/leaky"

    def answer(self, request: Request) -> Response:
        headers = {"X-Ratelimit-Token": SECRETS["header"]}
        if not request.query.get("page"):
            after = f"{self.base}/rows?page=2&key={SECRETS['address']}"
            headers["Link"] = f'<{after}>; rel="next"'
        row = {
            "id": f"r{request.query.get('page', 1)}",
            "at": "2019-06-20T18:40:00Z",
            "text": f"use {SECRETS['body']}, ask {ADDRESSES[0]} or {ADDRESSES[1]}",
            "log-read-url": SECRETS["blob"],
            "password": SECRETS["named"],
            "author": {"email": ADDRESSES[0], "name": "Ada"},
            "commit": f"Mend it\n\nCo-authored-by: Author <{ADDRESSES[3]}>",
            "owner": {"email": ADDRESSES[2]},
        }
        return Response.json([row], headers=headers)


@dataclass(frozen=True)
class LeakySource:
    base_url: str
    token: str = SECRETS["token"]
    name: str = "leaky"

    def fetch(self, window, run):
        client = http.connect(run, self.base_url, headers={"Authorization": f"Bearer {self.token}"})
        first = http.Request("GET rows", "rows", params={"access_token": SECRETS["parameter"]})
        for page in http.follow(client, first, http.link):
            for row in page.records():
                yield from run.emit(
                    http.Draft(row["id"], row["at"], "event.posted", row["text"], body=row["commit"], raw=row)
                )


def everything(folder):
    """All bytes of all files, unpacked."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield path, gzip.decompress(data) if path.suffix == ".gz" else data


def test_no_file_holds_a_credential_or_an_address(tmp_path):
    """In addresses, parameters, headers and bodies, of the request and of the answer, one of each kind."""
    with StandIn({"leaky": Leaky()}) as server:
        source = LeakySource(server.url("leaky"))
        record = pull(WINDOW, [source], to=tmp_path / "b")
        record.save(tmp_path / "again")
    assert len(record) == 2
    assert record.complete
    for path, data in everything(tmp_path):
        for name, secret in [*SECRETS.items(), *((each, each) for each in ADDRESSES)]:
            assert secret.encode() not in data, (path.name, name)
            assert json.dumps(secret)[1:-1].encode() not in data, (path.name, name)
    assert b"uthorization" not in b"".join(data for _, data in everything(tmp_path))
    assert rebuild(tmp_path / "b", [source]).identical


def test_an_address_has_one_number_in_a_pull_and_another_in_the_next(tmp_path):
    """So that people are joined by it, and no list of addresses tells whose it is."""
    numbers = []
    with StandIn({"leaky": Leaky()}) as server:
        for name in "ab":
            pull(WINDOW, [LeakySource(server.url("leaky"))], to=tmp_path / name)
            with gzip.open(tmp_path / name / "data/pages.jsonl.gz", "rt") as lines:
                bodies = [json.loads(json.loads(line)["body"])[0] for line in lines]
            assert len({body["author"]["email"] for body in bodies}) == 1
            assert all(body["owner"]["email"].startswith("⟨e-mail shared ") for body in bodies)
            numbers.append(bodies[0]["author"]["email"])
    assert numbers[0] != numbers[1]
    assert not list(tmp_path.rglob("*.key"))


def test_no_number_of_an_address_enters_an_event(tmp_path):
    """Nor any output: there an address is a mark."""
    with StandIn({"leaky": Leaky()}) as server:
        record = pull(WINDOW, [LeakySource(server.url("leaky"))], to=tmp_path / "b")
    for told in (record.to_json(raw=True), record.to_markdown(), record.to_csv(), record.to_html(), repr(record[0])):
        assert "@acme" not in told
        assert "⟨e-mail s" not in told
        assert not [part for part in told.split("⟨e-mail")[1:] if not part.startswith("⟩")]


@pytest.mark.parametrize(
    "words",
    [
        "git@github.com:acme/x.git", "ssh root@db-1.internal", "<@U012AB> look", "1234+ada-l@users.noreply.github.com",
        "npm i left-pad@1.3.0", "image@sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
    ],
)  # fmt: skip
def test_what_is_no_address_stays(words):
    """A clone address, a login on a machine, a mention, a login of GitHub, a version, a digest."""
    body = json.dumps({"text": words, "email": words}).encode()
    assert json.loads(Cleaning().body(body)) == {"text": words, "email": words}


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
                    | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20))  # fmt: skip
def test_what_holds_nothing_is_the_same_to_the_byte(value):
    """An answer is kept as it was received but for credentials and addresses."""
    for body in (
        json.dumps(value).encode(),
        json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace"),
    ):
        cleaned = Cleaning(b"k").body(body)
        if "⟨" not in cleaned.decode():
            assert cleaned == body


@given(st.text(), st.text(), st.integers(0, 3))
def test_an_answer_is_cleaned_once_and_stays_json(before, after, level):
    """Whatever stands around an address; cleaned again, nothing changes."""
    body = json.dumps({"text": f"{before} ada@acme.example {after}", "list": [[before]] * level}).encode()
    cleaned = Cleaning(b"k").body(body)
    assert json.loads(cleaned)["list"] == json.loads(Cleaning(b"k").body(json.dumps([[before]] * level).encode()))
    assert "ada@acme.example" not in json.loads(cleaned)["text"]
    assert Cleaning(b"k").body(cleaned) == cleaned
