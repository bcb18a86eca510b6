"""The desk's part about plans: each cell's plan against what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from central.tracking.plans import CellPlan, cell_plans
from central.web.gantt import BEFORE_US, Gantt, draw


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    cell: CellPlan
    gantt: Gantt


def plan(connection: Connection, now_us: int) -> dict[str, Any]:
    found = cell_plans(connection, now_us - BEFORE_US)
    return {"plans": [Drawn(cell=cell, gantt=draw(cell, now_us)) for cell in found]}
