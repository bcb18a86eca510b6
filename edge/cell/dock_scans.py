"""Scans at a dock and at goods-in: the card of a truck, the label of a rack that goes on it, the
seal, and labels of parts that come in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from edge.cell import goods_in, loads, units
from edge.cell.barcode import read
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
from edge.cell.on_trucks import racks_on
from edge.cell.reading import Kind, Reading
from edge.cell.situation import Situation
from edge.cell.unit_inputs import LoadUnit, PutOnUnit, ReturnUnit
from edge.cell.verification import Judgement
from wire.events import AnyFact, Verdict
from wire.ids import DeviceId, LoadId, PersonId, RackId, UnitId, WorkplaceId
from wire.masters import LoadOrder, Role

_SHIPS = frozenset({Role.SHIPPING, Role.TEAM_LEAD, Role.SUPERVISOR})
RACK_THEN_UNIT_US = 120_000_000
"""A rack label that was scanned longer ago is put on no pallet."""
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
        raise RefusedError("load.none", f"no truck is open at {scan.workplace}")
    given = DepartLoad(load=load.load, seal=scan.reading.seal, person=scan.person)
    return _done("load.departed", loads.depart(scan.at, given).facts, truck=load.truck)


def delivered(scan: AtDock) -> Judgement:
    given = DeliverLoad(
        load=LoadId(scan.reading.load), place=scan.reading.place, person=scan.person
    )
    _refuse_without_role(scan)
    return _done("load.delivered_now", loads.deliver(scan.at, given).facts)


def unit_card(scan: AtDock) -> Judgement:
    """Onto the truck of this workplace with all its racks; without a truck the rack whose label was
    scanned before is put on it.
    """
    _refuse_without_role(scan)
    unit = UnitId(scan.reading.unit or scan.reading.licence_plate)
    load = loads.load_at(scan.at.state, scan.workplace)
    if load is None:
        rack = _rack_scanned(scan)
        put = PutOnUnit(unit=unit, rack=rack, person=scan.person, workplace=scan.workplace)
        facts = units.put_on(scan.at, put).facts
        return replace(_done("unit.put", facts, rack=rack, unit=unit), rack=rack)
    given = LoadUnit(load=load.load, unit=unit, person=scan.person, workplace=scan.workplace)
    try:
        facts = units.load_unit(scan.at, given).facts
    except RefusedError as refused:
        turn = ", ".join(loads.next_racks(scan.at.state, load)) or "-"
        values = {"rack": unit, "unit": unit, "next": turn, "truck": load.truck}
        return Judgement(verdict=Verdict.WRONG_SLOT, code=refused.code, values=values)
    count = str(len(load.racks) + len(facts))
    return _done("unit.loaded", facts, unit=unit, truck=load.truck, count=count)


def plate(scan: AtDock) -> Judgement | None:
    """A licence plate as others print it, of a pallet of ours: known, or scanned after a rack."""
    unit = UnitId(scan.reading.licence_plate)
    ours = racks_on(scan.at.state, unit) or _last_rack(scan)
    return unit_card(scan) if ours else None


def _rack_scanned(scan: AtDock) -> RackId:
    if rack := _last_rack(scan):
        return rack
    raise RefusedError("unit.no_rack", "scan the label of the rack first, then its pallet")


def _last_rack(scan: AtDock) -> RackId:
    """By the label that was accepted at this workplace a moment ago; empty: none was."""
    place = scan.at.state.workplaces.get(scan.workplace)
    if place is None or scan.at.now_us - place.accepted_us > RACK_THEN_UNIT_US:
        return RackId("")
    last = read(place.accepted_text) if place.accepted_text else None
    return RackId(last.rack if last is not None and last.kind is Kind.RACK_LABEL else "")


def rack_back(scan: AtDock) -> Judgement:
    """An empty rack that came back, or a pallet with all its racks."""
    _refuse_without_role(scan)
    unit = UnitId(scan.reading.rack)
    if racks_on(scan.at.state, unit):
        back = ReturnUnit(unit=unit, empty=True, person=scan.person)
        return _done("unit.came_back", units.return_unit(scan.at, back).facts, unit=unit)
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
