"""Names as they are compared: NFC and case-folded, accents kept."""

from __future__ import annotations

import unicodedata


def compared(name: str) -> str:
    """The form in which two spellings of one name are equal; two names that differ in an accent never are."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    return " ".join(folded.split())
