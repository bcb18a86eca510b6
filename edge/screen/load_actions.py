"""Orders about trucks, and about parts that come in: ``POST /api/v1/actions/<name>``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from edge.cell import load_inputs
from edge.screen.actions import Body, Code, Done, Note, Reason, order
from edge.screen.badges import LEADS, Picker, Port, Shipping
from edge.screen.problems import ProblemError
from wire.ids import LoadId, RackId, WorkplaceId
from wire.load_facts import RACKS_OF_LOAD_MAX
from wire.masters import LoadOrder, Person

router = APIRouter(prefix="/api/v1/actions", tags=["actions"])


class OpenLoad(Body):
    """``racks``, or the next ``count`` in the order of the line, are what it takes; in reverse one
    of the two is needed. ``workplace``: whose scans of rack labels load it.
    """

    truck: Code
    dock: Code
    order: LoadOrder = LoadOrder.SAME
    racks: Annotated[tuple[Code, ...], Field(max_length=RACKS_OF_LOAD_MAX)] = ()
    count: Annotated[int, Field(ge=0, le=RACKS_OF_LOAD_MAX)] = 0
    workplace: Note = ""


class LoadRack(Body):
    """``out_of_order``: although another has its turn; ``unchecked``: although pieces of it are to
    be checked first. A lead says why.
    """

    load: Code
    rack: Code
    out_of_order: bool = False
    unchecked: bool = False
    reason: Note = ""


class UnloadRack(Body):
    load: Code
    rack: Code
    reason: Reason


class DepartLoad(Body):
    """``out_of_order``: without what it should take, or before what should leave first."""

    load: Code
    seal: Code
    out_of_order: bool = False
    reason: Note = ""


class DeliverLoad(Body):
    load: Code
    place: Code


class ReturnRack(Body):
    """``empty``: without its pieces; otherwise ``reason`` says why it came back."""

    rack: Code
    empty: bool = True
    reason: Note = ""


class ReceiveParts(Body):
    """As the label of the supplier, or of the supplier's own line, says."""

    part: Code
    lot: Note = ""
    serial: Note = ""
    quantity: Annotated[int, Field(ge=1, le=10_000)] = 1
    place: Code
    supplier: Note = ""


@router.post("/open-load")
async def open_load(body: OpenLoad, person: Shipping, port: Port) -> Done:
    return await order(
        port,
        load_inputs.OpenLoad(
            truck=body.truck,
            dock=body.dock,
            order=body.order,
            racks=tuple(RackId(rack) for rack in body.racks),
            count=body.count,
            person=person.person,
            workplace=WorkplaceId(body.workplace),
        ),
    )


@router.post("/load-rack")
async def load_rack(body: LoadRack, person: Shipping, port: Port) -> Done:
    refuse_others(person, f"rack {body.rack}", body.out_of_order or body.unchecked)
    return await order(
        port,
        load_inputs.LoadRack(
            load=LoadId(body.load),
            rack=RackId(body.rack),
            person=person.person,
            out_of_order=body.out_of_order,
            unchecked=body.unchecked,
            reason=body.reason,
        ),
    )


@router.post("/unload-rack")
async def unload_rack(body: UnloadRack, person: Shipping, port: Port) -> Done:
    return await order(
        port,
        load_inputs.UnloadRack(
            load=LoadId(body.load),
            rack=RackId(body.rack),
            person=person.person,
            reason=body.reason,
        ),
    )


@router.post("/depart-load")
async def depart_load(body: DepartLoad, person: Shipping, port: Port) -> Done:
    """Every rack on it is shipped."""
    refuse_others(person, f"truck {body.load}", body.out_of_order)
    return await order(
        port,
        load_inputs.DepartLoad(
            load=LoadId(body.load),
            seal=body.seal,
            person=person.person,
            out_of_order=body.out_of_order,
            reason=body.reason,
        ),
    )


@router.post("/deliver-load")
async def deliver_load(body: DeliverLoad, person: Shipping, port: Port) -> Done:
    return await order(
        port,
        load_inputs.DeliverLoad(load=LoadId(body.load), place=body.place, person=person.person),
    )


@router.post("/return-rack")
async def return_rack(body: ReturnRack, person: Shipping, port: Port) -> Done:
    """Its pieces are picked again only when each is released (``release-scrap``)."""
    return await order(
        port,
        load_inputs.ReturnRack(
            rack=RackId(body.rack), empty=body.empty, person=person.person, reason=body.reason
        ),
    )


@router.post("/receive")
async def receive(body: ReceiveParts, person: Picker, port: Port) -> Done:
    """Parts came in, or were made."""
    return await order(
        port,
        load_inputs.ReceiveParts(
            part=body.part,
            lot=body.lot,
            serial=body.serial,
            quantity=body.quantity,
            place=body.place,
            supplier=body.supplier,
            person=person.person,
        ),
    )


def refuse_others(person: Person, what: str, against_rule: bool) -> None:
    """What is against the rule is a lead's."""
    if against_rule and person.role not in LEADS:
        raise ProblemError(
            403, "role.forbidden", f"only a team lead lets {what} go out of order or unchecked"
        )
