"""RECADV and 861: what a customer may say of a receipt, and what of it is refused, at its place."""

from decimal import Decimal

import pytest

from central.edi.model.receiving_advice import Deviation, booked
from central.edi.model.schedule import Function
from central.edi.profiles.profile import from_table
from central.edi.read import read
from tests.support.edi.writing import edifact, x12
from tests.support.paths import MESSAGES

RECADV = (MESSAGES / "recadv_d97a.edi").read_bytes()
X861 = (MESSAGES / "x12_861.edi").read_bytes()
HEAD = [("BGM", "632", "W1", "9"), ("DTM", ("137", "20260307", "102")), ("RFF", ("AAK", "N1"))]
LIN = ("LIN", "1", "", ("A", "IN"))


def recadv(*body, version="97A", head=HEAD):
    return edifact(("RECADV", "D", version, "UN"), [*head, *body])


def advice(data, **profile):
    reading = read(data, from_table(profile))
    assert [str(p) for p in reading.all_problems()] == []
    (found,) = reading.receipts()
    return found


def codes(data, **profile):
    reading = read(data, from_table(profile))
    assert reading.receipts() == ()
    return [p.code for p in reading.all_problems()]


@pytest.mark.parametrize("version", ["96A", "97A", "99B", "04A", "20B"])
def test_every_directory(version):
    (line,) = advice(recadv(LIN, ("QTY", ("48", "5")), version=version)).lines
    assert (line.received, line.note) == (5, "N1")


@pytest.mark.parametrize("version", ["77Z", "", "3"])
def test_no_directory(version):
    assert codes(recadv(LIN, ("QTY", ("48", "5")), version=version)) == ["message.version"]


def test_no_lines_means_all_as_despatched():
    assert advice(recadv()).lines == ()
    assert advice(recadv()).note == "N1"


def test_the_despatch_advice_as_a_document_and_dates_of_each_line():
    found = advice(
        recadv(
            ("DOC", "351", "N7"), LIN, ("QTY", ("48", "5")), ("DTM", ("50", "20260301", "102")),
            ("LIN", "2", "", ("B", "IN")), ("PIA", "1", ("S9", "SA")), ("QTY", ("194", "6")),
            head=[*HEAD[:2], ("DTM", ("50", "20260305", "102"))],
        )
    )  # fmt: skip
    assert found.note == "N7"
    assert [line.received_on.day for line in found.lines] == [1, 5]
    assert found.lines[1].part_of_supplier == "S9"


def test_what_is_told_of_packages_is_not_the_line_s():
    (line,) = advice(
        recadv(
            ("CPS", "1"), ("PAC", "2"), ("QVR", ("-1", "124")), LIN, ("QTY", ("48", "5")),
            ("PCI", "17"), ("QTY", ("48", "3")), ("QVR", ("-1", "195")), ("PCI", "17"),
            ("QTY", ("48", "2")),
        )
    ).lines  # fmt: skip
    assert (line.received, line.rejected, line.differences) == (5, None, ())


@pytest.mark.parametrize(
    ("variance", "kind", "quantity"),
    [(("-4", "119"), Deviation.SHORT, 4), (("-4", "12"), Deviation.SHORT, 4),
     (("4", "21"), Deviation.OVER, 4), (("+4", "12"), Deviation.OVER, 4),
     (("-4", "195"), Deviation.REJECTED, 4), (("-4", ""), Deviation.SHORT, 4)],
)  # fmt: skip
def test_a_variance_is_what_its_qualifier_says_or_its_sign(variance, kind, quantity):
    (line,) = advice(
        recadv(LIN, ("QTY", ("12", "10")), ("QVR", variance, "CP", ("", "", "", "lost")))
    ).lines
    (difference,) = line.differences
    assert (difference.kind, difference.quantity) == (kind, quantity)
    assert (difference.code, difference.reason) == ("CP", "lost")
    assert getattr(line, str(kind)) == quantity


def test_a_quantity_stated_twice_counts_once_where_it_is_also_a_variance():
    (line,) = advice(
        recadv(LIN, ("QTY", ("48", "9")), ("QTY", ("195", "2")), ("QVR", ("-2", "195")))
    ).lines
    assert (line.rejected, booked(line)) == (2, 7)


def test_to_be_returned_and_to_be_destroyed_are_both_rejected():
    (line,) = advice(
        recadv(LIN, ("QTY", ("48", "9")), ("QTY", ("195", "2")), ("QTY", ("196", "3")))
    ).lines
    assert (line.rejected, booked(line)) == (5, 4)


def test_a_cancellation_says_that_it_is_one():
    head = [("BGM", "632", "W1", "1"), *HEAD[1:]]
    assert advice(recadv(head=head)).function is Function.CANCEL


def test_the_profile_says_what_a_code_means():
    rules = {"recadv": {"quantities": {"83": "short"}, "references": {"CRN": "note"}}}
    found = advice(recadv(LIN, ("RFF", ("CRN", "T7")), ("QTY", ("83", "5"))), messages=rules)
    assert (found.lines[0].note, found.lines[0].short) == ("T7", 5)


