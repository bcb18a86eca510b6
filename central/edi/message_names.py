"""The inbound messages there are, by the files in ``messages``; no message is imported for that."""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("messages")


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """In alphabetical order."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules([str(_FOLDER)])))
