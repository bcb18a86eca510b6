"""Pure rooms know no clock, no file and no environment: by what they call, beside the contract that
says what they do not import.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT

CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
CLOCK |= {"time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter"}
ENVIRONMENT = {"os.environ", "os.getenv"}
FILES = {"read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob", "rglob"}
FILES |= {"mkdir", "unlink", "touch"}
NAMED = {
    "edge/sequencer/warm.py": "compiles the kernels into a folder before the first plan",
    "wire/sentences/__init__.py": "forms are tables that lie beside it",
    "central/edi/profiles/__init__.py": "profiles are tables that lie beside it",
    "central/edi/meanings/__init__.py": "meanings are tables that lie beside it",
}
"""Files of pure rooms that do touch the world."""


def rooms() -> Iterator[Path]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    pure = next(it for it in contracts if it["name"].startswith("pure rooms"))
    for name in pure["source_modules"]:
        pattern = name.replace(".", "/")
        yield from ROOT.glob(f"{pattern}.py")
        yield from ROOT.glob(f"{pattern}/**/*.py")


def impure(source: str) -> list[str]:
    return [said for node in ast.walk(ast.parse(source)) for said in _touched(node)]


def _touched(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Attribute() if ".".join(ast.unparse(node).split(".")[-2:]) in CLOCK | ENVIRONMENT:
            yield ast.unparse(node)
        case ast.Call(func=ast.Attribute(attr=name)) if name in FILES:
            yield ast.unparse(node.func)
        case ast.Call(func=ast.Attribute(attr="open") as called) if isinstance(
            called.value, ast.Call
        ) or ast.unparse(called.value) in ("io", "os"):
            yield ast.unparse(called)
        case ast.Call(func=ast.Attribute(attr="open") as called, args=[ast.Constant(), *_]):
            yield ast.unparse(called)
        case ast.Call(func=ast.Name(id="open")):
            yield "open"
        case ast.ImportFrom(module="os", names=names):
            yield from (it.name for it in names if it.name in ("environ", "getenv"))


def test_pure_rooms_ask_neither_clock_nor_file_nor_environment() -> None:
    paths = set(rooms())
    assert len(paths) > 100
    found = {
        str(path.relative_to(ROOT)): said
        for path in paths
        if (said := impure(path.read_text("utf-8")))
    }
    assert found.keys() == NAMED.keys(), found


@pytest.mark.parametrize(
    "said",
    [
        "datetime.now(UTC)",
        "datetime.datetime.now()",
        "date.today()",
        "time.time()",
        "now = time.monotonic",
        "Path(name).read_text()",
        "Path(name).write_text('')",
        "Path(name).open()",
        "path.open('rb')",
        "open(name)",
        "os.environ['HOME']",
        "from os import environ",
    ],
)
def test_each_way_out_is_seen(said: str) -> None:
    assert impure(f"def f():\n    {said}\n")


def test_a_method_of_that_name_is_no_way_out() -> None:
    assert impure("stamp.now\ndifference.open()\nisa.time") == []
