"""The rules of tests: nobody sleeps, helpers are imported, folders are those of the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.paths import ROOT

TESTS = ROOT / "tests"
WAITING = {TESTS / "support" / "waiting.py", TESTS / "central" / "databases" / "keep.py"}
"""The helper, and a program that runs in older checkouts too, where the helper is not."""
APART = {"support", "house", "faults", "journeys"}
"""Folders that are of no package: helpers, rules, and tests of the whole."""
LOADERS = {"spec_from_file_location", "SourceFileLoader", "run_path", "run_module"}


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    """Every call in the tests with its name."""
    for path in TESTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                yield path, node, name


def is_zero(node: ast.Call) -> bool:
    return isinstance(node.args[0], ast.Constant) and not node.args[0].value


def test_nobody_sleeps_but_the_helper_that_waits() -> None:
    """``sleep(0)`` gives the other tasks a turn; a pace that is computed is a load, not a wait."""
    asleep = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, node, name in calls()
        if name == "sleep" and path not in WAITING and node.args
        if isinstance(node.args[0], ast.Constant) and not is_zero(node)
    ]
    assert asleep == [], "wait for a condition with tests.support.waiting"


def test_helpers_are_imported_by_name() -> None:
    by_path = [
        f"{path.relative_to(ROOT)}:{node.lineno}" for path, node, name in calls() if name in LOADERS
    ]
    touched = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in TESTS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.path"
    ]
    assert by_path + touched == []


def test_folders_of_tests_are_those_of_the_code() -> None:
    strange = [
        str(folder.relative_to(TESTS))
        for folder in TESTS.rglob("*")
        if folder.is_dir() and any(folder.glob("test_*.py"))
        if folder.relative_to(TESTS).parts[0] not in APART
        if not (ROOT / folder.relative_to(TESTS)).is_dir()
    ]
    assert strange == []


def test_every_folder_is_a_package() -> None:
    lone = {p.parent for p in TESTS.rglob("*.py")} - {p.parent for p in TESTS.rglob("__init__.py")}
    assert lone == set()
