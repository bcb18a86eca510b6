"""Central tells what did not come in the same unbroken runs as the cell, and alarms of it once."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from sqlalchemy import Connection

from central.alarms.rules import TroubleKey, key_of
from central.alarms.service import alarms_now
from central.alarms.watch import look
from central.db.database import Database
from central.supervision import service
from central.supervision.rules import Trouble
from central.tracking.service import cells
from central.tracking.service.views import HoleView
from central.ways.rules import AlarmRule
from edge.cell.exceptions import exceptions
from edge.cell.inputs import HandleException, RefusedError, SkipNumber
from edge.cell.masters import compile_masters
from tests.support.cell.world import ANNA, BEN, FEED, PRINTERS, World, masters, telegram
from tests.support.central.cell_and_central import Pair
from tests.support.central.journal import Journal, plain_day, run_opened, taken
from tests.support.central.taking_facts import take
from wire.events import NumberSkipped
from wire.masters import Filling


def a_pair(db: Database, **racks: object) -> Pair:
    world = World(compile_masters(masters(racks=racks, window=60, max_jump=60), PRINTERS))
    world.start()
    return Pair(db, world, 1)


def skip(number: int, last: int) -> SkipNumber:
    return SkipNumber(feed=FEED, epoch=1, number=number, last=last, person=BEN, reason="phone")


def numbers(db: Database) -> list[HoleView]:
    return [it for it in cells.list_holes(db) if it.kind == "number"]


def troubles(connection: Connection) -> list[Trouble]:
    return [it for it in service.collect(connection, 1) if it.kind == "hole" and it.link]


def told(found: Sequence[HoleView]) -> set[tuple[object, ...]]:
    return {(it.number, it.last, it.since_us, it.owner, frozenset(it.racks)) for it in found}


def cell_tells(world: World) -> set[tuple[object, ...]]:
    return {
        (
            it.number,
            it.number if it.last is None else it.last,
            it.at_us,
            it.owner,
            frozenset(it.racks),
        )
        for it in exceptions(world.state, world.now_us)
        if it.kind == "hole"
    }


def test_one_jump_is_one_hole_of_48_numbers(db: Database) -> None:
    pair = a_pair(db)
    pair.world.hear(telegram(1), telegram(50))
    pair.send()
    (found,) = numbers(db)
    assert (found.number, found.last, found.count) == (2, 49, 48)
    assert found.racks == ("MIRROR-1-0001", "SEAT-1-0001", "MIRROR-1-0049", "SEAT-1-0049")
    assert cells.counts(db).holes_open >= 48
    (trouble,) = db.read(troubles)
    assert trouble.subject == "L1 0002–0049 (48)"
    assert "MIRROR-1-0001, SEAT-1-0001, " in trouble.text


def test_it_splits_and_is_closed_as_at_the_cell_and_keeps_who_took_it(db: Database) -> None:
    pair = a_pair(db)
    world = pair.world
    world.hear(telegram(1), telegram(20))
    world.do(HandleException(exception="hole:L1:1:2-19", person=ANNA, closed=False))
    world.hear(telegram(7))
    world.do(skip(10, 12))
    pair.send()
    assert told(numbers(db)) == cell_tells(world)
    assert [(it.number, it.last, it.owner) for it in numbers(db)] == [
        (2, 6, ANNA),
        (8, 9, ANNA),
        (13, 19, ANNA),
    ]
    closed = [it for it in cells.list_holes(db, open_only=False) if it.closed_by == "skipped"]
    assert [(it.number, it.last, it.count) for it in closed] == [(10, 12, 3)]


def test_dense_racks_that_wait_behind_it_are_named(db: Database) -> None:
    pair = a_pair(db, filling=Filling.DENSE)
    pair.world.hear(telegram(1), telegram(2), telegram(5), *(telegram(n) for n in range(6, 12)))
    pair.send()
    assert told(numbers(db)) == cell_tells(pair.world)
    assert numbers(db)[0].racks


@pytest.mark.parametrize("seed", range(3))
def test_whatever_comes_cell_and_central_tell_the_same_runs(db: Database, seed: int) -> None:
    pair, rng = a_pair(db), Random(seed)
    pair.world.hear(telegram(1))
    for _ in range(80):
        number = rng.randrange(1, 50)
        if rng.random() < 0.7:
            pair.world.hear(telegram(number))
            continue
        try:
            pair.world.do(skip(number, number + rng.randrange(4)))
        except RefusedError:
            continue
    pair.send()
    assert told(numbers(db)) == cell_tells(pair.world)


def test_an_older_cell_that_skips_number_by_number_is_told_the_same(db: Database) -> None:
    """Its facts are those of always; only central's view of them is new."""
    journal = Journal().write(*plain_day([1]), taken(10))
    journal.write(
        *(NumberSkipped(feed="L1", epoch=1, number=n, person="ann", reason="lost") for n in (4, 5))
    )
    take(db, journal.batch())
    assert [(it.number, it.last) for it in numbers(db)] == [(2, 3), (6, 9)]


def test_of_a_jump_of_thousands_no_number_is_left_out(db: Database) -> None:
    take(db, Journal().write(run_opened(), taken(1), taken(5001)).batch())
    assert [(it.number, it.last, it.count) for it in numbers(db)] == [(2, 5000, 4999)]


def test_an_alarm_of_a_run_is_told_once_and_over_when_all_of_it_came(db: Database) -> None:
    pair = a_pair(db)
    rules = (AlarmRule(name="holes", kinds=("hole",), step=()),)
    seen: list[list[int]] = []
    for heard in ((1, 10), (2,), (6,), (7, 8, 9), (3, 4, 5)):
        pair.world.hear(*(telegram(number) for number in heard))
        pair.send()
        look(db, rules, pair.world.now_us)
        alarms = db.read(alarms_now)
        seen.append([it.alarm for it in alarms if it.subject.endswith("(8)")])
    assert seen == [seen[0]] * 4 + [[]] and len(seen[0]) == 1


def test_two_jumps_are_two_alarms(db: Database) -> None:
    pair = a_pair(db)
    for number in (1, 4, 9):
        pair.world.hear(telegram(number))
    pair.send()
    keys = {key_of(it) for it in db.read(troubles)}
    assert len(keys) == 2 and all(isinstance(it, TroubleKey) for it in keys)


def test_a_jump_that_has_split_before_it_is_told_is_told_whole(db: Database) -> None:
    pair = a_pair(db)
    for heard in ((1, 20), (8,), (15,)):
        pair.world.hear(*(telegram(number) for number in heard))
    pair.send()
    rules = (AlarmRule(name="holes", kinds=("hole",), step=()),)
    look(db, rules, pair.world.now_us)
    (alarm,) = [it for it in db.read(alarms_now) if "L1 00" in it.subject]
    for run in ("0002–0007 (6)", "0009–0014 (6)", "0016–0019 (4)"):
        assert run in alarm.subject
