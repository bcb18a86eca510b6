"""Acknowledgements: in the version that came in, right by our own strict reading."""

from datetime import datetime

import pytest

from central.edi.documents import Reason, Stamp, aperak, contrl, x12_824, x12_997
from central.edi.envelopes import edifact as edifact_envelope
from central.edi.envelopes import x12 as x12_envelope
from central.edi.read import read
from syntax import edifact, x12
from tests.support.paths import MESSAGES

DELFOR = (MESSAGES / "delfor_d97a_monthly.edi").read_bytes()
X830 = (MESSAGES / "x12_830_weekly.edi").read_bytes()
STAMP = Stamp(now=datetime(2026, 1, 5, 8, 15), reference="77")  # noqa: DTZ001 - partner's time


def answered(write, data):
    (interchange,) = read(data).interchanges
    return write(interchange, STAMP)


@pytest.mark.parametrize("version", ["3", "4"])
def test_contrl_acknowledges_in_the_syntax_that_came_in(version):
    out = answered(contrl.write, DELFOR.replace(b"UNOA:3", b"UNOA:" + version.encode()))
    (interchange,) = edifact_envelope.read(out)
    assert interchange.problems == ()
    assert interchange.version == f"UNOA:{version}"
    assert interchange.recipient.id == "PLANT-LN"
    (message,) = interchange.messages()
    assert message.problems == ()
    assert message.version == ("D.3" if version == "3" else "4.1")
    tags = {s.tag: s for s in message.body}
    assert (tags["UCI"].text(1), tags["UCI"].text(4)) == ("000042", "8")
    assert (tags["UCM"].text(1), tags["UCM"].text(3)) == ("1", "7")


def test_contrl_names_the_segment_and_element():
    out = answered(contrl.write, DELFOR.replace(b"113:8400", b"113:84OO"))
    segments = {s.tag: s for s in edifact.segments(out)}
    assert segments["UCM"].text(3) == "4"
    assert segments["UCS"].text(1) == "20"
    assert (segments["UCD"].text(1), segments["UCD"].text(2, 1)) == ("37", "2")


def test_contrl_rejects_an_interchange_whose_envelope_is_wrong():
    out = answered(contrl.write, DELFOR.replace(b"UNZ+1+000042", b"UNZ+1+000043"))
    segments = [s for s in edifact.segments(out) if s.tag.startswith("UC")]
    assert [s.tag for s in segments] == ["UCI"]
    assert (segments[0].text(4), segments[0].text(5)) == ("4", "28")


def test_997_accepts_in_the_group_s_version_and_dates():
    out = answered(x12_997.write, X830)
    (interchange,) = x12_envelope.read(out)
    assert interchange.problems == ()
    (group,) = interchange.groups
    assert (group.code, group.version, group.header.text(4)) == ("FA", "003060", "260105")
    (message,) = group.messages
    assert message.problems == ()
    segments = {s.tag: s for s in message.body}
    assert (segments["AK1"].text(1), segments["AK1"].text(2)) == ("PS", "7")
    assert segments["AK5"].text(1) == "A"
    assert [segments["AK9"].text(n) for n in range(1, 5)] == ["A", "1", "1", "1"]


def test_997_names_the_segment_and_element():
    segments = {
        s.tag: s for s in x12.segments(answered(x12_997.write, X830.replace(b"*500*", b"*5O0*")))
    }
    assert (segments["AK3"].text(1), segments["AK3"].text(2)) == ("FST", "10")
    assert (segments["AK4"].text(1), segments["AK4"].text(3)) == ("1", "6")
    assert (segments["AK5"].text(1), segments["AK9"].text(1)) == ("R", "R")


def test_997_of_a_wrong_group_count_repeats_what_was_stated():
    segments = {
        s.tag: s for s in x12.segments(answered(x12_997.write, X830.replace(b"GE*1*7", b"GE*3*7")))
    }
    assert [segments["AK9"].text(n) for n in range(1, 5)] == ["R", "3", "1", "0"]


REASONS = [Reason(code="P01", text="part 4711* is in no agreement: +49 'ask' ~us?", reference="1")]


@pytest.mark.parametrize("reasons", [[], REASONS])
def test_aperak_answers_in_the_directory_that_came_in(reasons):
    (schedule,) = read(DELFOR).schedules()
    out = aperak.write(schedule.source, schedule.number, reasons, STAMP)
    (interchange,) = edifact_envelope.read(out)
    (message,) = interchange.messages()
    assert (interchange.problems, message.problems) == ((), ())
    assert (message.type, message.version) == ("APERAK", "D.97A")
    tags = {s.tag: s for s in message.body}
    assert tags["BGM"].text(3) == ("27" if reasons else "29")
    if reasons:
        assert tags["FTX"].text(4, 1) == REASONS[0].text


@pytest.mark.parametrize("reasons", [[], REASONS])
def test_824_answers_in_the_version_that_came_in_with_delimiters_its_text_has_not(reasons):
    (schedule,) = read(X830).schedules()
    out = x12_824.write(schedule.source, schedule.number, reasons, STAMP, isa_version="00306")
    (interchange,) = x12_envelope.read(out)
    (message,) = interchange.messages()
    assert (interchange.problems, message.problems) == ((), ())
    assert (message.type, message.version) == ("824", "003060")
    tags = {s.tag: s for s in message.body}
    assert (tags["OTI"].text(1), tags["OTI"].text(3)) == ("TR" if reasons else "TA", "R118")
    if reasons:
        assert tags["TED"].text(2) == REASONS[0].text
