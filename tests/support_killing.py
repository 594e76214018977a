"""Processes that pull, killed at a moment of one's choice: `support_killed.py` runs them, this speaks with it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from timeline.bundle import bag

DRIVER = Path(__file__).with_name("support_killed.py")


def configured(folder, sources):
    """A configuration of those sources, each with its settings."""
    lines = []
    for name, given in sources.items():
        lines.append(f"[sources.{name}]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in given.items()]
    (folder / "timeline.toml").write_text("\n".join(lines))
    return folder / "timeline.toml"


def settled(server):
    """How much was asked, when what a killed process had sent has been answered."""
    while (before := len(server.log)) != (time.sleep(0.1) or len(server.log)):
        pass
    return before


class Killer:
    """The process that pulls in processes of its own."""

    def __init__(self, config):
        self.process = subprocess.Popen(
            [sys.executable, str(DRIVER), str(config)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def begin(self, folder, how):
        """The process that pulls."""
        self.process.stdin.write(f"{folder} {how}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def do(self, folder, how):
        """How it ended."""
        self.begin(folder, how)
        return int(self.process.stdout.readline())

    def killed(self, folder, moment, how=signal.SIGKILL, what="new"):
        """Whether it was killed before its end, when `moment` was there."""
        child = self.begin(folder, what)
        while not moment():
            time.sleep(0.001)
        os.kill(child, how)
        self.process.stdout.readline()
        return bag.sealed(folder) is None

    def end(self):
        _, said = self.process.communicate()
        return said
