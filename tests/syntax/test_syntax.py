"""Bytes to segments and back: whole, in pieces, with any delimiters, and from garbage."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.edi.envelopes import vda
from central.edi.read import read
from syntax import edifact, x12
from syntax.edifact_writer import Writer as EdifactWriter
from syntax.edifact_writer import encode
from syntax.problems import CannotWrite, EdiError
from syntax.segments import Delimiters, split
from syntax.x12_writer import CHOICES, Isa, choose
from syntax.x12_writer import Writer as X12Writer
from syntax.x12_writer import encode as encode_x12
from tests.support.edi.vda_records import vda_record
from tests.support.examples import examples

EDIFACT = [
    b"UNB+UNOA:3+A+B+200101:0800+1'UNH+1+DELFOR:D:97A:UN'BGM+241+1+9'UNT+3+1'UNZ+1+1'",
    b"UNA:+,! '\r\nUNB+UNOC:3+A+B+200101:0800+1'\r\nFTX+AAI+++G\xe4nse!+!'!!'\r\nUNZ+0+1'\r\n",
    b"UNB+UNOY:4+A+B+20200101:0800+1'FTX+AAI+++\xc3\xa4*second:x*third?*'UNZ+0+1'",
    b"UNA|^. ~#UNB^UNOB|3^A^B^200101|0800^1#FTX^a|b^^#UNZ^0^1#",
]
ISA = b"ISA*00*          *00*          *ZZ*A              *ZZ*B              *200101*0800*"


def segments_in_pieces(reader, data, size):
    found = []
    for start in range(0, len(data), size):
        reader.receive_data(data[start : start + size])
        found += list(iter(reader.next_segment, None))
    reader.receive_data(b"")
    return found + list(iter(reader.next_segment, None))


@pytest.mark.parametrize("data", EDIFACT)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_edifact_in_pieces_is_edifact_whole(data, size):
    assert segments_in_pieces(edifact.Reader(), data, size) == edifact.segments(data)


def test_edifact_release_repetition_and_charset():
    text = edifact.segments(EDIFACT[1])[1]
    assert text.text(4) == "Gänse+'!"
    repeated = edifact.segments(EDIFACT[2])[1]
    assert repeated.text(4) == "ä"
    assert repeated.text(4, 2, repetition=2) == "x"
    assert repeated.text(4, 1, repetition=3) == "third*"
    assert edifact.segments(EDIFACT[3])[1].text(1, 2) == "b"


def test_edifact_bytes_come_back_exactly():
    for data in (EDIFACT[0], EDIFACT[2]):
        charset = "utf-8" if b"UNOY" in data else "ascii"
        found = edifact.segments(data)
        assert b"".join(encode(s.elements, s.delimiters, charset) for s in found) == data
    found = edifact.segments(EDIFACT[3])
    whole = b"".join(encode(s.elements, s.delimiters, "ascii") for s in found)
    assert b"UNA|^. ~#" + whole == EDIFACT[3]


@pytest.mark.parametrize(
    ("data", "code", "offset"),
    [
        (b"HELLO", "start", 0),
        (b"UNA:+.? 'XX", "tag", 9),
        (b"UNA++.? 'UNB+UNOA:3'", "una", 0),
        (b"UNB+UNOX:3+A'", "syntax.charset", 4),
        (b"UNB+UNOA:9+A'", "syntax.version", 4),
        (b"UNB+UNOA:3+A\xe4'", "character", 12),
        (b"UNB+UNOA:3+A\x00'", "character.control", 12),
        (b"UNB+UNOA:3+A", "segment.open", 0),
        (b"UNB+UNOA:3+A'unh+1'", "tag", 13),
        (b"UNB+UNOA:3+A?'", "segment.open", 0),
    ],
)
def test_edifact_errors_have_their_byte(data, code, offset):
    with pytest.raises(EdiError) as caught:
        edifact.segments(data if code != "tag" or b"unh" in data else data + b"'")
    assert (caught.value.problem.code, caught.value.problem.position.offset) == (code, offset)


TEXT = st.text(st.characters(codec="iso8859-1", min_codepoint=0x20, exclude_characters="\x7f"))
ELEMENTS = st.lists(
    st.lists(st.lists(TEXT, min_size=1, max_size=3).map(tuple), min_size=1, max_size=2).map(tuple),
    max_size=5,
).map(lambda tail: ((("FTX",),), *tail))
SYNTAX_4 = edifact.delimiters_for("4")


@settings(deadline=None)
@given(ELEMENTS)
def test_whatever_is_written_is_read_again(elements):
    raw = encode(elements, SYNTAX_4, "iso8859-1")
    found = split(raw[:-1], 1, 0, SYNTAX_4, "iso8859-1")
    assert found.elements == elements
    assert encode(found.elements, SYNTAX_4, "iso8859-1") == raw


@settings(max_examples=examples(300), deadline=None)
@given(
    st.sampled_from([b"", b"UNB+UNOA:3+", b"UNA:+.? '", ISA, b"51101", b"55101"]),
    st.binary(max_size=400)
    | st.text("UNBHTZQLIDM+:'?*~\n0123456789", max_size=400).map(str.encode),
)
def test_garbage_is_a_value_or_a_problem(head, tail):
    reading = read(head + tail)
    assert reading.all_problems()
    assert reading.schedules() == ()


@settings(deadline=None)
@given(st.data())
def test_a_changed_byte_never_raises(data):
    good = data.draw(st.sampled_from(EDIFACT))
    at = data.draw(st.integers(0, len(good) - 1))
    byte = data.draw(st.integers(0, 255))
    read(good[:at] + bytes([byte]) + good[at + 1 :])


def written(version="00401", delimiters=CHOICES[0], text="x"):
    writer = X12Writer(
        Isa(sender=("ZZ", "A"), receiver=("01", "B"), date="200101", time="0800",
            version=version, control="5"), delimiters,
    )  # fmt: skip
    writer.open_group("SS", "A", "B", "20200101", "0800", "1", "004010")
    writer.open_set("862", "0001")
    writer.segment("MSG", text)
    writer.close_set("0001")
    return writer.close()


@pytest.mark.parametrize("version", ["00200", "00306", "00401", "00402", "00501"])
@pytest.mark.parametrize("delimiters", CHOICES)
@pytest.mark.parametrize("size", [1, 5, 1000])
def test_x12_in_pieces_comes_back_exactly(version, delimiters, size):
    data = written(version, delimiters)
    found = segments_in_pieces(x12.Reader(), data, size)
    assert [s.tag for s in found] == ["ISA", "GS", "ST", "MSG", "SE", "GE", "IEA"]
    first, *rest = found
    head = first.raw + first.delimiters.segment
    assert head + b"".join(encode_x12(s.elements, s.delimiters) for s in rest) == data


def test_x12_has_no_escape_so_a_delimiter_in_data_is_refused_or_avoided():
    with pytest.raises(CannotWrite, match="no escape"):
        written(text="a*b")
    assert choose(["a*b", "c"]) == CHOICES[1]
    assert choose(["a*b|"]) == CHOICES[2]
    assert x12.segments(written(delimiters=choose(["a*b~|"]), text="a*b~|"))[3].text(1) == "a*b~|"
    mine = Delimiters(element=b"!", component=b"%", segment=b"\n")
    assert choose(["abc"], mine) == mine


@pytest.mark.parametrize("cut", [3, 50, 105])
def test_an_isa_that_is_too_short_is_refused(cut):
    with pytest.raises(EdiError):
        x12.segments(written()[:cut])


def test_an_isa_field_of_another_width_is_named():
    bad = written().replace(b"*ZZ*A ", b"*ZZ*A", 1)
    with pytest.raises(EdiError) as caught:
        x12.segments(bad)
    assert caught.value.problem.code == "isa.width"
    assert caught.value.problem.position.element == 7


@settings(deadline=None)
@given(st.text(string.printable, min_size=1, max_size=30), st.sampled_from("34"))
def test_the_edifact_writer_escapes_or_refuses(text, version):
    writer = EdifactWriter(
        charset="UNOB", version=version, sender="A", recipient=("B", "ZZ"),
        prepared=("200101", "0800"), reference="7",
    )  # fmt: skip
    writer.open_message("1", ("CONTRL", "D", "3", "UN"))
    try:
        writer.segment("FTX", "AAI", text, "end")
    except CannotWrite:
        assert any(ord(c) < 0x20 for c in text)
        return
    writer.close_message()
    found = edifact.segments(writer.close())
    assert found[2].text(2) == text
    assert found[3].text(1) == "3"


@pytest.mark.parametrize("size", [1, 64, 128, 129, 1000])
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_vda_in_pieces_with_and_without_line_ends(size, end):
    record = vda_record({"customer": "K"}, vda.LAYOUTS["511"])
    data = (record + end) * 3
    reader = vda.Reader()
    found = []
    for start in range(0, len(data), size):
        reader.receive_data(data[start : start + size])
        found += list(iter(reader.next_record, None))
    assert [r.raw for r in found] == [record] * 3
    assert [r.offset for r in found] == [0, 128 + len(end), 2 * (128 + len(end))]


def test_a_short_vda_record_is_refused_where_it_ends():
    record = vda_record({"customer": "K"}, vda.LAYOUTS["511"])
    reader = vda.Reader()
    reader.receive_data(record[:100] + b"\r\n" + record)
    with pytest.raises(EdiError) as caught:
        reader.next_record()
    assert caught.value.problem.position.offset == 100
