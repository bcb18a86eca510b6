"""JSON that people wrote, in which a key that stands twice is a fault and not the last of them.
Pure.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any


def json_once(data: bytes | str) -> Any:
    """ValueError: no JSON, or it names a key that stands twice in one object."""
    return json.loads(data, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> Any:
    for key, times in Counter(key for key, _ in pairs).items():
        if times > 1:
            raise ValueError(f"the key {key!r} stands twice: leave it once")
    return dict(pairs)
