"""What may be shown of a record: the options that take names out, and what is said of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import click

from timeline.cli.output import Output
from timeline.formats.files import written
from timeline.record import Timeline
from timeline.redaction.policy import How

_SEARCH = "quoted words can still be found by Slack's search: see docs/sharing.md"


class _Ways(click.Choice[How]):
    """`--redact` alone is `--redact role`: click asks the type whether what follows is the value."""

