"""Heartbeats by HTTP. A cell speaks for itself only."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.heartbeats import service
from central.http.problems import ProblemError
from wire.codec import decode_heartbeat


async def _body(request: Request) -> bytes:
    return await request.body()


def routes(db: Database, guard: Guard) -> APIRouter:
    router = APIRouter(prefix="/api/v1/nodes", tags=["facts"])
    sender = Depends(guard.requires(Right.SEND_FACTS))
    keeper = Depends(guard.requires(Right.ENROL_CELLS))
    body = Depends(_body)

    @router.post("/{node}/heartbeat", status_code=204)
    def heartbeat(node: str, data: bytes = body, principal: Principal = sender) -> Response:
        """The cell lives, and says what of it does not. The newest counts."""
        said = decode_heartbeat(data)
        if node != said.node or not principal.is_cell(said.node):
            raise ProblemError(403, "foreign_node", f"This token speaks for {principal.cell}.")
        service.take(db, said, now_us())
        return Response(status_code=204)

    @router.delete("/{node}/heartbeat", status_code=204)
    def retire(node: str, principal: Principal = keeper) -> Response:
        """A cell that was taken out of service is awaited no more, until it says that it lives."""
        if not service.retire(db, node, Actor(who=principal.who, why="taken out of service")):
            raise ProblemError(404, "not_found", f"No cell {node} ever said that it lives.")
        return Response(status_code=204)

    return router
