"""Parts that the line ordered again: who picks one, and that it was brought to the line."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Response

from edge.cell.model import CellState
from edge.cell.single_inputs import BeginSingle, EndSingle
from edge.cell.single_picks import told
from edge.screen.actions import Body, Code, Done, Note, order
from edge.screen.badges import Picker, Port, Shipping
from wire.ids import RackId, WorkplaceId

router = APIRouter()


class SingleStart(Body):
    """``rack`` empty: the oldest that waits for nobody."""

    workplace: Code
    rack: Note = ""


class SingleEnd(Body):
    """``delivered`` false: it is not wanted any more, for this reason."""

    rack: Code
    delivered: bool
    reason: Note = ""


class SingleView(msgspec.Struct, frozen=True, kw_only=True):
    """``workplace``: where it is picked now; ``waits``: why it was put back."""

    rack: str
    feed: str
    call_number: str
    vehicle: str
    sequence_number: str
    point_of_fit: str
    part: str
    face: str
    quantity: int
    picked: int
    workplace: str
    waits: str
    text: str
    age_s: float


def single_views(state: CellState, now_us: int) -> tuple[SingleView, ...]:
    """The oldest first."""
    return tuple(
        SingleView(
            rack=single.order.rack,
            feed=single.order.feed,
            call_number=single.order.call_number,
            vehicle=single.order.vehicle,
            sequence_number=single.order.sequence_number,
            point_of_fit=single.order.point_of_fit,
            part=single.order.need.part,
            face=single.order.need.face,
            quantity=single.order.need.quantity,
            picked=len(single.picked),
            workplace=single.workplace,
            waits=single.waits,
            text=told(single),
            age_s=max(0.0, (now_us - single.at_us) / 1e6),
        )
        for single in state.singles.values()
    )


@router.get("/api/v1/single-picks", tags=["state"])
async def single_picks(port: Port) -> Response:
    """Parts that were ordered again and are not at the line yet."""
    data = msgspec.json.encode(single_views(port.state, port.now_us()))
    return Response(data, media_type="application/json")


@router.post("/api/v1/actions/begin-single", tags=["actions"])
async def begin_single(body: SingleStart, person: Picker, port: Port) -> Done:
    """An urgent single pick has its turn at this workplace, before its tour."""
    return await order(
        port,
        BeginSingle(
            workplace=WorkplaceId(body.workplace), rack=RackId(body.rack), person=person.person
        ),
    )


@router.post("/api/v1/actions/end-single", tags=["actions"])
async def end_single(body: SingleEnd, person: Shipping, port: Port) -> Done:
    """It was brought to the line, or is not wanted any more."""
    return await order(
        port,
        EndSingle(
            rack=RackId(body.rack),
            delivered=body.delivered,
            person=person.person,
            reason=body.reason,
        ),
    )
