"""Parts that a line ordered again, as exceptions of their cell until they are at the line. Pure."""

from __future__ import annotations

from central.tracking.fold_sequence import raise_exception
from central.tracking.memory import Happened, Known
from wire import events
from wire.short_name import name_of_single


def ordered(known: Known, happened: Happened, fact: events.SinglePickOrdered) -> None:
    need = fact.need
    text = (
        f"{fact.rack}: call {fact.call_number} ({fact.vehicle or 'no VIN'}) ordered again: "
        f"{need.family} {need.part} for {fact.point_of_fit}"
    )
    raise_exception(known, happened, name_of_single(fact.rack), "re_order", text)


def begun(known: Known, happened: Happened, fact: events.SinglePickBegun) -> None:
    """Who picks it cares for it; one that was put back has no owner."""
    row = known.exceptions.get(name_of_single(fact.rack))
    if row is not None and row["closed_us"] is None:
        owner = str(fact.person) if fact.workplace else ""
        taken_us = row["taken_us"] or (happened.at_us if owner else None)
        said = {"owner": owner, "note": fact.reason, "taken_us": taken_us}
        known.exceptions.put({**row, **said}, name_of_single(fact.rack))


def picked(known: Known, marriage: events.Marriage) -> None:
    """Whole, it waits for whoever brings it to the line: it has no owner any more."""
    row = known.exceptions.get(name_of_single(marriage.rack))
    if row is not None and row["closed_us"] is None and marriage.piece >= marriage.quantity:
        known.exceptions.put({**row, "owner": ""}, name_of_single(marriage.rack))


def ended(known: Known, happened: Happened, fact: events.SinglePickEnded) -> None:
    row = known.exceptions.get(name_of_single(fact.rack))
    if row is not None and row["closed_us"] is None:
        note = "brought to the line" if fact.delivered else fact.reason
        said = {"owner": str(fact.person), "note": note, "closed_us": happened.at_us}
        known.exceptions.put({**row, **said}, name_of_single(fact.rack))
