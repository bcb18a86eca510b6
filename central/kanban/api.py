"""Kanban by HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.cells.service import masters_in_force
from central.db.bus import Changes
from central.db.database import Actor, Database
from central.db.work import transact
from central.http.limits import PAGE_ROWS_MAX
from central.http.problems import ProblemError
from central.kanban import service
from central.kanban.service import DemandView, LoopView, StockView

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
    def get_loops() -> list[LoopView]:
        return service.list_loops(db)

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
        by = Actor(who=principal.who)
        transact(db, lambda work: service.put_loops(work, wanted), by=by)
        changes.publish("kanban")
        return {"loops": len(wanted)}

    @router.get("/stock", dependencies=[reader])
    def get_stock(
        location: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)] = PAGE_ROWS_MAX,
    ) -> list[StockView]:
        return service.list_stock(db, location=location, limit=limit)

    @router.get("/demand", dependencies=[reader])
    def get_demand() -> list[DemandView]:
        return service.list_demand(db)

    return router
