"""JSON that people wrote, in which a key that stands twice is a fault and not the last of them.
Pure.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from settings.values import shown


class TwiceError(ValueError):
    """Names a key that stands twice in one object."""


def json_once(data: bytes | str) -> Any:
    """ValueError: no JSON; TwiceError of it: JSON with a key that stands twice."""
    return json.loads(data, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> Any:
    for key, times in Counter(key for key, _ in pairs).items():
        if times > 1:
            raise TwiceError(f"the key {shown(key)} stands twice: leave it once")
    return dict(pairs)
