"""What a schedule holds up, by hand: it asks 5,838 of a period, the newest behind it 4,464."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from central.agreements.model import options as o
from central.demand.lines import DemandLine, Schedule
from central.releases.consequences import consequences
from central.releases.rules.consequence import consequence
from tests.support.central.releases_desk import Desk, item, line, said

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
    found = consequence(it, later, date(2026, 5, 5))
    assert (found.waiting, found.newest) == (3, "C05013")
    assert (found.asked, found.newest_asked) == (5838, 4464)
    assert found.percent == Decimal("-23.54")
    assert found.first_on == date(2026, 5, 5)


def test_only_days_of_which_both_speak_are_compared() -> None:
    it = asks("1", (5, 100), (6, 50), (20, 70), first=5, last=20)
    newest = asks("2", (6, 60), (25, 900), first=6, last=31)
    found = consequence(it, [newest], None)
    assert (found.asked, found.newest_asked, found.percent) == (120, 60, -50)


def test_days_apart_are_not_compared() -> None:
    found = consequence(asks("1", (5, 100)), [asks("2", (9, 50))], None)
    assert (found.asked, found.newest_asked, found.percent) == (None, None, None)


def test_more_than_nothing_has_no_percentage() -> None:
    found = consequence(asks("1", (5, 0)), [asks("2", (5, 50))], None)
    assert (found.asked, found.newest_asked, found.percent) == (0, 50, None)


@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize(
    ("days", "first"),
    [([(1, 9), (4, 1)], 4), ([(1, 9), (5, 0), (6, 2)], 6), ([(1, 9)], None)],
)
def test_the_first_delivery_is_from_today_on(
    desk: Desk, days: list[tuple[int, int]], first: int | None, behind: bool
) -> None:
    """Of the newest, whether it stands alone or behind another."""
    desk.agreement("A", "P", approval=o.Approval.MANUAL)
    number = desk.taken(said("0", item("P", line(date(2026, 5, 20), 70)))) if behind else 0
    asked = [line(date(2026, 5, on), quantity) for on, quantity in days]
    last = desk.taken(said("1", item("P", *asked)))
    kept = desk.kept(number or last)
    midday = int(datetime(2026, 5, 4, 12, tzinfo=UTC).timestamp()) * 1_000_000
    held = desk.db.read(lambda c: consequences(c, [kept], midday))[kept.schedule]
    assert held.it.first_on == (None if first is None else date(2026, 5, first))
    assert held.it.waiting == (1 if behind else 0)
