"""Which fields of which classes the house reads, by its source: the receiver of each attribute is
traced back to the annotations of parameters, fields, returns and loops. Of a receiver that cannot
be traced, a name counts only if no other class has it.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

_MANY = frozenset(
    ("tuple", "list", "set", "frozenset", "Sequence", "Iterable", "Iterator", "Collection")
)
_TABLES = frozenset(("dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict"))
_ONE_OF_MANY = frozenset(("next", "min", "max"))
_SAME = frozenset(("sorted", "tuple", "list", "set", "reversed", "iter", "replace", "filter"))
_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef)

Node = ast.expr | None


class Sources:
    """The classes and functions of all files, by name; a name of two classes is neither."""

    def __init__(self, files: Iterable[Path]) -> None:
        self.trees = {file: _parsed(file.read_text("utf-8")) for file in files}
        self.fields: dict[str, dict[str, Node]] = {}
        self.owners: dict[str, set[str]] = defaultdict(set)
        self.returns: dict[str, Node] = {}
        self.methods: dict[ast.AST, str] = {}
        self.bases: dict[str, list[str]] = {}
        for tree in self.trees.values():
            for node in ast.walk(tree):
                self._note(node)
        for name, bases in self.bases.items():
            for base in bases:
                self.fields[name] = {**self.fields.get(base, {}), **self.fields[name]}

    def _note(self, node: ast.AST) -> None:
        if isinstance(node, ast.ClassDef):
            found = self.fields.setdefault(node.name, {})
            self.bases[node.name] = [b.id for b in node.bases if isinstance(b, ast.Name)]
            for part in node.body:
                if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                    found[part.target.id] = part.annotation
                    self.owners[part.target.id].add(node.name)
                elif isinstance(part, ast.FunctionDef):
                    self.methods[part] = node.name
                    self.owners[part.name].add(node.name)
                    if any(getattr(d, "id", "") == "property" for d in part.decorator_list):
                        found[part.name] = part.returns
        elif isinstance(node, _DEFINES):
            known, now = self.returns.get(node.name, node.returns), node.returns
            same = known is not None and now is not None and ast.dump(known) == ast.dump(now)
            self.returns[node.name] = now if same else None


@cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


class _Scope:
    """The names of one function, with the annotations that they stand for."""

    def __init__(self, house: Sources, node: ast.AST, outer: dict[str, Node]) -> None:
        self.house = house
        self.names = dict(outer)
        if isinstance(node, _DEFINES):
            args = node.args
            for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs):
                self.names[arg.arg] = arg.annotation
            if node in house.methods:
                self.names["self"] = ast.Name(house.methods[node])
        for _ in range(2):  # a name may be bound below where a comprehension uses it
            for inner in ast.walk(node):
                self._bind(inner)

    def _bind(self, node: ast.AST) -> None:
        if isinstance(node, ast.AnnAssign):
            self._name(node.target, node.annotation)
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            self._name(node.targets[0], self.type_of(node.value))
        elif isinstance(node, ast.NamedExpr):
            self._name(node.target, self.type_of(node.value))
        elif isinstance(node, ast.For | ast.comprehension):
            self._name(node.target, member(self.type_of(node.iter)))
        elif isinstance(node, ast.match_case):
            self._case(node.pattern)

    def _case(self, pattern: ast.pattern) -> None:
        inner = pattern.pattern if isinstance(pattern, ast.MatchAs) else None
        if isinstance(pattern, ast.MatchAs) and isinstance(inner, ast.MatchClass) and pattern.name:
            self.names[pattern.name] = inner.cls

    def _name(self, target: ast.expr, found: Node) -> None:
        if found is None:
            return
        if isinstance(target, ast.Name):
            self.names.setdefault(target.id, found)
            if self.names[target.id] is None:
                self.names[target.id] = found
        elif isinstance(target, ast.Tuple) and len(pair := _arguments(found)) == len(target.elts):
            for each, kind in zip(target.elts, pair, strict=True):
                self._name(each, kind)

    def type_of(self, node: ast.expr) -> Node:
        """The annotation of an expression; None: it cannot be told."""
        match node:
            case ast.Name():
                return self.names.get(node.id)
            case ast.Attribute():
                owner = class_of(self.type_of(node.value), self.house)
                return self.house.fields[owner].get(node.attr) if owner else None
            case ast.Subscript():
                return member(self.type_of(node.value), value=True)
            case ast.Call():
                return self._called(node)
            case ast.IfExp():
                return self.type_of(node.body) or self.type_of(node.orelse)
            case ast.BoolOp():
                return next(filter(None, map(self.type_of, node.values)), None)
            case ast.Await() | ast.Starred():
                return self.type_of(node.value)
            case ast.GeneratorExp() | ast.ListComp() | ast.SetComp():
                found = self.type_of(node.elt)
                return None if found is None else _many(found)
            case ast.Tuple() | ast.List() if node.elts:
                found = next(filter(None, map(self._spread, node.elts)), None)
                return None if found is None else _many(found)
        return None

    def _spread(self, node: ast.expr) -> Node:
        found = self.type_of(node)
        return member(found) if isinstance(node, ast.Starred) else found

    def _called(self, node: ast.Call) -> Node:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name in ("values", "get", "pop", "items"):
                found = self.type_of(node.func.value)
                whole = _arguments(found)
                if name == "items" and len(whole) == 2:
                    return _many(_pair(*whole))
                one = member(found, value=True)
                return _many(one) if name == "values" and one else one
        if name in self.house.fields:
            return ast.Name(name)
        if name in _ONE_OF_MANY and node.args:
            return member(self.type_of(node.args[0]))
        if name in _SAME and node.args:
            return self.type_of(node.args[-1 if name == "filter" else 0])
        return self.house.returns.get(name)


def reads(
    house: Sources, files: Iterable[Path], names: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Class and field of every read of these names; of one that cannot be traced, the only class
    that has it.
    """
    for file in files:
        tree = house.trees[file]
        yield from _reads(house, tree, names)


