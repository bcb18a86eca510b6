"""A day by the masters of a cell, for ``lineside plan``: their rules say what each vehicle needs,
their faces where it lies, their layout how long walking and picking take.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import msgspec

from edge.cell.masters import CompiledMasters, MastersError, compile_masters
from edge.cell.rack_blocks import rack_stem
from edge.planning.day_files import BadFile, CellTimes
from edge.sequencer import BlockLayout, Face, LineLayout, Part, Picker, PlanProblem, Vehicle
from formats.masters_table import read_masters as read_table
from settings.json_once import json_once
from settings.reader import MisspeltError
from wire.codec import WireError
from wire.family_words import family_words
from wire.ids import FaceId
from wire.needs import explode
from wire.telegram import Telegram
from wire.telegram_lines import telegrams_of_lines


def read_masters(path: Path) -> CompiledMasters:
    """TOML, or JSON by its name. BadFile names the file and everything that is wrong."""
    try:
        text = path.read_text("utf-8")
        table = json_once(text) if path.suffix == ".json" else tomllib.loads(text)
        return compile_masters(read_table(table))
    except (OSError, ValueError, AttributeError, MisspeltError, MastersError) as error:
        raise BadFile(f"{path}: {error}") from error


def read_telegrams(path: Path) -> tuple[Telegram, ...]:
    """Of each call number the last, in the order of the first. BadFile names the line."""
    try:
        return telegrams_of_lines(path.read_bytes())
    except (OSError, WireError) as error:
        raise BadFile(f"{path}: {error}") from error


def day_by_masters(
    masters: CompiledMasters, times: CellTimes, sequence: tuple[Telegram, ...]
) -> PlanProblem:
    """Time 0 is when the cell starts, and each line passes its first vehicle at the same time.
    BadFile names a vehicle whose parts the rules leave open.
    """
    layout = masters.masters.layout
    faces = {name: index for index, name in enumerate(masters.faces)}
    counts: Counter[str] = Counter()
    places: Counter[str] = Counter()
    vehicles = []
    for telegram in sequence:
        parts = _parts(masters, telegram, counts, faces)
        due_s = times.first_due_s + places[telegram.feed] * _takt_s(masters, telegram)
        places[telegram.feed] += 1
        if parts:
            vehicles.append(
                Vehicle(id=str(telegram.call_number), due_ms=round(due_s * 1000), parts=parts)
            )
    if not vehicles:
        raise BadFile("no vehicle of the file needs a part by these masters")
    return PlanProblem(
        now_ms=0,
        vehicles=tuple(sorted(vehicles, key=lambda vehicle: vehicle.due_ms)),
        faces=tuple(
            Face(aisle=face.aisle, position_mm=face.position * layout.position_mm, name=name)
            for name, face in masters.faces.items()
        ),
        layout=_layout(masters),
        pickers=tuple(Picker(id=f"picker {p + 1}") for p in range(times.pickers)),
        capacity=layout.tour_vehicles,
        line_side_places=times.line_side_places or None,
        buffer_places=times.buffer_places,
        setup_ms=layout.setup_s * 1000,
        stop_ms=layout.stop_s * 1000,
        speed_mm_s=layout.walk_mm_per_s,
    )


def _parts(
    masters: CompiledMasters,
    telegram: Telegram,
    counts: Counter[str],
    faces: Mapping[FaceId, int],
) -> tuple[Part, ...]:
    """What the vehicle needs; ``counts`` is how many vehicles each rack family had before, each
    feed of it apart: a rack is of one feed.
    """
    needs, problems = explode(masters, telegram)
    if problems:
        names = ", ".join(problem.family for problem in problems)
        raise BadFile(
            f"vehicle {telegram.call_number}: the rules leave {names} open; "
            "`lineside masters try` lists such vehicles"
        )
    parts = []
    for rack in dict.fromkeys(need.rack_family for need in needs):
        family = msgspec.structs.replace(masters.rack_families[rack], feed=telegram.feed)
        stem = rack_stem(masters, family)
        size, at = family.size, counts[stem]
        counts[stem] += 1
        parts += [
            Part(
                face=faces[need.face],
                rack=f"{stem}-{at // size + 1:04d}",
                slot=at % size + 1,
                pick_ms=masters.masters.layout.pick_s * 1000 * need.quantity,
                name=family_words(need),
            )
            for need in needs
            if need.rack_family == rack
        ]
    return tuple(parts)


def _takt_s(masters: CompiledMasters, telegram: Telegram) -> int:
    rules = masters.feeds.get(telegram.feed)
    return rules.takt_s if rules is not None else 60


def _layout(masters: CompiledMasters) -> BlockLayout | LineLayout:
    layout = masters.masters.layout
    if layout.aisles == 1:
        return LineLayout()
    length = layout.positions_per_aisle * layout.position_mm
    return BlockLayout(aisle_mm=(length,) * layout.aisles, pitch_mm=layout.aisle_mm)
