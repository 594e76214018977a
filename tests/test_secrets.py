"""Credentials that people paste are masked in every output, and nothing else is."""

import gc
import gzip
import json
import re
import time
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline as tl
from support_events import WINDOW, event
from support_secrets import ADDRESSES, LOGINS, PLAIN, PLANTED, Planted
from timeline.formats import terminal
from timeline.formats.inline import markdown
from timeline.formats.tables import json_line
from timeline.formats.text import in_html
from timeline.joining.rules import Link
from timeline.model import glance, secrets
from timeline.model.credentials import SHAPES
from timeline.model.named import NAMED
from timeline.model.secrets import count, masked, masked_in, masked_under, suspicious
from timeline.model.unseen import shown
from timeline.porting.draft import first_line

SECRETS = [
    "xoxb-" + "1234567890-abcdefghij", "xapp-" + "1-A0123456789-abcdef", "ghp_" + "a1B2" * 9, "github_pat_" + "11ABCDE0a1b2c3d4_e5f6g7h8",
    "AKIA" + "IOSFODNN7EXAMPL3", "abcdefghij1234.atlasv1." + "z1Y2" * 16, "u+" + "AbCdEfGhIjKlMnOp1q", "glpat-" + "a1b2c3d4e5f6g7h8i9j0",
    "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + "c2lnbmF0dXJlMTIz", "sk_live_" + "a1b2c3d4e5f6g7h8",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE1234\n-----END RSA PRIVATE KEY-----", "hooks.slack.com/services/" + "T0000/B0000/abcdefghijklmnop1234",
]  # fmt: skip
FORMS = [
    "DD_API_KEY=%s",
    "dd-application-key: %s",
    "password: %s",
    "Authorization: Bearer %s",
    '{"token": "%s"}',
    "https://ada:%s@host/x",
]


@pytest.mark.parametrize("secret", SECRETS, ids=lambda each: each[:9])
def test_a_credential_is_in_no_output(secret, tmp_path):
    """Markdown, JSON, JSON Lines, CSV, HTML, frames and folders hold a mark in its place, payloads included."""
    made = event(1, summary=f"Ada says {secret}", body=f"here: {secret}!", raw={"text": secret})
    record = tl.Timeline(WINDOW, [made])
    forms = [record.to_markdown(), record.to_json(raw=True), record.to_jsonl(), record.to_csv(), record.to_html(),
             _written(record.save(tmp_path)), record.to_frame().to_csv()]  # fmt: skip
    kept = secret.split("\n")[1] if "\n" in secret else secret
    for form in forms:
        assert kept not in form
        assert "⟨secret " in form
    json.loads(forms[1])
    assert "2 secrets in the events' texts" in forms[0]


@pytest.mark.parametrize("form", FORMS)
def test_what_is_named_a_credential_is_one(form):
    """Words before a value say what it is: they stay, the value goes."""
    value = "a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6"
    found = masked(form % value)
    assert value not in found
    assert found.startswith(form.split("%s")[0])
    assert count(form % value) == 1


@pytest.mark.parametrize("words", [*PLAIN, *LOGINS])
def test_prose_and_ids_stand(words):
    """A commit, a digest, a pod, a port, a sentence about tokens is no credential: no false alarm in the list."""
    assert masked(words) == words
    assert count(words) == 0


def test_masking_twice_is_masking_once():
    """A mark is not masked again, and equal credentials have equal marks."""
    words = f"password: {'a1b2' * 8} and ghp_{'a1B2' * 9} and ghp_{'a1B2' * 9}"
    assert masked(masked(words)) == masked(words)
    marks = masked(words).split(" and ")[1:]
    assert marks[0] == marks[1]


def test_the_event_itself_is_as_it_was():
    """Masking is for what leaves: the record in memory keeps the facts."""
    assert event(1, body=SECRETS[0]).body == SECRETS[0]


