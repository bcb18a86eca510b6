"""Trucks: loaded in the order of the line or in reverse, departed with all that is on them."""

from __future__ import annotations

import pytest
from msgspec import structs

from edge.cell.block_inputs import BlockPieces
from edge.cell.exceptions import exceptions
from edge.cell.inputs import Decision, Divorce, Input, RefusedError, ShipRack
from edge.cell.load_inputs import (
    DeliverLoad,
    DepartLoad,
    LoadRack,
    OpenLoad,
    ReceiveParts,
    ReturnRack,
    UnloadRack,
)
from edge.cell.loads import next_racks
from edge.cell.whereabouts import Asked
from edge.screen.loads_view import load_rows, piece_rows
from tests.support.cell.world import ANNA, BEN, LEFT, RIGHT, World, badge, code_of, masters
from wire.events import (
    DivorceReason,
    LabelState,
    LoadDeparted,
    PartsReceived,
    RackLoaded,
    RackShipped,
)
from wire.ids import LoadId, PersonId, RackId
from wire.label_name import name_of_rack
from wire.masters import LoadOrder, Person, Role

M = [RackId(f"MIRROR-1-{first:04d}") for first in (1, 5, 9)]
S = [RackId(f"SEAT-1-{first:04d}") for first in (1, 5, 9)]


@pytest.fixture
def world() -> World:
    """Three racks of each family, all closed; anna is shipping."""
    made = World()
    people = (
        Person(person=ANNA, name="Anna", badge_hash=badge("a"), role=Role.SHIPPING),
        Person(person=BEN, name="Ben", badge_hash=badge("b"), role=Role.TEAM_LEAD),
        Person(person=PersonId("pia"), name="Pia", badge_hash=badge("p"), role=Role.PICKER),
    )
    made.adopt(structs.replace(masters(), people=people, version=2))
    made.line(1, 12)
    made.start()
    made.pick_all()
    assert all(made.rack(name).closed_us is not None for name in (*M, *S))
    return made


def open_truck(world: World, **more: object) -> LoadId:
    given = {"truck": "M-AB 1", "dock": "3", "order": LoadOrder.SAME, "person": ANNA, **more}
    return world.do(OpenLoad(**given)).facts[0].load  # type: ignore[arg-type]


def put_on(world: World, load: LoadId, rack: RackId, **more: object) -> Decision:
    return world.do(LoadRack(load=load, rack=rack, person=ANNA, **more))  # type: ignore[arg-type]


def code(world: World, given: Input) -> str:
    with pytest.raises(RefusedError) as refused:
        world.do(given)
    return refused.value.code


def depart(load: LoadId, **more: object) -> DepartLoad:
    return DepartLoad(load=load, seal="S-7", person=ANNA, **more)  # type: ignore[arg-type]


def test_racks_go_on_in_the_order_of_the_line_and_all_leave_with_the_truck(world: World) -> None:
    load = open_truck(world)
    assert next_racks(world.state, world.state.loads[load]) == [M[0], S[0]]
    with pytest.raises(RefusedError) as refused:
        put_on(world, load, M[1])
    assert refused.value.code == "load.out_of_order"
    assert M[0] in refused.value.detail
    for rack in (M[0], S[0], M[1]):
        put_on(world, load, rack)
    facts = world.do(depart(load)).facts
    assert [it.rack for it in facts if isinstance(it, RackShipped)] == [M[0], S[0], M[1]]
    assert isinstance(facts[-1], LoadDeparted)
    assert facts[-1].racks == (M[0], S[0], M[1])
    assert world.rack(M[1]).shipped_us is not None
    assert world.rack(M[2]).shipped_us is None


