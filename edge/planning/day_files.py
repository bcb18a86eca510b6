"""Files for ``lineside plan``: a sequence (telegrams, or a ROADEF plant-day) and a cell in TOML."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

from edge.sequencer import BlockLayout, Face, LineLayout, Part, Picker, PlanProblem, Vehicle
from edge.sequencer.explode import UsageRule, UsageRules
from wire.codec import WireError, decode_telegram


class BadFile(ValueError):
    """A file cannot be used; the text names file and place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellTimes:
    """The table [cell]."""

    pickers: int = 2
    capacity: int = 12
    rack_size: int = 0
    line_side_places: int = 0
    buffer_places: int = 0
    takt_s: float = 60.0
    first_due_s: float = 1200.0
    setup_s: float = 45.0
    stop_s: float = 1.0
    pick_s: float = 1.5
    speed_m_s: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CellLayout:
    """The table [layout]: `aisles` of `positions` faces each, numbered aisle by aisle from 0."""

    kind: str = "block"
    aisles: int = 4
    positions: int = 60
    spacing_m: float = 1.0
    pitch_m: float = 3.0
    depot_aisle: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFile:
    """A cell: times, layout, and rules (or None: a synthetic bill of parts)."""

    times: CellTimes
    layout: CellLayout
    rules: tuple[UsageRule, ...] | None
    families: int
    variants: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """One vehicle of the sequence: its id, the options it has, and whose line it is on."""

    id: str
    options: frozenset[str]
    feed: str = ""


def _table(kind: type[Any], table: dict[str, Any], where: str) -> Any:
    known = {field.name: field.type for field in fields(kind)}
    for key, value in table.items():
        if key not in known:
            raise BadFile(f"{where}: unknown key {key!r}")
        wanted = {"int": (int,), "float": (int, float), "str": (str,)}[str(known[key])]
        if isinstance(value, bool) or not isinstance(value, wanted):
            raise BadFile(f"{where}: {key} is of type {known[key]}, was {value!r}")
    return kind(**table)


def read_cell(path: Path | None) -> CellFile:
    """The cell of a TOML file; without one, the default cell."""
    if path is None:
        made: dict[str, Any] = {}
    else:
        try:
            made = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadFile(f"{path}: {error}") from error
    for key in made:
        if key not in ("cell", "layout", "family", "synthetic"):
            raise BadFile(f"{path}: unknown table {key!r}")
    synthetic = made.get("synthetic", {})
    if set(synthetic) - {"families", "variants"}:
        raise BadFile(f"{path} [synthetic]: knows families and variants")
    return CellFile(
        times=_table(CellTimes, made.get("cell", {}), f"{path} [cell]"),
        layout=_table(CellLayout, made.get("layout", {}), f"{path} [layout]"),
        rules=_rules(made["family"], path) if "family" in made else None,
        families=int(synthetic.get("families", 20)),
        variants=int(synthetic.get("variants", 12)),
    )


def _rules(families: list[dict[str, Any]], path: Path | None) -> tuple[UsageRule, ...]:
    rules = []
    for family in families:
        for variant in family.get("variant", []):
            unknown = set(variant) - {"face", "needs", "without"}
            if unknown:
                raise BadFile(f"{path} [[family.variant]]: unknown key {min(unknown)!r}")
            rules.append(
                UsageRule(
                    family=str(family.get("name", "")),
                    face=variant.get("face"),
                    needs=tuple(variant.get("needs", ())),
                    without=tuple(variant.get("without", ())),
                )
            )
    return tuple(rules)


