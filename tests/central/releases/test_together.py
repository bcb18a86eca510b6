"""Many schedules at once, the newest instead of those before it, later, and what approving does."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from central.agreements.model import options as o
from central.agreements.model.duration import ModelYear
from central.agreements.model.horizons import Length, ToleranceHorizon
from central.db.work import transact
from central.releases import flow, snoozes
from central.releases.inbox import Rank, inbox
from central.releases.preview import preview
from central.releases.tables import STEPS
from central.releases.together import Asked, Chosen, Together, act_on_many, take_newest
from central.words.reasons import RuleRefusedError
from tests.support.central.releases_desk import ANN, DAY, Desk, d, day, item, line, said

TEN = ToleranceHorizon(
    name="Firm", length=Length(count=28), minus_percent=d(10), plus_percent=d(10)
)
HOUR_US = 3_600_000_000


def with_parts(desk: Desk, *parts: str, **more: Any) -> None:
    desk.agreement(
        "A",
        *parts,
        **{
            "tolerance_check": o.ToleranceCheck.AUTOMATIC,
            "tolerance_template": (TEN,),
            "approval": o.Approval.AUTO,
            "release": o.Release.AUTOMATIC,
            **more,
        },
    )


def stopped(desk: Desk, *asked: int, part: str = "P") -> list[int]:
    """100 are released; then one schedule after the other waits."""
    desk.taken(said(f"{part}0", item(part, line(day(8), 100))))
    return [
        desk.taken(said(f"{part}{n}", item(part, line(day(8), quantity))))
        for n, quantity in enumerate(asked, 1)
    ]


def chosen(desk: Desk, *schedules: int) -> list[Chosen]:
    return [Chosen(schedule=it, version=desk.kept(it).version) for it in schedules]


def together(desk: Desk, action: str, *picked: Chosen) -> list[tuple[str, list[str]]]:
    asked = Asked(action=Together(action), by=ANN, now_us=desk.now_us, hours=24)
    found = act_on_many(desk.db, picked, asked)
    return [(str(it.state), [reason.code for reason in it.reasons]) for it in found]


def test_parts_of_one_file_are_approved_with_one_reason(desk: Desk) -> None:
    with_parts(desk, "P", "Q")
    (p,), (q,) = stopped(desk, 150), stopped(desk, 170, part="Q")
    assert together(desk, "approve", *chosen(desk, p, q)) == [("released", []), ("released", [])]
    assert (desk.orders(), desk.orders("Q")) == ({day(8): d(150)}, {day(8): d(170)})
    assert {row.why for row in desk.rows(STEPS) if row.step == "approve" and row.who == "ann"} == {
        ANN.why
    }


def test_one_that_is_refused_keeps_no_other_from_being_done(desk: Desk) -> None:
    with_parts(desk, "P", "Q")
    (p,), (q,) = stopped(desk, 150), stopped(desk, 170, part="Q")
    picked = chosen(desk, p, q)
    desk.act(flow.reject, p)
    assert together(desk, "approve", *picked) == [("rejected", ["flow.stale"]), ("released", [])]
    assert together(desk, "approve", Chosen(schedule=999, version=1)) == [
        ("None", ["together.missing"])
    ]


def test_what_waits_behind_one_of_them_follows_it(desk: Desk) -> None:
    with_parts(desk, "P")
    first, second = stopped(desk, 150, 200)
    assert desk.state(second) == "received"
    assert together(desk, "approve", *chosen(desk, second, first)) == [
        ("released", []),
        ("released", []),
    ]
    assert desk.orders() == {day(8): d(200)}


def test_the_newest_is_taken_and_those_before_it_are_rejected_by_its_name(desk: Desk) -> None:
    with_parts(desk, "P")
    first, between, newest = stopped(desk, 150, 500, 130)
    (entry,) = [
        e for e in desk.db.read(lambda c: inbox(c, desk.now_us).entries) if e.schedule == first
    ]
    assert entry.holds_up is not None
    assert (entry.holds_up.waiting, entry.holds_up.newest, entry.newest) == (2, "P3", newest)
    assert (entry.holds_up.asked, entry.holds_up.newest_asked) == (150, 130)
    kept = desk.act(take_newest, first, newest=newest)
    assert (kept.schedule, str(kept.state)) == (newest, "released")
    assert [desk.state(it) for it in (first, between)] == ["rejected", "rejected"]
    assert desk.orders() == {day(8): d(130)}


def test_one_that_came_meanwhile_is_seen_before_anything_is_decided(desk: Desk) -> None:
    with_parts(desk, "P")
    first, second = stopped(desk, 150, 500)
    newer = desk.taken(said("P9", item("P", line(day(8), 120))))
    for target in (second, first, 999):
        with pytest.raises(RuleRefusedError, match="not what you saw"):
            desk.act(take_newest, first, newest=target)
    assert [desk.state(it) for it in (first, second, newer)] == [
        "out_of_tolerance",
        "received",
        "received",
    ]


def test_the_newest_is_taken_from_the_first_of_those_that_wait(desk: Desk) -> None:
    with_parts(desk, "P")
    first, second, newest = stopped(desk, 150, 500, 130)
    with pytest.raises(RuleRefusedError, match="P1 comes before it"):
        desk.act(take_newest, second, newest=newest)
    assert [desk.state(it) for it in (first, second)] == ["out_of_tolerance", "received"]


def test_care_for_many_leaves_what_is_refused(desk: Desk) -> None:
    with_parts(desk, "P", "Q")
    (p,), (q,) = stopped(desk, 150), stopped(desk, 170, part="Q")
    gone = Chosen(schedule=999, version=1)
    assert together(desk, "own", *chosen(desk, p, q), gone) == [
        ("out_of_tolerance", []),
        ("out_of_tolerance", []),
        ("None", ["together.missing"]),
    ]
    assert {desk.kept(it).owner for it in (p, q)} == {"ann"}
    together(desk, "snooze", *chosen(desk, p, q))
    assert shown(desk) == []
    together(desk, "wake", *chosen(desk, p))
    assert shown(desk) == [p]
    desk.act(flow.approve, p)
    assert together(desk, "snooze", *chosen(desk, p)) == [("released", ["snooze.done"])]


def test_what_is_put_off_hides_nothing_else_however_short_the_list(desk: Desk) -> None:
    parts = [f"P{n}" for n in range(4)]
    with_parts(desk, *parts)
    found = [stopped(desk, 150, part=part)[0] for part in parts]
    together(desk, "snooze", *chosen(desk, *found[:2]))
    short = desk.db.read(lambda c: inbox(c, desk.now_us, most=2))
    listed = [it.schedule for it in short.entries if str(it.what) != "unviewed"]
    assert (listed, short.later) == (found[2:], 2)


def test_a_newest_that_does_not_reconcile_changes_nothing(desk: Desk) -> None:
    with_parts(desk, "P", reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY)
    desk.taken(said("P0", item("P", line(day(8), 100), cum=0)))
    first = desk.taken(said("P1", item("P", line(day(8), 150), cum=0)))
    newest = desk.taken(said("P2", item("P", line(day(8), 120), cum=7)))
    with pytest.raises(RuleRefusedError, match="above"):
        desk.act(take_newest, first, newest=newest)
    assert (desk.state(first), desk.state(newest)) == ("out_of_tolerance", "received")
    assert desk.orders() == {day(8): d(100)}


def test_a_newest_that_cannot_be_released_changes_nothing(desk: Desk) -> None:
    with_parts(desk, "P")
    first, between, newest = stopped(desk, 150, 500, 60)
    desk.pick(day(8))
    with pytest.raises(RuleRefusedError, match="picked"):
        desk.act(take_newest, first, newest=newest)
    states = [desk.state(it) for it in (first, between, newest)]
    assert states == ["out_of_tolerance", "received", "received"]
    assert desk.orders() == {day(8): d(100)}


def test_a_newest_beyond_the_agreed_quantity_changes_nothing(desk: Desk) -> None:
    year = ModelYear(name="MY", first=day(1), last=day(31), quantity=d(160))
    with_parts(desk, "P", years=(year,))
    first, newest = stopped(desk, 150, 500)
    with pytest.raises(RuleRefusedError, match="160"):
        desk.act(take_newest, first, newest=newest)
    assert [desk.state(it) for it in (first, newest)] == ["out_of_tolerance", "received"]


def test_a_newest_that_is_released_by_hand_is_approved(desk: Desk) -> None:
    with_parts(desk, "P", release=o.Release.MANUAL)
    zero, *_ = [desk.taken(said("P0", item("P", line(day(8), 100))))]
    desk.act(flow.release, zero, unviewed=True)
    first = desk.taken(said("P1", item("P", line(day(8), 150))))
    newest = desk.taken(said("P2", item("P", line(day(8), 500))))
    desk.act(take_newest, first, newest=newest)
    assert [desk.state(it) for it in (first, newest)] == ["rejected", "approved"]


def shown(desk: Desk, *, snoozed: bool = False) -> list[int]:
    found = desk.db.read(lambda c: inbox(c, desk.now_us, snoozed=snoozed).entries)
    return [it.schedule for it in found if it.schedule and str(it.what) != "unviewed"]


def put_off(desk: Desk, schedule: int, hours: int) -> int:
    return transact(
        desk.db, lambda work: snoozes.snooze(work, schedule, hours), by=ANN, at_us=desk.now_us
    )


def test_what_is_put_off_comes_back_at_its_time_or_when_it_changes(desk: Desk) -> None:
    with_parts(desk, "P")
    (first,) = stopped(desk, 150)
    assert put_off(desk, first, 24) == desk.now_us + 24 * HOUR_US
    assert (shown(desk), shown(desk, snoozed=True)) == ([], [first])
    desk.today = day(6)
    assert shown(desk) == [first], "its time is over"
    put_off(desk, first, 24)
    desk.taken(said("P2", item("P", line(day(8), 500))))
    assert shown(desk) == [first], "another waits behind it"
    put_off(desk, first, 24)
    transact(desk.db, lambda work: snoozes.wake(work, first), by=ANN)
    assert shown(desk) == [first]


def test_one_that_is_put_off_is_found_behind_any_number_of_older_ones(desk: Desk) -> None:
    with_parts(desk, "P", "Q", "R", "S")
    older = [stopped(desk, 150, part=part)[0] for part in "PQR"]
    (last,) = stopped(desk, 150, part="S")
    put_off(desk, last, 24)
    first = desk.db.read(lambda c: inbox(c, desk.now_us, most=1))
    tolerance = [it.schedule for it in first.entries if it.what is Rank.OUT_OF_TOLERANCE]
    assert tolerance == older[:1] and first.later == 1
    later = desk.db.read(lambda c: inbox(c, desk.now_us, most=1, snoozed=True))
    assert [it.schedule for it in later.entries] == [last]


def test_nothing_is_put_off_beyond_its_first_delivery(desk: Desk) -> None:
    with_parts(desk, "P")
    (first,) = stopped(desk, 150)
    desk.today = day(6)
    with pytest.raises(RuleRefusedError, match="its first delivery is on 2026-05-08"):
        put_off(desk, first, 37)
    assert shown(desk) == [first]
    put_off(desk, first, 36)
    assert shown(desk) == []


def test_what_approving_would_do_is_told_and_not_done(desk: Desk) -> None:
    with_parts(desk, "P", release=o.Release.MANUAL)
    zero = desk.taken(said("P0", item("P", line(day(8), 100), line(day(9), 10))))
    desk.act(flow.release, zero, unviewed=True)
    first = desk.taken(said("P1", item("P", line(day(8), 150), line(day(12), 40))))
    before = (desk.kept(first), desk.orders())
    found = preview(desk.db, first, by=ANN, now_us=desk.now_us)
    assert found is not None
    assert [(it.on, it.now, it.then) for it in found.days] == [
        (day(8), 100, 150),
        (day(9), 10, 0),
        (day(12), 0, 40),
    ]
    assert (str(found.state), found.reasons, found.now, found.then) == ("released", (), 110, 190)
    assert (desk.kept(first), desk.orders()) == before
    desk.act(flow.approve, first)
    desk.act(flow.release, first, unviewed=True)
    assert desk.orders() == {day(8): d(150), day(12): d(40)}
    assert preview(desk.db, first, by=ANN, now_us=desk.now_us) is None


def test_what_would_stop_it_is_told(desk: Desk) -> None:
    with_parts(desk, "P")
    desk.taken(said("P0", item("P", line(day(8), 100))))
    desk.pick(day(8))
    first = desk.taken(said("P1", item("P", line(day(8), 60))))
    found = preview(desk.db, first, by=ANN, now_us=desk.now_us)
    assert found is not None and str(found.state) == "release_exception"
    assert found.reasons and not found.days


def test_a_fault_of_ours_is_told_in_its_place_and_hides_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_parts(desk, "P")
    (first,) = stopped(desk, 150)

    def broken(*_: object) -> None:
        raise LookupError("a fault of ours")

    monkeypatch.setattr("central.releases.preview.open_by_day", broken)
    found = preview(desk.db, first, by=ANN, now_us=desk.now_us)
    assert found is not None and str(found.state) == "out_of_tolerance"
    assert [reason.code for reason in found.reasons] == ["preview.failed"]
    assert "LookupError: a fault of ours" in found.reasons[0].text


def test_an_absent_database_is_no_fault_of_the_schedule(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the flow, which leaves it due."""
    with_parts(desk, "P")
    (first,) = stopped(desk, 150)

    def away(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the server closed the connection"))

    monkeypatch.setattr("central.releases.preview.open_by_day", away)
    with pytest.raises(OperationalError):
        preview(desk.db, first, by=ANN, now_us=desk.now_us)


def test_by_http(client: Any) -> None:
    desk = Desk(client.central.db)
    with_parts(desk, "P", "Q")
    first, newest = stopped(desk, 150, 130)
    (other,) = stopped(desk, 170, part="Q")
    planner, viewer = client.token("planner"), client.token("viewer")
    root = "/api/v1/releases"
    rows = [{"schedule": other, "version": desk.kept(other).version}]
    body = {"action": "reject", "schedules": rows, "why": "typing fault"}
    assert client.post(f"{root}/together", token=viewer, json=body).status_code == 403
    (done,) = client.post(f"{root}/together", token=planner, json=body).json()
    assert (done["state"], done["reasons"]) == ("rejected", [])
    (undone,) = client.post(f"{root}/together", token=planner, json=body).json()
    assert undone["reasons"][0]["code"] == "flow.stale"
    at = f"{root}/schedules/{first}"
    told = client.get(f"{at}/preview", token=planner).json()
    assert told["days"] == [{"on": DAY.replace(day=8).isoformat(), "now": "100", "then": "150"}]
    assert client.get(f"{root}/schedules/{other}/preview", token=planner).status_code == 409
    version = {"version": desk.kept(first).version}
    assert client.put(f"{at}/snooze", token=planner, json={"hours": 99}).status_code == 422
    newer = client.post(f"{at}/take-newest", token=planner, json={**version, "newest": newest})
    assert newer.json()["state"] == "released", newer.text
