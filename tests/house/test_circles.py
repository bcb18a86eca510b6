"""No module, and no package as a whole, needs itself, over however many others."""

from __future__ import annotations

from functools import cache
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.support.imports import imports_of, known_part, module_name
from tests.support.paths import ROOT

PACKAGES = ("wire", "syntax", "formats", "settings", "httpd", "edge", "central", "hardware_sim")
Graph = dict[str, set[str]]


@cache
def sources() -> dict[str, str]:
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {module_name(path, ROOT): path.read_text("utf-8") for path in paths}


def needs(modules: dict[str, str]) -> Graph:
    """Each module to those of ``modules`` that it imports."""
    found: Graph = {}
    packages = {name.rpartition(".")[0] for name in modules}
    for name, source in modules.items():
        package = name if name in packages else name.rpartition(".")[0]
        named = {known_part(it, modules) for it in imports_of(source, package)}
        found[name] = named - {name, ""}
    return found


@cache
def house() -> Graph:
    return needs(sources())


def merged(graph: Graph, depth: int) -> Graph:
    """What is below ``depth`` names counts as one: 1 is a top package, 2 a capability of central or
    a package of edge, 3 a folder in one.
    """
    found: Graph = {}
    for name, others in graph.items():
        room = ".".join(name.split(".")[:depth])
        of_others = {".".join(other.split(".")[:depth]) for other in others}
        found.setdefault(room, set()).update(of_others - {room})
    return found


def circle(graph: Graph) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_needs_itself() -> None:
    assert len(sources()) > 200
    assert circle(house()) == []


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_no_package_needs_itself_over_modules_of_others(depth: int) -> None:
    rooms = merged(house(), depth)
    assert len(rooms) >= len(PACKAGES)
    assert circle(rooms) == []


@pytest.mark.parametrize(
    "last",
    [
        "from p.a import x",
        "import p.a as y",
        "from . import a",
        "from .a import x",
        "def f():\n    import p.a",
        "import_module('p.a')",
        "importlib.import_module('.a', 'p')",
        "__import__('p.a')",
        "NAME = 'p.a'\ndef f():\n    import_module(NAME)",
        "NAME: str = 'p.a'\nimport_module(NAME)",
    ],
)
def test_however_it_is_imported_it_closes_the_circle(last: str) -> None:
    modules = {
        "p": "",
        "p.a": "def f():\n    import p.b\n",
        "p.b": "from p.c import x",
        "p.c": last,
    }
    assert set(circle(needs(modules))) == {"p.a", "p.b", "p.c"}
    assert circle(needs(modules | {"p.c": ""})) == []


@pytest.mark.parametrize(
    "last", ["from p.a.one import x", "import_module(f'p.a.{kind}')", "from ..a import one"]
)
def test_packages_go_in_a_circle_where_no_module_does(last: str) -> None:
    modules = {"p": "", "p.a.one": "", "p.a.two": "import p.b.three", "p.b.four": last} | {
        "p.a": "",
        "p.b": "",
        "p.b.three": "",
    }
    assert circle(needs(modules)) == []
    assert set(circle(merged(needs(modules), 2))) == {"p.a", "p.b"}
    assert circle(merged(needs(modules), 1)) == []
