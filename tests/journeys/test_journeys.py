"""``docs/journeys.md`` names functions and files; all of them exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.support.paths import ROOT

TEXT = (ROOT / "docs" / "journeys.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`([A-Za-z_][\w.]*)`?,? \(?`([\w/]+\.py)`", TEXT)))
FILES = sorted(set(re.findall(r"`((?:wire|edge|central|hardware_sim)/[\w/]+\.py)`", TEXT)))


@cache
def names_in(path: Path) -> frozenset[str]:
    """Functions, classes with their methods, and assignments at the top of a module."""
    found: set[str] = set()

    def walk(body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.add(prefix + node.name)
                if isinstance(node, ast.ClassDef):
                    walk(node.body, f"{prefix}{node.name}.")

    walk(ast.parse(path.read_text("utf-8")).body, "")
    return frozenset(found)


def test_the_journeys_name_something() -> None:
    assert len(NAMED) > 40


@pytest.mark.parametrize("file", FILES)
def test_file_exists(file: str) -> None:
    assert (ROOT / file).is_file()


@pytest.mark.parametrize(("name", "file"), NAMED)
def test_function_exists(name: str, file: str) -> None:
    assert (ROOT / file).is_file()
    assert name in names_in(ROOT / file)


def test_every_name_in_code_style_has_its_file() -> None:
    """A function that is mentioned without a file could be gone without anybody noticing."""
    known = {name for name, _ in NAMED} | {"await", "TABLE"}
    mentioned = set(re.findall(r"`([A-Za-z_][\w.]*)`", TEXT)) - set(FILES)
    assert {name for name in mentioned if not name.endswith((".py", ".md"))} <= known