@pytest.mark.parametrize(
    "payload",
    [
        {"api_key": 12345678901234567, "more": [{"secret": 1234567890123}]}, {"text": "-----BEGIN RSA PRIVATE KEY-----\nMIIE12"},
        {"text": 'say "token=abcdef1234567890"'}, {"token": "abcdef1234567890"}, {"text": "first line\n" + SECRETS[6]},
    ],
    ids=["numbers", "a key cut short", "quoted", "named by its key", "after a line break"],
)  # fmt: skip
def test_a_payload_stays_json_when_it_is_masked(payload):
    """A credential is masked where it stands, whatever stands around it; the rest of the line is whole."""
    line = tl.Timeline(WINDOW, [event(1, raw=payload)]).to_jsonl(raw=True).splitlines()[1]
    assert "⟨secret" in line
    assert json.loads(line)["raw"].keys() == payload.keys()
    assert not any(part in line for part in ("1234567890", "MIIE12", SECRETS[6]))


def test_tags_and_addresses_are_masked_in_every_form():
    """They are words of others, too; the same form with and without payloads."""
    secret = SECRETS[2]
    record = tl.Timeline(WINDOW, [event(1, tags={"cmd": f"run {secret}"}, url=f"https://h/?x={secret}")])
    forms = [record.to_json(), record.to_json(raw=True), record.to_jsonl(), record.to_csv(), record.to_timesketch()]
    assert not any(secret in form for form in forms)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
@pytest.mark.parametrize("around", ["%s", "see %s there", "(%s)", "看 %s", "first\n%s\nlast"])
def test_each_kind_is_masked_where_it_is_planted(planted, around):
    """Alone and in the midst of a text; the words that say what it is stay, and a second time changes nothing."""
    text = around % planted.text
    found = masked(text)
    assert planted.secret not in found
    assert suspicious(text)
    assert count(text) == count(found) == 1
    assert masked(found) == found


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_mark_of_a_shape_is_found_by_the_quick_look(shape):
    """A text is looked at closely wherever a credential's beginning stands in it: no row is overlooked for speed."""
    for mark in shape.marks:
        before, after = ("aB3dE5fG7hJ9kL2m", "" if mark in ("NRAL", "-us", "PRIVATE KEY") else "aB3dE5fG7hJ9kL2m")
        assert glance.MARKED.search(f"{before}{mark}{after}1"), mark


@pytest.mark.parametrize(("words", "shown"), ADDRESSES, ids=[words[:24] for words, _ in ADDRESSES])
def test_an_address_becomes_one_mark(words, shown):
    """An e-mail address in words is the same mark everywhere, counted as one; a placeholder is never shown."""
    assert masked(words) == shown
    assert masked(shown) == shown
    assert count(words) == count(shown) == shown.count("⟨e-mail⟩")


@pytest.mark.parametrize("name", ["cursor", "next_cursor", "nextPageToken", "after", "endCursor", "page_token", "next_token", "continuation"])  # fmt: skip
def test_what_turns_pages_is_no_credential(name):
    """It is needed to read on; what is one by its own shape is masked there, too."""
    assert masked_under(name, "dGVhbTpDMDYxRkE1UEI12345") == "dGVhbTpDMDYxRkE1UEI12345"
    assert masked(f'{{"{name}": "dGVhbTpDMDYxRkE1UEI12345"}}') == f'{{"{name}": "dGVhbTpDMDYxRkE1UEI12345"}}'
    assert SECRETS[2] not in masked_under(name, SECRETS[2])


def test_a_key_of_json_names_what_it_holds():
    """The whole value is one, spaces included; a name that holds one is masked, too, and no pair is lost."""
    made = masked_in(
        {"password": "correct horse", "n": 1, "text": "fine", "ada@acme.example": 1, "grace@acme.example": [2]}
    )
    assert re.fullmatch("⟨secret [0-9a-f]{8}⟩", made["password"])
    assert {name: made[name] for name in ("n", "text", "⟨e-mail⟩", "⟨e-mail⟩ (2)")} == {"n": 1, "text": "fine", "⟨e-mail⟩": 1, "⟨e-mail⟩ (2)": [2]}  # fmt: skip


