"""What central's packages bring along: found by folder, so that no list is to be kept in step."""

from __future__ import annotations

import pkgutil
from importlib.util import find_spec
from pathlib import Path

import central


class ComposeError(Exception):
    """Two capabilities, or two files of one, do not go together; says which and what to do."""


def packages() -> dict[str, Path]:
    """The folder of every package of central, by its name, in the order of names."""
    names = [info.name for info in pkgutil.iter_modules(central.__path__) if info.ispkg]
    specs = {name: find_spec(f"central.{name}") for name in sorted(names)}
    return {
        name: Path(next(iter(spec.submodule_search_locations)))
        for name, spec in specs.items()
        if spec is not None and spec.submodule_search_locations
    }


def folders(name: str) -> dict[str, Path]:
    """Of every package that has a folder of that name: the folder."""
    found = {package: folder / name for package, folder in packages().items()}
    return {package: folder for package, folder in found.items() if folder.is_dir()}
