"""Measures of the house. A bound is what has been reached: it is lowered, never raised."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Set
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.support.imports import module_name
from tests.support.paths import ROOT

PACKAGES = ("wire", "syntax", "formats", "settings", "httpd", "edge", "central", "hardware_sim")
Function = ast.FunctionDef | ast.AsyncFunctionDef
LOOSE_MAX = {"central": 9, "edge": 10}
UNTYPED_MAX = 59
TUPLES_MAX = 0
ALIASED_MAX = 3
LINES_MAX, PARAMETERS_MAX = 40, 7
ASSERTS_MAX = 0
NO_PARTICIPLES = {
    "central/tracking": "what the capability does is called so",
    "central/migrations/versions/v0002_tracking.py": "a migration is never renamed",
    "central/access/signing.py": "the second signature is called so",
    "central/agreements/service/moving.py": "a part from one contract to another",
    "central/cums/rules/closing.py": "the end of a difference, by a person",
    "central/cums/service/closing.py": "the end of a difference, by a person",
    "central/office/exporting.py": "as importing",
    "central/office/importing.py": "`import` is a word of the language",
    "central/orders/service/reading.py": "what is read, beside what is written",
    "central/releases/rules/remaining.py": "a quantity, not an act",
    "central/words/spelling.py": "a noun",
    "edge/app/housekeeping.py": "a noun",
    "edge/cell/reading.py": "what is read, beside what is written",
    "edge/node/printing.py": "what the node does with printers is a noun of the trade",
    "edge/planning": "the department of the plant",
    "edge/scanners/framing.py": "how bytes become frames is called so",
    "edge/screen/reading.py": "what is read, beside what is written",
    "hardware_sim/office/shipping.py": "the floor's own word for what leaves it",
}
"""Modules and packages that end like a participle, each with its reason."""
NAMED_LONG = {
    "wire/schema.py::asyncapi": "a document, written down as it reads",
    "edge/screen/terminal_view.py::terminal_view": "a page's fields, one a line",
    "edge/sequencer/cut_kernels.py::search": "its parts would hand on a dozen arrays that grow",
    "edge/sequencer/walk_kernels.py::price": "split, it took 1.7 to 2.4 times as long",
}
NAMED_WIDE = {
    **dict.fromkeys(
        (f"hardware_sim/cli.py::{name}" for name in ("demo", "line", "proxy")),
        "a command: each option is a parameter",
    ),
    **dict.fromkeys(
        (f"edge/sequencer/cut_kernels.py::{name}" for name in ("cheapest", "certify")),
        "part of every change, in microseconds: each tuple with names costs numba 3 of them a call",
    ),
}


def sources(*packages: str) -> list[Path]:
    return [p for package in packages for p in sorted((ROOT / package).rglob("*.py"))]


def parameters(function: Function) -> list[ast.arg]:
    given = function.args
    more = [one for one in (given.vararg, given.kwarg) if one]
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, *more]
    return [one for one in every if one.arg not in ("self", "cls")]


def is_long_tuple(node: ast.AST) -> bool:
    match node:
        case ast.Subscript(
            value=ast.Name(id="tuple" | "Tuple") | ast.Attribute(attr="Tuple"),
            slice=ast.Tuple(elts=elements),
        ):
            return len(elements) > 2
    return False


def parts_of(annotation: ast.AST | None) -> Iterator[ast.AST]:
    """Everything in it, in what is quoted too."""
    for node in ast.walk(annotation) if annotation else ():
        yield node
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            with suppress(SyntaxError):  # words of a Literal or of Annotated
                yield from ast.walk(ast.parse(node.value, mode="eval"))


def long_aliases(tree: ast.Module) -> set[str]:
    """Names that a module gives to types with a long tuple."""
    found = set()
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript() | ast.BinOp() as said)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as said)
            ) if any(map(is_long_tuple, parts_of(said))):
                found.add(name)
    return found


@cache
def aliases() -> frozenset[str]:
    """``module.name`` of each; parsed is only where a line looks like one."""
    looks = re.compile(r"^\w+(: \w+)? = (.*[tT]uple\[|\()", re.MULTILINE)
    texts = {path: path.read_text("utf-8") for path in sources(*PACKAGES)}
    return frozenset(
        f"{module_name(path, ROOT)}.{name}"
        for path, text in texts.items()
        if looks.search(text)
        for name in long_aliases(ast.parse(text))
    )


def aliases_in(module: str, tree: ast.Module, known: Set[str]) -> set[str]:
    """What the aliases are called in a module: its own, and those that it imports, as ``Key`` or
    ``memory.Key``.
    """
    found = {it.rpartition(".")[2] for it in known if it.rpartition(".")[0] == module}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for one in node.names:
                whole, here = f"{node.module}.{one.name}", one.asname or one.name
                found |= {here} if whole in known else set()
                found |= {
                    f"{here}.{it.rpartition('.')[2]}"
                    for it in known
                    if it.rpartition(".")[0] == whole
                }
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Of one function, or of an assertion, which has only a name."""

    name: str
    lines: int = 0
    parameters: int = 0
    long_tuple: bool = False
    aliased: bool = False
    """A long tuple by a name that it was given."""
    asserts: bool = False