def test_in_reverse_the_last_rack_goes_on_first_and_they_still_leave_in_the_order_of_the_line(
    world: World,
) -> None:
    assert code(world, OpenLoad(truck="T", dock="1", order=LoadOrder.REVERSE, person=ANNA)) == (
        "load.plan"
    )
    load = open_truck(world, order=LoadOrder.REVERSE, racks=(M[0], M[1], S[0]))
    assert code(world, LoadRack(load=load, rack=M[0], person=ANNA)) == "load.out_of_order"
    for rack in (M[1], S[0], M[0]):
        put_on(world, load, rack)
    facts = world.do(depart(load)).facts
    assert [it.rack for it in facts if isinstance(it, RackShipped)] == [M[0], S[0], M[1]]
    assert not any(it.ahead_of for it in facts if isinstance(it, RackShipped))


def test_what_must_leave_before_is_part_of_the_plan(world: World) -> None:
    wrong = OpenLoad(truck="T", dock="1", order=LoadOrder.SAME, person=ANNA, racks=(M[1],))
    assert code(world, wrong) == "load.plan"
    load = open_truck(world, count=4)
    assert world.state.loads[load].planned == (M[0], S[0], M[1], S[1])
    assert code(world, LoadRack(load=load, rack=M[2], person=ANNA)) == "load.out_of_order"


def test_a_person_loads_out_of_order_with_a_reason_that_the_fact_keeps(world: World) -> None:
    load = open_truck(world)
    given = LoadRack(load=load, rack=M[1], person=BEN, out_of_order=True)
    assert code(world, given) == "reason.missing"
    (fact,) = put_on(world, load, M[1], out_of_order=True, reason="line asked").facts
    assert isinstance(fact, RackLoaded)
    assert (fact.before, fact.reason) == ((M[0],), "line asked")
    assert code(world, depart(load)) == "load.out_of_order"
    facts = world.do(depart(load, out_of_order=True, reason="line asked")).facts
    (shipped,) = [it for it in facts if isinstance(it, RackShipped)]
    assert (shipped.ahead_of, shipped.reason) == ((M[0],), "line asked")


def test_a_truck_waits_for_what_it_should_take_and_for_what_an_earlier_truck_has(
    world: World,
) -> None:
    first = open_truck(world, racks=(M[0], M[1]))
    put_on(world, first, M[0])
    second = open_truck(world, truck="M-AB 2")
    assert code(world, LoadRack(load=second, rack=M[2], person=ANNA)) == "load.out_of_order"
    assert code(world, depart(first)) == "load.out_of_order"
    put_on(world, first, M[1])
    put_on(world, second, M[2])
    assert code(world, depart(second)) == "load.out_of_order", "the first truck is still here"
    world.do(depart(first))
    world.do(depart(second))


def test_a_loaded_rack_is_neither_shipped_nor_changed_until_it_is_taken_off(world: World) -> None:
    load = open_truck(world)
    put_on(world, load, M[0])
    put_on(world, load, S[0])
    serial = world.rack(S[0]).picked[1][0].serial
    take = Divorce(
        rack=S[0], number=1, serial=serial, part="S-CLOTH", reason=DivorceReason.SWAP, person=BEN
    )
    assert code(world, ShipRack(rack=M[0], person=ANNA)) == "rack.loaded"
    assert code(world, take) == "rack.loaded"
    assert code(world, LoadRack(load=load, rack=M[0], person=ANNA)) == "rack.loaded"
    world.do(UnloadRack(load=load, rack=S[0], person=ANNA, reason="bent"))
    world.do(take)


def test_a_truck_with_a_blocked_piece_does_not_depart(world: World) -> None:
    load = open_truck(world)
    put_on(world, load, S[0])
    serial = world.rack(S[0]).picked[2][0].serial
    world.do(BlockPieces(part="S-CLOTH", lot="", serials=(serial,), person=BEN, reason="torn seam"))
    assert code(world, depart(load)) == "rack.held"
    (held,) = [it for it in exceptions(world.state, world.now_us) if it.kind == "blocked"]
    assert (held.rack, held.action) == (S[0], "unload-rack")
    assert "truck M-AB 1: stop it" in held.text
    (row,) = piece_rows(world.state, Asked(part="S-CLOTH", serials=(serial,)))  # type: ignore[arg-type]
    assert (row.state, row.todo, row.truck, row.rack) == ("loaded", "stop_truck", "M-AB 1", S[0])


