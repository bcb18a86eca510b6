"""Pictures of a plan as SVG: who walks when, and one walk through the cell."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from edge.sequencer import BlockLayout, Cut, PickPlan, PlanProblem, Tour

WIDTH, LEFT, RIGHT = 1400, 120, 30
TOP, ROW, BAR, DUES = 92, 84, 40, 14
AXIS_STEPS_S = (60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400)
ON_TIME, LATE, INK, QUIET = "#56B4E9", "#D55E00", "#1a1a1a", "#8A8A8A"
AISLE, REACH, FLOOR = 150, 560, 640
"""Walk: pixels between aisles, length of the longest aisle, and where its front end is."""


def gantt(plan: PickPlan) -> str:
    """One row per picker; a bar is a tour with its number, a tick below it is its due. A late tour
    is vermilion, crossed and named.
    """
    begin = min(cut.start_ms for cut in plan.cuts)
    end = max(max(cut.finish_ms, cut.due_ms) for cut in plan.cuts)
    scale = (WIDTH - LEFT - RIGHT) / max(1, end - begin)
    pickers = list(dict.fromkeys(cut.picker for cut in plan.cuts))
    height = TOP + len(pickers) * ROW + 40
    late = sum(cut.finish_ms > cut.due_ms for cut in plan.cuts)
    answer = f"{late} late, {plan.cost.late_ms / 1000:.0f} s in all" if late else "nothing late"
    title = f"{len(plan.cuts)} tours, {plan.cost.work_ms / 3.6e6:.2f} h of work, {answer}"
    proof = plan.certificate.argument
    body = [
        f'<text x="16" y="34" font-size="22" font-weight="bold">{escape(title)}</text>',
        f'<text x="16" y="58" fill="#444">{escape(proof)}</text>',
        *_axis(begin, end, scale, height),
    ]
    for row, picker in enumerate(pickers):
        y = TOP + row * ROW
        body.append(f'<text x="16" y="{y + 26}" font-size="16">{escape(picker)}</text>')
        for number, cut in enumerate(plan.cuts, start=1):
            if cut.picker == picker:
                body += _bar(number, cut, LEFT + (cut.start_ms - begin) * scale, y, scale)
    legend = "bar: tour with its number · tick: its due · times from the start of the first tour"
    body.append(f'<text x="16" y="{height - 12}" fill="{QUIET}">{legend}</text>')
    return _svg(WIDTH, height, body)


def walk(problem: PlanProblem, tour: Tour) -> str:
    """The cell from above: its faces, and one tour's way from face to face in walking order."""
    faces = problem.faces
    aisles = max((face.aisle for face in faces), default=0) + 1
    block = isinstance(problem.layout, BlockLayout)
    width = max(520, 120 + (aisles - 1) * AISLE + 120)
    places = f"{len(tour.picks)} parts from {len(tour.faces)} faces, "
    title = f"{tour.picker}: {places}{tour.walk_mm / 1000:.0f} m"
    map_ = _Map(problem)
    body = [f'<text x="16" y="34" font-size="20" font-weight="bold">{escape(title)}</text>']
    for aisle in range(aisles):
        x = map_.x(aisle)
        label = f"aisle {aisle + 1}" if block else "line"
        body.append(f'<text x="{x}" y="{FLOOR + 46}" text-anchor="middle">{label}</text>')
    for face in faces:
        x, y = map_.x(face.aisle), map_.y(face.position_mm)
        body.append(f'<path d="M{x - 14} {y:.1f}h28" stroke="#d0d0cc" stroke-width="4"/>')
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in map_.way(tour))
    body.append(
        f'<polyline points="{way}" fill="none" stroke="{ON_TIME}" stroke-width="5" '
        'stroke-linejoin="round" stroke-opacity="0.8"/>'
    )
    last_y = {aisle: -100.0 for aisle in range(aisles)}
    for number, stop in enumerate(tour.faces, start=1):
        aisle, y = faces[stop].aisle, map_.y(faces[stop].position_mm)
        x = map_.x(aisle)
        body.append(f'<circle cx="{x}" cy="{y:.1f}" r="4.5" fill="{INK}"/>')
        if abs(y - last_y[aisle]) >= 11:
            body.append(f'<text x="{x + 20}" y="{y + 4:.1f}" font-size="11">{number}</text>')
            last_y[aisle] = y
    depot_x, depot_y = map_.depot
    body.append(
        f'<path d="M{depot_x - 9} {depot_y + 9}h18l-9 -16z" fill="{INK}"/>'
        f'<text x="{depot_x}" y="{FLOOR + 62}" text-anchor="middle">start, end</text>'
    )
    return _svg(width, FLOOR + 78, body)


