"""What the head of every page says of the plant: never younger than it is, and never invented."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from central.db.clock import now_us
from central.db.database import Actor
from central.heartbeats.service import retire, take
from central.supervision.pulse_view import pulse_of, wrong_of
from central.supervision.rules import Trouble, ranked
from central.web.pulse import KEPT_S, Pulse, Pulses
from tests.support.central.seeded import Seeded, busy, central_in
from wire.heartbeat import Heartbeat
from wire.ids import NodeId


@pytest.fixture
def seeded(tmp_path: Any) -> Any:
    found = central_in(tmp_path)
    busy(found)
    yield found
    found.central.close()


def trouble(kind: str, subject: str, since_us: int, **more: str) -> Trouble:
    return Trouble(kind=kind, subject=subject, node="cell-a", text="", since_us=since_us, **more)


def test_it_counts_cells_and_says_how_old_the_broadcast_is(seeded: Seeded) -> None:
    at_us = now_us()
    pulse = seeded.central.db.read(lambda connection: pulse_of(connection, at_us))
    assert (pulse.cells, pulse.cells_heard, pulse.feed) == (1, 1, "L1")
    assert pulse.heard_us is not None and pulse.heard_us <= at_us
    later = seeded.central.db.read(lambda connection: pulse_of(connection, at_us + 3_600_000_000))
    assert later.heard_us == pulse.heard_us, "the age goes on while nothing comes"
    assert (later.cells, later.cells_heard) == (1, 0), "nobody heard it for an hour"
    assert pulse.counts["/desk"].number == sum(it.count for it in pulse.wrong)
    assert pulse.counts["/desk"].level == "fault"


def test_a_cell_that_was_taken_out_of_service_is_not_counted(seeded: Seeded) -> None:
    db, at_us = seeded.central.db, now_us()
    take(db, Heartbeat(node=NodeId("cell-z"), at_us=at_us), at_us)
    both = db.read(lambda connection: pulse_of(connection, at_us))
    assert (both.cells, both.cells_heard) == (2, 2)
    assert retire(db, "cell-z", Actor(who="ann"))
    one = db.read(lambda connection: pulse_of(connection, at_us))
    assert (one.cells, one.cells_heard) == (1, 1)


def test_what_is_wrong_stands_once_by_its_kind_the_worst_first() -> None:
    found = ranked(
        [
            trouble("short", "A1", 20, link="/x"),
            trouble("help", "A1", 30, link="/troubles/7"),
            trouble("short", "A2", 10, link="/y"),
        ]
    )
    wrong = wrong_of(found)
    assert [(it.kind, it.level, it.count, it.since_us) for it in wrong] == [
        ("help", "fault", 1, 30),
        ("short", "attention", 2, 10),
    ]
    assert [it.address for it in wrong] == ["/troubles/7", "/desk#exceptions"]
    assert [it.subject for it in wrong] == ["cell-a", ""]


def test_it_is_read_once_in_some_seconds_and_what_cannot_be_read_is_not_known(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[int] = []

    def read(_: Any, at_us: int) -> Pulse:
        times.append(at_us)
        if len(times) == 2:
            raise OperationalError("select", {}, Exception("away"))
        return Pulse(at_us=at_us)

    pulses, clock = Pulses(seeded.central.db, read), [now_us()]
    monkeypatch.setattr("central.web.pulse.now_us", lambda: clock[0])
    first = pulses.now()
    clock[0] += int(KEPT_S * 1e6) - 1
    assert first is not None and pulses.now() is first
    clock[0] += 1
    assert pulses.now() is None
    assert pulses.now() == Pulse(at_us=clock[0]), "asked again at once"
    clock[0] -= 60_000_000
    assert pulses.now() == Pulse(at_us=clock[0]), "the clock was set back"
    assert len(times) == 4
