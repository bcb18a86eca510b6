"""Times in the reader's zone or the site's, across a change of the clock; programs read UTC."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest

from central.config import Config, ConfigError, load
from central.db import clock
from central.despatch.desk_forms import moment_typed, which_now, which_typed
from central.supervision.gantt import clock as clock_of
from central.web.local_time import day_of, midnight_us, use_zone
from central.web.printed import moment
from central.words.spelling import MisspeltError
from tests.support.central.client import Client

BERLIN = "Europe/Berlin"


def us(*parts: int) -> int:
    return round(datetime(*parts, tzinfo=UTC).timestamp()) * 1_000_000


@pytest.fixture
def berlin() -> Iterator[None]:
    use_zone(BERLIN)
    yield
    use_zone("")


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("at_us", "english", "german"),
    [
        (us(2026, 3, 29, 0, 59, 59), "2026-03-29 01:59:59 CET", "29.03.2026 01:59:59 CET"),
        (us(2026, 3, 29, 1, 0, 0), "2026-03-29 03:00:00 CEST", "29.03.2026 03:00:00 CEST"),
        (
            us(2026, 10, 25, 0, 30, 0),
            "2026-10-25 02:30:00 CEST (+02:00)",
            "25.10.2026 02:30:00 CEST (+02:00)",
        ),
        (
            us(2026, 10, 25, 1, 30, 0),
            "2026-10-25 02:30:00 CET (+01:00)",
            "25.10.2026 02:30:00 CET (+01:00)",
        ),
    ],
)
def test_a_time_is_written_with_its_zone(at_us: int, english: str, german: str) -> None:
    assert moment(at_us) == english
    assert moment(at_us, "de") == german


@pytest.mark.usefixtures("berlin")
def test_no_two_times_of_the_longest_day_are_written_alike() -> None:
    """Minute by minute, as pages, CSV and the plan's chart write them."""
    first = midnight_us(date(2026, 10, 25))
    times = [first + minute * 60_000_000 for minute in range(25 * 60)]
    for written in (moment, clock_of, lambda at_us: clock_of(at_us, seconds=False)):
        assert len({written(at_us) for at_us in times}) == len(times)


TEXTS = {"desk.time_twice": "twice", "desk.time_left_out": "never", "desk.no_time": "none"}


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("typed", "which", "meant"),
    [
        ("2026-10-25T02:30", "first", us(2026, 10, 25, 0, 30)),
        ("2026-10-25T02:30", "second", us(2026, 10, 25, 1, 30)),
        ("2026-10-25T02:30+01:00", "", us(2026, 10, 25, 1, 30)),
        ("2026-10-25T03:00", "", us(2026, 10, 25, 2, 0)),
        ("2026-10-25T02:30", "", "twice"),
        ("2026-03-29T02:30", "first", "never"),
        ("2026-03-29T03:00", "", us(2026, 3, 29, 1, 0)),
    ],
)
def test_a_time_that_is_typed_is_never_guessed(typed: str, which: str, meant: int | str) -> None:
    form = {"at": typed, "at_which": which}
    try:
        found: int | str = moment_typed(form, "at", TEXTS)
    except MisspeltError as refused:
        found = refused.faults[0][1]
    assert found == meant
    assert which_typed(typed) == (typed == "2026-10-25T02:30")


@pytest.mark.usefixtures("berlin")
def test_the_time_that_a_form_begins_with_is_the_one_that_it_is_now() -> None:
    assert which_now(us(2026, 10, 25, 0, 30)) == "first"
    assert which_now(us(2026, 10, 25, 1, 30)) == "second"


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 28), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25)],
)
def test_a_day_has_as_many_hours_as_there(day: date, hours: int) -> None:
    after = date.fromordinal(day.toordinal() + 1)
    assert midnight_us(after) - midnight_us(day) == hours * 3600 * 1_000_000
    assert day_of(midnight_us(day)) == day
    assert day_of(midnight_us(day) - 1) == date.fromordinal(day.toordinal() - 1)


@pytest.fixture
def client(
    database_url: str, make_config: Callable[..., Config], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Client]:
    at_us = us(2026, 10, 25, 1, 30, 0)
    clock_of = type("Clock", (), {"time_ns": staticmethod(lambda: at_us * 1000)})
    monkeypatch.setattr(clock, "time", clock_of)
    made = Client(make_config(database_url, zone=BERLIN))
    yield made
    made.close()


def test_pages_are_in_the_zone_of_the_site_until_a_reader_chooses_another(client: Client) -> None:
    token = client.token("planner")
    page = client.get("/office/me", token=token).text
    assert "25 02:30:00 CET" in page
    assert f"Times in the zone {BERLIN}" in page
    own = {"Cookie": "lineside_zone=America/New_York"}
    page = client.get("/office/me", token=token, headers=own).text
    assert "2026-10-24 21:30:00 EDT" in page
    assert "Times in the zone America/New_York" in page
    assert "02:30:00 CET" in client.get("/office/me", token=token).text
    other = {"Cookie": "lineside_zone=Mars/Olympus"}
    assert "02:30:00 CET" in client.get("/office/me", token=token, headers=other).text


def test_a_reader_chooses_a_zone_for_their_browser(client: Client) -> None:
    token = client.token("planner")
    chosen = client.post("/office/me/zone", token=token, data={"zone": "Asia/Tokyo"})
    assert 'lineside_zone="Asia/Tokyo"' in chosen.headers["set-cookie"]
    refused = client.post("/office/me/zone", token=token, data={"zone": "Mars/Olympus"})
    assert refused.status_code == 422
    assert "Mars/Olympus is no time zone" in refused.text


def test_a_zone_that_nobody_knows_ends_the_start(tmp_path) -> None:
    file = tmp_path / "central.toml"
    file.write_text('[central]\ndata_dir = "d"\n[site]\nzone = "Mars/Olympus"\n')
    with pytest.raises(ConfigError, match="no time zone"):
        load(file)
