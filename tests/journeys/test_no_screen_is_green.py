"""Each thing that can be dead or late is broken; within the stated seconds no screen is green for
it; mended, it goes. The table stands in docs/faults.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from central.db import database
from edge.app import housekeeping
from edge.cell.inputs import CallHelp, HandleException
from tests.support.cell import world
from tests.support.truth.plant import TAKT_S, Plant
from wire.codec import encode
from wire.events import HelpKind
from wire.telegram import Status

Act = Callable[[Plant], None]


@dataclass(frozen=True, kw_only=True)
class Thing:
    """``kind``: of the row on the desk. ``within_s``: so long it may be unseen. ``cell``: words of
    the cell's page ``at`` for it; empty: the cell cannot know. ``board``: the line that is not ok.
    """

    name: str
    kind: str
    within_s: float
    broken: Act
    mended: Act
    cell: str = ""
    at: str = "/health"
    board: str = "fault"
    metric: str = ""
    """Kind in the cell's own figures."""


def no_line(plant: Plant) -> None:
    """Nobody sends a telegram."""


def next_car(plant: Plant) -> None:
    plant.line(world.telegram(9, transmission=9))


def cell_dies(plant: Plant) -> None:
    plant.wire.cut = True


def cell_lives(plant: Plant) -> None:
    plant.wire.cut = False


def scanner_out(plant: Plant) -> None:
    plant.unplug()
    plant.until(lambda: plant.cell._scanners["hand"].state.connected_for_s is None)


def scanner_in(plant: Plant) -> None:
    plant.plug_in()
    plant.until(lambda: plant.cell._scanners["hand"].state.connected_for_s is not None)


def _printer_is(plant: Plant, good: bool) -> None:
    plant.until(lambda: plant.cell._health_report.health().printers[0].good is good)


def printer_off(plant: Plant) -> None:
    plant.printer.answer = b""
    _printer_is(plant, good=False)


def printer_on(plant: Plant) -> None:
    plant.printer.answer = type(plant.printer)().answer
    _printer_is(plant, good=True)


def broker_loses(plant: Plant) -> None:
    plant.line(world.telegram(9, transmission=9), lost=True)


def bad_masters(plant: Plant) -> None:
    body = encode(plant.masters).replace(b"COLOUR=RED", b"COLOUR and")
    plant.cell._node.take_masters(body, "bad")


def good_masters(plant: Plant) -> None:
    plant.cell._node.take_masters(encode(world.masters(version=9, takt_s=TAKT_S)), "good")


def cell_disk_full(plant: Plant) -> None:
    plant.patch.setattr(housekeeping, "free_disk_bytes", lambda folder: 0)


def central_disk_full(plant: Plant) -> None:
    plant.patch.setattr(database, "free_bytes_of", lambda connection: 0)
    plant.patch.setattr("central.supervision.service.free_bytes_of", lambda connection: 0)


def disk_freed(plant: Plant) -> None:
    plant.patch.setattr(housekeeping, "free_disk_bytes", lambda folder: 10**12)
    plant.patch.setattr("central.supervision.service.free_bytes_of", lambda connection: 10**12)


def clock_off(plant: Plant) -> None:
    plant.clock.skew_s = 45.0


def clock_right(plant: Plant) -> None:
    plant.clock.skew_s = 0.0


def help_called(plant: Plant) -> None:
    plant.order(CallHelp(kind=HelpKind.HELP, workplace=world.LEFT, person=world.ANNA))


def all_closed(plant: Plant) -> None:
    for name in list(plant.cell._node.state.exceptions):
        plant.order(
            HandleException(exception=name, person=world.BEN, closed=True, note="looked after")
        )


def number_jumped(plant: Plant) -> None:
    plant.line(world.telegram(10, transmission=10))


def withdrawn(plant: Plant) -> None:
    plant.line(world.telegram(3, status=Status.CANCELLED, transmission=11))


def called_back(plant: Plant) -> None:
    plant.line(world.telegram(3, transmission=12))


def car_passes(plant: Plant) -> None:
    plant.line(world.telegram(2, status=Status.FITTED, transmission=13))


THINGS = (
    Thing(
        name="the line's link",
        kind="feed_silent",
        within_s=11 * TAKT_S,
        broken=no_line,
        mended=next_car,
        cell="Line silent",
        metric="feed_silent",
    ),
    Thing(
        name="the cell",
        kind="silent_cell",
        within_s=31,
        broken=cell_dies,
        mended=cell_lives,
    ),
    Thing(
        name="the scanner",
        kind="scanner_away",
        within_s=6,
        broken=scanner_out,
        mended=scanner_in,
        cell="away",
        metric="scanner_away",
    ),
    Thing(
        name="the printer",
        kind="printer_stopped",
        within_s=26,
        broken=printer_off,
        mended=printer_on,
        cell="Printer zebra",
        metric="printer_stopped",
    ),
    Thing(
        name="telegrams that the broker does not have",
        kind="unpublished",
        within_s=11,
        broken=broker_loses,
        mended=Plant.publish,
    ),
    Thing(
        name="masters that the cell cannot use",
        kind="masters_refused",
        within_s=6,
        broken=bad_masters,
        mended=good_masters,
        cell="refused",
    ),
    Thing(
        name="the cell's disk",
        kind="disk_full",
        within_s=6,
        broken=cell_disk_full,
        mended=disk_freed,
        cell="Disk nearly full",
        metric="disk_full",
    ),
    Thing(
        name="central's disk",
        kind="disk_full",
        within_s=1,
        broken=central_disk_full,
        mended=disk_freed,
    ),
    Thing(
        name="the cell's clock",
        kind="clock_wrong",
        within_s=6,
        broken=clock_off,
        mended=clock_right,
        cell="clocks differ",
        metric="clock_wrong",
    ),
    Thing(
        name="a call for help",
        kind="help",
        within_s=6,
        broken=help_called,
        mended=all_closed,
        cell="help",
        at="/exceptions",
    ),
    Thing(
        name="a hole",
        kind="hole",
        within_s=6,
        broken=number_jumped,
        mended=next_car,
        cell="0009",
        at="/holes",
        board="holes",
    ),
    Thing(
        name="a held slot",
        kind="held_withdrawn",
        within_s=6,
        broken=withdrawn,
        mended=called_back,
        cell="withdrawn",
        at="/exceptions",
    ),
    Thing(
        name="a car that passed without its part",
        kind="fitted_without_part",
        within_s=6,
        broken=car_passes,
        mended=all_closed,
        cell="has passed",
        at="/exceptions",
    ),
)


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
    found = re.findall(r'<section class="line (\w*)">', plant.page("/board?lang=en"))
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
