"""What people may order at the cell: ``POST /api/v1/actions/<name>``, each as a named person."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from edge.cell import inputs
from edge.cell.badge_text import holds_badge
from edge.cell.badges import owner_of
from edge.screen.badges import LEADS, Picker, Port, Reader, Shipping, TeamLead
from edge.screen.port import CellPort
from edge.screen.problems import ProblemError
from wire.codec import WireError, decode_telegram
from wire.events import DeferReason, DivorceReason, HelpKind, Movement, PickRef, Source
from wire.ids import (
    TEXT_LENGTH_MAX,
    DeviceId,
    FaceId,
    FamilyId,
    FeedId,
    LabelId,
    LoopId,
    PersonId,
    RackId,
    WorkplaceId,
)

router = APIRouter(prefix="/api/v1/actions", tags=["actions"])

Code = Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH_MAX)]
Reason = Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH_MAX)]
Note = Annotated[str, Field(max_length=TEXT_LENGTH_MAX)]
Number = Annotated[int, Field(ge=0, le=2**53)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _no_badge(cls, value: Any, info: ValidationInfo) -> Any:
        """What people type is kept and shown; a badge scanned into the wrong field must not be."""
        text = msgspec.json.encode(value).decode() if isinstance(value, dict | tuple) else value
        if isinstance(text, str) and info.field_name != "second_badge" and holds_badge(text):
            raise PydanticCustomError("badge", "a badge was scanned into this field")
        return value


class Done(BaseModel):
    facts: int


class SkipNumber(Body):
    """``last``: every number from ``number`` to it, all of them missing. Left out: the one."""

    feed: Code
    epoch: Number
    number: Number
    last: Number | None = None
    reason: Reason


class ReleaseRework(Body):
    rack: Code
    number: Number
    reason: Reason


class Divorce(Body):
    """``rack``: or a single pick (``RE-1``), which has no ``number``."""

    rack: Code
    number: Number = 0
    serial: Note
    part: Code
    reason: DivorceReason
    note: Note = ""
    index: Annotated[int, Field(ge=0, le=2**62)] | None = None
    """Which of several equal parts without a serial, by the index of its line."""


class ReleaseScrap(Body):
    part: Code
    serial: Code
    reason: Reason


class BindCarrier(Body):
    rack: Code
    carrier: Code


class CloseShort(Body):
    rack: Code
    reason: Reason


class ShipRack(Body):
    """``out_of_order``: earlier racks of the same family are still here, and a team lead lets this
    one go first; then ``reason`` is needed.
    """

    rack: Code
    out_of_order: bool = False
    unchecked: bool = False
    reason: Note = ""


class Reprint(Body):
    label: Code
    reason: Reason
    second_badge: Code


class Print(Body):
    rack: Code
    number: Number | None = None


class Printer(Body):
    printer: Code


class Place(Body):
    workplace: Code


class Help(Body):
    workplace: Code
    kind: HelpKind


class SeenPick(Body):
    """The pick that the page showed."""

    rack: Code
    slot: Annotated[int, Field(ge=0)]
    family: Code
    index: Annotated[int, Field(ge=0)] = 0

    def ref(self) -> PickRef:
        return PickRef(
            rack=RackId(self.rack),
            slot=self.slot,
            family=FamilyId(self.family),
            index=self.index,
        )


class DeferPick(Body):
    """Without ``pick`` whichever has its turn is meant."""

    workplace: Code
    reason: DeferReason
    pick: SeenPick | None = None


class FillFace(Body):
    face: Code


class HandleException(Body):
    exception: Reason
    closed: bool
    note: Note = ""


class MoveKanban(Body):
    loop: Code
    card: Code
    movement: Movement


class KeyedTelegram(Body):
    feed: Code
    telegram: dict[str, Any]
    reason: Reason
    second_badge: Code


async def order(port: CellPort, given: inputs.Input) -> Done:
    _refuse_badges(port, given)
    decision = await port.submit(given)
    return Done(facts=len(decision.facts))


def _refuse_badges(port: CellPort, given: inputs.Input) -> None:
    """Somebody's badge, scanned into a field, does not always say that it is one."""
    for field in fields(given):
        value = getattr(given, field.name)
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and owner_of(port.compiled, text) is not None:
                detail = f"{field.name}: a badge was scanned into this field"
                raise ProblemError(422, "badge.in_field", detail)


@router.post("/skip-number")
async def skip_number(body: SkipNumber, person: TeamLead, port: Port) -> Done:
    return await order(port, inputs.SkipNumber(**body.model_dump(), person=person.person))


@router.post("/release-rework")
async def release_rework(body: ReleaseRework, person: TeamLead, port: Port) -> Done:
    return await order(
        port,
        inputs.ReleaseRework(
            rack=RackId(body.rack), number=body.number, person=person.person, reason=body.reason
        ),
    )


@router.post("/divorce")
async def divorce(body: Divorce, person: TeamLead, port: Port) -> Done:
    return await order(
        port,
        inputs.Divorce(
            rack=RackId(body.rack),
            number=body.number,
            serial=body.serial,
            part=body.part,
            reason=body.reason,
            person=person.person,
            note=body.note,
            index=body.index,
        ),
    )


