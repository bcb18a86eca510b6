"""What others ask of handling units and loads."""

from __future__ import annotations

from sqlalchemy import Connection

from central.despatch.tables import loads, units
from central.partners.rules.divisions import NumberKind, NumberRange
from central.partners.service.given_numbers import highest_given
from central.partners.service.questions import NUMBERS_GIVEN

_COLUMNS = {
    NumberKind.LOAD: loads.c.number,
    NumberKind.UNIT: units.c.unit,
    NumberKind.SSCC: units.c.unit,
}


def numbers_given(connection: Connection, it: NumberRange) -> str:
    column = _COLUMNS.get(it.kind)
    return "" if column is None else highest_given(connection, column, it)


REPLIES = (NUMBERS_GIVEN.by(numbers_given),)
