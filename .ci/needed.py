"""Prints the part of requirements.lock that some extras need, with its hashes.

    python3 .ci/needed.py demo > FILE

There is one lock, and it says of each package who asked for it. What is reached from an extra's own
requirements, and from what builds the project, is kept. Installed with --require-hashes, so a
package that were left out would be an error and not a surprise.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]


def name_of(requirement: str) -> str:
    """As the lock writes it: ``psycopg[binary]>=3.2`` is psycopg."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement.strip())[0]).lower()


def roots_of(project: Mapping[str, Mapping[str, object]], extras: Iterable[str]) -> set[str]:
    """Names that the project, its build and the extras ask for; an extra may ask for others."""
    table = project["project"]
    optional: Mapping[str, list[str]] = table["optional-dependencies"]  # type: ignore[assignment]
    wanted, found = list(extras), set[str]()
    rows = [*table["dependencies"], *project["build-system"]["requires"]]  # type: ignore[misc]
    while wanted:
        rows += optional[wanted.pop()]
        for row in list(rows):
            own = re.match(rf"{table['name']}\[(.+?)\]", row)
            if own:
                wanted += own[1].split(",")
                rows.remove(row)
    found |= {name_of(row) for row in rows}
    return found


def entries_of(lock: str) -> dict[str, tuple[str, set[str]]]:
    """Name to its lines and to the names after ``# via``. A package of which other Pythons get
    another version has several entries; their lines stay together.
    """
    entries: dict[str, tuple[str, set[str]]] = {}
    for text in re.split(r"\n(?=[^\s#])", "\n" + lock):
        if "==" in text:
            after = text.partition("# via")[2]
            asked = {name_of(line.strip(" #")) for line in after.splitlines() if line.strip(" #")}
            lines, others = entries.get(name_of(text), ("", set()))
            entries[name_of(text)] = (f"{lines}{text.strip()}\n", others | asked)
    return entries


def needed(lock: str, roots: set[str]) -> str:
    """The lines of everything that is reached from the roots."""
    entries = entries_of(lock)
    kept = roots & set(entries)
    while more := {name for name, (_, asked) in entries.items() if asked & kept} - kept:
        kept |= more
    return "".join(entries[name][0] for name in sorted(kept))


if __name__ == "__main__":
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    locked = (ROOT / "requirements.lock").read_text("utf-8")
    sys.stdout.write(needed(locked, roots_of(settings, sys.argv[1:])))
