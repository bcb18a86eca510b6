"""An order line is due on another day than the customer's: lists, lateness and what is to leave
go by that day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from central.db.database import Database
from central.despatch.service import listings
from central.orders.service import reading, totals
from central.orders.service.planned_receipts import Asked, planned_receipts
from central.orders.tables import lines
from tests.support.central import orders as office
from tests.support.central.orders import DAY, NOON_US


def test_lists_and_lateness_go_by_the_day_on_which_it_is_due(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 100, on=DAY + timedelta(days=1))
    yesterday = DAY - timedelta(days=1)
    assert db.read(lambda c: reading.overdue(c, NOON_US, reading.Wanted())).rows == ()
    db.write(lambda c: c.execute(sa.update(lines).values(due_on=yesterday)))
    (late,) = db.read(lambda c: reading.overdue(c, NOON_US, reading.Wanted())).rows
    assert (late["line"], late["days_late"]) == (line, 1)
    of_parts = db.read(
        lambda c: totals.part_page(c, reading.Wanted(), late=totals.past_there(c, NOON_US))
    )
    assert [(row.late, row.first_day) for row in of_parts.rows] == [(100, yesterday)]
    (planned,) = db.read(lambda c: planned_receipts(c, Asked(first=yesterday), NOON_US)).rows
    assert planned.place.on == yesterday
    (leaving,) = db.read(lambda c: listings.despatch_list(c, DAY, listings.Due(days=1))).rows
    assert leaving["line"] == line


def test_a_file_has_the_day_due_the_window_and_the_day_asked_in_a_column_each(client: Any) -> None:
    office.agreement(client.central.db)
    office.line(client.central.db, 100)
    token = client.token("planner")
    english = client.get("/office/orders.csv?lang=en", token=token).text.splitlines()
    assert english[0].lstrip("\ufeff").startswith("Due,Window,Day asked,")
    assert english[1].startswith("2026-05-04,,2026-05-04,")
    german = client.get("/office/orders.csv?lang=de", token=token).text.splitlines()
    assert german[0].lstrip("\ufeff").startswith("Fällig;Zeitfenster;Gefragter Tag;")
    assert german[1].startswith("04.05.2026;;04.05.2026;")
