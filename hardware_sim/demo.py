"""The demo: real processes, a simulated plant around them, and at the end an audit.

Headless it runs to the end of the day with the faults on and prints one JSON object. Otherwise it
runs at 30 times real speed, prints the pages' addresses, and starts again what somebody kills.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import structlog

from hardware_sim import failings as failings_room
from hardware_sim import line as line_room
from hardware_sim.audit import audit
from hardware_sim.chaos import Kill, plan_kills
from hardware_sim.console import progress, say
from hardware_sim.day import Wishes, make_day
from hardware_sim.demo_folder import run_in
from hardware_sim.demo_guide import PEOPLE, floor_guide
from hardware_sim.dock_audit import audit_docks
from hardware_sim.evidence import collect
from hardware_sim.failings import Pace
from hardware_sim.folders import Premises
from hardware_sim.found import Evidence
from hardware_sim.line import Rates
from hardware_sim.running_plant import Behaviour, CellWorks, Works
from hardware_sim.sender import Sender, run_line
from hardware_sim.settle import Settling
from hardware_sim.start_page import Guide, StartPage, as_text
from hardware_sim.summary import label_latencies_ms, summarize
from hardware_sim.wire_formats import write_recording

FASTEST_TAKT_S = 0.1
AHEAD_VEHICLES = 30
"""At full speed the line stops when the cells are this far behind it."""
LOT_LOOKED_AT = 0.4
"""Of the day's pieces are picked when quality finds a bad lot."""


