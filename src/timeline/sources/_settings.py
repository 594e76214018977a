"""What our sources share as configuration, and where a credential comes from."""

from __future__ import annotations

import os
import subprocess
from typing import Annotated, Any, ClassVar, Self, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from timeline._errors import AuthError
from timeline._window import parse_span

_COMMAND_TIMEOUT_S = 30


def _address(value: str) -> str:
    """An http(s) address without a credential in it, without a slash at the end."""
    scheme, separator, rest = value.partition("://")
    if not separator or scheme not in ("http", "https") or not rest or "@" in rest.split("/")[0]:
        raise ValueError("write it as https://host/path, without a user or a password")
    return value.rstrip("/")


def _span(value: str) -> str:
    parse_span(value)
    return value


Address = Annotated[str, AfterValidator(_address)]
Span = Annotated[str, AfterValidator(_span)]


class Settings(BaseModel):
    """The fields of a source are its configuration schema.

    Attributes:
        name: prefixes the ids of its events.
        token_env: the environment variable that holds the token.
        token_command: a command that prints the token, asked before the environment.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=True)

    default_token_env: ClassVar[str]

    name: str
    token_env: str | None = None
    token_command: Annotated[tuple[str, ...], Field(min_length=1)] | None = None

    @staticmethod
    def named(default: str) -> Any:
        """The field of a source's name: it prefixes ids, so it is a plain word."""
        return Field(default=default, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")

    @classmethod
    def plain(cls, **settings: Any) -> Self:
        """The defaults and those settings, before anybody chose what to read: for `timeline init` only."""
        made = {name: field.get_default() for name, field in cls.model_fields.items() if not field.is_required()}
        return cast("Self", cls.model_construct(**made | settings))

    @property
    def credential(self) -> str:
        """Where the token comes from, for people."""
        if self.token_command:
            return f"what {self.token_command[0]} prints"
        return self.token_env or self.default_token_env

    def token(self) -> str:
        """The credential, read anew at every pull and kept nowhere.

        Raises:
            AuthError: none is set, or the command fails; names the variable or the program only.
        """
        if self.token_command:
            program = repr(self.token_command[0])
            return _clean(
                self.printed(), f"what {program} prints", self.name, f"run the token command {program} by hand"
            )
        return secret(self.token_env or self.default_token_env, self.name)

    def printed(self) -> str:
        """What the token command prints.

        Raises:
            AuthError: it fails; names the program only.
        """
        return _printed(self.token_command or (), self.name)


def secret(variable: str, source: str) -> str:
    """The credential in that environment variable.

    Raises:
        AuthError: it is not set or cannot be a credential.
    """
    return _clean(os.environ.get(variable, ""), variable, source, f"set {variable} (see docs/tokens.md)")


def _clean(value: str, origin: str, source: str, remedy: str) -> str:
    token = value.strip()
    if not token:
        raise AuthError("no token", source=source, call="credentials", remedy=remedy)
    if not token.isascii() or not token.isprintable() or " " in token:
        # A header cannot carry it, and the error that says so elsewhere would quote it.
        detail = f"no token in {origin}: it has spaces, line breaks or odd characters"
        raise AuthError(detail, source=source, call="credentials", remedy=remedy)
    return token


def _printed(command: tuple[str, ...], source: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command, from the user's own file, no shell
            command, capture_output=True, text=True, timeout=_COMMAND_TIMEOUT_S, check=True, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise AuthError(
            f"the token command {command[0]!r} failed ({type(error).__name__})",
            source=source,
            call="credentials",
            remedy="run it by hand, or set the token in the environment",
        ) from None
    return done.stdout
