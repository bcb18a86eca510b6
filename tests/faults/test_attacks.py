"""Bad input end to end, through the real process: bytes in, verdict out, nothing accepted, and the
stream goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from hardware_sim.printer import PhysicalLabel
from hardware_sim.scanner import supplier_label
from tests.support.faults.forks import Forks
from tests.support.faults.little_plant import FEED, PARTS
from tests.support.faults.little_plant import telegram as make_telegram
from tests.support.faults.rig import Rig
from tests.support.waiting import soon
from wire.codec import encode
from wire.ids import FeedId
from wire.sync import Head

END = b"\r\n"
GOOD = encode(make_telegram(500, position=1))
DEEP = b'{"type":"cat3","options":' + b"[" * 10_000 + b"]" * 10_000 + b"}"


VEHICLES = 8


@pytest.fixture(scope="module")
def target(
    forks: Forks, mosquitto: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rig]:
    """One cell for all rows: an attack that leaves something behind spoils the next row too."""
    rig = Rig(tmp_path_factory.mktemp("target") / "rig", forks, mosquitto)
    rig.start()
    rig.begin_shift(VEHICLES)
    soon(lambda: rig.feed()["vehicles"] == VEHICLES, "all have come before the first attack")
    yield rig
    rig.close()


BARCODES = {
    "control character": (b"M-RED\x1b-01" + END, "unreadable frame.frame.control_character"),
    "bell": (b"\x07M-RED-01" + END, "unreadable frame.frame.control_character"),
    "nul": (b"M-RED-01\x00" + END, "unreadable frame.frame.control_character"),
    "10,001 characters": (b"A" * 10_001, "unreadable frame.frame.too_long"),
    "bytes that are no text": (b"M-\xff\xfe-01" + END, "unreadable frame.frame.not_text"),
    "SQL": (b"'; DROP TABLE facts; --" + END, "unknown code.unknown"),
    "markup": (b"<img src=x onerror=alert(1)>" + END, "unknown code.unknown"),
    "template": (b"{{7*7}}" + END, "unknown code.unknown"),
    "path": (b"../../etc/passwd" + END, "unknown code.unknown"),
    "O for 0": (b"PM-RED-O1" + END, "wrong_part part.mismatch"),
    "wrong revision": (b"PM-RED-02" + END, "wrong_part part.mismatch"),
    "Cyrillic": ("PМ-RED-01".encode() + END, "wrong_part part.mismatch"),
    "VIN with I": (b"IWVWZZZ1JZXW00000I" + END, "unreadable barcode.vin"),
    "VIN of another": (b"IWVWZZZ1JZXW000999" + END, "wrong_slot vin.mismatch"),
    "zero width": ("PM-RED\u200b-01".encode() + END, "unreadable barcode.invisible_character"),
    "bidirectional": ("P\u202e10-DER-M".encode() + END, "unreadable barcode.invisible_character"),
    "lost RS": (b"[)>06PM-RED-01" + END, "unreadable barcode.lost_separator"),
    "lost GS": (b"[)>\x1e06PM-RED-01SX1\x1e\x04" + END, "unreadable barcode.lost_separator"),
    "GS1 with a bad check digit": (b"]C10112345678901234" + END, "unreadable barcode.check_digit"),
    "two parts in one": (
        b"[)>\x1e06\x1dPA\x1dPB\x1e\x04" + END,
        "unreadable barcode.contradiction",
    ),
    "unknown badge": (b"LS:BADGE:someone" + END, "unknown badge.unknown"),
    "unknown command": (b"LS:CMD:FORMAT" + END, "unreadable barcode.unknown_card"),
    "unknown label": (b"LS:SLOT:SEAT-1-0001-S01-9" + END, "unknown label.unknown"),
    "unknown rack": (b"LS:RACK:NONE:1" + END, "unknown label.unknown"),
    "unknown loop": (b"LS:KB:K9:1:consume" + END, "unknown kanban.unknown"),
}


@pytest.mark.parametrize("name", BARCODES)
def test_barcode(name: str, target: Rig) -> None:
    data, expected = BARCODES[name]
    before, pick = target.picked(), soon(target.current)
    assert pick["part"] == PARTS[0], "the rows are written against this pick"
    heard = target.scan_bytes(data)
    target.scan_bytes(END, timeout_s=0.01)
    assert heard is not None, "no answer"
    said = f"{heard.feedback.verdict} {heard.feedback.code}"
    assert said == expected
    assert target.picked() == before
    assert target.current() == pick


def test_what_was_scanned_stands_in_pages_as_text(target: Rig) -> None:
    target.scan_bytes(BARCODES["markup"][0])
    page = target.http.get("/terminal/A1").text + target.http.get("/exceptions").text
    assert "<img src=x" not in page


TELEGRAMS = {
    "no JSON": b"hello",
    "nothing": b"",
    "depth 10,000": DEEP,
    "depth 10,000 beside the fields": GOOD[:-1] + b',"x":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "NaN": GOOD.replace(b'"position":1', b'"position":NaN'),
    "1e400": GOOD.replace(b'"position":1', b'"position":1e400'),
    "a fraction": GOOD.replace(b'"position":1', b'"position":1.5'),
    "negative": GOOD.replace(b'"position":1', b'"position":-1'),
    "beyond 64 bits": GOOD.replace(b'"position":1', b'"position":99999999999999999999'),
    "bad UTF-8": GOOD.replace(b"WVW", b"W\xffW"),
    "lone surrogate": GOOD.replace(b"WVW", rb"\ud800"),
    "wrong type": GOOD.replace(b'"position":1', b'"position":"1"'),
    "unknown status": GOOD.replace(b'"final"', b'"shipped"'),
    "300 kB": GOOD[:-1] + b',"x":"' + b"y" * 300_000 + b'"}',
    "another plant": encode(make_telegram(500, feed="L9")),
    "VIN with an O": encode(make_telegram(500, vin="WVWZZZ1JZXWOOOOOO")),
    "no number": encode(make_telegram(500, sequence_number="12A4")),
    "number out of range": encode(make_telegram(500, sequence_number="12345678")),
    "a jump of 9,000": encode(make_telegram(9001)),
    "escape in the call": encode(make_telegram(500, call_number="C\u001b[2J")),
}


@pytest.mark.parametrize("name", TELEGRAMS)
def test_telegram(name: str, target: Rig) -> None:
    before = target.feed()
    target.publish_bad(TELEGRAMS[name])
    soon(lambda: target.feed()["quarantined"] == before["quarantined"] + 1, target.log_tail())
    after = target.feed()
    assert (after["vehicles"], after["frontier"], after["missing"]) == (
        before["vehicles"],
        before["frontier"],
        0,
    )


def test_the_same_version_of_a_call_with_another_vin_is_a_conflict(target: Rig) -> None:
    sent = target.central.telegrams[0]
    target.publish(encode(sent))
    target.publish_bad(encode(msgspec.structs.replace(sent, vin="WVWZZZ1JZXW999999")))
    soon(lambda: "conflict" in {row["kind"] for row in target.get("/exceptions")})
    found = [slot for rack in target.racks() for slot in rack["slots"] if slot["number"] == 1]
    assert {slot["vin_last6"] for slot in found} == {"000001"}


def test_duplicate_keys_mean_the_last_one_and_no_second_vehicle(target: Rig) -> None:
    before = target.feed()["vehicles"]
    sent = encode(target.central.telegrams[0])
    target.publish(sent[:-1] + b',"call_number":"C000001"}')
    soon(lambda: target.feed()["reactions"].get("duplicate", 0) >= 1)
    assert target.feed()["vehicles"] == before


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"poison",
        encode(Head(feed=FeedId(FEED), position=2, at_us=1)),
        encode(Head(feed=FeedId(FEED), position=2**62, at_us=1)),
        encode(Head(feed=FeedId("L9"), position=5, at_us=1)),
        encode(Head(feed=FeedId(FEED), position=1, at_us=1)).replace(b":1,", b":-1,"),
        encode(Head(feed=FeedId(FEED), position=1, at_us=1))[:-1] + b',"x":"' + b"y" * 9999 + b'"}',
    ],
    ids=["empty", "text", "old", "huge", "foreign", "negative", "long"],
)
def test_poison_retained_on_the_head_topic(payload: bytes, target: Rig) -> None:
    """The cell gets it again at every connection; it stays bounded and goes on."""
    head = target.feed()["head"]
    asked = len(target.central.replay_requests)
    target.publish(payload, f"lineside/v1/{FEED}/head", retain=True)
    number = len(target.central.telegrams) + 1
    target.send(number)
    soon(lambda: target.feed()["vehicles"] == number)
    assert target.feed()["missing"] == 0
    assert target.feed()["head"] <= max(head, number)
    assert len(target.central.replay_requests) - asked <= 2


def test_poison_as_the_first_word_ever_is_bounded_and_heals(make_rig: Callable[..., Rig]) -> None:
    """A new cell cannot know better; the first real telegrams show that the head was wrong."""
    rig = make_rig()
    rig.central.head_lies = 2**61
    rig.send_head()
    rig.start()
    soon(lambda: rig.feed().get("head", 0) == 2**61)
    rig.central.head_lies = None
    rig.begin_shift()
    soon(lambda: rig.feed()["vehicles"] == 8)
    assert max(last - first for first, last in rig.central.replay_requests or [(0, 0)]) <= 500
    rig.pick(2)
    rig.check()


def test_field_data_that_is_zpl_is_printed_as_text(target: Rig) -> None:
    """One label a vehicle, with the characters on it, and no command obeyed."""
    evil = "^XZ^XA~JR^CC_5E\\&"
    number = len(target.central.telegrams) + 1
    printed = target.printers.brain.printed

    def with_evil() -> list[PhysicalLabel]:
        return [p for p in printed if any(evil in field.data for field in p.label.fields)]

    target.send(number, colour=evil, call_number=evil, body_number="~JA^FS")
    soon(with_evil, f"its label; {target.get('/labels')}")
    target.send(number + 1)
    soon(lambda: len(printed) == number + 1, "one label a vehicle and no more")
    assert len(with_evil()) == 1
    assert target.printers.brain.partial_labels == 0


def test_after_all_that_the_shift_goes_on(target: Rig) -> None:
    """Runs last: every refused telegram is in quarantine, and nothing else changed."""
    pick = soon(target.current)
    serial = target.new_serial()
    assert target.scan(supplier_label(pick["part"], serial), serial=serial) == "right part.right"
    target.pick(2)
    target.check()
