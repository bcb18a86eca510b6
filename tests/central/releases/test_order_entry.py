"""An order by telephone: 20 of P for 8 May, beside a plan of 100 for 8 May and 50 for 12 May."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from central.agreements.model import options as o
from central.agreements.model.agreement import State as AgreementState
from central.agreements.model.duration import ModelYear
from central.agreements.service import write as agreement_writing
from central.agreements.service.contracts import agreement_of
from central.db.database import Actor
from central.db.work import Work, transact
from central.orders.rules.by_hand import OrderChange, OrderWish
from central.orders.service.despatch import despatch, undo_despatch
from central.orders.service.reading import Wanted, line_page
from central.orders.tables import lines
from central.partners.rules.customers import Plant, UnloadingPoint
from central.releases.order_entry import cancel, change, enter
from central.words.reasons import RuleRefusedError
from central.words.spelling import MisspeltError, read
from tests.support.central.releases_desk import ANN, BOB, DAY, Desk, d, day, item, line, said

PAT = Actor(who="pat", why="")
CALL: dict[str, Any] = {
    "key": "tel-1",
    "customer": "C",
    "part": "P",
    "quantity": "20",
    "on": day(8),
    "origin": "emergency",
    "why": "line is down",
}
FLOWS: dict[str, Any] = {"approval": o.Approval.AUTO, "release": o.Release.AUTOMATIC}


def call(**more: Any) -> OrderWish:
    return read(OrderWish, {**CALL, **more})


def entered(desk: Desk, by: Actor = PAT, **more: Any) -> int:
    return enter(desk.db, call(**more), by=by, now_us=desk.now_us)


def refusals(desk: Desk, **more: Any) -> str:
    before = desk.rows(lines)
    with pytest.raises(RuleRefusedError) as refused:
        entered(desk, **more)
    assert desk.rows(lines) == before
    return str(refused.value)


def planned(desk: Desk, number: str, *asked: Any, **more: Any) -> int:
    return desk.taken(said(number, item("P", *asked, **more)))


def line_of(desk: Desk, number: int) -> Any:
    return next(row for row in desk.rows(lines) if row.line == number)


@pytest.fixture
def flowing(desk: Desk) -> Desk:
    desk.agreement("A", "P", **FLOWS)
    return desk


def test_it_stands_beside_what_schedules_ask_and_none_takes_it_away(flowing: Desk) -> None:
    planned(flowing, "1", line(day(8), 100), line(day(12), 50))
    number = entered(flowing)
    assert flowing.orders() == {day(8): d(120), day(12): d(50)}
    planned(flowing, "2", line(day(8), 90))
    assert flowing.orders() == {day(8): d(110)}, "12 May is gone, the 20 by hand are not"
    row = line_of(flowing, number)
    assert (row.kind, row.schedule, row.quantity, row.state) == ("by_hand", 0, 20, "open")


def test_who_entered_it_and_why_stands_with_it(flowing: Desk) -> None:
    number = entered(flowing)
    (row,) = flowing.db.read(lambda c: line_page(c, Wanted())).rows
    assert (row["line"], row["entered_by"], row["origin"]) == (number, "pat", "emergency")
    assert row["why"] == "line is down"


def test_the_same_key_is_the_same_line_and_another_wish_is_refused(flowing: Desk) -> None:
    first = entered(flowing)
    assert entered(flowing, quantity="20.0") == first
    assert entered(flowing, by=ANN) != first, "a key is of whoever asks"
    with pytest.raises(RuleRefusedError, match="key tel-1 asked for something else"):
        entered(flowing, quantity="21")
    assert flowing.orders() == {day(8): d(40)}


def test_overdue_by_hand_is_no_arrears_of_a_schedule(desk: Desk) -> None:
    """100 asked with cum 0: the 20 by hand of 5 May are overdue on the 6th, and no part of them."""
    desk.agreement(
        "A",
        "P",
        reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY,
        backorders=o.Backorders.MATCH_IN_RECONCILE,
        **FLOWS,
    )
    entered(desk, on=day(5))
    desk.today = day(6)
    desk.taken(said("1", item("P", line(day(8), 100), cum=0), issued=day(6)))
    assert desk.orders() == {day(5): d(20), day(8): d(100)}


def test_its_goods_are_on_their_way_and_in_the_cum_as_any(desk: Desk) -> None:
    """20 by hand left; the customer has none of them: of the 100 asked, 80 are still to leave."""
    desk.agreement("A", "P", reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY, **FLOWS)
    number = entered(desk, on=DAY)
    gone = [(number, d(20))]
    despatch(desk.db, note="N1", on=DAY, lines=gone, by=ANN, now_us=desk.now_us)
    assert desk.ledger().balance.in_transit == 20
    desk.today = day(5)
    desk.taken(said("1", item("P", line(day(8), 100), cum=0), issued=day(5)))
    assert desk.orders() == {day(8): d(80)}


def test_a_schedule_that_names_its_reference_takes_it_over(desk: Desk) -> None:
    desk.agreement("A", "P", references=o.References.USE_REFERENCES, **FLOWS)
    number = entered(desk, reference="R7")
    planned(desk, "1", line(day(8), 20, reference="R7"), line(day(8), 30, reference="R8"))
    assert desk.orders() == {day(8): d(50)}, "R7 is not ordered twice"
    assert line_of(desk, number).kind == "plan"
    planned(desk, "2", line(day(8), 30, reference="R8"))
    assert desk.orders() == {day(8): d(30)}, "it is the schedule's now, and gone with it"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"part": "X"}, "part X is in no active contract with C"),
        ({"customer": "NOBODY"}, "in no active contract with NOBODY"),
        ({"quantity": "0.5"}, "no whole number"),
        ({"quantity": "20000000"}, "not between 0 and 10000000"),
        ({"unit": "KGM"}, "the agreement counts it in"),
        ({"on": day(8).replace(year=2031)}, "is not between"),
        ({"purchase_order": "4711"}, "do_not_use_po_information"),
        ({"agreement": "B"}, "in no active contract B with C"),
    ],
)
def test_the_rules_of_lines_from_schedules_hold(
    flowing: Desk, more: dict[str, Any], said: str
) -> None:
    assert said in refusals(flowing, **more)


def test_a_contract_that_is_over_or_agreed_to_the_full_takes_none(desk: Desk) -> None:
    year = ModelYear(name="26", first=day(1), last=day(20), quantity=d(100))
    desk.agreement("A", "P", years=[year], **FLOWS)
    planned(desk, "1", line(day(8), 90))
    assert "110 would be ordered and despatched in model year 26, agreed are 100" in refusals(desk)
    assert "are after 2026-05-20" in refusals(desk, on=day(21), quantity="5")
    number = entered(desk, quantity="10")
    with pytest.raises(RuleRefusedError, match="101 would be ordered"):
        change(desk.db, number, wanted(quantity="11"), by=ANN, now_us=desk.now_us)
    desk.today = day(22)
    assert "2026-05-22 is in no model year of A" in refusals(desk, key="2", quantity="1")


def test_references_and_orders_in_advance_as_the_contract_says(desk: Desk) -> None:
    desk.agreement("A", "P", references=o.References.USE_REFERENCES, **FLOWS)
    assert "has no reference" in refusals(desk)
    desk.agreement(
        "A",
        "P",
        po_information=o.PoInformation.USE_PO_INFORMATION,
        order_creation=o.OrderCreation.CREATE_IN_ADVANCE,
        **FLOWS,
    )
    assert "not that of an order made in advance" in refusals(desk, purchase_order="4711")
    assert "no purchase order number" in refusals(desk)


def test_a_point_is_listed_and_written_as_it_is_known(desk: Desk) -> None:
    desk.plants(Plant(plant="W", points=(UnloadingPoint(point="T12"),)))
    desk.agreement("A", "P", plant="W", **FLOWS)
    number = entered(desk, unloading_point="t12", plant="W")
    assert line_of(desk, number).unloading_point == "T12"
    assert "has no unloading point T9 in use" in refusals(desk, unloading_point="T9", key="2")


def test_our_number_finds_the_part_and_two_contracts_must_be_named(flowing: Desk) -> None:
    flowing.agreement("B", "P", **FLOWS)
    assert "is in several contracts, A, B" in refusals(flowing)
    number = entered(flowing, agreement="B")
    assert line_of(flowing, number).agreement == "B"


def wanted(**more: Any) -> OrderChange:
    return read(OrderChange, {"quantity": "20", "on": day(8), "why": "they called again", **more})


def test_a_person_changes_and_cancels_it_with_a_reason(flowing: Desk) -> None:
    number = entered(flowing)
    changed = wanted(quantity="30", on=day(9), at="06:00", to="08:00")
    change(flowing.db, number, changed, by=ANN, now_us=flowing.now_us)
    row = line_of(flowing, number)
    assert (row.quantity, row.on_day, row.at_time, row.until_time) == (30, day(9), "06:00", "08:00")
    assert row.kind == "by_hand"
    with pytest.raises(MisspeltError, match="why"):
        wanted(why="")
    with pytest.raises(RuleRefusedError, match="say why"):
        cancel(flowing.db, number, by=PAT, now_us=flowing.now_us)
    cancel(flowing.db, number, by=ANN, now_us=flowing.now_us)
    assert flowing.orders() == {} and line_of(flowing, number).state == "taken_out"


@pytest.mark.parametrize(
    ("how", "on", "due"),
    [
        (o.ClosedDays.KEEP, day(9), day(9)),
        (o.ClosedDays.PRECEDING, day(9), day(8)),
        (o.ClosedDays.FOLLOWING, day(11), day(11)),
        (o.ClosedDays.HOLD, day(9), day(9)),
    ],
)
def test_it_is_due_on_the_day_that_the_term_says(
    desk: Desk, how: o.ClosedDays, on: date, due: date
) -> None:
    """9 May 2026 is a Saturday; who enters it decides what a schedule would wait for."""
    desk.agreement(**FLOWS, closed_days=how)
    number = entered(desk, on=on)
    assert (line_of(desk, number).on_day, line_of(desk, number).due_on) == (on, due)
    change(desk.db, number, wanted(on=day(10)), by=PAT, now_us=desk.now_us)
    moved = {o.ClosedDays.PRECEDING: day(8), o.ClosedDays.FOLLOWING: day(8)}
    assert line_of(desk, number).due_on == moved.get(how, day(10))


def test_two_at_one_line_the_second_hears_of_it(flowing: Desk) -> None:
    number = entered(flowing)
    seen = str(line_of(flowing, number).changed_us)
    flowing.today = day(flowing.today.day + 1)
    change(flowing.db, number, wanted(seen=seen), by=PAT, now_us=flowing.now_us)
    stands = line_of(flowing, number)
    for late in (
        lambda: change(flowing.db, number, wanted(seen=seen), by=PAT, now_us=flowing.now_us),
        lambda: cancel(flowing.db, number, by=BOB, now_us=flowing.now_us, seen=seen),
    ):
        with pytest.raises(RuleRefusedError, match="was changed meanwhile"):
            late()
    assert line_of(flowing, number) == stands


def test_what_awaits_or_has_gone_is_neither_changed_nor_cancelled(flowing: Desk) -> None:
    number = entered(flowing)
    gone = [(number, d(5))]
    despatch(flowing.db, note="N1", on=DAY, lines=gone, by=ANN, now_us=flowing.now_us)
    for act in (
        lambda: cancel(flowing.db, number, by=ANN, now_us=flowing.now_us),
        lambda: change(flowing.db, number, wanted(), by=ANN, now_us=flowing.now_us),
    ):
        with pytest.raises(RuleRefusedError, match="have left"):
            act()
    undo_despatch(flowing.db, note="N1", on=DAY, why="x", by=ANN, now_us=flowing.now_us)
    cancel(flowing.db, number, by=ANN, now_us=flowing.now_us)
    assert flowing.orders() == {}


def test_a_line_of_a_schedule_is_a_persons_only_where_the_contract_takes_no_more(
    flowing: Desk,
) -> None:
    """Opened again by an undo, in a contract that the part has left: no schedule takes it out."""
    planned(flowing, "1", line(day(8), 100))
    number = int(flowing.standing()[0].line)
    with pytest.raises(RuleRefusedError, match="the next schedule"):
        cancel(flowing.db, number, by=ANN, now_us=flowing.now_us)
    lines_of = [(number, d(100))]
    despatch(flowing.db, note="N1", on=DAY, lines=lines_of, by=ANN, now_us=flowing.now_us)
    leave(flowing)
    undo_despatch(flowing.db, note="N1", on=DAY, why="came back", by=ANN, now_us=flowing.now_us)
    assert flowing.orders() == {day(8): d(100)}
    cancel(flowing.db, number, by=ANN, now_us=flowing.now_us)
    assert flowing.orders() == {} and line_of(flowing, number).state == "taken_out"


def leave(desk: Desk) -> None:
    def work(it: Work) -> None:
        known = agreement_of(it.connection, "A")
        assert known is not None
        from dataclasses import replace

        agreement_writing.save(it, replace(known, state=AgreementState.ENDED))

    transact(desk.db, work, by=ANN, at_us=desk.now_us)