def _reads(house: Sources, tree: ast.Module, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    functions = [n for n in ast.walk(tree) if isinstance(n, _DEFINES)]
    below = [n for n in tree.body if not isinstance(n, (*_DEFINES, ast.ClassDef))]
    top = ast.Module(body=below, type_ignores=[])
    outer = _Scope(house, top, {}).names
    for where in (top, *functions):
        asked = [n for n in ast.walk(where) if isinstance(n, ast.Attribute) and n.attr in names]
        by_name = [n for n in ast.walk(where) if isinstance(n, ast.Call) and _is_getattr(n)]
        if not (asked or by_name):
            continue
        scope = _Scope(house, where, outer)
        for node in asked:
            found = scope.type_of(node.value)
            if owner := class_of(found, house):
                yield owner, node.attr
            elif found is None:
                yield from _only(house, node.attr)
        for call in by_name:
            if owner := class_of(scope.type_of(call.args[0]), house):
                yield from ((owner, text) for text in _texts(tree) & names)


def _is_getattr(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "getattr"


def _texts(tree: ast.Module) -> set[str]:
    """What a module may hand to ``getattr``."""
    found = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {text for text in found if isinstance(text, str)}


def _only(house: Sources, name: str) -> Iterator[tuple[str, str]]:
    if len(owners := house.owners.get(name, set())) == 1:
        yield next(iter(owners)), name


def class_of(kind: Node, house: Sources) -> str:
    """The class that an annotation names, without ``None``; empty: none of ours, or several."""
    match kind:
        case ast.Name() if kind.id in house.fields:
            return kind.id
        case ast.Attribute():
            return kind.attr if kind.attr in house.fields else ""
        case ast.BinOp():
            return class_of(kind.left, house) or class_of(kind.right, house)
        case ast.Subscript() if getattr(kind.value, "id", "") == "Annotated":
            return class_of(_arguments(kind)[0], house)
        case ast.Constant() if isinstance(kind.value, str):
            return kind.value if kind.value in house.fields else ""
    return ""


def member(kind: Node, *, value: bool = False) -> Node:
    """What a loop over it gives; with ``value`` what a table holds under a key."""
    if isinstance(kind, ast.BinOp):
        return member(kind.left, value=value) or member(kind.right, value=value)
    name = getattr(getattr(kind, "value", None), "id", "")
    arguments = _arguments(kind)
    if name == "Annotated":
        return member(arguments[0], value=value)
    if name in _TABLES and len(arguments) == 2:
        return arguments[1] if value else arguments[0]
    return arguments[0] if name in _MANY and arguments else None


def _arguments(kind: Node) -> list[ast.expr]:
    if not isinstance(kind, ast.Subscript):
        return []
    inner = kind.slice
    return list(inner.elts) if isinstance(inner, ast.Tuple) else [inner]


def _many(kind: ast.expr) -> ast.expr:
    return ast.Subscript(value=ast.Name("tuple"), slice=kind)


def _pair(first: ast.expr, second: ast.expr) -> ast.expr:
    return ast.Subscript(value=ast.Name("tuple"), slice=ast.Tuple(elts=[first, second]))
