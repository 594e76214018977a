"""Reconstruct what happened in an incident, from the systems that saw it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from timeline._version import __version__ as __version__
    from timeline.bundle.files import load as load
    from timeline.bundle.pulling import pull as pull
    from timeline.bundle.verifying import verify as verify
    from timeline.engine.incomplete import IncompleteError as IncompleteError
    from timeline.engine.reconstruct import Stream as Stream
    from timeline.engine.reconstruct import reconstruct as reconstruct
    from timeline.engine.reconstruct import stream as stream
    from timeline.facts.asking import history as history
    from timeline.facts.rebuilding import rebuild as rebuild
    from timeline.fleet.catalog import Catalog as Catalog
    from timeline.fleet.catalog import catalog as catalog
    from timeline.fleet.each import each as each
    from timeline.model.coverage import Coverage as Coverage
    from timeline.model.coverage import Gap as Gap
    from timeline.model.errors import AnswerError as AnswerError
    from timeline.model.errors import AuthError as AuthError
    from timeline.model.errors import ConfigError as ConfigError
    from timeline.model.errors import DeniedError as DeniedError
    from timeline.model.errors import MissingExtra as MissingExtra
    from timeline.model.errors import SourceError as SourceError
    from timeline.model.errors import StoppedError as StoppedError
    from timeline.model.errors import TimelineError as TimelineError
    from timeline.model.errors import TransientError as TransientError
    from timeline.model.errors import WindowError as WindowError
    from timeline.model.event import Actor as Actor
    from timeline.model.event import Event as Event
    from timeline.model.kinds import KINDS as KINDS
    from timeline.model.window import Window as Window
    from timeline.model.window import read_epoch as read_epoch
    from timeline.model.window import read_iso as read_iso
    from timeline.porting.run import Run as Run
    from timeline.porting.source import Source as Source
    from timeline.record import Timeline as Timeline
    from timeline.redaction.leaks import LeakError as LeakError
    from timeline.redaction.policy import Redactor as Redactor
    from timeline.sources.datadog import Datadog as Datadog
    from timeline.sources.files import Files as Files
    from timeline.sources.files import Notes as Notes
    from timeline.sources.github import GitHub as GitHub
    from timeline.sources.grafana import Grafana as Grafana
    from timeline.sources.pagerduty import PagerDuty as PagerDuty
    from timeline.sources.sentry import Sentry as Sentry
    from timeline.sources.slack import Slack as Slack
    from timeline.sources.slack.export import SlackExport as SlackExport
    from timeline.sources.statuspage import Statuspage as Statuspage
    from timeline.sources.terraform import Terraform as Terraform

# Where each public name lives. It is imported when it is first used, so that `import timeline` loads
# no SDK and no pandas.
_HOMES = {
    "Actor": "model.event",
    "AnswerError": "model.errors",
    "AuthError": "model.errors",
    "Catalog": "fleet.catalog",
    "ConfigError": "model.errors",
    "Coverage": "model.coverage",
    "Datadog": "sources.datadog",
    "DeniedError": "model.errors",
    "Event": "model.event",
    "Files": "sources.files",
    "Gap": "model.coverage",
    "GitHub": "sources.github",
    "Grafana": "sources.grafana",
    "IncompleteError": "engine.incomplete",
    "KINDS": "model.kinds",
    "LeakError": "redaction.leaks",
    "MissingExtra": "model.errors",
    "Notes": "sources.files",
    "PagerDuty": "sources.pagerduty",
    "Redactor": "redaction.policy",
    "Run": "porting.run",
    "Sentry": "sources.sentry",
    "Slack": "sources.slack",
    "SlackExport": "sources.slack.export",
    "Source": "porting.source",
    "SourceError": "model.errors",
    "Statuspage": "sources.statuspage",
    "StoppedError": "model.errors",
    "Stream": "engine.reconstruct",
    "Terraform": "sources.terraform",
    "Timeline": "record",
    "TimelineError": "model.errors",
    "TransientError": "model.errors",
    "Window": "model.window",
    "WindowError": "model.errors",
    "__version__": "_version",
    "catalog": "fleet.catalog",
    "each": "fleet.each",
    "history": "facts.asking",
    "load": "bundle.files",
    "pull": "bundle.pulling",
    "read_epoch": "model.window",
    "read_iso": "model.window",
    "rebuild": "facts.rebuilding",
    "reconstruct": "engine.reconstruct",
    "stream": "engine.reconstruct",
    "verify": "bundle.verifying",
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
