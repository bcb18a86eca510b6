"""Retention believes a clock only when central confirms it and it was right for all that time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.app.clock_watch import STEADY_MARK, ClockWatch
from edge.journal.store import Checkpoint, Journal, RawInput
from edge.sync.central import LinkState
from wire.events import PersonSigned
from wire.ids import PersonId, WorkplaceId

DAY_S = 86_400.0
NOON_S = 1_795_000_000.0
RETENTION_DAYS = 35


class Cell:
    """A journal whose clock, true time and central the test sets. Seconds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.true_s = NOON_S
        self.wrong_s = 0.0
        """What the cell's clock is ahead."""
        self.site_wrong_s = 0.0
        """And central's."""
        self.link = LinkState()
        self.begin()

    def now_us(self) -> int:
        return round((self.true_s + self.wrong_s) * 1e6)

    def begin(self) -> None:
        self.journal = Journal(self.folder, now_us=self.now_us)
        self.link = LinkState()
        self.watch = ClockWatch(
            journal=self.journal,
            link=self.link,
            now_us=self.now_us,
            monotonic=lambda: self.true_s,
            retention_us=round(RETENTION_DAYS * DAY_S * 1e6),
        )

    def restart(self) -> None:
        self.journal.close()
        self.begin()

    def write(self, count: int = 5) -> None:
        for number in range(count):
            self.true_s += 1
            fact = PersonSigned(workplace=WorkplaceId("left"), person=PersonId(str(number)))
            self.journal.commit(RawInput(source="x", data=b"y"), [fact], self.now_us())
        self.journal.keep_checkpoint(Checkpoint(offset=self.journal.last_offset, state=b"s"))

    def hear_central(self) -> None:
        self.link.clock_offset_s = self.wrong_s - self.site_wrong_s
        self.link.clock_compared_at = self.true_s

    def pass_time(self, days: float, *, central: bool = True) -> int:
        """Minute by minute, with the housekeeping of each; how many rows went."""
        gone = 0
        for _ in range(round(days * DAY_S / 60)):
            self.true_s += 60
            if central:
                self.hear_central()
            old_us = self.watch.look()
            if old_us is not None:
                last = self.journal.last_offset
                gone += self.journal.forget_before(old_us, acknowledged=last)
        return gone


@pytest.fixture
def cell(tmp_path: Path) -> Iterator[Cell]:
    made = Cell(tmp_path)
    yield made
    made.journal.close()


def test_a_steady_clock_ends_what_is_older_than_the_retention(cell: Cell) -> None:
    cell.pass_time(0.1)
    cell.write()
    assert cell.pass_time(RETENTION_DAYS - 0.5) == 0
    assert cell.pass_time(1) == 4 + 4, "all but the last fact and its raw input"


@pytest.mark.parametrize("ahead_days", [40.0, 27_000.0, -20_000.0], ids=["40 days", "2099", "1970"])
def test_a_start_with_a_wrong_clock_deletes_nothing(cell: Cell, ahead_days: float) -> None:
    cell.pass_time(RETENTION_DAYS + 1)
    cell.write()
    cell.pass_time(0.1)
    cell.wrong_s = ahead_days * DAY_S
    cell.restart()
    assert cell.pass_time(0.5, central=False) == 0, "nobody has confirmed it"
    assert cell.pass_time(0.5) == 0, "central's is another"
    cell.wrong_s = 0.0
    assert cell.pass_time(1.0) == 0, "corrected"
    assert len(list(cell.journal.facts_after(-1))) == 5


@pytest.mark.parametrize("ahead_days", [1.0, 40.0, 27_000.0], ids=["a day", "40 days", "2099"])
def test_a_start_with_a_wrong_clock_that_central_shares_deletes_nothing_early(
    cell: Cell, ahead_days: float
) -> None:
    """The time server of the site was wrong when all of it was started."""
    cell.pass_time(RETENTION_DAYS + 1)
    cell.write()
    cell.site_wrong_s = cell.wrong_s = ahead_days * DAY_S
    cell.restart()
    assert cell.pass_time(RETENTION_DAYS - 1) == 0
    assert cell.pass_time(1.1) > 0


def test_a_cell_that_stood_keeps_what_it_has_for_so_much_longer(cell: Cell) -> None:
    cell.pass_time(RETENTION_DAYS + 1)
    cell.write()
    for _ in range(3):
        cell.true_s += 2 * DAY_S
        cell.restart()
        assert cell.pass_time(5) == 0
        cell.write(1)
    assert cell.pass_time(RETENTION_DAYS - 15 - 1) == 0
    assert cell.pass_time(1.1) > 0


@pytest.mark.parametrize("ahead_days", [40.0, 27_000.0, -20_000.0], ids=["40 days", "2099", "1970"])
def test_a_jump_while_it_runs_deletes_nothing(cell: Cell, ahead_days: float) -> None:
    cell.pass_time(RETENTION_DAYS + 1)
    cell.write()
    cell.pass_time(0.1)
    cell.wrong_s = ahead_days * DAY_S
    assert cell.pass_time(0.005, central=False) == 0, "the comparison was before the jump"
    assert cell.pass_time(1.0) == 0


def test_facts_written_by_a_clock_that_was_behind_are_kept_their_whole_time(cell: Cell) -> None:
    """A dead clock starts in 1970; once it is set, what it wrote looks half a century old."""
    cell.wrong_s = -20_000 * DAY_S
    cell.restart()
    cell.write()
    cell.pass_time(0.5)
    cell.wrong_s = 0.0
    assert cell.pass_time(RETENTION_DAYS - 1) == 0
    assert cell.pass_time(2) > 0


def test_a_restart_with_a_right_clock_loses_no_time(cell: Cell) -> None:
    cell.write()
    cell.pass_time(RETENTION_DAYS - 1)
    cell.restart()
    assert cell.journal.mark(STEADY_MARK)
    assert cell.pass_time(2) > 0


def test_without_central_nothing_is_deleted(cell: Cell) -> None:
    cell.pass_time(0.1)
    cell.write()
    assert cell.pass_time(RETENTION_DAYS + 5, central=False) == 0
    assert cell.pass_time(0.01) > 0
