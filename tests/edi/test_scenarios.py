"""The files under docs/scenarios/messages give the figures their table says."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from central.edi.reading import read
from central.edi.schedule import Bucket, Demand, Function, Kind, Resource, Status, cumulative

FOLDER = Path(__file__).parents[2] / "docs" / "scenarios" / "messages"


def one(name):
    reading = read((FOLDER / name).read_bytes())
    assert [str(p) for p in reading.all_problems()] == []
    (schedule,) = reading.schedules()
    return schedule


def test_every_scenario_file_is_clean():
    files = [f for f in FOLDER.iterdir() if f.suffix in (".edi", ".txt")]
    assert len(files) >= 3
    for file in files:
        assert not read(file.read_bytes()).all_problems(), file.name


def test_delfor_months_give_the_guideline_s_cums():
    schedule = one("delfor_d97a_monthly.edi")
    assert (schedule.kind, schedule.number, schedule.issued_on) == (
        Kind.PLAN,
        "RL000117",
        date(2018, 7, 2),
    )
    (item,) = schedule.items
    assert (item.part, item.ship_to, item.unloading_point) == ("00002612", "GATE-1", "DOCK 4")
    assert item.last_receipt.note == "DN1041180628-02"
    assert item.last_receipt.quantity == 7700
    assert item.last_receipt.received_on == date(2018, 6, 28)
    assert (item.received.quantity, item.received.since) == (Decimal(21199), date(2017, 12, 13))
    assert [line.quantity for line in item.lines] == [8400, 9100, 2100]
    assert cumulative(item) == (29599, 38699, 40799)
    assert {line.bucket for line in item.lines} == {Bucket.MONTH}
    assert item.lines[0].last == date(2018, 8, 31)


def test_830_of_version_003_with_its_authorisations():
    schedule = one("x12_830_weekly.edi")
    (item,) = schedule.items
    assert schedule.function is Function.REPLACE
    assert [(a.resource, a.cumulative) for a in item.authorisations] == [
        (Resource.FABRICATE, 2100),
        (Resource.MATERIAL, 3000),
    ]
    assert [line.status for line in item.lines] == [Status.FIRM, Status.FORECAST]
    assert cumulative(item) == (1500, 2100)
    assert item.last_receipt.note == "SID77"


def test_vda_4905_backlog_days_month_and_weeks():
    schedule = one("vda_4905.txt")
    assert (schedule.source.interchange_old, schedule.source.interchange) == ("00019", "00020")
    (item,) = schedule.items
    assert item.lines[0].demand is Demand.BACKLOG
    assert [line.first for line in item.lines[1:]] == [
        date(2026, 1, 12),
        date(2026, 1, 13),
        date(2026, 2, 1),
        date(2026, 3, 2),
    ]
    assert item.lines[3].bucket is Bucket.MONTH
    assert item.lines[4].last == date(2026, 3, 29)
    assert {a.resource: a.cumulative for a in item.authorisations} == {
        Resource.FABRICATE: 850,
        Resource.MATERIAL: 4850,
    }
