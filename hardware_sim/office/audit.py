"""What central says at the end against what the makers know: every file accounted for, cums and
orders equal to the last call-off, nothing counted twice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hardware_sim.central_program import CentralProgram
from hardware_sim.office.answers import read
from hardware_sim.office.days import Dropped, Fortnight, Site
from hardware_sim.office.document import Document, Item
from hardware_sim.office.maker import Place
from hardware_sim.office.renewal import NEXT
from hardware_sim.office.shipping import open_of

PAGE = 200


@dataclass(slots=True)
class Finding:
    """``problems`` empty: the audit holds."""

    problems: list[str] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)

    def expect(self, what: str, wanted: object, found: object) -> None:
        if wanted != found:
            self.problems.append(f"{what}: {wanted} expected, {found} found")


async def audit(fortnight: Fortnight) -> Finding:
    """Asks central, reads the makers' folders, and compares."""
    finding = Finding()
    central = fortnight.office.central
    interchanges = await pages(central, "/api/v1/edi/interchanges", "interchanges", "interchange")
    unprocessed = await pages(central, "/api/v1/releases/unprocessed", "", "entry")
    schedules = await pages(central, "/api/v1/releases/schedules", "", "schedule")
    _files(finding, fortnight.diary.dropped, interchanges, unprocessed)
    _answers(finding, fortnight)
    lines: list[dict[str, Any]] = []
    for site in fortnight.sites:
        lines += await _orders(finding, fortnight, site, schedules)
        await _cums(finding, fortnight, site)
    verdict = await central.ask("/api/v1/audit/verdict")
    finding.expect("history of changes", "intact", verdict["verdict"])
    incoming = [row for row in interchanges if row["direction"] == "in"]
    outgoing = [row for row in interchanges if row["direction"] == "out"]
    finding.counts |= {
        "files": len(incoming),
        "files_by_state": dict(sorted(Counter(row["state"] for row in incoming).items())),
        "schedules": len(schedules),
        "schedules_by_state": dict(sorted(Counter(row["state"] for row in schedules).items())),
        "released": sum(row["state"] in ("released", "replaced") for row in schedules),
        "held": dict(sorted(Counter(row["what"] for row in unprocessed).items())),
        "orders": len(lines),
        "acknowledgements": len(outgoing),
        "orders_by_the_hour": sum(bool(row["at_time"]) for row in lines),
        "notes": len(fortnight.diary.notes),
        "notes_posted_late": fortnight.shipper.posted_late,
        "pieces_left_behind": fortnight.shipper.left_behind,
        "pieces_refused_or_missing": sum(
            site.maker.lost(place) for site in fortnight.sites for place in site.maker.places
        ),
        "changes_sealed": verdict["head"]["seal"],
        "decisions": dict(sorted(fortnight.planner.done.items())),
    }
    return finding


async def pages(central: CentralProgram, path: str, name: str, key: str) -> list[dict[str, Any]]:
    """A whole list, page by page. ``name``: where the rows stand; empty: the answer is the list."""
    found: list[dict[str, Any]] = []
    before = ""
    while True:
        answer = await central.ask(f"{path}?limit={PAGE}{before}", "planner")
        rows = answer[name] if name else answer
        found += rows
        if len(rows) < PAGE:
            return found
        before = f"&before={rows[-1][key]}"


def _files(
    finding: Finding,
    dropped: list[Dropped],
    interchanges: list[dict[str, Any]],
    unprocessed: list[dict[str, Any]],
) -> None:
    """Each file once, in the state that it must have; what is held says why."""
    incoming = [row for row in interchanges if row["direction"] == "in"]
    by_name: dict[str, list[dict[str, Any]]] = {}
    for row in incoming:
        by_name.setdefault(row["name"], []).append(row)
    finding.expect("files", len(dropped), len(incoming))
    held: dict[int, list[str]] = {}
    for entry in unprocessed:
        held.setdefault(entry["interchange"], []).append(entry["what"])
    for file in dropped:
        rows = by_name.get(file.name, [])
        finding.expect(f"{file.name}: times taken", 1, len(rows))
        for row in rows:
            finding.expect(f"{file.name}: state", file.outcome, row["state"])
            reasons = held.get(row["interchange"], [])
            if file.reason:
                finding.expect(f"{file.name}: held", [file.reason], reasons)
            elif file.outcome == "posted":
                finding.expect(f"{file.name}: held", [], reasons)
            elif file.outcome != "duplicate" and not reasons:
                finding.problems.append(f"{file.name}: nobody is told that it is {file.outcome}")


