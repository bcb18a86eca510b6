"""A partner's unit is so many of ours by their profile: all that is stated of a part is multiplied,
nothing is rounded, and what is in units of two sizes is refused.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from central.edi.model.receiving_advice import ReceivedLine
from central.edi.model.schedule import Item, Line
from central.edi.profiles.profile import from_table
from central.edi.read import Reading, read
from tests.support.central.messages import Item as Asked
from tests.support.central.messages import Line as Day
from tests.support.central.messages import Message, edifact
from tests.support.paths import MESSAGES

PLAN = (MESSAGES / "delfor_d97a_monthly.edi").read_bytes()
ADVICE = (MESSAGES / "recadv_d97a.edi").read_bytes()
AMOUNTS = {"quantity", "cumulative", "received", "shipped", "last_receipt", "authorisations",
           "despatched", "accepted", "rejected", "over", "short", "differences",
           "lines"}  # fmt: skip


def of(data: bytes, **units: str) -> Reading:
    return read(data, from_table({"extends": "example_edifact_d97a", "units": units}))


def amounts(found: object) -> list[Decimal]:
    """Every quantity in it, in order."""
    if isinstance(found, Decimal):
        return [found]
    if isinstance(found, tuple):
        return [each for it in found for each in amounts(it)]
    if hasattr(found, "__dataclass_fields__"):
        return [each for it in fields(found) for each in amounts(getattr(found, it.name))]
    return []


@pytest.mark.parametrize("data", [PLAN, ADVICE])
def test_every_quantity_of_a_part_is_multiplied(data: bytes) -> None:
    plain, dozens = of(data).messages(), of(data, PCE="12 C62").messages()
    before, after = (amounts(tuple(m.contents for m in found)) for found in (plain, dozens))
    assert len(before) >= 5
    assert after == [12 * each for each in before]


def test_every_field_of_a_quantity_is_known_here() -> None:
    """A quantity that the model gets later would stay in the customer's unit unseen."""
    for kind in (Item, Line, ReceivedLine):
        known = {it.name for it in fields(kind) if "Decimal" in it.type or it.name in AMOUNTS}
        assert known <= AMOUNTS, kind


def test_what_was_multiplied_is_said_and_another_name_is_not() -> None:
    (item, *_) = of(PLAN, PCE="12 C62").schedules()[0].items
    assert (item.unit, item.counted_as) == ("C62", ("PCE = 12 C62",))
    (item, *_) = of(PLAN, PCE="C62").schedules()[0].items
    assert (item.unit, item.units, item.counted_as) == ("C62", ("C62",), ())


def asked(*quantities: str) -> bytes:
    lines = [Day(quantity=7, on=date(2026, 5, 4 + n)) for n in range(len(quantities))]
    sent = Message(sender="ACME", number="A1", issued=date(2026, 5, 1),
                   items=[Asked(part="P", lines=lines)])  # fmt: skip
    data = edifact(sent)
    for quantity in quantities:
        data = data.replace(b":7:PCE", f":{quantity}".encode(), 1)
    return data


def codes(data: bytes, table: dict[str, Any]) -> list[str]:
    return [found.code for found in read(data, from_table(table)).all_problems()]


@pytest.mark.parametrize(
    ("quantities", "units", "expected"),
    [
        (("7:BX", "7:BX"), {"BX": "12 PCE"}, []),
        (("7:BX", "7:PCE"), {"BX": "12 PCE"}, ["unit.mixed"]),
        (("7:EA", "7:PCE"), {"EA": "PCE"}, []),
        (("0.000001:BX",), {"BX": "0.5 PCE"}, ["quantity"]),
        (("9999999999:BX",), {"BX": "2 PCE"}, ["quantity"]),
        (("7", "7"), {"": "100 PCE"}, []),
    ],
)
def test_sizes_that_differ_and_products_that_cannot_be_are_refused(
    quantities: tuple[str, ...], units: dict[str, str], expected: list[str]
) -> None:
    assert codes(asked(*quantities), {"units": units}) == expected


def test_a_message_has_units_of_its_own() -> None:
    table = {"units": {"BX": "12 PCE"}, "messages": {"delfor": {"units": {"BX": "10 PCE"}}}}
    (schedule,) = read(asked("7:BX"), from_table(table)).schedules()
    assert [line.quantity for line in schedule.items[0].lines] == [70]
    assert from_table(table).rules("deljit").units["BX"].factor == 12


@pytest.mark.parametrize("text", ["", "12 PCE each", "twelve PCE", "0 PCE", "-1 PCE", "12", 12])
def test_what_is_no_unit_is_refused_with_its_key(text: object) -> None:
    with pytest.raises(ValueError, match=r"units\.BX"):
        from_table({"units": {"BX": text}})
    with pytest.raises(ValueError, match=r"messages\.delfor\.units\.BX"):
        from_table({"messages": {"delfor": {"units": {"BX": text}}}})
