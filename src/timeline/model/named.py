"""Credentials that only the words before them tell: a row for each sort of words.

A row is tried where one of its words stands, so that no text is read again and again; its value goes to the next break.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

Fits = Callable[[str, str], bool]


class Named(NamedTuple):
    """A credential that the words before it tell.

    Attributes:
        name: what sort of words.
        words: at which words the pattern is tried, in lower case.
        before: those words and what joins them to the value.
        value: as far as the value may go.
        fits: whether a value, after what stands before the words, is a credential and no word of a sentence.
    """

    name: str
    words: tuple[str, ...]
    before: re.Pattern[str]
    value: re.Pattern[str]
    fits: Fits


# Where a value ends, by the place that it stands in. A mark of ours ends each.
_RUN = re.compile(r"""[^\s"'`\\,;@<>&⟨⟩]*""")
_PASSWORD = re.compile(r"""[^\s"'`;<>⟨⟩]*""")
_LINE = re.compile(r"""[^"'`\r\n⟨⟩]*""")
_PARAMETER = re.compile(r"""[^\s&"'`<>⟨⟩]*""")
_LETTERS = re.compile(r"[\w.~+/=%-]*", re.ASCII)
_HOST = re.compile(r"""[^\s/?#"'`<>⟨⟩]*(?=@)""")
_OPEN = r"""\\?["'`]?"""
_IS = rf"{_OPEN}\s{{0,9}}(?::=|=>|[:=])\s{{0,9}}{_OPEN}"
_WORDED = rf"{_OPEN}(?:\s{{0,9}}(?::=|=>|->|→|[:=])\s{{0,9}}|\s(?:is|was|now)\s{{1,9}}|\s(?=[\"'`])){_OPEN}"

# The least that joins a name to what it names.
_JOINED = r"""\\?["'`]?(?:\s{0,9}[:=→-]|\s[inw="'`])"""

# What stands where a credential would, and is none.
_STAND_INS = frozenset(
    ["true", "false", "null", "none", "nil", "undefined", "yes", "no", "on", "off", "required", "optional", "string", "text", "secret", "password", "passwd", "pass", "token", "key", "hidden", "redacted", "removed", "masked", "filtered", "sensitive", "changeme", "example", "placeholder", "empty", "unset", "missing", "invalid", "incorrect", "wrong", "expired", "revoked", "rotated", "changed", "reset", "denied", "refused", "rejected", "failed", "error", "unknown", "basic", "bearer", "digest", "negotiate", "ldap", "oauth", "oauth2", "saml", "file", "flag", "option", "options", "argument", "from", "stdin", "with", "when", "that", "this", "must", "should", "will", "was", "are", "and", "instead", "into", "again", "because", "which", "used", "value", "your", "in", "the", "of", "on", "to", "is", "not"]
)
_REFERENCES = re.compile(
    r"[$%{<*(\[⟨]|(?:https?|op|vault|ssm|ref|file|env|gcp|aws|arn|sm|secretref|projects|id|src|type)(?:\+\w+)?[:=/]|\.{0,2}/\w[\w.-]*/",
    re.IGNORECASE,
)
_SLUG = re.compile(r"[a-z]{2,}|\d{1,4}|v\d+")
_PLAIN, _LONG, _LONGEST_WORD = 4, 12, 20
_STOP = frozenset(["is", "be", "must", "the", "not", "to", "was", "has", "at", "are", "should", "for", "cannot", "does"])


def _given(value: str, before: str = "") -> bool:
    """Whatever stands in that place, unless it only points to the credential or stands in for one."""
    return (
        len(value) >= _PLAIN
        and value.lower() not in _STAND_INS
        and not _REFERENCES.match(value)
        and not set(value) <= set("*.xX_-#?…•")
    )


def _odd(value: str, before: str = "") -> bool:
    """No word of a sentence: with a digit or a sign in it, a capital within, or longer than words are."""
    if not _given(value) or len(value) <= _PLAIN:
        return False
    bare = value.strip(".,:!?()[]-'")
    if bare.replace("-", "").replace("/", "").replace(".", "").replace(",", "").replace("_", "").isalpha():
        return (
            (bool(re.search("[a-z][A-Z]", bare))
            and bool(re.search("[A-Z].*[A-Z]|[a-z][A-Z]$", bare)))
            or (bare.isalpha() and len(bare) >= _LONGEST_WORD)
        )
    return True


