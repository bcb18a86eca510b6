"""Which masters a cell works by, and which it refuses. Pure."""

from __future__ import annotations

from central.tracking.memory import Happened, Known
from wire import events


def adopted(known: Known, happened: Happened, fact: events.MastersAdopted) -> None:
    row = {
        "node": known.node,
        "version": fact.version,
        "adopted_us": happened.at_us,
        "refused_version": None,
        "refused_reason": "",
        "refused_us": None,
        "fact": happened.fact_id,
    }
    known.masters.put(row, known.node)


def refused(known: Known, happened: Happened, fact: events.MastersRefused) -> None:
    """The cell goes on with those it has; a new one has none."""
    before = known.masters.get(known.node)
    kept = before or {"node": known.node, "version": 0, "adopted_us": None}
    row = {
        **kept,
        "refused_version": fact.version,
        "refused_reason": fact.reason,
        "refused_us": happened.at_us,
        "fact": happened.fact_id,
    }
    known.masters.put(row, known.node)
