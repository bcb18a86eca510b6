"""Two real processes on one PostgreSQL and one folder of files, of which one dies now and then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, select

from central.db.clock import now_us
from central.db.database import Database
from central.exchange import folders, service
from central.exchange.tables import interchanges
from central.orders.tables import lines
from central.releases import post
from central.releases.tables import SCHEDULES, STEPS, UNPROCESSED
from tests.support.central import messages as message
from tests.support.central.pair import Pair, Serving
from tests.support.waiting import soon

pytestmark = pytest.mark.timeout(150)  # two processes start, twice: on a busy machine that is long
PARTNERS = ("north", "south")
PARTS = tuple(f"P{n}" for n in range(20))
WAVES = 4
MINUTE_US = 60_000_000


class Offices:
    """``pair`` with two customers; ``by_hand`` is a contract that wants a person's approval."""

    def __init__(self, pair: Pair, folder: Path) -> None:
        self.pair, self.folder = pair, folder
        self.db = Database(make_url(pair.database))
        self.planner = pair.token("planner")
        self.today = datetime.now(tz=UTC).date() - timedelta(days=1)
        self.put("/partners/currencies/EUR", {"digits": 2})
        for name in PARTNERS:
            self.put(f"/partners/customers/{name}", {"name": name, "currency": "EUR", "version": 0})
            self._contract(f"{name}-auto", name, PARTS, approval="auto", release="automatic")
            self._contract(f"{name}-hand", name, ["HAND"], approval="manual", release="manual")
            ids = [f"{name}:ZZ", name]
            said = {"customer": name, "name": name, "profile": {"ids": ids}, "answers": ["contrl"]}
            self.put(f"/edi/partners/{name}", said)
            for sub in ("in", "work", "out"):
                (folder / name / sub).mkdir(parents=True, exist_ok=True)

    def _contract(self, agreement: str, customer: str, parts: Any, **terms: str) -> None:
        body = {
            "customer": customer,
            "currency": "EUR",
            "state": "active",
            "terms": terms,
            "parts": [{"part": part, "unit": "PCE"} for part in parts],
            "version": 0,
        }
        self.put(f"/agreements/{agreement}", body)

    def put(self, path: str, body: Any) -> None:
        answer = self.pair.a.http.put(f"/api/v1{path}", json=body, headers=self.planner)
        assert answer.is_success, answer.text

    def drop(self, partner: str, part: str, wave: int, asked: dict[date, int]) -> None:
        """A file with one schedule, whole at once as a careful sender does it."""
        said = message.Message(
            sender=partner,
            number=f"{part}-{wave}",
            issued=self.today - timedelta(days=WAVES - wave),
            items=[
                message.Item(
                    part=part, lines=[message.Line(on=on, quantity=n) for on, n in asked.items()]
                )
            ],
        )
        into = self.folder / partner / "in"
        part_of = into / f"{said.number}.part"
        part_of.write_bytes(message.edifact(said))
        part_of.rename(into / f"{said.number}.edi")

    def take_up_the_dead(self) -> None:
        """As whoever looks a minute later, while the others go on."""
        for name in PARTNERS:
            folder = folders.PartnerFolder(
                self.folder / name, name, self.db, post, settle_s=3600, reclaim_s=0.5
            )
            folder.look(0)
        service.sweep(self.db, post, now_us() + MINUTE_US)

    def rows(self, query: Any) -> list[Any]:
        return list(self.db.read(lambda connection: connection.execute(query).all()))

    def states(self) -> Counter[str]:
        column = interchanges.c.state
        found = self.rows(select(column).where(interchanges.c.direction == "in"))
        return Counter(row.state for row in found)

    def schedules(self) -> Counter[str]:
        return Counter(row.state for row in self.rows(select(SCHEDULES.c.state)))


