"""Reconstruct what happened in an incident, from the systems that saw it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from timeline._coverage import Coverage as Coverage
    from timeline._coverage import Gap as Gap
    from timeline._errors import AnswerError as AnswerError
    from timeline._errors import AuthError as AuthError
    from timeline._errors import ConfigError as ConfigError
    from timeline._errors import DeniedError as DeniedError
    from timeline._errors import IncompleteError as IncompleteError
    from timeline._errors import MissingExtra as MissingExtra
    from timeline._errors import SourceError as SourceError
    from timeline._errors import StoppedError as StoppedError
    from timeline._errors import TimelineError as TimelineError
    from timeline._errors import TransientError as TransientError
    from timeline._errors import WindowError as WindowError
    from timeline._event import KINDS as KINDS
    from timeline._event import Actor as Actor
    from timeline._event import Event as Event
    from timeline._reconstruct import Stream as Stream
    from timeline._reconstruct import reconstruct as reconstruct
    from timeline._reconstruct import stream as stream
    from timeline._run import Run as Run
    from timeline._source import Source as Source
    from timeline._timeline import Timeline as Timeline
    from timeline._version import __version__ as __version__
    from timeline._window import Window as Window
    from timeline._window import read_epoch as read_epoch
    from timeline._window import read_iso as read_iso
    from timeline.render.bundle import load as load
    from timeline.sources._api import JsonApi as JsonApi
    from timeline.sources.datadog import Datadog as Datadog
    from timeline.sources.github import GitHub as GitHub
    from timeline.sources.pagerduty import PagerDuty as PagerDuty
    from timeline.sources.slack import Slack as Slack
    from timeline.sources.terraform import Terraform as Terraform

# Where each public name lives. It is imported when it is first used, so that `import timeline` loads
# no SDK and no pandas.
_HOMES = {
    "KINDS": "_event",
    "Actor": "_event",
    "AnswerError": "_errors",
    "AuthError": "_errors",
    "ConfigError": "_errors",
    "Coverage": "_coverage",
    "Datadog": "sources.datadog",
    "DeniedError": "_errors",
    "Event": "_event",
    "Gap": "_coverage",
    "GitHub": "sources.github",
    "IncompleteError": "_errors",
    "JsonApi": "sources._api",
    "MissingExtra": "_errors",
    "PagerDuty": "sources.pagerduty",
    "Run": "_run",
    "Slack": "sources.slack",
    "Source": "_source",
    "SourceError": "_errors",
    "StoppedError": "_errors",
    "Stream": "_reconstruct",
    "Terraform": "sources.terraform",
    "Timeline": "_timeline",
    "TimelineError": "_errors",
    "TransientError": "_errors",
    "Window": "_window",
    "WindowError": "_errors",
    "__version__": "_version",
    "load": "render.bundle",
    "read_epoch": "_window",
    "read_iso": "_window",
    "reconstruct": "_reconstruct",
    "stream": "_reconstruct",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - a list of names, made from the table above


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