@pytest.mark.parametrize(
    ("old", "new", "code", "tag", "element"),
    [
        (b"48:118", b"48:11B", "quantity", "QTY", 1),
        (b"48:118", b"48:-1", "quantity", "QTY", 1),
        (b"48:118", b"48:1000000000000", "quantity", "QTY", 1),
        (b"48:118", b"997:118", "quantity.qualifier", "QTY", 1),
        (b"48:118", b"12:118", "quantity.repeated", "QTY", 1),
        (b"194:113", b"194:119", "quantity.balance", "LIN", 0),
        (b"QVR+-2", b"QVR+--2", "quantity", "QVR", 1),
        (b"137:20260307", b"137:20261307", "date", "DTM", 1),
        (b"50:20260306", b"50:29990306", "date", "DTM", 1),
        (b"51:20260101", b"51:20260001", "date", "DTM", 1),
        (b"CNT+2:2", b"CNT+2:3", "count", "CNT", 1),
        (b"CNT+2:2", b"CNT+2:Z", "count", "CNT", 1),
        (b"UNT+25+1", b"UNT+24+1", "count", "UNT", 1),
        (b"UNZ+1+000071", b"UNZ+1+000072", "reference", "UNZ", 2),
        (b"4711:IN", b":IN", "part.missing", "LIN", 0),
        (b"QTY+12:40:PCE'\nQTY+194:44:PCE'\nQVR+4:121+AC'", b"FTX+AAO'\nFTX+AAO'\nFTX+AAO'",
         "quantity.missing", "LIN", 0),
        (b"WE-9001+9", b"WE-9001+88", "function", "BGM", 3),
        (b"WE-9001+9", b"+9", "document.number", "UNH", 0),
        (b"CPS+1", b"XYZ+1", "segment.unexpected", "XYZ", 0),
        (b"D:97A", b"D:7A", "message.version", "UNH", 2),
    ],
)  # fmt: skip
def test_a_wrong_recadv_is_refused_at_its_place(old, new, code, tag, element):
    assert old in RECADV
    refused(RECADV.replace(old, new, 1), code, tag, element)


@pytest.mark.parametrize(
    ("old", "new", "code", "tag", "element"),
    [
        (b"RCD*1*118", b"RCD*1*1l8", "quantity", "RCD", 2),
        (b"RCD*1*118", b"RCD*1*-8", "quantity", "RCD", 2),
        (b"RCD*1*118", b"RCD*1*4", "quantity.balance", "RCD", 0),
        (b"*5*EA*01", b"*5*EA*99", "condition", "RCD", 8),
        (b"*5*EA*01", b"*X*EA*01", "quantity", "RCD", 6),
        (b"*1118~", b"*11l8~", "quantity", "RCD", 21),
        (b"SN1**120", b"SN1**12O", "quantity", "SN1", 2),
        (b"WE-9001*20260307", b"WE-9001*20261307", "date", "BRA", 2),
        (b"WE-9001*20260307", b"WE-9001*260307", "date", "BRA", 2),
        (b"050*20260306", b"050*29990306", "date", "DTM", 2),
        (b"*00*1~", b"*77*1~", "function", "BRA", 3),
        (b"CTT*2", b"CTT*1", "count", "CTT", 1),
        (b"SE*15", b"SE*14", "count", "SE", 1),
        (b"IEA*1*000000141", b"IEA*1*000000142", "reference", "IEA", 2),
        (b"BP*4711", b"XX*4711", "part.missing", "RCD", 0),
        (b"REF*BM*BL-5", b"XYZ*BM*BL-5", "segment.unexpected", "XYZ", 0),
    ],
)  # fmt: skip
def test_a_wrong_861_is_refused_at_its_place(old, new, code, tag, element):
    assert old in X861
    refused(X861.replace(old, new, 1), code, tag, element)


def refused(data, code, tag, element):
    reading = read(data)
    found = [p for p in reading.all_problems() if p.code == code]
    assert found, [str(p) for p in reading.all_problems()]
    assert (found[0].position.tag, found[0].position.element) == (tag, element)
    assert reading.receipts() == ()


def test_neither_note_nor_line_is_no_receipt():
    assert codes(recadv(head=HEAD[:2])) == ["note.missing"]
    assert codes(recadv(LIN, ("QTY", ("48", "5")), head=HEAD[:2])) == ["note.missing"]


def x861(*body, head=(("REF", "SI", "N1"),), **other):
    return x12("861", [("BRA", "W1", "20260307", "00", "1"), *head, *body], **other)


PART = ("LIN", "", "BP", "A")


def test_the_shipment_is_the_best_reference_whatever_the_order():
    head = (("REF", "BM", "B"), ("REF", "PK", "P"), ("REF", "SI", "S"))
    (line,) = advice(x861(("RCD", "1", "5", "EA"), PART, head=head)).lines
    assert line.note == "S"
    (line,) = advice(x861(("RCD", "1", "5", "EA"), PART, head=head[:2])).lines
    assert line.note == "P"


@pytest.mark.parametrize(
    ("counted", "accepted"), [("received", Decimal(7)), ("accepted", Decimal(9))]
)
def test_the_profile_says_what_is_counted(counted, accepted):
    rcd = ("RCD", "1", "9", "EA", "2", "EA", "2", "EA", "01")
    (line,) = advice(x861(rcd, PART), messages={"x12_861": {"counted": counted}}).lines
    assert (line.rejected, booked(line)) == (2, accepted)


def test_units_of_a_condition_of_the_partner_s_own():
    rcd = ("RCD", "1", "9", "EA", "", "", "2", "EA", "77", "1", "EA", "09")
    rules = {"x12_861": {"conditions": {"77": "short"}}}
    (line,) = advice(x861(rcd, PART), messages=rules).lines
    assert [(d.kind, d.quantity) for d in line.differences] == [
        (Deviation.SHORT, 2),
        (Deviation.UNSTATED, 1),
    ]
    assert (line.short, line.rejected) == (2, None)


def test_version_003_has_dates_of_six_digits():
    body = [("BRA", "W1", "260307", "00"), ("REF", "SI", "N1"), ("DTM", "050", "260306"),
            ("RCD", "1", "5", "EA"), PART]  # fmt: skip
    (line,) = advice(x12("861", body, version="003060")).lines
    assert line.received_on.day == 6
