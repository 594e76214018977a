"""What an event says beside its time: kind, severity, sentence, link, payload."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from timeline.testing.kit.bench import Bench
from timeline.testing.kit.rule import rule

#: What a program writes where a word is missing.
HOLLOW = re.compile(r"\b(?:None|null|undefined|NaN)\b|\{\}|\[\]|\{'|<[\w.]+ object at ")


@rule("kind.true", "take the kind from the row's own state")
def kind(bench: Bench) -> Iterator[str]:
    """The kind is what the service says that happened."""
    for key, truth in bench.truth.items():
        told = bench.right.events.get(key)
        if told and told.kind != truth.kind:
            yield f"{key} is {told.kind}, and was {truth.kind}"


@rule("severity.true", "leave severity out where the service has no word for it")
def severity(bench: Bench) -> Iterator[str]:
    """A severity is the service's own word, or there is none."""
    for key, truth in bench.truth.items():
        told = bench.right.events.get(key)
        if told and told.severity != truth.severity:
            yield f"{key} is {told.severity}, and was {truth.severity}"


@rule("summary.plain", "cut other people's words with http.first_line before they stand in a sentence")
def plain(bench: Bench) -> Iterator[str]:
    """A summary is one line without control characters."""
    for key, told in bench.right.events.items():
        odd = sorted({f"U+{ord(each):04X}" for each in told.summary if not each.isprintable()})
        if odd or not told.summary.strip():
            yield f"{key}: {', '.join(odd) or 'it is empty'}"


@rule("summary.words", "leave out what the service does not say, and write the sentence without it")
def words(bench: Bench) -> Iterator[str]:
    """A summary is a sentence for people, with nothing of a program in it."""
    for key, told in bench.right.events.items():
        if found := HOLLOW.search(told.summary):
            yield f"{key}: {found[0]!r} stands in its sentence"


@rule("url.people", "link the page that a person opens (html_url, permalink, web_url), not the API's own address")
def for_people(bench: Bench) -> Iterator[str]:
    """A link leads to a page for people."""
    for key, told in bench.right.events.items():
        if told.url and urlsplit(told.url).scheme not in ("http", "https"):
            yield f"{key}: its link is no web address"
        elif told.url and told.url.startswith(bench.server.url("kit").rstrip("/")):
            yield f"{key}: its link is an address of the API"


@rule("raw.attached", "give the Draft its row: raw=row")
def attached(bench: Bench) -> Iterator[str]:
    """Every event carries the native payload that it was read from."""
    for key, told in bench.right.events.items():
        if not told.raw:
            yield f"{key} has none"
