"""Every value of every option of an agreement stands in a story of these files; what contradicts is
refused.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import pytest

from central.agreements.model import options
from central.agreements.model.contradictions import CONTRADICTIONS
from tests.support.central import stories
from tests.support.central.customer import day, firm
from tests.support.central.stories import ADVANCE, CUM, REF, USE_PO, Make

# -- what contradicts

REFUSED = {
    ("references", "reconcile"): {"references": REF, "reconcile": CUM},
    ("po_information", "references"): {"references": REF, "po_information": USE_PO},
    ("order_creation", "po_information"): {"order_creation": ADVANCE},
    ("match_required", "reconcile"): {"match_required": "required"},
    ("backorders", "reconcile"): {"backorders": "match_in_reconcile"},
    ("tolerance_check", "tolerance_template"): {"tolerance_check": "manual"},
    ("tolerance_method", "tolerance_days"): {"tolerance_days": 3},
}


@pytest.mark.parametrize("pair", REFUSED, ids="-".join)
def test_what_contradicts_is_refused(make_lite_customer: Make, pair: tuple[str, str]) -> None:
    customer = make_lite_customer()
    refused = customer.ask(
        "PUT", f"/agreements/{customer.agreement}/terms",
        {"terms": REFUSED[pair], "version": 1, "why": "tried"}, status=409,
    )  # fmt: skip
    assert [reason["code"] for reason in refused["reasons"]] == [
        f"agreement.{pair[0]}_against_{pair[1]}"
    ]
    assert customer.ask("GET", f"/agreements/{customer.agreement}")["version"] == 1


def test_every_contradiction_is_here() -> None:
    assert {(rule.first, rule.second) for rule in CONTRADICTIONS} == set(REFUSED)


@pytest.mark.parametrize(("numbers", "status"), [("any", 200), ("eight_digits", 409)])
def test_a_note_has_a_number_that_the_customer_takes(
    make_lite_customer: Make, numbers: str, status: int
) -> None:
    """VDA 4913 has a place of eight digits for it."""
    customer = make_lite_customer(note_numbers=numbers)
    customer.says(firm(5, 100))
    (row,) = customer.lines("P")
    for note, answered in (("A123", status), (f"{row['line']:08d}", 200)):
        taken = [{"line": row["line"], "quantity": "10"}]
        said = {"note": note, "on": str(day(5)), "lines": taken}
        customer.ask("POST", "/orders/notes", said, status=answered)
    sent = 20 if status == 200 else 10
    assert customer.cums() == (sent, 0)


@pytest.mark.parametrize(
    ("closed_days", "state", "due"),
    [
        ("keep", "released", ["2026-05-10", "2026-05-14"]),
        ("preceding", "released", ["2026-05-08", "2026-05-13"]),
        ("following", "released", ["2026-05-08", "2026-05-15"]),
        ("hold", "reconciled", []),
    ],
)
def test_a_day_on_which_the_customer_does_not_work(
    make_lite_customer: Make, closed_days: str, state: str, due: list[str]
) -> None:
    """Sunday the 10th, with which its week ends, and Ascension Day, a Thursday."""
    customer = make_lite_customer(closed_days=closed_days, customer={"country": "DE"})
    customer.says(firm(10, 40), firm(14, 100))
    assert customer.state() == state
    assert [row["due_on"] for row in customer.lines("P")] == due


def test_every_value_of_every_option_is_here() -> None:
    enums = [
        one
        for one in vars(options).values()
        if isinstance(one, type) and issubclass(one, StrEnum) and one is not StrEnum
    ]
    files = [*Path(__file__).parent.glob("test_options*.py"), Path(stories.__file__)]
    said = "".join(file.read_text("utf-8") for file in files)
    missing = {
        f"{one.__name__}.{value}"
        for one in enums
        for value in one
        if one is not options.RetroPrice  # acts on invoices alone
        and f'"{value.value}"' not in said
    }
    assert missing == set()
