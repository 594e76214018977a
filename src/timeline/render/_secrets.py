"""What looks like a credential is masked in every output: people paste them, and records are passed on.

The shapes are the services' own; nothing is looked up and nothing is guessed from randomness, which
would hit prose and commit ids.
"""

from __future__ import annotations

import hashlib
import re

_SHAPES = (
    r"xox[abeoprs]-[\w-]{10,}",
    r"xapp-[\w-]{10,}",
    r"hooks\.slack\.com/(?:services|workflows|triggers)/[\w/]{20,}",
    r"gh[opurs]_[A-Za-z0-9]{30,}",
    r"github_pat_\w{20,}",
    r"glpat-[\w-]{20,}",
    r"npm_[A-Za-z0-9]{30,}",
    r"(?:AKIA|ASIA)[A-Z0-9]{16}",
    r"AIza[\w-]{35}",
    r"(?:sk|rk)_live_\w{16,}",
    r"\w{14}\.atlasv1\.[\w=-]{50,}",
    r"\bu\+[\w+-]{18}(?![\w+-])",
    r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
)
# Where only the words before it say what it is, the words stay and the value goes.
_NAMED = re.compile(
    r"""(?P<name>\bbearer\s+|://[^\s/:@"]+:
    |(?:(?:dd|api|app|application|access|secret)[_-]?(?:api|app|access|application|secret)?[_-]?key|token|passw(?:or)?d|secret)
     \\?["']?\s*[:=]\s*\\?["']?)
    (?P<value>(?=[^\s"'\\,;@<>]*\d)[^\s"'\\,;@<>]{12,})""",
    re.IGNORECASE | re.VERBOSE,
)
_SHAPED = re.compile("|".join(_SHAPES), re.DOTALL)


def suspicious(words: str) -> bool:
    """Whether the text may hold a credential: quick, and true more often than it does."""
    return _may_be_shaped(words) or _may_be_named(words)


def masked(words: str) -> str:
    """The text with every credential replaced by a mark that tells equal ones apart from others."""
    if _may_be_shaped(words):
        words = _SHAPED.sub(lambda match: _mark(match[0]), words)
    if _may_be_named(words):
        words = _NAMED.sub(lambda match: f"{match['name']}{_mark(match['value'])}", words)
    return words


def count(words: str) -> int:
    """How many credentials the text holds."""
    found = 0
    if _may_be_shaped(words):
        words, found = _SHAPED.subn("", words)
    return found + (len(_NAMED.findall(words)) if _may_be_named(words) else 0)


# A text with a credential holds at least one of these parts: looking for each is much quicker than for the
# shapes, and every text of a record is looked at, so that no loop stands between them.


def _may_be_shaped(words: str) -> bool:
    return (
        ("-" in words and ("xox" in words or "xapp-" in words or "glpat-" in words or "PRIVATE KEY" in words))
        or ("_" in words and _may_be_underscored(words))
        or "AKIA" in words
        or "ASIA" in words
        or "AIza" in words
        or "eyJ" in words
        or "u+" in words
        or "atlasv1" in words
        or "hooks.slack" in words
    )


def _may_be_underscored(words: str) -> bool:
    return (
        "ghp_" in words
        or "gho_" in words
        or "ghu_" in words
        or "ghr_" in words
        or "ghs_" in words
        or "github_pat" in words
        or "npm_" in words
        or "_live_" in words
    )


def _may_be_named(words: str) -> bool:
    lower = words.lower()
    if ":" in words or "=" in words:
        if "key" in lower or "token" in lower or "passw" in lower or "secret" in lower:
            return True
        if "@" in words and "://" in words:
            return True
    return "bearer" in lower


def _mark(secret: str) -> str:
    """The mark holds the beginning of a hash, so that the same credential in two places can be recognised."""
    if secret.startswith("⟨secret"):
        return secret
    return f"⟨secret {hashlib.sha256(secret.encode('utf-8', 'replace')).hexdigest()[:8]}⟩"