UNITS = [
    "api_key=", "token=", "secret: ", "password:", "bearer ", "://user:", "://", "key ", '"keys":', "token  ", "xoxb-", "eyJaaaaaaaa-", "eyJaaaaaaaa.",
    "-----BEGIN ", "BEGIN PRIVATE KEY-----", "hooks.slack.com/services/a ", "ghp_a", "a.atlasv1.", "u+", "a", "@", "@a", "#1", "](", "[", "[a](", "]",
    "`", "`` `", "$", "$a ", "$ a", "*", "*a ", "_a", "a_", "~", "*~", "\\", "<a ", "<", "&a;", "&", "//", "http://", ".com", "a.com", "a.com ", ".", "www.",
    "mailto:", "[^1", "[^", "看", "看.com", "\u200b", "\u200d", "❤\ufe0f", "\U000e0041", "\x1b", " ", "\n", "a@", "a/", "'](a \"", "(", ")", "https://a)",
]  # fmt: skip


def seconds(act, text):
    gc.disable()  # what other tests left behind is not this text's cost
    began = time.process_time()
    act(text)
    spent = time.process_time() - began
    gc.enable()
    return spent


def linear(act, text, size):
    """Whether ten times the text takes about ten times the time; a busy machine is given three tries."""
    for _ in range(3):
        large = seconds(act, text(10 * size))
        if large < 0.05 or large < 15 * seconds(act, text(size)):  # what takes no time tells nothing
            return True
    return False


def units():
    """What a text may repeat: what acts somewhere, and of every row what it begins with, and what names it."""
    marks = [mark + more for shape in SHAPES for mark in shape.marks for more in ("", "a1", " ", "-a")]
    named = [
        form % word
        for row in NAMED
        for word in row.words
        for form in ("%s", "%s=", "%s: ", "%s is ", "?%s=", "--%s ", '"%s":"', "%s:@")
    ]
    cut = [planted.text[:size] for planted in PLANTED for size in (8, 20, 40)]
    mail = [
        "a@b.",
        "a@b.c ",
        "a%40b.c",
        "<mailto:a@b.c|",
        "⟨e-mail ",
        "⟨secret 3fa29c01⟩",
        "://a:",
        "ssh -a ",
        "-a b ",
        "a1",
        "A1",
        "00 ",
        "aB",
    ]
    return list(dict.fromkeys([*UNITS, *marks, *named, *(each.upper() for each in named), *cut, *mail]))


@pytest.mark.parametrize("act", [masked, count, suspicious, markdown, in_html, shown, first_line], ids=lambda act: act.__name__)  # fmt: skip
def test_ten_times_the_text_takes_about_ten_times_the_time(act):
    """No text of others, whatever it repeats, takes the square of its length."""
    for unit in UNITS:
        assert linear(act, lambda size, unit=unit: (unit * size)[:size], 10_000), repr(unit)


def test_no_row_takes_more_than_linear_time():
    """Every row of the tables, repeated: at 10 and 100 kB where 5 kB take longer than their share."""
    for unit in units():
        text = (unit * 5_000)[:5_000]
        if seconds(secrets._looked, text) > 0.02:
            assert linear(secrets._looked, lambda size, unit=unit: (unit * size)[:size], 10_000), repr(unit)


@pytest.mark.parametrize(
    "form", ["to_markdown", "to_html", "to_csv", "to_json", "to_jsonl", "to_timesketch", "to_mermaid"]
)
@pytest.mark.parametrize("unit", ["api_key=", "eyJaaaaaaaa-", "[a](", "a.com "])
def test_one_long_message_is_rendered_in_time(form, unit):
    """A body and a summary of 39,000 characters, as long as a message may be."""

    def of(size):
        text = (unit * size)[:size]
        return tl.Timeline(WINDOW, [event(1, summary=f"Ada says {text}", body=text)])

    assert linear(lambda made: getattr(made, form)(), of, 3_900)