def _long(value: str, before: str = "") -> bool:
    """As long as tokens are, with a digit in it, and no name that is put together from words."""
    return len(value) >= _LONG and _given(value) and any(map(str.isdigit, value)) and not _named_so(value)


def _named_so(value: str) -> bool:
    parts = re.split(r"[-._/:]", value)
    words = sum(bool(_SLUG.fullmatch(part)) for part in parts)
    return len(parts) > 1 and words * 3 >= len(parts) * 2 and any(part.isalpha() for part in parts)


def _token(value: str, before: str = "") -> bool:
    """A token, but for what turns pages."""
    return _long(value) and not _PAGES.search(before)


def _bearer(value: str, before: str = "") -> bool:
    return _long(value) or (len(value) >= _LONGEST_WORD and _odd(value))


def _exact(value: str, before: str = "") -> bool:
    return re.fullmatch("[0-9a-zA-Z]{32}", value) is not None and any(map(str.isdigit, value))


def _pair(value: str, before: str = "") -> bool:
    """Whether it is a name and a password, as they are encoded for Basic."""
    try:
        told = base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode()
    except ValueError:
        return False
    return ":" in told.strip(":") and told.isprintable()


def _header(value: str, before: str = "") -> bool:
    return _pair(value) or _odd(value)


def _cookies(value: str, before: str = "") -> bool:
    return "=" in value


def _phrase(value: str, before: str = "") -> bool:
    return _given(value) and not (" " in value and (_STOP & set(value.lower().split()) or len(value) > 80))  # noqa: PLR2004


def _host(value: str, before: str = "") -> bool:
    return not _REFERENCES.match(value) and not set(value) <= set("*.xX_-")


def _user(value: str, before: str = "") -> bool:
    """A password behind a name and a colon; no group, port or branch."""
    if _ASKS.search(before):
        return _given(value) or len(value) == 3  # noqa: PLR2004
    return not value.isdigit() and not _MOVES.search(before) and _odd(value)


def _of_database(value: str, before: str = "") -> bool:
    return _DATABASE.search(before) is not None and _given(value)


def _of_login(value: str, before: str = "") -> bool:
    return _LOGIN.search(before) is not None and _given(value)


def _of_machine(value: str, before: str = "") -> bool:
    return _MACHINE.search(before) is not None and _given(value)


def _of_openssl(value: str, before: str = "") -> bool:
    return re.search(r"-pass(?:in|out)?\s$", before) is not None and _given(value)


def _of_host(value: str, before: str = "") -> bool:
    return re.search(r"://[\w.:-]{1,80}/(?:web)?$", before) is not None


_PAGES = re.compile(r"(?:page|next|continuation|sync|delta|skip|resume|cursor|previous|prev)[_-]?$", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:curl|wget|https?|xh|ab|hey|lftp|ftp|smbclient|rclone|nexus|artifactory|jf)\b")
_MOVES = re.compile(r"\b(?:git|docker|podman|kubectl|chown|nerdctl|rsync|install|su)\b")
_DATABASE = re.compile(r"\b(?:mysql|mariadb|mycli|percona|pt-|mongo)[\w-]*\b|\bsshpass\b")
_LOGIN = re.compile(
    r"\b(?:login|mongo\w*|sshpass|redis-cli|ldap\w+|sqlcmd|htpasswd|az|oc|ibmcloud|cf|7z\w*|zip|unzip|mysql\w*sh|cqlsh|clickhouse-client|influx|rabbitmqadmin)\b"
)
_MACHINE = re.compile(r"\b(?:machine|login|default)\s")


def _row(name: str, *words: str, before: str, value: re.Pattern[str], fits: Fits) -> Named:
    return Named(name, words, re.compile(before, re.IGNORECASE), value, fits)


