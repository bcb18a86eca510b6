"""What nothing calls: functions, methods, classes, properties and imports that neither the code nor
a template names. Exit status 1, and each with its place. Tests do not count: what only they call is
dead. Settings: ``[tool.vulture]`` in pyproject.toml.

Fields are left out: of a message they are read by the other side, of a view by a template.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).resolve().parents[1]
KINDS = {"function", "method", "class", "property", "import", "unreachable_code"}


def dead(root: Path, settings: dict[str, list[str]]) -> list[str]:
    """``file:line: what`` of each; a name on the list that is not dead any more is told as well."""
    found = Vulture(
        ignore_names=settings["ignore_names"], ignore_decorators=settings["ignore_decorators"]
    )
    found.scavenge([str(root / path) for path in settings["paths"]])
    templates = " ".join(p.read_text("utf-8") for p in root.glob("*/**/*.html"))
    named = set(re.findall(r"\w+", templates))
    return [
        f"{item.filename.relative_to(root)}:{item.first_lineno}: {item.message}"
        for item in found.get_unused_code()
        if item.typ in KINDS and item.name not in named
    ]


if __name__ == "__main__":
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    rows = dead(ROOT, project["tool"]["vulture"])
    sys.stdout.write("\n".join([*rows, f"{len(rows)} dead"]) + "\n")
    sys.exit(bool(rows))