@router.post("/release-scrap")
async def release_scrap(body: ReleaseScrap, person: TeamLead, port: Port) -> Done:
    """A scrapped piece may be picked again."""
    return await order(
        port,
        inputs.ReleaseScrap(
            part=body.part, serial=body.serial, person=person.person, reason=body.reason
        ),
    )


@router.post("/bind-carrier")
async def bind_carrier(body: BindCarrier, person: Picker, port: Port) -> Done:
    return await order(
        port,
        inputs.BindCarrier(rack=RackId(body.rack), carrier=body.carrier, person=person.person),
    )


@router.post("/close-short")
async def close_short(body: CloseShort, person: TeamLead, port: Port) -> Done:
    return await order(
        port,
        inputs.CloseShort(rack=RackId(body.rack), person=person.person, reason=body.reason),
    )


@router.post("/ship-rack")
async def ship_rack(body: ShipRack, person: Shipping, port: Port) -> Done:
    if (body.out_of_order or body.unchecked) and person.role not in LEADS:
        detail = f"only a team lead lets rack {body.rack} go out of order or unchecked"
        raise ProblemError(403, "role.forbidden", detail)
    return await order(
        port,
        inputs.ShipRack(
            rack=RackId(body.rack),
            person=person.person,
            out_of_order=body.out_of_order,
            unchecked=body.unchecked,
            reason=body.reason,
        ),
    )


@router.post("/reprint")
async def reprint(body: Reprint, person: TeamLead, port: Port, reader: Reader) -> Done:
    second = reader.second(body.second_badge, person)
    return await order(
        port,
        inputs.Reprint(
            label=LabelId(body.label),
            person=person.person,
            second_person=second.person,
            reason=body.reason,
        ),
    )


@router.post("/print")
async def print_label(body: Print, person: Picker, port: Port) -> Done:
    return await order(
        port,
        inputs.PrintOnDemand(rack=RackId(body.rack), number=body.number, person=person.person),
    )


@router.post("/resume-printer")
async def resume_printer(body: Printer, person: TeamLead, port: Port) -> Done:
    return await order(
        port, inputs.ResumePrinter(printer=DeviceId(body.printer), person=person.person)
    )


@router.post("/sign-in")
async def sign_in(body: Place, person: Picker, port: Port) -> Done:
    return await order(
        port, inputs.SignIn(workplace=WorkplaceId(body.workplace), person=person.person)
    )


@router.post("/sign-out")
async def sign_out(body: Place, person: Picker, port: Port) -> Done:
    return await order(
        port, inputs.SignIn(workplace=WorkplaceId(body.workplace), person=PersonId(""))
    )


@router.post("/help")
async def call_help(body: Help, person: Picker, port: Port) -> Done:
    return await order(
        port,
        inputs.CallHelp(
            kind=body.kind, workplace=WorkplaceId(body.workplace), person=person.person
        ),
    )


@router.post("/defer-pick")
async def defer_pick(body: DeferPick, person: Picker, port: Port) -> Done:
    """The pick whose turn it is waits in the short queue, and the tour goes on."""
    return await order(
        port,
        inputs.DeferPick(
            workplace=WorkplaceId(body.workplace),
            person=person.person,
            reason=body.reason,
            pick=body.pick.ref() if body.pick is not None else None,
        ),
    )


@router.post("/fill-face")
async def fill_face(body: FillFace, person: Picker, port: Port) -> Done:
    """Good parts lie in the face again: what waited for it is picked."""
    return await order(port, inputs.FillFace(face=FaceId(body.face), person=person.person))


@router.post("/handle-exception")
async def handle_exception(body: HandleException, person: TeamLead, port: Port) -> Done:
    return await order(
        port,
        inputs.HandleException(
            exception=body.exception, person=person.person, closed=body.closed, note=body.note
        ),
    )


@router.post("/move-kanban")
async def move_kanban(body: MoveKanban, person: Picker, port: Port) -> Done:
    return await order(
        port,
        inputs.MoveKanban(
            loop=LoopId(body.loop), card=body.card, movement=body.movement, person=person.person
        ),
    )


@router.post("/telegram")
async def keyed_telegram(body: KeyedTelegram, person: TeamLead, port: Port, reader: Reader) -> Done:
    """A vehicle keyed in from a phone call or a fax. ``telegram`` is the canonical JSON."""
    second = reader.second(body.second_badge, person)
    try:
        telegram = decode_telegram(msgspec.json.encode(body.telegram))
    except WireError as error:
        raise ProblemError(422, f"telegram.{error.code}", error.detail) from error
    if telegram.feed != body.feed:
        detail = f"the telegram is of feed {telegram.feed}, not of {body.feed}"
        raise ProblemError(422, "telegram.feed", detail)
    return await order(
        port,
        inputs.TelegramArrived(
            feed=FeedId(body.feed),
            raw_id=0,
            telegram=telegram,
            source=Source.HAND,
            person=person.person,
            second_person=second.person,
            reason=body.reason,
        ),
    )
