"""How fast a simulated picker works, and how often they err."""

from __future__ import annotations

from dataclasses import dataclass

GARBAGE = (
    "'; DROP TABLE facts; --",
    "<img onerror=alert(1)>",
    "{{7*7}}",
    "../../etc/passwd",
    "000000000000",
    "P" + "9" * 200,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failings:
    """Chances for each scan."""

    wrong_part: float = 0.0
    double: float = 0.0
    garbage: float = 0.0
    wrong_label: float = 0.0
    slips: float = 0.0
    """Split, glued, without terminator, with a bad character."""
    kanban: float = 0.0
    pause: float = 0.0


USUAL = Failings(
    wrong_part=0.04,
    double=0.02,
    garbage=0.01,
    wrong_label=0.01,
    slips=0.02,
    kanban=0.02,
    pause=0.002,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """``walk_s_per_m`` and ``reach_s`` are in the demo's scaled seconds; 0: as fast as can be."""

    walk_s_per_m: float = 0.0
    reach_s: float = 0.0
