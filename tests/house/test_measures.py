"""Measures of the house. A bound is what has been reached: it is lowered, never raised."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("wire", "syntax", "formats", "settings", "httpd", "edge", "central", "hardware_sim")
Function = ast.FunctionDef | ast.AsyncFunctionDef
LOOSE_MAX = {"central": 9, "edge": 10}
UNTYPED_MAX = 59
TUPLES_MAX = 8
LINES_MAX, LONG_MAX = 40, 12
PARAMETERS_MAX, WIDE_MAX = 7, 12
ASSERTS_MAX = 0
NO_PARTICIPLES = {
    "v0002_tracking": "a migration is never renamed, and tracking is the capability",
    "printing": "what the node does with printers is a noun of the trade",
    "shipping": "the floor's own word for what leaves it",
    "framing": "how bytes become frames is called so",
    "signing": "the second signature is called so",
    "importing": "`import` is a word of the language",
    "exporting": "as importing",
    "reading": "what is read, beside what is written",
    "remaining": "a quantity, not an act",
    "moving": "a part from one contract to another",
    "spelling": "a noun",
    "housekeeping": "a noun",
    "closing": "the end of a difference, by a person",
}
"""Modules that end like a participle, each with its reason."""
OUTSIDE = ("wire", "syntax", "formats", "settings", "httpd", "edge", "hardware_sim")
"""Everything but the office: what is beyond a measure here is named, with its reason."""
LONG_OUTSIDE = {
    "wire/schema.py::asyncapi": "a document, written down as it reads",
    "edge/screen/terminal_view.py::terminal_view": "a page's fields, one a line",
    "edge/sequencer/cut_kernels.py::search": "its parts would hand on a dozen arrays that grow",
    "edge/sequencer/walk_kernels.py::price": "split, it took 1.7 to 2.4 times as long",
}
WIDE_OUTSIDE = {
    **dict.fromkeys(
        (f"hardware_sim/cli.py::{name}" for name in ("demo", "line", "proxy")),
        "a command: each option is a parameter",
    ),
    **dict.fromkeys(
        (f"edge/sequencer/cut_kernels.py::{name}" for name in ("cheapest", "certify")),
        "part of every change, in microseconds: each tuple with names costs numba 3 of them a call",
    ),
}
CLEAN = ("wire", "syntax", "formats", "settings", "central")
"""Rooms where nothing of this is left."""


def sources(*packages: str) -> list[Path]:
    return [p for package in packages for p in sorted((ROOT / package).rglob("*.py"))]


def parameters(function: Function) -> list[ast.arg]:
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return [one for one in every if one.arg not in ("self", "cls")]


def is_long_tuple(node: ast.AST) -> bool:
    match node:
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=elements)):
            return len(elements) > 2
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Of one function, or of an assertion, which has only a name."""

    name: str
    lines: int = 0
    parameters: int = 0
    long_tuple: bool = False
    asserts: bool = False


@cache
def measures_of(path: Path) -> tuple[Measure, ...]:
    """What is measured in a file, which is read once."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, Function):
            found.append(measure_of(f"{path.relative_to(ROOT)}::{node.name}", node))
        elif isinstance(node, ast.Assert):
            found.append(Measure(name=f"{path.relative_to(ROOT)}:{node.lineno}", asserts=True))
    return tuple(found)


def measure_of(name: str, function: Function) -> Measure:
    given = parameters(function)
    said = (*(one.annotation for one in given), function.returns)
    return Measure(
        name=name,
        lines=(function.end_lineno or function.lineno) - function.lineno + 1,
        parameters=len(given),
        long_tuple=any(is_long_tuple(node) for it in said if it for node in ast.walk(it)),
    )


def measures(*packages: str) -> Iterator[Measure]:
    for path in sources(*packages):
        yield from measures_of(path)


def with_long_tuples(*packages: str) -> list[str]:
    return [it.name for it in measures(*packages) if it.long_tuple]


def wide(*packages: str) -> list[str]:
    return [it.name for it in measures(*packages) if it.parameters > PARAMETERS_MAX]


def long(*packages: str) -> list[str]:
    return [it.name for it in measures(*packages) if it.lines > LINES_MAX]


def asserts(*packages: str) -> list[str]:
    return [it.name for it in measures(*packages) if it.asserts]


@pytest.mark.parametrize("package", LOOSE_MAX)
def test_few_files_lie_loose(package: str) -> None:
    loose = [path.name for path in (ROOT / package).glob("*.py")]
    assert len(loose) <= LOOSE_MAX[package], loose


def test_no_module_is_called_by_a_participle() -> None:
    called = {path.stem for path in sources(*PACKAGES) if path.stem.endswith("ing")}
    assert called <= NO_PARTICIPLES.keys()


def test_tables_without_a_type_become_fewer() -> None:
    untyped = re.compile(r"dict\[str, Any\]")
    found = {
        str(path.relative_to(ROOT)): len(untyped.findall(path.read_text("utf-8")))
        for path in sources("central")
    }
    assert sum(found.values()) <= UNTYPED_MAX


def test_signatures_with_long_tuples_become_fewer() -> None:
    assert len(with_long_tuples(*PACKAGES)) <= TUPLES_MAX, with_long_tuples(*PACKAGES)
    assert not with_long_tuples(*CLEAN)


def test_long_functions_become_fewer() -> None:
    assert len(long(*PACKAGES)) <= LONG_MAX, long(*PACKAGES)
    assert set(long(*CLEAN)) <= {"wire/schema.py::asyncapi"}


def test_functions_with_many_parameters_become_fewer() -> None:
    assert len(wide(*PACKAGES)) <= WIDE_MAX, wide(*PACKAGES)
    assert not wide(*CLEAN)


def test_what_is_beyond_a_measure_outside_the_office_is_named() -> None:
    assert set(long(*OUTSIDE)) == LONG_OUTSIDE.keys()
    assert set(wide(*OUTSIDE)) == WIDE_OUTSIDE.keys()
    assert not with_long_tuples(*OUTSIDE)
    assert not asserts(*OUTSIDE)


def test_asserts_in_the_program_become_fewer() -> None:
    assert len(asserts(*PACKAGES)) <= ASSERTS_MAX, asserts(*PACKAGES)
    assert not asserts(*CLEAN)


def test_pure_rooms_are_named_and_are_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    pure = next(it for it in contracts if it["name"].startswith("pure rooms"))
    rooms = [name.replace(".", "/") for name in pure["source_modules"] if "*" not in name]
    assert all((ROOT / name).is_dir() or (ROOT / f"{name}.py").is_file() for name in rooms)
    assert {"wire", "syntax", "edge/cell", "central/edi", "central/words"} <= set(rooms)
