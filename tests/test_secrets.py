"""Credentials that people paste are masked in every output, and nothing else is."""

import json

import pytest

import timeline as tl
from support_events import WINDOW, event
from timeline._secrets import count, masked

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
             (tmp_path / "record.json").read_text(), record.to_frame().to_csv()]  # fmt: skip
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
