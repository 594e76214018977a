"""A terminal of our own for a command: what it shows there, as a person would see it."""

import os
import pty
import re
import select
import subprocess
import sys
import time

_ACTS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|\x1b\]8;;.*?\x1b\\|\r")


def on_terminal(*arguments, cwd=None, env=(), out=True, err=True, seconds=60):
    """The exit code and everything that was written to the terminal; what is not on it is thrown away."""
    ours, theirs = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd or "/nowhere"), "TERM": "xterm-256color",
                   "COLUMNS": "100", "LINES": "400"} | dict(env)  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "timeline", *arguments], stdin=theirs, stdout=theirs if out else subprocess.DEVNULL,
        stderr=theirs if err else subprocess.DEVNULL, cwd=cwd, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    said, ends = b"", time.monotonic() + seconds
    while time.monotonic() < ends and select.select([ours], [], [], 5 if process.poll() is None else 0.2)[0]:
        try:
            said += os.read(ours, 65536) or b""
        except OSError:
            break
    os.close(ours)
    return process.wait(timeout=10), said.decode()


def plain(said):
    """The same without what acts on a terminal."""
    return _ACTS.sub("", said)
