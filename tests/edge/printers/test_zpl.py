"""ZPL both ways: fields nobody can break out of, and the answer to ~HS. Drawn and read back by
renderers and readers that are not ours.
"""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from edge.printers import zpl
from tests.support.examples import examples

zplkit = pytest.importorskip("zplkit")
zxingcpp = pytest.importorskip("zxingcpp")
OURS = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.DataMatrix)
"""Others are not looked for: stripes of one may look like another to a reader."""
np = pytest.importorskip("numpy")

INJECTIONS = [
    "^XZ^XA",
    "ABC^FS^XZ^XA^FO10,10^FDPWNED^FS",
    "~JR",
    "~HS",
    "^CC/",
    "^CT!",
    "_5E_7E",
    "^FH\\^FD",
    ">;>8>5",
    "||1|_~1",
    "\\&\\(*)",
    "line\r\nfeed",
    "\x02\x03\x1b",
    "`id`$(id){{7*7}}",
]


def draw(job):
    """The one label of ``job``, as an array of grey values."""
    options = zplkit.Options(profile="zd621", width=812, height=609, dpi=203)
    labels = zplkit.render(job, options).labels
    assert len(labels) == 1
    raster = labels[0].rasterize()
    return np.frombuffer(raster.pixels, dtype=np.uint8).reshape(raster.height, raster.width)


def read_codes(job):
    return [
        (code.format.name, code.bytes) for code in zxingcpp.read_barcodes(draw(job), formats=OURS)
    ]


def one(field):
    return zpl.label([field], width_dots=812, height_dots=609)


def field_data(job):
    """What ^FH turns each field's content into, undone here a second time."""
    return [
        re.sub(rb"_([0-9A-F]{2})", lambda match: bytes.fromhex(match[1].decode()), data).decode()
        for data in re.findall(rb"\^FH_\^FD([^^~]*)\^FS", job)
    ]


@pytest.mark.parametrize("data", INJECTIONS)
def test_injection_is_one_label_with_literal_codes(data):
    assert read_codes(one(zpl.data_matrix(50, 50, 5, data))) == [("DataMatrix", data.encode())]
    if data.isprintable():
        assert read_codes(one(zpl.code128(50, 50, 100, 2, data))) == [("Code128", data.encode())]


@pytest.mark.parametrize("data", INJECTIONS)
def test_injection_is_one_label_with_literal_text(data):
    job = one(zpl.text(10, 10, 40, 40, data))
    draw(job)
    assert field_data(job) == ["".join(c if c.isprintable() else " " for c in data)]
    assert job.count(b"^XA") == job.count(b"^XZ") == 1
    assert b"~" not in job
    assert job.isascii()


@settings(max_examples=examples(150), deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
@example("äöü€漢字😀 Привет")
@example("\0\x1d\x1e\x04\x7f")
def test_a_data_matrix_holds_any_text(data):
    assert read_codes(one(zpl.data_matrix(30, 30, 6, data))) == [("DataMatrix", data.encode())]


@settings(max_examples=examples(150), deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=25))
@example("123456")
@example("12345")
@example("0")
@example(" ")
def test_code_128_holds_printable_ascii(data):
    assert read_codes(one(zpl.code128(60, 30, 100, 2, data))) == [("Code128", data.encode())]


