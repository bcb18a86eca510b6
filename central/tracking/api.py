"""Tracking by HTTP: facts in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from central.access.api import Guard
from central.access.rules import Principal, Right
from central.clock import now_us
from central.problems import ProblemError
from central.tracking.ingest import Intake
from central.tracking.rules import BatchRefusedError
from wire.codec import decode_batch, encode


async def _body(request: Request) -> bytes:
    return await request.body()


def routes(intake: Intake, guard: Guard) -> APIRouter:
    """What cells send, and how far we have it. A cell speaks for itself only."""
    router = APIRouter(prefix="/api/v1", tags=["facts"])
    sender = Depends(guard.requires(Right.SEND_FACTS))
    body = Depends(_body)

    @router.post("/facts")
    def take_facts(data: bytes = body, principal: Principal = sender) -> Response:
        """A batch; the answer says up to where everything is held."""
        batch = decode_batch(data)
        if not principal.is_cell(batch.node):
            raise ProblemError(403, "foreign_node", f"This token speaks for {principal.cell}.")
        try:
            return _json(encode(intake.take(batch, now_us())))
        except BatchRefusedError as error:
            raise ProblemError(422, error.code, error.detail) from error

    @router.get("/nodes/{node}/high-water")
    def high_water(
        node: str,
        epoch: Annotated[int, Query(ge=0, le=2**62)],
        principal: Principal = sender,
    ) -> Response:
        """How far a journal is held; -1: nothing of it."""
        if not principal.is_cell(node):
            raise ProblemError(404, "not_found", "There is no such node.")
        return _json(encode(intake.high_water(node, epoch)))

    return router


def _json(data: bytes) -> Response:
    return Response(data, media_type="application/json")
