"""Crash points: named steps at which a test kills this process, to show that nothing is lost there.

``LINESIDE_CRASH=scan.after_commit:3`` kills (-9) at the third passage of that step. Unset, a step
costs one comparison.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

POINTS = (
    "telegram.before_commit",
    "telegram.after_commit",
    "telegram.after_acknowledge",
    "scan.before_commit",
    "scan.after_commit",
    "scan.before_mark",
    "scan.after_answer",
    "print.before_sending",
    "print.after_sending",
    "print.before_sent",
    "print.after_sent",
    "sync.before_send",
    "sync.after_reply",
    "sync.after_watermark",
    "checkpoint.before",
    "checkpoint.after",
    "masters.after_keeping",
    "masters.after_commit",
)

CrashPoint = Callable[[str], None]


def no_crash(point: str) -> None:
    """The step in production: nothing."""


def crash_points(setting: str) -> CrashPoint:
    """What to call at each step, for the value of LINESIDE_CRASH. Raises ValueError for an
    unknown point.
    """
    if not setting:
        return no_crash
    name, _, count = setting.partition(":")
    if name not in POINTS or (count and not count.isdigit()):
        raise ValueError(f"LINESIDE_CRASH={setting!r}: NAME[:N] with a name of {', '.join(POINTS)}")
    left = int(count or "1")

    def crash(point: str) -> None:
        nonlocal left
        if point != name:
            return
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return crash
