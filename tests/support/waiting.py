"""The one place where tests wait: for a condition, with a bound that only a fault reaches."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
BOUND_S = 30.0
"""Generous: what comes, comes in a moment; on a busy machine that may take seconds."""
_LOOK_S = 0.005


def soon(holds: Callable[[], T], what: str = "", within_s: float = BOUND_S) -> T:
    """What ``holds`` returns as soon as it is true; AssertionError after the bound."""
    end = time.monotonic() + within_s
    while not (found := holds()):
        assert time.monotonic() < end, f"still {found!r} after {within_s:g} s: {what}"
        time.sleep(_LOOK_S)
    return found


async def eventually(holds: Callable[[], T], what: str = "", within_s: float = BOUND_S) -> T:
    """The same beside the tasks of this loop."""
    end = time.monotonic() + within_s
    while not (found := holds()):
        assert time.monotonic() < end, f"still {found!r} after {within_s:g} s: {what}"
        await asyncio.sleep(_LOOK_S)
    return found


async def turns(count: int = 100) -> None:
    """Every task that can go on has gone on so often: what has not happened then does not happen
    without a cause from outside.
    """
    for _ in range(count):
        await asyncio.sleep(0)


async def moment() -> None:
    """Before the next try of something that threads or another program must make possible."""
    await asyncio.sleep(_LOOK_S)
