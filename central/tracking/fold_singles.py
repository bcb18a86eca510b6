"""Parts that a line ordered again, as exceptions of their cell until they are at the line. Pure."""

from __future__ import annotations

from central.tracking.fold_sequence import raise_exception
from central.tracking.memory import Happened, Known
from wire import events


def ordered(known: Known, happened: Happened, fact: events.SinglePickOrdered) -> None:
    need = fact.need
    text = (
        f"{fact.rack}: call {fact.call_number} ({fact.vehicle or 'no VIN'}) ordered again: "
        f"{need.family} {need.part} for {fact.point_of_fit}"
    )
    raise_exception(known, happened, _name(fact.rack), "re_order", text)


def begun(known: Known, happened: Happened, fact: events.SinglePickBegun) -> None:
    """Who picks it cares for it; one that was put back has no owner."""
    row = known.exceptions.get(_name(fact.rack))
    if row is not None and row["closed_us"] is None:
        owner = str(fact.person) if fact.workplace else ""
        known.exceptions.put({**row, "owner": owner, "note": fact.reason}, _name(fact.rack))


def ended(known: Known, happened: Happened, fact: events.SinglePickEnded) -> None:
    row = known.exceptions.get(_name(fact.rack))
    if row is not None and row["closed_us"] is None:
        note = "brought to the line" if fact.delivered else fact.reason
        said = {"owner": str(fact.person), "note": note, "closed_us": happened.at_us}
        known.exceptions.put({**row, **said}, _name(fact.rack))


def _name(rack: str) -> str:
    return f"single:{rack}"
