"""What a lead says of a put that nobody can show: ``POST /api/v1/actions/confirm-put``."""

from __future__ import annotations

from fastapi import APIRouter

from edge.cell import inputs
from edge.screen.actions import Body, Code, Done, Number, Reason, order
from edge.screen.badges import Port, TeamLead
from wire.ids import RackId

router = APIRouter(prefix="/api/v1/actions", tags=["actions"])


class ConfirmPut(Body):
    rack: Code
    number: Number
    reason: Reason


@router.post("/confirm-put")
async def confirm_put(body: ConfirmPut, person: TeamLead, port: Port) -> Done:
    """Somebody has looked: what was accepted for the number lies in its compartment."""
    return await order(
        port,
        inputs.ConfirmPut(
            rack=RackId(body.rack), number=body.number, person=person.person, reason=body.reason
        ),
    )
