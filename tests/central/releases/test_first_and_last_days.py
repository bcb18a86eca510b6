"""Days and quantities on which a rule turns, taken exactly: the last before and the first after."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from central.agreements.model import options as o
from central.agreements.model import units
from central.agreements.model.duration import Duration, ModelYear
from central.agreements.model.prices import Billed, Price, retro_bill
from central.cums.model import Authorisation, Use
from central.cums.rules.authorisation import Highest, begin_period, raise_to
from central.cums.rules.cum_chart import CumChart, draw
from central.cums.rules.ledger import Ledger, record
from central.cums.rules.movements import Despatched
from central.words.reasons import RuleRefusedError

D = Decimal
NEW_YEAR = date(2026, 1, 1)
A_DAY = timedelta(days=1)


def test_a_note_of_the_first_day_counts_in_the_count_that_begins_there() -> None:
    ledger = Ledger()
    for note, on, quantity in (
        ("N1", NEW_YEAR - A_DAY, 100),
        ("N2", NEW_YEAR, 20),
        ("N3", NEW_YEAR + A_DAY, 3),
    ):
        ledger = record(ledger, Despatched(note=note, on=on, quantity=D(quantity))).ledger
    since = [ledger.despatched_since(NEW_YEAR + A_DAY * n) for n in (-1, 0, 1, 2)]
    assert since == [123, 23, 3, 0]


def test_a_model_year_holds_on_its_first_and_last_day() -> None:
    year = ModelYear(name="26", first=date(2025, 8, 1), last=date(2026, 7, 31))
    held = Duration(years=(year,))
    days = (year.first - A_DAY, year.first, year.last, year.last + A_DAY)
    assert [held.year_of(day) for day in days] == [None, year, year, None]
    assert [held.starts_to(day) for day in days] == [None, year.first, year.first, year.first]


@pytest.mark.parametrize(
    ("cum", "code", "now"),
    [
        (501, "authorisation.raised", 501),
        (500, "authorisation.kept", 500),
        (499, "authorisation.kept", 500),
    ],
)
@pytest.mark.parametrize("use", list(Use))
def test_what_is_authorised_rises_and_says_for_what(
    use: Use, cum: int, code: str, now: int
) -> None:
    stood = Highest(start=NEW_YEAR, fabricate=D(500), raw_material=D(500))
    highest, (reason,) = raise_to(stood, [Authorisation(use=use, cum=D(cum))])
    figures = dict(reason.figures)
    assert (reason.code, highest.of(use)) == (code, now)
    assert (figures["was"], figures["cum"], figures["start"]) == (500, cum, NEW_YEAR)
    assert figures["use"]
    (other,) = set(Use) - {use}
    assert highest.of(other) == 500


def test_uses_have_words_of_their_own() -> None:
    stood = Highest(start=NEW_YEAR)
    _, reasons = raise_to(stood, [Authorisation(use=use, cum=D(1)) for use in Use])
    assert len({dict(reason.figures)["use"] for reason in reasons}) == len(Use)


def test_a_period_begins_after_the_one_before_it() -> None:
    stood = Highest(start=NEW_YEAR, fabricate=D(7), raw_material=D(9))
    with pytest.raises(RuleRefusedError):
        begin_period(stood, NEW_YEAR, D(0))
    begun = begin_period(stood, NEW_YEAR + A_DAY, D(5))
    (closed,) = begun.closed
    assert (begun.fabricate, begun.raw_material) == (0, 0)
    assert (closed.fabricate, closed.raw_material, closed.despatched_cum) == (7, 9, 5)


@pytest.mark.parametrize(
    ("option", "now"), [(o.RetroPrice.DESPATCH_DATE, 11), (o.RetroPrice.BILLING_DATE, 12)]
)
def test_a_retro_bill_says_its_figures(option: o.RetroPrice, now: int) -> None:
    prices = (
        Price(each=D(11), valid_from=date(2026, 2, 1)),
        Price(each=D(12), valid_from=date(2026, 3, 1)),
    )
    billed = Billed(note="N1", despatched_on=date(2026, 2, 5), quantity=D(10), each=D(10))
    (bill,) = retro_bill([billed], prices, date(2026, 3, 1), option)
    assert (bill.now, bill.amount, bill.reason.code) == (now, (now - 10) * 10, "price.retro")
    figures = dict(bill.reason.figures)
    assert (figures["was"], figures["now"], figures["amount"]) == (10, now, bill.amount)
    same = Billed(note="N2", despatched_on=date(2026, 2, 5), quantity=D(10), each=D(now))
    assert retro_bill([same], prices, date(2026, 3, 1), option) == ()


@pytest.mark.parametrize(
    ("stated", "code", "stops"),
    [
        (("PCE", "ea"), None, False),
        ((), "unit.none", False),
        (("", " "), "unit.none", False),
        (("EA", "KGM"), "unit.other", True),
    ],
)
def test_what_a_unit_means_here(stated: tuple[str, ...], code: str | None, stops: bool) -> None:
    found = units.said("P", "PCE", stated)
    assert (None if found is None else found[0].code) == code
    assert (found is not None and found[1]) is stops


@pytest.mark.parametrize(
    ("highest", "marks"),
    [
        (1, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (5, ["0", "1", "2", "3", "4", "5"]),
        (6, ["0", "2", "4", "6"]),
        (1000, ["0", "200", "400", "600", "800", "1000"]),
        (1001, ["0", "500", "1000", "1500"]),
    ],
)
def test_a_chart_is_ruled_in_steps_of_one_two_or_five(highest: int, marks: list[str]) -> None:
    texts = {"cum.ours": "ours", "cum.in_transit": "t", "cum.reset": "r", "cum.none": "n"}
    chart = CumChart(
        ours=((NEW_YEAR, D(0)), (date(2026, 2, 1), D(highest))),
        customers=(),
        fabricate=(),
        raw_material=(),
        resets=(),
        until=date(2026, 2, 1),
    )
    said: list[Decimal] = []

    def number(cum: Decimal) -> str:
        said.append(cum)
        return f"{cum}"

    draw(chart, texts, number=number, day=str)
    assert [cum for cum in said if cum in {D(mark) for mark in marks}][: len(marks)] == [
        D(mark) for mark in marks
    ]
    between = {cum for cum in said if cum != highest}
    assert between <= {D(mark) for mark in marks}
