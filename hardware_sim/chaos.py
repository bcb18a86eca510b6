"""Which program is killed when: drawn beforehand from the seed, in shares of the day's picks, so
that a run can be repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """kill -9 of ``target`` at ``share`` of the day's picks; up again after ``down_s``."""

    share: float
    target: str
    down_s: float


def plan_kills(cells: Sequence[str], rng: Random, *, each: int = 2) -> list[Kill]:
    """``each`` kills of every cell, of the broker and of central, in order of time."""
    targets = [target for target in (*cells, "broker", "central") for _ in range(each)]
    kills = [
        Kill(share=rng.uniform(0.05, 0.95), target=target, down_s=rng.uniform(0.05, 1.5))
        for target in targets
    ]
    return sorted(kills, key=lambda kill: kill.share)
