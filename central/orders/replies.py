"""What others ask of order lines, forecasts and despatch notes."""

from __future__ import annotations

from sqlalchemy import Connection

from central.agreements.service.moving import STANDING_DEMAND
from central.orders.service.lines import standing_demand
from central.orders.tables import notes
from central.partners.rules.divisions import NumberKind, NumberRange
from central.partners.service.given_numbers import highest_given
from central.partners.service.questions import NUMBERS_GIVEN


def notes_given(connection: Connection, it: NumberRange) -> str:
    of_notes = it.kind is NumberKind.DESPATCH_NOTE
    return highest_given(connection, notes.c.note, it) if of_notes else ""


REPLIES = (STANDING_DEMAND.by(standing_demand), NUMBERS_GIVEN.by(notes_given))
