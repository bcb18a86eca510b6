"""Figures by hand: a loop of 10 pieces a card and a minimum of 25."""

from __future__ import annotations

import pytest

from central.access.rules import TokenRole
from central.db.database import Actor, Database
from central.db.work import transact
from central.kanban import service
from central.kanban.rules import Asks, CardMovement, LoopStock, cards_wanted, reason_of
from central.kanban.service import LoopView
from tests.support.central.client import Client
from wire.ids import LoopId, PartNumber, PersonId
from wire.kanban_facts import KanbanMoved
from wire.words import Movement

LOOPS = "/api/v1/kanban/loops"
BY = Actor(who="oda")
SCREWS = LoopView(loop="K1", part="P1", location="L1", quantity=10, minimum=25)


def moved(fact: int, movement: Movement, pieces: int = 10, card: str = "1") -> CardMovement:
    what = KanbanMoved(
        loop=LoopId("K1"),
        card=card,
        part=PartNumber("P1"),
        location="L1",
        movement=movement,
        quantity=pieces,
        person=PersonId("p1"),
    )
    return CardMovement(fact, fact * 1_000, what)


def loop(stock: int, empty: int = 0, minimum: int = 25) -> LoopStock:
    return LoopStock(
        loop="K1",
        part="P1",
        location="L1",
        quantity=10,
        minimum=minimum,
        stock=stock,
        empty_cards=empty,
    )


@pytest.mark.parametrize(
    ("stock", "empty", "cards", "why"),
    [
        (25, 0, 0, None),
        (24, 0, 1, Asks.BELOW_MINIMUM),
        (5, 0, 2, Asks.BELOW_MINIMUM),
        (4, 0, 3, Asks.BELOW_MINIMUM),
        (-10, 0, 4, Asks.BELOW_MINIMUM),
        (30, 2, 2, Asks.EMPTY_CARDS),
        (20, 3, 3, Asks.BELOW_MINIMUM),
    ],
)
def test_whole_cards_are_asked_for(stock: int, empty: int, cards: int, why: Asks | None) -> None:
    assert (cards_wanted(loop(stock, empty)), reason_of(loop(stock, empty))) == (cards, why)


def take(db: Database, *movements: CardMovement) -> None:
    db.write(lambda connection: service.apply_movements(connection, "cell-a", movements))


def asked(db: Database) -> list[tuple[str, int, int, int, Asks]]:
    return [(it.loop, it.stock, it.cards, it.pieces, it.reason) for it in service.list_demand(db)]


def test_stock_is_what_came_less_what_was_used_and_an_empty_card_asks(db: Database) -> None:
    transact(db, lambda work: service.put_loops(work, [SCREWS]), by=BY)
    assert asked(db) == [("K1", 0, 3, 30, Asks.BELOW_MINIMUM)]
    take(db, moved(1, Movement.REPLENISH, 40), moved(2, Movement.CONSUME))
    take(db, moved(3, Movement.CONSUME, 1, card="2"))
    (there,) = service.list_stock(db, location="L1")
    assert (there.quantity, there.moves, there.last_us) == (29, 3, 3_000)
    assert asked(db) == []
    take(db, moved(4, Movement.EMPTY, card="2"))
    assert asked(db) == [("K1", 29, 1, 10, Asks.EMPTY_CARDS)]
    take(db, moved(5, Movement.REPLENISH, card="2"))
    assert asked(db) == []


def test_stock_of_what_no_loop_names_is_kept_and_other_places_are_others(db: Database) -> None:
    take(db, moved(1, Movement.CONSUME))
    (there,) = service.list_stock(db)
    assert (there.part, there.quantity) == ("P1", -10)
    assert service.list_stock(db, location="elsewhere") == []
    assert db.read(service.loops_now) == []


def test_a_new_list_replaces_the_loops_and_leaves_the_stock(db: Database) -> None:
    transact(db, lambda work: service.put_loops(work, [SCREWS]), by=BY)
    take(db, moved(1, Movement.REPLENISH, 40))
    other = LoopView(loop="K2", part="P2", location="L1", quantity=5, minimum=0)
    transact(db, lambda work: service.put_loops(work, [other]), by=BY)
    assert service.list_loops(db) == [other]
    assert service.list_stock(db)[0].quantity == 40
    (now,) = db.read(service.loops_now)
    assert (now.stock, now.below) == (None, False), "nothing was ever moved there"


def test_who_may_not_change_loops_is_refused_and_a_loop_stands_once(client: Client) -> None:
    one = {"loop": "K1", "part": "P1", "location": "L1", "quantity": 10, "minimum": 25}
    reader = client.token(TokenRole.VIEWER)
    assert client.put(LOOPS, token=reader, json=[one]).status_code == 403
    writer = client.token(TokenRole.TEAM_LEAD)
    assert client.put(LOOPS, token=writer, json=[one, one]).status_code == 422
    assert client.put(LOOPS, token=writer, json=[{**one, "quantity": 0}]).status_code == 422
    assert client.put(LOOPS, token=writer, json=[one]).json() == {"loops": 1}
    assert client.get(LOOPS, token=reader).json() == [one]