def test_delivered_once_and_a_rack_comes_back_once(world: World) -> None:
    load = open_truck(world)
    put_on(world, load, M[0])
    arrive = DeliverLoad(load=load, place="gate 4", person=ANNA)
    assert code(world, arrive) == "load.not_departed"
    assert code(world, ReturnRack(rack=M[0], empty=True, person=ANNA)) == "rack.not_shipped"
    world.do(depart(load))
    world.do(arrive)
    assert code(world, arrive) == "load.delivered"
    (row,) = load_rows(world.state)
    assert (row.state, row.place, row.seal) == ("delivered", "gate 4", "S-7")
    world.do(ReturnRack(rack=M[0], empty=True, person=ANNA))
    assert code(world, ReturnRack(rack=M[0], empty=True, person=ANNA)) == "rack.returned"


# -- by scan


def rack_code(rack: RackId) -> str:
    return f"LS:RACK:{rack}:1"


def at_dock(world: World, who: str = "a") -> None:
    for rack in (*M, *S):
        world.report(name_of_rack(rack, 1).label, LabelState.SENDING, LabelState.SENT)
    world.scan(f"LS:BADGE:{who}", RIGHT)


def test_a_truck_is_opened_loaded_and_sent_off_by_scans(world: World) -> None:
    at_dock(world)
    assert world.scan("LS:TRUCK:M-AB 1:3", RIGHT).code == "load.opened"
    wrong = world.scan(rack_code(M[1]), RIGHT)
    assert (wrong.verdict, wrong.code) == ("wrong_slot", "load.out_of_order")
    assert wrong.values["next"] == f"{M[0]}, {S[0]}"
    assert world.scan(rack_code(M[0]), RIGHT).code == "load.loaded"
    assert world.scan(rack_code(M[0]), RIGHT).verdict == "already_done"
    gone = world.scan("LS:DEPART:S-9", RIGHT)
    assert (gone.verdict, gone.code) == ("confirmed", "load.departed")
    (row,) = load_rows(world.state)
    assert (row.seal, row.racks) == ("S-9", (M[0],))
    assert world.scan(f"LS:DELIVERED:{row.load}:gate 4", RIGHT).code == "load.delivered_now"
    assert world.scan(f"LS:BACK:{M[0]}", RIGHT).code == "rack.came_back"


def test_a_picker_loads_no_truck(world: World) -> None:
    at_dock(world, "p")
    assert world.scan("LS:TRUCK:M-AB 1:3", RIGHT).code == "role.shipping"
    assert not world.state.loads


# -- what comes in


def test_labels_come_in_at_a_place_with_lot_and_serial(world: World) -> None:
    world.scan("LS:BADGE:p", RIGHT)
    assert world.scan("LS:IN:dock 2", RIGHT).code == "receive.begun"
    text = code_of("S-CLOTH", "900").replace("\x1e\x04", "\x1d1TLOT7\x1dQ40\x1e\x04")
    assert world.scan(text, RIGHT).code == "receive.taken"
    (fact,) = [it for _, it in world.facts if isinstance(it, PartsReceived)]
    assert (fact.part, fact.lot, fact.serial, fact.quantity) == ("S-CLOTH", "LOT7", "900", 40)
    assert (fact.place, fact.person, fact.workplace) == ("dock 2", "pia", RIGHT)
    assert world.scan("LS:IN:-", RIGHT).code == "receive.ended"
    assert world.scan(text, RIGHT).code != "receive.taken"


def test_what_is_blocked_or_unknown_does_not_come_in(world: World) -> None:
    world.do(BlockPieces(part="S-CLOTH", lot="LOT7", serials=(), person=BEN, reason="torn seam"))
    world.scan("LS:BADGE:p", LEFT)
    given = ReceiveParts(
        part="S-CLOTH", lot="LOT7", serial="", quantity=1, place="dock", person=ANNA
    )
    assert code(world, given) == "piece.blocked"
    strange = ReceiveParts(part="X", lot="", serial="", quantity=1, place="dock", person=ANNA)
    assert code(world, strange) == "part.unknown"
