"""Kill a pull at a moment of one's choice, and take it up again: `python support_killed.py CONFIG `.

Each pull runs in a process of its own, forked from one that has no threads and has imported everything, so that
fifty of them take seconds. A line `FOLDER new` on stdin is one pull, `FOLDER resume` takes one up, and `FOLDER full900`
finds a disk that has room for files of so many bytes. `FOLDER history` asks for what was before it. The answers are
the process, and when it has ended its exit code.
"""

import os
import resource
import signal
import sys
from pathlib import Path

import timeline as tl
from timeline.config.load import load_sources
from timeline.demo import WINDOW
from timeline.model.errors import TimelineError


def main(config: str) -> None:
    sources = load_sources(config)
    _warm(sources)
    for line in sys.stdin:
        folder, how = line.split()
        child = _begun(sources, Path(folder), how)
        _say(child)
        _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _warm(sources) -> None:
    """Import what a pull imports, without a thread that a fork would lose."""
    import datadog_api_client  # noqa: F401
    import httpx  # noqa: F401
    import pdpyras  # noqa: F401
    import slack_sdk  # noqa: F401

    import timeline.bundle.origin
    import timeline.sources.http.transport  # noqa: F401


def _begun(sources, folder: Path, how: str) -> int:
    child = os.fork()
    if not child:
        os._exit(_pull(sources, folder, how))
    return child


def _pull(sources, folder: Path, how: str) -> int:
    if how.startswith("full"):  # a disk with room for so many bytes a file
        size = int(how.removeprefix("full"))
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        if how == "history":
            tl.history(tl.load(folder), sources, to=folder)
        else:
            tl.pull(WINDOW, sources, to=folder, resume=how == "resume")
    except TimelineError as error:
        sys.stderr.write(f"{error}\n")
        sys.stderr.flush()
        return 1
    return 0


if __name__ == "__main__":
    main(sys.argv[1])
