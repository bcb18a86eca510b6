"""The rig itself: a quiet shift fulfils every invariant, and a broken one does not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest

from tests.support.faults import invariants
from tests.support.faults.invariants import HeardAnswer
from tests.support.faults.rig import Rig
from tests.support.waiting import soon


def test_a_quiet_shift_fulfils_every_invariant(rig: Rig) -> None:
    rig.pick(6)
    evidence = rig.check()
    assert len(evidence.book.active()) == 6
    assert rig.stop() == 0


def test_the_invariants_see_what_is_wrong(rig: Rig) -> None:
    """Each lie about the evidence is found by its own function."""
    rig.pick(2)
    evidence = rig.check()
    rig.kill()
    never = {"mirror": "x", "seat": "y"}
    unwritten = HeardAnswer(verdict="right", code="part.right", serial="SN999999")
    first = next(iter(evidence.central.facts))
    lost = dict(evidence.central.facts)
    lies: list[tuple[Callable[..., None], object]] = [
        (
            invariants.i1_answered_scans_are_in_the_journal_once,
            replace(evidence, heard=[*evidence.heard, unwritten]),
        ),
        (
            invariants.i4_only_what_the_slot_expects_is_accepted,
            replace(evidence, announced=dict.fromkeys(evidence.announced, never)),
        ),
        (invariants.i8_bad_input_is_kept_and_shown, replace(evidence, bad_bytes=[b"unseen"])),
    ]
    for check, lie in lies:
        with pytest.raises(AssertionError):
            check(lie)
    del evidence.central.facts[first]
    with pytest.raises(AssertionError, match="I3"):
        invariants.i3_central_has_each_fact_once(evidence)
    evidence.central.facts = lost
    with closing(sqlite3.connect(evidence.journal)) as direct, direct:
        direct.execute('UPDATE facts SET at_us = at_us + 1 WHERE "offset" = 2')
    with pytest.raises(AssertionError, match="I2"):
        invariants.i2_the_journal_is_a_chain(replace(evidence))


def test_a_cell_that_was_stopped_goes_on_where_it_was(rig: Rig) -> None:
    rig.pick(3)
    before = rig.racks()
    assert rig.stop() == 0
    rig.start()
    ages = {"age_s": None}
    assert [{**rack, **ages} for rack in rig.racks()] == [{**rack, **ages} for rack in before]
    soon(rig.current, "the tour that was begun")
    rig.pick(2)
    rig.check()