def read_sequence(path: Path) -> tuple[Ordered, ...]:
    """The vehicles of a file of canonical telegrams (one a line), a ROADEF vehicles.txt, or a
    folder with one, in their order. Options are "CODE" and "CODE=value"."""
    if path.is_dir():
        path = path / "vehicles.txt"
    try:
        lines = path.read_text(encoding="latin-1" if path.name == "vehicles.txt" else "utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"{path}: {error}") from error
    if path.name == "vehicles.txt":
        return _plant_day(path, lines.splitlines())
    return _telegrams(path, lines.splitlines())


def _plant_day(path: Path, lines: list[str]) -> tuple[Ordered, ...]:
    if not lines:
        raise BadFile(f"{path}: empty")
    names = [name.strip() for name in lines[0].split(";")][4:]
    vehicles: dict[str, Ordered] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        values = [value.strip() for value in line.split(";")]
        if len(values) < 5:
            raise BadFile(f"{path} line {number}: {len(values)} columns, at least 5 are needed")
        on = {name for name, value in zip(names, values[4:], strict=False) if value == "1"}
        options = frozenset(on | {f"COLOUR={values[3]}"})
        vehicles.setdefault(values[2], Ordered(id=values[2], options=options))
    return tuple(vehicles.values())


def _telegrams(path: Path, lines: list[str]) -> tuple[Ordered, ...]:
    vehicles: dict[str, Ordered] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            telegram = decode_telegram(line.encode())
        except WireError as error:
            raise BadFile(f"{path} line {number}: {error}") from error
        pairs = telegram.options.items()
        options = frozenset({*telegram.options, *(f"{code}={value}" for code, value in pairs)})
        call = str(telegram.call_number)
        vehicles.setdefault(call, Ordered(id=call, options=options, feed=str(telegram.feed)))
    return tuple(vehicles.values())


def faces_of(layout: CellLayout) -> tuple[Face, ...]:
    """All faces, aisle by aisle."""
    aisles = layout.aisles if layout.kind == "block" else 1
    return tuple(
        Face(
            aisle=aisle,
            position_mm=round(position * layout.spacing_m * 1000),
            name=f"{aisle + 1}-{position + 1:02d}",
        )
        for aisle in range(aisles)
        for position in range(layout.positions)
    )


def _picks(cell: CellFile, sequence: tuple[Ordered, ...], faces: int) -> list[tuple[int, ...]]:
    if cell.rules is None:
        return [_synthetic(cell, vehicle, faces) for vehicle in sequence]
    names = sorted({name for rule in cell.rules for name in (*rule.needs, *rule.without)})
    rules = UsageRules(options=names, rules=cell.rules, faces=faces)
    return rules.explode([rules.pack(v.options & rules.options.keys()) for v in sequence])


def _synthetic(cell: CellFile, vehicle: Ordered, faces: int) -> tuple[int, ...]:
    """A variant of each family that depends on a part of the real options only."""
    found = []
    listed = sorted(vehicle.options)
    for family in range(cell.families):
        read = [name for name in listed if (sum(name.encode()) + family) % 5 == 0]
        digest = hashlib.sha256(f"{family}/{read}".encode()).digest()
        found.append((family * cell.variants + digest[0] % cell.variants) % faces)
    return tuple(sorted(set(found)))


def _parts(
    times: CellTimes, at: _Place, taken: Iterable[int], faces: tuple[Face, ...]
) -> tuple[Part, ...]:
    """Of the vehicle there, from the faces ``taken``."""
    rack_size = times.rack_size or times.capacity
    return tuple(
        Part(
            face=face,
            rack=f"{at.stem}{at.place // rack_size + 1:04d}",
            slot=at.place % rack_size + 1,
            pick_ms=round(times.pick_s * 1000),
            name=faces[face].name,
        )
        for face in taken
    )


def _layout(shape: CellLayout) -> BlockLayout | LineLayout:
    if shape.kind == "line":
        return LineLayout()
    return BlockLayout(
        aisle_mm=(round(shape.positions * shape.spacing_m * 1000),) * shape.aisles,
        pitch_mm=round(shape.pitch_m * 1000),
        depot_aisle=shape.depot_aisle,
    )


class _Place(NamedTuple):
    """Where a vehicle is on its line, from 0, and how the racks of that line are called."""

    place: int
    stem: str


def _places(sequence: tuple[Ordered, ...]) -> list[_Place]:
    """A rack is of one feed, and each line passes its first vehicle at the same time."""
    counts: Counter[str] = Counter()
    found = []
    for vehicle in sequence:
        first = vehicle.feed == sequence[0].feed
        found.append(_Place(counts[vehicle.feed], "R" if first else f"R-{vehicle.feed}-"))
        counts[vehicle.feed] += 1
    return found


def problem_of(cell: CellFile, sequence: tuple[Ordered, ...]) -> PlanProblem:
    """The planning problem; time 0 is when the cell starts. Vehicles are in the order in which
    they are due; where racks bind, those of one rack stand together.
    """
    times, shape = cell.times, cell.layout
    if shape.kind not in ("block", "line"):
        raise BadFile(f"layout.kind is block or line, was {shape.kind!r}")
    faces = faces_of(shape)
    picks = _picks(cell, sequence, len(faces))
    step = times.rack_size or 1
    ordered = sorted(
        zip(_places(sequence), sequence, picks, strict=True),
        key=lambda each: (each[0].place // step, each[0].stem, each[0].place),
    )
    racks = [(at.place // step, at.stem) for at, _, _ in ordered]
    return PlanProblem(
        now_ms=0,
        vehicles=tuple(
            Vehicle(
                id=vehicle.id,
                due_ms=round((times.first_due_s + at.place * times.takt_s) * 1000),
                parts=_parts(times, at, taken, faces),
            )
            for at, vehicle, taken in ordered
        ),
        faces=faces,
        layout=_layout(shape),
        pickers=tuple(Picker(id=f"picker {p + 1}") for p in range(times.pickers)),
        capacity=times.capacity,
        rack_starts=tuple(
            place
            for place, rack in enumerate(racks)
            if times.rack_size and (place == 0 or rack != racks[place - 1])
        ),
        line_side_places=times.line_side_places or None,
        buffer_places=times.buffer_places,
        setup_ms=round(times.setup_s * 1000),
        stop_ms=round(times.stop_s * 1000),
        speed_mm_s=round(times.speed_m_s * 1000),
    )
