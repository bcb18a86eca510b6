"""What a code says, as one table; the codes we write, read back; and any text survived."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge.cell import codes
from edge.cell.barcode import read
from edge.cell.reading import Command, Kind, Problem, Reading
from wire.events import Movement
from wire.vin import vin_problem

GS, RS, EOT = "\x1d", "\x1e", "\x04"
HEAD = f"[)>{RS}06{GS}"
VIN = "1M8GDM9AXKP042788"
SUPPLIER = f"{HEAD}P240-1{GS}S77{GS}Q2"
GTIN = "09506000134352"
MATRIX = {"symbology": "]d2"}

# text, kind, the fields that are set
UNDERSTOOD = {
    "plain": ("240-1", Kind.PLAIN, {}),
    "plain_with_aim": ("]A0240-1", Kind.PLAIN, {"symbology": "]A0"}),
    "envelope": (
        SUPPLIER + RS + EOT,
        Kind.PART,
        {"part": "240-1", "serial": "77", "quantity": 2},
    ),
    "envelope_aim": (
        f"]d1{HEAD}P1{RS}{EOT}",
        Kind.PART,
        {"part": "1", "symbology": "]d1"},
    ),
    "envelope_eot_stripped": (
        SUPPLIER + RS,
        Kind.PART,
        {"part": "240-1", "serial": "77", "quantity": 2},
    ),
    "envelope_tail_stripped": (
        SUPPLIER,
        Kind.PART,
        {"part": "240-1", "serial": "77", "quantity": 2},
    ),
    "envelope_all": (
        f"{HEAD}I{VIN}{GS}2I042788{GS}5IB7{GS}1P9{GS}1TL1{GS}V123{GS}1JUN1{GS}Z9{GS}12VX{RS}{EOT}",
        Kind.VIN,
        {
            "vin": VIN,
            "short_vin": "042788",
            "body": "B7",
            "supplier_part": "9",
            "lot": "L1",
            "supplier": "123",
            "licence_plate": "UN1",
            "others": (("Z", "9"), ("12V", "X")),
        },
    ),
    "envelope_of_two_formats": (
        f"[)>{RS}06{GS}P240{RS}05{GS}21S9{RS}{EOT}",
        Kind.PART,
        {"part": "240", "serial": "S9"},
    ),
    "bare_part": ("P240-1", Kind.PART, {"part": "240-1"}),
    "bare_serial": ("S77", Kind.IDENTIFIED, {"serial": "77"}),
    "bare_quantity": ("Q012", Kind.IDENTIFIED, {"quantity": 12}),
    "bare_lot": ("1TL-9", Kind.IDENTIFIED, {"lot": "L-9"}),
    "bare_vin": ("I" + VIN, Kind.VIN, {"vin": VIN}),
    "bare_plate": ("J123", Kind.LICENCE_PLATE, {"licence_plate": "123"}),
    "not_a_quantity": ("QX-12", Kind.PLAIN, {}),
    "not_a_vin": ("IGNITION-7", Kind.PLAIN, {}),
    "letter_alone": ("P", Kind.PLAIN, {}),
    "small_letters": ("p240", Kind.PLAIN, {}),
    "gs1_128": (f"]C101{GTIN}21S1", Kind.PART, {"gtin": GTIN, "serial": "S1", "symbology": "]C1"}),
    "gs1_matrix": (
        f"]d201{GTIN}10L1{GS}21S1{GS}241P-1{GS}3012",
        Kind.PART,
        {
            "gtin": GTIN,
            "lot": "L1",
            "serial": "S1",
            "part": "P-1",
            "quantity": 12,
            "symbology": "]d2",
        },
    ),
    "gs1_without_aim": (f"10L1{GS}21S1", Kind.IDENTIFIED, {"lot": "L1", "serial": "S1"}),
    "gs1_first_fnc1_sent": (f"]d2{GS}21S1{GS}", Kind.IDENTIFIED, {"serial": "S1"} | MATRIX),
    "gs1_other": (
        "]C117991231",
        Kind.IDENTIFIED,
        {"others": (("(17)", "991231"),), "symbology": "]C1"},
    ),
    "sscc": (
        "]C100106141412345678908",
        Kind.LICENCE_PLATE,
        {"licence_plate": "106141412345678908", "symbology": "]C1"},
    ),
    "ean": ("]E09506000134352", Kind.PART, {"gtin": "9506000134352", "symbology": "]E0"}),
    "label": ("LS:PART:SEAT-1-0417-P02-1", Kind.PART_LABEL, {"label": "SEAT-1-0417-P02-1"}),
    "slot": ("]d2LS:SLOT:SEAT-1-S02-1", Kind.SLOT_LABEL, {"label": "SEAT-1-S02-1"} | MATRIX),
    "rack": ("LS:RACK:SEAT-1-0417:2", Kind.RACK_LABEL, {"rack": "SEAT-1-0417", "copy": 2}),
    "carrier": ("LS:CARRIER:R-17", Kind.CARRIER, {"carrier": "R-17"}),
    "kanban": ("LS:KB:L7:003", Kind.KANBAN, {"loop": "L7", "card": "003"}),
    "kanban_movement": (
        "LS:KB:L7:003:empty",
        Kind.KANBAN,
        {"loop": "L7", "card": "003", "movement": Movement.EMPTY},
    ),
    "command": ("LS:CMD:SHORT", Kind.COMMAND, {"command": Command.SHORT}),
    "badge": ("LS:BADGE:7:x", Kind.BADGE, {"badge": "7:x"}),
    "label_in_envelope": (
        f"{HEAD}P240{GS}ZLS:PART:A-P01-1{RS}{EOT}",
        Kind.PART_LABEL,
        {"part": "240", "label": "A-P01-1"},
    ),
    "sql": ("'; DROP TABLE racks; --", Kind.PLAIN, {}),
    "html": ("<img onerror=alert(1)>", Kind.PLAIN, {}),
    "template": ("{{7*7}}", Kind.PLAIN, {}),
    "path": ("../../etc/passwd", Kind.PLAIN, {}),
    "cyrillic": ("Р240", Kind.PLAIN, {}),  # the first letter is a Cyrillic one: no identifier
}  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "fields"), UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_understood(text, kind, fields):
    body = text[3:] if fields.get("symbology") else text
    assert read(text) == Reading(kind=kind, text=body, **fields)


# text, problem, what the detail names
REFUSED = {
    "empty": ("", Problem.EMPTY, "no characters"),
    "prefix_alone": ("]C1", Problem.EMPTY, "no characters"),
    "gs1_nothing": (f"]d2{GS}", Problem.IDENTIFIER, "no GS1"),
    "too_long": ("x" * 10_001, Problem.TOO_LONG, "10001"),
    "escape": ("A\x1b[2J", Problem.INVISIBLE, "U+001B"),
    "null": ("A\0B", Problem.INVISIBLE, "U+0000"),
    "newline": ("A\nB", Problem.INVISIBLE, "U+000A"),
    "zero_width": ("P240\u200b", Problem.INVISIBLE, "U+200B"),
    "joiner": ("P2\u034f40", Problem.INVISIBLE, "U+034F"),
    "filler": ("P2\u316440", Problem.INVISIBLE, "U+3164"),
    "bidi": ("P240\u202e1", Problem.INVISIBLE, "U+202E"),
    "byte_order_mark": ("\ufeffP240", Problem.INVISIBLE, "U+FEFF"),
    "no_break_space": ("P240\u00a0", Problem.INVISIBLE, "U+00A0"),
    "surrogate": ("P240\ud800", Problem.INVISIBLE, "U+D800"),
    "lone_rs": (f"AB{RS}", Problem.INVISIBLE, "U+001E"),
    "unknown_card": ("LS:FORMAT:C", Problem.UNKNOWN_CARD, "LS:FORMAT:C"),
    "unknown_command": ("LS:CMD:SHUTDOWN", Problem.UNKNOWN_CARD, "SHUTDOWN"),
    "empty_card": ("LS:BADGE:", Problem.UNKNOWN_CARD, "LS:BADGE"),
    "rack_without_copy": ("LS:RACK:R1", Problem.UNKNOWN_CARD, "R1"),
    "rack_copy_zero": ("LS:RACK:R1:0", Problem.UNKNOWN_CARD, "R1:0"),
    "kanban_movement": ("LS:KB:L:1:steal", Problem.UNKNOWN_CARD, "steal"),
    "kanban_short": ("LS:KB:L", Problem.UNKNOWN_CARD, "LS:KB:L"),
    "kanban_long": ("LS:KB:L:1:empty:x", Problem.UNKNOWN_CARD, "empty:x"),
    "card_with_separator": (f"LS:BADGE:7{GS}8", Problem.UNKNOWN_CARD, "LS:BADGE"),
    "header_rs_lost": ("[)>06P240S1", Problem.LOST_SEPARATOR, "RS"),
    "header_gs_lost": (f"[)>{RS}06P240{RS}{EOT}", Problem.LOST_SEPARATOR, "06"),
    "format_unknown": (f"[)>{RS}07{GS}x{RS}{EOT}", Problem.ENVELOPE, "'07'"),
    "format_empty": (f"[)>{RS}06{GS}{RS}{EOT}", Problem.ENVELOPE, "06"),
    "identifier_missing": (f"{HEAD}240-1{RS}{EOT}", Problem.IDENTIFIER, "240-1"),
    "identifier_empty": (f"{HEAD}P{GS}S1{RS}{EOT}", Problem.IDENTIFIER, "'P'"),
    "quantity_negative": (f"{HEAD}Q-5{RS}{EOT}", Problem.IDENTIFIER, "'-5'"),
    "quantity_huge": (f"{HEAD}Q1000000000000{RS}{EOT}", Problem.IDENTIFIER, "Q"),
    "quantity_zero": (f"{HEAD}Q0{RS}{EOT}", Problem.IDENTIFIER, "'0'"),
    "quantity_arabic": (f"{HEAD}Q\u0663{RS}{EOT}", Problem.IDENTIFIER, "Q"),
    "two_parts": (f"{HEAD}P1{GS}P2{RS}{EOT}", Problem.CONTRADICTION, "'1' and '2'"),
    "two_labels": (f"{HEAD}ZLS:PART:1{GS}ZLS:PART:2{RS}{EOT}", Problem.CONTRADICTION, "two"),
    "vin_with_o": ("I1M8GDM9AXKPO42788", Problem.VIN, "'O'"),
    "vin_with_i": ("I1M8GDM9AXKPI42788", Problem.VIN, "'I'"),
    "vin_with_q": ("I1M8GDM9AXKPQ42788", Problem.VIN, "'Q'"),
    "vin_short": (f"{HEAD}I1M8GDM9AXKP04278{RS}{EOT}", Problem.VIN, "not 16"),
    "gs_lost_too_long": (
        "]d210LOT1234567890123456721SERIAL1",
        Problem.LOST_SEPARATOR,
        "(10) is not followed",
    ),
    "gs_lost_number": ("]C1301521SERIAL", Problem.LOST_SEPARATOR, "(30) is not followed"),
    "gs1_unknown_after": (f"]C110A{GS}ER9123", Problem.IDENTIFIER, "after (10)"),
    "gs1_bad_date": ("]C117991399", Problem.IDENTIFIER, "(17)"),
    "gs1_check_digit": ("]d20109506000134353", Problem.CHECK_DIGIT, "(01)"),
    "gs1_not_ascii": ("]d221Ä", Problem.IDENTIFIER, "ASCII"),
    "ean_check_digit": ("]E09506000134353", Problem.CHECK_DIGIT, "9506000134353"),
    "ean_text": ("]E0hello", Problem.CHECK_DIGIT, "hello"),
    "some_separators_lost": (f"10L1{GS}ABC", Problem.IDENTIFIER, "after (10)"),
}


@pytest.mark.parametrize(("text", "problem", "names"), REFUSED.values(), ids=REFUSED)
def test_refused(text, problem, names):
    reading = read(text)
    assert (reading.kind, reading.problem) == (Kind.UNREADABLE, problem)
    assert names in reading.detail
    assert not reading.part
    assert not reading.serial


def test_a_known_part_number_is_not_taken_apart():
    known = {"P240", "SEAT-1"}.__contains__
    assert read("P240", is_part=known).part == "P240"
    assert read("SEAT-1", is_part=known).part == "SEAT-1"
    assert read("P241", is_part=known).part == "241"
    assert read("LS:CMD:HELP", is_part=lambda _: True).kind is Kind.COMMAND


@pytest.mark.parametrize("serial", ["AB1 ", " AB1", "  AB1  "])
def test_blanks_at_the_ends_make_no_other_serial_or_lot(serial):
    reading = read(f"{HEAD}P240{GS}S{serial}{GS}1TL 7 {RS}{EOT}")
    assert (reading.serial, reading.lot) == ("AB1", "L 7")
    assert read(f"]d221{serial}").kind is Kind.UNREADABLE  # GS1 knows no blanks


def test_a_serial_of_blanks_is_refused():
    assert read(f"{HEAD}P240{GS}S  {RS}{EOT}").problem is Problem.IDENTIFIER


def test_a_serial_that_may_be_two_fields_is_doubted():
    glued = read(f"]d201{GTIN}10LOT12321SER9")
    assert (glued.lot, glued.serial) == ("LOT12321SER9", "")
    assert "(21)" in glued.doubt
    assert "(10)" in glued.doubt
    assert read("]d221S110LOT").doubt
    assert read(f"]d210LOT121{GS}21SER").doubt == ""
    assert read("]d210LOT7").doubt == ""


def test_vin_check_digit_is_an_option():
    wrong = VIN[:8] + "1" + VIN[9:]
    assert read("I" + wrong).vin == wrong
    refused = read("I" + wrong, vin_check_digit=True)
    assert refused.problem is Problem.VIN
    assert "computed 'X'" in refused.detail
    assert read("I" + VIN, vin_check_digit=True).vin == VIN
    assert vin_problem("11111111111111111", check_digit=True) is None


def test_look_alikes_are_other_texts():
    assert read("P24O").part != read("P240").part
    assert read("PI-1").part != read("P1-1").part
    assert read("P\N{CYRILLIC SMALL LETTER A}1").part != read("Pa1").part


IDS = st.text(
    st.characters(codec="ascii", exclude_categories=["Cc", "Cs"], exclude_characters=":"),
    min_size=1,
    max_size=30,
)


@given(IDS, st.integers(1, 9999))
def test_our_codes_are_read_back(name, copy):
    assert read(f"LS:SLOT:{name}").label == name
    rack = read(f"LS:RACK:{name}:{copy}")
    assert (rack.rack, rack.copy) == (name, copy)
    for movement in (None, *Movement):
        said = f":{movement.value}" if movement else ""
        card = read(f"LS:KB:{name}:{copy}{said}")
        assert (card.loop, card.card, card.movement) == (name, str(copy), movement)


@given(IDS, IDS, IDS.map(str.strip).filter(bool), st.integers(1, 999_999_999))
def test_our_part_label_is_read_back(label, part, serial, quantity):
    text = codes.part_label(label, part=part, serial=serial, quantity=quantity, vin=VIN)
    expected = Reading(
        kind=Kind.PART_LABEL,
        text=text,
        label=label,
        part=part,
        serial=serial,
        quantity=quantity,
        vin=VIN,
    )
    assert read(text) == expected
    assert read(text[:-1]).label == label
    assert read(text[:-2]).label == label
    assert read("]d1" + text).part == part


@pytest.mark.parametrize("value", [f"a{GS}b", "a\u200bb", "a\nb"])
def test_what_cannot_be_coded_is_refused(value):
    with pytest.raises(codes.CodeError):
        codes.part_label(value)


@given(
    st.text(max_size=60)
    | st.text(f"[)>{GS}{RS}{EOT}0156PSQIZ1T:LS-Aé", max_size=60).map(HEAD.__add__)
    | st.text(f"0123456789{GS}A-Zé٣", max_size=60).map("]d2".__add__)
    | st.text("0123456789:LSKBRACKCMDPART", max_size=30).map("LS:".__add__),
    st.booleans(),
)
@example("]", False)
@example(f"{HEAD}Q{'0' * 9000}{RS}", False)
def test_any_text_gives_a_reading(text, vin_check_digit):
    reading = read(text, vin_check_digit=vin_check_digit, is_part=lambda value: value == "A")
    assert (reading.problem is not None) == (reading.kind is Kind.UNREADABLE)


@given(st.text(max_size=30), st.text(max_size=30))
def test_two_texts_never_name_one_part_unless_the_prefix_says_so(one, other):
    """A part that is accepted by exact comparison was written in the code, character by
    character.
    """
    for reading, text in ((read(one), one), (read(other), other)):
        assert reading.part in text
