"""The HTML file in a browser, opened from disk."""

import base64
import hashlib
import re
import shutil
import subprocess

import pytest

from timeline import demo
from timeline.render.lines import lines

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
ALONE = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ALONE += ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--dump-dom"]


def opened(page, folder, driver=""):
    """The document as a browser has it after our script, and then the driver, has run."""
    allowed = base64.b64encode(hashlib.sha256(driver.encode()).digest()).decode()
    page = page.replace("script-src ", f"script-src 'sha256-{allowed}' ").replace(
        "</body>", f"<script>{driver}</script></body>"
    )
    (folder / "record.html").write_text(page)
    command = [BROWSER, *ALONE, f"--user-data-dir={folder / 'profile'}", (folder / "record.html").as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


NOTEBOOK = """<!doctype html><body data-jp-theme-light="{light}"><style>
.jp-RenderedHTMLCommon tbody tr:nth-child(odd){{background:rgb(1,2,3)}}
.jp-RenderedHTMLCommon:not(.jp-RenderedMarkdown) td{{text-align:right;color:rgb(1,2,3)}}</style>
<div class="jp-RenderedHTMLCommon">{view}</div></body>"""
LOOK = """const s = x => getComputedStyle(document.querySelector('.record ' + x)); document.title = [s('td:nth-child(3)').color,
s('td').textAlign, s('tbody tr:nth-child(2)').backgroundColor, s('tbody tr:nth-child(3)').backgroundColor].join('; ')"""


@pytest.mark.skipif(not BROWSER, reason="no chromium here to open the file in")
@pytest.mark.parametrize(("light", "colour"), [("true", "rgb(28, 30, 33)"), ("false", "rgb(228, 230, 235)")])
def test_a_notebooks_theme_is_kept_and_its_table_rules_are_not(tmp_path, light, colour):
    """Dark words on light in a light notebook, light on dark in a dark one, whatever the system says; rows are ours."""
    dom = opened(NOTEBOOK.format(light=light, view=demo.record()._repr_html_()), tmp_path, LOOK)
    assert f"<title>{colour}; left; rgba(0, 0, 0, 0); rgba(0, 0, 0, 0)</title>" in dom


@pytest.mark.skipif(not BROWSER, reason="no chromium here to open the file in")
@pytest.mark.parametrize(
    ("driver", "fits"),
    [
        ("", lambda line: True),
        (
            "f.text.value='HOOK publish'; f.kind.value='alert'",
            lambda line: (
                any("hook publish" in f"{each.summary}{each.body}".lower() for each in line)
                and any(each.kind.startswith("alert.") for each in line)
            ),
        ),
        (
            "for (const b of f.querySelectorAll('[name=source],[name=severity]')) b.checked = /slack|error|ok/.test(b.value)",
            lambda line: any(each.source == "slack" for each in line) and line[0].severity in ("error", "ok"),
        ),
    ],
    ids=["all", "text and kind", "source and severity"],
)
def test_the_boxes_filter_from_disk(tmp_path, driver, fits):
    """Text, kind, source and severity choose the lines and say how many, under the file's own policy."""
    record = demo.record()
    shown = sum(fits(line.events) for line in lines(record, fold=True))
    dom = opened(record.to_html(), tmp_path, driver and f"{driver};f.oninput()")
    assert shown > 0
    assert f"<output>{shown} of 88 lines shown</output>" in dom
    assert sum("hidden" not in row for row in re.findall(r"<tr data-source[^>]*>", dom)) == shown
