"""Native payloads, made from a few facts: for the bundled incident and for the tests."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(time: datetime, digits: int = 0) -> str:
    """ISO 8601 with `Z` and that many digits of the second."""
    utc = time.astimezone(UTC)
    fraction = f".{utc.microsecond:06d}"[: digits + 1] if digits else ""
    return f"{utc:%Y-%m-%dT%H:%M:%S}{fraction}Z"
