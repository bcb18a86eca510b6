"""Which files a mutation run changes, and which quick tests have to notice."""

from __future__ import annotations

from dataclasses import dataclass

PACKAGES = ("wire", "syntax", "formats", "settings", "httpd", "edge", "central", "hardware_sim")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Globs from the root of the project, and what pytest is given."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


_RULES = ("tests/central/releases", "tests/central/cums", "tests/central/agreements")
"""Pure rules, their stories and their models."""

ROOMS: dict[str, Room] = {
    "edge/cell": Room(files=("edge/cell/*.py",), tests=("tests/edge/cell",)),
    "edge/printers": Room(
        files=("edge/printers/*.py", "edge/node/printing.py"),
        tests=("tests/edge/printers", "tests/faults/test_printing.py"),
    ),
    "edge/sync": Room(
        files=("edge/sync/*.py",),
        tests=(
            "tests/edge/sync",
            "tests/edge/node/test_masters.py",
            "tests/central/access/test_enrolment.py",
        ),
    ),
    "central/cums": Room(
        files=("central/cums/rules/*.py", "central/cums/model.py"),
        tests=(*_RULES, "tests/central/orders/test_cum_chart.py"),
    ),
    "central/releases": Room(files=("central/releases/rules/*.py",), tests=_RULES),
    "central/agreements": Room(
        files=(
            "central/agreements/model/*.py",
            "central/agreements/timeline.py",
        ),
        tests=(*_RULES, "tests/central/agreements/test_agreements.py"),
    ),
}
