"""Batches of facts, taken by central."""

from __future__ import annotations

from central.db.database import Database
from central.tracking.intake import take_batch
from tests.support.central.same import INCARNATION
from wire.sync import Acknowledgement, FactBatch


def take(db: Database, batch: FactBatch) -> Acknowledgement:
    return take_batch(db, batch, incarnation=INCARNATION, now_us=5)[0]
