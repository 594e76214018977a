"""The one place that writes a page, a script, or data for a script; the style of all that a browser shows."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_KEYS = (
    ("j k ↓ ↑", "the next line, the one before"),
    ("Enter", "all that the line folds"),
    ("m", "its mark in the lanes; a mark leads to its line"),
    ("l", "only lines of the same monitor, incident or thread, in turn"),
    ("z", "five minutes before and after it; so does dragging over the lanes or the strip"),
    ("0", "the whole window; so does a double click"),
    ("/", "search"),
    ("?", "this help"),
)
_ROWS = (f"<tr><td><kbd>{'</kbd> <kbd>'.join(keys.split())}</kbd></td><td>{does}</td></tr>" for keys, does in _KEYS)
#: What a page's script opens.
HELP = f"<dialog><table>{''.join(_ROWS)}</table><form method='dialog'><button>close</button></form></dialog>"
#: Where it draws how dense the window is.
STRIP = '<svg class="strip" viewBox="0 0 1000 34" preserveAspectRatio="none"></svg>'
_ENDS = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"})


@cache
def _style(name: str) -> str:
    """A style of ours in as few letters as its words have."""
    text = "".join(map(str.strip, (_HERE / name).read_text(encoding="utf-8").splitlines()))
    return "".join(part.rpartition("*/")[2] for part in text.split("/*"))


@cache
def script() -> str:
    """The script of a page with a record's lines: to filter, to zoom, and to move by keys."""
    lines = map(str.strip, (_HERE / "page.js").read_text(encoding="utf-8").splitlines())
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
    return json.dumps(value, ensure_ascii=False).translate(_ENDS)


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return "default-src 'none'; style-src 'unsafe-inline'" + (f"; script-src 'sha256-{digest}'" if script else "")
