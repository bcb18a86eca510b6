"""Messages to pickers: shown until whoever works there has read them, each reading a fact."""

from __future__ import annotations

import pytest

from edge.cell.inputs import HandleException, RefusedError, SignIn
from edge.cell.message_inputs import ReadMessage, Tell
from edge.cell.messages import unread_at
from tests.support.cell.world import ANNA, BEN, LEFT, RIGHT, World, masters, telegram
from wire.events import MessageRead, MessageSent, Verdict
from wire.ids import PersonId, WorkplaceId
from wire.message_length import MESSAGE_MAX
from wire.telegram import Status


def a_cell(**rules: object) -> World:
    world = World()
    world.adopt(masters(**rules))
    for place, person in ((LEFT, ANNA), (RIGHT, BEN)):
        world.do(SignIn(workplace=place, person=person))
    return world


def texts(world: World, place: WorkplaceId) -> list[str]:
    return [it.text for it in unread_at(world.state, place)]


def test_what_a_lead_tells_is_read_at_each_workplace_and_then_it_is_over() -> None:
    world = a_cell()
    (sent,) = world.do(Tell(text=" brackets are  in A7 ", person=BEN)).facts
    assert isinstance(sent, MessageSent)
    assert (sent.text, sent.person) == ("brackets are in A7", BEN)
    assert texts(world, LEFT) == texts(world, RIGHT) == ["ben says: brackets are in A7"]
    (read,) = world.do(ReadMessage(workplace=LEFT, exception=sent.exception)).facts
    assert read == MessageRead(exception=sent.exception, workplace=LEFT, person=ANNA)
    assert texts(world, LEFT) == []
    assert texts(world, RIGHT) == ["ben says: brackets are in A7"]
    (last,) = world.do(ReadMessage(workplace=RIGHT)).facts
    assert last == MessageRead(exception=sent.exception, workplace=RIGHT, person=BEN, closed=True)
    assert world.state.exceptions == {}


def test_one_for_a_workplace_is_shown_there_only() -> None:
    world = a_cell()
    world.do(Tell(text="come to me", person=BEN, workplace=LEFT))
    assert (len(texts(world, LEFT)), texts(world, RIGHT)) == (1, [])
    with pytest.raises(RefusedError, match="no such message"):
        world.do(ReadMessage(workplace=RIGHT))
    (read,) = world.do(ReadMessage(workplace=LEFT)).facts
    assert isinstance(read, MessageRead)
    assert read.closed


def test_nobody_reads_where_nobody_is_signed_in() -> None:
    world = a_cell()
    world.do(Tell(text="come to me", person=BEN))
    world.do(SignIn(workplace=LEFT, person=PersonId("")))
    with pytest.raises(RefusedError) as refused:
        world.do(ReadMessage(workplace=LEFT))
    assert refused.value.code == "workplace.nobody"
    assert texts(world, LEFT)


def test_what_masters_say_at_a_status_is_read_by_a_card() -> None:
    world = a_cell(
        status_map={"M100": Status.FINAL}, actions={"M100": ("message handle with gloves",)}
    )
    world.hear(telegram(1, status_text="M100"))
    assert texts(world, LEFT) == ["call C0001 is M100: handle with gloves"]
    assert world.scan("LS:CMD:READ").verdict is Verdict.CONFIRMED
    assert texts(world, LEFT) == []
    assert world.scan("LS:CMD:READ").verdict is not Verdict.CONFIRMED
    world.hear(telegram(1, status_text="M100"))
    assert texts(world, LEFT) == [], "the same word again is no new message"


def test_a_lead_closes_one_that_nobody_has_read() -> None:
    world = a_cell()
    (sent,) = world.do(Tell(text="come to me", person=BEN)).facts
    name = sent.exception  # type: ignore[union-attr]
    world.do(HandleException(exception=name, person=BEN, closed=True))
    assert texts(world, LEFT) == []


@pytest.mark.parametrize(
    ("text", "code"), [("  ", "message.empty"), ("x" * (MESSAGE_MAX + 1), "message.long")]
)
def test_a_message_is_something_that_a_terminal_shows_whole(text: str, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        a_cell().do(Tell(text=text, person=BEN))
    assert refused.value.code == code
