"""A purchase order number carries several parts, each with a quantity of its own; a line of another
part, or beyond the quantity, stops with its reason.
"""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from central.agreements.model import options as o
from central.agreements.model.keys import PartKey
from central.audit.rules import Verdict
from central.audit.service import check
from central.db.work import Work
from central.migrations.schema import migrate
from central.orders.rules.lines import PurchaseOrder
from central.orders.service.despatch import despatch
from central.orders.service.purchase_orders import (
    Opened,
    numbers_in_advance,
    numbers_of,
    open_purchase_orders,
)
from central.releases import flow
from central.words.reasons import RuleRefusedError
from tests.support.central.kept import FOLDER, kept_on_both, load
from tests.support.central.orders import ANN
from tests.support.central.releases_desk import d, day, item, line, said

BY_ITSELF = {"approval": o.Approval.AUTO, "release": o.Release.AUTOMATIC}
IN_ADVANCE: dict[str, Any] = {
    "po_information": o.PoInformation.USE_PO_INFORMATION,
    "order_creation": o.OrderCreation.CREATE_IN_ADVANCE,
    **BY_ITSELF,
}


def opened(desk: Any, *rows: tuple[str, object]) -> Opened:
    """Of PO7: part and quantity."""
    wanted = [
        PurchaseOrder(
            purchase_order="PO7", agreement="A", part=part, quantity=quantity and d(quantity)
        )
        for part, quantity in rows
    ]
    found: Opened = desk.db.write(lambda c: open_purchase_orders(Work(c, ANN, desk.now_us), wanted))
    return found


def stands(desk: Any) -> list[tuple[str, str, int]]:
    query = "SELECT part, purchase_order, quantity / 1000000 FROM orders_lines ORDER BY line"
    return [tuple(row) for row in desk.db.read(lambda c: c.execute(sa.text(query)).all())]


def test_a_number_of_one_part_is_not_taken_for_another(desk: Any) -> None:
    desk.agreement("A", "P", "Q", **IN_ADVANCE)
    opened(desk, ("P", None))
    schedule = desk.taken(said("1", item("Q", line(day(5), 100), order="PO7")))
    assert desk.state(schedule) == "release_exception"
    assert desk.waits(schedule)[0] == "orders.order_of_other_part"
    assert opened(desk, ("Q", 100)) == Opened(new=1, changed=0)
    desk.act(flow.rerun, schedule)
    assert desk.state(schedule) == "released" and stands(desk) == [("Q", "PO7", 100)]


def test_each_part_of_a_number_has_its_own_quantity(desk: Any) -> None:
    """60 of 100 are ordered; the next schedule asks those 60 anew and 41 more: 1 too many."""
    desk.agreement("A", "P", "Q", **IN_ADVANCE)
    opened(desk, ("P", 100), ("Q", 20))
    first = desk.taken(
        said("1", item("P", line(day(5), 60), order="PO7")),
    )
    assert desk.state(first) == "released"
    second = desk.taken(said("2", item("Q", line(day(5), 21), order="PO7")))
    assert desk.waits(second)[0] == "orders.order_exceeded"
    third = desk.taken(said("3", item("P", line(day(5), 60), line(day(6), 41), order="PO7")))
    assert desk.waits(third)[0] == "orders.order_exceeded"
    assert opened(desk, ("P", 101)) == Opened(new=0, changed=1)
    desk.act(flow.rerun, third)
    assert stands(desk) == [("P", "PO7", 60), ("P", "PO7", 41)]


def test_what_went_is_taken_of_the_quantity(desk: Any) -> None:
    desk.agreement("A", "P", **IN_ADVANCE)
    opened(desk, ("P", 100))
    desk.taken(said("1", item("P", line(day(5), 70), order="PO7")))
    went = [(int(desk.standing()[0].line), d(70))]
    despatch(desk.db, note="N1", on=day(4), lines=went, by=ANN, now_us=desk.now_us)
    schedule = desk.taken(said("2", item("P", line(day(6), 31), order="PO7")))
    assert desk.waits(schedule)[0] == "orders.order_exceeded"
    found = desk.db.read(lambda c: numbers_of(c, PartKey("A", "P")))["PO7"]
    assert (found.quantity, found.taken) == (d(100), d(70))


def test_on_demand_a_part_that_the_number_does_not_have_is_added(desk: Any) -> None:
    desk.agreement("A", "P", "Q", po_information=IN_ADVANCE["po_information"], **BY_ITSELF)
    opened(desk, ("P", None))
    desk.taken(said("1", item("Q", line(day(5), 100), order="PO7")))
    query = 'SELECT part, "by" FROM orders_purchase_orders ORDER BY part'
    rows = [tuple(row) for row in desk.db.read(lambda c: c.execute(sa.text(query)).all())]
    assert rows == [("P", "advance"), ("Q", "demand")]
    assert [it.part for it in desk.db.read(numbers_in_advance)] == ["P"]


@pytest.mark.parametrize("row", [("P", 0), ("", 5), ("P", "0.5")])
def test_a_quantity_is_of_one_part_and_plausible(desk: Any, row: tuple[str, object]) -> None:
    desk.agreement("A", "P", **IN_ADVANCE)
    with pytest.raises(RuleRefusedError):
        part, quantity = row
        opened(desk, (part, d(quantity)))


@pytest.fixture(params=["sqlite", "postgresql"])
def of_then(request: pytest.FixtureRequest, tmp_path: Any) -> Any:
    file = tmp_path / "central.db"
    load(FOLDER / "schema-0041.sql", file)
    with kept_on_both(request, file, "0041") as db:
        yield db


def test_a_number_of_before_is_of_its_one_part_and_the_history_holds(of_then: Any) -> None:
    of = 'agreement, number, part, opened_us, "by", who'
    query = sa.text(f"SELECT {of} FROM orders_purchase_orders ORDER BY agreement, number")
    of_then.write(
        lambda c: c.execute(
            sa.text(
                f"INSERT INTO orders_purchase_orders ({of}) VALUES "
                "('RH-1', 'PO1', '4711', 5, 'advance', 'eva'), ('RH-1', 'PO2', '', 6, 'demand', '')"
            )
        )
    )
    before = of_then.read(lambda c: c.execute(query).all())
    migrate(of_then)
    assert of_then.read(lambda c: c.execute(query).all()) == before and len(before) >= 2
    assert check(of_then).verdict is Verdict.INTACT
