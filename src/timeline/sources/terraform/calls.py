"""Talking to HCP Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.terraform.dialect import TerraformDialect

if TYPE_CHECKING:
    from timeline.sources.terraform import Terraform


def connect(config: Terraform, run: Run) -> Client:
    """The calls of one run."""
    return config.client(run, TerraformDialect, headers={"Content-Type": "application/vnd.api+json"})