@pytest.fixture(scope="module")
def offices(cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    cluster.execute("CREATE DATABASE offices")
    root = tmp_path_factory.mktemp("offices")
    shared = root / "edi"
    more = (
        f'[edi]\nfolder = "{shared}"\npoll_s = 0.1\nsettle_s = 0.05\n'
        "[releases]\nrun_every_s = 0.2\n"
    )
    running = Pair(root, cluster.url("offices"), None, more)
    try:
        running.start()
        found = Offices(running, shared)
        yield found
        found.db.close()
    finally:
        running.stop()


def restart(one: Serving) -> None:
    one.kill()
    one.start()


def asked_in(wave: int, number: int, today: date) -> dict[date, int]:
    return {today + timedelta(days=3 + n): 10 * wave + number + n for n in range(4 + wave % 2)}


def test_files_that_fall_while_one_is_killed_are_posted_and_released_once(
    offices: Offices,
) -> None:
    pair = offices.pair
    victims = {1: pair.a, 2: pair.b}
    for wave in range(WAVES):
        for number, part in enumerate(PARTS):
            for partner in PARTNERS:
                offices.drop(partner, part, wave, asked_in(wave, number, offices.today))
            if number == len(PARTS) // 2 and wave in victims:
                soon(lambda: sum(offices.states().values()) > wave * 40 + 3)  # noqa: B023
                restart(victims[wave])
        wanted = (wave + 1) * len(PARTS) * len(PARTNERS)

        def done() -> bool:
            offices.take_up_the_dead()
            found = offices.schedules()
            return found["released"] + found["replaced"] >= wanted  # noqa: B023

        soon(done, within_s=30)
        if wave in victims:
            soon(victims[wave].is_ready, within_s=50)
    assert offices.states() == {"posted": WAVES * 40}
    assert offices.schedules() == {"released": 40, "replaced": (WAVES - 1) * 40}
    assert not offices.rows(select(UNPROCESSED))
    releases = offices.rows(select(STEPS.c.schedule).where(STEPS.c.to_state == "released"))
    assert sorted(row.schedule for row in releases) == sorted(
        row.schedule for row in offices.rows(select(SCHEDULES.c.schedule))
    )
    _are_the_last(offices)
    _answered_once(offices)


def _are_the_last(offices: Offices) -> None:
    """Orders are what the last schedules say."""
    query = select(lines).where(lines.c.state != "taken_out")
    standing = {(row.agreement, row.part, row.on_day): row.quantity for row in offices.rows(query)}
    assert len(standing) == len(offices.rows(query)), "one line for a day"
    assert standing == {
        (f"{partner}-auto", part, on): quantity
        for partner in PARTNERS
        for number, part in enumerate(PARTS)
        for on, quantity in asked_in(WAVES - 1, number, offices.today).items()
    }


def _answered_once(offices: Offices) -> None:
    table = interchanges.c
    query = select(table.answers, table.reference, table.partner).where(table.direction == "out")
    found = offices.rows(query)
    assert len(found) == len({row.answers for row in found}) == WAVES * 40
    assert len({(row.partner, row.reference) for row in found}) == len(found)


def test_of_two_planners_at_two_processes_one_approves(offices: Offices) -> None:
    pair = offices.pair
    for partner in PARTNERS:
        offices.drop(partner, "HAND", 1, asked_in(1, 1, offices.today))
    query = select(SCHEDULES.c.schedule, SCHEDULES.c.version).where(
        SCHEDULES.c.part == "HAND", SCHEDULES.c.due == 0, SCHEDULES.c.waits != "[]"
    )
    waiting = soon(lambda: len(found := offices.rows(query)) == 2 and found)
    for schedule, version in waiting:

        def approve(door: Serving) -> int:
            address = f"/api/v1/releases/schedules/{schedule}/approve"  # noqa: B023
            body = {"version": version, "why": "looked at it"}  # noqa: B023
            return door.http.post(address, json=body, headers=offices.planner).status_code

        with ThreadPoolExecutor(2) as planners:
            assert sorted(planners.map(approve, (pair.a, pair.b))) == [200, 409]


def test_both_find_the_history_intact(offices: Offices) -> None:
    reader = offices.pair.token("administrator")
    for door in (offices.pair.a, offices.pair.b):
        answer = door.http.get("/api/v1/audit/verdict", headers=reader)
        assert answer.json()["verdict"] == "intact", answer.text