_KEYED = (
    "dd", "api", "app", "application", "access", "secret", "private", "account", "shared", "signing", "encryption",
    "master", "license", "auth", "deploy", "webhook", "storage", "session", "admin", "role", "subscription", "ingest",
    "write", "insights",
)  # fmt: skip
_BEFORE_KEY = "|".join(f"(?<={each}key)|(?<={each}.key)" for each in _KEYED)
_BEFORE_KEY_SET = "|".join(f"(?<={each}key=)|(?<={each}.key=)" for each in _KEYED)
_BEFORE_INTEGRATION = "|".join(f"(?<={each}key)|(?<={each}.key)" for each in ("routing", "service", "integration"))
_BEFORE_SECRET = "|".join(
    f"(?<={each}secret)|(?<={each}[_-]secret)"
    for each in ("client", "pub", "shared", "webhook", "signing", "app", "consumer")
)
_PASS = r"pass(?:w(?:or)?ds?|phrases?|code|wort)"
_OF = r"(?:\s(?:for|of|to|on|from)(?:\s[\w.@/-]{1,30}){1,4}?)?"
_STAGE = "(?:_(?:KEY|BASE|VALUE|[A-Z]{0,3}\\d{1,2}|PROD(?:UCTION)?|STAGING|DEV|TEST|OLD|NEW)){0,2}"
_QUOTE = "[\"'`]"
# What a flag is called, after one dash or two.
_FLAG = (
    r"(?:[a-z0-9]{1,20}[-_]){0,3}(?:[a-z]{0,5}pass(?:w(?:or)?d|phrase|wd)?|pwd|token|secret|api-?key|access-?key"
    r"|secret-?key|auth-?key|auth|credentials?|bearer)"
)
_FLAGGED = rf"{_FLAG}(?:=|\s{{1,9}}){_OPEN}(?!-)"


def _table() -> Iterator[Named]:
    yield from _headers()
    yield from _addresses()
    yield from _names()
    yield from _passwords()
    yield from _commands()


def _headers() -> Iterator[Named]:
    scheme = rf"(?:[a-z][\w-]{{2,19}}\s{{1,9}})?(?:token\s?=\s?{_OPEN})?"
    yield _row("header", "auth", before=rf"authorization{_IS}{scheme}", value=_RUN, fits=_header)
    yield _row("Bearer", "bearer", before=r"bearer(?<!\wbearer)\s{1,9}", value=_LETTERS, fits=_bearer)
    yield _row("Opsgenie", "key", before=r"key(?<=geniekey)\s{1,9}", value=_LETTERS, fits=_long)
    yield _row("PagerDuty", "token", before=rf"token\s{{1,9}}token\s?=\s?{_OPEN}", value=_RUN, fits=_odd)
    yield _row("Basic", "basic", before=r"basic\s{1,9}", value=_LETTERS, fits=_pair)
    yield _row("docker, npm", "auth", before=rf"auth(?<![a-z]auth){_IS}", value=_LETTERS, fits=_pair)
    yield _row("cookie", "cookie", before=rf"cookies?(?:{_IS}|\s{{1,9}}{_OPEN})", value=_LINE, fits=_cookies)
    yield _row("session", "sess", before=r"sess(?:ion)?[\w.-]{0,20}=", value=_PARAMETER, fits=_long)
    yield _row("session", "sid=", before=r"sid=(?<![a-z]sid=)", value=_PARAMETER, fits=_long)


def _addresses() -> Iterator[Named]:
    yield _row(
        "address, password", "://", before=r"""://(?=[^\s/]{1,400}@)[^\s/:@"'<>⟨⟩]{0,256}:""", value=_HOST, fits=_host
    )
    yield _row("address, token", "://", before=r"://(?=[^\s/:@]{20,400}@)", value=_HOST, fits=_long)
    signed = r"sig(?:nature)?(?:=|%3d)(?:(?<=[?&;\s,-]sig=)|(?<=[?&;\s,-]signature=)|(?<=26sig=)|(?<=26sig%3d)|(?<=26signature%3d))"
    yield _row("address, signed", "sig", before=signed, value=_PARAMETER, fits=_odd)
    yield _row(
        "webhook",
        "hook",
        before=r"hooks?\.(?:zapier\.com/hooks/catch|[\w.]{0,20}make\.com)/",
        value=_PARAMETER,
        fits=_given,
    )
    yield _row("webhook", "hook", before=r"hooks?/(?=[a-z0-9]{24,}(?![\w/-]))", value=_PARAMETER, fits=_of_host)
    yield _row("parameter", "key", before=r"key=(?<=[?&]key=)", value=_PARAMETER, fits=_long)


