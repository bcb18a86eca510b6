"""What central's packages bring along: found by folder, so that no list is to be kept in step."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, TypeVar

import central

A = TypeVar("A")


class ComposeError(Exception):
    """Two capabilities, or two files of one, do not go together; says which and what to do."""


@cache
def packages() -> Mapping[str, Path]:
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


def modules(name: str) -> dict[str, ModuleType]:
    """Of every package that has a module of that name: the module."""
    found = packages().items()
    return {
        package: import_module(f"central.{package}.{name}")
        for package, folder in found
        if (folder / f"{name}.py").is_file()
    }


def load_tables() -> None:
    """Imports ``tables.py`` and every ``tables_<what>.py``: then the metadata has every table."""
    for package, folder in packages().items():
        for room in pkgutil.iter_modules([str(folder)]):
            if room.name == "tables" or room.name.startswith("tables_"):
                import_module(f"central.{package}.{room.name}")


@dataclass(frozen=True, slots=True)
class Question(Generic[A]):
    """What a capability asks of others without knowing them, by name: ``<capability>.<what>``.

    Whoever knows has a module ``replies`` with ``REPLIES``, a tuple of ``QUESTION.by(answer)``. It
    is found by folder in every process, also where no page is served, so that a rule which asks is
    never left out.
    """

    name: str

    def by(self, answer: A) -> Reply[A]:
        return Reply(self, answer)

    def answers(self) -> tuple[A, ...]:
        """Of every capability that answers, in the order of their names."""
        return tuple(it.answer for it in replies() if it.question == self)

    def answer(self) -> A:
        """The one there must be. Raises ComposeError."""
        found = self.answers()
        if len(found) != 1:
            raise ComposeError(f"{len(found)} capabilities answer {self.name!r}: one must")
        return found[0]


@dataclass(frozen=True, slots=True)
class Reply(Generic[A]):
    """``question`` of another capability and what this one says to it."""

    question: Question[A]
    answer: A


@cache
def replies() -> tuple[Reply[Any], ...]:
    """Of all capabilities."""
    found: list[Reply[Any]] = []
    for name, module in modules("replies").items():
        own = getattr(module, "REPLIES", None)
        if own is None:
            raise ComposeError(f"central/{name}/replies.py has no REPLIES")
        found += own
    return tuple(found)
