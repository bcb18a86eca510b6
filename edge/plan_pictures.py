"""Pictures of a plan as SVG: who walks when, and one walk through the cell."""

from __future__ import annotations

from xml.sax.saxutils import escape

from edge.sequencer import BlockLayout, PickPlan, PlanProblem, Tour

WIDTH, ROW = 1200, 34


def _svg(width: int, height: int, body: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="12">'
    )
    return "\n".join(
        [head, f'<rect width="{width}" height="{height}" fill="#fff"/>', *body, "</svg>\n"]
    )


def gantt(plan: PickPlan) -> str:
    """One row per picker; a tour is a bar, late ones are red and have a frame; a tick below a bar
    is its due."""
    begin = min(cut.start_ms for cut in plan.cuts)
    end = max(max(cut.finish_ms, cut.due_ms) for cut in plan.cuts)
    scale = (WIDTH - 130) / max(1, end - begin)
    pickers = list(dict.fromkeys(cut.picker for cut in plan.cuts))
    proof = f"{plan.certificate.argument}; late {plan.cost.late_ms / 1000:.0f} s"
    body = [f'<text x="8" y="18">{escape(proof)}</text>']
    for line, picker in enumerate(pickers):
        y = 30 + line * ROW
        body.append(f'<text x="8" y="{y + 16}">{escape(picker)}</text>')
        for number, cut in enumerate(plan.cuts, start=1):
            if cut.picker != picker:
                continue
            x, width = 120 + (cut.start_ms - begin) * scale, (cut.finish_ms - cut.start_ms) * scale
            late = cut.finish_ms > cut.due_ms
            fill, frame = ("#c62828", "#000") if late else ("#90caf9", "#1565c0")
            due = 120 + (cut.due_ms - begin) * scale
            title = (
                f"tour {number}: vehicles {cut.first + 1}-{cut.first + cut.vehicles}, "
                f"{cut.start_ms / 1000:.0f}-{cut.finish_ms / 1000:.0f} s, "
                f"due {cut.due_ms / 1000:.0f} s"
            )
            body.append(
                f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="22" fill="{fill}" '
                f'stroke="{frame}"><title>{escape(title)}</title></rect>'
                f'<path d="M{due:.1f} {y + 22}v6" stroke="#444"/>'
            )
    return _svg(WIDTH, 40 + len(pickers) * ROW, body)


def walk(problem: PlanProblem, tour: Tour) -> str:
    """The faces of the cell and those of one tour, numbered in walking order."""
    faces = problem.faces
    length = max((face.position_mm for face in faces), default=1) or 1
    block = isinstance(problem.layout, BlockLayout)
    aisles = max((face.aisle for face in faces), default=0) + 1

    def at(face: int) -> tuple[float, float]:
        there = faces[face]
        return 60 + there.aisle * 120.0, 460 - there.position_mm / length * 400

    body = [
        f'<text x="8" y="18">{escape(tour.picker)}: {len(tour.picks)} parts from '
        f"{len(tour.faces)} faces, {tour.walk_mm / 1000:.0f} m"
        f"{'' if block else ' along the line'}</text>"
    ]
    for face in range(len(faces)):
        x, y = at(face)
        body.append(f'<rect x="{x - 4:.1f}" y="{y - 2:.1f}" width="8" height="4" fill="#ddd"/>')
    for number, face in enumerate(tour.faces, start=1):
        x, y = at(face)
        body.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#1565c0"/>'
            f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" font-size="9">{number}</text>'
        )
    return _svg(80 + aisles * 120, 490, body)
