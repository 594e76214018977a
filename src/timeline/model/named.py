"""Credentials that only the words before them tell: a row for each sort of words.

A row is tried where one of its words stands, so that no text is read again and again; its value goes to the next break.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from timeline.model import values


class Named(NamedTuple):
    """A credential that the words before it tell.

    Attributes:
        name: what sort of words.
        words: at which words the pattern is tried, in lower case.
        before: those words and what joins them to the value.
        value: as far as the value may go.
        fits: whether a value is a credential and no word of a sentence.
        after: what must stand on the same line before the words.
        not_after: what must not.
    """

    name: str
    words: tuple[str, ...]
    before: re.Pattern[str]
    value: re.Pattern[str]
    fits: Callable[[str], bool]
    after: re.Pattern[str] | None = None
    not_after: re.Pattern[str] | None = None

    def holds(self, value: str, line: str) -> bool:
        """Whether that value is a credential, behind that beginning of a line."""
        return (
            (self.after is None or self.after.search(line) is not None)
            and (self.not_after is None or not self.not_after.search(line))
            and self.fits(value)
        )


# Where a value ends, by the place that it stands in. A mark of ours ends each.
_RUN = re.compile(r"""[^\s"'`\\,;@<>&⟨⟩]*""")
_PASSWORD = re.compile(r"""[^\s"'`;<>⟨⟩]*""")
_LINE = re.compile(r"""[^"'`\r\n⟨⟩]*""")
_PARAMETER = re.compile(r"""[^\s&"'`<>⟨⟩]*""")
_LETTERS = re.compile(r"[\w.~+/=%-]*", re.ASCII)
_HOST = re.compile(r"""[^\s/?#"'`<>⟨⟩]{0,400}(?=@)""")
# What joins a name to what it names: signs only, or words, too; and the least of it.
_OPEN = r"""\\?["'`]?"""
_IS = rf"{_OPEN}\s{{0,9}}(?::=|=>|[:=])\s{{0,9}}{_OPEN}"
_WORDED = rf"{_OPEN}(?:\s{{0,9}}(?::=|=>|->|→|[:=])\s{{0,9}}|\s(?:is|was|now)\s{{1,9}}|\s(?=[\"'`])){_OPEN}"
_JOINED = r"""\\?["'`]?(?:\s{0,9}[:=→-]|\s[inw="'`])"""

# What stands on the line before the words, where they alone do not tell.
_PAGES = re.compile(r"(?:page|next|continuation|sync|delta|skip|resume|cursor|previous|prev)[_-]?$", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:curl|wget|https?|xh|ab|hey|lftp|ftp|smbclient|rclone|nexus|artifactory|jf)\b")
_MOVES = re.compile(r"\b(?:git|docker|podman|kubectl|chown|nerdctl|rsync|install|su)\b")
_DATABASE = re.compile(r"\b(?:mysql|mariadb|mycli|percona|pt-|mongo)[\w-]{0,30}\b|\bsshpass\b")
_LOGIN = re.compile(
    r"\b(?:login|mongo\w*|sshpass|redis-cli|ldap\w+|sqlcmd|htpasswd|az|oc|ibmcloud|cf|7z\w*|zip|unzip|cqlsh"
    r"|clickhouse-client|influx|rabbitmqadmin)\b"
)
_MACHINE = re.compile(r"\b(?:machine|login|default)\s")
_TOP = re.compile(r"://[\w.:-]{1,80}/(?:web)?$")
_OPENSSL = re.compile(r"-pass(?:in|out)?\s$")


def _row(
    name: str,
    *words: str,
    before: str,
    value: re.Pattern[str],
    fits: Callable[[str], bool],
    after: re.Pattern[str] | None = None,
    not_after: re.Pattern[str] | None = None,
) -> Named:
    return Named(name, words, re.compile(before, re.IGNORECASE), value, fits, after, not_after)


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
_CALLED = r"pass(?:w(?:or)?ds?|phrases?|code|wort)"
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
    yield _row("header", "auth", before=rf"authorization{_IS}{scheme}", value=_RUN, fits=values.header)
    yield _row("Bearer", "bearer", before=r"bearer(?<!\wbearer)\s{1,9}", value=_LETTERS, fits=values.bearer)
    yield _row("Opsgenie", "key", before=r"key(?<=geniekey)\s{1,9}", value=_LETTERS, fits=values.long)
    yield _row("PagerDuty", "token", before=rf"token\s{{1,9}}token\s?=\s?{_OPEN}", value=_RUN, fits=values.odd)
    yield _row("Basic", "basic", before=r"basic\s{1,9}", value=_LETTERS, fits=values.pair)
    yield _row("docker, npm", "auth", before=rf"auth(?<![a-z]auth){_IS}", value=_LETTERS, fits=values.pair)
    yield _row("cookie", "cookie", before=rf"cookies?(?:{_IS}|\s{{1,9}}{_OPEN})", value=_LINE, fits=values.cookies)
    yield _row(
        "session",
        "sess",
        before=r"sess(?<!assess)(?<!possess)(?:ion)?[\w.-]{0,20}=",
        value=_PARAMETER,
        fits=values.long,
    )
    yield _row("session", "sid=", before=r"sid=(?<![a-z]sid=)", value=_PARAMETER, fits=values.long)


