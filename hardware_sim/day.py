"""What the demo builds: the plant and its lines for what the command line asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from hardware_sim import line as line_room
from hardware_sim import trucks
from hardware_sim.catalogue import OPTION_NAMES, change_options, draw_vehicles, synthetic_plant
from hardware_sim.demo_folder import Run
from hardware_sim.line import Line
from hardware_sim.pause import pause_soon
from hardware_sim.plant import FeedRules, Plant
from hardware_sim.roadef import change_flags, read_vehicles, roadef_plant
from hardware_sim.sparse import SparseLine, may_pass_by
from hardware_sim.two_lines import TwoLines
from hardware_sim.wire_formats import fixed_width_columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asks for. ``speed`` 0: as fast as the cells can follow."""

    run: Run
    vehicles: int = 200
    speed: float = 30.0
    roadef: Path | None = None
    feed_format: str = "canonical_json"
    amqtt: bool = False
    """Even where Mosquitto is installed."""
    deadline_s: float = 0.0
    """0: reckoned from the number of vehicles."""


def make_day(wishes: Wishes, feed_name: str = "L1") -> tuple[Plant, Line | TwoLines]:
    """Plant and lines for the wishes. Raises roadef.FolderError."""
    rng = Random(f"line {wishes.run.seed}")
    feed = FeedRules(feed=feed_name, takt_s=60)
    rates = line_room.USUAL
    if wishes.roadef is not None:
        vehicles, flags = read_vehicles(wishes.roadef)
        plant = roadef_plant(vehicles, flags, feed)
        rates = line_room.without_cancellations(rates)

        def alter(options: Any, rng: Random) -> dict[str, str]:
            return change_flags(options, flags, rng.randrange(1000))

    else:
        vehicles = draw_vehicles(wishes.vehicles, wishes.run.seed)
        plant = replace(synthetic_plant(feed), pause=pause_soon(datetime.now(UTC)))
        alter = change_options
    if wishes.feed_format == "fixed_width":
        columns = fixed_width_columns(plant.option_names or OPTION_NAMES)
        feed = replace(feed, format="fixed_width", columns=columns)
        plant = replace(plant, feed=feed)
    first = feed.last_number - rng.randrange(len(vehicles) // 3, len(vehicles) // 2 + 1)
    line = Line(
        vehicles,
        plant.feed,
        rates,
        rng,
        alter,
        first_number=first,
        part_lines=plant.part_lines,
    )
    if wishes.roadef is not None:
        return plant, line
    if passed_by := may_pass_by(line, plant):
        rng.choice(passed_by).missed = True
    return plant, TwoLines(SparseLine(line, plant, plant.sparse[0]), _second_line(wishes))


def _second_line(wishes: Wishes) -> Line:
    """A quarter as long; it begins again at 1 in the middle of its day."""
    count = max(8, wishes.vehicles // 4)
    return Line(
        trucks.draw_trucks(count, wishes.run.seed),
        trucks.LINE_2,
        replace(line_room.USUAL, restarts=0),
        Random(f"trucks {wishes.run.seed}"),
        trucks.change_truck,
        first_number=trucks.LINE_2.last_number - count // 2,
    )
