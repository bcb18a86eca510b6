"""The rules of the house that import contracts cannot say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

PACKAGES = ("wire", "syntax", "formats", "settings", "httpd", "edge", "central", "hardware_sim")
LINES_MAX = 400


def sources(*packages: str) -> list[Path]:
    return [p for package in packages for p in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_wire_needs_nothing_but_msgspec() -> None:
    for path in sources("wire"):
        foreign = imported(path) - set(sys.stdlib_module_names) - {"wire", "msgspec"}
        assert not foreign, f"{path}: {foreign}"


def test_settings_need_nothing_but_msgspec() -> None:
    for path in sources("settings"):
        foreign = imported(path) - set(sys.stdlib_module_names) - {"settings", "msgspec"}
        assert not foreign, f"{path}: {foreign}"


def test_import_contracts_hold() -> None:
    answer = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout[-4000:]


def test_no_room_is_over_its_size() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in sources(*PACKAGES)
        if (n := len(p.read_text("utf-8").splitlines())) > LINES_MAX
    }
    assert not long


def test_no_cupboard_for_everything() -> None:
    forbidden = re.compile(r"^_?(utils?|common|helpers?|base|managers?|misc)$")
    assert not [p for p in sources(*PACKAGES) if forbidden.match(p.stem)]


def test_folders_are_at_most_two_deep_under_a_package() -> None:
    deep = [p for p in sources(*PACKAGES) if len(p.relative_to(ROOT).parts) > 4]
    assert not deep


@pytest.mark.parametrize("package", PACKAGES)
def test_every_room_says_what_it_is(package: str) -> None:
    silent = [p for p in sources(package) if not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert not silent


def test_nobody_waits_in_a_way_that_loses_a_cancellation() -> None:
    """``asyncio.wait_for`` returns in place of being cancelled when what it waits for comes in the
    same moment (Python 3.11): a loop around it never ends. ``asyncio.timeout`` does not.
    """
    assert not [p for p in sources(*PACKAGES) if "asyncio.wait_for(" in p.read_text("utf-8")]


def test_nothing_is_left_open() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert not [p for p in sources(*PACKAGES) if marks.search(p.read_text("utf-8"))]


def test_no_file_names_a_path_of_a_machine() -> None:
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    pattern = re.compile(r"(?<![\w/.])/(work|root|home/[a-z]+)/")
    here = Path(__file__).relative_to(ROOT)
    for name in filter(None, files):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".conf", ".html", ".js"} and Path(name) != here:
            assert not pattern.search(path.read_text("utf-8", errors="replace")), name
