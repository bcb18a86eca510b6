"""A raw interchange row by row: every byte's row is there, and the fault at its own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.edi.profiles.profile import ANY
from central.edi.read import read
from central.edi.segment_view import MAX_TEXT, segments
from tests.support.paths import MESSAGES

FILES = sorted(f for f in MESSAGES.iterdir() if f.suffix in (".edi", ".txt"))
DELFOR = (MESSAGES / "delfor_d97a_monthly.edi").read_bytes()
X830 = (MESSAGES / "x12_830_weekly.edi").read_bytes()
VDA = (MESSAGES / "vda_4905.txt").read_bytes()


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_file_is_its_lines(file):
    data = file.read_bytes()
    rows = segments(data)
    lines = [line.rstrip("'~\r") for line in data.decode().split("\n") if line]
    shown = [line for line in lines if not line.startswith("UNA")]
    assert [row.text for row in rows] == shown
    assert [row.index for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert data[row.offset :].startswith(row.text.encode())


def wrong(rows):
    return [(row.text[:11], p.code) for row in rows for p in row.problems]


def test_a_fault_stands_at_its_segment():
    rows = segments(DELFOR.replace(b"113:8400", b"113:84OO").replace(b"UNZ+1", b"UNZ+2"))
    assert wrong(rows) == [("QTY+113:84O", "quantity"), ("UNZ+2+00004", "count")]
    rows = segments(X830.replace(b"FST*500", b"FST*5O0"))
    assert wrong(rows) == [("FST*5O0*C*W", "quantity")]
    rows = segments(VDA.replace(b"000000200", b"0000002O0"))
    assert {(text[:3], code) for text, code in wrong(rows)} == {("513", "quantity")}


@pytest.mark.parametrize("data", [DELFOR, X830, VDA], ids=["edifact", "x12", "vda"])
def test_what_cannot_be_read_on_is_shown_as_lines(data):
    at = len(data) // 2
    rows = segments(data[:at] + b"\x01\x02junk\nmore" + data[at:])
    assert any("junk" in row.text for row in rows)
    assert any(row.problems for row in rows)
    offsets = [row.offset for row in rows]
    assert offsets == sorted(set(offsets))


@pytest.mark.parametrize(
    ("data", "texts"),
    [(b"", []), (b"<a>\n<b/>\r\n", ["<a>", "<b/>"]), (b"\x00\xff", ["\u2400ÿ"]),
     (b"x" * 450, ["x" * 200, "x" * 200, "x" * 50])],
)  # fmt: skip
def test_anything_is_shown(data, texts):
    rows = segments(data)
    assert [row.text for row in rows] == texts
    assert bool(rows) is any(row.problems for row in rows)


def test_released_terminators_and_other_delimiters_divide_as_they_are_read():
    first = b"UNA|^.~ #UNB^UNOB|3^A^B^200101|0800^1# FTX^a~#b~~#UNZ^0^1#\r\n"
    rows = segments(first + b"UNB+UNOA:3+A+B+200101:0800+2'FTX+??'UNZ+0+2'")
    assert [row.text for row in rows] == [
        "UNB^UNOB|3^A^B^200101|0800^1", "FTX^a~#b~~", "UNZ^0^1",
        "UNB+UNOA:3+A+B+200101:0800+2", "FTX+??", "UNZ+0+2",
    ]  # fmt: skip


def test_problems_that_are_known_are_not_looked_for_again():
    bad = DELFOR.replace(b"113:8400", b"113:84OO")
    known = read(bad).all_problems()
    assert segments(bad, problems=known) == segments(bad)
    assert wrong(segments(bad, problems=())) == []


def long_delfor(count):
    start, end = DELFOR.index(b"QTY+113:8400"), DELFOR.index(b"QTY+113:9100")
    more = DELFOR[start:end] * count
    return (DELFOR[:start] + more + DELFOR[start:]).replace(
        b"UNT+26", b"UNT+" + str(26 + 2 * count).encode()
    )


def test_a_long_file_shows_its_beginning_its_end_and_its_faults():
    data = long_delfor(3000)
    assert read(data).all_problems() == ()
    rows = segments(data, ANY, limit=100)
    assert len(rows) == 100
    assert [row.skipped for row in rows if row.skipped] == [6028 - 100]
    assert rows[-1].text.startswith("UNZ")
    at = data.rindex(b"113:8400")
    bad = data[:at] + b"113:84OO" + data[at + 8 :]
    rows = segments(bad, ANY, limit=100)
    (faulty,) = (index for index, row in enumerate(rows) if row.problems)
    assert rows[faulty].text == "QTY+113:84OO:PCE"
    assert not any(row.skipped for row in rows[faulty - 2 : faulty + 3])
    assert sum(row.skipped for row in rows) == 6028 - 100


def test_a_long_segment_is_cut():
    data = DELFOR.replace(b"BGM+241", b"FTX+" + b"x" * 5000 + b"'BGM+241")
    assert max(len(row.text) for row in segments(data)) == MAX_TEXT + 1


@settings(deadline=None)
@given(
    st.sampled_from([b"", b"UNA:+.? '", b"UNB+UNOA:3+", X830[:120], VDA[:129]]),
    st.binary(max_size=300),
    st.integers(1, 10),
)
def test_it_never_raises_and_keeps_its_bound(head, tail, limit):
    rows = segments(head + tail, ANY, limit)
    assert len(rows) <= limit
    if rows:
        assert sum(row.skipped + 1 for row in rows) == len(segments(head + tail))
