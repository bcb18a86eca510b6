"""A quantity of an EDIFACT schedule with what followed it, and what it turns out to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from central.edi.model.schedule import Authorisation, Bucket, Cum, Receipt, Resource
from central.edi.readers.schedule_builder import Entry
from central.edi.readers.values import Period
from syntax.problems import Position


@dataclass(slots=True)
class Quantity:
    """``role`` is one of ``message_rules.SCHEDULED``."""

    role: str
    entry: Entry
    on: Period | None = None
    first: date | None = None
    last: date | None = None
    bucket: Bucket | None = None
    unsized: Position | None = None
    """Where a frequency stands that does not say how wide its days are."""
    note: str = ""
    note_date: date | None = None
    since: date | None = None
    until: date | None = None


def is_authority(quantity: Quantity) -> bool:
    """A cum of a resource authorises; a discrete quantity under the same commitment is demand."""
    return quantity.role == "cumulative" and quantity.entry.authorises is not None


def cum_of(quantity: Quantity) -> Cum:
    return Cum(
        quantity=quantity.entry.quantity, since=quantity.since, until=quantity.until,
        position=quantity.entry.position,
    )  # fmt: skip


def receipt_of(quantity: Quantity) -> Receipt:
    return Receipt(
        note=quantity.note, note_date=quantity.note_date, quantity=quantity.entry.quantity,
        received_on=quantity.on.first if quantity.on else None,
        position=quantity.entry.position,
    )  # fmt: skip


def authorisation_of(quantity: Quantity) -> Authorisation:
    on = quantity.on
    return Authorisation(
        resource=quantity.entry.authorises or Resource.FABRICATE,
        cumulative=quantity.entry.quantity,
        first=quantity.since or quantity.first,
        last=quantity.until or quantity.last or (on.last if on else None),
        position=quantity.entry.position,
    )
