"""Broadcast formats: what each accepts, and how it refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats import load, names
from formats.fixed_width import _time_us
from formats.options import format_fault, read_feed
from settings.reader import MisspeltError
from wire.codec import WireError, encode
from wire.ids import CallNumber, FeedId, SequenceNumber, Vin
from wire.masters import Column, FeedRules
from wire.telegram import Status, Telegram

COLUMNS = (
    Column(field="call_number", start=0, length=10),
    Column(field="sequence_number", start=10, length=4),
    Column(field="status", start=14, length=4),
    Column(field="vin", start=18, length=17),
    Column(field="event_us", start=35, length=14, code="yyyymmddhhmmss"),
    Column(field="colour", start=49, length=4),
    Column(field="option:RADIO", start=53, length=3),
    Column(field="options", start=56, length=9, width=3),
    Column(field="transmission", start=65, length=6),
)
FIXED = FeedRules(
    feed=FeedId("L1"),
    format="fixed_width",
    columns=COLUMNS,
    status_map={"M100": Status.FINAL, "A900": Status.CANCELLED},
)
JSON = FeedRules(feed=FeedId("L1"), vin_check_digit=True)
LINE = b"0005512   0417M100WVWZZZ1JZXW00000120261121061500RED DABAA1BB2CC3000042"
VIN_OK = "1M8GDM9AXKP042788"  # the worked example of 49 CFR 565


def refusal(data: bytes, rules: FeedRules) -> str:
    with pytest.raises(WireError) as caught:
        load(rules.format).parse(data, rules)
    return caught.value.code


def test_formats_are_found_by_their_name() -> None:
    assert set(names()) >= {"canonical_json", "fixed_width"}
    assert not set(names()) & {"checks", "options"}
    with pytest.raises(WireError, match=r"canonical_json, .*fixed_width"):
        load("delimited_by_hand")


@pytest.mark.parametrize(
    ("table", "faults"),
    [
        (
            {"format": "csv", "separator": ";", "window": 0},
            [
                ("feed[1].format", f"'csv' is none; there are: {', '.join(names())}"),
                ("feed[1].window", "0 must be 1 or more and 1000 or less"),
            ],
        ),
        (
            {"format": "fixed_width"},
            [
                (
                    "feed[1].columns",
                    "fixed_width needs them: which field stands where in a line",
                )
            ],
        ),
        (
            {"columns": [{"field": "vin", "start": 0, "length": 17}]},
            [
                (
                    "feed[1].columns",
                    "canonical_json reads none: leave them out, or name another format",
                )
            ],
        ),
    ],
)
def test_a_feed_says_what_is_wrong_with_its_format(table: Any, faults: Any) -> None:
    with pytest.raises(MisspeltError) as caught:
        read_feed({"feed": "L1", **table}, "feed[1]")
    assert list(caught.value.faults) == faults


def test_masters_say_the_same() -> None:
    unknown = format_fault(FeedRules(feed=FeedId("L1"), format="csv", format_options={"a": 1}))
    assert unknown == f"feed L1: format: 'csv' is none; there are: {', '.join(names())}"
    bare = format_fault(FeedRules(feed=FeedId("L1"), format="fixed_width"))
    assert bare.startswith("feed L1: columns: fixed_width needs them")
    assert format_fault(FIXED) == ""


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_fixed_width_reads_every_column(end: bytes) -> None:
    telegram = load("fixed_width").parse(LINE + end, FIXED)
    assert telegram == Telegram(
        feed=FeedId("L1"),
        call_number=CallNumber("0005512"),
        sequence_number=SequenceNumber("0417"),
        status=Status.FINAL,
        status_text="M100",
        vin=Vin("WVWZZZ1JZXW000001"),
        event_us=1795241700000000,
        colour="RED",
        options={"RADIO": "DAB", "AA1": "1", "BB2": "1", "CC3": "1"},
        transmission=42,
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (LINE[:60], "line.short"),
        (LINE.replace(b"000042", b"00O042"), "number.invalid"),
        (LINE.replace(b"20261121", b"20261399"), "time.invalid"),
        (LINE.replace(b"WVWZZZ1JZXW000001", b"WVWZZZ1JZXWO00001"), "vin.invalid"),
        (LINE.replace(b"0005512   ", b"          "), "invalid"),
        (LINE + b"\n" + LINE, "line.several"),
        (b"\xff" * 80, "not_text"),
        (b"x" * 300_000, "too_large"),
        (LINE.replace(b"0005512", b"000\x00512"), "text.unprintable"),
    ],
)
def test_fixed_width_refuses_by_name(line: bytes, code: str) -> None:
    assert refusal(line, FIXED) == code


def test_fixed_width_without_columns_says_where_to_set_them() -> None:
    rules = FeedRules(feed=FeedId("L1"), format="fixed_width")
    assert refusal(LINE, rules) == "format.columns"


@given(st.binary(max_size=120))
def test_fixed_width_gives_a_telegram_or_a_wire_error(data: bytes) -> None:
    try:
        assert load("fixed_width").parse(data, FIXED).feed == "L1"
    except WireError as error:
        assert error.code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"feed": FeedId("L2")}, "feed.foreign"),
        ({"vin": Vin("1M8GDM9A0KP042788")}, "vin.invalid"),
        ({"vin": Vin("SHORT")}, "vin.invalid"),
        ({"call_number": CallNumber("12\u202e34")}, "text.unprintable"),
        ({"call_number": CallNumber("12\u200b34")}, "text.unprintable"),
    ],
)
def test_canonical_json_checks_what_it_says(fields: dict[str, str], code: str) -> None:
    given: dict[str, object] = {
        "feed": FeedId("L1"),
        "call_number": CallNumber("1"),
        "vin": Vin(VIN_OK),
        "status": Status.FINAL,
    }
    fine = Telegram(**given)  # type: ignore[arg-type]
    assert load("canonical_json").parse(encode(fine), JSON) == fine
    assert refusal(encode(Telegram(**(given | fields))), JSON) == code  # type: ignore[arg-type]


def test_a_telegram_that_says_a_key_twice_is_refused() -> None:
    good = encode(Telegram(feed=FeedId("L1"), call_number=CallNumber("Q2"), status=Status.FINAL))
    doubled = good.replace(b"{", b'{"call_number":"Q1",', 1)
    assert load("canonical_json").parse(good, JSON).call_number == "Q2"
    with pytest.raises(WireError, match="'call_number' stands twice: leave it once"):
        load("canonical_json").parse(doubled, JSON)


@pytest.mark.parametrize("rules", [FIXED, JSON], ids=["fixed_width", "canonical_json"])
def test_a_status_of_the_maker_is_ours_in_every_format(rules: FeedRules) -> None:
    """``A500`` is what the feed says that it is; a status that it does not map is kept as it is."""
    feed = msgspec.structs.replace(
        rules, status_map={"A500": Status.FITTED, "final": Status.PREVIEW}
    )
    for text, status in (
        ("A500", Status.FITTED),
        ("final", Status.PREVIEW),
        ("cancelled"[:4], Status.UNKNOWN),
        ("Q7", Status.UNKNOWN),
    ):
        if rules is FIXED:
            feed = msgspec.structs.replace(
                feed,
                columns=(
                    Column(field="call_number", start=0, length=10),
                    Column(field="status", start=10, length=9),
                ),
            )
            data = b"0005512   " + text.ljust(9).encode()
        else:
            data = (
                b'{"type": "cat3", "feed": "L1", "call_number": "0005512", "status": "%s"}'
                % text.encode()
            )
        telegram = load(feed.format).parse(data, feed)
        assert (telegram.status, telegram.status_text) == (status, text)


def test_a_status_of_ours_that_no_map_names_stays_as_it_is() -> None:
    data = b'{"type": "cat3", "feed": "L1", "call_number": "C", "status": "final"}'
    telegram = load("canonical_json").parse(data, FeedRules(feed=FeedId("L1")))
    assert (telegram.status, telegram.status_text) == (Status.FINAL, "")


@pytest.mark.parametrize(
    "text", [b'["A500"]', b"7", b'"A500", "transmission": 1' + b"0" * 400, b'"A500", "x": [' * 40]
)
def test_a_status_that_is_none_is_refused_as_before(text: bytes) -> None:
    data = b'{"type": "cat3", "feed": "L1", "call_number": "C", "status": %s}' % text
    assert refusal(data, msgspec.structs.replace(JSON, status_map={"A500": Status.FINAL}))


def test_times_of_a_line_may_be_by_its_own_clock() -> None:
    """06:15 in Berlin in summer is 04:15 UTC; the telegram's own zone goes before the feed's."""
    columns = (
        *COLUMNS[:3],
        Column(field="planned_us", start=18, length=14, code="yyyymmddhhmmss local"),
        Column(field="event_zone", start=32, length=13),
    )
    feed = msgspec.structs.replace(FIXED, columns=columns, zone="Europe/Berlin")
    line = b"0005512   0417M10020260721061500"
    read = load("fixed_width").parse
    utc_us = 1_784_607_300_000_000
    assert read(line + b" " * 13, feed).planned_us == utc_us
    assert read(line + b"Europe/London", feed).planned_us == utc_us + 3_600_000_000
    assert refusal(line + b"Atlantis/Town", feed) == "time.zone"


@pytest.mark.parametrize(
    ("rules", "vin", "call", "code"),
    [
        ({"vin_pattern": "TR[0-9]{8}"}, "TR00012345", "C", ""),
        ({"vin_pattern": "TR[0-9]{8}"}, "TR000123456", "C", "vin.invalid"),
        ({"vin_pattern": "TR[0-9]{8}"}, VIN_OK, "C", "vin.invalid"),
        ({}, "TR00012345", "C", "vin.invalid"),
        ({"call_pattern": "[A-Z]{2}[0-9]+"}, "", "AB12", ""),
        ({"call_pattern": "[A-Z]{2}[0-9]+"}, "", "12AB", "call.invalid"),
    ],
)
def test_identifiers_look_as_the_feed_says(
    rules: dict[str, str], vin: str, call: str, code: str
) -> None:
    feed = FeedRules(feed=FeedId("L1"), **rules)
    telegram = Telegram(
        feed=feed.feed, call_number=CallNumber(call), status=Status.FINAL, vin=Vin(vin)
    )
    data = encode(telegram)
    if code:
        assert refusal(data, feed) == code
    else:
        assert load("canonical_json").parse(data, feed) == telegram


@pytest.mark.parametrize(
    ("local", "in_utc"), [("20261025023000", (0, 30)), ("20260329023000", (1, 30))]
)
def test_of_a_local_time_at_a_change_of_the_clock_the_stated_one_is_meant(
    local: str, in_utc: tuple[int, int]
) -> None:
    """Of two the first; one that is left out counts on from before the change."""
    column = Column(field="planned_us", start=1, length=14, code="yyyymmddhhmmss local")
    at = datetime.fromtimestamp(_time_us(local, column, "Europe/Berlin") / 1e6, tz=UTC)
    assert (at.hour, at.minute) == in_utc