@cache
def measures_of(path: Path) -> tuple[Measure, ...]:
    """What is measured in a file, which is read once."""
    found = []
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    said = any(name.rpartition(".")[2] in text for name in aliases())
    named = aliases_in(module_name(path, ROOT), tree, aliases()) if said else set()
    for node in ast.walk(tree):
        if isinstance(node, Function):
            found.append(measure_of(f"{path.relative_to(ROOT)}::{node.name}", node, named))
        elif is_assertion(node):
            place = getattr(node, "lineno", 0)
            found.append(Measure(name=f"{path.relative_to(ROOT)}:{place}", asserts=True))
    return tuple(found)


def is_assertion(node: ast.AST) -> bool:
    match node:
        case ast.Assert():
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id=name)) | ast.Name(id=name)):
            return name == "AssertionError"
    return False


def measure_of(name: str, function: Function, named: Set[str] = frozenset()) -> Measure:
    given = parameters(function)
    said = (*(one.annotation for one in given), function.returns)
    parts = [node for it in said for node in parts_of(it)]
    return Measure(
        name=name,
        lines=(function.end_lineno or function.lineno) - function.lineno + 1,
        parameters=len(given),
        long_tuple=any(map(is_long_tuple, parts)),
        aliased=any(
            isinstance(it, ast.Name | ast.Attribute) and ast.unparse(it) in named for it in parts
        ),
    )


def measures(*packages: str) -> Iterator[Measure]:
    for path in sources(*packages):
        yield from measures_of(path)


def with_long_tuples(*packages: str) -> list[str]:
    return [it.name for it in measures(*packages) if it.long_tuple]


def with_aliases(*packages: str) -> list[str]:
    return [it.name for it in measures(*packages) if it.aliased]


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


def participles(names: Iterable[str]) -> set[str]:
    return {name for name in names if name.removesuffix(".py").endswith("ing")}


def test_no_module_and_no_package_is_called_by_a_participle() -> None:
    modules = {path.relative_to(ROOT) for path in sources(*PACKAGES)}
    packages = {path.parent for path in modules}
    assert participles(map(str, modules | packages)) == NO_PARTICIPLES.keys()


def test_an_exception_is_one_place_not_a_name() -> None:
    others = {"edge/doing/x.py", "edge/doing", "central/agreements/service/reading.py"}
    assert participles(others) - NO_PARTICIPLES.keys() == others - {"edge/doing/x.py"}


def test_tables_without_a_type_become_fewer() -> None:
    untyped = re.compile(r"dict\[str, Any\]")
    found = {
        str(path.relative_to(ROOT)): len(untyped.findall(path.read_text("utf-8")))
        for path in sources("central")
    }
    assert sum(found.values()) <= UNTYPED_MAX


def test_signatures_with_long_tuples_become_fewer() -> None:
    assert len(with_long_tuples(*PACKAGES)) <= TUPLES_MAX, with_long_tuples(*PACKAGES)
    assert len(with_aliases(*PACKAGES)) <= ALIASED_MAX, with_aliases(*PACKAGES)


def test_what_is_beyond_a_measure_is_named() -> None:
    assert set(long(*PACKAGES)) == NAMED_LONG.keys()
    assert set(wide(*PACKAGES)) == NAMED_WIDE.keys()


def test_asserts_in_the_program_become_fewer() -> None:
    assert len(asserts(*PACKAGES)) <= ASSERTS_MAX, asserts(*PACKAGES)


def only(source: str, named: Set[str] = frozenset()) -> Measure:
    function = ast.parse(source).body[0]
    assert isinstance(function, Function)
    return measure_of("only", function, named)


def test_a_measure_sees_what_is_written_otherwise() -> None:
    assert only("def f(a: 'tuple[str, str, str]'): ...").long_tuple
    assert only("def f() -> 'list[tuple[str, str, str]] | None': ...").long_tuple
    assert not only("def f(a: 'tuple[str, ...]', b: Literal['in order']): ...").long_tuple
    known = long_aliases(ast.parse("Key = tuple[str, str, str]\nPair: TypeAlias = tuple[int, int]"))
    assert known == {"Key"}
    other = ast.parse("from m import Key as K\nfrom p import m")
    assert aliases_in("other", other, {"m.Key", "p.m.Key"}) == {"K", "m.Key"}
    assert only("def f(a: list[K]): ...", {"K"}).aliased
    assert only("def f(a: m.Key): ...", {"m.Key"}).aliased
    assert only("def f(a, b, c, d, e, g, *h, **i): ...").parameters == 8
    assert is_assertion(ast.parse("raise AssertionError('never')").body[0])


def test_pure_rooms_are_named_and_are_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    pure = next(it for it in contracts if it["name"].startswith("pure rooms"))
    rooms = [name.replace(".", "/") for name in pure["source_modules"] if "*" not in name]
    assert all((ROOT / name).is_dir() or (ROOT / f"{name}.py").is_file() for name in rooms)
    assert {"wire", "syntax", "edge/cell", "central/edi", "central/words"} <= set(rooms)
