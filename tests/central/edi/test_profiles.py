"""A subset is data: what VDA 4984 demands is refused by its profile alone, and read without it."""

import tomllib

import pytest

from central.edi import profiles
from central.edi.message_names import names
from central.edi.model.schedule import Demand, Kind, Status
from central.edi.profiles.profile import from_table, shipped
from central.edi.read import read
from tests.support.paths import MESSAGES

GLOBAL = (MESSAGES / "vda_4984.edi").read_bytes()
JIT = (MESSAGES / "vda_4985.edi").read_bytes()
VDA = (MESSAGES / "vda_4905.txt").read_bytes()


def codes(data, profile):
    return [(p.code, p.position.tag) for p in read(data, profile).all_problems()]


@pytest.mark.parametrize("name", profiles.names())
def test_every_shipped_profile_is_one(name):
    profile = shipped(name)
    assert profile.name
    assert set(profile.messages) <= set(names())


@pytest.mark.parametrize(
    ("profile", "file"),
    [("example_edifact_d97a", "delfor_d97a_monthly.edi"),
     ("example_edifact_d97a", "delfor_d97a_call.edi"),
     ("example_edifact_d97a", "recadv_d97a.edi"), ("example_edifact_d97a", "aperak_d97a.edi"),
     ("example_x12_004010", "x12_830_call.edi"), ("example_x12_004010", "x12_861.edi"),
     ("example_x12_004010", "x12_824.edi"), ("example_vda_4905", "vda_4905.txt"),
     ("vda_4984", "vda_4984.edi"), ("vda_4985", "vda_4985.edi")],
)  # fmt: skip
def test_the_files_are_clean_in_their_profile(profile, file):
    assert codes((MESSAGES / file).read_bytes(), shipped(profile)) == []


@pytest.mark.parametrize(
    ("profile", "old", "new", "expected"),
    [
        ("vda_4984", b"D:04A", b"D:97A", ("message.version", "UNH")),
        ("vda_4984", b"GEI+3+37'\n", b"FTX+3'\n", ("segment.missing", "UNH")),
        ("vda_4984", b"GEI+3+37'", b"GIS+37'", ("segment.unexpected", "GIS")),
        ("vda_4984", b"PIA+1+T-4711:SA", b"TMD+1", ("segment.unexpected", "TMD")),
        ("vda_4985", b"D:04B", b"D:97A", ("message.version", "UNH")),
        ("vda_4985", b"SEQ+6+1", b"FTX+6+1", ("segment.missing", "UNH")),
    ],
)
def test_the_subset_refuses_what_the_standard_allows(profile, old, new, expected):
    good = GLOBAL if profile == "vda_4984" else JIT
    assert old in good
    edited = good.replace(old, new, 1)
    assert expected in codes(edited, shipped(profile))
    plain = {message: {"quantities": {"79": "ignore"}} for message in ("delfor", "deljit")}
    assert codes(edited, from_table({"messages": plain})) == []


def test_a_partner_extends_what_is_shipped():
    association = {"messages": {"delfor": {"associations": ["GDV1"]}}}
    partner = from_table({"extends": "vda_4984", "ids": ["ZZ:PLANT-LN"], **association})
    assert codes(GLOBAL, partner) == [("message.association", "UNH")]
    assert codes(GLOBAL.replace(b"D:04A:UN", b"D:04A:UN:GDV1"), partner) == []
    assert codes(GLOBAL.replace(b"+PLANT-LN:ZZ", b"+OTHER:ZZ"), partner)[0][0] == "partner.sender"
    assert partner.rules("delfor").quantities["79"] == "ignore"


def test_the_process_type_says_which_kind_it_is():
    kinds = {"PAB": "plan", "FAB": "call-off"}
    rules = {"messages": {"delfor": {"process_types": kinds}}}
    partner = from_table({"extends": "vda_4984", **rules})
    stated = GLOBAL.replace(b"GEI+3+37'", b"GEI+3+37+FAB'")
    (schedule,) = read(stated, partner).schedules()
    assert schedule.kind is Kind.CALL_OFF
    assert read(GLOBAL, partner).schedules()[0].kind is Kind.PLAN
    both = stated.replace(b"NAD+ST", b"GEI+3+37+PAB'\nNAD+ST").replace(b"UNT+46", b"UNT+47")
    assert ("process.mixed", "GEI") in codes(both, partner)


def test_the_document_s_name_says_which_kind_it_is():
    (schedule,) = read(GLOBAL.replace(b"BGM+241", b"BGM+242"), shipped("vda_4984")).schedules()
    assert schedule.kind is Kind.CALL_OFF


