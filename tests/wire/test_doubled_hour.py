"""The hour that comes twice and the one that is left out, as zoneinfo knows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wire.doubled_hour import comes_twice, is_left_out, is_second, which_of_two

AUTUMN = datetime.fromisoformat("2026-10-25")
SPRING = datetime.fromisoformat("2026-03-29")
ZONES = {"Europe/Berlin": 2, "Europe/London": 1, "Europe/Athens": 3}
"""To the hour that comes twice in autumn; in spring the clocks go on at the same hour."""


@pytest.mark.parametrize(("name", "hour"), ZONES.items())
def test_it_is_the_hour_of_the_change_and_no_other(name: str, hour: int) -> None:
    zone = ZoneInfo(name)
    minutes = [timedelta(minutes=minute) for minute in range(0, 24 * 60, 5)]
    twice = {at.seconds // 3600 for at in minutes if comes_twice(AUTUMN + at, zone)}
    never = {at.seconds // 3600 for at in minutes if is_left_out(SPRING + at, zone)}
    assert (twice, never) == ({hour}, {hour})


@pytest.mark.parametrize("name", ZONES)
def test_the_two_are_told_apart_by_their_offset(name: str) -> None:
    zone = ZoneInfo(name)
    first = (AUTUMN + timedelta(hours=ZONES[name], minutes=30)).replace(tzinfo=zone)
    second = first.replace(fold=1)
    assert which_of_two(first, zone) != which_of_two(second, zone)
    assert (is_second(first, zone), is_second(second, zone)) == (False, True)
    again = second.astimezone(UTC).astimezone(zone)
    assert (again.fold, which_of_two(again, zone)) == (1, which_of_two(second, zone))
    assert which_of_two(first - timedelta(hours=1), zone) == ""
