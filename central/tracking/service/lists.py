"""The long lists of tracking."""

from __future__ import annotations

from sqlalchemy import text

from central.db.listings import Kind, Listing
from central.tracking import tables
from central.tracking.service import own_alarms

_TEXT, _FIGURE, _MOMENT, _STATE = Kind.TEXT, Kind.FIGURE, Kind.MOMENT, Kind.STATE

LISTINGS = (
    Listing(
        name="vehicles",
        table=tables.vehicles,
        key="fact",
        columns={
            "sequence_number": _TEXT,
            "call_number": Kind.CALL,
            "vin": _TEXT,
            "model": _TEXT,
            "colour": _TEXT,
            "status": _STATE,
            "feed": _TEXT,
            "node": _TEXT,
            "at_us": _MOMENT,
        },
    ),
    Listing(
        name="racks",
        table=tables.racks,
        key="fact",
        columns={
            "rack": Kind.RACK,
            "node": _TEXT,
            "rack_family": _TEXT,
            "first_number": _FIGURE,
            "size": _FIGURE,
            "carrier": _TEXT,
            "formed_us": _MOMENT,
            "closed_us": _MOMENT,
            "shipped_us": _MOMENT,
        },
    ),
    Listing(
        name="marriages",
        table=tables.marriages,
        key="marriage",
        columns={
            "part": _TEXT,
            "serial": _TEXT,
            "vin": _TEXT,
            "call_number": Kind.CALL,
            "rack": Kind.RACK,
            "slot": _FIGURE,
            "piece": _FIGURE,
            "person": _TEXT,
            "at_us": _MOMENT,
            "divorce_reason": _TEXT,
            "family": _TEXT,
            "index": _FIGURE,
        },
    ),
    Listing(
        name="labels",
        table=tables.labels,
        key="fact",
        columns={
            "label": _TEXT,
            "kind": _TEXT,
            "copy": _FIGURE,
            "state": _STATE,
            "rack": Kind.RACK,
            "printer": _TEXT,
            "node": _TEXT,
            "person": _TEXT,
            "second_person": _TEXT,
            "reason": _TEXT,
            "requested_us": _MOMENT,
        },
    ),
    Listing(
        name="reprints",
        table=tables.labels,
        key="fact",
        condition=text(tables.REPRINTED),
        columns={
            "label": _TEXT,
            "copy": _FIGURE,
            "state": _STATE,
            "rack": Kind.RACK,
            "person": _TEXT,
            "second_person": _TEXT,
            "reason": _TEXT,
            "requested_us": _MOMENT,
        },
    ),
    Listing(
        name="exceptions",
        table=tables.exceptions,
        key="fact",
        columns={
            "kind": _TEXT,
            "text": _TEXT,
            "node": _TEXT,
            "owner": _TEXT,
            "note": _TEXT,
            "at_us": _MOMENT,
            "closed_us": _MOMENT,
        },
    ),
    Listing(
        name="alarms",
        table=own_alarms.WITH_STATE,
        key="alarm",
        states=tuple(own_alarms.AlarmState),
        columns={
            "alarm": Kind.ALARM,
            "state": _STATE,
            "owner": _TEXT,
            "kind": _TEXT,
            "subject": _TEXT,
            "node": _TEXT,
            "text": _TEXT,
            "times": _FIGURE,
            "first_us": _MOMENT,
            "last_us": _MOMENT,
        },
    ),
    Listing(
        name="facts",
        table=tables.facts,
        key="fact",
        columns={
            "fact": _FIGURE,
            "node": _TEXT,
            "epoch": _FIGURE,
            "offset": _FIGURE,
            "kind": _TEXT,
            "refusal": _TEXT,
            "at_us": _MOMENT,
        },
    ),
)
