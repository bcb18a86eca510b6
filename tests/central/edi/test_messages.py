"""What each message's own layout means: the same figures whichever way the customer writes them."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.edi.message_names import names
from central.edi.model.schedule import Bucket, Demand, Kind, Resource, Schedule, Status, cumulative
from central.edi.profiles.profile import from_table
from central.edi.profiles.vda_layouts import LAYOUTS
from central.edi.read import read
from syntax.x12_writer import Isa, Writer
from tests.support.edi.vda_records import vda_record
from tests.support.examples import examples


def edifact(body: str, kind="DELFOR", version="D:97A") -> bytes:
    lines = [line for line in body.split() if line]
    return (
        "UNB+UNOC:3+A+B+260105:0800+1'"
        f"UNH+1+{kind}:{version}:UN'BGM+241+N1+9'DTM+137:20260105:102'"
        + "".join(line + "'" for line in lines)
        + f"UNT+{len(lines) + 4}+1'UNZ+1+1'"
    ).encode()


def clean(data, **profile) -> Schedule:
    reading = read(data, from_table(profile))
    assert [str(p) for p in reading.all_problems()] == []
    (schedule,) = reading.schedules()
    return schedule


def test_messages_are_found_by_name():
    assert set(names()) >= {"delfor", "deljit", "x12_830", "x12_862", "vda_4905", "vda_4915"}


@pytest.mark.parametrize("version", ["D:96A", "D:97A", "D:04A", "D:20B"])
def test_a_commitment_stands_before_or_after_its_quantity_by_directory(version):
    firm = ["QTY+113:10", "SCC+1", "DTM+2:20260112:102"]
    plan = ["QTY+113:20", "SCC+4++W", "DTM+2:20260119:102"]
    if version != "D:96A":
        firm[:2], plan[:2] = firm[1::-1], plan[1::-1]
    schedule = clean(edifact(" ".join(["NAD+ST+P1", "LIN+1++A:IN", *firm, *plan]), version=version))
    first, second = schedule.items[0].lines
    assert (first.status, second.status) == (Status.FIRM, Status.FORECAST)
    assert (second.first, second.last, second.bucket) == (
        date(2026, 1, 19),
        date(2026, 1, 25),
        Bucket.WEEK,
    )


def test_a_profile_can_turn_the_order_round():
    body = "LIN+1++A:IN SCC+1 QTY+113:10 DTM+2:20260112:102 SCC+4 QTY+113:5 DTM+2:20260113:102"
    schedule = clean(edifact(body, version="D:96A"), commitment="before")
    assert [line.status for line in schedule.items[0].lines] == [Status.FIRM, Status.FORECAST]


def test_discrete_with_cum_and_cum_alone_give_the_same_lines():
    head = "LIN+1++A:IN QTY+70:1000 SCC+1"
    both = clean(
        edifact(
            head + " QTY+1:100 DTM+2:20260112:102 QTY+3:1100 DTM+2:20260112:102"
            " QTY+1:50 DTM+2:20260113:102 QTY+3:1150 DTM+2:20260113:102"
        )
    )
    alone = clean(edifact(head + " QTY+3:1100 DTM+2:20260112:102 QTY+3:1150 DTM+2:20260113:102"))
    for schedule in (both, alone):
        (item,) = schedule.items
        assert [line.quantity for line in item.lines] == [100, 50]
        assert [line.cumulative for line in item.lines] == [1100, 1150]
        assert cumulative(item) == (1100, 1150)


def test_cums_under_a_resource_commitment_authorise_and_are_no_demand():
    schedule = clean(
        edifact(
            "LIN+1++A:IN SCC+2 QTY+3:5000 DTM+51:20260101:102 DTM+52:20260131:102"
            " SCC+3 QTY+3:9000"
            " DTM+52:20260331:102 SCC+1 QTY+1:10 DTM+2:20260112:102"
        )
    )
    (item,) = schedule.items
    assert [(a.resource, a.cumulative, a.last) for a in item.authorisations] == [
        (Resource.FABRICATE, 5000, date(2026, 1, 31)),
        (Resource.MATERIAL, 9000, date(2026, 3, 31)),
    ]
    assert [line.quantity for line in item.lines] == [10]


@pytest.mark.parametrize(
    ("form", "text", "first", "last"),
    [("102", "20260112", (1, 12), (1, 12)), ("203", "202601121430", (1, 12), (1, 12)),
     ("610", "202602", (2, 1), (2, 28)), ("616", "202603", (1, 12), (1, 18)),
     ("718", "20260112-20260116", (1, 12), (1, 16))],
)  # fmt: skip
def test_date_formats(form, text, first, last):
    line = clean(edifact(f"LIN+1++A:IN SCC+1 QTY+1:5 DTM+2:{text}:{form}")).items[0].lines[0]
    assert (line.first, line.last) == (date(2026, *first), date(2026, *last))
    assert line.at == (time(14, 30) if form == "203" else None)


def test_deljit_is_a_call_off_and_places_belong_to_their_items():
    schedule = clean(
        edifact(
            "NAD+ST+P1 LOC+11+D1 LIN+1++A:IN QTY+113:4 SCC+1 DTM+2:202601120600:203"
            " NAD+ST+P2 LIN+2++B:IN LOC+11+D2 LOC+159+LINE7 QTY+113:6"
            " SCC+10 DTM+2:202601120700:203",
            kind="DELJIT",
        )
    )
    assert schedule.kind is Kind.CALL_OFF
    first, second = schedule.items
    assert (first.ship_to, first.unloading_point) == ("P1", "D1")
    assert (second.ship_to, second.unloading_point, second.consumption_point) == (
        "P2",
        "D2",
        "LINE7",
    )
    assert second.lines[0].demand is Demand.IMMEDIATE
    assert first.lines[0].at == time(6)


def x12(kind: str, *segments: tuple[str, ...], version="004010") -> bytes:
    writer = Writer(
        Isa(
            sender=("ZZ", "A"),
            receiver=("ZZ", "B"),
            date="260105",
            time="0800",
            version="00401" if version >= "004" else "00200",
            control="1",
        )
    )
    writer.open_group("SS", "A", "B", "20260105", "0800", "1", version)
    writer.open_set(kind, "0001")
    for segment in segments:
        writer.segment(*segment)
    writer.close_set("0001")
    return writer.close()


def test_862_times_divide_a_day():
    schedule = clean(
        x12(
            "862",
            (
                "BSS",
                "05",
                "R1",
                "20260105",
                "DL",
                "20260105",
                "20260131",
                "REL",
                "",
                "",
                "PO1",
                "A",
            ),
            ("N1", "ST", "", "92", "P1"),
            ("LIN", "", "BP", "A"),
            ("UIT", "EA"),
            ("FST", "10", "C", "D", "20260112"),
            ("JIT", "6", "0600"),
            ("JIT", "4", "1400"),
            ("FST", "7", "A", "D", "20260113"),
            ("CTT", "1"),
        )
    )
    assert schedule.kind is Kind.CALL_OFF
    (item,) = schedule.items
    assert [(line.quantity, line.at) for line in item.lines] == [
        (6, time(6)),
        (4, time(14)),
        (7, None),
    ]
    assert item.lines[2].demand is Demand.IMMEDIATE
    assert item.order == "PO1"


@pytest.mark.parametrize("last", [False, True])
def test_times_that_do_not_add_up_to_their_day_are_refused(last):
    segments = [
        ("BSS", "05", "R1", "20260105", "DL", "20260105", "20260131", "", "", "", "", "A"),
        ("LIN", "", "BP", "A"), ("FST", "10", "C", "D", "20260112"),
        ("JIT", "6", "0600"), ("JIT", "3", "1400"), ("FST", "7", "C", "D", "20260113"),
    ]  # fmt: skip
    data = x12("862", *(segments[:-1] if last else segments))
    (problem,) = read(data).all_problems()
    assert (problem.code, problem.position.tag) == ("quantity.balance", "JIT")


def test_830_of_version_002_with_cumulative_quantities():
    schedule = clean(x12(
        "830", ("BFR", "00", "", "REL1", "SH", "C", "260105", "260331", "260105"),
        ("LIN", "", "BP", "A"), ("SHP", "02", "1000", "051", "260101"),
        ("FST", "1500", "C", "D", "260112"), ("FST", "2100", "D", "W", "260119"),
        version="002040",
    ))  # fmt: skip
    assert [line.quantity for line in schedule.items[0].lines] == [500, 600]
    assert schedule.number == "REL1"


def test_vda_4915_is_a_call_off_with_times():
    def record(kind, **values):
        return vda_record(
            {k.replace("_1", ".1") if k.endswith("_1") else k: v for k, v in values.items()},
            LAYOUTS[kind],
        )

    data = b"".join(
        [
            record(
                "551", customer="K", supplier="S", number_old="1", number_new="2", date="260105"
            ),
            record(
                "552",
                plant="011",
                call_off_new="5",
                call_off_date_new="260105",
                part="A",
                unloading_point="T1",
                consumption_point="B4",
            ),
            record(
                "553",
                note="77",
                note_date="260102",
                note_quantity="5",
                cum="100",
                date_1="260112",
                time_1="0630",
                quantity_1="40",
            ),
            record("559", count_551="1", count_552="1", count_553="1", count_559="1"),
        ]
    )
    schedule = clean(data)
    (item,) = schedule.items
    (line,) = item.lines
    assert (schedule.kind, item.consumption_point) == (Kind.CALL_OFF, "B4")
    assert (line.quantity, line.at, line.status) == (40, time(6, 30), Status.FIRM)


def test_a_partner_s_own_vda_records_come_from_his_profile():
    fields = "recorded:6n note:8 note_date:6n note_quantity:12n cum:10n"
    profile = from_table(
        {
            "records": {
                "553": {
                    "fields": fields,
                    "versions": "01",
                    "repeated": "date:6n quantity:9n",
                    "times": 5,
                }
            }
        }
    )
    assert profile.records["553"].fields["quantity.5"].start == 113


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9_999), st.integers(1, 28)), min_size=1, max_size=20))
def test_cums_are_the_running_sum(lines):
    body = "LIN+1++A:IN QTY+70:500 SCC+1 " + " ".join(
        f"QTY+1:{quantity} DTM+2:202601{day:02}:102" for quantity, day in lines
    )
    (item,) = clean(edifact(body)).items
    total, expected = Decimal(500), []
    for quantity, _ in lines:
        total += quantity
        expected.append(total)
    assert list(cumulative(item)) == expected


def test_five_thousand_lines_are_all_read():
    body = "LIN+1++A:IN SCC+1 " + " ".join(
        f"QTY+1:{n % 90} DTM+2:202601{n % 28 + 1:02}:102" for n in range(5000)
    )
    data = edifact(body)
    assert len(clean(data).items[0].lines) == 5000
