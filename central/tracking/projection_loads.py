"""As ``projection``, of trucks and of what came in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from central.db.bulk import among, upsert_many
from central.tracking.memory import Known
from central.tracking.tables_loads import load_racks, loads, received, unchecked, unit_racks
from wire import events
from wire.events import AnyFact

_OF_LOAD = events.RackLoaded | events.RackUnloaded | events.LoadDeparted | events.LoadDelivered
_OF_UNIT = events.RackOnUnit | events.RackOffUnit | events.RackReturned | events.RackDissolved
_OF_RACK = events.RackLoaded | events.RackUnloaded | events.RackShipped


def load(connection: Connection, known: Known, facts: Sequence[AnyFact]) -> None:
    """The trucks that the facts name, with what stands on them."""
    names = {str(fact.load) for fact in facts if isinstance(fact, _OF_LOAD)}
    for is_wanted in among(connection, loads.c.load, names):
        query = select(loads).where(loads.c.node == known.node, is_wanted)
        for found in connection.execute(query).mappings():
            known.loads.hold(dict(found), found["load"])
    for is_wanted in among(connection, load_racks.c.load, names):
        query = select(load_racks).where(load_racks.c.node == known.node, is_wanted)
        for found in connection.execute(query).mappings():
            known.load_racks.hold(dict(found), found["rack"])
    named = {str(fact.rack) for fact in facts if isinstance(fact, _OF_RACK)}
    for is_wanted in among(connection, unchecked.c.rack, named):
        query = select(unchecked).where(unchecked.c.node == known.node, is_wanted)
        for found in connection.execute(query).mappings():
            known.unchecked.hold(dict(found), found["rack"])
    named = {str(fact.rack) for fact in facts if isinstance(fact, _OF_UNIT)}
    for is_wanted in among(connection, unit_racks.c.rack, named):
        query = select(unit_racks).where(unit_racks.c.node == known.node, is_wanted)
        for found in connection.execute(query).mappings():
            known.unit_racks.hold(dict(found), found["rack"])


def store(connection: Connection, known: Known) -> None:
    upsert_many(connection, loads, known.loads.changed())
    upsert_many(connection, load_racks, known.load_racks.changed())
    upsert_many(connection, unchecked, known.unchecked.changed())
    upsert_many(connection, unit_racks, known.unit_racks.changed())
    upsert_many(connection, received, known.received.changed())
