"""The kit that judges sources: recorded answers in a service's place, and what was told when somebody last looked."""

import json
import os
from dataclasses import dataclass, replace

import pytest

import timeline as tl
from support_events import WINDOW, Told, event
from timeline.sources import http
from timeline.testing import Answer, check_source

PUBLIC = "https://api.acme.test/v1"
FIRST, SECOND = "GET /rows?kind=a", "GET /rows?kind=a&page=2"
ROWS = [{"id": n, "at": f"2019-06-20T18:4{n}:00Z", "url": f"{PUBLIC}/rows/{n}"} for n in range(4)]
ANSWERS = {
    FIRST: Answer(ROWS[:2], headers={"Link": f'<{PUBLIC}/rows?kind=a&page=2>; rel="next"'}),
    SECOND: ROWS[2:],
}


class Rows(http.Settings):
    """A source over two pages, whose links are whole addresses of the public service."""

    default_token_env = "ROWS_TOKEN"
    name: str = http.Settings.named("rows")
    base_url: http.Address = PUBLIC
    extra: bool = False
    first_only: bool = False

    def fetch(self, window, run):
        client = self.client(run)
        for page in http.follow(client, http.Request("GET rows", "rows", params={"kind": "a", "size": 2}), http.link):
            for row in page.records():
                yield from run.emit(
                    http.Draft(str(row["id"]), row["at"], "event.posted", f"Row {row['id']}", url=row["url"], raw=row)
                )
            if self.first_only:
                return
        if self.extra:
            client.json(http.Request("GET extra", "extra", params={"key": "ghp_" + "a1B2" * 9}))


def test_recorded_answers_are_told_in_the_services_place():
    """No token, no network; whole addresses in headers lead to the recording; of a query only what is written matters."""
    assert "ROWS_TOKEN" not in os.environ
    assert check_source(Rows(), WINDOW, answers=ANSWERS) == []
    assert "ROWS_TOKEN" not in os.environ


def test_a_real_token_is_not_used_and_is_there_afterwards(monkeypatch):
    """A recording may be kept; a token may not come near it."""
    monkeypatch.setenv("ROWS_TOKEN", "hunter2")
    seen = []
    monkeypatch.setattr(Rows, "authorization", lambda self: seen.append(self.token()) or {})
    assert check_source(Rows(token_command=("false",)), WINDOW, answers=ANSWERS) == []
    assert set(seen) == {"recorded"}
    assert os.environ["ROWS_TOKEN"] == "hunter2"


def test_a_folder_holds_the_same(tmp_path):
    """One file an answer: request and body, and status and headers where they matter."""
    first = {"request": FIRST, "headers": dict(ANSWERS[FIRST].headers), "body": ROWS[:2]}
    (tmp_path / "1.json").write_text(json.dumps(first))
    (tmp_path / "2.json").write_text(json.dumps({"request": SECOND, "body": ROWS[2:]}))
    assert check_source(Rows(), WINDOW, answers=tmp_path) == []


@pytest.mark.parametrize(
    ("settings", "answers", "said"),
    [
        ({"first_only": True}, ANSWERS, "never asked for what was recorded: GET /rows?kind=a&page=2"),
        ({"extra": True}, ANSWERS, "asked for what was not recorded: GET /extra?key="),
        ({}, {FIRST: ANSWERS[FIRST]}, "leads back to one already read"),
        ({}, {FIRST: ANSWERS[FIRST], SECOND: Answer({}, 403)}, "HTTP 403, not permitted"),
        ({}, {FIRST: [*ROWS, ROWS[0]]}, "share their id"),
    ],
    ids=["a page left out", "a request too many", "a page that was not recorded", "a refusal", "one id twice"],
)  # fmt: skip
def test_the_kit_catches_over_recorded_answers(settings, answers, said):
    """What a source asks and what was recorded are held against each other; a credential in an address is not repeated."""
    found = " ".join(check_source(Rows(**settings), WINDOW, answers=answers))
    assert said in found
    assert "a1B2" not in found


@pytest.mark.parametrize("wrong", ["rows", "/rows", "get /rows", "GET rows", "GET https://api.acme.test/v1/rows"])
def test_a_request_that_is_written_otherwise_is_refused(wrong):
    """The call itself is wrong; it is no fault of the source."""
    with pytest.raises(tl.ConfigError, match="GET /path"):
        check_source(Rows(), WINDOW, answers={wrong: []})


@pytest.mark.parametrize("text", [None, "[]", "{}", "no JSON", '{"request": "GET /rows"}'])
def test_a_folder_of_something_else_is_refused(tmp_path, text):
    """It names the file and how one is written."""
    if text is not None:
        (tmp_path / "x.json").write_text(text)
    with pytest.raises(tl.ConfigError, match=r"json"):
        check_source(Rows(), WINDOW, answers=tmp_path)


def test_a_source_that_cannot_be_asked_elsewhere_is_refused():
    """Recorded answers need a `base_url`."""
    with pytest.raises(tl.ConfigError, match="base_url"):
        check_source(Told(), WINDOW, answers=ANSWERS)


@dataclass(frozen=True)
class Frozen:
    """A source without `Settings`."""

    name: str = "frozen"
    base_url: str = PUBLIC

    def fetch(self, window, run):
        for row in http.connect(run, self.base_url).json(http.Request("GET rows", "rows")):
            yield from run.emit(http.Draft(str(row["id"]), row["at"], "event.posted", "Row"))


