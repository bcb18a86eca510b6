"""What pages ask of plans: each cell's newest plan beside the tours that came of it, and how often
its forecasts of racks came true. Reading only, bounded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from central.tracking import tables
from wire.events import PlanMade
from wire.tours import LateBand, late_band

TOURS_MAX = 80
SCORED_MAX = 500
"""Calibration is over so many of the racks closed last."""
_plan = msgspec.json.Decoder(PlanMade)


@dataclass(frozen=True, slots=True, kw_only=True)
class TourDone:
    """A walk that was begun. ``ended_us`` None: it is under way; numbers None: not known here."""

    tour: str
    workplace: str
    person: str
    rack: str
    first_number: int | None
    last_number: int | None
    picks: int
    started_us: int
    ended_us: int | None
    completed: bool | None
    planned_finish_us: int | None
    due_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RackRisk:
    """The newest forecast of a rack; ``late`` is None until it is closed. ``waits``: so many of its
    slots wait for a person, and until then it does not close.
    """

    rack: str
    late_permille: int
    due_us: int
    done_us: int
    spread_ms: int
    made_us: int
    late: bool | None
    waits: int = 0

    @property
    def band(self) -> LateBand:
        return LateBand.BLOCKED if self.waits else late_band(self.late_permille)


@dataclass(frozen=True, slots=True, kw_only=True)
class BandScore:
    """Of ``racks`` whose first forecast was in ``band``, ``late`` were late."""

    band: LateBand
    racks: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPlan:
    """One cell: the newest plan, the tours since a moment in the order of their start, the racks
    that the plan has a forecast of and that are not closed since, and the calibration.
    """

    node: str
    at_us: int
    plan: PlanMade
    tours: tuple[TourDone, ...]
    risks: tuple[RackRisk, ...]
    scores: tuple[BandScore, ...]


def cell_plans(connection: Connection, since_us: int) -> list[CellPlan]:
    """Of every cell that told one. Tours that ended before ``since_us`` are left out."""
    query = select(tables.plans).order_by(tables.plans.c.node)
    found = []
    for row in connection.execute(query).mappings().all():
        plan = _plan.decode(bytes(row["body"]))
        known = rack_risks(connection, {(row["node"], str(f.rack)) for f in plan.forecasts})
        risks = (known.get((row["node"], str(f.rack))) for f in plan.forecasts)
        found.append(
            CellPlan(
                node=row["node"],
                at_us=row["at_us"],
                plan=plan,
                tours=_tours(connection, row["node"], since_us),
                risks=tuple(risk for risk in risks if risk is not None and risk.late is None),
                scores=_scores(connection, row["node"]),
            )
        )
    return found


def rack_risks(
    connection: Connection, racks: Collection[tuple[str, str]]
) -> dict[tuple[str, str], RackRisk]:
    """By node and rack, of those that have a forecast."""
    table = tables.forecasts
    nodes, names = {node for node, _ in racks}, {rack for _, rack in racks}
    query = select(table).where(table.c.node.in_(sorted(nodes)), table.c.rack.in_(sorted(names)))
    return {
        (row["node"], row["rack"]): _risk(row)
        for row in connection.execute(query).mappings()
        if (row["node"], row["rack"]) in racks
    }


def _risk(row: Mapping[Any, Any]) -> RackRisk:
    names = ("rack", "late_permille", "due_us", "done_us", "spread_ms", "made_us", "late", "waits")
    return RackRisk(**{name: row[name] for name in names})


def _tours(connection: Connection, node: str, since_us: int) -> tuple[TourDone, ...]:
    table = tables.tours
    columns = [table.c[name] for name in TourDone.__slots__]
    query = (
        select(*columns)
        .where(table.c.node == node, table.c.ended_us.is_(None) | (table.c.ended_us >= since_us))
        .order_by(table.c.started_us.desc())
        .limit(TOURS_MAX)
    )
    rows = connection.execute(query).mappings().all()
    return tuple(TourDone(**row) for row in reversed(rows))


def _scores(connection: Connection, node: str) -> tuple[BandScore, ...]:
    table = tables.forecasts
    query = (
        select(table.c.first_permille, table.c.late)
        .where(
            table.c.node == node,
            table.c.closed_us.is_not(None),
            table.c.first_permille >= 0,
        )
        .order_by(table.c.closed_us.desc())
        .limit(SCORED_MAX)
    )
    found = [(late_band(permille), late) for permille, late in connection.execute(query)]
    return tuple(
        BandScore(
            band=band,
            racks=sum(b is band for b, _ in found),
            late=sum(late for b, late in found if b is band),
        )
        for band in LateBand
        if band is not LateBand.BLOCKED
    )