PIECES = [
    "api_key", "secret", "token", "passwd", "PASSWORD", "bearer", "Bearer ", "://", "@", ":", "=", '"', "'", "\\", " ", "\n", "abc1", "x", "longvalue1",
    "dd_", "access-", "key", "keys", "a1b2c3d4e5f6", "1234567890ab", "é", "İ", ",", "/", "user", "⟨secret 3fa29c01⟩", "⟨e-mail⟩", ".", "-", " -u ", "curl",
    "ghp_", "a1B2" * 9, "acme.example", "Cookie: ", "sig=", "?", " is ", "-----BEGIN RSA PRIVATE KEY-----",
]  # fmt: skip


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_masking_changes_what_is_masked_and_no_more(text):
    """What stands around the marks is as it was, marks that stood there stay, and a second time changes nothing."""
    found = masked(text)
    parts = re.split("⟨(?:secret [0-9a-f]{8}|e-mail)⟩", found)
    assert re.fullmatch(".+".join(map(re.escape, parts)), text, re.DOTALL)
    assert masked(found) == found
    assert suspicious(text) or found == text


def test_what_two_kinds_share_is_masked_once():
    """Where one credential runs into another, nothing of either is left."""
    text = "xoxb-" + "1234567890-" + SECRETS[8] + "."
    assert re.fullmatch("⟨secret [0-9a-f]{8}⟩.", masked(text))
    assert count(text) == 1


def test_a_port_and_its_path_are_no_password():
    """A name and a value in an address are credentials only where a host follows."""
    assert (
        masked("see http://localhost:8443/monitor/123456, ask @ada")
        == "see http://localhost:8443/monitor/123456, ask @ada"
    )
    assert "s3cretvalue99" not in masked("postgres://app:s3cretvalue99@db.example/x")


@pytest.mark.parametrize("before", range(150, 200, 7))
def test_a_text_is_masked_before_it_is_cut(before):
    """No part of a credential stands at a sentence's end, where it would not be known as one."""
    for secret in SECRETS:
        whole = f"{'x' * before} {secret} and more words that follow, so that the sentence is cut in any case, wherever it stands"
        assert secret.split("\n")[-1][:14] not in first_line(whole)
        assert len(first_line(whole)) <= 200


def _made(planted):
    """An event that holds it in every field, and a source with a gap and a note of it."""
    text = planted.text
    name = text.replace("\n", " ")
    told = {"summary": f"Ada says {text}", "body": text, "url": f"https://h.example/{name}", "keys": (f"x:thing:{text}",), "happening": f"x:{text}",
            "tags": {"cmd": text, name: "v", "state": "open"}, "actor": tl.Actor(id=text, name=text, kind="person"), "raw": {"text": text, name: [text]}}  # fmt: skip
    base = tl.Event(
        id=f"x:{text}", time="2019-06-20T18:40Z", precision="s", source="x", kind="event.posted", summary="Said x"
    )
    one, other = base.but(**told), base.but(**told | {"id": f"x:b:{text}", "happening": f"x:{text}"})
    gap = tl.Gap.of(WINDOW, "denied", f"not read: {text}", where=text)
    row = tl.Coverage(
        source="x",
        type="x",
        status="partial",
        events=2,
        raw_rows=2,
        gaps=(gap,),
        notes=(f"noted {text}",),
        measured={"said": text},
    )
    return tl.Timeline(WINDOW, [one, other], [row], found=[Link(one, other, f"x:thing:{text}")])


