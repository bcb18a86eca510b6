"""What masters chain to a status of a call stands at central as at the cell."""

from __future__ import annotations

from sqlalchemy import select

from central.db.database import Database
from central.tracking import tables
from central.tracking.service.module_orders import CallState, list_orders, ordered_modules
from edge.cell.inputs import SignIn
from edge.cell.life_inputs import ReleaseCall
from edge.cell.message_inputs import ReadMessage, Tell
from tests.support.cell.world import ANNA, BEN, FEED, LEFT, RIGHT, World, masters, telegram
from tests.support.central.cell_and_central import Pair, assert_the_same, cell_says, central_says
from wire.ids import CallNumber, RackId
from wire.telegram import Status

ACTIONS = {
    "M100": ("hold first of its kind", "order AXLE-KIT"),
    "racked": ("hold look at it", "message racked"),
    "cancelled": ("alarm ask the line",),
}


def test_holds_messages_and_modules_are_the_same_at_both(db: Database) -> None:
    made = World()
    made.adopt(masters(status_map={"M100": Status.FINAL}, actions=ACTIONS))
    pair = Pair(db, made, 1)
    made.hear(telegram(1, status_text="M100"), telegram(2), telegram(3), telegram(4))
    _same(db, pair)
    assert [slots[0] for slots in cell_says(made.state)["slots"].values()] == ["held", "held"]
    _release(made, 1)
    made.start()
    made.pick_all()
    _same(db, pair)
    for number in (1, 2, 3, 4):
        _release(made, number, "MIRROR-1-0001")
    made.hear(telegram(9, status_text="M100"), telegram(9, status=Status.CANCELLED))
    _same(db, pair)
    slots = central_says(db, made.state)["slots"]
    assert set(slots["MIRROR-1-0001"].values()) == {"picked"}
    assert set(slots["SEAT-1-0001"].values()) == {"held"}
    found = list_orders(db)
    assert [(it.module, it.call_number, it.status) for it in found] == [
        ("AXLE-KIT", "C0001", "M100"),
        ("AXLE-KIT", "C0009", "M100"),
    ]
    assert list_orders(db, after=found[0].fact) == found[1:]
    told = central_says(db, made.state)["exceptions"]
    assert "call_status:L1:C0009:cancelled" in told
    assert "message:L1:C0001:racked:SEAT-1-0001" in told


def test_people_see_which_modules_are_wanted_and_which_not_any_more(db: Database) -> None:
    made = World()
    made.adopt(masters(status_map={"M100": Status.FINAL}, actions=ACTIONS))
    pair = Pair(db, made, 1)
    made.hear(*(telegram(number, status_text="M100") for number in (1, 2, 3)))
    made.hear(telegram(2, status=Status.CANCELLED), telegram(3, status=Status.FITTED))
    _same(db, pair)
    found = db.read(ordered_modules)
    assert [(it.order.call_number, it.state, it.sequence_number) for it in found] == [
        ("C0003", CallState.FITTED, "0003"),
        ("C0002", CallState.CANCELLED, "0002"),
        ("C0001", CallState.WANTED, "0001"),
    ]
    older = db.read(lambda c: ordered_modules(c, before=found[0].order.fact, limit=1))
    assert older == found[1:2]
    assert db.read(lambda c: ordered_modules(c, module="none")) == []


def _same(db: Database, pair: Pair) -> None:
    pair.send()
    assert_the_same(db, pair.world.state)


def _release(made: World, number: int, rack: str = "") -> None:
    call = CallNumber(f"C{number:04d}")
    made.do(ReleaseCall(feed=FEED, call_number=call, person=BEN, reason="seen", rack=RackId(rack)))


def test_central_knows_who_read_a_message_and_when_nobody_has_to_any_more(db: Database) -> None:
    made = World()
    made.adopt(masters(status_map={"M100": Status.FINAL}, actions={"M100": ("message gloves",)}))
    pair = Pair(db, made, 1)
    for place, person in ((LEFT, ANNA), (RIGHT, BEN)):
        made.do(SignIn(workplace=place, person=person))
    made.hear(telegram(1, status_text="M100"))
    made.do(Tell(text="come to me", person=BEN, workplace=LEFT))
    _same(db, pair)
    made.do(ReadMessage(workplace=LEFT))
    _same(db, pair)
    (open_one,) = [row for row in _messages(db) if row["note"]]
    assert (open_one["note"], open_one["closed_us"]) == ("anna left", None)
    made.do(ReadMessage(workplace=RIGHT))
    made.do(ReadMessage(workplace=LEFT))
    _same(db, pair)
    assert {row["note"] for row in _messages(db)} == {"anna left, ben right", "anna left"}
    assert all(row["closed_us"] for row in _messages(db))


def _messages(db: Database) -> list[dict[str, object]]:
    query = select(tables.exceptions).where(tables.exceptions.c.kind == "message")
    return [dict(row) for row in db.read(lambda c: c.execute(query).mappings().all())]