@settings(max_examples=examples(100), deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_text_of_any_script_arrives_as_utf8(data):
    assert "".join(field_data(one(zpl.text(1, 1, 30, 30, data)))).replace(" ", "") == "".join(
        char for char in data if char.isprintable() and char != " "
    )


@settings(max_examples=examples(60), deadline=None)
@given(
    st.text(min_size=1, max_size=120)
    .filter(lambda text: text.isascii())
    .map(lambda text: text.replace("|", "!"))
)
def test_the_size_of_a_data_matrix_is_never_underestimated(data):
    picture = draw(one(zpl.data_matrix(20, 20, 4, data))) < 128
    rows = np.flatnonzero(picture.any(axis=1))
    assert (rows[-1] - rows[0] + 1) / 4 <= zpl.data_matrix_modules(data)


@pytest.mark.parametrize("data", ["A", "ABC-123", "1234", "12345"])
def test_the_width_of_a_code_128_is_known(data):
    picture = draw(one(zpl.code128(60, 20, 50, 3, data))) < 128
    columns = np.flatnonzero(picture.any(axis=0))
    assert (columns[-1] - columns[0] + 1) / 3 == zpl.code128_modules(data)


@pytest.mark.parametrize(
    "field",
    [
        lambda: zpl.text(1, 1, 30, 30, "x" * 5000),
        lambda: zpl.data_matrix(1, 1, 3, "x" * 5000),
        lambda: zpl.code128(1, 1, 30, 2, "x" * 5000),
        lambda: zpl.code128(1, 1, 30, 2, "Größe"),
        lambda: zpl.code128(1, 1, 30, 2, "a\tb"),
        lambda: zpl.code128(1, 1, 30, 2, ""),
        lambda: zpl.data_matrix(1, 1, 3, ""),
        lambda: zpl.data_matrix(1, 1, 3, "\ud800"),
        lambda: zpl.data_matrix_modules("x" * 1600),
        lambda: zpl.text(1, 1, 30, 30, "x" * 4999 + "\x00\x00"),
    ],
)
def test_what_cannot_be_printed_is_refused(field):
    with pytest.raises(zpl.ZplError):
        field()


def hs(first="030,0,0,1245,000,0,0,0,000,0,0,0", second="000,0,0,0,0,2,4,0,00000000,1,000"):
    return b"".join(b"\x02%s\x03\r\n" % line.encode() for line in (first, second, "1234,0"))


ANSWERS = {
    "ready": (hs(), {}),
    "paper_out": (hs("030,1,0,1245,000,0,0,0,000,0,0,0"), {"paper_out": True}),
    "paused": (hs("030,0,1,1245,000,0,0,0,000,0,0,0"), {"paused": True}),
    "three_formats": (hs("030,0,0,1245,003,0,0,0,000,0,0,0"), {"formats_in_buffer": 3}),
    "full": (hs("030,0,0,1245,255,1,0,1,000,0,0,0"),
             {"formats_in_buffer": 255, "buffer_full": True, "partial_format": True}),
    "hot": (hs("030,0,0,1245,000,0,0,0,000,1,0,1"), {"corrupt_ram": True, "too_hot": True}),
    "cold": (hs("030,0,0,1245,000,0,0,0,000,0,1,0"), {"too_cold": True}),
    "head_open": (hs(second="000,0,1,0,0,2,4,0,00000000,1,000"), {"head_open": True}),
    "ribbon_out": (hs(second="000,0,0,1,1,2,4,0,00000000,1,000"), {"ribbon_out": True}),
    "remaining": (hs(second="001,0,0,0,1,2,4,1,00000017,1,000"),
                  {"labels_remaining": 17, "label_waiting": True}),
}  # fmt: skip
WELL = {
    "paper_out": False, "paused": False, "formats_in_buffer": 0, "buffer_full": False,
    "partial_format": False, "corrupt_ram": False, "too_cold": False, "too_hot": False,
    "head_open": False, "ribbon_out": False, "label_waiting": False, "labels_remaining": 0,
}  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_status_whole_byte_by_byte_and_with_trailing_junk(answer, expected):
    status = zpl.HostStatus(**WELL | expected)
    assert zpl.HostStatusReader().feed(answer) == status
    assert zpl.HostStatusReader().feed(answer + b"junk") == status
    reader = zpl.HostStatusReader()
    results = [reader.feed(bytes([byte])) for byte in answer.rstrip()]
    assert results[-1] == status
    assert set(results[:-1]) == {None}


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"\x03" * 3,
        b"\x02\x03" * 3,
        hs("030,0,0,1245,000,0,0,0,000,0,0"),
        hs("030,2,0,1245,000,0,0,0,000,0,0,0"),
        hs(second="000,0,0,0,0,2,4,0,-0000001,1,000"),
        b"x" * 5000,
    ],
)
def test_garbage_is_known_as_such(answer):
    with pytest.raises(zpl.StatusGarbageError):
        zpl.HostStatusReader().feed(answer)


def test_ten_megabytes_are_never_kept():
    reader = zpl.HostStatusReader()
    with pytest.raises(zpl.StatusGarbageError):
        reader.feed(b"x" * 10_000_000)
    assert len(reader._buffer) <= 4097


@given(st.lists(st.binary(max_size=200) | st.just(hs()[:40])))
def test_any_answer_is_a_status_nothing_yet_or_garbage(parts):
    reader = zpl.HostStatusReader()
    for part in parts:
        try:
            status = reader.feed(part)
        except zpl.StatusGarbageError:
            return
        assert status is None or isinstance(status, zpl.HostStatus)
