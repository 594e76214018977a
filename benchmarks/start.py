"""Starting: what an import costs, beside the import of the one library that events need."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

ROUNDS = 15
SDKS = ("slack_sdk", "datadog_api_client", "pdpyras", "httpx", "pandas")


def fastest(statement: str) -> float:
    """Seconds that a fresh interpreter takes for it, beyond starting and ending; the best of several."""
    return min(_run(statement) for _ in range(ROUNDS)) - min(_run("pass") for _ in range(ROUNDS))


def _run(statement: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - began


def loaded() -> int:
    """How many SDKs the command's help loads."""
    code = "import sys\ntry:\n import timeline.cli; timeline.cli.cli(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    return len(set(SDKS) & set(modules))


def rows() -> Iterator[tuple[str, float, float, str]]:
    """What was measured, the ratio, its limit and the words beside it."""
    own, bare = fastest("import timeline"), fastest("import pydantic")
    used = fastest("import timeline; timeline.Window, timeline.Event, timeline.reconstruct")
    models = fastest("import pydantic; class_ = type('M', (pydantic.BaseModel,), {'__annotations__': {'a': int}})")
    yield "import timeline / import pydantic", own / bare, 1.5, f"{own * 1e3:.0f} ms of {bare * 1e3:.0f} ms"
    yield (
        "import and use of the core / pydantic with one model",
        used / models,
        1.5,
        f"{used * 1e3:.0f} ms of {models * 1e3:.0f} ms",
    )
    yield "SDKs that `timeline --help` loads, none allowed", loaded(), 0, ""
