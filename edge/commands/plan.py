"""``lineside plan``: plans a day from a file, says what it costs and why nothing is better, and
leaves it as JSON, CSV and pictures.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from edge.planning.day_files import (
    BadFile,
    CellFile,
    CellLayout,
    problem_of,
    read_cell,
    read_sequence,
)
from edge.planning.day_masters import day_by_masters, read_masters, read_telegrams
from edge.planning.pictures import gantt, walk
from edge.sequencer import BadProblem, PickPlan, PlanParams, PlanProblem, plan
from edge.sequencer.planner import fixed_plan
from edge.sequencer.warm import warm

app = typer.Typer(help="Plan a day from a file, with its proof.", rich_markup_mode=None)

File = Annotated[
    Path,
    typer.Argument(exists=True, help="Canonical telegrams, one a line, or a ROADEF plant-day."),
]
Cell = Annotated[Path | None, typer.Option("--cell", exists=True, help="The cell, in TOML.")]
Masters = Annotated[
    Path | None,
    typer.Option("--masters", exists=True, dir_okay=False, help="Masters, in TOML or JSON."),
]
Out = Annotated[Path, typer.Option("--out", help="Folder for plan.json, plan.csv and pictures.")]
Compare = Annotated[str, typer.Option("--compare", help="'fixed': full racks beside it.")]
Plain = Annotated[bool, typer.Option("--plain", help="Without compiled kernels.")]
COLUMNS = ("tour", "picker", "start_s", "finish_s", "due_s", "face", "vehicle", "rack", "slot")


@app.command()
def plan_command(
    file: File,
    cell: Cell = None,
    masters: Masters = None,
    out: Out = Path("plan"),
    compare: Compare = "",
    plain: Plain = False,
) -> None:
    """Exit status 0: on time; 1: something is late; 2: the files cannot be planned."""
    if compare not in ("", "fixed"):
        typer.echo(f"plan: --compare knows 'fixed', was {compare!r}", err=True)
        raise typer.Exit(2)
    try:
        made = read_cell(cell)
        problem = _by_masters(masters, made, file) if masters else _by_cell(made, file)
        typer.echo(f"{len(problem.vehicles)} vehicles read", err=True)
        if not plain:
            typer.echo("loading the kernels (the first time this takes a while)", err=True)
            warm()
        answer = plan(problem, PlanParams(engine="reference" if plain else "auto"))
    except (BadFile, BadProblem) as error:
        typer.echo(f"plan: {error}", err=True)
        raise typer.Exit(2) from error
    if made.rules is None and masters is None:
        typer.echo("bill of parts: synthetic (the cell names no [[family]])")
    _figures("plan", answer)
    if compare:
        _figures("fixed racks", fixed_plan(problem))
    typer.echo(f"engine: {answer.engine}; proof: {answer.certificate.argument}")
    _write(out, problem, answer)
    raise typer.Exit(1 if answer.cost.late_ms else 0)


def _by_cell(made: CellFile, file: Path) -> PlanProblem:
    return problem_of(made, read_sequence(file))


def _by_masters(masters: Path, made: CellFile, file: Path) -> PlanProblem:
    """What is picked and where is the masters'; of the cell's file only [cell] counts."""
    if made.rules is not None or made.layout != CellLayout():
        raise BadFile("--masters has rules and layout: take [[family]] and [layout] out of --cell")
    return day_by_masters(read_masters(masters), made.times, read_telegrams(file))


def _figures(name: str, answer: PickPlan) -> None:
    cost, proof = answer.cost, answer.certificate
    gap = "best" if proof.optimal else f"gap {proof.gap_late_ms / 1e3:.0f} s late"
    typer.echo(
        f"{name:12} {len(answer.cuts):5} tours  late {cost.late_ms / 1e3:8.0f} s  "
        f"work {cost.work_ms / 3.6e6:8.3f} h  smallest slack {cost.slack_ms / 1e3:7.0f} s  {gap}"
    )


def _write(out: Path, problem: PlanProblem, answer: PickPlan) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with (out / "plan.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for number, tour in enumerate(answer.tours, start=1):
            times = [tour.start_ms / 1e3, tour.finish_ms / 1e3, tour.due_ms / 1e3]
            for pick in tour.picks:
                part = pick.part
                face = problem.faces[part.face].name
                rows.writerow(
                    [number, tour.picker, *times, face, pick.vehicle, part.rack, part.slot]
                )
    whole = _told(problem, answer)
    (out / "plan.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    (out / "gantt.svg").write_text(gantt(answer), encoding="utf-8")
    longest = max(answer.tours, key=lambda tour: tour.walk_mm)
    (out / "walk.svg").write_text(walk(problem, longest), encoding="utf-8")
    typer.echo(f"plan.json, plan.csv, gantt.svg and walk.svg are in {out}/")


def _told(problem: PlanProblem, answer: PickPlan) -> dict[str, Any]:
    """As it stands in plan.json."""
    cost, proof = answer.cost, answer.certificate
    return {
        "cost": {"late_ms": cost.late_ms, "work_ms": cost.work_ms, "slack_ms": cost.slack_ms},
        "certificate": {
            "optimal": proof.optimal,
            "argument": proof.argument,
            "bound_late_ms": proof.bound_late_ms,
            "bound_work_ms": proof.bound_work_ms,
        },
        "engine": answer.engine,
        "tours": [
            {
                "tour": number,
                "picker": tour.picker,
                "start_ms": tour.start_ms,
                "finish_ms": tour.finish_ms,
                "due_ms": tour.due_ms,
                "slack_ms": tour.slack_ms,
                "walk_mm": tour.walk_mm,
                "vehicles": tour.vehicles,
                "faces": [problem.faces[face].name for face in tour.faces],
            }
            for number, tour in enumerate(answer.tours, start=1)
        ],
    }
