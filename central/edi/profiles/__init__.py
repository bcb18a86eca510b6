"""Profiles that come with the program: one TOML file each, found by its name.

``vda_4984`` and ``vda_4985`` are subsets to extend; ``example_*`` show a whole partner.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """In alphabetical order."""
    return tuple(
        sorted(
            file.name.removesuffix(".toml")
            for file in resources.files(__name__).iterdir()
            if file.name.endswith(".toml")
        )
    )


def table(name: str) -> dict[str, Any]:
    """Its table. Raises ValueError that names those there are."""
    if name not in names():
        raise ValueError(f"no profile {name!r}; there are: {', '.join(names())}")
    return tomllib.loads((resources.files(__name__) / f"{name}.toml").read_text("utf-8"))
