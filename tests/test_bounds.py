"""What a service sends is bounded: in size, in depth, in time; one odd record takes nothing else with it."""

import gzip
import json
import threading
import time
import zlib

import pytest

import timeline as tl
from support_events import WINDOW
from support_wire import TRANSPORTS, answering, head_of, listening
from timeline.model.errors import AnswerError
from timeline.porting.draft import Draft, readable
from timeline.porting.payload import DEPTH, NOT_JSON, parsed
from timeline.porting.run import Run
from timeline.porting.within import within
from timeline.sources.http import body as _body
from timeline.sources.http.body import body_of
from timeline.sources.http.client import Client, Dialect
from timeline.sources.http.exchange import BrokenConnection, Request

GOOD = b'{"ok": true}'
CALL = Request("x", "x")


@pytest.mark.parametrize("name", TRANSPORTS)
@pytest.mark.parametrize(
    ("packed", "header"),
    [
        (GOOD, b""), (GOOD, b"Content-Encoding: identity\r\n"), (gzip.compress(GOOD), b"Content-Encoding: gzip\r\n"),
        (gzip.compress(GOOD[:5]) + gzip.compress(GOOD[5:]), b"Content-Encoding: x-gzip\r\n"),
        (zlib.compress(GOOD), b"Content-Encoding: deflate\r\n"),
        (zlib.compress(GOOD, wbits=-15), b"Content-Encoding: deflate\r\n"),
    ],
    ids=["none", "identity", "gzip", "members", "deflate", "bare deflate"],
)  # fmt: skip
def test_every_packing_that_is_asked_for_is_unpacked(name, packed, header):
    """The body is the same however it was packed, over each source's transport."""
    with listening(answering(packed, header)) as place:
        assert TRANSPORTS[name](f"http://{place}").send(CALL, 5).body == GOOD


@pytest.mark.parametrize("name", TRANSPORTS)
@pytest.mark.parametrize("status", [b"200 OK", b"500 Oops", b"403 No"])
def test_a_body_that_unpacks_to_too_much_is_refused(name, status, monkeypatch):
    """However small it comes: an error that says so, and no more memory than the bound, also for an error's body."""
    monkeypatch.setattr(_body, "MOST", 1 << 20)
    bomb = gzip.compress(b" " * (4 << 20))
    assert len(bomb) < 100_000
    with (
        listening(answering(bomb, b"Content-Encoding: gzip\r\n", status)) as place,
        pytest.raises(AnswerError, match="larger than 1 MiB") as caught,
    ):
        TRANSPORTS[name](f"http://{place}").send(CALL, 5)
    assert caught.value.reason == "too_large"


@pytest.mark.parametrize("packing", ["br", "zstd", "gzip, gzip", "nonsense"])
def test_a_packing_that_nobody_asked_for_is_no_answer(packing):
    """It is told, not guessed at."""
    with pytest.raises(AnswerError, match="not asked for"):
        body_of([GOOD], packing, 5)


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_body_that_cannot_be_unpacked_may_pass(packing):
    """It was broken on its way: tried again like a cut connection."""
    with pytest.raises(BrokenConnection):
        body_of([b"no such thing" * 9], packing, 5)


def test_a_body_that_is_too_large_is_a_gap_that_names_the_call():
    """The pull goes on; who reads the record knows what was not read, and it is asked for once."""
    asked = []

    class Large:
        def send(self, call, timeout):
            asked.append(call)
            return body_of(iter([b" " * (1 << 20)] * 80), None, 5)

    calls = Client(Large(), Dialect(), Run("web", WINDOW))
    with pytest.raises(tl.AnswerError, match="web GET /x #alerts: the answer is larger than 64 MiB"):
        calls.json(Request("GET /x", where="#alerts"))
    assert len(asked) == 1


def dribbling(first):
    """What serves these bytes and then one more now and then, for ever."""

    def serve(connection):
        head_of(connection)
        connection.sendall(first)
        while True:
            time.sleep(0.05)
            connection.sendall(b" ")

    return serve


SLOW = {
    "status": b"HTTP/1.1",
    "headers": b"HTTP/1.1 200 OK\r\nX:",
    "body": b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
}


@pytest.mark.parametrize("name", TRANSPORTS)
@pytest.mark.parametrize("first", SLOW)
def test_a_byte_now_and_then_is_no_answer_in_time(name, first):
    """The whole call has so long, wherever in the answer the bytes trickle in."""
    run = Run(name, WINDOW, deadline=0.4)
    with listening(dribbling(SLOW[first])) as place:
        calls = Client(TRANSPORTS[name](f"http://{place}"), Dialect(), run)
        began = time.monotonic()
        with pytest.raises(tl.SourceError):
            calls.json(CALL)
    assert time.monotonic() - began < 2


def test_work_that_is_left_behind_holds_nobody():
    """What takes too long is a TimeoutError; what ends in time is its value or its error."""
    gate = threading.Event()
    with pytest.raises(TimeoutError):
        within(0.01, gate.wait)
    gate.set()
    assert within(5, lambda: 3) == 3
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 / 0)


