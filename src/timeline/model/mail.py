"""Where e-mail addresses stand in a text: what looks like one and is a login, a host or a version is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_AT = re.compile("@|%(?:25)?40")
# What is written before the sign, and no more of it than is looked at.
_LOCAL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-'%" + "".join(map(chr, range(0xC0, 0x250)))
_MOST, _LINE = 320, 120
_ENCODED = re.compile("%(?:25)?(?:2[0268CF]|3[ABCDEF]|5B|7[BC]|0[9AD])", re.IGNORECASE)
_DOMAIN = re.compile(
    "(?:[a-z0-9\u00c0-\u024f-]{1,63}\\.){1,8}(?:[a-z\u00c0-\u024f]{1,24}|xn--[a-z0-9-]{2,40})(?![a-z0-9\u00c0-\u024f])",
    re.IGNORECASE,
)
# What ends the names of hosts of no mail, of files, and of systemd's units.
_NO_MAIL = """internal local localdomain localhost lan intranet home private corp svc arpa cluster
    png jpg jpeg gif svg webp css js ts tsx json yaml yml toml lock txt log html xml jar tar gz tgz whl rb
    service timer socket target mount slice scope path device swap"""
_ENDINGS = frozenset(_NO_MAIL.split())
_CLOUD_HOST = re.compile(r"\.compute(?:-\d)?\.amazonaws\.com$", re.IGNORECASE)
_VERSION = re.compile(r"v?\d{1,9}\.\d|\d{1,9}x\.")
_LOGIN = re.compile(
    r"(?:^|[\s`$;&|(\"'])(?:ssh|scp|sftp|rsync|mosh|ssh-copy-id)"
    r"(?:\s{1,9}-{1,2}[\w-]{1,30}(?:[= ][^\s@-][^\s@]{0,60})?){0,9}\s{1,9}$"
)
_PATH = re.compile(r":(?!//)(?:~?[\w.-]*/|[\w.-]+\.git\b)")


def addresses(words: str) -> Iterator[Span]:
    """Where they stand, in order; one that Slack writes twice, as a link and its label, once."""
    last: Span | None = None
    for at in _AT.finditer(words):
        found = _address(words, at.start(), at.end())
        if not found:
            continue
        if last and _is_label(words, last, found):
            last = (last[0] - len("<mailto:"), found[1] + 1)
            continue
        if last:
            yield last
        last = found
    if last:
        yield last


def _is_label(words: str, link: Span, label: Span) -> bool:
    linked = words.endswith("<mailto:", 0, link[0]) and words[label[1] : label[1] + 1] == ">"
    return linked and label[0] == link[1] + 1 and words[link[1]] == "|"


def _address(words: str, at: int, after: int) -> Span | None:
    before = words[max(0, at - _MOST) : at]
    run = before[len(before.rstrip(_LOCAL)) :]
    local = _ENCODED.split(run)[-1].lstrip(".'-%") if "%" in run else run.lstrip(".'-")
    begin = at - len(local)
    domain = _DOMAIN.match(words, after)
    if not local or not domain or _is_login(words, local, begin, domain):
        return None
    return begin, domain.end()


def _is_login(words: str, local: str, begin: int, domain: re.Match[str]) -> bool:
    """Whether it is an account of a machine or of a service: as GitHub's own addresses are, that are logins."""
    if words.endswith("mailto:", 0, begin):
        return domain[0].startswith("users.noreply.")
    lead, ending = words[max(0, begin - _MOST) : begin], domain[0].rpartition(".")[2]
    return (
        (len(ending) == 1 and not lead.endswith("|"))
        or ending.lower() in _ENDINGS
        or _VERSION.match(domain[0]) is not None
        or _CLOUD_HOST.search(domain[0]) is not None
        or domain[0].lower().startswith("users.noreply.")
        or (local == "git" and domain[0].lower().split(".")[0] in ("github", "gitlab", "bitbucket", "ssh"))
        or _PATH.match(words, domain.end()) is not None
        or _in_address(lead)
        or _LOGIN.search(lead.rpartition("\n")[2][-_LINE:]) is not None
    )


def _in_address(lead: str) -> bool:
    """Whether it is the part of an address that names a user."""
    _, scheme, rest = lead.rpartition("://")
    return bool(scheme) and not any(mark in rest for mark in "/ ?#\n\t\"'<>()")
