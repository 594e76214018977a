"""A document of a person's that a command reads."""

from __future__ import annotations

import sys
from pathlib import Path

from timeline.model.errors import ConfigError


def written(file: Path) -> str:
    """What a person's file says; `-` is standard input.

    Raises:
        ConfigError: it cannot be read, or is no text.
    """
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot read {str(file)!r}: {error.strerror or type(error).__name__}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{str(file)!r} is no text in UTF-8: convert it, `pandoc record.docx -o record.md`") from None
