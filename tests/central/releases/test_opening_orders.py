"""The start with a customer who has open orders: on 4 May 12,400 are received, 240 and 60 are on
their way, 100 of 3 May and 500 of 8 May are still to leave.
"""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model import options as o
from central.db.database import Actor
from central.orders.tables import lines
from central.releases.opening_file import open_file
from central.releases.rules.opening_orders import opening_orders
from central.words.reasons import RuleRefusedError
from tests.support.central.releases_desk import Desk, d, day, item, line, said

HEAD = (
    "agreement,part,on,received,note,quantity,unloading_point,kind,at,to,purchase_order,reference\n"
)
CUMS = "A,P,2026-05-03,12400,,,,,,,,\nA,P,2026-05-01,,N1,240,,,,,,\nA,P,2026-05-04,,N2,60,,,,,,\n"
ORDERS = "A,P,2026-05-03,,,100,,plan,,,,\nA,P,2026-05-08,,,500,,plan,,,,\n"
TWO = Actor(who="ann+bob", why="start")
FLOWS: dict[str, Any] = {"approval": o.Approval.AUTO, "release": o.Release.AUTOMATIC}


def opened(desk: Desk, text: str, by: Actor = TWO) -> Any:
    return open_file(desk.db, HEAD + text, by=by, now_us=desk.now_us)


def told(desk: Desk, text: str) -> list[str]:
    with pytest.raises(RuleRefusedError) as refused:
        opened(desk, text)
    assert desk.rows(lines) == [] and desk.ledger().balance.despatched == 0
    return [reason.text for reason in refused.value.reasons]


def test_the_first_schedule_nets_against_what_was_open(desk: Desk) -> None:
    """It asks the arrears again on 4 May: 100 + 500 beyond 12,640, of which 60 are on their way.
    100 stay overdue, so 440 are for 8 May: 540 in all.
    """
    desk.agreement("A", "P", reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY, **FLOWS)
    done = opened(desk, CUMS + ORDERS)
    assert len(done.parts) == 1 and len(done.orders) == 2
    assert desk.orders() == {day(3): d(100), day(8): d(500)}
    schedule = desk.taken(said("1", item("P", line(day(4), 100), line(day(8), 500), cum=12_640)))
    assert desk.state(schedule) == "released"
    assert desk.orders() == {day(3): d(100), day(8): d(440)}


def test_the_same_schedule_without_the_open_orders_asks_as_much(desk: Desk) -> None:
    desk.agreement("A", "P", reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY, **FLOWS)
    opened(desk, CUMS)
    desk.taken(said("1", item("P", line(day(4), 100), line(day(8), 500), cum=12_640)))
    assert sum(desk.orders().values()) == 540


def test_a_line_is_found_by_its_reference_though_its_day_moves(desk: Desk) -> None:
    desk.agreement("A", "P", references=o.References.USE_REFERENCES, **FLOWS)
    assert "has no reference" in told(desk, "A,P,2026-05-08,,,50,,plan,,,,\n")[0]
    opened(desk, "A,P,2026-05-08,,,50,,plan,,,,K1\nA,P,2026-05-08,,,20,,plan,,,,K2\n")
    before = {row.reference: row.line for row in desk.rows(lines)}
    moved = line(day(9), 50, reference="K1"), line(day(8), 20, reference="K2")
    assert desk.state(desk.taken(said("1", item("P", *moved)))) == "released"
    now = {row.reference: (row.line, row.on_day, row.quantity) for row in desk.rows(lines)}
    assert now == {
        "K1": (before["K1"], day(9), d(50)),
        "K2": (before["K2"], day(8), d(20)),
    }


def test_a_call_off_with_its_window_and_a_plan_stand_beside_each_other(desk: Desk) -> None:
    desk.agreement("A", "P", points=("T12",), **FLOWS)
    opened(
        desk,
        "A,P,2026-05-08,,,30,t12,call_off,06:00,08:00,,\nA,P,2026-05-12,,,500,T12,plan,,,,\n",
    )
    found = [
        (row.kind, row.at_time, row.until_time, row.unloading_point.upper(), row.quantity)
        for row in desk.rows(lines)
    ]
    assert sorted(found) == [
        ("call_off", "06:00", "08:00", "T12", d(30)),
        ("plan", "", "", "T12", d(500)),
    ]


def test_all_of_the_file_or_nothing_and_every_fault_with_its_line(desk: Desk) -> None:
    desk.agreement("A", "P", points=("T12",), po_information=o.PoInformation.USE_PO_INFORMATION,
                   order_creation=o.OrderCreation.CREATE_IN_ADVANCE, **FLOWS)  # fmt: skip
    found = told(
        desk,
        "A,P,2026-05-08,,,30,T9,plan,,,,\nA,X,2026-05-08,,,1,,plan,,,,\n"
        "A,P,2026-05-08,,,0.5,T12,plan,,,PO1,\n",
    )
    assert [text.split(":")[0] for text in found] == ["line 2", "line 3", "line 4"]
    assert "A is for unloading points T12, not for T9" in found[0]
    assert "part X is in no agreement A" in found[1]
    assert "no whole number" in found[2] and "PO1" in found[2]


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ("A,P,2026-05-08,,,30,,weekly,,,,", "kind: plan or call_off, not weekly"),
        ("A,P,8.5.26,,,30,,plan,,,,", "on: a day is written as YYYY-MM-DD, not 8.5.26"),
        ("A,P,2026-05-08,,,,,plan,,,,", "quantity: nothing is no quantity"),
        ("A,P,2026-05-08,,N1,30,,plan,,,,", "neither a count (received) nor a note"),
        ("A,P,2026-05-08,,,30,,plan,6:00,,,", "at: a time is written as HH:MM, not 6:00"),
        ("A,P,2026-05-08,,,30,,plan,09:00,08:00,,", "a window begins (at) before it ends (to)"),
        (",P,2026-05-08,,,30,,plan,,,,", "agreement is empty"),
        ("A,P,2026-05-08,,,30,,plan,,,", "more or fewer fields"),
        (
            "A,P,2026-05-08,,,30,,plan,,,,\nA,P,2026-05-08,,,31,,plan,,,,",
            "line 3: its day and window stand in line 2 already",
        ),
    ],
)
def test_what_is_wrong_with_a_row_is_said(row: str, wanted: str) -> None:
    with pytest.raises(RuleRefusedError) as refused:
        opening_orders(HEAD + row + "\n")
    assert any(wanted in reason.text for reason in refused.value.reasons)


def test_a_part_that_has_orders_is_not_opened_again(desk: Desk) -> None:
    desk.agreement("A", "P", "Q", **FLOWS)
    opened(desk, "A,Q,2026-05-08,,,30,,plan,,,,\n")
    for part in ("Q",):
        with pytest.raises(RuleRefusedError, match="line 2: part Q of A has order lines already"):
            opened(desk, f"A,{part},2026-05-08,,,30,,plan,,,,\n")


def test_what_the_contract_makes_no_order_of_is_none(desk: Desk) -> None:
    only = o.DeliverAuthorisation.CALL_OFFS
    desk.agreement("A", "P", deliver_authorisation=only, **FLOWS)
    assert "makes no orders of this kind of schedule, plan" in told(desk, ORDERS)[0]
