"""A status that the feed does not map, and a number that cannot be: kept, told, and held."""

from __future__ import annotations

import msgspec
import pytest

from edge.cell.exceptions import exceptions
from edge.cell.inputs import RefusedError, SkipNumber
from edge.cell.masters import MastersError, compile_masters
from edge.cell.tours import pickable
from edge.cell.versions import open_conflicts
from edge.screen.racks_view import hole_views
from tests.edge.cell.test_version_conflicts import decide, held, world
from tests.support.cell.world import BEN, FEED, World, masters, telegram
from wire.ids import RackId
from wire.masters import Continuity
from wire.telegram import Flag, Status

MIRRORS = RackId("MIRROR-1-0001")


def unknown(made: World, number: int, text: str = "Q7", **values: object) -> None:
    made.hear(telegram(number, status=Status.UNKNOWN, status_text=text, **values))


def mapped(made: World, **status_map: Status) -> None:
    made.adopt(masters(2, status_map=status_map))


def told(made: World) -> list[tuple[str, str, str]]:
    views = exceptions(made.state, made.now_us)
    return [(view.kind, view.text, view.action) for view in views if view.kind == "conflict"]


def test_a_status_that_nobody_knows_holds_its_vehicle_and_is_told() -> None:
    made = world()
    unknown(made, 2, transmission=9)
    assert held(made, MIRRORS, 2) == ["version"]
    assert 2 not in {pick.number for pick in pickable(made.state)}
    assert told(made) == [
        (
            "conflict",
            "sequence.status: call C0002: status 'Q7' is not in status_map of feed L1; "
            "add it to the masters, then decide which version counts",
            "decide-version",
        )
    ]
    (it,) = open_conflicts(made.state)
    assert it.conflict.telegram.status_text == "Q7"


def test_it_counts_once_the_masters_know_the_status_and_a_person_says_so() -> None:
    made = world()
    unknown(made, 2, transmission=9)
    with pytest.raises(RefusedError, match="'Q7' is not in status_map"):
        decide(made, new=True, call="C0002")
    mapped(made, Q7=Status.CANCELLED)
    decide(made, new=True, call="C0002")
    assert held(made, MIRRORS, 2) == ["withdrawn"]
    assert told(made) == []


def test_what_was_known_counts_if_a_person_says_so_and_nobody_is_asked_twice() -> None:
    made = world()
    unknown(made, 2, transmission=9)
    decide(made, new=False, call="C0002")
    assert held(made, MIRRORS, 2) == []
    unknown(made, 2, transmission=9)
    assert told(made) == []


def test_a_vehicle_of_which_nothing_else_is_known_keeps_its_place_held() -> None:
    made = World()
    made.adopt(masters(continuity=Continuity.NONE))
    made.hear(telegram(1))
    unknown(made, 2)
    made.hear(telegram(4))
    assert 2 in {conflict.number for conflict in made.feed.conflicts.values()}
    assert made.states(MIRRORS) == ["open", "held", "missing", "open"]
    made.start()
    made.pick_all()
    assert made.rack(MIRRORS).closed_us is None
    mapped(made, Q7=Status.FINAL)
    decide(made, new=True, call="C0002")
    assert made.states(MIRRORS)[1] == "open"


def test_a_test_with_a_status_that_nobody_knows_is_held_too() -> None:
    made = world()
    unknown(made, 2, flags=(Flag.TEST,))
    assert held(made, MIRRORS, 2) == ["version"]


def test_a_map_to_unknown_is_refused() -> None:
    with pytest.raises(MastersError, match="status_map: 'Q7' means nothing as unknown"):
        compile_masters(masters(status_map={"Q7": Status.UNKNOWN}))


@pytest.mark.parametrize("number", ["0200", "ABC", "9999", "0390"])
def test_a_number_that_cannot_be_holds_the_vehicle_that_has_another(number: str) -> None:
    made = world(restarts=False)
    made.hear(telegram(number, call="C0002", transmission=9))
    assert held(made, MIRRORS, 2) == ["version"]
    (it,) = open_conflicts(made.state)
    assert it.conflict.code in ("sequence.jump", "sequence.number", "sequence.range")
    decide(made, new=False, call="C0002")
    assert held(made, MIRRORS, 2) == []
    assert told(made) == []


def test_a_number_that_cannot_be_of_nobody_here_is_kept_for_a_person_and_holds_nothing() -> None:
    made = world()
    made.hear(telegram(200, call="NEW"))
    assert list(open_conflicts(made.state)) == []
    assert told(made)[0][1].startswith("sequence.jump")


def test_a_number_that_cannot_be_is_not_taken_by_a_word() -> None:
    made = world()
    made.hear(telegram(200, call="C0002", transmission=9))
    with pytest.raises(RefusedError, match="not believed"):
        decide(made, new=True, call="C0002")
    assert held(made, MIRRORS, 2) == ["version"]


def test_start_up_ends_in_the_same_state() -> None:
    made = world()
    unknown(made, 2)
    made.hear(telegram("ABC", call="C0003"))
    kept = msgspec.msgpack.encode(made.state)
    assert msgspec.msgpack.encode(msgspec.msgpack.decode(kept, type=type(made.state))) == kept
    assert {c.code for c in made.state.feeds[FEED].conflicts.values()} == {
        "sequence.status",
        "sequence.number",
    }


def seen(made: World) -> list[tuple[str, int | None]]:
    return [(view.kind, view.number) for view in exceptions(made.state, made.now_us)]


def test_a_number_that_came_in_doubt_is_not_told_as_one_that_did_not_come() -> None:
    """Once a person keeps what was known before, nothing of it is known: it did not come."""
    made = World()
    made.adopt(masters())
    made.hear(telegram(1))
    unknown(made, 2)
    made.hear(telegram(3))
    assert seen(made) == [("conflict", 2)]
    assert hole_views(made.state, made.now_us) == ()
    assert made.states(MIRRORS) == ["open", "held", "held", "missing"]
    skip = SkipNumber(feed=FEED, epoch=1, number=2, person=BEN, reason="phone")
    with pytest.raises(RefusedError, match="decide that first"):
        made.do(skip)
    decide(made, new=False, call="C0002")
    assert seen(made) == [("hole", 2)]
    assert [hole.number for hole in hole_views(made.state, made.now_us)] == [2]
    made.do(skip)
    assert seen(made) == []
