"""Vehicles of which nobody can tell which version counts, and the end of that. Pure."""

from __future__ import annotations

from central.tracking.memory import Happened, Known
from wire import events
from wire.doubts import CODES, conflict_name


def in_doubt(known: Known, happened: Happened, fact: events.TelegramQuarantined) -> None:
    row = {
        "node": known.node,
        "feed": str(fact.feed),
        "call_number": str(fact.call_number),
        "epoch": fact.epoch,
        "number": fact.number,
        "at_us": happened.at_us,
        "fact": happened.fact_id,
    }
    known.in_doubt.put(row, fact.feed, fact.call_number)


def version_decided(known: Known, happened: Happened, fact: events.VersionDecided) -> None:
    """The telegram that was taken, if it was, follows as a fact of its own."""
    known.in_doubt.drop(fact.feed, fact.call_number)
    for code in CODES:
        name = conflict_name(fact.feed, fact.call_number, code)[:200]
        row = known.exceptions.get(name)
        if row is not None and row["closed_us"] is None:
            said = {"owner": str(fact.person), "note": fact.reason, "closed_us": happened.at_us}
            known.exceptions.put({**row, **said}, name)
