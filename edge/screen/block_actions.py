"""What leads order about blocks: ``POST /api/v1/actions/block`` and ``lift-block``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from edge.cell import block_inputs
from edge.screen.actions import Body, Code, Done, Note, Reason, order
from edge.screen.badges import LEADS, Port, Reader, TeamLead
from edge.screen.problems import ProblemError
from wire.block_facts import BLOCKED_SERIALS_MAX
from wire.ids import BlockId

router = APIRouter(prefix="/api/v1/actions", tags=["actions"])


class BlockPieces(Body):
    """Without ``lot`` and ``serials`` all of the part is blocked."""

    part: Code
    lot: Note = ""
    serials: Annotated[tuple[Code, ...], Field(max_length=BLOCKED_SERIALS_MAX)] = ()
    reason: Reason


class LiftBlock(Body):
    block: Code
    reason: Reason
    second_badge: Code


@router.post("/block")
async def block(body: BlockPieces, person: TeamLead, port: Port) -> Done:
    return await order(
        port,
        block_inputs.BlockPieces(
            part=body.part,
            lot=body.lot,
            serials=body.serials,
            person=person.person,
            reason=body.reason,
        ),
    )


@router.post("/lift-block")
async def lift_block(body: LiftBlock, person: TeamLead, port: Port, reader: Reader) -> Done:
    """By two leads, of whom the first may have blocked it."""
    second = reader.second(body.second_badge, person)
    if second.role not in LEADS:
        raise ProblemError(403, "role.forbidden", "the second person must be a lead too")
    return await order(
        port,
        block_inputs.LiftBlock(
            block=BlockId(body.block),
            person=person.person,
            second_person=second.person,
            reason=body.reason,
        ),
    )
