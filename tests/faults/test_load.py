"""Fifty scans a second through the real process: none lost, none mis-attributed, none late."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable

import pytest

from hardware_sim.scanner import supplier_label
from tests.support.faults.little_plant import PARTS
from tests.support.faults.rig import Rig
from tests.support.waiting import soon

FULL = os.environ.get("LINESIDE_FULL") == "1"
SECONDS = 60 if FULL else 5
RATE = 50


@pytest.mark.timeout(180 if FULL else 60)
def test_fifty_scans_a_second(make_rig: Callable[..., Rig]) -> None:
    """Every scan has its own code; right parts between wrong ones, as the screen asks for them."""
    rig = make_rig()
    rig.start()
    rig.begin_shift(40)
    scanned: Counter[str] = Counter()
    begun = time.monotonic()
    for count in range(SECONDS * RATE):
        pick = rig.current() if count % 5 == 0 else None
        part = pick["part"] if pick else PARTS[count % len(PARTS)]
        text = supplier_label(part, f"L{count:06d}") if pick else f"WRONG-{count:06d}"
        answer = rig.scan(text, serial=f"L{count:06d}" if pick else "")
        assert answer.startswith("right" if pick else "unknown"), answer
        scanned[text] += 1
        if count % (RATE // 2) == 0:
            rig.send(len(rig.central.telegrams) + 1)
        time.sleep(max(0.0, begun + (count + 1) / RATE - time.monotonic()))
    took_s = time.monotonic() - begun
    evidence = rig.check()
    in_journal = Counter(scan["text"] for scan in evidence.book.scans)
    assert {text: in_journal[text] for text in scanned} == dict(scanned)
    assert all(len(text) < 200 for text in scanned), "the journal's text is capped"
    accepted = {m.get("serial") or m.get("lot") for m in evidence.book.active()}
    assert accepted == {a.serial for a in rig.heard if a.verdict == "right"}
    raw = {data for source, data in evidence.raw.values() if source == "scanner:hand"}
    assert len(raw) == sum(scanned.values()) + 1, "one raw input a scan, and the badge"
    health = rig.status()["health"]
    print(
        f"\n{sum(scanned.values())} scans in {took_s:.1f} s, feedback p50 "
        f"{health['feedback_ms_p50']:.1f} ms, p99 {health['feedback_ms_p99']:.1f} ms"
    )


def test_a_burst_that_came_at_once_is_answered_one_by_one(rig: Rig) -> None:
    """A hundred codes in one write, as after a pause of the kernel: a fact for each, in order."""
    codes = [f"BURST-{count:03d}" for count in range(100)]
    rig.scan_bytes("".join(f"{code}\r\n" for code in codes).encode())
    soon(lambda: len(rig.evidence().book.scans) >= 101)
    found = [scan["text"] for scan in rig.evidence().book.scans]
    assert [text for text in found if text.startswith("BURST")] == codes
    rig.scanner.late(0.2)
    rig.check()
