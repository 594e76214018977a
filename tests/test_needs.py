"""What a test needs from outside is there, or the run says so."""

import pytest

from support_needs import needs


def test_what_is_there_is_found():
    """The first program that is there is taken."""
    assert needs("no-such-program", "sh").endswith("/sh")


@pytest.mark.parametrize(("value", "way"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_what_is_missing_is_skipped_unless_that_is_refused(monkeypatch, value, way):
    """A run that decides, with TIMELINE_NO_SKIPS=1, fails where another one skips; both say why."""
    monkeypatch.setenv("TIMELINE_NO_SKIPS", value)
    with pytest.raises(way, match="no-such-program"):
        needs("no-such-program")
