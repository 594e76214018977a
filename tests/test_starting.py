"""Sources start at the same time, each with the import of its SDK."""

import subprocess
import sys


def test_first_imports_at_the_same_time_do_not_meet():
    """In fresh interpreters, again and again: every source gets its SDK, whichever thread was first."""
    code = "from timeline import demo; import sys; sys.exit(0 if demo.record().complete else 3)"
    for _ in range(8):
        assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
