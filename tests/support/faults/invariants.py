"""What must hold after every fault. One function each, over evidence that the cell did not make up
for the test: its file read as a stranger, central's effects, what the scanner heard, what lies in
the printer's tray, and what the screen says.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from hardware_sim.journal_reader import Book, chain_hash, read_journal
from hardware_sim.label_code import label_id
from hardware_sim.printer import PhysicalLabel
from tests.support.faults.little_central import LittleCentral

GENESIS = "0" * 32
SLOT_STATES = {"missing", "open", "picked", "held", "skipped", "shipped"}


@dataclass(frozen=True, kw_only=True)
class HeardAnswer:
    """One line back at the scanner. ``serial`` is that of the part that was scanned, if known."""

    verdict: str
    code: str
    serial: str = ""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """``announced`` is, for each call number, family to part as the plant itself reckons it."""

    journal: Path
    central: LittleCentral
    heard: Sequence[HeardAnswer]
    announced: Mapping[str, Mapping[str, str]]
    physical: Sequence[PhysicalLabel]
    racks: Sequence[Mapping[str, Any]]
    """As the screen shows them."""
    feed: Mapping[str, Any]
    bad_bytes: Sequence[bytes]
    node: str

    @cached_property
    def rows(self) -> list[tuple[int, int, str, bytes]]:
        return self._read('SELECT "offset", at_us, hash, fact FROM facts ORDER BY "offset"')

    @cached_property
    def raw(self) -> dict[int, tuple[str, bytes]]:
        return {
            row[0]: (row[1], row[2]) for row in self._read("SELECT raw_id, source, data FROM raw")
        }

    @cached_property
    def epoch(self) -> int:
        return int(self._read("SELECT value FROM marks WHERE name = 'epoch'")[0][0])

    @cached_property
    def integrity(self) -> str:
        return str(self._read("PRAGMA integrity_check")[0][0])

    @cached_property
    def book(self) -> Book:
        return read_journal(self.journal, self.node)

    def facts(self, kind: str) -> Iterator[dict[str, Any]]:
        for _, _, _, body in self.rows:
            fact = json.loads(body)
            if fact["type"] == kind:
                yield fact

    def _read(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True)) as connection:
            return connection.execute(sql).fetchall()


def check_all(evidence: Evidence) -> None:
    for check in CHECKS:
        check(evidence)


def i1_answered_scans_are_in_the_journal_once(evidence: Evidence) -> None:
    """Every answer that was heard has its fact; a part that was accepted has it exactly once."""
    facts = Counter((scan["verdict"], scan["code"]) for scan in evidence.book.scans)
    heard = Counter((answer.verdict, answer.code) for answer in evidence.heard)
    unwritten = {
        key: (count, facts[key])
        for key, count in heard.items()
        if count > facts[key] and key[1] != "cell.refusing"
    }
    assert not unwritten, f"I1: answered more often than written (heard, written): {unwritten}"
    written: Counter[str] = Counter()
    for scan in evidence.book.scans:
        marriage = scan.get("marriage")
        if marriage:
            written[marriage.get("serial") or marriage.get("lot") or ""] += 1
    wrong = {
        answer.serial: written[answer.serial]
        for answer in evidence.heard
        if answer.verdict == "right" and answer.serial and written[answer.serial] != 1
    }
    assert not wrong, f"I1: OK tone, but so many facts: {wrong}"
    raw = {scan["raw_id"] for scan in evidence.book.scans}
    assert raw <= evidence.raw.keys(), f"I1: scans without their bytes: {raw - evidence.raw.keys()}"
    assert len(raw) == len(evidence.book.scans), "I1: two scans of the same bytes"


def i2_the_journal_is_a_chain(evidence: Evidence) -> None:
    assert evidence.integrity == "ok", f"I2: {evidence.integrity}"
    previous = GENESIS
    for place, (offset, at_us, digest, body) in enumerate(evidence.rows):
        assert offset == place, f"I2: offset {place} is missing"
        assert chain_hash(previous, offset, at_us, body) == digest, f"I2: mismatch at {offset}"
        previous = digest


def i3_central_has_each_fact_once(evidence: Evidence) -> None:
    """Central's effects are the journal's facts, in order and with the same hashes."""
    central = evidence.central
    mine = {offset: digest for offset, _, digest, _ in evidence.rows}
    theirs = {offset: entry.hash for (_, offset), entry in central.facts.items()}
    assert {epoch for epoch, _ in central.facts} <= {evidence.epoch}, "I3: facts of another epoch"
    assert theirs == mine, f"I3: {len(theirs)} at central, {len(mine)} in the journal"
    troubles = (central.conflicts, central.broken_chain)
    assert troubles == (0, 0), f"I3: conflicts, broken chains: {troubles}"


def i4_only_what_the_slot_expects_is_accepted(evidence: Evidence) -> None:
    held: Counter[tuple[str, int, str, int]] = Counter()
    serials: dict[tuple[str, str], set[str]] = defaultdict(set)
    for scan in evidence.book.scans:
        marriage = scan.get("marriage")
        assert bool(marriage) == (scan["verdict"] == "right"), f"I4: {scan}"
        if not marriage:
            continue
        expected = evidence.announced[marriage["call_number"]]
        assert marriage["part"] == expected[marriage["family"]], f"I4: {scan}"
        assert marriage["part"] in scan["text"], f"I4: another part was scanned: {scan}"
        held[marriage["rack"], marriage["slot"], marriage["family"], marriage["piece"]] += 1
        if marriage.get("serial"):
            assert marriage["serial"] in scan["text"], f"I4: another serial was scanned: {scan}"
            serials[marriage["part"], marriage["serial"]].add(marriage["call_number"])
    for fact in evidence.facts("part_divorced"):
        marriage = fact["marriage"]
        held[marriage["rack"], marriage["slot"], marriage["family"], marriage["piece"]] -= 1
        if marriage.get("serial"):
            serials[marriage["part"], marriage["serial"]].discard(marriage["call_number"])
    twice = {place: count for place, count in held.items() if count not in (0, 1)}
    assert not twice, f"I4: accepted twice for the same place: {twice}"
    shared = {key: calls for key, calls in serials.items() if len(calls) > 1}
    assert not shared, f"I4: one serial, two vehicles: {shared}"


def i5_every_slot_is_in_one_state(evidence: Evidence) -> None:
    """What the screen says is what the journal's facts say; only people leave a slot empty."""
    married = Counter((m["rack"], m["slot"]) for m in evidence.book.active())
    shipped = {fact["rack"] for fact in evidence.facts("rack_shipped")}
    skipped = set()
    for fact in evidence.facts("number_skipped"):
        assert fact["person"], f"I5: skipped by nobody: {fact}"
        skipped.add(fact["number"])
    formed = Counter(fact["rack"] for fact in evidence.facts("rack_formed"))
    assert all(count == 1 for count in formed.values()), f"I5: formed twice: {formed}"
    assert {rack["rack"] for rack in evidence.racks} <= formed.keys()
    for rack in evidence.racks:
        for slot in rack["slots"]:
            state = slot["state"]
            where = f"I5: {rack['rack']} slot {slot['slot']}: {slot}"
            assert state in SLOT_STATES, where
            assert slot["done"] == married[rack["rack"], slot["slot"]], where
            assert (state == "shipped") == (rack["rack"] in shipped), where
            assert state != "skipped" or slot["number"] in skipped, where
            assert state != "picked" or slot["done"] == slot["total"], where


