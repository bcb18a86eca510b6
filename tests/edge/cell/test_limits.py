"""What would lead to a fact that central cannot keep is refused before it is written."""

from __future__ import annotations

import pytest

from edge.cell.exceptions import exceptions
from edge.cell.inputs import (
    BindCarrier,
    HandleException,
    RefusalsArrived,
    RefusedError,
    RefusedFact,
    TelegramArrived,
)
from edge.cell.model import ExceptionKind
from edge.cell.tours import current_pick
from tests.support.cell.world import FEED, LEFT, World, code_of, telegram
from wire.events import FactRefused, Scanned, Source, TelegramQuarantined
from wire.ids import PersonId, RackId
from wire.limits import excess


@pytest.fixture
def world() -> World:
    made = World()
    made.line(1, 4)
    made.start()
    return made


def seat_code(world: World, serial: str) -> str:
    """A code for the pick whose turn it is, after all that needs no serial."""
    while (pick := current_pick(world.state, LEFT)) is None or not pick.need.serial_tracked:
        if pick is None:
            world.offer()
            continue
        world.scan(code_of(pick.need.part, f"N{len(world.facts)}"))
    return code_of(pick.need.part, serial)


def test_a_serial_beyond_the_limit_is_unreadable_and_marries_nothing(world: World) -> None:
    answer = world.scan(seat_code(world, "S" * 201))
    assert (answer.verdict, answer.code) == ("unreadable", "barcode.too_long")
    assert answer.text == "marriage.serial has 201 characters, the limit is 200"
    facts = world.last.facts
    assert [type(fact) for fact in facts] == [Scanned]
    assert facts[0].marriage is None
    assert world.scan(seat_code(world, "S" * 200)).verdict == "right"


def test_a_carrier_and_a_card_are_not_cut_to_another_one(world: World) -> None:
    for text in ("LS:CARRIER:" + "C" * 201, "LS:KB:K1:" + "c" * 201):
        answer = world.scan(text)
        assert (answer.verdict, answer.code) == ("unreadable", "barcode.too_long")
    rack = next(iter(world.state.racks))
    with pytest.raises(RefusedError) as refused:
        world.do(BindCarrier(rack=RackId(rack), carrier="C" * 201, person=PersonId("anna")))
    assert refused.value.code == "text.too_long"


def test_every_fact_of_any_scan_is_within_the_limits(world: World) -> None:
    for text in ("x" * 9_000, "LS:KB:K1:" + "c" * 300, "LS:RACK:" + "r" * 400 + ":1", "\U0001f600"):
        world.scan(text)
        assert all(excess(fact) is None for fact in world.last.facts), text[:20]


def test_a_telegram_beyond_a_limit_is_quarantined_with_its_field() -> None:
    """A format that let one through; a person who keyed it in is told at once."""
    world = World()
    too_high = telegram(1, status_text="x" * 36)
    decision = world.do(TelegramArrived(feed=FEED, raw_id=7, telegram=too_high))
    (fact,) = decision.facts
    assert isinstance(fact, TelegramQuarantined)
    assert (fact.code, fact.raw_id) == ("text.too_long", 7)
    assert "telegram.status_text has 36 characters, the limit is 35" in fact.detail
    with pytest.raises(RefusedError):
        world.do(
            TelegramArrived(
                feed=FEED,
                raw_id=8,
                telegram=too_high,
                source=Source.HAND,
                person=PersonId("ben"),
                second_person=PersonId("anna"),
                reason="phone",
            )
        )


def refused(offset: int, kind: str = "scanned", code: str = "rack.unknown") -> RefusedFact:
    return RefusedFact(offset=offset, kind=kind, code=code, detail="rack 'R' was never formed")


def test_a_refused_fact_is_one_exception_with_its_reason_however_often_it_is_told() -> None:
    world = World()
    world.do(RefusalsArrived(refused=(refused(5), refused(6))))
    again = world.do(RefusalsArrived(refused=(refused(5), refused(6))))
    assert again.facts == ()
    (found,) = exceptions(world.state, world.now_us)
    assert (found.kind, found.count) == (ExceptionKind.FACT_REFUSED.value, 2)
    assert found.text == "central refused fact 6 (scanned) for good: rack 'R' was never formed"
    world.do(
        HandleException(exception=found.exception, person=PersonId("ben"), closed=True, note="seen")
    )
    assert exceptions(world.state, world.now_us) == ()
    assert world.do(RefusalsArrived(refused=(refused(5),))).facts == ()


def test_that_a_refusal_was_refused_is_not_told() -> None:
    """A central that does not know this kind of fact would be told for ever."""
    kind = str(FactRefused.__struct_config__.tag)
    assert World().do(RefusalsArrived(refused=(refused(9, kind, "fact.invalid"),))).facts == ()
