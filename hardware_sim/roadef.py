"""A real plant-day: one problem folder of the ROADEF/EURO challenge 2005.

``vehicles.txt`` gives order, option flags and colours, and those are broadcast as given. It names
no parts, so the bill of parts on top is synthetic, and the plant's name says so.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from hardware_sim.catalogue import make_cell
from hardware_sim.plant import (
    Cell,
    Choice,
    Family,
    FeedRules,
    Loop,
    Options,
    Plant,
    RackFamily,
    Vehicle,
)
from hardware_sim.vin import make_vin

COLOUR = "COLOUR"
_FIXED_COLUMNS = 4


class FolderError(ValueError):
    """The folder is not a problem of the challenge; the text says which file and line."""


def read_vehicles(folder: Path) -> tuple[list[Vehicle], list[str]]:
    """Vehicles of the plant-day in order, and the names of the option flags.

    The file starts with vehicles of the previous day; they are already built and are left out.
    An ident that recurs counts once.
    """
    path = folder / "vehicles.txt"
    try:
        lines = [
            row for row in csv.reader(path.read_text("ascii").splitlines(), delimiter=";") if row
        ]
    except (OSError, UnicodeDecodeError) as error:
        raise FolderError(f"{path}: {error}") from error
    if len(lines) < 2 or [name.lower() for name in lines[0][:3]] != ["date", "seqrank", "ident"]:
        raise FolderError(f"{path}: line 1: expected Date;SeqRank;Ident;Paint Color;...")
    flags = [name for name in lines[0][_FIXED_COLUMNS:] if name]
    day = lines[-1][0]
    vehicles: dict[str, Vehicle] = {}
    for row_number, row in enumerate(lines[1:], 2):
        if len(row) < _FIXED_COLUMNS + len(flags):
            raise FolderError(f"{path}: line {row_number}: {len(row)} columns")
        if row[0] == day and row[2] not in vehicles:
            vehicles[row[2]] = _vehicle(row, flags)
    return list(vehicles.values()), flags


def _vehicle(row: Sequence[str], flags: Sequence[str]) -> Vehicle:
    ident, colour = row[2], row[3]
    values = row[_FIXED_COLUMNS : _FIXED_COLUMNS + len(flags)]
    return Vehicle(
        call_number=ident,
        vin=make_vin(ident),
        body_number=ident[-6:],
        model=ident[:3],
        colour=colour,
        options={COLOUR: colour, **dict(zip(flags, values, strict=True))},
    )


def roadef_plant(
    vehicles: Sequence[Vehicle], flags: Sequence[str], feed: FeedRules | None = None
) -> Plant:
    """Three cells over the day's flags and colours. The bill of parts is synthetic."""
    colours = sorted({vehicle.colour for vehicle in vehicles}, key=lambda colour: colour.zfill(4))
    high = [flag for flag in flags if flag.startswith("HPRC")] or list(flags)
    low = [flag for flag in flags if flag.startswith("LPRC")] or high
    return Plant(
        name="ROADEF 2005 order, options and colours; synthetic bill of parts",
        feed=feed or FeedRules(),
        cells=(
            _coloured_cell(colours),
            _module_cell(high),
            _wheel_cell(low),
        ),
        option_names=(COLOUR, *flags),
    )


def _coloured_cell(colours: Sequence[str]) -> Cell:
    def trim(side: str) -> Family:
        return Family(
            family=f"DT{side}",
            name=f"Door trim {side}",
            choices=tuple(
                Choice(rule=f"{COLOUR}={colour}", part=f"SYN-DT{side}-{colour.zfill(2)}")
                for colour in colours
            ),
            choose=lambda options: (f"SYN-DT{side}-{options[COLOUR].zfill(2)}", 1),
        )

    return make_cell(
        "cell-a",
        "Door trims",
        (
            RackFamily(
                rack_family="DTL", name="Left", point_of_fit="F-L", size=10, families=(trim("L"),)
            ),
            RackFamily(
                rack_family="DTR",
                name="Right",
                point_of_fit="F-R",
                size=10,
                load_order="reverse",
                label_on="never",
                families=(trim("R"),),
            ),
        ),
        (Loop(loop="CLIP-A", part="SYN-CLIP", location="cell-a/clips", quantity=200),),
    )


def _module_cell(flags: Sequence[str]) -> Cell:
    first, second = flags[0], flags[min(1, len(flags) - 1)]

    def module(options: Options) -> tuple[str, int]:
        return f"SYN-MOD-{options[first]}{options[second]}", 1

    pairs = [(a, b) for a in "01" for b in "01"] if first != second else [("0", "0"), ("1", "1")]
    families = [
        Family(
            family="MOD",
            name="Module",
            choices=tuple(
                Choice(rule=f"{first}={a} and {second}={b}", part=f"SYN-MOD-{a}{b}")
                for a, b in pairs
            ),
            choose=module,
        )
    ]
    families += [_extra(flag) for flag in flags[2:5]]
    return make_cell(
        "cell-b",
        "Modules",
        (
            RackFamily(
                rack_family="MOD",
                name="Modules",
                point_of_fit="F-M",
                size=8,
                families=tuple(families),
            ),
        ),
        (Loop(loop="SCREW-B", part="SYN-SCREW", location="cell-b/screws", quantity=500),),
    )


def _extra(flag: str) -> Family:
    """Only vehicles with the flag need the part."""
    part = f"SYN-X-{flag}"
    return Family(
        family=f"X{flag}",
        name=f"Extra {flag}",
        choices=(Choice(rule=f"{flag}=1", part=part), Choice(rule=f"not {flag}=1", part="")),
        choose=lambda options: (part, 1) if options[flag] == "1" else None,
        serial_tracked=False,
    )


def _wheel_cell(flags: Sequence[str]) -> Cell:
    flag = flags[0]
    return make_cell(
        "cell-c",
        "Wheels",
        (
            RackFamily(
                rack_family="WHL",
                name="Wheels",
                point_of_fit="F-W",
                size=5,
                label_on="telegram",
                families=(
                    Family(
                        family="WHL",
                        name="Wheel",
                        choices=(
                            Choice(rule=f"{flag} in {{1}}", part="SYN-WHL-B", quantity=2),
                            Choice(rule=f"not {flag} in {{1}}", part="SYN-WHL-A", quantity=2),
                        ),
                        choose=lambda options: (
                            "SYN-WHL-B" if options[flag] == "1" else "SYN-WHL-A",
                            2,
                        ),
                    ),
                ),
            ),
        ),
        (Loop(loop="BOLT-C", part="SYN-BOLT", location="cell-c/bolts", quantity=400),),
    )


def change_flags(options: Options, flags: Sequence[str], draw: int) -> dict[str, str]:
    """A late change on top of a real order: flag number ``draw`` turns over."""
    flag = flags[draw % len(flags)]
    return {**options, flag: "0" if options[flag] == "1" else "1"}
