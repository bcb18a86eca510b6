"""The rules of tests: nobody sleeps, helpers are imported, folders are those of the code."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.support.paths import ROOT

TESTS = ROOT / "tests"
WAITING = {TESTS / "support" / "waiting.py", TESTS / "central" / "databases" / "keep.py"}
"""The helper, and a program that runs in older checkouts too, where the helper is not."""
APART = {"support", "house", "faults", "journeys"}
"""Folders that are of no package: helpers, rules, and tests of the whole."""
PACED = {TESTS / "faults" / "test_load.py", TESTS / "httpd" / "test_bodies.py"}
"""The pace of the first is the load that it makes; the second sleeps by a clock that it moves."""
LINES_MAX = 400
LOADERS = {"spec_from_file_location", "SourceFileLoader", "run_path", "run_module"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A call with its name, or an attribute as it is written."""

    where: str
    name: str
    path: Path
    asleep: bool = False
    """A call with a time, however it is said, that is not nothing."""


@cache
def uses() -> tuple[Use, ...]:
    """Every call and every ``sys.path`` in the tests."""
    return tuple(
        it
        for path in TESTS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (it := use_of(path, node))
    )


def is_nothing(given: ast.expr) -> bool:
    return isinstance(given, ast.Constant) and not given.value


def use_of(path: Path, node: ast.AST) -> Use | None:
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=given):
            asleep = bool(given) and not is_nothing(given[0])
        case ast.Attribute(value=ast.Name(id="sys"), attr="path"):
            name, asleep = "sys.path", False
        case _:
            return None
    where = f"{path.relative_to(ROOT)}:{node.lineno}"
    return Use(where=where, name=name, path=path, asleep=asleep)


def test_nobody_sleeps_but_the_helper_that_waits() -> None:
    """``sleep(0)`` gives the other tasks a turn."""
    asleep = [
        it.where
        for it in uses()
        if it.name == "sleep" and it.asleep and it.path not in WAITING | PACED
    ]
    assert asleep == [], "wait for a condition with tests.support.waiting"


@pytest.mark.parametrize("said", ["time.sleep(3)", "sleep(WAIT_S)", "asyncio.sleep(1 / 2)"])
def test_a_sleep_is_one_however_long_it_is_said_to_be(said: str) -> None:
    call = ast.parse(said, mode="eval").body
    found = use_of(TESTS / "x.py", call)
    assert found is not None and found.name == "sleep" and found.asleep


def test_helpers_are_imported_by_name() -> None:
    assert [it.where for it in uses() if it.name in {*LOADERS, "sys.path"}] == []


def test_folders_of_tests_are_those_of_the_code() -> None:
    strange = [
        str(folder.relative_to(TESTS))
        for folder in TESTS.rglob("*")
        if folder.is_dir() and any(folder.glob("test_*.py"))
        if folder.relative_to(TESTS).parts[0] not in APART
        if not (ROOT / folder.relative_to(TESTS)).is_dir()
    ]
    assert strange == []


def test_no_file_of_tests_is_over_the_size_of_the_code() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in TESTS.rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > LINES_MAX
    }
    assert long == {}, "one subject a file; what several share stands in tests/support"


def test_every_folder_is_a_package() -> None:
    lone = {p.parent for p in TESTS.rglob("*.py")} - {p.parent for p in TESTS.rglob("__init__.py")}
    assert lone == set()
