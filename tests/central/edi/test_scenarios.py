"""The files under docs/scenarios/messages give the figures their table says."""

from datetime import date, time
from decimal import Decimal

import pytest

from central.edi.model.acknowledgement import Layer, Scope, Verdict
from central.edi.model.receiving_advice import booked
from central.edi.model.schedule import Bucket, Demand, Function, Kind, Resource, Status, cumulative
from central.edi.profiles.profile import ANY, shipped
from central.edi.read import read
from tests.support.paths import MESSAGES

PROFILES = {name: shipped(name) for name in ("vda_4984", "vda_4985")}


def clean(name):
    file = MESSAGES / name
    reading = read(file.read_bytes(), PROFILES.get(file.stem, ANY))
    assert [str(p) for p in reading.all_problems()] == []
    return reading


def one(name):
    (schedule,) = clean(name).schedules()
    return schedule


def test_every_scenario_file_is_clean():
    files = [f for f in MESSAGES.iterdir() if f.suffix in (".edi", ".txt")]
    assert len(files) >= 3
    for file in files:
        profile = PROFILES.get(file.stem, ANY)
        assert not read(file.read_bytes(), profile).all_problems(), file.name


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


def test_vda_4984_in_its_profile():
    schedule = one("vda_4984.edi")
    assert (schedule.kind, schedule.previous_number) == (Kind.PLAN, "304")
    (item,) = schedule.items
    assert (item.reference, item.unloading_point, item.consumption_point) == (
        "305", "DOCK 4", "BELT 7"
    )  # fmt: skip
    assert [line.status for line in item.lines] == [Status.FIRM] * 3 + [Status.FORECAST] * 2
    assert item.lines[0].demand is Demand.BACKLOG
    assert [line.bucket for line in item.lines[3:]] == [Bucket.WEEK, Bucket.MONTH]
    assert cumulative(item) == (1020, 1320, 1520, 1920, 3420)
    assert {a.resource: a.cumulative for a in item.authorisations} == {
        Resource.FABRICATE: 1920,
        Resource.MATERIAL: 3420,
    }
    assert (item.last_receipt.note, item.last_receipt.note_date) == ("A", date(2026, 3, 2))


def test_vda_4985_in_its_profile():
    schedule = one("vda_4985.edi")
    (item,) = schedule.items
    assert (schedule.kind, item.unloading_point) == (Kind.CALL_OFF, "DOCK 4")
    assert [(line.quantity, line.at) for line in item.lines] == [(180, time(6)), (120, time(14))]


def test_a_recadv_and_an_861_of_the_same_delivery():
    for name in ("recadv_d97a.edi", "x12_861.edi"):
        (advice,) = clean(name).receipts()
        assert (advice.number, advice.note, advice.received_on) == (
            "WE-9001", "LS-1001", date(2026, 3, 6)
        )  # fmt: skip
        first, second = advice.lines
        assert (first.part, first.order) == ("4711", "P550001")
        assert (first.despatched, first.received, first.rejected, first.short) == (120, 118, 5, 2)
        assert (booked(first), first.cumulative.quantity) == (113, 1118)
        assert (second.part, second.note, second.over, booked(second)) == (
            "4712", "LS-1002", 4, 44
        )  # fmt: skip


def test_a_contrl_names_the_message_and_the_segment():
    (acknowledged,) = clean("contrl.edi").acknowledgements()
    whole, good, bad, last = acknowledged.answers
    assert (whole.scope, whole.verdict, whole.interchange) == (
        Scope.INTERCHANGE, Verdict.RECEIVED, "000107"
    )  # fmt: skip
    assert (good.message, good.verdict) == ("1", Verdict.ACCEPTED)
    assert (bad.message, bad.type, bad.verdict) == ("2", "DESADV", Verdict.REJECTED)
    assert [(f.code, f.segment, f.element, f.component) for f in bad.faults] == [
        ("37", 9, 1, 2),
        ("15", 12, 0, 0),
    ]
    assert [(f.code, f.tag) for f in last.faults] == [("13", "UNT")]


def test_a_997_names_the_set_and_the_element():
    (acknowledged,) = clean("x12_997.edi").acknowledgements()
    group, good, bad = acknowledged.answers
    assert (group.scope, group.group, group.verdict) == (Scope.GROUP, "31", Verdict.WITH_ERRORS)
    assert (good.message, good.verdict) == ("0001", Verdict.ACCEPTED)
    assert [(f.code, f.segment, f.tag, f.element, f.data) for f in bad.faults] == [
        ("6", 12, "SN1", 2, "84OO"),
        ("2", 15, "REF", 0, ""),
    ]
    assert bad.verdict is Verdict.REJECTED


def test_an_aperak_and_an_824_refuse_a_document_with_reasons():
    for name in ("aperak_d97a.edi", "x12_824.edi"):
        (acknowledged,) = clean(name).acknowledgements()
        assert (acknowledged.layer, acknowledged.number) == (Layer.APPLICATION, "AE-17")
        answer = acknowledged.answers[0]
        assert (answer.document, answer.verdict) == ("LS-1001", Verdict.REJECTED)
        assert answer.faults[0].text.upper().startswith("PART 4711 IS NOT ORDERED HERE")
        assert answer.faults[0].line == "1"
    assert [a.verdict for a in acknowledged.answers] == [Verdict.REJECTED, Verdict.ACCEPTED]
    assert acknowledged.answers[1].message == "0002"


@pytest.mark.parametrize(("text", "said"), [(b"222222", [Demand.NONE]), (b"000000", [])])
def test_vda_nothing_wanted_is_said_by_its_own_date(text, said):
    """222222 states that there is no demand; a part without any date states nothing."""
    data = (MESSAGES / "vda_4905.txt").read_bytes()
    first, further = data.index(b"51301"), data.index(b"51401")
    bare = bytearray(data)
    bare[first + 47 : first + 122] = (text + b"0" * 9) + b"0" * 60
    bare[further + 5 : further + 125] = b"0" * 120
    (schedule,) = read(bytes(bare)).schedules()
    (item,) = schedule.items
    assert [(line.demand, line.quantity, line.first) for line in item.lines] == [
        (demand, 0, None) for demand in said
    ]
