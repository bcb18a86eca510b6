"""What the layers of ``pyproject.toml`` cannot say: what of a neighbour may be imported, and that
the page of the house names every room.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.support.paths import ROOT

CENTRAL = ROOT / "central"
OPEN = {"service", "rules", "model"}
"""What a capability shows to others."""
BELOW = {"access", "db", "http", "web", "words", "edi", "house", "demand", "folders", "ways"}
"""Rooms that are no capability: all of them is for the others."""
ABOVE = {"commands", "migrations"}


def across() -> Iterator[str]:
    """``capability: other.room`` of each import of a capability from another."""
    capabilities = {p.parent.name for p in CENTRAL.glob("*/__init__.py")} - BELOW
    for path in CENTRAL.glob("*/**/*.py"):
        own = path.relative_to(CENTRAL).parts[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if own in ABOVE or not isinstance(node, ast.ImportFrom) or not node.module:
                continue
            for alias in node.names:
                root, *names = f"{node.module}.{alias.name}".split(".")
                if root == "central" and names[0] in capabilities - {own}:
                    yield f"{own}: {'.'.join(names[:2])}"


def test_of_a_neighbour_only_service_rules_and_model_are_imported() -> None:
    found = set(across())
    assert len(found) > 40
    assert not {it for it in found if it.rpartition(".")[2] not in OPEN}


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