def run(wishes: Wishes) -> int:
    """The whole demo; the process's exit status. Ctrl-C stops everything."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    return run_in(wishes.run, lambda root: _Demo(wishes, root).run())


class _Demo:
    def __init__(self, wishes: Wishes, folder: Path) -> None:
        self.wishes = wishes
        self.begun_s = time.monotonic()
        self.plant, self.line = make_day(wishes)
        self.premises = Premises(folder, self.plant)
        self.rates: Rates = line_room.USUAL
        self.kills: list[Kill] = []
        self.died: list[str] = []
        self.docks: dict[str, int] = {}
        """What the audit saw of trucks and of the blocked lot."""
        self._down: set[str] = set()
        """Killed by us and not up again yet."""
        fast = wishes.speed == 0
        pace = Pace() if fast else Pace(walk_s_per_m=1 / wishes.speed, reach_s=3 / wishes.speed)
        self.behaviour = Behaviour(
            failings=failings_room.USUAL,
            pace=pace,
            print_s=0.0 if fast else 0.03,
            faults=True,
        )
        self.expected = {
            record.vehicle.call_number: self._pieces_by_cell(record) for record in self.line.records
        }
        self.total = sum(sum(pieces.values()) for pieces in self.expected.values())

    def _pieces_by_cell(self, record: line_room.Record) -> dict[str, int]:
        pieces: dict[str, int] = {}
        needs = () if record.missed else self.plant.expected_parts(record.vehicle)
        for expected in needs:
            pieces[expected.cell] = pieces.get(expected.cell, 0) + expected.quantity
        return pieces

    async def run(self) -> int:
        wishes = self.wishes
        say("Starting a broker, central and three cells with their devices: about 10 seconds")
        limit_s = wishes.deadline_s or (120 + 1.0 * len(self.line.records)) * (1 + wishes.run.kill)
        works = Works(
            self.premises,
            self.line,
            self.behaviour,
            Random(f"works {wishes.run.seed}"),
            change_window=self.rates.change_window,
            amqtt=wishes.amqtt,
        )
        async with works:
            say(f"{self._age():.1f} s: {works.broker_name}, central and the cells are up")
            sender = Sender(
                url=works.office.url,
                tokens={feed.feed: works.office.tokens[feed.feed] for feed in self.plant.feeds},
                feeds=self.plant.feeds,
                client=works.client,
            )
            if not wishes.run.headless:
                return await self._show(works, sender)
            problems: list[str] = []
            try:
                async with asyncio.timeout(limit_s):
                    await self._day(works, sender)
            except TimeoutError:
                problems.append(f"deadline of {limit_s:.0f} s passed: {self._open_things(works)}")
            summary = await self._close(works, sender, problems)
        sys.stdout.write(json.dumps(summary) + "\n")
        sys.stdout.flush()
        return 0 if summary["ok"] else 1

    # -- a day

    async def _day(self, works: Works, sender: Sender) -> None:
        """From the first vehicle until everything is settled; people go home at the end."""
        people = [asyncio.create_task(shift.run()) for shift in self._shifts(works)]
        people += [asyncio.create_task(cell.lead.run()) for cell in works.cells]
        people.append(asyncio.create_task(works.store_shift().run()))
        quality = works.quality_shift(lambda: self._picked_share(works, LOT_LOOKED_AT))
        rounds = [self._tell(works), self._watch(works), quality.run()]
        if self.plant.tells_parts:
            rounds.append(works.replacement_shift(sender.send).run())
        others = [asyncio.create_task(each) for each in rounds]
        if self.wishes.run.kill:
            others.append(asyncio.create_task(self._kill(works)))
        line = asyncio.create_task(self._run_line(works, sender))
        day = asyncio.create_task(self._until_settled(works, line))
        try:
            await _first_failure(day, [*people, *others, line])
        finally:
            await _end([*people, *others, line, day])

    def _shifts(self, works: Works) -> list[Any]:
        return [shift for cell in works.cells for shift in cell.shifts]

    async def _run_line(self, works: Works, sender: Sender) -> None:
        speed = self.wishes.speed
        takt_s = self.plant.feed.takt_s / speed if speed else FASTEST_TAKT_S
        await run_line(
            self.line,
            sender,
            takt_s=takt_s,
            may_go=(lambda: True) if speed else (lambda: self._keeping_up(works)),
        )
        write_recording(self.premises.root / "line.ndjson", sender.sent)
        say(f"{self._age():.1f} s: the line has sent its day, {len(sender.sent)} telegrams")

    def _keeping_up(self, works: Works) -> bool:
        """No cell is more than so many vehicles' pieces behind the lines."""
        return all(
            self._needed(cell.cell.cell) - _placed(cell)
            <= self._needed(cell.cell.cell, AHEAD_VEHICLES)
            for cell in works.cells
        )

    def _needed(self, cell: str, last: int | None = None) -> int:
        """Pieces that have passed, or those of the last so many vehicles of each line."""
        found = 0
        for line in self.line.lines:
            passed = [r for r in line.records if r.passed and not r.cancelled]
            pieces = [self.expected[r.vehicle.call_number].get(cell, 0) for r in passed]
            found += sum(pieces if last is None else pieces[-last:])
        return found

    async def _until_settled(self, works: Works, line: asyncio.Task[None]) -> None:
        await line
        if works.again is not None:
            await works.again.first_sent.wait()
        works.day_over = True
        await Settling(works).wait()

    def _open_things(self, works: Works) -> str:
        found = Settling(works).open_things()
        more = f"; and {len(found) - 8} more" if len(found) > 8 else ""
        return "; ".join(found[:8]) + more or "the line was still sending"

    async def _tell(self, works: Works) -> None:
        """Progress for people, every few seconds."""
        while True:
            await asyncio.sleep(1)
            if not self.wishes.run.quiet:
                progress(self._standing(works))

    def _standing(self, works: Works) -> str:
        """How far the day is. What a late change or a cancellation undoes was picked all the same,
        so picks may be more than the pieces that are needed in the end.
        """
        built = [r for r in self.line.records if r.passed and not r.cancelled]
        pieces = sum(sum(self.expected[r.vehicle.call_number].values()) for r in built)
        picks = sum(_placed(cell) for cell in works.cells)
        return (
            f"{self._age():.0f} s: {self.line.passed} of {len(self.line.records)} vehicles "
            f"broadcast, they need {pieces} pieces; {picks} picks, those that were undone included"
        )

    async def _watch(self, works: Works) -> None:
        """Starts again what died without our doing."""
        while True:
            await asyncio.sleep(0.5)
            for program in works.programs:
                if not program.running and program.name not in self._down:
                    say(
                        f"{program.name} ended with status {program.exit_status}; starting it again"
                    )
                    self.died.append(program.name)
                    program.start()

    async def _kill(self, works: Works) -> None:
        rng = Random(f"kills {self.wishes.run.seed}")
        plan = plan_kills([cell.cell.cell for cell in works.cells], rng)
        programs = {program.name: program for program in works.programs}
        for kill in plan:
            await _until(partial(self._picked_share, works, kill.share))
            self._down.add(kill.target)
            programs[kill.target].kill()
            self.kills.append(kill)
            await asyncio.sleep(kill.down_s)
            programs[kill.target].start()
            self._down.discard(kill.target)

    def _picked_share(self, works: Works, share: float) -> bool:
        return sum(_placed(cell) for cell in works.cells) >= share * self.total

    def _age(self) -> float:
        return time.monotonic() - self.begun_s

    # -- the end

    async def _close(self, works: Works, sender: Sender, problems: list[str]) -> dict[str, Any]:
        """Audit while the programs still answer."""
        evidence, counts, lost = await collect(works)
        finding = audit(evidence)
        bad = works.quality.blocked if works.quality is not None else None
        self.docks = audit_docks(evidence.books, finding, docks=works.docks, bad=bad)
        for text in [*problems, *lost, *sender.refused]:
            finding.problems.append(text)
        for problem in finding.problems:
            say(f"audit: {problem}")
        return summarize(
            evidence,
            finding,
            label_ms=label_latencies_ms(evidence, sender.first_sent_s),
            wrong_scans=sum(s.picker.tally.wrong_parts for s in self._shifts(works)),
            duplicates_refused=counts.get("duplicates_refused", 0),
            more=self._more(works, sender, evidence),
        )

    def _more(self, works: Works, sender: Sender, evidence: Evidence) -> dict[str, Any]:
        orders: dict[str, int] = {}
        for cell in works.cells:
            for name, count in cell.lead.lead.orders.items():
                orders[name] = orders.get(name, 0) + count
        kills = {"cell": 0, "broker": 0, "central": 0}
        for kill in self.kills:
            kills[kill.target if kill.target in kills else "cell"] += 1
        return {
            "telegrams": len(sender.sent),
            "telegram_retries": sender.retries,
            "lines": len(self.line.lines),
            "runs": max(record.run for record in self.line.records) + 1,
            "orders_of_people": dict(sorted(orders.items())),
            "ready_ms": {cell.cell.cell: round(cell.ready_ms) for cell in works.cells},
            "resident_mb": {program.name: program.resident_mb() for program in works.programs},
            "engine": sorted({name for book in evidence.books for name in book.engines}),
            "broker": works.broker_name,
            "plant": self.plant.name,
            "kills": kills,
            "docks": self.docks,
            "ordered_again": len(evidence.re_orders),
            "passed_by": sum(record.missed for record in evidence.records),
            "kanban_cards": sum(len(book.cards) for book in evidence.books),
            "scanners_replugged": sum(shift.replugged for shift in self._shifts(works)),
            "died": self.died,
            "seed": self.wishes.run.seed,
            "duration_s": round(self._age(), 1),
        }

    # -- with people watching

    async def _show(self, works: Works, sender: Sender) -> int:
        """Until Ctrl-C."""
        people = await works.office.make_people(PEOPLE)

        def guide() -> Guide:
            return floor_guide(works, people, self._standing(works))

        async with StartPage(guide) as start:
            say(as_text(guide(), start.url))
            day = asyncio.create_task(self._day(works, sender))
            try:
                await day
            finally:
                await _end([day])
            summary = await self._close(works, sender, [])
            say(
                f"The day is over: {summary['parts_married']} of {summary['parts_expected']} parts "
                f"are married to their vehicles, {summary['wrong_accepted']} wrong ones accepted, "
                f"audit {'holds' if summary['ok'] else 'FAILS'}. The pages stay until Ctrl-C; they "
                f"are listed at {start.url}"
            )
            await asyncio.Event().wait()
        return 0


def _placed(cell: CellWorks) -> int:
    return sum(len(shift.picker.tally.placed) for shift in cell.shifts)


async def _first_failure(day: asyncio.Task[None], others: Sequence[asyncio.Task[Any]]) -> None:
    """Waits for the day; a task that fails before is raised at once."""
    waiting: set[asyncio.Task[Any]] = {day, *others}
    while not day.done():
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    day.result()


async def _until(done: Callable[[], bool]) -> None:
    while True:
        if done():
            return
        await asyncio.sleep(0.02)


async def _end(tasks: Sequence[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
