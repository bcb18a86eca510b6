"""Orders about pallets and containers: ``POST /api/v1/actions/<name>``."""

from __future__ import annotations

from fastapi import APIRouter

from edge.cell import unit_inputs
from edge.screen.actions import Body, Code, Done, Note, Reason, order
from edge.screen.badges import Port, Shipping
from edge.screen.load_actions import refuse_others
from wire.ids import LoadId, RackId, UnitId

router = APIRouter(prefix="/api/v1/actions", tags=["actions"])


class PutOnUnit(Body):
    """``unit``: the licence plate of the pallet or container."""

    unit: Code
    rack: Code


class TakeOffUnit(Body):
    rack: Code
    reason: Reason


class LoadUnit(Body):
    """``out_of_order`` and ``unchecked`` as of a rack; a lead says why."""

    load: Code
    unit: Code
    out_of_order: bool = False
    unchecked: bool = False
    reason: Note = ""


class ReturnUnit(Body):
    """``empty``: its racks came back without their pieces; otherwise ``reason`` says why."""

    unit: Code
    empty: bool = True
    reason: Note = ""


@router.post("/put-on-unit")
async def put_on_unit(body: PutOnUnit, person: Shipping, port: Port) -> Done:
    return await order(
        port,
        unit_inputs.PutOnUnit(unit=UnitId(body.unit), rack=RackId(body.rack), person=person.person),
    )


@router.post("/take-off-unit")
async def take_off_unit(body: TakeOffUnit, person: Shipping, port: Port) -> Done:
    return await order(
        port,
        unit_inputs.TakeOffUnit(rack=RackId(body.rack), person=person.person, reason=body.reason),
    )


@router.post("/load-unit")
async def load_unit(body: LoadUnit, person: Shipping, port: Port) -> Done:
    """All its racks go on the truck."""
    refuse_others(person, f"unit {body.unit}", body.out_of_order or body.unchecked)
    return await order(
        port,
        unit_inputs.LoadUnit(
            load=LoadId(body.load),
            unit=UnitId(body.unit),
            person=person.person,
            out_of_order=body.out_of_order,
            unchecked=body.unchecked,
            reason=body.reason,
        ),
    )


@router.post("/return-unit")
async def return_unit(body: ReturnUnit, person: Shipping, port: Port) -> Done:
    return await order(
        port,
        unit_inputs.ReturnUnit(
            unit=UnitId(body.unit), empty=body.empty, person=person.person, reason=body.reason
        ),
    )
