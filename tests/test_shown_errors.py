"""Errors as a notebook shows them."""

import pytest
from IPython.core.interactiveshell import InteractiveShell


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("tl.Window('18:40', 'now')", "WindowError: cannot read the time '18:40': it names no day"),
        ("tl.reconstruct(tl.Window('2h', 'now'), config='nowhere.toml')", "ConfigError: no configuration file 'nowhere.toml'"),
        ("tl.Slack(chanels=['#a'])", "ConfigError: "),
    ],
)  # fmt: skip
def test_a_cell_shows_its_own_line_and_what_is_wrong(line, said, capsys):
    """No frame of ours: the reader's own line, and the error's words."""
    InteractiveShell.instance().run_cell(f"import timeline as tl\n\n{line}")
    shown = capsys.readouterr().out
    assert "in this cell, line 3" in shown
    assert said in shown
    assert "model/" not in shown
    assert "Traceback" not in shown
