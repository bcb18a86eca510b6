"""The audit finds what it is there to find: each clause is broken once."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from hardware_sim.audit import audit
from hardware_sim.catalogue import change_options, draw_vehicles, synthetic_plant
from hardware_sim.chaos import plan_kills
from hardware_sim.found import Evidence
from hardware_sim.journal_reader import GENESIS, Book, chain_hash, read_journal
from hardware_sim.label_code import label_id
from hardware_sim.line import QUIET, Line
from hardware_sim.people import Tone
from hardware_sim.picker import Part, Scan
from hardware_sim.plant import FeedRules
from hardware_sim.printer import PhysicalLabel
from hardware_sim.summary import percentile, summarize
from hardware_sim.zpl import LabelField, ZplLabel


def physical(code: str) -> PhysicalLabel:
    fields = (LabelField(kind="datamatrix", x=0, y=0, data=code),)
    return PhysicalLabel(printer="p", label=ZplLabel(fields=fields), last_byte_s=1.0, printed_s=1.0)


def facts_of(line: Line) -> list[dict[str, Any]]:
    """A sound journal for a quiet day: every part scanned once, one label each way."""
    plant = synthetic_plant()
    facts: list[dict[str, Any]] = [{"type": "cell_started", "version": "1", "ready_ms": 5}]
    serial = 0
    for record in line.records:
        pieces: Counter[str] = Counter()
        for expected in plant.expected_parts(record.vehicle):
            for _ in range(expected.quantity):
                serial += 1
                pieces[expected.family] += 1
                facts.append(
                    {
                        "type": "scanned",
                        "workplace": "w",
                        "verdict": "right",
                        "marriage": {
                            "call_number": record.vehicle.call_number,
                            "vin": record.vehicle.vin,
                            "family": expected.family,
                            "part": expected.part,
                            "serial": f"S{serial}",
                            "piece": pieces[expected.family],
                            "index": expected.index,
                        },
                    }
                )
    facts.append(
        {"type": "label_requested", "label": "R-S00-1", "kind": "slot", "copy": 1, "rack": "R"}
    )
    facts += [
        {"type": "label_moved", "label": "R-S00-1", "state": state}
        for state in ("sending", "sent", "confirmed")
    ]
    facts.append(
        {"type": "number_skipped", "epoch": 0, "number": 3, "person": "T", "reason": "cancelled"}
    )
    return facts


def write(path: Path, facts: list[dict[str, Any]]) -> Book:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute('CREATE TABLE facts ("offset" INTEGER, at_us INTEGER, hash TEXT, fact BLOB)')
    previous = GENESIS
    for offset, fact in enumerate(facts):
        body = json.dumps(fact).encode()
        previous = chain_hash(previous, offset, 7, body)
        connection.execute("INSERT INTO facts VALUES (?, ?, ?, ?)", (offset, 7, previous, body))
    connection.commit()
    connection.close()
    return read_journal(path, "cell-a")


@pytest.fixture
def sound(tmp_path: Path) -> Evidence:
    first, *others = draw_vehicles(4, 1)
    first = replace(first, options={**first.options, "AUDIO": "A3", "TRIM": "LUX"})
    line = Line([first, *others], FeedRules(), QUIET, Random(1), change_options)
    while not line.done:
        line.advance()
    book = write(tmp_path / "journal", facts_of(line))
    marriages = book.active()
    return Evidence(
        plant=synthetic_plant(),
        records=line.records,
        books=[book],
        central_marriages=marriages,
        facts_applied={"cell-a": book.facts},
        scans=[
            ("w", Scan(what="part", text="", part=Part(part=m["part"], serial=m["serial"])))
            for m in marriages
        ],
        tones=[
            Tone(
                workplace="w", what="part", text="", serial=m["serial"], verdict="right", code="",
                after_ms=2.0,
            )
            for m in marriages
        ],
        physical={"cell-a": [physical("LS:SLOT:R-S00-1")]},
        holes={"cell-a": 0},
    )  # fmt: skip


def test_a_sound_day_passes(sound: Evidence) -> None:
    finding = audit(sound)
    assert finding.problems == []
    assert finding.parts_expected == finding.parts_married > 0
    assert (finding.labels_printed, finding.labels_confirmed) == (1, 1)
    summary = summarize(
        sound, finding, label_ms=[1.0], wrong_scans=0, duplicates_refused=3, more={"seed": 1}
    )
    assert summary["ok"] is True
    assert summary["scan_to_feedback_ms"] == {"p50": 2.0, "p99": 2.0}


def without_one(evidence: Evidence) -> Evidence:
    return replace(evidence, central_marriages=evidence.central_marriages[1:])


def one_of_two_alike(evidence: Evidence) -> Evidence:
    """The same part at two places of one family, and only one of them there."""
    gone = next(
        m for m in evidence.central_marriages if m["index"] == 2 and m["part"].endswith("H")
    )
    assert any(
        (m["call_number"], m["part"], m["index"]) == (gone["call_number"], gone["part"], 1)
        for m in evidence.central_marriages
    )
    return replace(evidence, central_marriages=[m for m in evidence.central_marriages if m != gone])


def both_at_one_place(evidence: Evidence) -> Evidence:
    return replace(
        evidence,
        central_marriages=[
            {**m, "index": 1} if m["index"] == 2 else m for m in evidence.central_marriages
        ],
    )


def foreign_vin(evidence: Evidence) -> Evidence:
    first, *rest = evidence.central_marriages
    return replace(evidence, central_marriages=[{**first, "vin": "X"}, *rest])


def cancelled_but_built(evidence: Evidence) -> Evidence:
    evidence.records[0].cancelled = True
    return evidence


def tone_of_nothing(evidence: Evidence) -> Evidence:
    tone = replace(evidence.tones[0], serial="LOST")
    return replace(evidence, tones=[*evidence.tones, tone])


def part_of_another_number(evidence: Evidence) -> Evidence:
    (place, first), *rest = evidence.scans
    assert first.part is not None
    other = replace(first, part=replace(first.part, part="OTHER", wrong=True))
    return replace(evidence, scans=[(place, other), *rest])


def same_label_twice(evidence: Evidence) -> Evidence:
    return replace(evidence, physical={"cell-a": [physical("LS:SLOT:R-S00-1")] * 2})


def label_of_nobody(evidence: Evidence) -> Evidence:
    more = [physical("LS:SLOT:R-S00-1"), physical("LS:SLOT:Q-S00-1")]
    return replace(evidence, physical={"cell-a": more})


def label_never_printed(evidence: Evidence) -> Evidence:
    return replace(evidence, physical={})


def facts_lost(evidence: Evidence) -> Evidence:
    return replace(evidence, facts_applied={"cell-a": 3})


def hole(evidence: Evidence) -> Evidence:
    return replace(evidence, holes={"cell-a": 1})


def label_never_read_back(evidence: Evidence) -> Evidence:
    evidence.books[0].labels["R-S00-1"].states.pop()
    return evidence


BROKEN: dict[str, Callable[[Evidence], Evidence]] = {
    "parts.at_central": without_one,
    "parts.vin": foreign_vin,
    "parts.in_journals": cancelled_but_built,
    "marriages.only_in_journals": without_one,
    "scans.ok_tone_once": tone_of_nothing,
    "scans.tone_without_fact": tone_of_nothing,
    "scans.wrong_accepted": part_of_another_number,
    "labels.printed_twice": same_label_twice,
    "labels.nobody_asked": label_of_nobody,
    "labels.confirmed_never_printed": label_never_printed,
    "labels.unsettled": label_never_read_back,
    "facts.applied": facts_lost,
    "holes.open": hole,
}


@pytest.mark.parametrize("clause", BROKEN)
def test_each_clause_fails_by_name(sound: Evidence, clause: str) -> None:
    problems = audit(BROKEN[clause](sound)).problems
    assert clause in [problem.split(":")[0] for problem in problems]


@pytest.mark.parametrize("spoilt", [one_of_two_alike, both_at_one_place])
def test_several_parts_of_one_family_are_counted_by_their_place(
    sound: Evidence, spoilt: Callable[[Evidence], Evidence]
) -> None:
    problems = audit(spoilt(sound)).problems
    assert [problem for problem in problems if "at SPK 2" in problem]


def test_a_label_whose_piece_was_taken_out_again_is_waited_for_no_more(tmp_path: Path) -> None:
    piece = {"rack": "R", "slot": 5, "family": "SPK", "piece": 1}
    asked = {"type": "label_requested", "label": "R-P06-SPK-1-1", "kind": "part", "copy": 1}
    sent = {"type": "label_moved", "label": "R-P06-SPK-1-1", "state": "sent"}
    facts = [{**asked, **piece}, sent, {"type": "part_divorced", "marriage": piece}]
    assert write(tmp_path / "a", facts).labels["R-P06-SPK-1-1"].taken_out
    facts[-1] = {"type": "part_divorced", "marriage": {**piece, "slot": 4}}
    assert not write(tmp_path / "b", facts).labels["R-P06-SPK-1-1"].taken_out


def test_a_changed_fact_breaks_the_chain(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    line = Line(draw_vehicles(2, 1), FeedRules(), QUIET, Random(1), change_options)
    assert write(path, facts_of(line)).chain_problem == ""
    connection = sqlite3.connect(path)
    connection.execute('UPDATE facts SET at_us = 8 WHERE "offset" = 2')
    connection.commit()
    assert read_journal(path, "c").chain_problem == "mismatch at 2"
    connection.execute('DELETE FROM facts WHERE "offset" = 1')
    connection.commit()
    connection.close()
    assert read_journal(path, "c").chain_problem == "offset 1 is missing"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("LS:SLOT:WHL-0-0001-S03-1", "WHL-0-0001-S03-1"),
        ("[)>\x1e06\x1dZLS:PART:D-0-1-P00-F-1-2\x1dPX\x1e\x04", "D-0-1-P00-F-1-2"),
        ("LS:RACK:WHL-0-0001:2", "WHL-0-0001/2"),
        ("anything", ""),
    ],
)
def test_label_ids(code: str, expected: str) -> None:
    assert label_id(code) == expected


def test_kills_are_the_same_for_the_same_seed_and_hit_everybody() -> None:
    kills = plan_kills(["a", "b"], Random(5))
    assert kills == plan_kills(["a", "b"], Random(5))
    assert sorted(kill.target for kill in kills) == [
        "a", "a", "b", "b", "broker", "broker", "central", "central",
    ]  # fmt: skip
    assert [kill.share for kill in kills] == sorted(kill.share for kill in kills)


def test_percentiles() -> None:
    assert percentile([], 0.5) is None
    assert percentile([3.0], 0.99) == 3.0
    assert percentile([float(n) for n in range(100)], 0.99) == 99.0