def _names() -> Iterator[Named]:
    yield _row("key", "key", before=rf"key(?=s?{_JOINED})(?:{_BEFORE_KEY})s?{_WORDED}", value=_RUN, fits=_long)
    yield _row(
        "integration", "key", before=rf"key(?=s?{_JOINED})(?:{_BEFORE_INTEGRATION})s?{_WORDED}", value=_RUN, fits=_exact
    )
    yield _row("kubeconfig", "key", before=rf"key-data(?<=client-key-data){_IS}", value=_LETTERS, fits=_given)
    yield _row("token", "token", before=rf"tokens?{_WORDED}", value=_RUN, fits=_token)
    yield _row(
        "secret", "secret", before=rf"secrets?(?:[_-]?(?:value|base|key_base))?{_WORDED}", value=_RUN, fits=_long
    )
    yield _row("client", "secret", before=rf"secret(?:{_BEFORE_SECRET}){_IS}", value=_PARAMETER, fits=_odd)
    yield _row("credentials", "credential", before=rf"credentials?{_IS}", value=_RUN, fits=_long)
    kinds = "PASS(?:WORD|WD|PHRASE)?|SECRETS?|TOKEN|PWD|CREDENTIALS?"
    secret = rf"(?-i:(?<![a-z])(?:{kinds}){_STAGE}=){_QUOTE}?"
    yield _row("variable", "pass", "secret", "token", "pwd", "credential", before=secret, value=_PASSWORD, fits=_given)
    yield _row("variable", "key", before=rf"(?-i:KEY=)(?:{_BEFORE_KEY_SET}){_QUOTE}?", value=_PASSWORD, fits=_given)
    any_key = rf"(?-i:(?<=_)KEY=){_QUOTE}?(?=(?:base64:)?[\w+-]{{16}})"
    yield _row("variable", "key", before=any_key, value=_LETTERS, fits=_long)


def _passwords() -> Iterator[Named]:
    yield _row("password", "pass", before=rf"{_PASS}{_OF}{_WORDED}", value=_PASSWORD, fits=_odd)
    yield _row("password, set", "pass", before=rf"{_PASS}\\?=", value=_PASSWORD, fits=_given)
    quoted = rf"\\?{_QUOTE}?\s{{0,9}}(?:[:=]|=>|\sis\s)\s{{0,9}}\\?{_QUOTE}"
    yield _row("password, quoted", "pass", before=rf"{_PASS}{quoted}", value=_LINE, fits=_phrase)
    yield _row("password of a machine", "pass", before=r"password\s{1,9}", value=_PASSWORD, fits=_of_machine)
    yield _row("pass", "pass", before=r"pass(?<![a-z]pass)\s?[:=]\s{0,3}", value=_PASSWORD, fits=_odd)
    yield _row("pwd, quoted", "pwd", before=rf"pwd{quoted}", value=_LINE, fits=_phrase)
    yield _row("pwd", "pwd", before=r"pwd\s?(?:[:=]|\sis\s)\s{0,3}", value=_PASSWORD, fits=_odd)


def _commands() -> Iterator[Named]:
    yield _row("flag", "--", before=rf"--{_FLAGGED}", value=_PASSWORD, fits=_given)
    yield _row("flag of one dash", " -", before=rf" -{_FLAGGED}", value=_PASSWORD, fits=_given)
    user = r"""(?:=|\s{0,9})["']?[^\s:"'/]{1,64}:"""
    yield _row("name and password", " -", before=rf" -[ua]{user}", value=_PASSWORD, fits=_user)
    yield _row("name and password", "--", before=rf"--(?:proxy-)?user{user}", value=_PASSWORD, fits=_user)
    yield _row("password of a database", " -", before=r" -p[\"']?(?=\S)", value=_PASSWORD, fits=_of_database)
    yield _row("password of a login", " -", before=r" -[paw]\s{1,9}[\"']?(?!-)", value=_PASSWORD, fits=_of_login)
    yield _row("password of openssl", "pass", before=r"pass:(?<!\wpass:)", value=_PASSWORD, fits=_of_openssl)


NAMED = tuple(_table())
