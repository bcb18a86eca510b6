"""``python -m benchmarks [--full] [--only cell]``: each module here with ``rows(full=...)``."""

from __future__ import annotations

import argparse
import json
import pkgutil
import platform
from importlib import import_module
from pathlib import Path
from typing import Any

import benchmarks

OUTPUT = Path("build/bench.json")
COLUMNS = ("name", "n", "ours_ms", "peer", "peer_ms", "ratio", "equal_objective", "proven")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench ARGS=...")
    parser.add_argument("--full", action="store_true", help="all sizes and long runs")
    parser.add_argument("--only", default="", help="one module, e.g. cell")
    wishes = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    print("  ".join(COLUMNS))
    found: list[dict[str, Any]] = []
    for module in sorted(m.name for m in pkgutil.iter_modules(benchmarks.__path__)):
        if wishes.only and module != wishes.only:
            continue
        rows = getattr(import_module(f"benchmarks.{module}"), "rows", None)
        for row in rows(full=wishes.full) if rows else ():
            print(line(row), flush=True)
            found.append(row)
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(f"written to {OUTPUT}")


def line(row: dict[str, Any]) -> str:
    known = [_text(row[column]) for column in COLUMNS if column in row]
    more = [f"{key}={_text(value)}" for key, value in row.items() if key not in COLUMNS]
    return "  ".join([*known, *more])


def _text(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
