"""What a source imports, however it is written."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator
from pathlib import Path

BY_NAME = {"import_module", "__import__", "find_spec"}


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(source: str, package: str) -> Iterator[str]:
    """Dotted names: of modules, and of what is taken from one (``module.name``). In functions too,
    relative to ``package``, which is that of the source, and by a text: one that is written there,
    a constant of the module, or the beginning of one that is put together.
    """
    tree = ast.parse(source)
    constants = dict(_constants(tree))
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                upper = package.split(".")[: len(package.split(".")) - level + 1] if level else []
                start = ".".join([*upper, *([module] if module else [])])
                yield from (f"{start}.{alias.name}" for alias in names)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *_]) if (
                name in BY_NAME
            ):
                yield from _text(first, constants, package)


def known_part(name: str, known: Container[str]) -> str:
    """The longest beginning of a dotted name that is known; empty: none is."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str() as text))
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str() as text))
            ):
                yield name, text


def _text(node: ast.expr, constants: dict[str, str], package: str) -> Iterator[str]:
    match node:
        case ast.Constant(value=str() as text):
            yield package + text if text.startswith(".") else text
        case ast.Name(id=name) if name in constants:
            yield constants[name]
        case ast.JoinedStr(values=[ast.Constant(value=str() as text), *_]):
            yield text.rpartition(".")[0]
        case ast.JoinedStr(values=[ast.FormattedValue(value=ast.Name(id=name)), *_]):
            yield constants.get(name, "")
