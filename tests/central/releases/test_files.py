"""Files of the scenario pages through the store: what the page says is what is stored."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from central.agreements.model import options as o
from central.agreements.model.horizons import Length, ToleranceHorizon
from central.edi.read import read
from central.releases.service import compare_view
from tests.support.central.releases_desk import FORECAST, d, item, line, said
from tests.support.paths import MESSAGES

MARCH = date(2026, 3, 6)


def of_march(day: int) -> date:
    return date(2026, 3, day)


@pytest.mark.parametrize("name", ["delfor_d97a_call.edi", "x12_830_call.edi"])
def test_from_a_file_to_its_orders(desk: Any, name: str) -> None:
    """The page "From a file to its orders", figure by figure."""
    template = (
        ToleranceHorizon(
            name="Firm", length=Length(count=7), minus_percent=d(5), plus_percent=d(5)
        ),
        ToleranceHorizon(
            name="Plan", length=Length(count=21), minus_percent=d(20), plus_percent=d(20)
        ),
    )
    desk.agreement(
        "A",
        "4711",
        reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY,
        tolerance_check=o.ToleranceCheck.AUTOMATIC,
        tolerance_method=o.ToleranceMethod.BUCKETED,
        tolerance_template=template,
        approval=o.Approval.AUTO,
        release=o.Release.AUTOMATIC,
        po_information=o.PoInformation.USE_PO_INFORMATION,
    )
    desk.today = date(2026, 2, 27)
    desk.despatched("A", 1000, desk.today, part="4711")
    lines = (
        line(of_march(2), 100),
        line(of_march(9), 290),
        line(of_march(11), 200),
        line(of_march(16), 400, FORECAST),
    )
    desk.taken(said("RL000203", item("4711", *lines, cum=900), issued=desk.today))
    desk.today = MARCH
    desk.despatched("B", 120, date(2026, 3, 5), part="4711")
    reading = read((MESSAGES / name).read_bytes())
    schedule = desk.taken(reading.schedules()[0])
    assert desk.state(schedule) == "released", desk.waits(schedule)
    found = desk.orders("4711")
    assert {on: found[on] for on in found if on >= MARCH} == {
        of_march(9): d(180),
        of_march(11): d(200),
    }
    assert desk.forecasts("4711") == {of_march(16): d(400)}
    assert desk.authorised("4711").fabricate == d(1900)
    compared = desk.db.read(lambda c: compare_view(c, schedule))
    assert [(f.horizon, f.old, f.new) for f in compared.tolerance.findings] == [
        ("Firm", d(490), d(500)),
        ("Plan", d(400), d(400)),
    ]


def test_cums_of_monthly_lines(desk: Any) -> None:
    """Of the guideline's example: 8,400, 9,100 and 2,100 on a cum of 21,199."""
    desk.agreement("A", "00002612")
    reading = read((MESSAGES / "delfor_d97a_monthly.edi").read_bytes())
    (said_monthly,) = reading.schedules()
    desk.today = said_monthly.issued_on or desk.today
    schedule = desk.posted(said_monthly)
    from central.releases.service import schedule_view

    view = desk.db.read(lambda c: schedule_view(c, schedule))
    assert [row.cum for row in view.lines] == [d(29_599), d(38_699), d(40_799)]
