"""What masters chain to a status of a call: slots held, modules ordered. Pure."""

from __future__ import annotations

import msgspec

from central.tracking.memory import Happened, Known
from wire import events


def held(known: Known, happened: Happened, fact: events.CallHeld) -> None:
    row = known.vehicles.get(fact.feed, fact.call_number)
    if row is not None:
        now = {**_holds(row["held"]), str(fact.rack): fact.reason or fact.status}
        known.vehicles.put({**row, "held": _text(now)}, fact.feed, fact.call_number)


def released(known: Known, happened: Happened, fact: events.CallReleased) -> None:
    row = known.vehicles.get(fact.feed, fact.call_number)
    if row is not None:
        now = _holds(row["held"])
        left = {rack: why for rack, why in now.items() if fact.rack not in ("", rack)}
        known.vehicles.put({**row, "held": _text(left)}, fact.feed, fact.call_number)


def ordered(known: Known, happened: Happened, fact: events.ModuleOrdered) -> None:
    row = {
        "fact": happened.fact_id,
        "node": known.node,
        "feed": str(fact.feed),
        "call_number": str(fact.call_number),
        "vin": str(fact.vin),
        "epoch": fact.epoch,
        "number": fact.number,
        "module": fact.module,
        "status": fact.status,
        "rack": str(fact.rack),
        "at_us": happened.at_us,
    }
    known.module_orders.put(row, happened.fact_id)


def _holds(text: str) -> dict[str, str]:
    return msgspec.json.decode(text, type=dict[str, str])


def _text(held: dict[str, str]) -> str:
    return msgspec.json.encode(held).decode()
