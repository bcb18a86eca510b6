"""The exchange and the desk together, neither by hand: whose file it was, is whose schedule it is,
whose question, and whose answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from central.db.database import Database
from central.db.work import Work
from central.edi.segment_view import segments
from central.exchange import partners, service, store
from central.exchange.tables import interchanges
from central.partners.rules.customers import Customer
from central.partners.service import write as partner_writing
from central.releases import post as receive
from central.releases.tables import LINES, SCHEDULES, UNPROCESSED
from tests.support.central import messages as message
from tests.support.central.releases_desk import ANN, day

OF = {"north": "C", "south": "D"}


@pytest.fixture
def two(desk: Any) -> Any:
    """Two partners; both customers have a part P, and only the second one has a Q."""

    def work(connection: Any) -> None:
        customer = Customer(customer="D", name="Other")
        partner_writing.save_customer(Work(connection, ANN, desk.now_us), customer)
        for name, of in OF.items():
            ids = [f"{name.upper()}:ZZ", name.upper()]
            said = {"partner": name, "customer": of, "profile": {"ids": ids}, "answers": ["aperak"]}
            partners.save(Work(connection, ANN, desk.now_us), said)

    desk.db.write(work)
    desk.agreement("A", "P")
    desk.agreement("B", "P", "Q", customer="D")
    return desk


def take(desk: Any, sender: str, number: str, **asked: int) -> int:
    items = [
        message.Item(part=part, lines=[message.Line(on=day(5), quantity=quantity)])
        for part, quantity in asked.items()
    ]
    said = message.Message(sender=sender.upper(), number=number, issued=desk.today, items=items)
    taken = service.take(
        desk.db,
        receive,
        service.Incoming(name=f"{number}.edi", data=message.edifact(said), way="http"),
        now_us=desk.now_us,
    )
    return int(taken.interchange)


def schedules(desk: Any, interchange: int) -> list[tuple[object, ...]]:
    """Each file has one message, the first."""
    asked = {row.schedule: row.quantity for row in desk.rows(LINES)}
    return [
        (row.partner, row.customer, row.agreement, row.part, row.number, asked[row.schedule])
        for row in desk.rows(SCHEDULES)
        if (row.interchange, row.message) == (interchange, 1)
    ]


def held(desk: Any, interchange: int) -> list[tuple[object, ...]]:
    return [
        (row.partner, row.customer, row.part, row.what)
        for row in desk.rows(UNPROCESSED)
        if (row.interchange, row.message, row.closed_us) == (interchange, 1, None)
    ]


def answers(db: Database, interchange: int) -> Sequence[tuple[str, bytes]]:
    def work(connection: Any) -> list[tuple[str, bytes]]:
        query = select(interchanges.c.interchange, interchanges.c.partner).where(
            interchanges.c.answers == interchange
        )
        found = connection.execute(query).all()
        return [(row.partner, store.raw_of(connection, row.interchange)) for row in found]

    return db.read(work)


def test_schedules_questions_and_answers_are_of_whoever_sent_the_file(two: Any) -> None:
    south = take(two, "south", "S-7", Q=7, P=40)
    north = take(two, "north", "N-1", P=100, Q=5)
    assert schedules(two, south) == [
        ("south", "D", "B", "Q", "S-7", 7),
        ("south", "D", "B", "P", "S-7", 40),
    ]
    assert schedules(two, north) == [("north", "C", "A", "P", "N-1", 100)]
    assert held(two, south) == []
    assert held(two, north) == [("north", "C", "Q", "unknown_part")]
    for interchange, partner, number in ((south, "south", b"S-7"), (north, "north", b"N-1")):
        ((whose, said),) = answers(two.db, interchange)
        assert whose == partner and number in said and partner.upper().encode() in said
    two.agreement("A", "P", "Q")
    service.reprocess(two.db, receive, north, ANN, two.now_us)
    assert held(two, north) == []
    assert schedules(two, north)[1:] == [("north", "C", "A", "Q", "N-1", 5)]
    assert len(schedules(two, south)) == 2


def test_a_line_that_no_schedule_can_mean_is_marked_in_its_file(two: Any) -> None:
    """The second line of the first part: its quantity is beyond every bound."""
    lines = [message.Line(on=day(5), quantity=1), message.Line(on=day(6), quantity=20_000_000)]
    items = [message.Item(part="P", lines=lines)]
    said = message.Message(sender="NORTH", number="20", issued=two.today, items=items)
    data = message.edifact(said)
    incoming = service.Incoming(name="20.edi", data=data, way="http")
    taken = service.take(two.db, receive, incoming, now_us=two.now_us)
    ((first,),) = two.db.read(
        lambda c: [each.problems for each in store.messages_of(c, taken.interchange)]
    )
    assert first.code == "plausible.quantity" and first.position.tag == "QTY"
    marked = [row.text for row in segments(data, problems=[first]) if row.problems]
    assert len(marked) == 1 and "20000000" in marked[0]
