"""The bundled incident, and the local server that tells it as its services would."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from timeline.demo.server import StandIn
from timeline.engine.reconstruct import reconstruct
from timeline.model.errors import ConfigError
from timeline.model.window import Window
from timeline.porting.source import Source, source_type
from timeline.record import Timeline

WINDOW = Window("2019-06-20T18:30Z", "2019-06-20T19:30Z")

# The stand-in accepts this word as every service's token.
TOKEN = "stand-in-token-4711"  # noqa: S105 - it opens nothing but the stand-in
# Whose it is, where a service asks for that, too.
EMAIL = "ada@acme.example"
_VARIABLE, _OWNER = "TIMELINE_DEMO_TOKEN", "TIMELINE_DEMO_EMAIL"


def record() -> Timeline:
    """The bundled incident, pulled from the stand-in server through the real sources.

    Raises:
        ConfigError: a package is missing that one of the sources is built over.
    """
    check_installed(CONFIGURATION)
    with served() as sources:
        return reconstruct(WINDOW, sources)


def check_installed(names: Iterable[str]) -> None:
    """Say first what to install, rather than show a record with gaps.

    Raises:
        ConfigError: a package is missing that one of these sources is built over.
    """
    missing = [name for name in sorted(names) if name in _PACKAGES and not find_spec(_PACKAGES[name])]
    if missing:
        raise ConfigError(
            f"the demo goes through the services' own packages: pip install 'incident-timeline[{','.join(missing)}]'"
        )


@contextmanager
def served() -> Iterator[list[Source]]:
    """The sources, configured for a stand-in server that runs while the block does."""
    from timeline.demo.incident import apis  # noqa: PLC0415 - made when it is needed

    with StandIn(apis(TOKEN)) as server:
        yield sources(server, CONFIGURATION)


def sources(server: StandIn, names: Iterable[str]) -> list[Source]:
    """Those of the sources, configured for a running stand-in server."""
    os.environ[_VARIABLE], os.environ[_OWNER] = TOKEN, EMAIL
    return [source_type(name)(base_url=server.url(name), token_env=_VARIABLE, **CONFIGURATION[name]) for name in names]


# Each is the extra of its source's name.
_PACKAGES = {"datadog": "datadog_api_client", "pagerduty": "pdpyras", "slack": "slack_sdk"}
CONFIGURATION: dict[str, dict[str, object]] = {
    "slack": {"channels": ("#infra-alerts", "#incidents", "#deploys")},
    "datadog": {"site": "datadoghq.com", "api_key_env": _VARIABLE},
    "pagerduty": {},
    "github": {"repos": ("acme/infra", "acme/hooks")},
    "sentry": {"organization": "acme"},
    "terraform": {"organization": "acme"},
    "jira": {"projects": ("IE", "SXP"), "email_env": _OWNER},
}
