"""The clock jumps; order, chain and picks do not depend on it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.cell.inputs import Answer, TourOffered
from edge.cell.tours import current_pick, fallback_tour
from edge.crash_points import no_crash
from edge.journal.store import Journal
from edge.node.chain import Chain
from edge.node.feed_intake import Subscription
from edge.node.node import Node
from edge.node.recovery import checkpoint_of, recover
from edge.scanners import Frame
from hardware_sim.scanner import badge_label, supplier_label
from tests.support.faults.little_plant import FEED, PICKER_BADGE, PLACE, masters
from tests.support.faults.little_plant import telegram as make_telegram
from tests.support.outlets import outlets
from wire.codec import encode
from wire.events import LabelKind, Source, Verdict
from wire.ids import DeviceId, WorkplaceId

HOUR_US = 3_600_000_000
NOON_US = 1_795_000_000_000_000
HERE = WorkplaceId(PLACE)


class Cell:
    """A node on a real journal whose clock the test sets."""

    def __init__(self, folder: Path) -> None:
        self.now_us = NOON_US
        self.folder = folder
        self.answers: list[Answer] = []
        self.begin()

    def begin(self) -> None:
        self.journal = Journal(self.folder, now_us=lambda: self.now_us)
        self.node = Node(
            "cell-a",
            chain=Chain(
                self.journal,
                recover(self.journal).state,
                outlets(answer=self.answers.append),
                crash=no_crash,
                now_us=lambda: self.now_us,
            ),
            printers={kind: DeviceId("labels") for kind in LabelKind},
            subscription=Subscription(feeds=(FEED,), direct=(), replay_after_s=0.1),
            monotonic=lambda: 1.0,
        )
        kept = self.journal.masters()
        if kept is None:
            self.node.take_masters(encode(masters()), "v1")
        else:
            self.node.use_kept_masters(kept[1], kept[0])

    def hear(self, number: int) -> None:
        self.node.take_telegram(FEED, encode(make_telegram(number, position=number)), Source.MQTT)

    def scan(self, text: str) -> Answer:
        frame = Frame(raw=text.encode(), payload=text, first_byte_monotonic_ns=0)
        self.node.take_frame(DeviceId("hand"), HERE, frame)
        return self.answers[-1]

    async def pick(self, serial: str) -> Answer:
        compiled = self.node.compiled
        assert compiled is not None
        if current_pick(self.node.state, HERE) is None:
            picks = fallback_tour(self.node.state, compiled, HERE)
            given = TourOffered(workplace=HERE, picks=picks, engine="in_order", optimal=False)
            await self.node.submit(given)
        pick = current_pick(self.node.state, HERE)
        assert pick is not None
        return self.scan(supplier_label(pick.need.part, serial))


@pytest.fixture
def cell(tmp_path: Path) -> Iterator[Cell]:
    made = Cell(tmp_path)
    yield made
    made.journal.close()


JUMPS_US = {
    "two hours back": NOON_US - 2 * HOUR_US,
    "a day ahead": NOON_US + 24 * HOUR_US,
    "1970": 5_000_000,
    "40 days ahead": NOON_US + 40 * 24 * HOUR_US,
    "2099": 4_070_908_800_000_000,
    "the summer's hour and back": NOON_US - HOUR_US,
}


@pytest.mark.parametrize("jump", JUMPS_US)
def test_a_jump_changes_no_order_and_loses_no_pick(jump: str, cell: Cell) -> None:
    async def shift() -> None:
        cell.scan(badge_label(PICKER_BADGE))
        for number in range(1, 5):
            cell.hear(number)
        assert (await cell.pick("S1")).verdict is Verdict.RIGHT
        cell.now_us = JUMPS_US[jump]
        for number in range(5, 9):
            cell.hear(number)
        for serial in ("S2", "S3", "S4"):
            assert (await cell.pick(serial)).verdict is Verdict.RIGHT
            cell.now_us += 1_000
        cell.now_us = NOON_US + 60_000_000
        assert (await cell.pick("S5")).verdict is Verdict.RIGHT

    asyncio.run(shift())
    assert cell.journal.verify() == ""
    offsets = [it.offset for it in cell.journal.facts_after(-1)]
    assert offsets == list(range(len(offsets)))
    assert len(cell.node.state.feeds[FEED].vehicles) == 8
    assert sum(len(m) for rack in cell.node.state.racks.values() for m in rack.picked.values()) == 5


@pytest.mark.parametrize("jump", JUMPS_US)
def test_a_start_after_a_jump_knows_the_same(jump: str, cell: Cell) -> None:
    for number in range(1, 5):
        cell.hear(number)
    before = checkpoint_of(cell.node.state)
    epoch = cell.journal.epoch
    cell.journal.close()
    cell.now_us = JUMPS_US[jump]
    cell.begin()
    assert cell.journal.epoch == epoch
    assert checkpoint_of(cell.node.state) == before
    cell.hear(5)
    assert cell.journal.verify() == ""
