"""The desk's part about plans: each cell's plan against what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from central.supervision.gantt import BEFORE_US, Gantt, draw
from central.tracking.service.plans import CellPlan, cell_plans


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    cell: CellPlan
    gantt: Gantt


def plan(connection: Connection, now_us: int) -> Mapping[str, Any]:
    cells = cell_plans(connection, now_us - BEFORE_US)
    return {"plans": [Drawn(cell=cell, gantt=draw(cell, now_us)) for cell in cells]}