class Plain:
    """A source that is a class and nothing else."""

    name = "plain"
    base_url = PUBLIC
    fetch = Frozen.fetch


@pytest.mark.parametrize("made", [Frozen, Plain])
def test_whatever_a_source_is_made_of_it_is_asked_elsewhere(made):
    """The one that was given is left as it is."""
    source = made()
    assert check_source(source, WINDOW, answers={"GET /rows": ROWS}) == []
    assert source.base_url == PUBLIC


def deeper(page):
    """The cursor goes into the body."""
    following, asked = page.data["next"], page.request.body
    body = {**asked, "page": {**asked["page"], "cursor": following}}
    return replace(page.request, body=body) if following else None


class Searched(Rows):
    """The same rows by POST, with the cursor in the body."""

    def fetch(self, window, run):
        first = http.Request("POST search", "search", method="POST", body={"query": "x", "page": {"size": 2}})
        for page in http.follow(self.client(run), first, deeper):
            for row in page.records("rows"):
                yield from run.emit(http.Draft(str(row["id"]), row["at"], "event.posted", "Row"))


POSTED = {
    "POST /search": {"rows": ROWS[:2], "next": "c2"},
    'POST /search {"page": {"cursor": "c2"}}': {"rows": ROWS[2:], "next": None},
}


def test_a_recorded_post_is_known_by_its_body():
    """As with a query, only what is written has to stand in it; what names more is the answer."""
    assert check_source(Searched(), WINDOW, answers=POSTED) == []
    first = {"POST /search": POSTED["POST /search"]}
    wrong = {**first, 'POST /search {"page": {"cursor": "c3"}}': {"rows": [], "next": None}}
    assert any("never asked" in each for each in check_source(Searched(), WINDOW, answers=wrong))
    with pytest.raises(tl.ConfigError, match="GET /path"):
        check_source(Searched(), WINDOW, answers={"POST /search {page": {}})


@pytest.fixture
def golden(tmp_path, monkeypatch):
    """A golden file that was written by a good source."""
    file = tmp_path / "kept" / "rows.golden"
    monkeypatch.setenv("TIMELINE_GOLDEN", "write")
    assert check_source(Rows(), WINDOW, answers=ANSWERS, golden=file) == []
    monkeypatch.delenv("TIMELINE_GOLDEN")
    return file


def test_a_golden_file_holds_what_was_told(golden):
    """Events and coverage, with the service's own address, and nothing that differs between two pulls."""
    assert check_source(Rows(), WINDOW, answers=ANSWERS, golden=golden) == []
    told = json.loads(golden.read_text())
    assert [each["url"] for each in told["events"]] == [f"{PUBLIC}/rows/{n}" for n in range(4)]
    assert (told["coverage"]["status"], told["coverage"]["raw_rows"]) == ("complete", 4)
    assert "measured" not in told["coverage"]
    assert "127.0.0.1" not in golden.read_text()


CHANGES = {
    "other words": {FIRST: ANSWERS[FIRST], SECOND: [ROWS[2], {**ROWS[3], "id": 9}]},
    "another time": {FIRST: ANSWERS[FIRST], SECOND: [ROWS[2], {**ROWS[3], "at": "2019-06-20T18:59:00Z"}]},
    "one event less": {FIRST: ANSWERS[FIRST], SECOND: ROWS[2:3]},
    "a time that cannot be read": {FIRST: ANSWERS[FIRST], SECOND: [ROWS[2], {**ROWS[3], "at": "soon"}]},
    "a refusal": {FIRST: ANSWERS[FIRST], SECOND: Answer({}, 403)},
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_told_otherwise_is_a_fault(golden, change):
    """It is shown as a few lines that differ, and the file is left as it was."""
    before = golden.read_text()
    (fault,) = check_source(Rows(), WINDOW, answers=CHANGES[change], golden=golden)
    assert str(golden) in fault
    assert "\n+" in fault
    assert len(fault.splitlines()) <= 13
    assert golden.read_text() == before


def test_a_gap_that_stands_in_the_file_is_none(tmp_path, monkeypatch):
    """What a source tells of a refusal is tested like all else that it tells."""
    file = tmp_path / "refused.golden"
    answers = CHANGES["a refusal"]
    monkeypatch.setenv("TIMELINE_GOLDEN", "write")
    check_source(Rows(), WINDOW, answers=answers, golden=file)
    monkeypatch.delenv("TIMELINE_GOLDEN")
    assert check_source(Rows(), WINDOW, answers=answers, golden=file) == []
    assert json.loads(file.read_text())["coverage"]["gaps"][0]["reason"] == "denied"


def test_a_golden_file_that_is_not_there_is_a_fault(tmp_path):
    """It says how one is written, and writes none by itself."""
    (fault,) = check_source(Told(event("a", 1)), WINDOW, golden=tmp_path / "none.golden")
    assert "TIMELINE_GOLDEN=write" in fault
    assert not list(tmp_path.iterdir())


def test_a_golden_file_needs_no_recording(tmp_path, monkeypatch):
    """A source without HTTP has one, too; faults against the contract are told beside it."""
    file = tmp_path / "told.golden"
    monkeypatch.setenv("TIMELINE_GOLDEN", "write")
    assert check_source(Told(event("a", 1)), WINDOW, golden=file) == []
    monkeypatch.delenv("TIMELINE_GOLDEN")
    assert check_source(Told(event("a", 1)), WINDOW, golden=file) == []
    assert any(
        "share their id" in each for each in check_source(Told(event("a", 1), event("a", 1)), WINDOW, golden=file)
    )
