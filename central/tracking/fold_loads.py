"""Trucks, what stands on them, parts that came in and racks that came back. Pure."""

from __future__ import annotations

import msgspec

from central.tracking.memory import Happened, Known, Row
from central.tracking.rules import FactRefusedError, LetGo
from wire import events

_json = msgspec.json.Encoder()


def load_opened(known: Known, happened: Happened, fact: events.LoadOpened) -> None:
    row = {
        "node": known.node,
        "load": str(fact.load),
        "truck": fact.truck,
        "dock": fact.dock,
        "load_order": fact.order.value,
        "planned": _json.encode(fact.planned),
        "opened_us": happened.at_us,
        "opened_by": str(fact.person),
        "departed_us": None,
        "departed_by": "",
        "seal": "",
        "left_behind": b"[]",
        "reason": "",
        "delivered_us": None,
        "delivered_by": "",
        "place": "",
        "fact": happened.fact_id,
    }
    known.loads.put(row, fact.load)


def rack_loaded(known: Known, happened: Happened, fact: events.RackLoaded) -> None:
    _load(known, fact.load)
    on_it = [row["place"] for row in known.load_racks.rows.values() if row["load"] == fact.load]
    row = {
        "node": known.node,
        "rack": str(fact.rack),
        "load": str(fact.load),
        "place": max(on_it, default=0) + 1,
        "loaded_us": happened.at_us,
        "person": str(fact.person),
        "before": _json.encode(fact.before),
        "reason": fact.reason,
    }
    known.load_racks.put(row, fact.rack)
    said = LetGo(slots=fact.unchecked, person=fact.person, reason=fact.reason, at_us=happened.at_us)
    keep_let_go(known, fact.rack, said)


def keep_let_go(known: Known, rack: str, said: LetGo) -> None:
    """The last word counts: what was let go may have been checked since."""
    known.unchecked.drop(rack)
    if said.slots:
        row = {
            "node": known.node,
            "rack": str(rack),
            "slots": _json.encode(said.slots).decode(),
            "person": str(said.person),
            "reason": said.reason,
            "at_us": said.at_us,
        }
        known.unchecked.put(row, rack)


def rack_unloaded(known: Known, _: Happened, fact: events.RackUnloaded) -> None:
    known.load_racks.drop(fact.rack)
    known.unchecked.drop(fact.rack)


def rack_on_unit(known: Known, happened: Happened, fact: events.RackOnUnit) -> None:
    row = {
        "node": known.node,
        "rack": str(fact.rack),
        "unit": str(fact.unit),
        "person": str(fact.person),
        "at_us": happened.at_us,
    }
    known.unit_racks.put(row, fact.rack)


def rack_off_unit(known: Known, _: Happened, fact: events.RackOffUnit) -> None:
    known.unit_racks.drop(fact.rack)


def load_departed(known: Known, happened: Happened, fact: events.LoadDeparted) -> None:
    changes = {
        "departed_us": happened.at_us,
        "departed_by": str(fact.person),
        "seal": fact.seal,
        "left_behind": _json.encode(fact.left_behind),
        "reason": fact.reason,
    }
    known.loads.put({**_load(known, fact.load), **changes}, fact.load)


def load_delivered(known: Known, happened: Happened, fact: events.LoadDelivered) -> None:
    changes = {
        "delivered_us": happened.at_us,
        "delivered_by": str(fact.person),
        "place": fact.place,
    }
    known.loads.put({**_load(known, fact.load), **changes}, fact.load)


def rack_returned(known: Known, happened: Happened, fact: events.RackReturned) -> None:
    """Its pieces stay married: a person lets each be picked again."""
    known.unit_racks.drop(fact.rack)
    row = known.racks.get(fact.rack)
    if row is None:
        raise FactRefusedError("rack.unknown", f"rack {fact.rack!r} was never formed")
    changes = {
        "returned_us": happened.at_us,
        "returned_by": str(fact.person),
        "returned_empty": fact.empty,
        "return_reason": fact.reason,
    }
    known.racks.put({**row, **changes}, fact.rack)


def parts_received(known: Known, happened: Happened, fact: events.PartsReceived) -> None:
    row = {
        "receipt": happened.fact_id,
        "node": known.node,
        "part": str(fact.part),
        "lot": fact.lot,
        "serial": fact.serial,
        "quantity": fact.quantity,
        "place": fact.place,
        "supplier": fact.supplier,
        "person": str(fact.person),
        "at_us": happened.at_us,
    }
    known.received.put(row, happened.fact_id)


def _load(known: Known, load: str) -> Row:
    row = known.loads.get(load)
    if row is None:
        raise FactRefusedError("load.unknown", f"load {load!r} was never opened")
    return row
