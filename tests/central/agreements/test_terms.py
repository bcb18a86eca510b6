"""Every option has its own name; what contradicts is refused and named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations, product
from typing import get_type_hints

import pytest

from central.agreements.model import options
from central.agreements.model.contradictions import CONTRADICTIONS, check, faults_of
from central.agreements.model.duration import Duration, ModelYear
from central.agreements.model.duration import faults_of as faults_of_years
from central.agreements.model.horizons import Length, ToleranceHorizon, Unit
from central.agreements.model.prices import Billed, Price, price_on, retro_bill
from central.agreements.model.terms import Terms
from central.words.reasons import RuleRefusedError

D = Decimal
ALL = ToleranceHorizon(name="All", length=Length(count=90), minus_percent=D(5), plus_percent=D(5))
OPTIONS = {
    name: kind
    for name, kind in get_type_hints(Terms).items()
    if isinstance(kind, type) and issubclass(kind, StrEnum)
}

NEEDS: dict[StrEnum, dict[str, object]] = {
    options.Reconcile.USE_DELIVERY_NOTE_AND_CUM_QTY: {
        "match_required": options.MatchRequired.REQUIRED
    },
    options.MatchRequired.REQUIRED: {"reconcile": options.Reconcile.USE_CUMULATIVE_QUANTITY},
    options.Backorders.MATCH_IN_RECONCILE: {"reconcile": options.Reconcile.USE_DELIVERY_NOTE},
    options.ToleranceCheck.AUTOMATIC: {"tolerance_template": (ALL,)},
    options.ToleranceCheck.MANUAL: {"tolerance_template": (ALL,)},
    options.ToleranceMethod.QUANTITY_OR_DAYS: {"tolerance_days": 3},
    options.OrderCreation.CREATE_IN_ADVANCE: {
        "po_information": options.PoInformation.USE_PO_INFORMATION
    },
}
"""What else a value asks for; every other value stands beside the defaults."""

VALUES = [(name, value) for name, kind in OPTIONS.items() for value in kind]

REFUSED: list[tuple[dict[str, object], tuple[str, str]]] = [
    *(
        (
            {"references": "use_references", "reconcile": way, "match_required": match},
            ("references = use_references", f"reconcile = {way}"),
        )
        for way, match in (
            ("use_delivery_note", "not_required"),
            ("use_delivery_note_and_cum_qty", "required"),
            ("use_cumulative_quantity", "not_required"),
        )
    ),
    (
        {"references": "use_references", "po_information": "use_po_information"},
        ("po_information = use_po_information", "references = use_references"),
    ),
    (
        {"order_creation": "create_in_advance"},
        (
            "order_creation = create_in_advance",
            "po_information = do_not_use_po_information",
        ),
    ),
    (
        {"match_required": "required"},
        ("match_required = required", "reconcile = no_reconcile"),
    ),
    (
        {"reconcile": "use_delivery_note_and_cum_qty"},
        ("match_required = not_required", "reconcile = use_delivery_note_and_cum_qty"),
    ),
    (
        {"backorders": "match_in_reconcile"},
        ("backorders = match_in_reconcile", "reconcile = no_reconcile"),
    ),
    (
        {"tolerance_check": "automatic"},
        ("tolerance_check = automatic", "tolerance_template = none"),
    ),
    ({"tolerance_check": "manual"}, ("tolerance_check = manual", "tolerance_template = none")),
    (
        {"tolerance_method": "quantity_or_days"},
        ("tolerance_method = quantity_or_days", "tolerance_days = none"),
    ),
    ({"tolerance_days": 3}, ("tolerance_method = cumulative", "tolerance_days = 3")),
    (
        {"tolerance_days": 3, "tolerance_method": "bucketed"},
        ("tolerance_method = bucketed", "tolerance_days = 3"),
    ),
]


def terms_of(values: dict[str, object]) -> Terms:
    return Terms(
        **{  # type: ignore[arg-type]
            name: OPTIONS[name](value) if name in OPTIONS else value
            for name, value in values.items()
        }
    )


@pytest.mark.parametrize(("name", "value"), VALUES, ids=lambda v: str(v))
def test_every_value_can_be_agreed(name: str, value: StrEnum) -> None:
    terms = replace(Terms(), **{name: value, **NEEDS.get(value, {})})
    assert faults_of(terms) == ()


@pytest.mark.parametrize(("values", "named"), REFUSED)
def test_a_contradiction_names_both(values: dict[str, object], named: tuple[str, str]) -> None:
    faults = faults_of(terms_of(values))
    assert len(faults) == 1
    assert all(name in faults[0].text for name in named)
    with pytest.raises(RuleRefusedError, match="contradicts"):
        check(terms_of(values))


def test_every_contradiction_is_in_the_table_of_refusals() -> None:
    hit = {rule for values, _ in REFUSED for rule in CONTRADICTIONS if rule.holds(terms_of(values))}
    assert hit == set(CONTRADICTIONS)


def test_pairs_of_values_are_refused_for_the_reasons_in_the_table_only() -> None:
    """Every pair, each value with what it needs: refused exactly if one of the rules holds."""
    refused = set()
    for (one, a), (two, b) in combinations(VALUES, 2):
        if one == two:
            continue
        needs = {**NEEDS.get(a, {}), **NEEDS.get(b, {}), one: a, two: b}
        if faults_of(replace(Terms(), **needs)):
            refused.add((str(a), str(b)))
    ways = ("use_delivery_note", "use_delivery_note_and_cum_qty", "use_cumulative_quantity")
    assert refused == {
        *((way, "use_references") for way in ways),
        ("no_reconcile", "required"),
        ("no_reconcile", "match_in_reconcile"),
        ("use_delivery_note_and_cum_qty", "not_required"),
        # these need a way to reconcile, which references exclude
        ("required", "use_references"),
        ("match_in_reconcile", "use_references"),
        ("use_references", "use_po_information"),
        ("use_references", "create_in_advance"),
        ("do_not_use_po_information", "create_in_advance"),
    }


@pytest.mark.parametrize(
    ("values", "interval"),
    [
        ({"quantum": D(0)}, "quantum must be above 0"),
        ({"tolerance_template": (replace(ALL, minus_percent=D(101)),)}, "must be 0 to 100"),
        ({"tolerance_template": (replace(ALL, plus_percent=D(-1)),)}, "must be 0 or above"),
        ({"tolerance_template": (replace(ALL, length=Length(count=0)),)}, "must be above 0"),
        (
            {"tolerance_days": -1, "tolerance_method": "quantity_or_days"},
            "tolerance_days must be 0 or above",
        ),
    ],
)
def test_a_number_out_of_range_is_refused_with_its_interval(
    values: dict[str, object], interval: str
) -> None:
    with pytest.raises(RuleRefusedError, match=interval):
        check(terms_of(values))


@pytest.mark.parametrize(
    ("start", "length", "behind"),
    [
        (date(2026, 1, 31), Length(count=1, unit=Unit.MONTHS), date(2026, 2, 28)),
        (date(2025, 12, 15), Length(count=10, unit=Unit.MONTHS), date(2026, 10, 15)),
        (date(2026, 2, 27), Length(count=1, unit=Unit.WEEKS), date(2026, 3, 6)),
        (date(2028, 2, 28), Length(count=1), date(2028, 2, 29)),
    ],
)
def test_lengths_follow_the_calendar(start: date, length: Length, behind: date) -> None:
    assert length.after(start) == behind


PRICES = (
    Price(valid_from=date(2026, 1, 1), each=D("10.00")),
    Price(valid_from=date(2026, 1, 1), each=D("9.00"), quantity_from=D(100)),
    Price(valid_from=date(2026, 4, 1), each=D("9.50")),
    Price(valid_from=date(2026, 2, 1), each=D("9.90"), entered=6),
    Price(valid_from=date(2026, 2, 1), each=D("9.80"), entered=7),
    Price(valid_from=date(2026, 2, 1), each=D("8.00"), quantity_from=D(500), entered=5),
)


@pytest.mark.parametrize(
    ("day", "quantity", "each"),
    [
        (date(2026, 1, 1), D(99), D("10.00")),
        (date(2026, 1, 1), D(100), D("9.00")),
        (date(2026, 2, 1), D(1), D("9.80")),
        (date(2026, 2, 1), D(500), D("8.00")),
        (date(2026, 4, 1), D(1), D("9.50")),
    ],
)
def test_a_price_is_of_its_day_and_quantity(day: date, quantity: D, each: D) -> None:
    assert price_on(PRICES, day, quantity).each == each


def test_no_price_is_said() -> None:
    with pytest.raises(RuleRefusedError, match="no price for 1 on 2025-12-31"):
        price_on(PRICES, date(2025, 12, 31), D(1))


@pytest.mark.parametrize(
    ("option", "amount"),
    [(options.RetroPrice.DESPATCH_DATE, D("-10.00")), (options.RetroPrice.BILLING_DATE, D("-25"))],
)
def test_a_retro_bill_takes_the_price_that_is_agreed(
    option: options.RetroPrice, amount: Decimal
) -> None:
    billed = [
        Billed(note="A", despatched_on=date(2026, 3, 1), quantity=D(50), each=D("10.00")),
        Billed(note="B", despatched_on=date(2026, 5, 1), quantity=D(50), each=D("9.50")),
    ]
    (row,) = retro_bill(billed, PRICES, date(2026, 5, 2), option)
    assert (row.note, row.amount, row.currency) == ("A", amount, "EUR")
    with pytest.raises(RuleRefusedError, match="note A was billed in SEK, the price of"):
        retro_bill([replace(billed[0], currency="SEK")], PRICES, date(2026, 5, 2), option)


def test_a_longer_year_must_not_reach_into_the_next() -> None:
    one = ModelYear(name="MY26", first=date(2025, 8, 1), last=date(2026, 7, 31))
    two = ModelYear(name="MY27", first=date(2026, 8, 1), last=date(2027, 7, 31))
    longer = replace(one, last=date(2026, 8, 15))
    (fault,) = faults_of_years((longer, two))
    assert "MY26 ends on 2026-08-15, MY27 begins" in fault.text
    assert faults_of_years((longer,)) == faults_of_years((two, one)) == ()
    changed = Duration(years=(longer,))
    assert changed.year_of(date(2026, 8, 10)) == longer
    assert changed.starts_to(date(2026, 1, 1)) == one.first


def test_names_of_values_are_unique_within_an_option() -> None:
    for kind in OPTIONS.values():
        assert all(a.value != b.value for a, b in product(kind, kind) if a is not b)
