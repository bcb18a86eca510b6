"""Another part for a slot, by a lead: ``POST /api/v1/actions/release-substitute``."""

from __future__ import annotations

from fastapi import APIRouter

from edge.cell.substitute_inputs import ReleaseSubstitute
from edge.screen.actions import Body, Code, Done, Note, Number, Reason, order
from edge.screen.badges import Port, Reader, TeamLead
from wire.ids import FamilyId, PartNumber, PersonId, RackId

router = APIRouter(prefix="/api/v1/actions", tags=["actions"])


class Substitute(Body):
    """``second_badge`` where the masters want two people for the part."""

    rack: Code
    number: Number
    family: Code
    substitute: Code
    index: int = 0
    reason: Reason
    second_badge: Note = ""


@router.post("/release-substitute")
async def release_substitute(
    body: Substitute, person: TeamLead, port: Port, reader: Reader
) -> Done:
    """The vehicle gets a part that the masters let stand for the one that it wants."""
    second = reader.second(body.second_badge, person).person if body.second_badge else ""
    return await order(
        port,
        ReleaseSubstitute(
            rack=RackId(body.rack),
            number=body.number,
            family=FamilyId(body.family),
            substitute=PartNumber(body.substitute),
            index=body.index,
            person=person.person,
            second_person=PersonId(second),
            reason=body.reason,
        ),
    )
