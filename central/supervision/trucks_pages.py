"""``/trucks``: what stands at the docks, what is on the road, and what arrived."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from central.db.database import Database
from central.tracking.service.units import list_units
from central.tracking.service.ways import list_loads
from central.web.frame import Frame, Text

PAGE_UNITS = 100


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(include_in_schema=False, dependencies=[Depends(frame.reader)])

    @router.get("/trucks")
    def trucks(request: Request, node: Text = "", after: Text = "") -> Response:
        found = db.read(lambda c: list_loads(c, node=node))
        more = db.read(lambda c: list_units(c, node=node, after=after, limit=PAGE_UNITS + 1))
        plates = list(dict.fromkeys(it.unit for it in more))
        shown = plates[:PAGE_UNITS]
        return frame.page(
            request,
            "trucks.html",
            loads=found,
            units=[it for it in more if it.unit in shown],
            units_node=node,
            units_after=shown[-1] if len(plates) > PAGE_UNITS else "",
        )

    return router