@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("depth", [1, 99, 150, 199, 200, 201, 400, 100_000])
def test_what_is_nested_too_deep_is_cut_and_said_to_be(opening, depth):
    """Everything beside it stays, brackets in texts are texts, and no depth breaks the reader."""
    closing = {"[": "]", '{"a":': "}"}[opening]
    body = f'{{"deep": {opening * depth}1{closing * depth}, "says": "]}} \\" [[", "rows": [1, 2]}}'.encode()
    data, cut = parsed(body)
    assert cut == (depth >= 200)
    assert (data["says"], data["rows"]) == (']} " [[', [1, 2])
    assert ("nested deeper" in json.dumps(data["deep"])) == cut


@pytest.mark.parametrize(
    "body", [b"[" * 5000, b'["' * 50_000, b'"' + b'\\"' * 50_000, b"]" * 5000, b"<html>[[", b"[[1]" + b"[" * 300],
    ids=["open", "strings", "quotes", "closed", "page", "both"],
)  # fmt: skip
def test_deep_nonsense_is_no_json(body):
    """It ends at once, and is an answer of no kind."""
    began = time.process_time()
    assert parsed(body)[0] is NOT_JSON
    assert time.process_time() - began < 2


def test_a_cut_answer_is_noted_with_its_call():
    """The coverage says in which answer something was cut."""
    body = b'{"rows": ' + b"[" * 300 + b"]" * 300 + b"}"
    run = Run("web", WINDOW)
    with listening(answering(body)) as place:
        Client(TRANSPORTS["github"](f"http://{place}"), Dialect(), run).json(Request("GET /x", "x", where="#alerts"))
    assert run.notes == (f"GET /x #alerts: what is nested deeper than {DEPTH} levels in the answer was cut",)


@pytest.mark.parametrize("depth", [90, 190, 300, 900, 5000])
@pytest.mark.parametrize("secret", [False, True])
def test_a_payload_of_any_depth_is_written(depth, secret, tmp_path):
    """Every form with payloads is written, whole JSON again; the rest of the payload stands in it."""
    deep = []
    for _ in range(depth):
        deep = [deep]
    words = "password=hunter2hunter2" if secret else "fine"
    event = tl.Event(
        id="x:1", time="2019-06-20T18:40Z", precision="s", source="x", kind="event.posted", summary="It was",
        raw={"deep": deep, "words": words},
    )  # fmt: skip
    record = tl.Timeline(WINDOW, [event])
    document = json.loads(record.to_json(raw=True))
    (line,) = list(record.pieces("jsonl", raw=True))[1:]
    assert document["events"][0]["raw"] == json.loads(line)["raw"]
    assert ("hunter2" in line) == ("hunter2" in words and not secret)
    assert ("nested deeper" in line) == (depth >= 300)
    assert tl.load(record.save(tmp_path / "kept"))[0].summary == "It was"


class Rows:
    """A source whose records are read by `parse`."""

    name = "web"

    def __init__(self, *raws, parse):
        self.raws, self.parse = raws, parse

    def fetch(self, window, run):
        for raw in self.raws:
            yield from run.emit(self.parse(raw))


def walked(value):
    return 1 + walked(value["in"]) if isinstance(value, dict) else 0


@readable
def parse(raw):
    deep = walked(raw.get("in"))
    return Draft(raw["id"], raw["at"], raw.get("kind", "event.posted"), raw["words"].strip() + "!" * deep)


NESTED = {}
for _ in range(3000):
    NESTED = {"in": NESTED}
ODD = {
    "a missing field": {"id": "odd", "at": "2019-06-20T18:40Z"},
    "a field of another type": {"id": "odd", "at": "2019-06-20T18:40Z", "words": 17},
    "endless nesting": {"id": "odd", "at": "2019-06-20T18:40Z", "words": "x", "in": NESTED},
    "no kind": {"id": "odd", "at": "2019-06-20T18:40Z", "words": "x", "kind": "Not A Kind"},
}


@pytest.mark.parametrize("odd", ODD)
def test_a_record_that_cannot_be_read_is_rejected_alone(odd):
    """It is counted and named, by the error's type and never its words; the records around it are told."""
    good = [{"id": key, "at": "2019-06-20T18:40Z", "words": "hunter2"} for key in "ab"]
    record = tl.reconstruct(WINDOW, [Rows(good[0], ODD[odd], good[1], parse=parse)])
    (row,) = record.coverage
    assert [each.id for each in record] == ["web:a", "web:b"]
    assert (row.rejected, row.status, row.closes) == (1, "partial", True)
    assert [(gap.reason, gap.where) for gap in row.gaps] == [("rejected", "web:odd")]
    assert "hunter2" not in row.gaps[0].detail


@pytest.mark.parametrize("error", [RecursionError, MemoryError, ZeroDivisionError])
def test_a_part_that_fails_unexpectedly_loses_only_itself(error):
    """The other parts of the source are read, what comes after them, too; the gap names the type and the place."""

    class Parts:
        name = "web"

        def fetch(self, window, run):
            yield from run.gather([self.bad, lambda: [made("a")]])
            yield made("b")

        def bad(self):
            raise error("hunter2")
            yield

    def made(key):
        return tl.Event(
            id=f"web:{key}", time=WINDOW.start, precision="s", source="web", kind="event.posted", summary="x"
        )

    record = tl.reconstruct(WINDOW, [Parts()])
    (gap,) = record.coverage[0].gaps
    assert [each.id for each in record] == ["web:a", "web:b"]
    assert gap.reason == "error"
    assert error.__name__ in gap.detail
    assert "hunter2" not in gap.detail