def _addresses() -> Iterator[Named]:
    yield _row(
        "address, password",
        "://",
        before=r"""://(?=[^\s/]{1,400}@)[^\s/:@"'<>⟨⟩]{0,256}:""",
        value=_HOST,
        fits=values.host,
    )
    yield _row("address, token", "://", before=r"://(?=[^\s/:@]{20,400}@)", value=_HOST, fits=values.long)
    signed = (
        r"sig(?:nature)?(?:=|%3d)(?:(?<=[?&;\s,-]sig=)|(?<=[?&;\s,-]signature=)"
        r"|(?<=26sig=)|(?<=26sig%3d)|(?<=26signature%3d))"
    )
    yield _row("address, signed", "sig", before=signed, value=_PARAMETER, fits=values.odd)
    yield _row(
        "webhook",
        "hook",
        before=r"hooks?\.(?:zapier\.com/hooks/catch|[\w.]{0,20}make\.com)/",
        value=_PARAMETER,
        fits=values.given,
    )
    yield _row(
        "webhook", "hook", before=r"hooks?/(?=[a-z0-9]{24,}(?![\w/-]))", value=_PARAMETER, fits=values.given, after=_TOP
    )
    yield _row("parameter", "key", before=r"key=(?<=[?&]key=)", value=_PARAMETER, fits=values.long)


def _names() -> Iterator[Named]:
    yield _row("key", "key", before=rf"key(?=s?{_JOINED})(?:{_BEFORE_KEY})s?{_WORDED}", value=_RUN, fits=values.long)
    yield _row(
        "integration",
        "key",
        before=rf"key(?=s?{_JOINED})(?:{_BEFORE_INTEGRATION})s?{_WORDED}",
        value=_RUN,
        fits=values.exact,
    )
    yield _row("kubeconfig", "key", before=rf"key-data(?<=client-key-data){_IS}", value=_LETTERS, fits=values.given)
    yield _row("token", "token", before=rf"tokens?{_WORDED}", value=_RUN, fits=values.long, not_after=_PAGES)
    yield _row(
        "secret", "secret", before=rf"secrets?(?:[_-]?(?:value|base|key_base))?{_WORDED}", value=_RUN, fits=values.long
    )
    yield _row("client", "secret", before=rf"secret(?:{_BEFORE_SECRET}){_IS}", value=_PARAMETER, fits=values.odd)
    yield _row("credentials", "credential", before=rf"credentials?{_IS}", value=_RUN, fits=values.long)
    kinds = "PASS(?:WORD|WD|PHRASE)?|SECRETS?|TOKEN|PWD|CREDENTIALS?"
    secret = rf"(?-i:(?<![a-z])(?:{kinds}){_STAGE}=){_QUOTE}?"
    yield _row(
        "variable", "pass", "secret", "token", "pwd", "credential", before=secret, value=_PASSWORD, fits=values.given
    )
    yield _row(
        "variable", "key", before=rf"(?-i:KEY=)(?:{_BEFORE_KEY_SET}){_QUOTE}?", value=_PASSWORD, fits=values.given
    )
    any_key = rf"(?-i:(?<=_)KEY=){_QUOTE}?(?=(?:base64:)?[\w+-]{{16}})"
    yield _row("variable", "key", before=any_key, value=_LETTERS, fits=values.long)


def _passwords() -> Iterator[Named]:
    yield _row("password", "pass", before=rf"{_CALLED}{_OF}{_WORDED}", value=_PASSWORD, fits=values.odd)
    alone = rf"{_CALLED}{_OF}{_OPEN}\s{{0,9}}:\s{{0,9}}(?=\S{{4,80}}[ \t]{{0,9}}(?:\n|\Z))"
    yield _row("password, alone on its line", "pass", before=alone, value=_PASSWORD, fits=values.given)
    yield _row("password, set", "pass", before=rf"{_CALLED}\\?=", value=_PASSWORD, fits=values.given)
    quoted = rf"\\?{_QUOTE}?\s{{0,9}}(?:[:=]|=>|\sis\s)\s{{0,9}}\\?{_QUOTE}"
    yield _row("password, quoted", "pass", before=rf"{_CALLED}{quoted}", value=_LINE, fits=values.phrase)
    yield _row(
        "password of a machine", "pass", before=r"password\s{1,9}", value=_PASSWORD, fits=values.given, after=_MACHINE
    )
    yield _row("pass", "pass", before=r"pass(?<![a-z]pass)\s?[:=]\s{0,3}", value=_PASSWORD, fits=values.odd)
    yield _row("pwd, quoted", "pwd", before=rf"pwd{quoted}", value=_LINE, fits=values.phrase)
    yield _row("pwd", "pwd", before=r"pwd\s?(?:[:=]|\sis\s)\s{0,3}", value=_PASSWORD, fits=values.odd)


def _commands() -> Iterator[Named]:
    yield _row("flag", "--", before=rf"--{_FLAGGED}", value=_PASSWORD, fits=values.given)
    yield _row("flag of one dash", " -", before=rf" -{_FLAGGED}", value=_PASSWORD, fits=values.given)
    user = r"""(?:=|\s{0,9})["']?[^\s:"'/]{1,64}:"""
    for word, flag in ((" -", " -[ua]"), ("--", "--(?:proxy-)?user")):
        who = rf"{flag}{user}"
        yield _row("name and password", word, before=who, value=_PASSWORD, fits=values.given, after=_ASKS)
        yield _row("name and password", word, before=who, value=_PASSWORD, fits=values.no_number, not_after=_MOVES)
    yield _row(
        "password of a database", " -", before=r" -p[\"']?(?=\S)", value=_PASSWORD, fits=values.given, after=_DATABASE
    )
    yield _row(
        "password of a login",
        " -",
        before=r" -[paw]\s{1,9}[\"']?(?!-)",
        value=_PASSWORD,
        fits=values.given,
        after=_LOGIN,
    )
    yield _row(
        "password of openssl", "pass", before=r"pass:(?<!\wpass:)", value=_PASSWORD, fits=values.given, after=_OPENSSL
    )


NAMED = tuple(_table())
