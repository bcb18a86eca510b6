"""What the floor's demo shows to who opens it."""

from __future__ import annotations

from collections.abc import Mapping

from hardware_sim.running_plant import Works
from hardware_sim.start_page import Guide

PEOPLE = {"you": ("administrator", "planner", "shipping", "supervisor"), "colleague": ("planner",)}
"""Who may sign in, with which roles; the colleague where two people are asked for."""


def floor_guide(works: Works, people: Mapping[str, str], standing: str) -> Guide:
    """What to open and what to try."""
    url = works.office.url
    pages = [
        ("supervisor's board", f"{url}/board"),
        ("supervisor's desk", f"{url}/desk"),
        ("office", f"{url}/office"),
    ]
    for cell in works.cells:
        screen, name = cell.screen.url, cell.cell.name
        pages += [
            (f"{name}, {place}", f"{screen}/terminal/{place}") for place in cell.cell.workplaces
        ]
        pages.append((f"{name}, health", f"{screen}/health"))
    return Guide(
        title="Lineside demo: a plant on this machine",
        pages=pages,
        people=tuple(people.items()),
        hints=[
            (
                "Try what a plant does to programs; nothing is lost, and what dies comes back:",
                [f"kill -9 {program.pid:<8} # {program.name}" for program in works.programs],
            ),
            (
                "Give a cell's team lead's orders over HTTP, with the header:",
                [
                    f"Authorization: Badge {cell.cell.with_role('team_lead')[0].badge}  "
                    f"# {cell.cell.name}"
                    for cell in works.cells
                ],
            ),
        ],
        standing=standing,
    )
