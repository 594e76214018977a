"""A stranger's package: a source type, offered through an entry point, without an installation."""

from pathlib import Path

MODULE = """
from dataclasses import dataclass

import timeline as tl


@dataclass(frozen=True)
class Deploys:
    name: str = "deploys"
    count: int = 3
    fail: str = ""
    base_url: str = ""

    def fetch(self, window, run):
        for number in range(self.count):
            yield tl.Event(
                id=f"{self.name}:{number}", time=window.start, precision="s", source=self.name,
                kind="deploy.started" if number else "build.started", summary=f"Deployment {number} started",
            )
        if self.fail == "auth":
            raise tl.AuthError("the token is refused", call="GET /deploys", remedy="make a new one")
        if self.fail:
            raise RuntimeError("hunter2")
"""


def install(folder: Path) -> Path:
    """Lay the package down in that folder, which is then to be on the path."""
    (folder / "deploys.py").write_text(MODULE)
    info = folder / "deploys-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: deploys\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[timeline.sources]\ndeploys = deploys:Deploys\n")
    return folder