def _written(folder):
    """All that stands in a folder's files, unpacked."""
    files = ((path.suffix, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file())
    return "".join((gzip.decompress(data) if suffix == ".gz" else data).decode() for suffix, data in files)


def _spoken(record, tmp_path):
    """Every output of a record, by name."""
    first, last = record
    forms = {
        form: "".join(record.pieces(form))
        for form in ("md", "json", "jsonl", "csv", "html", "timesketch", "mermaid", "slack")
    }
    forms |= {
        "raw": record.to_json(raw=True),
        "saved": _written(record.save(tmp_path)),
    }
    forms |= {
        "table": record.to_markdown(style="table"),
        "compact": record.to_markdown(style="compact"),
        "flat": record.to_html(fold="none"),
    }
    forms |= {
        "terminal": "".join(terminal.pieces(record, width=4000, links=True)),
        "stream": json_line(first, raw=True),
    }
    forms |= {
        "dicts": str(record.to_dicts()),
        "dict": str(first.to_dict(raw=True)),
        "frame": record.to_frame().to_csv(),
        "attrs": str(record.to_frame().attrs),
    }
    forms |= {
        "coverage": record.coverage_frame().to_csv(),
        "arrow": str(record.to_arrow().to_pydict()) + str(record.to_arrow().schema.metadata),
    }
    forms |= {
        "notebook": record._repr_html_(),
        "notebook md": record._repr_markdown_(),
        "chart": record.plot().to_html(),
        "vega": record.plot(by="actor").chart.to_json(),
    }
    forms |= {
        "repr": repr(record),
        "event": repr(first),
        "actor": repr(first.actor),
        "row": repr(record.coverage[0]),
        "gap": str(record.coverage[0].gaps[0]),
    }
    forms |= {
        "happenings": repr(list(record.happenings)),
        "links": repr(record.pulled.found),
        "lines": repr(record.lines()),
        "why": record.why(first, last),
    }
    forms |= {
        "error": str(tl.SourceError(f"no {first.body}", source="x", call=first.body)),
        "missing": _missing(record, f"no {first.body}"),
    }
    return forms


def _missing(record, name):
    with pytest.raises(KeyError) as error:
        record[name]
    return str(error.value)


SAMPLE = [each for each in PLANTED if each.name in {"Slack, bot", "GitHub", "private key", "PostgreSQL", "curl -u", "prose", "cookie", "S3, signed", "Basic", "JSON", "age"}]  # fmt: skip


@pytest.mark.parametrize("planted", SAMPLE, ids=lambda planted: planted.name)
def test_no_output_shows_it_in_any_field(planted, tmp_path):
    """Every field of an event, of its source and of a link between events; every form, repr and error."""
    kept = [line for line in planted.secret.split("\n") if "PRIVATE" not in line]
    for name, form in _spoken(_made(planted), tmp_path).items():
        for secret in kept:
            assert secret not in form, name
            assert quote(secret) not in form or quote(secret) == secret, name
            assert json.dumps(secret)[1:-1] not in form, name


def test_no_output_shows_an_address(tmp_path):
    """Neither as it was written, nor encoded, nor as the placeholder that it had while it was read."""
    for address in ("ada.l@acme.example", "ada.l%40acme.example", "⟨e-mail 3fa29c01⟩"):
        for name, form in _spoken(_made(Planted("mail", "", address)), tmp_path).items():
            assert not re.search("ada.l|3fa29c01", form), name


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_the_document_counts_each_kind(planted):
    """About the record it is said how many were masked, in summaries and texts; the same with marks that stood there."""
    text = planted.text
    for words in (text, masked(text)):
        made = tl.Timeline(WINDOW, [event(1, summary=f"Ada says {words}", body=words)]).to_markdown()
        assert "- 2 secrets in the events' texts: masked as ⟨secret …⟩ in every output" in made
    both = tl.Timeline(WINDOW, [event(1, summary=f"Ada says {text}", body="ask ada@acme.example")]).to_markdown()
    assert "- 2 secrets in the events' texts, 1 of them e-mail addresses: masked as ⟨secret …⟩ and ⟨e-mail⟩" in both


def test_equal_credentials_still_join():
    """The same credential in an id and in a key has the same mark: what named an event names it still."""
    record = tl.Timeline(
        WINDOW, [event(1, keys=(f"x:{SECRETS[2]}",)), event(2, keys=(f"x:{SECRETS[2]}", f"x:{SECRETS[4]}"))]
    )
    first, second = (set(made["keys"]) for made in record.to_dicts())
    assert len(second) == 2
    assert first < second


@pytest.mark.parametrize(
    "name", ["assessed-at", "session", "password_changed_at", "token", "secret", "api_key_created"]
)
@pytest.mark.parametrize(
    "told", ["2019-06-20T18:55:00.000Z", "2019-06-20T18:55:00+00:00", "2019-06-20 18:55:00", "2019-06-20"]
)
def test_a_time_is_no_credential_whatever_it_stands_under(name, told):
    """What was masked by its name would be a change of a time: the third of the worst bugs."""
    assert masked_under(name, told) == told
    assert masked_in({name: told}) == {name: told}
