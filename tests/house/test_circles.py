"""No module of these packages needs itself, over however many others."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("wire", "syntax", "formats", "settings", "httpd", "edge", "central")


def modules() -> dict[str, Path]:
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(tree: ast.AST, known: Collection[str]) -> Iterator[str]:
    """Names of modules, those that are imported in a function or by their name as text too.
    ``from package import name`` needs the module of that name, or else the package.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in known else node.module
        elif isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            name = called.id if isinstance(called, ast.Name) else called
            first = node.args[0]
            if name == "import_module" and isinstance(first, ast.Constant):
                yield str(first.value)


def needs(sources: dict[str, str]) -> dict[str, set[str]]:
    """Each module to those of ``sources`` that it imports."""
    return {
        name: {one for one in imported(ast.parse(source), sources) if one in sources} - {name}
        for name, source in sources.items()
    }


def circle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_needs_itself() -> None:
    sources = {name: path.read_text("utf-8") for name, path in modules().items()}
    assert len(sources) > 200
    assert circle(needs(sources)) == []


def test_an_import_by_name_or_inside_a_function_closes_a_circle_too() -> None:
    sources = {
        "a": "def f():\n    from importlib import import_module\n    import_module('b')\n",
        "b": "def f():\n    import c\n",
        "c": "from a import x\n",
    }
    assert set(circle(needs(sources))) == {"a", "b", "c"}
    assert circle(needs(sources | {"c": ""})) == []
