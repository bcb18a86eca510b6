"""Kanban by HTTP."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.cells.service import masters_in_force
from central.db.bus import Changes
from central.db.clock import now_us
from central.db.database import Database
from central.http.limits import PAGE_ROWS_MAX
from central.http.problems import ProblemError
from central.kanban import service
from central.kanban.service import LoopView

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]


class LoopIn(BaseModel):
    """``quantity``: pieces a card. ``minimum``: pieces at the location."""

    model_config = ConfigDict(extra="forbid", strict=True)

    loop: Name
    part: Name
    location: Name
    quantity: Annotated[int, Field(ge=1, le=10_000)]
    minimum: Annotated[int, Field(ge=0, le=1_000_000)]


Loops = Annotated[list[LoopIn], Field(max_length=10_000)]


def routes(db: Database, guard: Guard, changes: Changes) -> APIRouter:
    router = APIRouter(prefix="/api/v1/kanban", tags=["kanban"])
    reader = Depends(guard.requires(Right.READ_TRACKING))
    writer = Depends(guard.requires(Right.WRITE_KANBAN))

    @router.get("/loops", dependencies=[reader])
    def get_loops() -> list[dict[str, Any]]:
        return [asdict(loop) for loop in service.list_loops(db)]

    @router.put("/loops")
    def put_loops(loops: Loops, principal: Principal = writer) -> dict[str, int]:
        """Replaces the whole list. Loops that masters name must stand in it as they do there; a
        minimum that masters leave open is the list's.
        """
        if len({loop.loop for loop in loops}) != len(loops):
            raise ProblemError(422, "invalid", "A loop appears twice.")
        wanted = [LoopView(**loop.model_dump()) for loop in loops]
        if faults := service.against_masters(wanted, db.read(masters_in_force)):
            raise ProblemError(409, "in_masters", "; ".join(faults[:10]))
        service.put_loops(db, wanted, by_whom=principal.who, now_us=now_us())
        changes.publish("kanban")
        return {"loops": len(wanted)}

    @router.get("/stock", dependencies=[reader])
    def get_stock(
        location: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)] = PAGE_ROWS_MAX,
    ) -> list[dict[str, Any]]:
        return [asdict(row) for row in service.list_stock(db, location=location, limit=limit)]

    @router.get("/demand", dependencies=[reader])
    def get_demand() -> list[dict[str, Any]]:
        return [asdict(row) for row in service.list_demand(db)]

    return router
