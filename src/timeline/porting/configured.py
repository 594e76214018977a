"""What every source of ours shares as configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from timeline.model.errors import ConfigError, reasons


class Configured(BaseModel):
    """The fields of a source are its configuration schema.

    Attributes:
        name: prefixes the ids of its events.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=True)

    name: str

    if not TYPE_CHECKING:  # a reader of types sees the fields

        def __init__(self, **settings: Any) -> None:
            """Refuse in our own words: pydantic's error keeps what it was given, which may be a token."""
            try:
                super().__init__(**settings)
            except ValidationError as error:
                told = "; ".join(reasons(error))
            else:
                return
            raise ConfigError(told)

    @staticmethod
    def named(default: str) -> Any:
        """The field of a source's name: it prefixes ids, so it is a plain word."""
        return Field(default=default, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
