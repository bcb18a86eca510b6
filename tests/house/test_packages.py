"""What is installed: each package finds its files and its libraries, and needs no other."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from fnmatch import fnmatch
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import needed
import pytest
from packaging.requirements import Requirement
from setuptools import find_namespace_packages

from tests.support.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
OURS = frozenset({"wire", "settings", "httpd", "edge", "central", "hardware_sim", "lineside"})
NEVER_IMPORTED = frozenset({"psycopg", "python-multipart", "tzdata"})
"""Found by another library by its name: SQLAlchemy, FastAPI, zoneinfo."""
UNASKED = frozenset({"starlette", "pydantic", "pydantic-core", "anyio", "markupsafe", "paho-mqtt"})
"""Come with what is asked for, in versions that it chooses."""
OPTIONAL = frozenset({"evdev", "evdev-binary"})
"""A driver that says itself what is missing."""


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=; ]", requirement)[0].lower() for requirement in requirements}


def libraries_of(package: str) -> set[str]:
    """Distributions that a package of ours imports."""
    known = packages_distributions()
    modules: set[str] = set()
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules.add(node.module.partition(".")[0])
    return {found.lower().replace("_", "-") for name in modules for found in known.get(name, ())}


@pytest.mark.parametrize("package", ["edge", "central"])
def test_an_extra_asks_for_what_its_package_imports_and_for_nothing_else(package: str) -> None:
    given = named(EXTRAS[package]) | named(PROJECT["project"]["dependencies"])
    used = libraries_of(package) - OURS - UNASKED - OPTIONAL
    assert used <= given
    assert named(EXTRAS[package]) - used <= NEVER_IMPORTED


def test_every_file_beside_the_code_is_installed_with_it() -> None:
    find = PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    folders = {name.replace(".", "/") for name in find_namespace_packages(str(ROOT), include=find)}
    tops = sorted({name.partition("/")[0] for name in folders})
    tracked = subprocess.run(
        ["git", "ls-files", *tops], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "deploy" in tops and tracked
    left_out = [
        name
        for name in tracked
        if str(Path(name).parent) not in folders
        or not any(fnmatch(Path(name).name, pattern) for pattern in ("*.py", *patterns))
    ]
    assert left_out == []


def test_the_part_of_the_lock_for_the_demo_has_all_that_its_packages_ask_for() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    whole = needed.entries_of(lock)
    text = needed.needed(lock, needed.roots_of(PROJECT, ["demo"]))
    part = needed.entries_of(text)
    assert set(text.splitlines()) <= {line.rstrip() for line in lock.splitlines()}
    assert text.count("numpy==") == lock.count("\nnumpy=="), "every version of it"
    assert {"numba", "sqlalchemy", "amqtt", "psycopg-binary", "setuptools"} <= set(part)
    assert not {"pytest", "playwright", "ortools", "mypy"} & set(part)
    assert all(part[name] == whole[name] for name in part), "with the same hashes"
    for name in part:
        try:
            asked = requires(name) or []
        except PackageNotFoundError:
            continue  # of another platform
        for row in map(Requirement, asked):
            if row.marker is None or row.marker.evaluate({"extra": ""}):
                assert needed.name_of(row.name) in part, f"{name} asks for {row}"
