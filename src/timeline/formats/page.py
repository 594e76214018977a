"""The one place that writes a page, a script, or data for a script; the style of all that a browser shows."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from functools import cache
from pathlib import Path

from timeline.model.unseen import escaped

_HERE = Path(__file__).parent
_SCRIPTS = ("page.js", "choices.js", "writing.js", "wording.js", "copying.js")
_ENDS = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"})


@cache
def _style(name: str) -> str:
    """A style of ours in as few letters as its words have."""
    text = "".join(map(str.strip, (_HERE / name).read_text(encoding="utf-8").splitlines()))
    return "".join(part.rpartition("*/")[2] for part in text.split("/*"))


def script(data: object) -> str:
    """The script of a page with a record's lines: to filter, to zoom, to choose and to say, to move by keys."""
    return f"const data = {in_script(data)};\n{_script()}"


@cache
def _script() -> str:
    lines = [line.strip() for name in _SCRIPTS for line in (_HERE / name).read_text(encoding="utf-8").splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def page(title: str, body: str, *, script: str = "") -> str:
    """A whole page, under a policy by which nothing is loaded or sent and no script runs but this one."""
    style = _style("page.css")
    run = f"<script>{script}</script>" if script else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(script)}"><style>{style}</style>'
        f"</head><body>{body}{run}</body></html>\n"
    )


def block(inner: str) -> str:
    """What stands in a page or in a notebook's output, with its style."""
    style = _style("view.css")
    return f'<style>{style}</style><div class="timeline">{inner}</div>'


def in_script(value: object) -> str:
    """The value as JSON that may stand in a script: no text in it can end the script, and all of it is read back."""
    return escaped(json.dumps(value, ensure_ascii=False)).translate(_ENDS)


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return "default-src 'none'; style-src 'unsafe-inline'" + (f"; script-src 'sha256-{digest}'" if script else "")
