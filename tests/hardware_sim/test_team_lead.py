"""What people decide, as a table."""

from __future__ import annotations

from typing import Any

import pytest

from hardware_sim.team_lead import Sight, TeamLead

BADGES = {"team_lead": "T", "supervisor": "V", "shipping": "S"}


def slot(number: int, state: str, *reasons: str) -> dict[str, Any]:
    return {"number": number, "state": state, "reasons": list(reasons)}


def rack(
    phase: str, *slots: dict[str, Any], epoch: int = 0, name: str = "R", family: str = "R"
) -> dict[str, Any]:
    return {
        "rack": name,
        "rack_family": family,
        "first_number": slots[0]["number"] if slots else 1,
        "feed": "L1",
        "epoch": epoch,
        "phase": phase,
        "last_number": slots[-1]["number"] if slots else 4,
        "slots": list(slots),
    }


def label(state: str, age_s: float, *, superseded: bool = False) -> dict[str, Any]:
    return {"label": "x-1", "rack": "R", "state": state, "age_s": age_s, "superseded": superseded}


def sight(
    racks: list[Any] = [],  # noqa: B006 - never changed
    labels: list[Any] = [],  # noqa: B006
    holes: list[Any] = [],  # noqa: B006
    *,
    frontier: int = 10,
    epoch: int = 0,
    day_over: bool = False,
    printer: str = "ready",
) -> Sight:
    return Sight(
        racks=racks,
        holes=holes,
        labels=labels,
        status={
            "feeds": [{"feed": "L1", "epoch": epoch, "frontier": frontier}],
            "health": {"printers": [{"device": "labels", "state": printer}]},
        },
        day_over=day_over,
    )


def lead(lost: dict[int, dict[str, Any]] | None = None) -> TeamLead:
    return TeamLead(
        badges=BADGES, phone=lambda _, number: (lost or {}).get(number), change_window=12
    )


PICKED = [slot(1, "picked"), slot(2, "picked")]
CASES = {
    "withdrawn": (sight([rack("open", slot(1, "held", "withdrawn"))]), ["skip-number"]),
    "late change": (sight([rack("open", slot(1, "held", "late_change"))]), ["release-rework"]),
    "gap waits": (sight([rack("open", slot(1, "held", "gap"))]), []),
    "closed, then changed": (
        sight([rack("closed", slot(1, "held", "late_change"))], day_over=True), ["release-rework"],
    ),
    "closed, changes may come": (sight([rack("closed", *PICKED)]), []),
    "closed and safe": (sight([rack("closed", *PICKED)], frontier=30), ["ship-rack"]),
    "closed, day over": (sight([rack("closed", *PICKED)], day_over=True), ["ship-rack"]),
    "safe, label on its way": (
        sight([rack("closed", *PICKED)], [label("sent", 1)], frontier=30), [],
    ),
    "safe, old copy open": (
        sight([rack("closed", *PICKED)], [label("unknown", 9, superseded=True)], frontier=30),
        ["ship-rack"],
    ),
    "end of the day": (
        sight([rack("open", slot(1, "picked"), slot(2, "missing"))], day_over=True),
        ["close-short"],
    ),
    "end of a run": (
        sight([rack("open", slot(1, "picked"), slot(2, "missing"))], epoch=1), ["close-short"],
    ),
    "missing in the middle": (
        sight(
            [rack("open", slot(1, "missing"), slot(2, "picked"))],
            holes=[{"feed": "L1", "number": 1, "last": 1, "age_s": 0.0, "racks": ["R"]}],
            day_over=True,
        ),
        [],
    ),
    "not all picked": (
        sight([rack("open", slot(1, "open"), slot(2, "missing"))], day_over=True), [],
    ),
    "printer paused": (sight(printer="paused"), ["resume-printer"]),
    "label unknown": (sight(labels=[label("unknown", 3)]), ["reprint"]),
    "label unknown, just now": (sight(labels=[label("unknown", 1)]), []),
    "label never seen": (sight(labels=[label("sent", 60)]), ["reprint"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_orders(case: str) -> None:
    seen, names = CASES[case]
    assert [order.name for order in lead().decide(seen, 0)] == names


def test_racks_of_a_family_leave_in_the_order_of_the_line() -> None:
    first, second = [slot(1, "picked")], [slot(2, "picked")]
    racks = [
        rack("closed", *second, name="R-2"),
        rack("open", slot(1, "open"), name="S-1", family="S"),
        rack("closed", *second, name="S-2", family="S"),
        rack("closed", *first, name="R-1"),
    ]
    orders = lead().decide(sight(racks, day_over=True), 0)
    assert [(o.name, o.body["rack"]) for o in orders] == [
        ("ship-rack", "R-1"),
        ("ship-rack", "R-2"),
    ]


def test_asks_by_phone_only_for_what_was_lost_and_repeats_after_a_while() -> None:
    lost = {7: {"call_number": "K7"}}
    holes = [{"feed": "L1", "number": 6, "last": 7, "age_s": 10.0, "racks": []}]
    person = lead(lost)
    (order,) = person.decide(sight(holes=holes), 0)
    assert order.name == "telegram"
    assert order.body["telegram"] == {"call_number": "K7"}
    assert order.body["second_badge"] == "V"
    assert person.decide(sight(holes=holes), 1) == []
    assert len(person.decide(sight(holes=holes), 3)) == 1