class _Map:
    """Where faces lie in the picture, and the shortest way between two of them."""

    def __init__(self, problem: PlanProblem) -> None:
        self._faces = problem.faces
        layout = problem.layout
        if isinstance(layout, BlockLayout):
            self._length = max(layout.aisle_mm)
            self._depot = (layout.depot_aisle, 0)
        else:
            self._length = max((face.position_mm for face in problem.faces), default=1) or 1
            self._depot = (0, layout.depot_mm)

    @property
    def depot(self) -> tuple[float, float]:
        return self.x(self._depot[0]), self.y(self._depot[1]) + 14

    def x(self, aisle: int) -> int:
        return 80 + aisle * AISLE

    def y(self, position_mm: int) -> float:
        return FLOOR - position_mm / max(1, self._length) * REACH

    def way(self, tour: Tour) -> Iterator[tuple[float, float]]:
        """Corners of the walk. A change of aisle goes by the nearer cross aisle."""
        stops = [(self._faces[f].aisle, self._faces[f].position_mm) for f in tour.faces]
        here = self._depot
        yield self.depot
        for there in [*stops, self._depot]:
            if there[0] != here[0]:
                front = here[1] + there[1] <= 2 * self._length - here[1] - there[1]
                cross = FLOOR + 14 if front else FLOOR - REACH - 14
                yield self.x(here[0]), cross
                yield self.x(there[0]), cross
            yield self.x(there[0]), self.y(there[1])
            here = there
        yield self.depot


def _axis(begin: int, end: int, scale: float, height: int) -> Iterator[str]:
    span_s = max(1, (end - begin) // 1000)
    step_s = next((s for s in AXIS_STEPS_S if span_s / s <= 14), AXIS_STEPS_S[-1])
    for second in range(0, span_s + 1, step_s):
        x = LEFT + second * 1000 * scale
        yield f'<path d="M{x:.1f} {TOP - 8}V{height - 34}" stroke="#e4e4e0"/>'
        yield (
            f'<text x="{x:.1f}" y="{TOP - 14}" text-anchor="middle" fill="{QUIET}">'
            f"{second // 3600}:{second % 3600 // 60:02d}</text>"
        )


def _bar(number: int, cut: Cut, x: float, y: int, scale: float) -> Iterator[str]:
    width = max(1.0, (cut.finish_ms - cut.start_ms) * scale)
    late = cut.finish_ms > cut.due_ms
    title = (
        f"tour {number}: vehicles {cut.first + 1} to {cut.first + cut.vehicles}, "
        f"{cut.start_ms / 1000:.0f} to {cut.finish_ms / 1000:.0f} s, due {cut.due_ms / 1000:.0f} s"
        f"{', LATE' if late else ''}"
    )
    yield (
        f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}" '
        f'fill="{LATE if late else ON_TIME}" stroke="#fff" stroke-width="1.5">'
        f"<title>{escape(title)}</title></rect>"
    )
    if late:
        cross = f"M{x:.1f} {y}l{width:.1f} {BAR}m0 -{BAR}l-{width:.1f} {BAR}"
        yield f'<path d="{cross}" stroke="{INK}"/>'
    if width >= 16:
        middle = x + width / 2
        yield f'<text x="{middle:.1f}" y="{y + 25}" text-anchor="middle">{number}</text>'
    due = x + (cut.due_ms - cut.start_ms) * scale
    yield f'<path d="M{due:.1f} {y + BAR + 4}v{DUES}" stroke="{INK}" stroke-width="2"/>'
    if width >= 16:
        yield (
            f'<text x="{due:.1f}" y="{y + BAR + DUES + 16}" text-anchor="middle" '
            f'font-size="10" fill="{QUIET}">{number}</text>'
        )


def _svg(width: int, height: int, body: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="13" fill="{INK}">'
    )
    return "\n".join(
        [head, f'<rect width="{width}" height="{height}" fill="#fff"/>', *body, "</svg>\n"]
    )
