"""Labels as data: what was asked for is what is read, whatever the values are."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.cell import barcode, codes
from edge.printers.labels import (
    LABELS,
    PART,
    RACK,
    SLOT,
    Code128,
    DataMatrix,
    Label,
    LabelError,
    Line,
    Overflow,
    Text,
    render,
    text_width,
)
from tests.support.examples import examples

zplkit = pytest.importorskip("zplkit")
zxingcpp = pytest.importorskip("zxingcpp")
OURS = (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.DataMatrix)
"""Others are not looked for: stripes of one may look like another to a reader."""
np = pytest.importorskip("numpy")

VALUES = {
    "sequence": "0417",
    "vin_last6": "000417",
    "slot": "03",
    "rack": "SEAT-12-0415",
    "point_of_fit": "L1-FRONT",
    "part": "5NA-419-SH",
    "description": "Steering wheel, leather, heated",
    "vin": "WVWZZZ5NZKW123456",
    "call": "K4711-0003",
    "serial": "SN0099887",
    "quantity": "1",
    "name": "Front seats",
    "lowest": "0415",
    "highest": "0424",
    "slots": "10",
    "load_order": "reverse",
    "line": "L1",
    "plant": "WOB",
    "without": "WITHOUT 1: 0418 seat S-9",
    "label": "SEAT-12-0415-P03-WHEEL-1-1",
    "copy": "1",
    "code": "LS:SLOT:SEAT-12-0415-S03-1",
}


def pictures(job, width=812, height=609):
    options = zplkit.Options(profile="zd621", width=width, height=height, dpi=203)
    for label in zplkit.render(job, options).labels:
        raster = label.rasterize()
        yield np.frombuffer(raster.pixels, dtype=np.uint8).reshape(raster.height, raster.width)


def read_codes(job):
    (picture,) = pictures(job)
    return {
        code.format.name: code.bytes.decode()
        for code in zxingcpp.read_barcodes(picture, formats=OURS)
    }


def printed_texts(job):
    return [
        re.sub(rb"_([0-9A-F]{2})", lambda match: bytes.fromhex(match[1].decode()), data).decode()
        for data in re.findall(rb"\^A0N,\d+,\d+\^FH_\^FD([^^~]*)\^FS", job)
    ]


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_every_value_is_on_the_label(label):
    job = render(label, VALUES)
    texts = printed_texts(job)
    for key in label.keys - {"code"}:
        assert VALUES[key] in texts
    assert read_codes(job)["DataMatrix"] == VALUES["code"]


def test_the_rack_label_carries_its_number_in_bars_too():
    assert read_codes(render(RACK, VALUES))["Code128"] == VALUES["rack"]
    long = VALUES | {"rack": "R" * 35}
    assert "Code128" not in read_codes(render(RACK, long))
    assert "R" * 35 in printed_texts(render(RACK, long))


def test_our_own_codes_survive_paper():
    code = codes.part_label(
        VALUES["label"], part=VALUES["part"], serial="S1", quantity=2, vin=VALUES["vin"]
    )
    reading = barcode.read(read_codes(render(PART, VALUES | {"code": code}))["DataMatrix"])
    assert reading.kind is barcode.Kind.PART_LABEL
    assert reading.label == VALUES["label"]
    assert (reading.part, reading.serial, reading.quantity) == (VALUES["part"], "S1", 2)


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_nothing_overlaps_and_nothing_leaves_the_label(label):
    """Each field drawn alone: no dot of one lies on a dot of another, none within 1.5 mm of the
    edge.
    """
    taken = np.zeros((609, 812), dtype=bool)
    for field in label.fields:
        alone = Label(name="x", width=101.6, height=76.2, fields=(field,), required=())
        (picture,) = pictures(render(alone, VALUES))
        ink = picture < 128
        assert ink.any(), field
        assert not (ink & taken).any(), field
        taken |= ink
    inner = np.zeros_like(taken)
    inner[12:-12, 12:-12] = True
    assert not (taken & ~inner).any()


ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=400)


@settings(max_examples=examples(40), deadline=None)
@given(st.sampled_from([PART, SLOT, RACK]), st.data())
def test_any_text_gives_one_label_inside_its_edges_or_is_refused(label, data):
    values = {key: data.draw(ASCII) for key in sorted(label.keys - {"code"})}
    code = data.draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
    try:
        job = render(label, values | {"code": code})
    except LabelError:
        return
    (picture,) = pictures(job)
    assert read_codes(job)["DataMatrix"] == code
    assert (picture[:, -8:] >= 128).all()


@settings(max_examples=examples(60), deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_a_code_of_any_text_is_read_back(code):
    assert read_codes(render(SLOT, VALUES | {"code": code}))["DataMatrix"] == code


@settings(max_examples=examples(80), deadline=None)
@given(ASCII)
def test_the_width_of_text_is_never_underestimated(text):
    text = text[:40]
    field = Text(x=2, y=2, width=95, height=10, key="text", overflow=Overflow.CUT)
    label = Label(name="x", width=101.6, height=76.2, fields=(field,), required=())
    (picture,) = pictures(render(label, {"text": text}))
    columns = np.flatnonzero((picture < 128).any(axis=0))
    if columns.size:
        assert columns[-1] <= (2 + 95) * 203 / 25.4 + 2


@pytest.mark.parametrize(
    "hostile", ["^XZ^XA", "~JR", "^CC!", "_5E", "\r\n^XA", "\\&", "x" * 4999, "Größe 漢字 Я"]
)
def test_hostile_values_change_only_their_own_field(hostile):
    plain = render(PART, VALUES)
    job = render(PART, VALUES | {"description": hostile})
    commands = re.compile(rb"[\^~][A-Z0-9@]{2}")
    assert commands.findall(job) == commands.findall(plain)
    assert job.count(b"^XA") == job.count(b"^XZ") == 1


def test_a_description_is_cut_and_a_part_number_is_not():
    long = "steering wheel " * 20
    shown = printed_texts(render(PART, VALUES | {"description": long}))
    (description,) = (text for text in shown if text.startswith("steering"))
    assert description.endswith("..")
    assert long.startswith(description[:-2])
    with pytest.raises(LabelError, match=r"part: .* too long"):
        render(PART, VALUES | {"part": "5" * 200})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"code": ""}, "code is missing"),
        ({"sequence": ""}, "sequence is missing"),
        ({"code": "x" * 1000}, "code: .*too many"),
        ({"code": "x" * 5000}, "code: 5000"),
        ({"description": "x" * 5000}, "description: 5000"),
        ({"code": "\ud800"}, "half a character"),
    ],
)
def test_refusals_name_the_key(change, says):
    with pytest.raises(LabelError, match=says):
        render(PART, VALUES | change)


def test_optional_values_may_be_missing():
    few = {key: VALUES[key] for key in PART.required}
    assert read_codes(render(PART, few))["DataMatrix"] == VALUES["code"]


def test_a_text_that_does_not_fit_gets_condensed_then_smaller():
    def size(text):
        field = Text(x=1, y=1, width=30, height=10, key="text")
        job = render(
            Label(name="x", width=50, height=20, fields=(field,), required=()), {"text": text}
        )
        return tuple(map(int, re.search(rb"\^A0N,(\d+),(\d+)", job).groups()))

    assert size("1234") == (79, 79)
    height, width = size("12345678")
    assert height == 79
    assert width < 79
    height, width = size("123456789012")
    assert height < 79
    assert text_width("1234") == pytest.approx(4 * 0.48)


def test_code_128_too_wide_is_refused_unless_another_code_carries_it():
    field = Code128(x=1, y=1, width=40, height=10, key="code")
    label = Label(name="x", width=50, height=20, fields=(field,), required=())
    with pytest.raises(LabelError, match="too long for its Code 128"):
        render(label, {"code": "x" * 40})


def test_labels_scale_with_the_head():
    fields = (
        DataMatrix(x=5, y=5, side=20, key="code"),
        Line(x=1, y=1, width=40, height=0.1),
    )
    label = Label(name="x", width=50, height=30, fields=fields, required=())
    assert b"^PW400^LL240" in render(label, {"code": "A"})
    assert b"^PW591^LL354" in render(label, {"code": "A"}, dpi=300)
    assert b"^GB320,1,1^FS" in render(label, {"code": "A"})
