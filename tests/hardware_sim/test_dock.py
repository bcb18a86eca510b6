"""Shipping at a dock, quality's bad lot, and the audit that knows their rule by itself."""

from __future__ import annotations

from typing import Any

import pytest

from hardware_sim.dock import Dock
from hardware_sim.dock_audit import audit_docks
from hardware_sim.found import Finding
from hardware_sim.journal_reader import Book
from hardware_sim.quality import BadLot

A, B, C = "SEAT-1-0001", "SEAT-1-0005", "SEAT-1-0009"


def formed(rack: str) -> dict[str, Any]:
    family, epoch, first = rack.split("-")
    return {
        "type": "rack_formed",
        "rack": rack,
        "rack_family": family,
        "epoch": int(epoch),
        "first_number": int(first),
    }


def opened(order: str = "same", *planned: str) -> dict[str, Any]:
    return {"type": "load_opened", "load": "T1", "order": order, "planned": planned}


def loaded(rack: str, reason: str = "") -> dict[str, Any]:
    return {"type": "rack_loaded", "load": "T1", "rack": rack, "reason": reason}


def shipped(rack: str, reason: str = "") -> dict[str, Any]:
    return {"type": "rack_shipped", "rack": rack, "reason": reason}


def departed(*racks: str) -> dict[str, Any]:
    return {"type": "load_departed", "load": "T1", "racks": list(racks), "seal": "S"}


def piece(rack: str, lot: str) -> dict[str, Any]:
    marriage = {"rack": rack, "part": "P1", "lot": lot, "serial": lot + rack}
    return {"type": "scanned", "marriage": marriage}


BLOCK = {"type": "pieces_blocked", "block": "Q1", "part": "P1", "lot": "L7"}
BAD = BadLot(block="Q1", part="P1", lot="L7")
RACKS = [formed(A), formed(B), formed(C)]


def found(*facts: dict[str, Any], bad: BadLot | None = None) -> list[str]:
    finding = Finding()
    book = Book("cell-a", dock=[*RACKS, *facts])
    audit_docks([book], finding, docks=["cell-a"], bad=bad)
    return [problem.partition(":")[0] for problem in finding.problems]


@pytest.mark.parametrize(
    ("facts", "problems"),
    [
        ([opened(), loaded(A), loaded(B), shipped(A), shipped(B), departed(A, B)], []),
        ([opened(), loaded(B)], ["trucks.order"]),
        ([opened(), loaded(B, "asked")], []),
        ([opened("reverse", A, B), loaded(B), loaded(A)], []),
        ([opened("reverse", A, B), loaded(A)], ["trucks.order"]),
        ([opened(), loaded(A), shipped(A), departed(A, B)], ["trucks.content", "trucks.content"]),
        ([opened(), loaded(A), departed(A)], ["trucks.content"]),
        ([shipped(B), opened(), loaded(A), shipped(A), departed(A)], ["racks.order"]),
        ([shipped(A)], ["trucks.none"]),
    ],
)
def test_a_truck_in_wrong_order_is_found(facts: list[dict[str, Any]], problems: list[str]) -> None:
    assert found(*facts) == problems


def test_what_is_blocked_is_neither_accepted_nor_leaves_and_is_known() -> None:
    assert found(bad=BAD) == ["blocks.not_known"]
    assert found(BLOCK, bad=BAD) == []
    assert found(BLOCK, piece(A, "L7"), bad=BAD) == ["blocks.accepted"]
    assert found(BLOCK, piece(A, "L8"), bad=BAD) == []
    there = [opened(), loaded(A), piece(A, "L7"), BLOCK, shipped(A), departed(A)]
    assert found(*there, bad=BAD) == ["blocks.left"]
    taken_out = {"type": "part_divorced", "marriage": there[2]["marriage"]}
    assert found(*there[:4], taken_out, *there[4:], bad=BAD) == []


# -- shipping


def load(order: str, planned: list[str], racks: list[str], state: str = "open") -> dict[str, Any]:
    left = [rack for rack in planned if rack not in racks]
    turn = left[-1:] if order == "reverse" else left[:1]
    return {
        "load": "T1",
        "state": state,
        "order": order,
        "planned": planned,
        "racks": racks,
        "next": turn,
    }


def test_a_truck_takes_what_may_leave_and_every_second_one_is_loaded_in_reverse() -> None:
    dock = Dock(racks_max=2)
    ((name, body),) = dock.orders([A, B, C], [])
    assert (name, body["order"], body["racks"]) == ("open-load", "same", [A, B])
    ((name, body),) = dock.orders([A, B, C], [])
    assert body["order"] == "reverse"


def test_the_wrong_rack_is_brought_once_and_then_each_in_its_turn() -> None:
    dock = Dock(trucks=1)
    brought = [body["rack"] for _, body in dock.orders([A, B, C], [load("same", [A, B, C], [])])]
    assert brought == [C, A, B, C]
    turned = dock.orders([A, B, C], [load("reverse", [A, B, C], [])])
    assert [body["rack"] for _, body in turned] == [C, B, A]


def test_a_full_truck_departs_arrives_and_a_held_rack_comes_off_first() -> None:
    dock = Dock(trucks=1)
    assert [name for name, _ in dock.orders([A, B], [load("same", [A, B], [A, B])])] == [
        "depart-load"
    ]
    names = [name for name, _ in dock.orders([A], [load("same", [A, B], [A, B])])]
    assert names[0] == "unload-rack"
    gone = load("same", [A], [A], "departed")
    assert [name for name, _ in dock.orders([], [gone])] == ["deliver-load"]