def test_every_role_of_a_message_is_the_partner_s_to_rename():
    rules = {
        "parties": {"BY": "ignore", "OY": "customer"},
        "places": {"159": "ignore", "18": "consumption_point"},
        "references": {"ON": "ignore", "CT": "order"},
        "dates": {"10": "ignore", "2": "on"},
        "statuses": {"1": "forecast"},
        "quantities": {"79": "ignore", "83": "demand"},
    }
    data = (
        GLOBAL.replace(b"NAD+BY", b"NAD+OY").replace(b"LOC+159", b"LOC+18")
        .replace(b"RFF+ON", b"RFF+CT").replace(b"DTM+10:", b"DTM+2:")
    )  # fmt: skip
    (schedule,) = read(data, from_table({"messages": {"delfor": rules}})).schedules()
    (item,) = schedule.items
    assert (schedule.customer, item.consumption_point, item.order) == (
        "PLANT-LN", "BELT 7", "P550001"
    )  # fmt: skip
    assert item.lines[1].status is Status.FORECAST
    assert item.lines[0].demand is Demand.BACKLOG


@pytest.mark.parametrize(
    "table",
    [{"messages": 1}, {"messages": {"delfr": {}}}, {"messages": {"delfor": 1}},
     {"messages": {"delfor": {"colour": 1}}}, {"messages": {"delfor": {"kinds": {"1": "x"}}}},
     {"messages": {"delfor": {"quantities": {"1": "rejected"}}}},
     {"messages": {"recadv": {"quantities": {"1": "backlog"}}}},
     {"messages": {"delfor": {"allowed": "UNH"}}}, {"messages": {"x12_861": {"counted": "x"}}}],
)  # fmt: skip
def test_a_message_s_rules_name_what_is_wrong_with_them(table):
    with pytest.raises(ValueError, match="messages"):
        from_table(table)


def test_what_is_not_shipped_is_named():
    with pytest.raises(ValueError, match=r"no profile 'vda_9999'.*vda_4984"):
        from_table({"extends": "vda_9999"})
    with pytest.raises(ValueError, match="extends is a text"):
        from_table({"extends": 1})


def test_records_that_must_and_may_stand_in_a_vda_message():
    rules = {"messages": {"vda_4905": {"required": ["518"], "versions": ["01"]}}}
    assert codes(VDA, from_table(rules)) == [("message.version", "511"), ("segment.missing", "511")]
    allowed = ["511", "512", "513", "514", "519"]
    rules = {"messages": {"vda_4905": {"allowed": allowed}}}
    assert codes(VDA, from_table(rules)) == [("segment.unexpected", "515")]


def test_numbers_of_an_item_are_what_the_partner_calls_them():
    data = GLOBAL.replace(b"4711:IN", b"4711:MP").replace(b"T-4711:SA", b"T-4711:VS")
    assert ("part.missing", "LIN") in codes(data, shipped("vda_4984"))
    rules = {"messages": {"delfor": {"parts": {"MP": "part", "VS": "part_of_supplier"}}}}
    (schedule,) = read(data, from_table({"extends": "vda_4984", **rules})).schedules()
    assert (schedule.items[0].part, schedule.items[0].part_of_supplier) == ("4711", "T-4711")


def test_an_830_s_codes_are_the_partner_s_as_well():
    data = (MESSAGES / "x12_830_weekly.edi").read_bytes()
    data = (
        data.replace(b"*BP*4711", b"*PN*4711").replace(b"REF*DK", b"REF*ZD")
        .replace(b"REF*SI", b"REF*2I").replace(b"SHP*02", b"SHP*90").replace(b"N1*SU", b"N1*ZS")
    )  # fmt: skip
    rules = {
        "parts": {"PN": "part"},
        "places": {"ZD": "unloading_point"},
        "references": {"2I": "note"},
        "quantities": {"90": "received"},
        "parties": {"ZS": "supplier"},
    }
    (schedule,) = read(data, from_table({"messages": {"x12_830": rules}})).schedules()
    (item,) = schedule.items
    assert (item.part, item.unloading_point, schedule.supplier) == ("4711", "D4", "104118")
    assert (item.last_receipt.note, item.received.quantity) == ("SID77", 1000)


def test_an_861_s_part_is_what_the_partner_calls_it():
    data = (MESSAGES / "x12_861.edi").read_bytes().replace(b"*BP*", b"*PN*")
    rules = {"messages": {"x12_861": {"parts": {"PN": "part"}}}}
    (advice,) = read(data, from_table(rules)).receipts()
    assert [line.part for line in advice.lines] == ["4711", "4712"]


def test_what_is_said_of_quantities_for_all_is_said_of_schedules():
    profile = from_table({"quantities": {"48": "shipped"}})
    (advice,) = read((MESSAGES / "recadv_d97a.edi").read_bytes(), profile).receipts()
    assert advice.lines[0].received == 118
    (schedule,) = read((MESSAGES / "delfor_d97a_monthly.edi").read_bytes(), profile).schedules()
    assert schedule.items[0].shipped.quantity == 7700


def test_the_profile_of_the_document_is_one():
    text = (MESSAGES.parents[1] / "edi.md").read_text("utf-8")
    table = tomllib.loads(text.split("```toml\n")[1].split("```")[0])
    profile = from_table(table)
    assert profile.rules("delfor").required == {"GEI"}
    assert profile.rules("x12_861").conditions == {"12": "over"}
    assert profile.records["553"].groups == 5
