"""Schedules as programs and planners reach them by HTTP."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from central.agreements.model import options as o
from central.agreements.model.horizons import Length, ToleranceHorizon
from central.http.problems import ProblemError
from central.releases import flow
from central.releases.runner import Runner
from tests.support.central.releases_desk import DAY, FORECAST, Desk, day, item, line, said

pytestmark = pytest.mark.both_databases

ROOT = "/api/v1/releases"
TEN = ToleranceHorizon(
    name="Firm",
    length=Length(count=28),
    minus_percent=10,
    plus_percent=10,  # type: ignore[arg-type]
)


@pytest.fixture
def office(client: Any) -> Any:
    """The desk behind the application, and ways to ask as somebody."""
    desk = Desk(client.central.db)

    def ask(
        method: str, path: str, body: Any = None, status: int = 200, role: str = "planner"
    ) -> Any:
        more = {} if body is None else {"json": body}
        answer = client.request(method, ROOT + path, token=client.token(role, name=role), **more)
        assert answer.status_code == status, answer.text
        return answer.json()

    desk.ask = ask  # type: ignore[attr-defined]
    return desk


def test_a_planner_reads_compares_and_accepts(office: Any) -> None:
    office.agreement(
        tolerance_check=o.ToleranceCheck.AUTOMATIC,
        tolerance_template=(TEN,),
        approval=o.Approval.AUTO,
        release=o.Release.AUTOMATIC,
    )
    office.taken(said("1", item("P", line(day(5), 100), line(day(6), 10, FORECAST))))
    second = office.taken(said("2", item("P", line(day(5), 150), line(day(7), 10, FORECAST))))
    inbox = office.ask("GET", "/inbox")
    assert [(e["what"], e["action"]) for e in inbox["entries"]] == [
        ("out_of_tolerance", "approve"),
        ("unviewed", "view"),
    ]
    assert inbox["counts"]["out_of_tolerance"] == 1 and inbox["counts"]["unprocessed"] == 0
    compared = office.ask("GET", f"/schedules/{second}/compare")
    assert [(row["on"], row["old"], row["new"], row["change"]) for row in compared["rows"]] == [
        ("2026-05-05", "100", "150", "increased"),
        ("2026-05-06", "10", "0", "removed"),
        ("2026-05-07", "0", "10", "added"),
    ]
    assert compared["rows"][0]["mark"] == "out" and compared["rows"][0]["percent"] == "50"
    (changed, first) = office.ask("GET", "/net-change?unviewed=true")
    assert changed["new"]["number"] == "2" and first["old"] is None
    shown = office.ask("GET", f"/schedules/{second}")
    assert shown["actions"] == ["approve", "reject"]
    assert [step["step"] for step in shown["steps"]] == ["receive", "reconcile", "check_tolerance"]
    act = {"version": shown["kept"]["version"]}
    office.ask("POST", f"/schedules/{second}/reject", act, 409)
    assert office.ask("POST", f"/schedules/{second}/approve", act)["state"] == "released"
    assert office.ask("POST", f"/schedules/{second}/approve", act, 409)["code"] == "stale"
    assert office.ask("GET", "/inbox")["entries"][0]["what"] == "unviewed"
    office.ask("POST", f"/schedules/{second}/viewed")
    assert office.ask("GET", "/inbox")["entries"] == []


def test_why_reconcile_did_what_it_did_before_and_after(office: Any) -> None:
    office.agreement(
        reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY, reconcile_run=o.ReconcileRun.MANUAL
    )
    office.despatched("N1", 120, day(1))
    schedule = office.taken(said("1", item("P", line(day(5), 100), cum=90)))
    before = office.ask("GET", f"/schedules/{schedule}/reconciliation")
    assert before["recorded"] is None and before["matched"] is True
    assert before["now"][0]["figures"] == {"own": "120", "received": "90", "quantity": "30"}
    step = {"step": "reconcile", "version": 1}
    assert office.ask("POST", f"/schedules/{schedule}/step", step)["state"] == "reconciled"
    after = office.ask("GET", f"/schedules/{schedule}/reconciliation")
    assert after["recorded"]["who"] == "planner"
    assert after["recorded"]["reasons"][0]["text"] == (
        "our cum 120 - customer's cum 90 = 30 in transit"
    )
    assert after["lines"][0]["in_transit"] == "30"


def test_what_was_not_posted_is_listed_and_dismissed(office: Any) -> None:
    office.post(said("1", item("X", line(day(5), 1))))
    (entry,) = office.ask("GET", "/unprocessed")
    assert entry["what"] == "unknown_part" and "X" in entry["reasons"][0]["text"]
    where = f"/unprocessed/{entry['entry']}"
    office.ask("PUT", f"{where}/owner", {"owner": "bob"})
    assert office.ask("GET", "/inbox")["entries"][0]["owner"] == "bob"
    office.ask("POST", f"{where}/dismiss", {"why": ""}, 422)
    office.ask("POST", f"{where}/dismiss", {"why": "a part of another supplier"})
    assert office.ask("GET", "/unprocessed") == []
    assert office.ask("GET", "/unprocessed?closed=true")[0]["closing"] == "dismissed"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/schedules/77/approve", {"version": 1}, 404),
        ("/schedules/1/approve", {"version": 0}, 422),
        ("/schedules/1/approve", {"version": 1, "state": "released"}, 422),
        ("/schedules/1/explode", {"version": 1}, 422),
        ("/schedules/0/approve", {"version": 1}, 422),
        ("/unprocessed/77/dismiss", {"why": "x"}, 404),
    ],
)
def test_what_cannot_be_is_refused(office: Any, path: str, body: Any, status: int) -> None:
    office.ask("POST", path, body, status)


def test_others_read_or_do_not_even_that(office: Any) -> None:
    office.agreement()
    schedule = office.taken(said("1", item("P", line(day(5), 1))))
    act = {"version": office.kept(schedule).version}
    office.ask("GET", "/schedules", role="shipping")
    office.ask("POST", f"/schedules/{schedule}/approve", act, 403, role="shipping")
    office.ask("GET", "/inbox", status=403, role="picker")


def test_two_planners_at_once_one_wins(office: Any) -> None:
    office.agreement(approval=o.Approval.UNCONDITIONAL)
    schedule = office.taken(said("1", item("P", line(day(5), 100))))
    version = office.kept(schedule).version
    answers: list[str] = []

    def release() -> None:
        try:
            office.act(flow.release, schedule, version=version, unviewed=True)
            answers.append("released")
        except ProblemError as error:
            answers.append(error.code)

    threads = [threading.Thread(target=release) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["released", "stale"]
    assert office.orders() == {day(5): 100}


def test_several_processes_share_the_work_and_post_nothing_twice(office: Any) -> None:
    parts = [f"P{n}" for n in range(40)]
    office.agreement("A", *parts, approval=o.Approval.AUTO, release=o.Release.AUTOMATIC)
    for number in ("1", "2"):
        office.post(said(number, *(item(part, line(day(5), 10)) for part in parts)))
    threads = [
        threading.Thread(target=flow.Flow(office.db).run, args=(office.now_us,)) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    office.run()
    states = [row.state for row in office.schedules()]
    assert states == ["replaced"] * 40 + ["released"] * 40
    assert [office.orders(part) for part in parts] == [{day(5): 10}] * 40


def test_the_runner_flows_at_once_when_woken(office: Any) -> None:
    import asyncio

    office.agreement(approval=o.Approval.AUTO, release=o.Release.AUTOMATIC)

    async def live() -> None:
        progressed = asyncio.Event()
        runner = Runner(office.db, every_s=3600, on_progress=progressed.set)
        task = asyncio.create_task(runner.run())
        await asyncio.sleep(0)
        schedule = await asyncio.to_thread(
            office.posted, said("1", item("P", line(DAY, 10)), issued=DAY)
        )
        runner.wake()
        await asyncio.wait_for(progressed.wait(), 20)
        assert office.state(schedule) == "released"
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(live())
