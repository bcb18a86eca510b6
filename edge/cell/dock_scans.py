"""Scans at a dock and at goods-in: the card of a truck, the label of a rack that goes on it, the
seal, and labels of parts that come in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from edge.cell import goods_in, loads
from edge.cell.inputs import RefusedError
from edge.cell.load_inputs import (
    DeliverLoad,
    DepartLoad,
    LoadRack,
    OpenLoad,
    ReceiveAt,
    ReceiveParts,
    ReturnRack,
)
from edge.cell.reading import Reading
from edge.cell.situation import Situation
from edge.cell.verification import Judgement
from wire.events import AnyFact, Verdict
from wire.ids import DeviceId, LoadId, PersonId, RackId, WorkplaceId
from wire.masters import LoadOrder, Role

_SHIPS = frozenset({Role.SHIPPING, Role.TEAM_LEAD, Role.SUPERVISOR})
NO_LONGER = "-"
"""On a card ``LS:IN:-``: labels do not come in here any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtDock:
    """A code that was read at a workplace, and who is signed in there."""

    at: Situation
    workplace: WorkplaceId
    device: DeviceId
    person: PersonId
    reading: Reading


def truck(scan: AtDock) -> Judgement:
    """From now on rack labels that are scanned here go on this truck."""
    _refuse_without_role(scan)
    reading = scan.reading
    given = OpenLoad(
        truck=reading.truck,
        dock=reading.place,
        order=LoadOrder.REVERSE if reading.reverse else LoadOrder.SAME,
        count=reading.quantity or 0,
        person=scan.person,
        workplace=scan.workplace,
    )
    return _done("load.opened", loads.open_load(scan.at, given).facts, truck=reading.truck)


def rack_label(scan: AtDock, label: Judgement) -> Judgement:
    """``label``: what the label alone is. One that is no copy to use loads nothing."""
    load = loads.load_at(scan.at.state, scan.workplace)
    if load is None or label.verdict not in (Verdict.CONFIRMED, Verdict.WRONG_SLOT):
        return label
    _refuse_without_role(scan)
    rack = RackId(scan.reading.rack)
    if rack in load.racks:
        return Judgement(verdict=Verdict.ALREADY_DONE, code="load.on_it", rack=rack)
    given = LoadRack(load=load.load, rack=rack, person=scan.person, workplace=scan.workplace)
    try:
        decision = loads.load_rack(scan.at, given)
    except RefusedError as refused:
        turn = ", ".join(loads.next_racks(scan.at.state, load)) or "-"
        return Judgement(
            verdict=Verdict.WRONG_SLOT,
            code=refused.code,
            rack=rack,
            values={"rack": rack, "next": turn, "truck": load.truck},
        )
    values = {"rack": rack, "truck": load.truck, "count": str(len(load.racks) + 1)}
    return Judgement(
        verdict=Verdict.CONFIRMED,
        code="load.loaded",
        rack=rack,
        values=values,
        facts=(*label.facts, *decision.facts),
    )


def depart(scan: AtDock) -> Judgement:
    _refuse_without_role(scan)
    load = loads.load_at(scan.at.state, scan.workplace)
    if load is None:
        raise RefusedError("load.none", "no truck is open at this workplace")
    given = DepartLoad(load=load.load, seal=scan.reading.seal, person=scan.person)
    return _done("load.departed", loads.depart(scan.at, given).facts, truck=load.truck)


def delivered(scan: AtDock) -> Judgement:
    given = DeliverLoad(
        load=LoadId(scan.reading.load), place=scan.reading.place, person=scan.person
    )
    _refuse_without_role(scan)
    return _done("load.delivered_now", loads.deliver(scan.at, given).facts)


def rack_back(scan: AtDock) -> Judgement:
    """An empty rack that came back."""
    _refuse_without_role(scan)
    given = ReturnRack(rack=RackId(scan.reading.rack), empty=True, person=scan.person)
    facts = loads.take_back_rack(scan.at, given).facts
    return replace(_done("rack.came_back", facts), rack=given.rack)


def receiving_card(scan: AtDock) -> Judgement:
    place = "" if scan.reading.place == NO_LONGER else scan.reading.place
    given = ReceiveAt(workplace=scan.workplace, place=place, person=scan.person)
    facts = goods_in.receive_at(scan.at, given).facts
    return _done("receive.begun" if place else "receive.ended", facts, place=place)


def part_comes_in(scan: AtDock, part: str, place: str) -> Judgement:
    reading = scan.reading
    given = ReceiveParts(
        part=part,
        lot=reading.lot,
        serial=reading.serial,
        quantity=min(max(reading.quantity or 1, 1), 10_000),
        place=place,
        supplier=reading.supplier,
        person=scan.person,
        workplace=scan.workplace,
        device=scan.device,
    )
    try:
        facts = goods_in.receive(scan.at, given).facts
    except RefusedError as refused:
        return Judgement(
            verdict=Verdict.WRONG_PART,
            code=f"receive.{refused.code}",
            values={"text": refused.detail},
        )
    return _done("receive.taken", facts, part=part, place=place)


def _done(code: str, facts: tuple[AnyFact, ...], **values: str) -> Judgement:
    return Judgement(verdict=Verdict.CONFIRMED, code=code, facts=facts, values=values)


def _refuse_without_role(scan: AtDock) -> None:
    masters = scan.at.masters
    people = masters.masters.people if masters is not None else ()
    role = next((it.role for it in people if it.person == scan.person), None)
    if role not in _SHIPS:
        raise RefusedError("role.shipping", "shipping or a team lead does this: scan your badge")
