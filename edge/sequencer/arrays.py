"""A valid problem as arrays for the kernels. Needs numpy; nothing else of the room does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.sequencer.problem import BlockLayout, Face, Layout, PlanProblem
from edge.sequencer.windows import (
    cost_scale,
    free_times,
    frozen_vehicles,
    kept_tours,
    place_free_ms,
    widths,
)

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellMap:
    """Faces as bits: bit of each face among stop positions and among faces, and the layout."""

    position_bit: tuple[int, ...]
    face_bit: tuple[int, ...]
    words: int
    face_words: int
    layout: tuple[Any, ...]
    share: bool
    lanes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanArrays:
    """What the kernels document, for the vehicles after the frozen ones. lanes: the fast form of
    pricing applies, and lane_words, lane_faces, pick_sum are for it."""

    words: Words
    faces: Words
    pick_ms: Ints
    due: Ints
    release: Ints
    weight: Ints
    places: Ints
    width: Ints
    kept: Ints
    scale: int
    free_ms: Ints
    floor_ms: int
    frozen: int
    longest: int
    cell: tuple[Any, ...]
    lanes: bool
    lane_words: Words
    lane_faces: Words
    pick_sum: Ints


def map_cell(layout: Layout, faces: tuple[Face, ...]) -> CellMap:
    """Give every distinct stop position of an aisle a bit, in order, aisle by aisle in whole
    words; evenly spaced positions that fit one word make an aisle a grid."""
    aisles = len(layout.aisle_mm) if isinstance(layout, BlockLayout) else 1
    word_at, grid, table = [0], [], []
    bit: dict[tuple[int, int], int] = {}
    for aisle, ordered in enumerate(_positions(aisles, faces)):
        pitch = _grid_mm(ordered)
        base = word_at[-1] * 64
        if pitch:
            row = [(ordered[0] if ordered else 0) + index * pitch for index in range(64)]
            bit.update(((aisle, mm), base + (mm - ordered[0]) // pitch) for mm in ordered)
        else:
            row = ordered + [0] * (-len(ordered) % 64)
            bit.update(((aisle, mm), base + index) for index, mm in enumerate(ordered))
        grid.append(pitch)
        table += row
        word_at.append(word_at[-1] + len(row) // 64)
    places = tuple(bit[face.aisle, face.position_mm] for face in faces)
    share = len(set(places)) == len(places)
    line = not isinstance(layout, BlockLayout)
    block = layout if isinstance(layout, BlockLayout) else BlockLayout(aisle_mm=(0,), pitch_mm=0)
    return CellMap(
        position_bit=places,
        face_bit=places if share else tuple(range(len(faces))),
        words=word_at[-1],
        face_words=word_at[-1] if share else -(-len(faces) // 64) or 1,
        share=share,
        lanes=not line and all(grid) and word_at[-1] == aisles,
        layout=(
            np.array(word_at, np.int64),
            np.array(table, np.int64),
            np.array(grid, np.int64),
            np.array(block.aisle_mm, np.int64),
            block.pitch_mm,
            block.depot_aisle,
            line,
            0 if isinstance(layout, BlockLayout) else layout.depot_mm,
        ),
    )


def _positions(aisles: int, faces: tuple[Face, ...]) -> list[list[int]]:
    stops: list[set[int]] = [set() for _ in range(aisles)]
    for face in faces:
        stops[face.aisle].add(face.position_mm)
    return [sorted(there) for there in stops]


def _grid_mm(ordered: list[int]) -> int:
    """How far apart the positions of an aisle lie, evenly and in one word; 0: they do not."""
    steps = {b - a for a, b in pairwise(ordered)}
    pitch = math.gcd(*steps) if steps else 1
    span = (ordered[-1] - ordered[0]) // pitch + 1 if ordered else 1
    return pitch if span <= 64 else 0


def as_bits(bits: list[tuple[int, ...]], words: int) -> Words:
    """Rows of bit indexes as rows of words."""
    rows = []
    for row in bits:
        value = 0
        for index in row:
            value |= 1 << index
        rows.append(value.to_bytes(words * 8, "little"))
    return np.frombuffer(b"".join(rows), np.uint64).reshape(len(bits), words).copy()


def as_lanes(words: Words, longest: int) -> Words:
    """The transpose, with `longest` empty vehicles at the end."""
    lanes = np.zeros((words.shape[1], words.shape[0] + longest), np.uint64)
    lanes[:, : words.shape[0]] = words.T
    return lanes


def running_sum(pick_ms: Ints, longest: int) -> Ints:
    """Sum of the pick times before each vehicle, level over `longest` empty ones."""
    total = np.zeros(pick_ms.size + longest + 1, np.int64)
    np.cumsum(pick_ms, out=total[1 : pick_ms.size + 1])
    total[pick_ms.size + 1 :] = total[pick_ms.size]
    return total


def _kept(problem: PlanProblem, frozen: int) -> Ints:
    kept = np.zeros(len(problem.vehicles) - frozen, np.int64)
    for first, count in kept_tours(problem).items():
        if first >= frozen:
            kept[first - frozen] = count
    return kept


def as_arrays(problem: PlanProblem, cell_map: CellMap | None = None) -> PlanArrays:
    """The arrays of a valid problem; `cell_map` saves mapping an unchanged cell again."""
    cell = cell_map or map_cell(problem.layout, problem.faces)
    frozen = frozen_vehicles(problem)
    free, floor = free_times(problem)
    vehicles = problem.vehicles[frozen:]
    position, face = cell.position_bit, cell.face_bit
    words = as_bits([tuple(position[p.face] for p in v.parts) for v in vehicles], cell.words)
    faces = words
    if not cell.share:
        faces = as_bits([tuple(face[p.face] for p in v.parts) for v in vehicles], cell.face_words)
    pick_ms = np.array([sum(p.pick_ms for p in v.parts) for v in vehicles], np.int64)
    width = np.array(widths(problem)[frozen:], np.int64)
    longest = int(width.max(initial=1))
    lane_words = as_lanes(words, longest)
    lane_faces = lane_words if cell.share else as_lanes(faces, longest)
    return PlanArrays(
        words=words,
        faces=faces,
        pick_ms=pick_ms,
        due=np.array([v.due_ms for v in vehicles], np.int64),
        release=np.array([v.release_ms for v in vehicles], np.int64),
        weight=np.array([v.weight for v in vehicles], np.int64),
        places=np.array(place_free_ms(problem)[frozen:], np.int64),
        width=width,
        kept=_kept(problem, frozen),
        scale=cost_scale(problem),
        free_ms=np.array(sorted(free), np.int64),
        floor_ms=floor,
        frozen=frozen,
        longest=longest,
        cell=(*cell.layout, problem.setup_ms, problem.stop_ms, problem.speed_mm_s, cell.share),
        lanes=cell.lanes,
        lane_words=lane_words,
        lane_faces=lane_faces,
        pick_sum=running_sum(pick_ms, longest),
    )
