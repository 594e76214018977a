"""The same pull in another process, where sets are in another order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from timeline.testing.kit.described import Kit

_CODE = """
import importlib, json, sys
sys.path[:] = json.loads(sys.argv[1])
kit = getattr(importlib.import_module(sys.argv[2]), sys.argv[3])
json.dump(kit.bytes(), sys.stdout)
"""
_PATIENCE_S = 60


def told_elsewhere(kit: Kit) -> dict[str, Any] | str:
    """What the right world's pull tells there, by event; a text that says why it cannot be known."""
    if not (place := _place(kit)):
        return (
            "the kit is no name of a module, so that another process cannot find it: write `kit = Kit(…)` in the test"
        )
    environment = os.environ | {"PYTHONHASHSEED": "4711" if os.environ.get("PYTHONHASHSEED") != "4711" else "17"}
    call = [sys.executable, "-c", _CODE, json.dumps(sys.path), *place]
    done = subprocess.run(  # noqa: S603 - this interpreter, and a module that it has loaded
        call, capture_output=True, text=True, timeout=_PATIENCE_S, env=environment, check=False
    )
    if done.returncode:
        return f"another process could not import {place[0]} and pull: {(done.stderr.splitlines() or ['no word'])[-1]}"
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _place(kit: Kit) -> tuple[str, str] | None:
    """The module and the name in it that the kit is."""
    for module_name, module in list(sys.modules.items()):
        if module_name != "__main__":
            for name, value in list(vars(module).items()) if hasattr(module, "__dict__") else ():
                if value is kit:
                    return module_name, name
    return None
