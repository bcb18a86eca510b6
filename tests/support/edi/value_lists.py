"""Lists of codes that are values and not qualifiers: verdicts, commitments, functions."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType, ModuleType

import pytest

from central.edi import messages, readers

ELSEWHERE = {
    "CHECKED", "CODES", "CONDITIONS", "DATES", "DEVIATIONS", "FIELDS", "PARTIES", "PARTS",
    "PART_CODES", "PLACES", "QUANTITIES", "REFERENCES", "TABLE",
}  # fmt: skip
"""Qualifiers and rows, which are tried where the tables are, and names of ours."""
IN_TABLE = {("aperak", "VERDICTS")}
"""A list of values that its table has as codes."""
USED_BY = {"edifact": ("delfor", "deljit", "recadv"), "x12": ("x12_830", "x12_861", "x12_862")}
"""Messages that have a reader's list, by the beginning of its module's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueList:
    """``holders``: every module that has it, so that all forget the same."""

    name: str
    known: Mapping[str, object]
    holders: tuple[ModuleType, ...]

    def __str__(self) -> str:
        return f"{self._module()}.{self.name}"

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.known)

    def messages(self, every: Sequence[str]) -> Sequence[str]:
        """Those that read by it."""
        module = self._module()
        return (module,) if module in every else USED_BY[module.partition("_")[0]]

    def forget(self, code: str, patch: pytest.MonkeyPatch) -> None:
        less = {it: value for it, value in self.known.items() if it != code}
        for holder in self.holders:
            patch.setattr(holder, self.name, less)

    def _module(self) -> str:
        return self.holders[0].__name__.rpartition(".")[2]


def value_lists() -> list[ValueList]:
    """Every public one in the modules that read messages."""
    modules = [
        import_module(f"{package.__name__}.{it.name}")
        for package in (readers, messages)
        for it in pkgutil.iter_modules(package.__path__)
    ]
    found: dict[int, ValueList] = {}
    for module in modules:
        for name, value in vars(module).items():
            if not isinstance(value, MappingProxyType) or name in ELSEWHERE or name[0] == "_":
                continue
            if (module.__name__.rpartition(".")[2], name) in IN_TABLE or id(value) in found:
                continue
            holders = tuple(it for it in modules if getattr(it, name, None) is value)
            found[id(value)] = ValueList(name=name, known=value, holders=holders)
    return list(found.values())
