"""What leads order about blocks: ``POST /api/v1/actions/block`` and ``lift-block``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from edge.cell import block_inputs
from edge.cell.masters import part_meant
from edge.cell.whereabouts import Asked
from edge.screen.actions import Body, Code, Done, Note, Reason, order
from edge.screen.badges import LEADS, Port, Reader, TeamLead
from edge.screen.language import words_of
from edge.screen.loads_view import piece_rows
from edge.screen.problems import ProblemError
from wire.block_facts import BLOCKED_SERIALS_MAX
from wire.ids import BlockId, PartNumber

router = APIRouter(prefix="/api/v1/actions", tags=["actions"])


class BlockPieces(Body):
    """Without ``lot`` and ``serials`` all of the part is blocked. ``unknown_part``: also where
    nothing here names the part yet.
    """

    part: Code
    lot: Note = ""
    serials: Annotated[tuple[Code, ...], Field(max_length=BLOCKED_SERIALS_MAX)] = ()
    reason: Reason
    unknown_part: bool = False


class BlockDone(Done):
    """``part`` is ours, where a label's number was given. ``pieces`` are those known with it now;
    ``text`` says so.
    """

    part: str
    pieces: int
    text: str


class LiftBlock(Body):
    block: Code
    reason: Reason
    second_badge: Code


@router.post("/block")
async def block(body: BlockPieces, person: TeamLead, port: Port, request: Request) -> BlockDone:
    done = await order(
        port,
        block_inputs.BlockPieces(
            part=body.part,
            lot=body.lot,
            serials=body.serials,
            person=person.person,
            reason=body.reason,
            unknown_part=body.unknown_part,
        ),
    )
    part = PartNumber(part_meant(port.compiled, body.part.strip()))
    asked = Asked(part=part, lot=body.lot.strip(), serials=body.serials)
    count = len(piece_rows(port.state, asked))
    words = words_of(request)
    text = words["block.pieces"].format(count=count) if count else words["block.no_piece"]
    return BlockDone(facts=done.facts, part=part, pieces=count, text=text)


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
