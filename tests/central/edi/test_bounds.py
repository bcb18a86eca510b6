"""What a hostile or broken file may cost: refused at a bound, in time as its length."""

import pytest

from central.edi import read as reading
from central.edi.envelopes import envelope, vda
from central.edi.read import read
from syntax import bounds
from tests.support.paths import MESSAGES

HEAD = b"UNB+UNOA:3+A+B+260101:0800+1'"
ISA = (
    b"ISA*00*          *00*          *ZZ*A              *ZZ*B              *260101*0800*U*00401"
    b"*000000001*0*P*>~GS*PS*A*B*20260101*0800*1*X*004010~"
)


def first_code(data):
    return read(data).all_problems()[0].code


def test_a_file_that_is_too_long(monkeypatch):
    monkeypatch.setattr(reading, "MAX_FILE", 1000)
    assert first_code(HEAD + b" " * 1000) == "file.long"


def test_too_many_segments_and_messages(monkeypatch):
    monkeypatch.setattr(envelope, "MAX_SEGMENTS", 100)
    assert first_code(HEAD + b"UNH+1+X:D:97A:UN'" + b"FTX+A'" * 100) == "file.segments"
    monkeypatch.setattr(envelope, "MAX_MESSAGES", 10)
    messages = b"".join(b"UNH+%d+X:D:97A:UN'UNT+2+%d'" % (n, n) for n in range(11))
    assert first_code(HEAD + messages + b"UNZ+11+1'") == "file.messages"
    monkeypatch.setattr(envelope, "MAX_VALUES", 50)
    assert first_code(HEAD + b"UNH+1+X:D:97A:UN'" + b"FTX+A+B+C+D'" * 20) == "file.segments"


def test_too_many_interchanges(monkeypatch):
    monkeypatch.setattr(envelope, "MAX_INTERCHANGES", 3)
    monkeypatch.setattr(vda, "MAX_INTERCHANGES", 3)
    for one in (HEAD + b"UNZ+0+1'", (MESSAGES / "vda_4905.txt").read_bytes()):
        assert read(one * 3).all_problems() == ()
        found = read(one * 4)
        assert [p.code for p in found.all_problems()] == ["file.interchanges"]
        assert [bool(i.problems) for i in found.interchanges] == [False, False, True]


@pytest.mark.parametrize("delimiter", [b"+", b":"])
def test_too_many_elements_in_a_segment(delimiter):
    body = b"FTX" + b"+" + delimiter * bounds.MAX_ELEMENTS + b"'"
    assert first_code(HEAD + b"UNH+1+DELFOR:D:97A:UN'" + body) == "segment.elements"
    assert first_code(ISA + b"ST*830*1~MSG" + b"*" * 1001 + b"~") == "segment.elements"


@pytest.mark.parametrize("end", [b"", b"'"])
def test_an_endless_segment(end):
    assert first_code(HEAD + b"FTX+" + b"x" * (bounds.MAX_SEGMENT + 1) + end) == "segment.long"
    end = b"~" if end else b""
    assert first_code(ISA + b"MSG*" + b"x" * (bounds.MAX_SEGMENT + 1) + end) == "segment.long"


@pytest.mark.parametrize(
    "body",
    [b"UNH+1+DELFOR:D:97A:UN'" + b"FTX+AAI+++some text'\r\n" * 60_000,
     (b"UNH+1+DELFOR:D:97A:UN'FTX+" + b"?+" * 30_000 + b"'") * 15,
     b"UNH+1+DELFOR:D:97A:UN'" + b"FTX+" + b"?" * 60_001 + b"'" * 50_000],
    ids=["segments", "releases", "release characters"],
)  # fmt: skip
def test_what_is_long_and_wrong_comes_to_an_end(body):
    assert read(HEAD + body).all_problems()


def test_the_problems_named_are_bounded_too():
    body = b"UNH+1+DELFOR:D:97A:UN'" + b"XYZ+1'" * 5000
    assert len(read(HEAD + body).all_problems()) < 1000
