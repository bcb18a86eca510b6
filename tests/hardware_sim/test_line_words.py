"""What the line orders again and passes by, and the audit that knows both rules by itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from hardware_sim.again import ReOrder, ReplacementShift, pieces_again
from hardware_sim.audit import audit
from hardware_sim.audit_again import again_problems
from hardware_sim.audit_missed import missed_problems
from hardware_sim.catalogue import change_options, draw_vehicles, synthetic_plant
from hardware_sim.found import Evidence
from hardware_sim.journal_reader import Book, LabelStory
from hardware_sim.line import QUIET, Line, Telegram
from hardware_sim.plant import Expected, FeedRules
from hardware_sim.sparse import SparseLine, may_pass_by
from hardware_sim.team_lead import Sight

PLANT = synthetic_plant()
Fact = dict[str, Any]


def day(count: int = 20) -> Line:
    return Line(draw_vehicles(count, 4), FeedRules(), QUIET, Random(1), change_options)


def evidence(line: Line, books: list[Book], *orders: ReOrder, told: Any = ()) -> Evidence:
    return Evidence(
        plant=PLANT,
        records=line.records,
        books=books,
        central_marriages=[],
        facts_applied={},
        scans=[],
        tones=[],
        physical={},
        holes={},
        re_orders=orders,
        told=told,
    )


# -- ordered again

LINE = day()
FIRST = LINE.records[0]
CALL = FIRST.vehicle.call_number
ALL = ReOrder(call_number=CALL, parts=(), shipped=True)
WHEEL = f"2K5-601-{FIRST.vehicle.options['RIM']}"


def at(cell: str, order: ReOrder = ALL) -> list[Expected]:
    return [e for e in pieces_again(PLANT, FIRST, order) if e.cell == cell]


def test_all_of_a_vehicle_is_what_its_feed_knows_and_a_named_part_is_one_piece() -> None:
    whole = PLANT.expected_parts(FIRST.vehicle)
    assert pieces_again(PLANT, FIRST, ALL) == [e for e in whole if e.family != "SSB"]
    (one,) = pieces_again(PLANT, FIRST, replace(ALL, parts=(WHEEL,)))
    assert (one.family, one.quantity) == ("WHL", 1)


def single(rack: str, wanted: Expected) -> list[Fact]:
    """As a cell tells it: ordered, each piece scanned, brought."""
    need = {"family": wanted.family, "index": wanted.index, "part": wanted.part}
    ordered = {"type": "single_pick_ordered", "rack": rack, "call_number": CALL}
    pieces = [
        {"type": "scanned", "marriage": {"rack": rack, "part": wanted.part, "piece": piece}}
        for piece in range(1, wanted.quantity + 1)
    ]
    ended = {"type": "single_pick_ended", "rack": rack, "delivered": True, "person": "S"}
    return [{**ordered, "need": {**need, "quantity": wanted.quantity}}, *pieces, ended]


def labels(rack: str, wanted: Expected) -> dict[str, LabelStory]:
    return {
        f"{rack}-{piece}": LabelStory(
            label=f"{rack}-{piece}",
            kind="single",
            copy=1,
            place=(rack, 0, "single", wanted.family, piece),
            fields={},
            states=["sent", "confirmed"],
        )
        for piece in range(1, wanted.quantity + 1)
    }


def book() -> Book:
    """The wheel cell: two wheels and a tool kit again, each part a single pick."""
    made = Book("cell-c")
    for number, wanted in enumerate(at("cell-c"), 1):
        made.floor += single(f"RE-{number}", wanted)
        made.labels |= labels(f"RE-{number}", wanted)
    return made


def found_again(made: Book, *orders: ReOrder) -> set[str]:
    books = [made, *(Book(c.cell) for c in PLANT.cells if c.cell != "cell-c")]
    of_cell = evidence(LINE, books, *orders)
    return {clause for clause, text in again_problems(of_cell) if "cell-c" in text}


def test_what_was_ordered_again_and_brought_holds() -> None:
    assert found_again(book(), ALL) == set()


def test_a_cell_that_hears_nothing_of_it_or_hears_it_twice_is_found() -> None:
    assert found_again(Book("cell-c"), ALL) == {"again.not_ordered"}
    assert found_again(book()) == {"again.nobody_ordered"}
    twice = book()
    wanted = at("cell-c")[0]
    twice.floor += single("RE-9", wanted)
    twice.labels |= labels("RE-9", wanted)
    assert found_again(twice, ALL) == {"again.nobody_ordered"}


def spoil(kind: str, **changes: Any) -> Book:
    made = book()
    place = next(n for n, fact in enumerate(made.floor) if fact["type"] == kind)
    fact = made.floor[place]
    marriage = {**fact.get("marriage", {}), **changes.pop("marriage", {})}
    made.floor[place] = {**fact, **changes, **({"marriage": marriage} if marriage else {})}
    return made


def without(kind: str) -> Book:
    made = book()
    made.floor.remove(next(fact for fact in made.floor if fact["type"] == kind))
    return made


def test_a_single_pick_of_another_part_or_too_few_is_found() -> None:
    assert found_again(spoil("scanned", marriage={"part": "OTHER"}), ALL) == {"again.picked"}
    assert "again.picked" in found_again(without("scanned"), ALL)
    taken = book()
    piece = next(fact["marriage"] for fact in taken.floor if fact["type"] == "scanned")
    taken.floor.append({"type": "part_divorced", "marriage": piece})
    assert found_again(taken, ALL) == {"again.picked"}


def test_a_single_pick_that_nobody_brought_or_brought_too_early_is_found() -> None:
    assert found_again(without("single_pick_ended"), ALL) == {"again.ended"}
    assert found_again(spoil("single_pick_ended", person=""), ALL) == {"again.ended"}
    assert found_again(spoil("single_pick_ended", delivered=False), ALL) == {"again.ended"}
    early = book()
    early.floor.sort(key=lambda fact: fact["type"] == "scanned")
    assert found_again(early, ALL) == {"again.ended"}


def test_a_piece_without_its_own_label_is_found() -> None:
    made = book()
    made.labels["RE-1-1"].states.pop()
    assert found_again(made, ALL) == {"again.label"}
    made.labels["RE-1-1"] = replace(made.labels["RE-1-2"], label="RE-1-1")
    assert found_again(made, ALL) == {"again.label"}


def test_the_pieces_are_among_those_that_the_vehicle_must_have() -> None:
    line = day()
    line.advance()
    plain = audit(evidence(line, [])).parts_expected
    order = replace(ALL, parts=(WHEEL,))
    assert audit(evidence(line, [], order)).parts_expected == plain + 1


def rack(phase: str, *calls: str) -> Fact:
    return {"phase": phase, "slots": [{"call_number": call} for call in calls]}


def test_the_line_orders_one_part_of_a_rack_that_is_here_and_all_of_one_that_left() -> None:
    line = day()
    for _ in range(10):
        line.advance()
    here, gone, mixed, late = (line.records[n].vehicle.call_number for n in (0, 1, 2, 9))
    sent: list[Telegram] = []
    racks = [rack("shipped", gone, mixed), rack("open", here, mixed, late)]
    seen = Sight(racks=racks, holes=[], labels=[], status={})

    async def send(telegram: Telegram) -> None:
        sent.append(telegram)

    shift = ReplacementShift(
        plant=PLANT,
        line=SparseLine(line, PLANT, PLANT.sparse[0]),
        send=send,
        sights=lambda: {"cell-a": seen},
        ready=lambda: True,
        rng=Random(2),
    )
    asyncio.run(shift.run())
    (first, second), orders = sent, shift.sent
    assert first["call_number"] not in (gone, mixed, late)
    assert len(first["parts"]) == 1
    assert (second["call_number"], second["parts"]) == (gone, [])
    assert first["flags"] == second["flags"] == ["re_order"]
    assert second["transmission"] > first["transmission"]
    assert [order.shipped for order in orders] == [False, True]
    (part,) = orders[0].parts
    assert first["parts"] == [{"part": part}]
    wanted = len([e for e in pieces_again(PLANT, line.records[1], orders[1]) if e.cell == "cell-c"])
    assert gone in shift.not_told("cell-c", [gone] * (wanted - 1))
    assert gone not in shift.not_told("cell-c", [gone] * wanted)


# -- passed by


def passed() -> Line:
    line = day()
    may_pass_by(line, PLANT)[0].missed = True
    while not line.done:
        line.advance()
    return line


def test_a_vehicle_is_told_as_fitted_before_its_own_telegram_and_nothing_else_is() -> None:
    line = day()
    missed = may_pass_by(line, PLANT)[0]
    missed.missed = True
    sent = [telegram for _ in line.records for telegram in line.advance()]
    call = missed.vehicle.call_number
    assert "SUN" not in missed.vehicle.options
    told = [(t["status"], t["sequence_number"]) for t in sent if t["call_number"] == call]
    assert told == [("fitted", "0000"), ("final", f"{missed.number:04d}")]
    assert {t["status"] for t in sent if t["call_number"] != call} == {"final"}


def alarms(call: str) -> list[Fact]:
    raised = [
        {
            "type": "exception_raised",
            "kind": "fitted_without_part",
            "exception": f"fitted_without_part:{family}-0-0005:7",
            "call_number": call,
            "rack": f"{family}-0-0005",
            "epoch": 0,
            "number": 7,
        }
        for family in ("WHL", "TLK")
    ]
    handled = {"type": "exception_handled", "closed": True, "person": "T"}
    return [*raised, *({**handled, "exception": fact["exception"]} for fact in raised)]


def told_by(facts: list[Fact], *, central: bool = True, person: str = "T") -> set[str]:
    line = passed()
    made = Book("cell-c", floor=facts, skipped=[(0, 7, person)])
    told = {("cell-c", fact["exception"]) for fact in facts if "exception" in fact}
    found = missed_problems(evidence(line, [made], told=told if central else ()))
    return {clause for clause, _ in found}


def missed_call() -> str:
    return next(r.vehicle.call_number for r in passed().records if r.missed)


def test_a_vehicle_that_passed_and_was_told_and_handled_holds() -> None:
    assert told_by(alarms(missed_call())) == set()


@pytest.mark.parametrize(
    ("spoilt", "clause"),
    [
        (lambda facts: [*facts[1:]], "missed.told"),
        (lambda facts: [facts[0], *facts], "missed.told"),
        (lambda facts: facts[:-1], "missed.handled"),
        (lambda facts: [*facts[:-1], {**facts[-1], "closed": False}], "missed.handled"),
        (
            lambda facts: [
                *facts,
                {"type": "scanned", "marriage": {"call_number": facts[0]["call_number"]}},
            ],
            "missed.picked",
        ),
        (lambda facts: [*facts, {**facts[0], "call_number": "K1"}], "missed.nobody_passed"),
    ],
)
def test_an_alarm_that_is_missing_or_too_many_or_left_alone_is_found(
    spoilt: Any, clause: str
) -> None:
    assert told_by(spoilt(alarms(missed_call()))) == {clause}


def test_central_must_know_it_and_a_person_lets_the_slot_be_empty() -> None:
    facts = alarms(missed_call())
    assert told_by(facts, central=False) == {"missed.told_to_central"}
    assert told_by(facts, person="") == {"missed.slot"}
