"""Which status of a call may follow which is configuration of its feed."""

from __future__ import annotations

import pytest

from edge.cell.masters import MastersError, compile_masters
from edge.cell.versions import open_conflicts
from tests.edge.cell.test_version_conflicts import decide, held
from tests.support.cell.world import World, masters, telegram
from wire.ids import RackId
from wire.telegram import Status

MIRRORS = RackId("MIRROR-1-0001")
LIFE = {
    "begin": ("preview", "M100"),
    "preview": ("M100", "cancelled"),
    "M100": ("fitted",),
    "cancelled": ("M100",),
}


def world(**life: tuple[str, ...]) -> World:
    made = World()
    made.adopt(masters(transitions={**LIFE, **life}))
    return made


def final(made: World, number: int = 1, text: str = "M100", **values: object) -> None:
    made.hear(telegram(number, status_text=text, **values))


def doubts(made: World) -> list[str]:
    return [it.conflict.code for it in open_conflicts(made.state)]


def test_a_permitted_life_flows() -> None:
    made = world()
    made.hear(telegram(1, status=Status.PREVIEW, transmission=1))
    final(made, transmission=2)
    final(made, transmission=3, colour="BLUE")
    made.hear(telegram(1, status=Status.FITTED, transmission=4))
    assert doubts(made) == []


def test_a_step_that_is_not_permitted_holds_and_is_told_and_a_person_decides() -> None:
    made = world()
    final(made, transmission=1)
    made.hear(telegram(1, status=Status.CANCELLED, transmission=2))
    assert doubts(made) == ["sequence.transition"]
    assert held(made, MIRRORS, 1) == ["version"]
    (it,) = open_conflicts(made.state)
    assert it.conflict.detail.startswith("call C0001: cancelled after M100 is no step")
    decide(made, new=True)
    assert held(made, MIRRORS, 1) == ["withdrawn"]
    final(made, transmission=3)
    assert (doubts(made), held(made, MIRRORS, 1)) == ([], [])


def test_a_first_word_that_is_not_permitted_is_held_and_may_be_taken() -> None:
    made = world()
    final(made, text="M050", transmission=1)
    assert doubts(made) == ["sequence.transition"]
    decide(made, new=True)
    assert made.states(MIRRORS)[0] == "open"


def test_without_transitions_everything_is_permitted_as_before() -> None:
    made = World()
    made.adopt(masters())
    final(made, text="M050", transmission=1)
    made.hear(telegram(1, status=Status.CANCELLED, transmission=2))
    assert doubts(made) == []


def test_an_older_word_is_no_step() -> None:
    made = world()
    final(made, transmission=5)
    made.hear(telegram(1, status=Status.PREVIEW, transmission=2))
    assert doubts(made) == []


def test_a_life_that_never_begins_is_refused() -> None:
    with pytest.raises(MastersError, match="transitions say nothing of 'begin'"):
        compile_masters(masters(transitions={"M100": ("fitted",)}))
