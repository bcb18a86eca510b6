"""Length and order of one walk, in plain Python: exact for a line and for a block of aisles.

The block is the dynamic programme of Ratliff and Rosenthal (1983) from left to right; the depot is
a stop at the front end of its aisle. States of the partial route seen from its right edge: parity
of the degree at (back, front) and number of components. Where an aisle beyond those with stops is
so much shorter that going round by it is the shorter way, it belongs to the sweep.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from edge.sequencer.problem import BlockLayout, Face, Layout, LineLayout

NONE, UU, E0, OE, EE1, EE2 = range(6)
STATES: Final = 6
SKIP, SINGLE, DOUBLE, BACK, FRONT, GAP = range(6)
INFINITE: Final = 1 << 60

Edges = tuple[int, int]
"""How often a walk goes along the cross aisle at the back and at the front."""
Trace = tuple[list[tuple[int, int]], list[tuple[int, Edges]]]
"""Per state, (state before, way through the aisle), and (state before, edges to the next one)."""

# VERTICAL[state][way through the aisle] -> state
VERTICAL: Final = (
    (NONE, UU, EE1, E0, OE, EE2),
    (UU, EE1, UU, UU, UU, UU),
    (E0, UU, EE1, E0, EE2, EE2),
    (OE, UU, EE1, EE2, OE, EE2),
    (EE1, UU, EE1, EE1, EE1, EE1),
    (EE2, UU, EE1, EE2, EE2, EE2),
)
# CROSS[state] -> (edges in the back aisle, edges in the front aisle, state)
CROSS: Final = (
    ((0, 0, NONE),),
    ((1, 1, UU),),
    ((2, 0, E0), (2, 2, EE2)),
    ((0, 2, OE), (2, 2, EE2)),
    ((2, 0, E0), (0, 2, OE), (2, 2, EE1)),
    ((2, 2, EE2),),
)


def largest_gap(stops: list[int], length: int) -> tuple[int, int]:
    """(start, size) of the longest stretch of an aisle without a stop, ends included."""
    best = (0, stops[0])
    for here, there in zip(stops, [*stops[1:], length], strict=True):
        if there - here > best[1]:
            best = (here, there - here)
    return best


def _ways(stops: list[int], length: int) -> list[int]:
    """Cost of each way through one aisle with sorted stops; INFINITE where it misses a stop."""
    if not stops:
        return [0, length, 2 * length, INFINITE, INFINITE, INFINITE]
    gap = largest_gap(stops, length)[1]
    return [
        INFINITE,
        length,
        2 * length,
        2 * (length - stops[0]),
        2 * stops[-1],
        2 * (length - gap),
    ]


def ways_round(aisle_mm: Sequence[int], pitch_mm: int) -> list[int]:
    """For each aisle, the shortest way from its front to its back end by itself or by one aisle
    before it. Reversed lengths give those by aisles behind it, reversed."""
    shortest: list[int] = []
    for length in aisle_mm:
        before = shortest[-1] + 2 * pitch_mm if shortest else length
        shortest.append(min(length, before))
    return shortest


def _reach(layout: BlockLayout, first: int, last: int) -> tuple[int, int]:
    """first..last, and the aisles beyond by which a way round is shorter."""
    lengths, pitch = layout.aisle_mm, layout.pitch_mm
    left, right = ways_round(lengths, pitch), ways_round(lengths[::-1], pitch)[::-1]
    while left[first] < lengths[first]:
        first -= 1
    while right[last] < lengths[last]:
        last += 1
    return first, last


class _Stops(NamedTuple):
    """Sorted positions of the stops of each aisle; none lies outside first..last, and the walk
    stays inside."""

    aisles: list[list[int]]
    first: int
    last: int


def _sweep(layout: BlockLayout, stops: _Stops) -> tuple[int, list[tuple[int, Edges]]]:
    """Shortest closed walk that meets all stops: its length and, per aisle from first on, the way
    through it and the edges of the cross aisles to the next one."""
    aisles, first, last = stops
    needed = max(aisle for aisle in range(first, last + 1) if aisles[aisle])
    best, steps = INFINITE, list[tuple[int, Edges]]()
    cost = [INFINITE] * STATES
    cost[NONE] = 0
    trace: list[Trace] = []
    for aisle in range(first, last + 1):
        ways = _ways(aisles[aisle], layout.aisle_mm[aisle])
        through = [INFINITE] * STATES
        came: list[tuple[int, int]] = [(0, 0)] * STATES
        for state in range(STATES):
            for way in range(6):
                value = cost[state] + ways[way]
                after = VERTICAL[state][way]
                if value < through[after]:
                    through[after] = value
                    came[after] = (state, way)
        end = min((E0, OE, EE1), key=lambda state: through[state])
        if aisle >= needed and through[end] < best:
            best, steps = through[end], _unwind([*trace, (came, [])], end)
        if aisle == last:
            break
        cost, crossed = _crossed(through, layout.pitch_mm)
        trace.append((came, crossed))
    return best, steps


def _crossed(through: list[int], pitch_mm: int) -> tuple[list[int], list[tuple[int, Edges]]]:
    """Costs at the next aisle, and from which state by which edges."""
    cost = [INFINITE] * STATES
    crossed: list[tuple[int, Edges]] = [(0, (0, 0))] * STATES
    for state in range(STATES):
        for back, front, after in CROSS[state]:
            value = through[state] + (back + front) * pitch_mm
            if value < cost[after]:
                cost[after] = value
                crossed[after] = (state, (back, front))
    return cost, crossed


def _unwind(trace: list[Trace], state: int) -> list[tuple[int, Edges]]:
    steps: list[tuple[int, Edges]] = []
    edges = (0, 0)
    for came, crossed in reversed(trace):
        if crossed:
            state, edges = crossed[state]
        state, way = came[state]
        steps.append((way, edges))
    return steps[::-1]


class Walks:
    """Walks over the faces of one layout."""

    def __init__(self, layout: Layout, faces: tuple[Face, ...]) -> None:
        self._layout = layout
        self._faces = faces

    def length_mm(self, faces: Iterable[int]) -> int:
        """Length of the shortest closed walk from the depot over these faces; none is 0."""
        chosen = set(faces)
        if not chosen:
            return 0
        if isinstance(self._layout, LineLayout):
            depot = self._layout.depot_mm
            stops = [self._faces[face].position_mm for face in chosen]
            return 2 * (max(*stops, depot) - min(*stops, depot))
        return _sweep(self._layout, self._stops(self._layout, chosen))[0]

    def order(self, faces: Iterable[int]) -> tuple[int, ...]:
        """The faces in the order in which a shortest closed walk meets them."""
        chosen = sorted(set(faces), key=lambda f: (self._faces[f].position_mm, f))
        if not chosen:
            return ()
        if isinstance(self._layout, LineLayout):
            depot = self._layout.depot_mm
            out = [f for f in chosen if self._faces[f].position_mm >= depot]
            back = [f for f in chosen if self._faces[f].position_mm < depot]
            return tuple(out + back[::-1])
        return self._block_order(self._layout, chosen)

    def _stops(self, layout: BlockLayout, chosen: Iterable[int]) -> _Stops:
        stops: list[set[int]] = [set() for _ in layout.aisle_mm]
        for face in chosen:
            stops[self._faces[face].aisle].add(self._faces[face].position_mm)
        stops[layout.depot_aisle].add(0)
        used = [aisle for aisle, there in enumerate(stops) if there]
        return _Stops([sorted(there) for there in stops], *_reach(layout, used[0], used[-1]))

    def _block_order(self, layout: BlockLayout, chosen: list[int]) -> tuple[int, ...]:
        stops = self._stops(layout, chosen)
        aisles, first, last = stops
        steps = _sweep(layout, stops)[1]
        at: dict[int, list[int]] = {aisle: [] for aisle in range(first, last + 1)}
        for face in chosen:
            at[self._faces[face].aisle].append(face)
        graph = _RouteGraph()
        for aisle, (way, (back, front)) in enumerate(steps, start=first):
            self._aisle_edges(graph, layout, aisle, way, at[aisle], aisles[aisle])
            for side, copies in ((1, back), (0, front)):
                for _ in range(copies):
                    graph.edge((side, aisle), (side, aisle + 1), [])
        return graph.walk((0, layout.depot_aisle))

    def _aisle_edges(
        self,
        graph: _RouteGraph,
        layout: BlockLayout,
        aisle: int,
        way: int,
        faces: list[int],
        stops: list[int],
    ) -> None:
        front, back = (0, aisle), (1, aisle)
        if way == BACK and aisle == layout.depot_aisle:
            way = DOUBLE  # the same length, and it meets the depot
        if way in (SINGLE, DOUBLE):
            graph.edge(front, back, faces)
            if way == DOUBLE:
                graph.edge(front, back, [])
            return
        cut = {SKIP: -1, FRONT: layout.aisle_mm[aisle], BACK: -1}.get(way)
        if cut is None:
            cut = largest_gap(stops, layout.aisle_mm[aisle])[0]
        graph.edge(front, front, [f for f in faces if self._faces[f].position_mm <= cut])
        graph.edge(back, back, [f for f in faces if self._faces[f].position_mm > cut][::-1])


class _RouteGraph:
    """The edges of a closed walk with the faces along each, and one walk that uses all."""

    def __init__(self) -> None:
        self._edges: list[tuple[tuple[int, int], tuple[int, int], list[int]]] = []
        self._at: dict[tuple[int, int], list[int]] = {}

    def edge(self, a: tuple[int, int], b: tuple[int, int], faces: list[int]) -> None:
        number = len(self._edges)
        self._edges.append((a, b, faces))
        self._at.setdefault(a, []).append(number)
        if a != b:
            self._at.setdefault(b, []).append(number)

    def walk(self, start: tuple[int, int]) -> tuple[int, ...]:
        """Hierholzer's closed walk from `start`, as the faces met."""
        used = [False] * len(self._edges)
        stack: list[tuple[tuple[int, int], list[int]]] = [(start, [])]
        met: list[list[int]] = []
        while stack:
            here, _ = stack[-1]
            options = self._at.get(here, [])
            while options and used[options[-1]]:
                options.pop()
            if not options:
                met.append(stack.pop()[1])
                continue
            number = options.pop()
            used[number] = True
            a, b, along = self._edges[number]
            forward = a == here
            stack.append((b if forward else a, along if forward else along[::-1]))
        return tuple(face for leg in reversed(met) for face in leg)
