"""Which files of a folder stand still: what is half written grows between two looks."""

from __future__ import annotations

import os
from collections.abc import Hashable, Mapping
from typing import Generic, NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)

PARTIAL_SUFFIXES = frozenset({".tmp", ".part", ".partial", ".filepart", ".crdownload"})
"""Names under which senders write before they rename."""


def is_partial(name: str) -> bool:
    """Whether a name says that its file is not finished."""
    dot = name.rfind(".")
    return name.startswith(".") or (dot > 0 and name[dot:].lower() in PARTIAL_SUFFIXES)


class FileLook(NamedTuple):
    """A file as it was at one look: when all three stay the same it is complete."""

    size: int
    changed_ns: int
    inode: int


def look_of(status: os.stat_result) -> FileLook:
    return FileLook(status.st_size, status.st_mtime_ns, status.st_ino)


class Settling(Generic[Key]):
    """Remembers what each file looked like (size, time of change, identity), and since when."""

    def __init__(self, settle_s: float) -> None:
        self._settle_s = settle_s
        self._seen: dict[Key, tuple[Hashable, float]] = {}

    def ready(self, found: Mapping[Key, Hashable], at_s: float) -> list[Key]:
        """Those that look as they did ``settle_s`` ago and at the last look, in the order of
        ``found``. ``at_s`` is monotonic. A file that is gone is forgotten.
        """
        seen: dict[Key, tuple[Hashable, float]] = {}
        ready = []
        for key, look in found.items():
            before = self._seen.get(key)
            if before is None or before[0] != look:
                seen[key] = (look, at_s)
                continue
            seen[key] = before
            if at_s - before[1] >= self._settle_s:
                ready.append(key)
        self._seen = seen
        return ready
