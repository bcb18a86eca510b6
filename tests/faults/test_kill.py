"""kill -9 at every named step, and at random moments: the same journal goes on, and every
invariant holds.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from edge.crash_points import POINTS
from tests.support.faults.forks import Forks
from tests.support.faults.little_plant import PARTS, expected_parts, masters
from tests.support.faults.rig import Rig
from tests.support.waiting import soon

FULL = os.environ.get("LINESIDE_FULL") == "1"
RANDOM_KILLS = 200 if FULL else 8
KILLS_A_CELL = 50


def scan(rig: Rig) -> None:
    rig.try_pick()


def telegram(rig: Rig) -> None:
    number = len(rig.central.telegrams) + 1
    rig.send(number)


def label(rig: Rig) -> None:
    """A pick of a mirror prints its label; seats are picked on the way to one."""
    for _ in range(8):
        if not rig.running() or not rig.try_pick():
            return


def stop(rig: Rig) -> None:
    """A cell that is asked to stop writes a checkpoint."""
    os.kill(rig.pid, signal.SIGTERM)


def new_masters(rig: Rig) -> None:
    rig.central.masters = masters(version=rig.central.masters.version + 1)


DEEDS: dict[str, Callable[[Rig], None]] = {
    "telegram": telegram,
    "scan": scan,
    "print": label,
    "sync": scan,
    "checkpoint": stop,
    "masters": new_masters,
}


@pytest.fixture(scope="module")
def veteran(
    forks: Forks, mosquitto: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rig]:
    """One cell and one journal for all named steps: each begins with what the last one left."""
    rig = Rig(tmp_path_factory.mktemp("veteran") / "rig", forks, mosquitto)
    rig.start()
    rig.begin_shift(12)
    yield rig
    rig.close()


@pytest.mark.parametrize("point", POINTS)
def test_killed_at(point: str, veteran: Rig) -> None:
    """The cell passes the step and dies there; the next one goes on with the same journal."""
    rig = veteran
    rig.kill()
    rig.send(*range(len(rig.central.telegrams) + 1, len(rig.central.telegrams) + 4))
    rig.start(crash=point, wait=False)
    died = soon_dead(rig, DEEDS[point.split(".")[0]])
    assert died == -signal.SIGKILL, f"{point} was never passed\n{rig.log_tail()}"
    rig.start()
    rig.pick(2)
    soon(lambda: positions_taken(rig) == len(rig.central.telegrams), "every telegram")
    soon(lambda: rig.status()["masters_version"] == rig.central.masters.version)
    rig.check()


def positions_taken(rig: Rig) -> int:
    """Telegrams that the journal holds, duplicates once."""
    facts = rig.evidence().facts("telegram_taken")
    return len({fact["telegram"]["position"] for fact in facts})


def soon_dead(rig: Rig, deed: Callable[[Rig], None]) -> int:
    """Does the deed when the cell is up, unless the cell died on its way there."""
    soon(lambda: not rig.running() or (rig.current() is not None and rig.subscribed()))
    if rig.running():
        deed(rig)
    return rig.exit_status()


@pytest.mark.parametrize(
    ("point", "then", "pieces"),
    [
        ("scan.before_commit", "right part.right", 1),
        ("scan.after_commit", "already_done scan.counted", 1),
        ("scan.after_answer", "right part.right", 2),
    ],
)
def test_a_label_without_serial_shown_again_after_a_kill(
    point: str, then: str, pieces: int, make_rig: Callable[..., Rig]
) -> None:
    """Two pieces of one part with one label: which of them it is follows from who was answered."""
    rig = make_rig()
    rig.start()
    for number in range(1, 5):
        rig.send(number, colour="RED")
        rig.announced[f"C{number:06d}"] = {**expected_parts(number), "mirror": PARTS[0]}
    rig.sign_in()
    while not soon(rig.current, "a pick")["part"].startswith("M-"):
        rig.pick()
    part = soon(rig.current, "a pick")["part"]
    before = len(rig.evidence().book.active())
    rig.kill()
    rig.start(crash=point)
    soon(rig.current, "a pick")
    rig.scan(part, timeout_s=1)
    assert rig.exit_status() == -signal.SIGKILL
    rig.start()
    soon(rig.current, "a pick")
    assert rig.scan(part) == then
    assert len(rig.check().book.active()) == before + pieces


def test_masters_that_were_kept_but_not_adopted_are_adopted_at_the_next_start(rig: Rig) -> None:
    """A crash between the two must not leave the cell with masters that no fact speaks of."""
    rig.stop()
    rig.central.masters = masters(version=7)
    rig.start(crash="masters.after_keeping", wait=False)
    assert rig.exit_status() == -signal.SIGKILL
    rig.start()
    soon(lambda: rig.status()["masters_version"] == 7)
    adopted = [fact["version"] for fact in rig.check().facts("masters_adopted")]
    assert adopted == [1, 7]


@pytest.mark.timeout(1800 if FULL else 60)
@pytest.mark.parametrize("seed", range(max(1, RANDOM_KILLS // KILLS_A_CELL)))
def test_killed_at_random_moments(seed: int, make_rig: Callable[..., Rig]) -> None:
    """Telegrams come and a picker scans while the cell dies again and again."""
    rng = Random(seed)
    rig = make_rig()
    rig.start()
    rig.begin_shift()
    for kill in range(min(RANDOM_KILLS, KILLS_A_CELL)):
        timer = threading.Timer(rng.uniform(0.0, 0.25), os.kill, (rig.pid, signal.SIGKILL))
        timer.start()
        while rig.running():
            sent_per_kill = (len(rig.central.telegrams) - 8) / (kill + 1)
            if rng.random() < 0.4 and sent_per_kill < 4:
                rig.send(len(rig.central.telegrams) + 1)
            rig.try_pick(timeout_s=0.3)
        timer.join()
        assert rig.exit_status() == -signal.SIGKILL, rig.log_tail()
        rig.start()
        if kill % 10 == 9:
            rig.check()
    rig.check()
    rig.send_head()
    soon(lambda: positions_taken(rig) == len(rig.central.telegrams), "every telegram")
    evidence = rig.check()
    print(
        f"\n{len(evidence.book.ready_ms)} starts, {len(evidence.rows)} facts, "
        f"{len(evidence.book.active())} parts, {len(evidence.physical)} labels, "
        f"{rig.central.duplicates} duplicates refused by central"
    )
