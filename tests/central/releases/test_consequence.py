"""What a schedule holds up, by hand: it asks 5,838 of a period, the newest behind it 4,464."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from central.demand.lines import DemandLine, Schedule
from central.releases.rules.consequence import Consequence, consequence

TODAY = date(2026, 5, 4)


def asks(
    number: str,
    *days: tuple[int, int],
    first: int | None = None,
    last: int | None = None,
) -> Schedule:
    return Schedule(
        number=number,
        part="P",
        issued_on=TODAY,
        lines=tuple(
            DemandLine(number=at, on=date(2026, 5, on), quantity=Decimal(quantity))
            for at, (on, quantity) in enumerate(days, 1)
        ),
        covers_from=None if first is None else date(2026, 5, first),
        covers_to=None if last is None else date(2026, 5, last),
    )


def test_what_the_newest_of_those_behind_it_asks() -> None:
    it = asks("C05007", (5, 2919), (12, 2919))
    later = [asks(f"C0500{n}", (5, n)) for n in (8, 9)] + [asks("C05013", (5, 2000), (12, 2464))]
    found = consequence(it, later, TODAY)
    assert (found.waiting, found.newest) == (3, "C05013")
    assert (found.asked, found.newest_asked) == (5838, 4464)
    assert found.percent == Decimal("-23.54")
    assert found.first_on == date(2026, 5, 5)


def test_only_days_of_which_both_speak_are_compared() -> None:
    it = asks("1", (5, 100), (6, 50), (20, 70), first=5, last=20)
    newest = asks("2", (6, 60), (25, 900), first=6, last=31)
    found = consequence(it, [newest], TODAY)
    assert (found.asked, found.newest_asked, found.percent) == (120, 60, -50)


def test_days_apart_are_not_compared() -> None:
    found = consequence(asks("1", (5, 100)), [asks("2", (9, 50))], TODAY)
    assert (found.asked, found.newest_asked, found.percent) == (None, None, None)


def test_more_than_nothing_has_no_percentage() -> None:
    found = consequence(asks("1", (5, 0)), [asks("2", (5, 50))], TODAY)
    assert (found.asked, found.newest_asked, found.percent) == (0, 50, None)


@pytest.mark.parametrize(
    ("days", "first"),
    [([(1, 9), (4, 1)], 4), ([(1, 9), (5, 0), (6, 2)], 6), ([(1, 9)], None), ([], None)],
)
def test_the_first_delivery_is_from_today_on(days: list[tuple[int, int]], first: int) -> None:
    expected = None if first is None else date(2026, 5, first)
    assert consequence(asks("1", *days), [], TODAY) == Consequence(first_on=expected)