def _answers(finding: Finding, fortnight: Fortnight) -> None:
    """Every file whose sender is known has one syntax acknowledgement, and the right one."""
    for site in fortnight.sites:
        name = site.maker.name
        found: dict[int, list[bool]] = {}
        for answer in read(fortnight.office.answers(name)):
            found.setdefault(answer.reference, []).append(answer.accepted)
        for file in fortnight.diary.dropped:
            if file.maker == name and file.answered is not None:
                finding.expect(
                    f"{file.name}: acknowledged", [file.answered], found.get(file.reference, [])
                )


async def _orders(
    finding: Finding, fortnight: Fortnight, site: Site, schedules: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What stands as orders is what the last call-off asks, less what left since."""
    maker = site.maker
    document = fortnight.diary.last[maker.name]
    lines = await pages_of_lines(fortnight.office.central, maker.name)
    for item in document.items:
        place = Place(item.part, item.point)
        wanted_keys = (maker.name, *place, "call_off")
        newest = [
            row
            for row in schedules
            if (row["customer"], row["part"], row["unloading_point"], row["kind"]) == wanted_keys
        ]
        head = max(newest, key=lambda row: int(row["schedule"]), default=None)
        where = f"{maker.name} {item.part} {item.point}".strip()
        finding.expect(f"{where}: newest call-off", document.number, head and head["number"])
        finding.expect(f"{where}: its state", "released", head and head["state"])
        own = [row for row in lines if (row["part"], row["unloading_point"]) == place]
        if maker.habits.nets:
            sent = fortnight.shipper.sent.get((maker.name, place), 0) - maker.lost(place)
            wanted = item.received_here + sum(line.quantity for line in item.lines) - sent
            finding.expect(f"{where}: open", wanted, int(sum(map(open_of, own), Decimal(0))))
            _times(finding, where, item, own)
        else:
            _by_day(finding, where, document, item, own)
    return lines


def _times(finding: Finding, where: str, item: Item, own: list[dict[str, Any]]) -> None:
    """Of the last day for which they name hours each hour is an order line of its own: what is on
    its way is taken from days before it.
    """
    last = max((it.first for it in item.lines if it.at), default=None)
    if last is not None:
        wanted = {it.at: it.quantity for it in item.lines if it.first == last}
        of_day = [row for row in own if row["on_day"] == last.isoformat()]
        found = {row["at_time"].replace(":", ""): int(open_of(row)) for row in of_day}
        finding.expect(f"{where}: {last} by the hour", wanted, found)


def _by_day(
    finding: Finding, where: str, document: Document, item: Item, own: list[dict[str, Any]]
) -> None:
    found: Counter[str] = Counter()
    for row in own:
        if row["on_day"] > document.issued.isoformat():
            found[row["on_day"]] += int(open_of(row))
    wanted = {line.first.isoformat(): line.quantity for line in item.lines}
    finding.expect(f"{where}: open by day", wanted, dict(found))


async def _cums(finding: Finding, fortnight: Fortnight, site: Site) -> None:
    """Our cums are what left and what the maker counted; what is between is on its way or lost."""
    for part in site.maker.parts:
        places = [place for place in site.maker.places if place.part == part]
        sent = sum(fortnight.shipper.sent.get((site.maker.name, it), 0) for it in places)
        lost = sum(map(site.maker.lost, places))
        rows = await fortnight.office.central.ask(
            f"/api/v1/cums?customer={site.maker.name}&part={part}", "planner"
        )
        taken = [row for row in rows if (row["part"], row["agreement"]) == (part, NEXT)]
        finding.expect(f"{part}: went to {NEXT}", 0, sum(int(row["despatched"]) for row in taken))
        found = [row for row in rows if row["part"] == part and row not in taken]
        finding.expect(f"{part}: cums", 1, len(found))
        for row in found:
            arrived = site.maker.received(part)
            way = sent - arrived - lost
            finding.expect(f"{part}: in transit", way, int(Decimal(row["in_transit"])))
            finding.expect(f"{part}: missing or rejected", lost, int(Decimal(row["differing"])))
            finding.expect(f"{part}: despatched cum", sent, int(Decimal(row["despatched"])))
            finding.expect(f"{part}: received cum", arrived, int(Decimal(row["received"])))


async def pages_of_lines(central: CentralProgram, customer: str) -> list[dict[str, Any]]:
    """Order lines that stand."""
    found: list[dict[str, Any]] = []
    after = ""
    while True:
        page = await central.ask(
            f"/api/v1/orders/lines?customer={customer}&limit=500&after={after}", "planner"
        )
        found += page["rows"]
        if page["next"] is None:
            return found
        after = page["next"]
