"""No circle of modules: each can be read, tested and moved with what stands under it alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("edge", "central", "wire", "httpd", "settings", "formats", "syntax")

KNOWN = ("edge.sequencer.compiled", "edge.sequencer.live_changes")
"""The one arrow back that is still to be cut: the planner asks for its replanning by name."""


def modules() -> dict[str, Path]:
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


def asked_for(node: ast.AST, known: dict[str, Path]) -> Iterator[str]:
    """Modules of ours that one statement imports, ``import_module`` with a literal too."""
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(base), names=names, level=0):
            inner = [f"{base}.{alias.name}" for alias in names]
            yield from (name for name in inner if name in known)
            if not all(name in known for name in inner):
                yield base
        case ast.Call(func=ast.Name(id="import_module"), args=[ast.Constant(value=str(name)), *_]):
            yield name
        case ast.Call(
            func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(name)), *_]
        ):
            yield name


def at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    """All but what stands for the type checker alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from at_run_time(node)


def imports(known: dict[str, Path]) -> dict[str, set[str]]:
    return {
        name: {
            asked
            for node in at_run_time(ast.parse(path.read_text("utf-8")))
            for asked in asked_for(node, known)
            if asked in known and asked != name
        }
        for name, path in known.items()
    }


def circle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [str(name) for name in error.args[1]]
    return []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = imports(modules())
    graph[KNOWN[0]].discard(KNOWN[1])
    assert circle(graph) == []


def test_a_circle_over_import_module_is_found() -> None:
    known = {"wire.a": Path("a"), "wire.b": Path("b")}
    tree = ast.parse('from importlib import import_module\nimport_module("wire.a")')
    asked = {name for node in at_run_time(tree) for name in asked_for(node, known)}
    assert circle({"wire.a": {"wire.b"}, "wire.b": asked & known.keys()})
