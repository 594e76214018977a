"""Whether what stands where a credential would is one: no word of a sentence, no reference, no name."""

from __future__ import annotations

import base64
import re

# What stands in for a credential.
_NONE = """true false null none nil undefined yes no on off required optional string text secret password passwd pass
    token key hidden redacted removed masked filtered sensitive changeme example placeholder empty unset missing invalid
    incorrect wrong expired revoked rotated changed reset denied refused rejected failed error unknown basic bearer
    digest negotiate ldap oauth oauth2 saml file flag option options argument from stdin with when that this must should
    will was are and instead into again because which used value your in the of to is not"""
_STAND_INS = frozenset(_NONE.split())
# What says where it is to be found.
_REFERENCE = re.compile(
    r"[$%{<*(\[⟨]|(?:https?|op|vault|ssm|ref|file|env|gcp|aws|arn|sm|secretref|projects|id|src|type)(?:\+\w+)?[:=/]"
    r"|\.{0,2}/\w[\w.-]*/",
    re.IGNORECASE,
)
_SMALL = "is be must the not to was has at are should for cannot does"
_OF_SENTENCES = frozenset(_SMALL.split())
_FILLED = set("*.xX_-#?…•")
_WORD = re.compile(r"[a-z]{2,}|\d{1,4}|v\d+")
_INNER = re.compile("[a-z][A-Z].{0,200}[A-Z]|[A-Z].{0,200}[a-z][A-Z]|[a-z][A-Z]$")
_SHORT, _LONG, _LONGEST_WORD, _PHRASE = 4, 12, 20, 80


def given(value: str) -> bool:
    """Whatever stands in that place, unless it only points to the credential or stands in for one."""
    return (
        len(value) >= _SHORT
        and value.lower().strip("?!.,") not in _STAND_INS
        and not _REFERENCE.match(value)
        and not set(value) <= _FILLED
    )


def host(value: str) -> bool:
    """What stands before a host, however short: an address has no words."""
    return bool(value) and not _REFERENCE.match(value) and not set(value) <= _FILLED


def odd(value: str) -> bool:
    """No word of a sentence: with a digit or a sign in it, capitals within, or longer than words are."""
    if not given(value) or len(value) <= _SHORT:
        return False
    bare = value.strip(".,:!?()[]-'")
    if re.fullmatch(r"[^\W\d_](?:[^\W\d]|[-/.,])*", bare):
        return _INNER.search(bare) is not None or (bare.isalpha() and len(bare) >= _LONGEST_WORD)
    return True


def long(value: str) -> bool:
    """As long as tokens are, with a digit in it, and no name that is put together from words."""
    return len(value) >= _LONG and given(value) and any(map(str.isdigit, value)) and not _is_name(value)


def _is_name(value: str) -> bool:
    parts = re.split(r"[-._/:]", value)
    words = sum(_WORD.fullmatch(part) is not None for part in parts)
    return len(parts) > 1 and words * 3 >= len(parts) * 2 and any(map(str.isalpha, parts))


def bearer(value: str) -> bool:
    """A token behind the word for it."""
    return long(value) or (len(value) >= _LONGEST_WORD and odd(value))


def exact(value: str) -> bool:
    """An integration's key; a queue's routing key is none."""
    return re.fullmatch("[0-9a-zA-Z]{32}", value) is not None and any(map(str.isdigit, value))


def pair(value: str) -> bool:
    """A name and a password, as they are encoded for Basic."""
    try:
        told = base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode()
    except ValueError:
        return False
    return ":" in told.strip(":") and told.isprintable()


def header(value: str) -> bool:
    """What a header of an authorization holds."""
    return pair(value) or odd(value)


def cookies(value: str) -> bool:
    """Names with values."""
    return "=" in value


def phrase(value: str) -> bool:
    """What stands in quotes and is no sentence."""
    words = set(value.lower().split())
    return given(value) and len(value) <= _PHRASE and (len(words) == 1 or not words & _OF_SENTENCES)


def no_number(value: str) -> bool:
    """No port and no group."""
    return not value.isdigit() and odd(value)
