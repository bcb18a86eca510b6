"""Each thing that can be dead or late is broken; within the stated seconds no screen is green for
it; mended, it goes. The table stands in docs/faults.md.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cell import world
from tests.support.central.pair import free_ports
from tests.support.truth.plant import Plant
from tests.support.truth.things import THINGS, Thing, printer_on


@pytest.fixture
def plant(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plant]:
    made = Plant(tmp_path, migrated_file, monkeypatch)
    made.passes(0)
    made.order(world.SignIn(workplace=world.LEFT, person=world.ANNA))
    made.line(*(world.telegram(n, transmission=n) for n in range(1, 9)))
    made.until(lambda: made.cell._scanners["hand"].state.connected_for_s is not None)
    printer_on(made)
    made.cell._subscriber.connected = True
    made.passes(5)
    yield made
    made.close()


def board_level(plant: Plant, line: str) -> str:
    """Of a line of the board: ok, attention, fault."""
    order = ("line", "position", "cover", "due", "ahead", "holes", "fault")
    found = re.findall(r'<section class="line ([a-z]*)[^"]*">', plant.page("/board?lang=en"))
    return str(found[order.index(line)])


def test_a_healthy_plant_is_quiet(plant: Plant) -> None:
    for _ in range(3):
        assert plant.kinds() == {}
        assert board_level(plant, "fault") == board_level(plant, "holes") == "ok"
        assert "Nothing needs a person now" in plant.page("/desk/exceptions?lang=en")
        plant.passes(60)


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing.name)
def test_what_is_dead_or_late_is_seen_in_time_and_goes_when_it_is_mended(
    plant: Plant, thing: Thing
) -> None:
    thing.broken(plant)
    plant.passes(max(0.0, thing.within_s - 5))
    plant.passes(min(thing.within_s, 5.0))
    assert thing.kind in plant.kinds()
    desk = plant.page("/desk/exceptions?lang=en")
    assert "Nothing needs a person now" not in desk
    assert board_level(plant, thing.board) in ("attention", "fault")
    assert f'lineside_troubles{{kind="{thing.kind}"' in plant.page("/metrics")
    if thing.cell:
        assert thing.cell.lower() in plant.cell_page(thing.at).lower()
    if thing.metric:
        assert f'lineside_trouble{{kind="{thing.metric}"' in plant.cell_page("/metrics")
    thing.mended(plant)
    plant.passes(5)
    plant.passes(5)
    assert thing.kind not in plant.kinds()


def test_a_central_that_does_not_answer_is_seen_at_the_cell(plant: Plant) -> None:
    plant.wire.cut = True
    plant.passes(31)
    assert "no answer" in plant.cell_page("/health")
    assert 'lineside_trouble{kind="central_silent"' in plant.cell_page("/metrics")
    plant.wire.cut = False
    plant.passes(5)
    plant.passes(5)
    assert "no answer" not in plant.cell_page("/health")


def test_a_broker_that_is_gone_is_seen_at_the_cell_and_on_the_desk(
    plant: Plant, mosquitto: Path, tmp_path: Path
) -> None:
    """A real one: the subscriber notices by itself."""
    (port,) = free_ports(1)
    settings = tmp_path / "mosquitto.conf"
    settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")

    def started() -> subprocess.Popen[bytes]:
        return subprocess.Popen([mosquitto, "-c", settings], stderr=subprocess.DEVNULL)

    def is_connected() -> bool:
        return plant.cell._subscriber.connected

    broker = started()
    try:
        plant.subscribe(port)
        plant.until(is_connected)
        broker.kill()
        broker.wait()
        plant.until(lambda: not is_connected())
        plant.passes(11)
        plant.passes(5)
        assert "broker_away" in plant.kinds()
        assert board_level(plant, "fault") == "fault"
        assert "away" in plant.cell_page("/health")
        broker = started()
        plant.until(is_connected)
        plant.passes(5)
        assert "broker_away" not in plant.kinds()
    finally:
        broker.kill()
        broker.wait()
