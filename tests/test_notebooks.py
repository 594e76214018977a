"""Every notebook runs from its first cell to its last, in a kernel of its own."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def outputs(request):
    """What a notebook's cells show when it is run from the first to the last."""
    notebook = nbformat.read(request.param, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(request.param.parent)}}).execute()
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


@pytest.mark.filterwarnings("default")  # the kernel's own libraries warn; what we cause would fail elsewhere
def test_it_runs(outputs):
    """No cell raises, and nothing is written to a cell's stderr."""
    assert outputs
    assert not [output for output in outputs if output.get("name") == "stderr"]


@pytest.mark.filterwarnings("default")
def test_what_it_shows_needs_no_network(outputs, browser, tmp_path):
    """All that the cells show is drawn from what the notebook holds: no request, no script that misses something."""
    shown = "".join(output.get("data", {}).get("text/html", "") for output in outputs)
    (tmp_path / "shown.html").write_text(f'<!doctype html><meta charset="utf-8">{shown}', encoding="utf-8")
    assert browser.open(tmp_path / "shown.html").acts == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_without_outputs(path):
    """What a notebook shows is made when it is run, not kept beside the text."""
    cells = json.loads(path.read_text())["cells"]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)


CELL = """
import sys, time
for name in {missing!r}:
    sys.modules[name] = None
import timeline as tl
seen = []

class Slow:
    name = "slow"
    def fetch(self, window, run):
        yield run.undated("slow:1")
        run.wait(0.01, "the limit of a page")
        if "ipywidgets" in sys.modules and sys.modules["ipywidgets"]:
            from ipywidgets import HTML
            from ipywidgets.widgets.widget import _instances
            seen.extend(each.value.replace("\\u2007", " ") for each in _instances.values() if isinstance(each, HTML))

record = tl.reconstruct(tl.Window("2h", "now"), [Slow()])
print(seen)
"""


def ran(*missing):
    cell = nbformat.v4.new_code_cell(CELL.format(missing=missing))
    NotebookClient(nbformat.v4.new_notebook(cells=[cell]), timeout=120).execute()
    return cell.outputs


@pytest.mark.filterwarnings("default")
def test_who_waits_in_a_notebook_sees_a_bar_that_goes():
    """A bar with the source's name and what it waits for; when the pull is over nothing of it is left."""
    shown, printed = ran()
    assert shown.data == {"text/html": "", "text/plain": ""}
    assert "slow " in printed.text
    assert "waiting 0 s: the limit of a page" in printed.text


@pytest.mark.parametrize("missing", [("tqdm", "tqdm.auto"), ("ipywidgets",)], ids=lambda names: names[0])
@pytest.mark.filterwarnings("default")
def test_a_notebook_without_the_extra_is_as_good(missing):
    """Without tqdm there is no bar, without ipywidgets a line of text; no warning and no traceback either way."""
    said = "".join(output.get("text", "") + str(output.get("traceback", "")) for output in ran(*missing))
    assert "[]\n" in said
    assert not re.search("warning|traceback|error", said, re.IGNORECASE)
