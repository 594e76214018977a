"""Every error this package raises on purpose, grouped by what the caller should do.

    TimelineError
    ├── ConfigError         mend the file or the call
    ├── WindowError         mend the times (also a ValueError)
    ├── MissingExtra        install the extra that is named (also an ImportError)
    ├── IncompleteError     on_gap="raise" and something is missing; holds the partial record
    └── SourceError         one call to one source failed
        ├── AuthError       the credential is refused: nothing more can be read there
        ├── DeniedError     this thing is not visible to the credential; others may be
        ├── TransientError  it was tried again within the budget and still failed
        ├── AnswerError     the answer cannot be trusted as data
        └── StoppedError    the pull ended first: deadline or interrupt

No message ever holds a token, a header or a payload.
"""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from timeline.model.secrets import masked

if TYPE_CHECKING:
    from pydantic import ValidationError


# How the tokens of the services begin that people paste where a name belongs.
_TOKEN = re.compile(
    r"(?:xox[a-z]?[.-]|xapp-|xwfp-|gh[a-z]_|github_pat_|gl[a-z]{2,4}-|u\+|sntry[a-z]_|glsa_|ATATT|ATCTT|sk-|ops_|eyJ|AKIA"
    r"|pd[a-z]{2}_|dd[a-z]{2,3}_).{0,99}[A-Za-z0-9].{7}|.{1,99}\.atlasv1\.|(?i:bearer|basic|token)[ =:]",
    re.DOTALL,
)
_WORD = re.compile("[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
# As short as a token is, and as many words more than its parts as no name has: a number behind it, or camel case.
_RANDOM_LENGTH, _RANDOM_WORDS = 16, 5


_OURS = str(Path(__file__).parents[1])


class TimelineError(Exception):
    """The root of all errors of this package."""

    def __str__(self) -> str:
        return masked(super().__str__())

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: where the reader's own lines called us, and what is wrong; no frames of ours."""
        calls = traceback.extract_tb(self.__traceback__)
        own = [each for each in calls if not each.filename.startswith(_OURS) and "site-packages" not in each.filename]
        places = [f"in {_cell(each.filename)}, line {each.lineno}" for each in own]
        return [*places, f"{type(self).__name__}: {self}"]


class ConfigError(TimelineError):
    """The configuration file or a call's arguments are wrong."""


class WindowError(TimelineError, ValueError):
    """A time or a window cannot be read, or has no zone."""


class MissingExtra(TimelineError, ImportError):  # noqa: N818 - reads as what it says
    """A package that this source or view needs is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        self._needs = (package, extra)
        super().__init__(f"{package} is not installed: pip install 'incident-timeline[{extra}]'")

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[str, str]]:
        return type(self), self._needs  # an error of another process comes back as what it was


class SourceError(TimelineError):
    """One call to one source failed.

    Attributes:
        source: the configured source's name.
        call: the API call as the vendor names it, with its object, without secrets.
        reason: one word for machines, the `reason` of the gap that this becomes.
        remedy: what the reader can do about it, or an empty text.
        code: what the service calls it, by which a source decides: its error word, or else the HTTP status; empty where
            no answer says it.
    """

    default_reason = "error"

    def __init__(
        self, detail: str, *, source: str = "", call: str = "", reason: str = "", remedy: str = "", code: str = ""
    ) -> None:
        self.detail = detail
        self.source = source
        self.call = call
        self.reason = reason or self.default_reason
        self.remedy = remedy
        self.code = code
        super().__init__(detail)

    def __str__(self) -> str:
        place = " ".join(part for part in (self.source, self.call) if part)
        text = f"{place}: {self.detail}" if place else self.detail
        return masked(f"{text}; {self.remedy}" if self.remedy else text)


class AuthError(SourceError):
    """The credential is missing, refused or expired."""

    default_reason = "auth"


class DeniedError(SourceError):
    """The credential may not see this, or it does not exist: the services do not say which."""

    default_reason = "denied"


class TransientError(SourceError):
    """Limits, server errors or broken connections outlasted the retry budget."""

    default_reason = "unavailable"


class AnswerError(SourceError):
    """The answer is not what the API promises: HTML, cut short, wrong shape, pages without end."""

    default_reason = "bad_answer"


class StoppedError(SourceError):
    """The pull ended before this call: deadline or interrupt."""

    default_reason = "deadline"


def _cell(file: str) -> str:
    """A notebook keeps each cell in a file of its own, whose name tells nobody anything."""
    return "this cell" if "ipykernel" in file or file.startswith("<") else Path(file).name


def looks_secret(value: str, *, sure: bool = False) -> bool:
    """Whether a text that should be a name looks like a token: by its beginning, or as if it were drawn by lot.

    Args:
        value: what stands where a name belongs.
        sure: by its beginning only; ids, too, are drawn by lot.
    """
    if _TOKEN.match(value):
        return True
    more = len(_WORD.findall(value)) - len(value.split("_"))
    return not sure and len(value) >= _RANDOM_LENGTH and more >= _RANDOM_WORDS


def reasons(error: ValidationError) -> list[str]:
    """What is wrong with each key, without any value: a value may be a secret."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return [
        f"{'.'.join(map(str, each['loc'])) or 'the table'}: {each['msg'].removeprefix('Value error, ')}"
        for each in found
    ]


def raised(error: BaseException) -> str:
    """An unexpected error by its type and place: its message may quote a payload or a header."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "somewhere"
    return f"{type(error).__name__} {place}"
