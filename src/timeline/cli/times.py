"""A time as a person writes it behind an option."""

from __future__ import annotations

from datetime import datetime

from timeline.model.errors import WindowError
from timeline.model.window import parse_time


def time(option: str, text: str, tz: str | None) -> datetime:
    """The time that stands behind an option.

    Raises:
        WindowError: it cannot be read; the error names the option.
    """
    try:
        return parse_time(text, tz=tz)
    except WindowError as error:
        raise WindowError(f"{option}: {str(error).replace('or give tz=', 'or give --tz ZONE')}") from None
