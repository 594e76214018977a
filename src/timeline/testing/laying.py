"""Lays out a package for a source: one that works, with a test that passes, to be made one's own."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

from timeline.model.errors import ConfigError
from timeline.porting.source import source_types

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST = 40
_USED = {"Any", "Happened", "Iterator", "Kit", "Literal", "Request", "Response", "Service"}
#: Where each template goes, below the package's folder.
_PLACES = {
    "README.md.txt": "README.md",
    "pyproject.toml.txt": "pyproject.toml",
    "source.py.txt": "src/$module/__init__.py",
    "service.py.txt": "tests/service.py",
    "test_source.py.txt": "tests/test_source.py",
}


def lay(name: str, folder: Path) -> list[Path]:
    """Write the package of a source of that name into a folder that is new or empty; what was written.

    Raises:
        ConfigError: no source can have that name, or something stands there already.
    """
    words = _words(name)
    _check_free(folder)
    written = []
    for template, place in _PLACES.items():
        text = Template(files("timeline.testing.package").joinpath(template).read_text(encoding="utf-8"))
        path = folder / Template(place).substitute(words)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as out:  # whatever has come there meanwhile stays
                out.write(text.substitute(words))
        except OSError as error:
            raise ConfigError(f"cannot write {str(path)!r}: {error.strerror or type(error).__name__}") from None
        written.append(path)
    return written


def _words(name: str) -> Mapping[str, str]:
    """What stands in a template for the name, in the spellings that it needs.

    Raises:
        ConfigError: no source can have it.
    """
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise ConfigError(
            f"no source can be named {name!r}: write small letters and digits, words joined by -, such as my-tool, "
            f"{_LONGEST} at most"
        )
    if name in source_types():
        raise ConfigError(f"there is a source type {name!r} already (timeline sources lists them): take another name")
    parts = name.split("-")
    called = [each.capitalize() for each in parts]
    if keyword.iskeyword("".join(called)) or "".join(called) in _USED:
        raise ConfigError(f"{name!r} is a word that the package itself needs: take another name")
    spelled = "_".join(parts)
    return {
        "name": name,
        "module": f"timeline_{spelled}",
        "Class": "".join(called),
        "label": " ".join(called),
        "VARIABLE": f"{spelled.upper()}_TOKEN",
    }


def _check_free(folder: Path) -> None:
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise ConfigError(f"cannot read {str(folder)!r}: {error.strerror or type(error).__name__}") from None
    if taken:
        raise ConfigError(f"{str(folder)!r} is there already, and nothing is written over: take another folder, -o DIR")
