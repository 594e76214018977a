"""Talking to HCP Terraform."""

from __future__ import annotations

from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.transport import HttpTransport
from timeline.sources.terraform.dialect import TerraformDialect


def connect(base_url: str, token: str, run: Run, credential: str) -> Client:
    """The calls of one pull."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/vnd.api+json"}
    transport = HttpTransport(base_url, headers)
    run.at_end(transport.close)
    return Client(transport, TerraformDialect(credential, base_url), run)
