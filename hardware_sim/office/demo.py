"""``lineside demo --office``: two makers and our office on one machine, two weeks of their days.

Headless it decides by itself, is audited and prints one JSON object. Otherwise the exceptions wait
for whoever opens the pages.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from hardware_sim.console import progress, say
from hardware_sim.demo_folder import Run, run_in
from hardware_sim.office.audit import Finding, audit
from hardware_sim.office.days import DAYS, Fortnight, working_days
from hardware_sim.office.folders import Office
from hardware_sim.office.renewal import STANDS, refused_moves
from hardware_sim.start_page import Guide, StartPage, as_text

PATIENCE_S = 30.0
KILL_EVERY_S = (3.0, 9.0)
"""After it is up again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """``today``: the last of the days, empty for the present one."""

    run: Run
    days: int = DAYS
    today: date | None = None


def run(wishes: Wishes) -> int:
    """The whole demo; the process's exit status. Ctrl-C stops everything."""
    return run_in(wishes.run, lambda root: _run(wishes, root))


async def _run(wishes: Wishes, folder: Path) -> int:
    begun = time.monotonic()
    today = wishes.today or date.today()  # noqa: DTZ011 - the makers' day is the machine's
    days = working_days(today, wishes.days)
    say("Starting central with the contracts of two makers: about 10 seconds")
    standing = ""

    def tell(text: str) -> None:
        nonlocal standing
        standing = text
        if not wishes.run.quiet:
            progress(text)

    async with Office(folder, today) as office:
        fortnight = Fortnight(office, days, Random(f"office {wishes.run.seed}"), say=tell)
        if not wishes.run.headless:
            people = await office.central.make_people(PEOPLE)
            async with StartPage(lambda: guide(office, people, standing)) as start:
                say(as_text(guide(office, people, standing), start.url))
                await fortnight.run(decide=False)
                say(
                    f"The {len(days)} days are over; what waits, waits for you. The pages stay "
                    f"until Ctrl-C; they are listed at {start.url}"
                )
                await asyncio.Event().wait()
        kills = await _with_kills(wishes, office, fortnight)
        finding = await _audited(office, fortnight)
    for problem in finding.problems:
        say(f"audit: {problem}")
    summary: dict[str, Any] = {
        "ok": not finding.problems,
        **finding.counts,
        "days": len(days),
        "kills": kills,
        "seed": wishes.run.seed,
        "duration_s": round(time.monotonic() - begun, 1),
    }
    sys.stdout.write(json.dumps(summary) + "\n")
    sys.stdout.flush()
    return 0 if summary["ok"] else 1


async def _audited(office: Office, fortnight: Fortnight) -> Finding:
    moves = await refused_moves(office.central)
    finding = await audit(fortnight)
    if not moves or not STANDS.issuperset(moves):
        finding.problems.append(f"a part with open demand moved, or not for that: {moves}")
    finding.counts["moves_of_parts_refused"] = len(moves)
    return finding


async def _with_kills(wishes: Wishes, office: Office, fortnight: Fortnight) -> int:
    """The fortnight to its end; how often central was killed meanwhile."""
    if not wishes.run.kill:
        await fortnight.run()
        return 0
    office.central.patience_s = PATIENCE_S
    killer = asyncio.create_task(_kill(office, Random(f"kills {wishes.run.seed}")))
    running = asyncio.create_task(fortnight.run())
    try:
        await asyncio.wait({killer, running}, return_when=asyncio.FIRST_COMPLETED)
        if killer.done():
            await killer
    finally:
        for task in (killer, running):
            if not task.done():
                task.cancel()
    await asyncio.gather(killer, return_exceptions=True)
    await running
    if not office.central.program.running:
        office.central.program.start()
    await office.central.until_ready()
    return office.central.program.kills


async def _kill(office: Office, rng: Random) -> None:
    while True:
        await asyncio.sleep(rng.uniform(*KILL_EVERY_S))
        office.central.program.kill()
        await asyncio.sleep(rng.uniform(0.1, 0.5))
        office.central.program.start()
        await office.central.until_ready()


PEOPLE = {"you": ("administrator", "planner", "shipping"), "colleague": ("planner",)}
"""Who may sign in, with which roles; the colleague where two people are asked for."""


def guide(office: Office, people: Mapping[str, str], standing: str) -> Guide:
    """What to open and what to try."""
    url = office.central.url
    return Guide(
        title="Lineside demo: the office between two makers",
        pages=[
            ("inbox of exceptions", f"{url}/office"),
            ("schedules", f"{url}/office/schedules"),
            ("contracts", f"{url}/office/contracts"),
            ("EDI", f"{url}/office/interchanges"),
        ],
        people=tuple(people.items()),
        hints=[
            (
                "Drop a file yourself and see what becomes of it:",
                [str(office.folder(maker, "in")) for maker in ("nordwerk", "lakeside")],
            )
        ],
        standing=standing,
    )
