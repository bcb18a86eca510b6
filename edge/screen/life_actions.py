"""Calls that masters hold at a status: ``POST /api/v1/actions/release-call``."""

from __future__ import annotations

from fastapi import APIRouter

from edge.cell.life_inputs import ReleaseCall
from edge.screen.actions import Body, Code, Done, Note, Reason, order
from edge.screen.badges import Port, TeamLead
from wire.ids import CallNumber, FeedId, RackId

router = APIRouter()


class CallRelease(Body):
    feed: Code
    call_number: Code
    rack: Note = ""
    """Of which hold alone, where masters hold the slot of one rack; empty: of each."""
    reason: Reason


@router.post("/api/v1/actions/release-call", tags=["actions"])
async def release_call(body: CallRelease, person: TeamLead, port: Port) -> Done:
    """The slots of a call that masters hold at its status go on."""
    return await order(
        port,
        ReleaseCall(
            feed=FeedId(body.feed),
            call_number=CallNumber(body.call_number),
            rack=RackId(body.rack),
            person=person.person,
            reason=body.reason,
        ),
    )
