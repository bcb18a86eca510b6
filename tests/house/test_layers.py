"""What the layers of ``pyproject.toml`` cannot say: what of a neighbour may be imported, and that
the page of the house names every room.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.support.imports import imports_of, known_part, module_name
from tests.support.paths import ROOT

CENTRAL = ROOT / "central"
OPEN = {"service", "rules", "model"}
"""What a capability shows to others."""
BELOW = {"access", "db", "http", "web", "words", "edi", "house", "demand", "folders", "ways"}
"""Rooms that are no capability: all of them is for the others."""
ABOVE = {"commands", "migrations"}


def sources() -> dict[str, str]:
    """Of central, by the name of the module: loose files as well."""
    paths = sorted(CENTRAL.rglob("*.py"))
    return {module_name(path, ROOT): path.read_text("utf-8") for path in paths}


def room_of(module: str) -> str:
    """The capability, or the loose file."""
    return ".".join(module.split(".")[1:2])


def named_in(modules: dict[str, str]) -> Iterator[Import]:
    """Each import of a module of central from another room of it."""
    packages = {name.rpartition(".")[0] for name in modules}
    for name, source in modules.items():
        package = name if name in packages else name.rpartition(".")[0]
        for it in imports_of(source, package):
            known = known_part(it, modules)
            if room_of(known) not in ("", room_of(name)):
                yield Import(by=name, of=known, name=it)


class Import(NamedTuple):
    """``of`` is a module, ``name`` what is imported of it, dotted, or the module again."""

    by: str
    of: str
    name: str


def closed(modules: dict[str, str]) -> list[str]:
    """Imports of a capability's rooms that are not for others, by another capability."""
    capabilities = {n.split(".")[1] for n in modules if n.count(".") > 1} - BELOW - ABOVE
    return [
        f"{it.by}: {it.name}"
        for it in named_in(modules)
        if it.by.count(".") > 1 and room_of(it.by) not in ABOVE
        if room_of(it.of) in capabilities and it.name.split(".")[2] not in OPEN
    ]


def tables_of_others(modules: dict[str, str]) -> list[str]:
    """Imports of a module that defines tables, whatever it is called, by another room. The tables
    of ``db`` are the house's own.
    """
    defining = {
        name
        for name, source in modules.items()
        if room_of(name) not in ("db", "migrations") and _defines_tables(source)
    }
    return [f"{it.by}: {it.of}" for it in named_in(modules) if it.of in defining]


def _defines_tables(source: str) -> bool:
    """A cheap look first: few modules name the class."""
    if "Table" not in source or "sqlalchemy" not in source:
        return False
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name | ast.Attribute)
        and ast.unparse(node.func).rpartition(".")[2] == "Table"
        for node in ast.walk(ast.parse(source))
    )


def test_of_a_neighbour_only_service_rules_and_model_are_imported() -> None:
    modules = sources()
    assert len({(room_of(it.by), it.of) for it in named_in(modules)}) > 40
    assert closed(modules) == []


def test_nobody_reads_the_tables_of_another() -> None:
    assert tables_of_others(sources()) == []


@pytest.mark.parametrize(
    "said",
    [
        "from central.depot.slot_tables import slots",
        "import central.depot.slot_tables as own",
        "from central.depot import slot_tables",
        "from ..depot import slot_tables",
        "def f():\n    import_module('central.depot.slot_tables')",
    ],
)
def test_no_way_to_write_it_leads_to_the_tables_of_another(said: str) -> None:
    defines = "from sqlalchemy import Table\nslots = Table('depot_slots')"
    house = {"central": "", "central.depot": "", "central.depot.slot_tables": defines}
    other = {"central.yard": "", "central.yard.service": said}
    assert closed(house | other) == ["central.yard.service: central.depot.slot_tables"] or (
        closed(house | other) == ["central.yard.service: central.depot.slot_tables.slots"]
    )
    assert tables_of_others(house | other) == ["central.yard.service: central.depot.slot_tables"]
    if ".." not in said:
        loose = tables_of_others(house | {"central.health": said})
        assert loose == ["central.health: central.depot.slot_tables"]


@pytest.mark.parametrize("package", ["central", "edge"])
def test_the_page_of_the_house_names_every_room_from_above_to_below(package: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(it["layers"] for it in contracts if it.get("containers") == [package])
    level = {name: n for n, row in enumerate(layers) for name in row.split(" : ")}
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = page.partition(f"| {package}, from above")[2].partition("\n\n")[0]
    told = [
        [name for name in re.findall(r"`(\w+)`", row.split("|")[1]) if name in level]
        for row in table.splitlines()[2:]
    ]
    assert {name for row in told for name in row} == level.keys() - {"__main__"}
    highest = [min(level[name] for name in row) for row in told]
    lowest = [max(level[name] for name in row) for row in told]
    assert all(one < other for one, other in zip(lowest, highest[1:], strict=False))


def test_what_the_page_of_the_house_leads_to_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8").partition("| looking for")[2]
    named = [name for name in re.findall(r"`([\w/]+(?:\.py)?)`", page) if name.count("/")]
    named = [name for name in named if not name.endswith("/")]
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []
