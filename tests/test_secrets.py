"""Credentials that people paste are masked in every output, and nothing else is."""

import gc
import json
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline as tl
from support_bundle import words
from support_events import WINDOW, event
from timeline.formats.inline import markdown
from timeline.formats.text import in_html
from timeline.model.secrets import _KINDS, _mark, count, masked, suspicious
from timeline.model.unseen import shown
from timeline.porting.draft import first_line

SECRETS = [
    "xoxb-" + "1234567890-abcdefghij", "xapp-" + "1-A0123456789-abcdef", "ghp_" + "a1B2" * 9, "github_pat_" + "11ABCDE0a1b2c3d4_e5f6g7h8",
    "AKIA" + "IOSFODNN7EXAMPL3", "abcdefghij1234.atlasv1." + "z1Y2" * 16, "u+" + "AbCdEfGhIjKlMnOp1q", "glpat-" + "a1b2c3d4e5f6g7h8i9j0",
    "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + "c2lnbmF0dXJlMTIz", "sk_live_" + "a1b2c3d4e5f6g7h8",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE1234\n-----END RSA PRIVATE KEY-----", "hooks.slack.com/services/" + "T0000/B0000/abcdefghijklmnop1234",
]  # fmt: skip
NAMED = [
    "DD_API_KEY=%s",
    "dd-application-key: %s",
    "password: %s",
    "Authorization: Bearer %s",
    '{"token": "%s"}',
    "https://ada:%s@host/x",
]
PLAIN = [
    "let's roll back to 3f6c0d9be5a1477c8b2e4d1f90a7c65e8d2b1a04", "the token is refused", "password reset failed for 12 users",
    "monitor 4980866172548217311 alerted", "key: value", "secret santa", "https://acme.slack.com/archives/C0A/p1561056660000200",
    "api key rotation at 18:46", "bearer of bad news", "token: see the docs",
]  # fmt: skip


@pytest.mark.parametrize("secret", SECRETS, ids=lambda each: each[:9])
def test_a_credential_is_in_no_output(secret, tmp_path):
    """Markdown, JSON, JSON Lines, CSV, HTML, frames and folders hold a mark in its place, payloads included."""
    made = event(1, summary=f"Ada says {secret}", body=f"here: {secret}!", raw={"text": secret})
    record = tl.Timeline(WINDOW, [made])
    record.save(tmp_path)
    forms = [record.to_markdown(), record.to_json(raw=True), record.to_jsonl(), record.to_csv(), record.to_html(),
             words(tmp_path), record.to_frame().to_csv()]  # fmt: skip
    kept = secret.split("\n")[1] if "\n" in secret else secret
    for form in forms:
        assert kept not in form
        assert "⟨secret " in form
    json.loads(forms[1])
    assert "2 secrets in the events' texts" in forms[0]


@pytest.mark.parametrize("form", NAMED)
def test_what_is_named_a_credential_is_one(form):
    """Words before a value say what it is: they stay, the value goes."""
    value = "a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6"
    found = masked(form % value)
    assert value not in found
    assert found.startswith(form.split("%s")[0])
    assert count(form % value) == 1


@pytest.mark.parametrize("words", PLAIN)
def test_prose_and_ids_stand(words):
    """A commit, a long number, a sentence about tokens is no credential."""
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


def planted(kind):
    """A text that the kind's shape matches, found among the examples above and below."""
    return next(each for each in [*SECRETS, *MORE] if kind.shape.fullmatch(each))


MORE = ["npm_" + "a1B2" * 9, "AIza" + "Sy" * 17 + "x"]


@pytest.mark.parametrize("kind", _KINDS, ids=lambda kind: kind.marks[0])
def test_each_kind_is_masked_where_it_is_planted(kind):
    """Every row of the table has an example, holds one of its marks, and is masked in the midst of a text and alone."""
    secret = planted(kind)
    assert any(mark in secret for mark in kind.marks)
    for text in (secret, f"see {secret} there", f"({secret})", f"看 {secret}"):
        assert suspicious(text)
        assert kind.marks[0][:4] not in masked(text)
        assert count(text) == 1


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


@pytest.mark.parametrize(
    "act", [masked, count, suspicious, markdown, in_html, shown, first_line], ids=lambda act: act.__name__
)
def test_ten_times_the_text_takes_about_ten_times_the_time(act):
    """No text of others, whatever it repeats, takes the square of its length."""
    for unit in UNITS:
        assert linear(act, lambda size, unit=unit: (unit * size)[:size], 10_000), repr(unit)


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
    "api_key", "secret", "token", "passwd", "bearer", "Bearer ", "://", "@", ":", "=", '"', "'", "\\", " ", "\n", "abc1", "x", "longvalue1", "dd_", "access-",
    "key", "keys", "a1b2c3d4e5f6", "1234567890ab", "é", "İ", ",", "/", "user", "⟨secret ", ".", "-",
]  # fmt: skip
# The rule as one expression, which is plain to read and takes the square of the length.
RULE = re.compile(
    r"""(?P<name>\bbearer\s+|(?P<user>://)[^\s/:@"]+:
    |(?:(?:dd|api|app|application|access|secret)[_-]?(?:api|app|access|application|secret)?[_-]?key|token|passw(?:or)?d|secret)
     \\?["']?\s*[:=]\s*\\?["']?)
    (?P<value>(?=[^\s"'\\,;@<>]*\d)[^\s"'\\,;@<>]{12,})(?![^\s"'\\,;@<>])(?(user)(?=@))""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_named_values_are_masked_as_the_plain_rule_says(text):
    """In linear time, and byte for byte what the one expression gives."""
    expected = RULE.sub(lambda found: f"{found['name']}{_mark(found['value'])}", text)
    assert masked(text) == expected
    assert suspicious(text) or expected == text


def test_what_two_kinds_share_is_masked_once():
    """Where one credential runs into another, nothing of either is left."""
    text = "xoxb-" + "1234567890-" + SECRETS[8] + "."
    assert re.fullmatch("⟨secret [0-9a-f]{8}⟩.", masked(text))
    assert count(text) == 1


def test_a_port_and_its_path_are_no_password():
    """A name and a value in an address are credentials only where a host follows."""
    assert (
        masked("see http://localhost:8443/monitor/123456, ask a@b.example")
        == "see http://localhost:8443/monitor/123456, ask a@b.example"
    )
    assert "s3cretvalue99" not in masked("postgres://app:s3cretvalue99@db.example/x")


@pytest.mark.parametrize("before", range(150, 200, 7))
def test_a_text_is_masked_before_it_is_cut(before):
    """No part of a credential stands at a sentence's end, where it would not be known as one."""
    for secret in SECRETS:
        whole = f"{'x' * before} {secret} and more words that follow, so that the sentence is cut in any case, wherever it stands"
        assert secret.split("\n")[-1][:14] not in first_line(whole)
        assert len(first_line(whole)) <= 200
