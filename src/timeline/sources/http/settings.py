"""What our sources share as configuration, and where a credential comes from."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, cast
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator

from timeline.model.errors import AuthError, ConfigError, looks_secret
from timeline.model.window import parse_span
from timeline.porting.configured import Configured
from timeline.porting.run import Run
from timeline.sources.http.client import Client, Dialect
from timeline.sources.http.opening import opened, to_service
from timeline.sources.http.route import loopback

if TYPE_CHECKING:
    from timeline.sources.http.transport import HttpTransport

_COMMAND_TIMEOUT_S = 30
# With nothing in it that one reader of addresses takes for the end of the host, and another does not.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._:\[\]-]+(?:/[^\s?#\\@]*)?")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _page(value: str) -> str:
    """An http(s) address without a credential in it, without a slash at the end."""
    if (
        not _ADDRESS.fullmatch(value)
        or not _has_host(value)
        or any(looks_secret(each, sure=True) for each in value.split("/"))
    ):
        raise ValueError("write it as https://host/path, without a user, a password or a token")
    return value.rstrip("/")


def _has_host(value: str) -> bool:
    try:
        return bool(urlsplit(value).hostname) and urlsplit(value).port != 0
    except ValueError:
        return False


def _address(value: str) -> str:
    """An address that a token may be sent to."""
    if value.startswith("http://") and not loopback(urlsplit(_page(value)).hostname):
        raise ValueError("write https://: http:// is for loopback addresses only, as a token never goes in clear")
    return _page(value)


def _variable(value: str) -> str:
    if looks_secret(value) or not _VARIABLE.fullmatch(value):
        raise ValueError("write the name of an environment variable, never the token itself")
    return value


def _command(value: tuple[str, ...]) -> tuple[str, ...]:
    if any(looks_secret(each, sure=True) for each in value):
        raise ValueError("write the command that prints the token, never the token itself")
    return value


def _span(value: str) -> str:
    parse_span(value)
    return value


#: Where calls go, with the token.
Address = Annotated[str, AfterValidator(_address)]
#: Where people go, with a browser.
WebAddress = Annotated[str, AfterValidator(_page)]
#: The name of an environment variable.
Variable = Annotated[str, AfterValidator(_variable)]
Span = Annotated[str, AfterValidator(_span)]


class Settings(Configured):
    """The fields of a source are its configuration schema.

    Attributes:
        label: the product's name as people read it, e.g. `Buildkite`.
        default_token_env: the environment variable that holds the token unless the configuration says otherwise.
        base_url: where the service is.
        token_env: the environment variable that holds the token.
        token_command: a command that prints the token, asked before the environment.
    """

    label: ClassVar[str]
    default_token_env: ClassVar[str] = ""

    base_url: Address | None = None
    token_env: Variable | None = None
    token_command: Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_command)] | None = None

    @field_validator("name")
    @classmethod
    def _plain_word(cls, value: str) -> str:
        if looks_secret(value, sure=True):
            raise ValueError("write a plain word, never a token")
        return value

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
        return self._variable or "the token"

    @property
    def _variable(self) -> str:
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
        if not self._variable:
            remedy = "name its variable, token_env, or its command, token_command"
            raise AuthError("no token", source=self.name, call="credentials", remedy=remedy)
        return secret(self._variable, self.name)

    def authorization(self) -> Mapping[str, str]:
        """The headers that carry the credential; a source whose service wants another one says so here."""
        return {"Authorization": f"Bearer {self.token()}"}

    def transport(self, run: Run, *, headers: Mapping[str, str] | None = None) -> HttpTransport:
        """What sends this source's calls during one run, with its credential.

        Raises:
            AuthError: there is no credential.
            SourceError: no token may be given to that address, or to the proxy before it.
        """
        if not self.base_url:
            raise ConfigError("base_url is not set: write where the service is")
        return opened(run, self.base_url, {**self.authorization(), **(headers or {})})

    def client(self, run: Run, dialect: type[Dialect] = Dialect, *, headers: Mapping[str, str] | None = None) -> Client:
        """The client of this source for one run; closed with it.

        Args:
            run: the run that `fetch` or a hook was given.
            dialect: what the service's answers mean.
            headers: sent with every call beside the credential.

        Raises:
            AuthError: there is no credential.
            SourceError: no token may be given to that address, or to the proxy before it.
        """
        transport = to_service(run, lambda: self.transport(run, headers=headers))
        return Client(transport, dialect(self.credential, self.base_url or ""), run)

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
