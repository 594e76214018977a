"""`timeline init`: a first configuration from what the tokens see, or a service more in one that is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from timeline.cli.output import COMPLETE
from timeline.cli.say import say
from timeline.config.starter import HEAD, Seen, added, seen
from timeline.formats.files import check_writable, written
from timeline.model.errors import ConfigError
from timeline.model.window import parse_span

#: What the options say, by source type and key.
_PLACES = {"github_url": ("github", "base_url"), "terraform_url": ("terraform", "base_url"),
           "pagerduty_url": ("pagerduty", "base_url"), "slack_url": ("slack", "base_url"),
           "jira_url": ("jira", "base_url"), "grafana_url": ("grafana", "base_url"),
           "datadog_site": ("datadog", "site")}  # fmt: skip


@click.command()
@click.option(
    "-o", "--output", "path", type=click.Path(path_type=Path), default=Path("timeline.toml"), show_default=True,
    help="Write this file, or add to it.",
)  # fmt: skip
@click.option("--github-url", metavar="URL", help="Where GitHub Enterprise is: https://HOST/api/v3.")
@click.option("--terraform-url", metavar="URL", help="Where Terraform Enterprise is: https://HOST/api/v2.")
@click.option("--pagerduty-url", metavar="URL", help="Where PagerDuty is: https://api.eu.pagerduty.com for Europe.")
@click.option("--slack-url", metavar="URL", help="Where Slack's API is, if not at https://slack.com/api.")
@click.option(
    "--jira-url", metavar="URL", help="Where Jira is: https://SITE.atlassian.net, or https://HOST/rest/api/2."
)
@click.option("--grafana-url", metavar="URL", help="Where Grafana is: https://SITE.grafana.net, or your server.")
@click.option("--datadog-site", metavar="SITE", help="The site of the Datadog account, such as datadoghq.eu.")
@click.option("--deadline", metavar="SPAN", default="1m", show_default=True, help="How long all of it may last.")
def init(path: Path, deadline: str, **places: str | None) -> int:
    """Write a commented configuration from what the tokens in the environment can see.

    Where the file is there, only services are added that it does not name; what stands in it is kept.

    \b
    Example:
      timeline init --github-url https://github.acme.example/api/v3 --datadog-site datadoghq.eu
    """  # noqa: D301 - click keeps the lines behind it
    check_writable(path)
    there = path.read_bytes() if path.exists() else b""
    found = _seen(places, there, path, parse_span(deadline).total_seconds())
    new = [each for each in found if each.saw]
    if not new and there.strip() and all(each.variable for each in found):
        say(f"{path} stays as it is: there is nothing to add{_or_set(found)}", err=True)
        return COMPLETE
    if not new:
        raise ConfigError(_nothing(found))
    whole = (
        added(there, found) if there.strip() else "\n".join((HEAD, *(f"\n{each.text}" for each in found), "")).encode()
    )
    with written(path) as out:
        out.write(whole)
    verb = f"added {', '.join(each.name for each in new)} to" if there.strip() else "wrote"
    say(f"{verb} {path}; try it: timeline check", err=True)
    return COMPLETE


def _seen(places: dict[str, str | None], there: bytes, path: Path, seconds: float) -> list[Seen]:
    """What each token sees, said as soon as it is known; not of those that the file names already."""
    settings: dict[str, dict[str, Any]] = {}
    for option, value in places.items():
        if value:
            kind, key = _PLACES[option]
            settings.setdefault(kind, {})[key] = value
    found = []
    for each in seen(settings, seconds=seconds, there=there, path=path):
        say(f"{each.name}: {each.said}", err=True)
        found.append(each)
    return found


def _or_set(found: list[Seen]) -> str:
    wanted = " or ".join(each.variable for each in found if each.variable)
    return f"; for another service set {wanted}" if wanted else ""


def _nothing(found: list[Seen]) -> str:
    failed = ", ".join(each.name for each in found if not each.variable)
    mend = f"; mend what is said of {failed}" if failed else ""
    return f"no token in the environment sees anything, and nothing is written{mend}{_or_set(found)} (docs/tokens.md)"
