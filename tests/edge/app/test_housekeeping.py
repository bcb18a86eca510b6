"""Housekeeping of a cell: what goes, when, and beside the loop that takes scans."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from edge.app.housekeeping import PIECE_ROWS, RETENTION_S, Housekeeping
from edge.cell.model import CellState
from edge.journal.store import Checkpoint, Journal
from edge.sync.central import LinkState
from edge.troubles import TroubleKind
from wire.events import PersonSigned
from wire.ids import PersonId, WorkplaceId

DAY_US = 86_400 * 1_000_000


class StandingNode:
    """The clock and the state of a node at which nobody works."""

    def __init__(self) -> None:
        self.state = CellState()

    def set_trouble(self, kind: TroubleKind, text: str) -> None:
        assert not text

    def watch_feeds(self) -> None:
        """No feed is silent."""

    def now_us(self) -> int:
        return 100 * DAY_US

    def quiet_for(self, seconds: float) -> bool:
        return True


class StandingLink:
    """Central holds everything."""

    def __init__(self, acknowledged: int) -> None:
        self.state = LinkState(acknowledged=acknowledged)


class WatchedJournal(Journal):
    """Notes which thread takes facts out, and how many went."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, now_us=lambda: 100 * DAY_US)
        self.looks: list[tuple[bool, int]] = []

    def forget_before(self, at_us: int, *, acknowledged: int, rows_max: int = 2000) -> int:
        gone = super().forget_before(at_us, acknowledged=acknowledged, rows_max=rows_max)
        on_the_loop = threading.current_thread() is threading.main_thread()
        self.looks.append((on_the_loop, gone))
        return gone


class SteadyClock:
    """Confirmed all along: what is older than 35 days may go."""

    def look(self) -> int | None:
        return StandingNode().now_us() - 35 * DAY_US


@pytest.fixture
def journal(tmp_path: Path) -> WatchedJournal:
    """450 old facts and a young one."""
    opened = WatchedJournal(tmp_path)
    person = PersonSigned(workplace=WorkplaceId("left"), person=PersonId("p"))
    opened.commit(None, [person] * 450, DAY_US)
    opened.commit(None, [person], 99 * DAY_US)
    opened.keep_checkpoint(Checkpoint(offset=450, state=b"s"))
    return opened


def housekeeping_of(journal: Journal, folder: Path) -> Housekeeping:
    return Housekeeping(
        node=StandingNode(),  # type: ignore[arg-type]
        journal=journal,
        link=StandingLink(450),  # type: ignore[arg-type]
        crash=lambda point: None,
        folder=folder,
        checkpoint_facts=10_000,
        clock=SteadyClock(),  # type: ignore[arg-type]
        free_disk_bytes_min=0,
        checkpoint_offset=-1,
    )


def test_old_facts_go_in_pieces_off_the_loop_and_then_a_minute_passes(
    journal: WatchedJournal, tmp_path: Path
) -> None:
    housekeeping = housekeeping_of(journal, tmp_path)

    async def seconds(count: int) -> None:
        for _ in range(count):
            await housekeeping.step()

    asyncio.run(seconds(3))
    assert journal.looks == [(False, PIECE_ROWS), (False, PIECE_ROWS), (False, 50)]
    asyncio.run(seconds(RETENTION_S - 1))
    assert len(journal.looks) == 3
    asyncio.run(seconds(1))
    assert journal.looks[3:] == [(False, 0)]
    journal.close()


def test_while_the_clock_is_in_doubt_nothing_is_looked_for(
    journal: WatchedJournal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SteadyClock, "look", lambda self: None)
    housekeeping = housekeeping_of(journal, tmp_path)
    asyncio.run(housekeeping.step())
    assert journal.looks == []
    journal.close()