def i6_every_physical_label_is_one_copy(evidence: Evidence) -> None:
    asked = {
        f"{story.place[0]}/{story.copy}" if story.kind == "rack" else label
        for label, story in evidence.book.labels.items()
    }
    seen = Counter(label_id(physical.first_code()) for physical in evidence.physical)
    assert "" not in seen, "I6: a label without a code of ours"
    assert not [name for name, count in seen.items() if count > 1], f"I6: printed twice: {seen}"
    assert seen.keys() <= asked, f"I6: nobody asked for {seen.keys() - asked}"
    for story in evidence.book.labels.values():
        assert story.states.count("sending") <= 1, f"I6: sent again by itself: {story}"
        if story.state == "confirmed":
            name = f"{story.place[0]}/{story.copy}" if story.kind == "rack" else story.label
            assert name in seen, f"I6: confirmed, but never printed: {story}"


def i8_bad_input_is_kept_and_shown(evidence: Evidence) -> None:
    """Each has a fact, its bytes are there, and it is counted where people look."""
    quarantined = list(evidence.facts("telegram_quarantined"))
    kept = Counter(
        evidence.raw[fact["raw_id"]][1] for fact in quarantined if fact["raw_id"] in evidence.raw
    )
    missing = Counter(evidence.bad_bytes) - kept
    assert not missing, f"I8: not in quarantine: {[data[:80] for data in missing]}"
    assert evidence.feed.get("quarantined", 0) == len(quarantined), "I8: the screen counts others"


def i11_nothing_accepted_is_gone(evidence: Evidence) -> None:
    """No fact and no raw input was deleted (no test here lasts for 35 days)."""
    assert sorted(evidence.raw) == list(range(1, len(evidence.raw) + 1)), "I11: raw inputs are gone"
    assert len(evidence.rows) >= len(evidence.central.facts), (
        "I11: central holds more than the cell"
    )


CHECKS = (
    i1_answered_scans_are_in_the_journal_once,
    i2_the_journal_is_a_chain,
    i3_central_has_each_fact_once,
    i4_only_what_the_slot_expects_is_accepted,
    i5_every_slot_is_in_one_state,
    i6_every_physical_label_is_one_copy,
    i8_bad_input_is_kept_and_shown,
    i11_nothing_accepted_is_gone,
)
