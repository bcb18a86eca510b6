"""Simulated scanners: bytes, devices, feedback."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from hardware_sim.scanner import (
    FeedbackReader,
    Slip,
    byte_script,
    key_events,
    supplier_label,
)
from hardware_sim.scanner_port import KeyboardScanner, SerialScanner


def test_supplier_label_is_an_iso_15434_envelope() -> None:
    code = supplier_label("AB-1", "S77")
    assert code == "[)>\x1e06\x1dPAB-1\x1dSS77\x1dQ1\x1e\x04"


def test_byte_scripts() -> None:
    assert byte_script("X1", Slip.NONE) == [b"X1\r\n"]
    assert byte_script("X1", Slip.BOUNCE) == [b"X1\r\nX1\r\n"]
    assert byte_script("X1", Slip.DOUBLE) == [b"X1\r\n", b"X1\r\n"]
    assert byte_script("X1", Slip.GLUED) == [b"X1X1\r\n"]
    assert b"".join(byte_script("X1", Slip.SPLIT)) == b"X1\r\n"
    assert byte_script("X1", Slip.LOST_TERMINATOR) == [b"X1"]


def test_feedback_in_slices() -> None:
    reader = FeedbackReader()
    assert reader.feed(b"LS rig") == []
    (one,) = reader.feed(b"ht part.right\r\nnoise\r\n")
    assert (one.verdict, one.code) == ("right", "part.right")


def test_a_scan_is_answered_on_the_same_port_also_after_replugging(tmp_path: Path) -> None:
    scanner = SerialScanner(tmp_path / "scanner")
    try:
        for _ in range(2):
            port = os.open(tmp_path / "scanner", os.O_RDWR | os.O_NOCTTY)
            answerer = threading.Thread(target=_answer, args=(port,))
            answerer.start()
            heard = scanner.scan([b"P1\r\n"], 3.0)
            answerer.join()
            os.close(port)
            assert heard is not None
            assert heard.feedback.verdict == "right"
            scanner.unplug()
            scanner.plug_in()
    finally:
        scanner.close()


def _answer(port: int) -> None:
    assert os.read(port, 100) == b"P1\r\n"
    os.write(port, b"LS right ok\r\n")


def test_an_unread_scan_is_taken_out_of_the_line_again(tmp_path: Path) -> None:
    scanner = SerialScanner(tmp_path / "scanner")
    assert scanner.scan([b"P1\r\n"], 0.05) is None
    port = os.open(tmp_path / "scanner", os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        os.read(port, 100)
        raise AssertionError("the scan was still there")
    except BlockingIOError:
        pass
    finally:
        os.close(port)
        scanner.close()


def test_keyboard_scanner_types_press_and_release(tmp_path: Path) -> None:
    scanner = KeyboardScanner(tmp_path / "keys")
    reader = os.open(tmp_path / "keys", os.O_RDONLY | os.O_NONBLOCK)
    scanner.type("a")
    data = os.read(reader, 4096)
    assert data == key_events("a")
    assert len(data) == 24 * 8  # two keys, each pressed and released, each with a report
    os.close(reader)
    scanner.close()
