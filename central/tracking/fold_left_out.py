"""What a rack is closed without, and the end of that when it is open again. Pure."""

from __future__ import annotations

from central.tracking.memory import Happened, Known
from wire import events
from wire.events import PersonNeeded


def closed(known: Known, fact: events.RackClosed) -> None:
    _forget(known, fact.rack)
    for place, each in enumerate(fact.left_out):
        row = {
            "node": known.node,
            "rack": str(fact.rack),
            "place": place,
            "slot": each.slot,
            "call_number": str(each.call_number),
            "family": str(each.family),
            "index": each.index,
            "part": str(each.part),
            "quantity": each.quantity,
        }
        known.left_out.put(row, fact.rack, place)


def opened(known: Known, happened: Happened, rack: str) -> None:
    """It is to be picked after all, so nobody is called for it any more."""
    if _forget(known, rack):
        name = f"{PersonNeeded.LEFT_OUT.value}:{rack}"
        row = known.exceptions.get(name)
        if row is not None and row["closed_us"] is None:
            known.exceptions.put({**row, "closed_us": happened.at_us}, name)


def _forget(known: Known, rack: str) -> bool:
    keys = [(row["rack"], row["place"]) for row in known.left_out.rows.values()]
    found = [key for key in keys if key[0] == rack]
    for key in found:
        known.left_out.drop(*key)
    return bool(found)
