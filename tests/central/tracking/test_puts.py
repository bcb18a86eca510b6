"""Who showed a piece in its compartment, and when, stands beside it."""

from __future__ import annotations

from central.db.database import Database
from central.tracking.service import search
from tests.edge.cell.test_puts import MIRRORS, bound, pick
from tests.support.cell.world import ANNA
from tests.support.central.cell_and_central import Pair, assert_the_same


def test_a_put_is_kept_with_its_person_and_time_and_the_slot_waits_for_it(db: Database) -> None:
    world = bound()
    pair = Pair(db, world, 1)
    pick(world, "A")
    pair.send()
    assert_the_same(db, world.state)
    found = search.find_rack(db, MIRRORS)
    assert [(m.put_awaited, m.put_us, m.put_by) for m in found.marriages] == [(True, None, "")]
    assert found.racks[0].slots[0].state == "open"
    world.scan("LS:PUT:R7:1")
    at_us = world.facts[-1][0]
    pair.send()
    assert_the_same(db, world.state)
    found = search.find_rack(db, MIRRORS)
    assert [(m.put_awaited, m.put_us, m.put_by) for m in found.marriages] == [(False, at_us, ANNA)]
    assert found.racks[0].slots[0].state == "picked"
